/* R7: words of Latin and CJK text, as the index and queries see them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

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

/* "e|mail|[email]|": what is not plain stands in brackets. */
static bool
append(void *arg, const struct token *t)
{
	struct list *l = arg;

	strcat(l->text, t->kind == TOKEN_PLAIN ? "" : "[");
	strncat(l->text, t->text.p, t->text.n);
	strcat(l->text, t->kind == TOKEN_PLAIN ? "|" : "]|");
	return true;
}

static void
words(enum words_use use, const char *text, const char *expected)
{
	struct list l = { "" };

	assert_int_equal(words_scan(str_from(text), use, append, &l), OK);
	assert_string_equal(l.text, expected);
}

static void
test_words__ascii_is_folded_and_split(void **state)
{
	(void)state;
	words(WORDS_QUERY, "PHP, 0 A-Z", "php|0|a|z|[az]|");
	words(WORDS_QUERY, "' OR 1=1 --", "or|1|1|");
	words(WORDS_QUERY, "  \t ", "");
	words(WORDS_QUERY, "", "");
}

static void
test_words__compounds_are_parts_and_a_whole(void **state)
{
	(void)state;
	words(
	    WORDS_QUERY, "Node.js e-mail", "node|js|[nodejs]|e|mail|[email]|");
	words(WORDS_QUERY,
	    "Let's l\xe2\x80\x99"
	    "eau",
	    "let|[lets]|eau|[leau]|");
	words(WORDS_QUERY, "a-b-c-d-e", "a|b|c|d|e|"); /* too many parts */
	words(WORDS_QUERY, "1.2.3 end.", "1|2|3|end|");
	words(WORDS_QUERY, "-x- a--b", "x|a|b|");
}

static void
test_words__humps_are_words_of_names_and_queries(void **state)
{
	(void)state;
	words(WORDS_NAME, "PhotoPrism MySQL XMLTree",
	    "photo|prism|[photoprism]|my|sql|[mysql]|xml|tree|[xmltree]|");
	words(WORDS_NAME, "iPhone PaaS K9Mail", "iphone|paas|k9mail|");
	words(WORDS_TEXT, "PhotoPrism", "photoprism|");
}

static void
test_words__signs_that_are_names(void **state)
{
	(void)state;
	words(WORDS_QUERY, "C++ C# notepad++", "c++|c#|notepad|");
	words(WORDS_QUERY, ".NET", "dotnet|");
	words(WORDS_TEXT, "in .NET.", "in|net|[dotnet]|");
	words(WORDS_TEXT, "asp.net", "asp|net|[aspnet]|");
}

static void
test_words__other_scripts_are_normalised(void **state)
{
	(void)state;
	words(WORDS_QUERY,
	    "Stra\xc3\x9f"
	    "e",
	    "strasse|");
	words(WORDS_QUERY, "CAF\xc3\x89", "cafe|[caf\xc3\xa9]|");
	words(WORDS_QUERY, "cafe\xcc\x81", "cafe|[caf\xc3\xa9]|");
	words(WORDS_QUERY, "\xef\xbc\xb7\xef\xbc\xa9\xef\xbc\xab\xef\xbc\xa9",
	    "wiki|");
	words(WORDS_QUERY, "\xd0\x99\xd0\xbe\xd0\xb4", /* a mark of Cyrillic */
	    "\xd0\xb9\xd0\xbe\xd0\xb4|");
	words(WORDS_QUERY, "Souk\xe2\x84\xa2", "souk|");
}

static void
test_words__cjk_runs_are_pairs(void **state)
{
	(void)state;
	words(WORDS_QUERY, "\xe7\x94\xb5\xe5\xad\x90\xe9\x82\xae\xe4\xbb\xb6",
	    "\xe7\x94\xb5\xe5\xad\x90|\xe5\xad\x90\xe9\x82\xae|"
	    "\xe9\x82\xae\xe4\xbb\xb6|");
	words(WORDS_TEXT, "\xe7\x94\xb5\xe5\xad\x90",
	    "\xe7\x94\xb5\xe5\xad\x90|[\xe5\xad\x90]|");
	words(WORDS_QUERY, "\xe7\x94\xb5", "\xe7\x94\xb5|");
	words(WORDS_QUERY,
	    "QQ\xe9\x82\xae"
	    "1",
	    "qq|\xe9\x82\xae|1|");
	/* half-width kana and their marks */
	words(WORDS_QUERY, "\xef\xbd\xb6\xef\xbe\x9e\xef\xbe\x97",
	    "\xe3\x82\xac\xe3\x83\xa9|");
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

static bool
check_place(void *arg, const struct token *t)
{
	const char **source = arg;

	assert_true(t->from < t->to && t->to <= strlen(*source));
	if (t->kind == TOKEN_JOINED)
		assert_int_equal(t->span, 2);
	return true;
}

/* Highlighting cuts the source where a token says. */
static void
test_words__tokens_know_their_place(void **state)
{
	const char *source = "x E-Mail \xef\xbd\xb6\xef\xbe\x9e"
			     "\xe7\x94\xb5\xe5\xad\x90 Caf\xc3\xa9";

	(void)state;
	assert_int_equal(
	    words_scan(str_from(source), WORDS_NAME, check_place, &source), OK);
}

static void
test_words__hostile_bytes_end(void **state)
{
	char *text = arena_alloc(arena, 70000);

	(void)state;
	memset(text, 'x', 69999);
	words(WORDS_TEXT, text,
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|");
	memset(text, '\xe3', 69999); /* no character at all */
	words(WORDS_TEXT, text, "");
	words(WORDS_QUERY,
	    "a\xff"
	    "b\xc3",
	    "a|b|");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words__ascii_is_folded_and_split),
		cmocka_unit_test(test_words__compounds_are_parts_and_a_whole),
		cmocka_unit_test(
		    test_words__humps_are_words_of_names_and_queries),
		cmocka_unit_test(test_words__signs_that_are_names),
		cmocka_unit_test(test_words__other_scripts_are_normalised),
		cmocka_unit_test(test_words__cjk_runs_are_pairs),
		cmocka_unit_test(
		    test_words__a_long_word_is_cut_between_characters),
		cmocka_unit_test(test_words__joined_up_to_a_maximum),
		cmocka_unit_test(test_words__tokens_know_their_place),
		cmocka_unit_test(test_words__hostile_bytes_end),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
