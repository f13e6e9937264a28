#include "paper/clean.h"
#include "unit.h"

enum { ARENA_MAX = 16 << 20 };

static struct arena *arena;

static int
arena_up(void **state)
{
	(void)state;
	arena = arena_open(ARENA_MAX);
	return arena ? 0 : -1;
}

static int
arena_down(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static void
check(struct str in, size_t max, bool lines, const char *expected)
{
	struct str out;

	assert_ok(paper_clean(arena, &out, in, max, lines));
	assert_str(out, expected);
}

static void
test_clean__people_s_spelling_stays(void **state)
{
	(void)state;
	check(STR("Zoë Müller & Söhne – 灯塔 فاتورة"), 100, false,
	    "Zoë Müller & Söhne – 灯塔 فاتورة");
	/* ZWNJ is spelling in Persian, two marks are in Vietnamese. */
	check(STR("می\u200cخواهم e\u0302\u0301"), 100, false,
	    "می\u200cخواهم e\u0302\u0301");
	check(STR(""), 100, false, "");
}

static void
test_clean__white_space_is_one_space(void **state)
{
	(void)state;
	check(STR("  a\t\tb\r\nc\u2028d  "), 100, false, "a b c d");
	check(STR("a\nb\r\n c"), 100, true, "a\nb \nc");
}

static void
test_clean__direction_marks_and_hidden_ones_are_dropped(void **state)
{
	(void)state;
	check(STR("a\u202eb\u202cc\u2066d\u2069\u200f\u061c"), 100, false,
	    "abcd");
	check(STR("a\u200bb\u00adc\ufeffd\U000e0041"), 100, false, "abcd");
}

static void
test_clean__what_is_no_text_is_shown_as_such(void **state)
{
	(void)state;
	check(STR("a\x01"
		  "b\x7f"),
	    100, false, "a\ufffdb\ufffd");
	check(STR("a\0b"), 100, false, "a\ufffdb");
	check(STR("\xff\xc3"), 100, false, "\ufffd\ufffd");
	check(STR("\xed\xa0\x80"), 100, false, "\ufffd\ufffd\ufffd");
	check(STR("\xc0\xaf"), 100, false, "\ufffd\ufffd");
	check(STR("\ufdd0\uffff"), 100, false, "\ufffd\ufffd");
}

static void
test_clean__marks_do_not_pile_up(void **state)
{
	char text[2048] = "a";
	struct str out;

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		memcpy(text + 1 + 2 * i, "\u0301", 2);
	assert_ok(
	    paper_clean(arena, &out, (struct str){ text, 2001 }, 100, false));
	assert_int_equal(out.n, 1 + 4 * 2);
}

static void
test_clean__a_long_text_is_cut_with_an_ellipsis(void **state)
{
	static char text[100 * 1024];
	struct str out;

	(void)state;
	check(STR("abcdef"), 3, false, "abc…");
	check(STR("abc"), 3, false, "abc");
	memset(text, 'x', sizeof(text));
	assert_ok(paper_clean(
	    arena, &out, (struct str){ text, sizeof(text) }, 2000, false));
	assert_int_equal(out.n, 2000 + 3);
	memset(text, 0xff, sizeof(text));
	assert_ok(paper_clean(
	    arena, &out, (struct str){ text, sizeof(text) }, 2000, false));
	assert_int_equal(out.n, 2000 * 3 + 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean__people_s_spelling_stays),
		cmocka_unit_test(test_clean__white_space_is_one_space),
		cmocka_unit_test(
		    test_clean__direction_marks_and_hidden_ones_are_dropped),
		cmocka_unit_test(test_clean__what_is_no_text_is_shown_as_such),
		cmocka_unit_test(test_clean__marks_do_not_pile_up),
		cmocka_unit_test(
		    test_clean__a_long_text_is_cut_with_an_ellipsis),
	};

	return cmocka_run_group_tests_name(
	    "paper/clean", tests, arena_up, arena_down);
}
