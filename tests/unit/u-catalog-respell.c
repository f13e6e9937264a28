/* R7: what a slip of the finger meant, and what things are called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../src/catalog/synonym_table.h"
#include "catalog/respell.h"
#include "catalog/synonym.h"
#include "catalog/words.h"
#include "corpus.h"

static struct arena *arena;
static struct index *x;

static const struct text_row rows[] = {
	{ "Nextcloud", "gallery of pictures" },
	{ "Gallery", "analytics and galleys" },
	{ "Status", "page and kubernetes" },
	{ "Page", "gallery" },
};

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(1024 * 1024);
	x = index_of(arena, rows, sizeof(rows) / sizeof(*rows));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static void
means(const char *typed, const char *expected)
{
	struct respelling r;
	bool found = respell(&r, x, str_from(typed));

	assert_int_equal(found, expected != NULL);
	if (expected)
		assert_true(str_is(r.text, expected));
}

static void
test_respell__one_edit_two_in_long_words(void **state)
{
	(void)state;
	means("galery", "gallery");
	means("gallrey", "gallery");
	means("fallery", "gallery"); /* the first letter, too */
	means("galxrxy", NULL);
	means("analitycs", "analytics");
	means("kubernets", "kubernetes");
	means("pag", NULL); /* too short to be guessed */
	means("\xe7\x94\xb5\xe5\xad\x90", NULL);
	means("zzzzzzzz", NULL);
}

static void
test_respell__two_words_written_as_one(void **state)
{
	struct respelling r;

	(void)state;
	assert_true(respell(&r, x, STR("statuspage")));
	assert_true(str_is(r.text, "status"));
	assert_true(str_is(r.second, "page"));
}

static void
test_respell__what_was_begun(void **state)
{
	(void)state;
	assert_true(str_is(respell_begun(x, STR("nexclo")), "nextclo"));
	assert_true(str_is(respell_begun(x, STR("gallwr")), "galler"));
	assert_null(respell_begun(x, STR("nxe")).p);
	assert_null(respell_begun(x, STR("qqqqq")).p);
}

static void
test_respell__distance_counts_swaps_as_one(void **state)
{
	char a[80], b[80];

	(void)state;
	assert_int_equal(edit_distance(STR("abc"), STR("abc"), 2), 0);
	assert_int_equal(edit_distance(STR("abc"), STR("acb"), 2), 1);
	assert_int_equal(
	    edit_distance(STR("analitycs"), STR("analytics"), 2), 2);
	assert_int_equal(edit_distance(STR("galery"), STR("gallery"), 2), 1);
	assert_int_equal(edit_distance(STR("abc"), STR("xyz"), 2), 3);
	assert_int_equal(edit_distance(STR(""), STR("ab"), 2), 2);
	assert_int_equal(edit_distance(STR("a"), STR("abcd"), 2), 3);
	memset(a, 'a', sizeof(a));
	memset(b, 'a', sizeof(b));
	assert_int_equal(edit_distance((struct str){ a, sizeof(a) },
			     (struct str){ b, sizeof(b) }, 2),
	    3);
}

/* A word that the scanner would give otherwise is never looked up. */
struct joined {
	char text[128];
};

static bool
join(void *arg, const struct token *t)
{
	struct joined *j = arg;

	if (t->kind != TOKEN_PLAIN)
		return true;
	if (t->pair && j->text[0]) { /* pairs share a character */
		strncat(j->text, t->text.p + 3, t->text.n - 3);
		return true;
	}
	if (j->text[0])
		strcat(j->text, " ");
	strncat(j->text, t->text.p, t->text.n);
	return true;
}

static void
as_scanned(const char *key)
{
	struct joined j = { "" };

	assert_int_equal(words_scan(str_from(key), WORDS_QUERY, join, &j), OK);
	assert_string_equal(j.text, key);
}

static void
test_synonym__the_tables_can_be_searched(void **state)
{
	const size_t n = sizeof(synonyms) / sizeof(*synonyms);
	const size_t nfillers = sizeof(fillers) / sizeof(*fillers);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		as_scanned(synonyms[i].key);
		assert_true(
		    i == 0 || strcmp(synonyms[i - 1].key, synonyms[i].key) < 0);
		assert_true(str_is(synonym_find(str_from(synonyms[i].key)),
		    synonyms[i].means));
		assert_true(synonyms[i].means[0] != '\0');
	}
	for (size_t i = 0; i < nfillers; i++) {
		as_scanned(fillers[i]);
		assert_true(i == 0 || strcmp(fillers[i - 1], fillers[i]) < 0);
		assert_true(synonym_is_filler(str_from(fillers[i])));
	}
	assert_null(synonym_find(STR("no such thing")).p);
	assert_false(synonym_is_filler(STR("wiki")));
}

static void
test_synonym__the_longest_start_of_a_run(void **state)
{
	/* video conference + software */
	static const char run[] =
	    "\xe8\xa7\x86\xe9\xa2\x91\xe4\xbc\x9a\xe8\xae\xae"
	    "\xe8\xbd\xaf\xe4\xbb\xb6";

	(void)state;
	assert_int_equal(synonym_start(str_from(run)), 12);
	assert_int_equal(synonym_start(str_from(run + 12)), 6);
	assert_int_equal(synonym_start(str_from(run + 3)), 0);
	assert_int_equal(synonym_start(STR("")), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_respell__one_edit_two_in_long_words),
		cmocka_unit_test(test_respell__two_words_written_as_one),
		cmocka_unit_test(test_respell__what_was_begun),
		cmocka_unit_test(test_respell__distance_counts_swaps_as_one),
		cmocka_unit_test(test_synonym__the_tables_can_be_searched),
		cmocka_unit_test(test_synonym__the_longest_start_of_a_run),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
