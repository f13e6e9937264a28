#include "base/buf.h"
#include "base/scrub.h"
#include "unit.h"

static void
test_buf__grows_and_keeps_what_was_written(void **state)
{
	struct buf b;

	(void)state;
	buf_open(&b, 100000);
	assert_int_equal(buf_str(&b).n, 0);
	assert_non_null(buf_str(&b).p);
	for (int i = 0; i < 10000; i++)
		buf_add(&b, STR("0123456789"));
	assert_ok(buf_err(&b));
	assert_int_equal(b.n, 100000);
	for (size_t i = 0; i < b.n; i++)
		assert_int_equal(b.p[i], '0' + (int)(i % 10));
	buf_close(&b);
}

static void
test_buf__maximum_sticks_until_cleared(void **state)
{
	struct buf b;

	(void)state;
	buf_open(&b, 5);
	buf_add_cstr(&b, "12345");
	assert_ok(buf_err(&b));
	buf_add_char(&b, '6');
	assert_err(buf_err(&b), ERR_LIMIT);
	buf_add(&b, STR(""));
	assert_err(buf_err(&b), ERR_LIMIT);
	assert_str(buf_str(&b), "12345");
	buf_clear(&b);
	buf_addf(&b, "%s", "abcde");
	assert_ok(buf_err(&b));
	assert_str(buf_str(&b), "abcde");
	buf_clear(&b);
	buf_addf(&b, "%s", "abcdef");
	assert_err(buf_err(&b), ERR_LIMIT);
	assert_int_equal(b.n, 0);
	assert_null(buf_reserve(&b, 1));
	buf_close(&b);
}

static void
test_buf__numbers(void **state)
{
	struct buf b;

	(void)state;
	buf_open(&b, 1000);
	buf_add_u64(&b, 0);
	buf_add_char(&b, ' ');
	buf_add_u64(&b, UINT64_MAX);
	buf_add_char(&b, ' ');
	buf_add_i64(&b, INT64_MIN);
	buf_add_char(&b, ' ');
	buf_add_i64(&b, INT64_MAX);
	buf_add_char(&b, ' ');
	buf_add_i64(&b, -1);
	assert_str(buf_str(&b),
	    "0 18446744073709551615 -9223372036854775808 "
	    "9223372036854775807 -1");
	buf_close(&b);
}

static void
test_buf__reserve_and_fill(void **state)
{
	struct buf b;
	char *p;

	(void)state;
	buf_open(&b, 1000);
	p = buf_reserve(&b, 1000);
	assert_non_null(p);
	memset(p, 'x', 1000);
	b.n += 1000;
	assert_null(buf_reserve(&b, 1));
	assert_err(buf_err(&b), ERR_LIMIT);
	buf_close(&b);
	assert_int_equal(b.n, 0);
	assert_ok(buf_err(&b));
}

static void
test_buf__what_was_in_it_is_overwritten(void **state)
{
	struct buf b;

	(void)state;
	buf_open(&b, 1000);
	buf_add(&b, STR("correct horse"));
	buf_clear(&b);
	for (size_t i = 0; i < 13; i++)
		assert_int_equal(b.p[i], 0);
	buf_close(&b);
}

/* Freed memory cannot be looked at here; that is t4540's. */
static void
test_scrub__what_is_moved_is_kept(void **state)
{
	char *p = scrub_realloc(NULL, 6), *moved;

	(void)state;
	memcpy(p, "horse", 6);
	moved = scrub_realloc(p, 3000);
	assert_string_equal(moved, "horse");
	memset(moved, 'x', 3000);
	moved = scrub_realloc(moved, 2);
	assert_memory_equal(moved, "xx", 2);
	scrub_free(moved);
	scrub_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buf__grows_and_keeps_what_was_written),
		cmocka_unit_test(test_buf__maximum_sticks_until_cleared),
		cmocka_unit_test(test_buf__numbers),
		cmocka_unit_test(test_buf__reserve_and_fill),
		cmocka_unit_test(test_buf__what_was_in_it_is_overwritten),
		cmocka_unit_test(test_scrub__what_is_moved_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
