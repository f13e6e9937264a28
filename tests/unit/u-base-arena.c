#include "base/arena.h"
#include "unit.h"

enum { MAX = 1 << 20 };

static int
arena_up(void **state)
{
	*state = arena_open(MAX);
	return *state == NULL;
}

static int
arena_down(void **state)
{
	arena_close(*state);
	return 0;
}

static void
test_arena__memory_is_zeroed_and_aligned(void **state)
{
	for (size_t n = 0; n < 200; n++) {
		char *p = arena_alloc(*state, n);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xee, n);
	}
}

static void
test_arena__pieces_do_not_overlap(void **state)
{
	enum { COUNT = 500, SIZE = 100 };
	unsigned char *p[COUNT];

	for (int i = 0; i < COUNT; i++) {
		p[i] = arena_alloc(*state, SIZE);
		assert_non_null(p[i]);
		memset(p[i], i & 255, SIZE);
	}
	for (int i = 0; i < COUNT; i++) {
		for (int k = 0; k < SIZE; k++)
			assert_int_equal(p[i][k], i & 255);
	}
}

static void
test_arena__maximum_is_held(void **state)
{
	assert_null(arena_alloc(*state, MAX + 1));
	assert_null(arena_alloc(*state, SIZE_MAX));
	assert_null(arena_alloc(*state, SIZE_MAX - 8));
	assert_non_null(arena_alloc(*state, MAX / 2));
	assert_null(arena_alloc(*state, MAX / 2 + 16));
	assert_non_null(arena_alloc(*state, MAX / 2));
	assert_null(arena_alloc(*state, 1));
	arena_reset(*state);
	assert_non_null(arena_alloc(*state, MAX));
}

/* Nothing is zeroed when it is handed out: it was when it was given back. */
static void
test_arena__what_is_given_back_is_overwritten(void **state)
{
	struct arena_mark mark;
	char *p = arena_alloc(*state, 100), *again;

	memset(p, 0xee, 100);
	arena_reset(*state);
	again = arena_alloc(*state, 200);
	assert_ptr_equal(p, again);
	for (int i = 0; i < 200; i++)
		assert_int_equal(again[i], 0);
	mark = arena_mark(*state);
	p = arena_alloc(*state, 300);
	memset(p, 0xee, 300);
	arena_rewind(*state, mark);
	again = arena_alloc(*state, 300);
	assert_ptr_equal(p, again);
	for (int i = 0; i < 300; i++)
		assert_int_equal(again[i], 0);
}

static void
test_arena__array_size_does_not_wrap(void **state)
{
	assert_null(arena_array(*state, SIZE_MAX / 8, 16));
	assert_non_null(arena_array(*state, 10, 16));
}

static void
test_arena__rewind_frees_what_came_after(void **state)
{
	struct arena_mark mark, empty = arena_mark(*state);
	char *kept = arena_alloc(*state, 10);

	memcpy(kept, "kept", 5);
	mark = arena_mark(*state);
	for (int i = 0; i < 100; i++)
		memset(arena_alloc(*state, 5000), 1, 5000);
	assert_true(arena_used(*state) > 500000);
	arena_rewind(*state, mark);
	assert_int_equal(arena_used(*state), 16);
	assert_string_equal(kept, "kept");
	for (int i = 0; i < 5000; i++)
		assert_int_equal(((char *)arena_alloc(*state, 1))[0], 0);
	arena_rewind(*state, empty);
	assert_int_equal(arena_used(*state), 0);
	assert_non_null(arena_alloc(*state, 10));
}

static void
test_arena__reset_again_and_again(void **state)
{
	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < 20; i++)
			assert_non_null(arena_alloc(*state, 10000));
		arena_reset(*state);
		assert_int_equal(arena_used(*state), 0);
	}
}

static void
test_arena__printf(void **state)
{
	struct str s = arena_printf(*state, "%s-%d", "ord", 7);

	assert_str(s, "ord-7");
	assert_int_equal(s.p[s.n], '\0');
	assert_str(arena_printf(*state, "%*d", 4000, 1).n == 4000 ? STR("yes")
								  : STR("no"),
	    "yes");
}

static void
test_arena__chosen_allocation_fails(void **state)
{
#ifdef SOUK_DEBUG
	arena_fail_at(3);
	assert_non_null(arena_alloc(*state, 1));
	assert_non_null(arena_alloc(*state, 1));
	assert_null(arena_alloc(*state, 1));
	assert_non_null(arena_alloc(*state, 1));
	arena_fail_at(1);
	assert_null(str_copy(*state, STR("x")).p);
	arena_fail_at(0);
#endif
	assert_non_null(arena_alloc(*state, 1));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_up, arena_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_arena__memory_is_zeroed_and_aligned),
		TEST(test_arena__pieces_do_not_overlap),
		TEST(test_arena__maximum_is_held),
		TEST(test_arena__what_is_given_back_is_overwritten),
		TEST(test_arena__array_size_does_not_wrap),
		TEST(test_arena__rewind_frees_what_came_after),
		TEST(test_arena__reset_again_and_again),
		TEST(test_arena__printf),
		TEST(test_arena__chosen_allocation_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
