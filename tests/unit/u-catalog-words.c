/* R7: words of Latin and CJK text, as the index and queries see them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "catalog/suggest.h"
#include "catalog/words.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(1024 * 1024);
	return arena ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

struct list {
	char text[512];
};

static bool
append(void *arg, struct str word)
{
	struct list *l = arg;

	strncat(l->text, word.p, word.n);
	strcat(l->text, "|");
	return true;
}

static void
words(enum words_use use, const char *text, const char *expected)
{
	struct list l = { "" };

	assert_int_equal(
	    words_each(arena, str_from(text), use, append, &l), OK);
	assert_string_equal(l.text, expected);
}

static void
test_words__ascii_is_folded_and_split(void **state)
{
	(void)state;
	words(WORDS_QUERY, "Node.js, 0 A.D. (C++)", "node|js|0|a|d|c|");
	words(WORDS_QUERY, "' OR 1=1 --", "or|1|1|");
	words(WORDS_QUERY, "  \t ", "");
	words(WORDS_QUERY, "", "");
}

static void
test_words__other_scripts_are_normalised(void **state)
{
	(void)state;
	words(WORDS_QUERY,
	    "Stra\xc3\x9f"
	    "e",
	    "strasse|");
	words(WORDS_QUERY, "CAF\xc3\x89", "caf\xc3\xa9|");
	words(WORDS_QUERY, "cafe\xcc\x81", "caf\xc3\xa9|");
	words(WORDS_QUERY, "\xef\xbc\xb7\xef\xbc\xa9\xef\xbc\xab\xef\xbc\xa9",
	    "wiki|");
}

static void
test_words__cjk_runs_are_pairs(void **state)
{
	(void)state;
	words(WORDS_QUERY, "\xe7\x94\xb5\xe5\xad\x90\xe9\x82\xae\xe4\xbb\xb6",
	    "\xe7\x94\xb5\xe5\xad\x90|\xe5\xad\x90\xe9\x82\xae|"
	    "\xe9\x82\xae\xe4\xbb\xb6|");
	words(WORDS_INDEX, "\xe7\x94\xb5\xe5\xad\x90",
	    "\xe7\x94\xb5\xe5\xad\x90|\xe5\xad\x90|");
	words(WORDS_QUERY, "\xe7\x94\xb5", "\xe7\x94\xb5|");
	words(WORDS_QUERY,
	    "QQ\xe9\x82\xae"
	    "1",
	    "qq|\xe9\x82\xae|1|");
}

static void
test_words__a_long_word_is_cut_between_characters(void **state)
{
	char text[200], expected[200];

	(void)state;
	memset(text, 'a', 63);
	strcpy(text + 63,
	    "\xc3\xa9"
	    "bcd");
	memset(expected, 'a', 63);
	strcpy(expected + 63, "|");
	words(WORDS_QUERY, text, expected);
}

static void
test_words__joined_up_to_a_maximum(void **state)
{
	struct str s;

	(void)state;
	assert_int_equal(words_join(arena, &s, STR("A-b  C d"), 3), OK);
	assert_true(str_is(s, "a b c"));
}

static void
test_suggest__distance_counts_swaps_as_one(void **state)
{
	(void)state;
	assert_int_equal(edit_distance(STR("abc"), STR("abc"), 2), 0);
	assert_int_equal(edit_distance(STR("abc"), STR("acb"), 2), 1);
	assert_int_equal(
	    edit_distance(STR("analitycs"), STR("analytics"), 2), 2);
	assert_int_equal(edit_distance(STR("galery"), STR("gallery"), 2), 1);
	assert_int_equal(edit_distance(STR("abc"), STR("xyz"), 2), 3);
	assert_int_equal(edit_distance(STR(""), STR("ab"), 2), 2);
	assert_int_equal(edit_distance(STR("a"), STR("abcd"), 2), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words__ascii_is_folded_and_split),
		cmocka_unit_test(test_words__other_scripts_are_normalised),
		cmocka_unit_test(test_words__cjk_runs_are_pairs),
		cmocka_unit_test(
		    test_words__a_long_word_is_cut_between_characters),
		cmocka_unit_test(test_words__joined_up_to_a_maximum),
		cmocka_unit_test(test_suggest__distance_counts_swaps_as_one),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
