/* R7: what is typed, taken apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "catalog/query.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(16 * 1024 * 1024);
	return arena ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static struct query
parsed(const char *text)
{
	struct query q;

	assert_int_equal(query_parse(arena, &q, str_from(text)), OK);
	return q;
}

/* "photo -mail? [wiki]*": minus, optional, quoted, perhaps only begun. */
static void
terms(const char *text, const char *expected)
{
	struct query q = parsed(text);
	char out[512] = "";

	for (size_t i = 0; i < q.nterms; i++) {
		const struct query_term *t = &q.terms[i];

		snprintf(out + strlen(out), sizeof(out) - strlen(out),
		    "%s%s%s%.*s%s%s%s", i ? " " : "", t->minus ? "-" : "",
		    t->quoted ? "[" : "", STR_FMT(t->text),
		    t->quoted ? "]" : "", t->optional ? "?" : "",
		    t->prefix ? "*" : "");
	}
	assert_string_equal(out, expected);
}

static void
test_query__words_and_the_last_one_begun(void **state)
{
	(void)state;
	terms("Photo galler", "photo galler*");
	terms("photo galler ", "photo galler");
	terms("photo, galler!", "photo galler");
	terms("photo PHOTO photo", "photo");
	terms("", "");
	terms(" \t-\n-- \"", "");
}

static void
test_query__phrases_and_minus_words(void **state)
{
	struct query q = parsed("\"status page\" wiki -\"two words\" -one");

	(void)state;
	assert_int_equal(q.nphrases, 2);
	assert_int_equal(q.phrases[0].from, 0);
	assert_int_equal(q.phrases[0].n, 2);
	assert_false(q.phrases[0].minus);
	assert_true(q.phrases[1].minus);
	assert_int_equal(q.nwanted, 3);
	terms("\"status page\" wiki -\"two words\" -one",
	    "[status] [page] wiki -[two] -[words] -one");
	terms("\xe2\x80\x9cstatus page\xe2\x80\x9d", "[status] [page]");
	terms("\"status pa", "status pa*"); /* not closed yet */
	terms("e-mail - x", "e mail x*");   /* no minus in there */
	terms("\"one\"", "[one]");
	assert_int_equal(parsed("\"one\"").nphrases, 0);
}

static void
test_query__compounds_are_spans(void **state)
{
	struct query q = parsed("a node.js b");

	(void)state;
	assert_int_equal(q.nspans, 1);
	assert_int_equal(q.spans[0].from, 1);
	assert_int_equal(q.spans[0].n, 2);
	assert_true(str_is(q.spans[0].text, "nodejs"));
	q = parsed("caf\xc3\xa9");
	assert_true(str_is(q.terms[0].text, "cafe"));
	assert_true(str_is(q.terms[0].exact, "caf\xc3\xa9"));
}

static void
test_query__fillers_ask_for_nothing_unless_alone(void **state)
{
	(void)state;
	terms("best wiki software ", "best? wiki software?");
	terms("self hosted ", "self hosted");
	terms("\"self hosted\" wiki ", "[self] [hosted] wiki");
}

static void
test_query__meanings_of_words_in_a_row(void **state)
{
	struct query q = parsed("a google photos b");
	bool found = false;

	(void)state;
	for (size_t i = 0; i < q.nmeanings; i++)
		found |= q.meanings[i].from == 1 && q.meanings[i].n == 2;
	assert_true(found);
}

/* Photos' management: the pair across both words is no word. */
static void
test_query__chinese_is_cut_into_what_it_means(void **state)
{
	struct query q = parsed(
	    "\xe7\x85\xa7\xe7\x89\x87\xe5\xa4\x87\xe4\xbb\xbd");

	(void)state;
	assert_int_equal(q.nterms, 3);
	assert_false(q.terms[0].optional);
	assert_true(q.terms[1].optional);
	assert_false(q.terms[2].optional);
	assert_int_equal(q.nmeanings, 2);
	assert_true(q.terms[1].follows && q.terms[2].follows);
}

static void
test_query__too_much_is_cut(void **state)
{
	char text[8192] = "";
	struct query q;

	(void)state;
	for (int i = 0; i < 300; i++)
		sprintf(text + strlen(text), "w%d \"p%d q\" -m%d ", i, i, i);
	q = parsed(text);
	assert_int_equal(q.nterms, QUERY_WORDS_MAX);
	assert_true(q.nphrases <= QUERY_PHRASES_MAX);
	memset(text, '-', sizeof(text) - 1);
	terms(text, "");
	for (size_t i = 0; i + 1 < sizeof(text); i++)
		text[i] = i % 2 ? '-' : 'x';
	q = parsed(text);
	assert_int_equal(q.nterms, QUERY_WORDS_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_query__words_and_the_last_one_begun),
		cmocka_unit_test(test_query__phrases_and_minus_words),
		cmocka_unit_test(test_query__compounds_are_spans),
		cmocka_unit_test(
		    test_query__fillers_ask_for_nothing_unless_alone),
		cmocka_unit_test(test_query__meanings_of_words_in_a_row),
		cmocka_unit_test(test_query__chinese_is_cut_into_what_it_means),
		cmocka_unit_test(test_query__too_much_is_cut),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
