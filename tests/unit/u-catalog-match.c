/* R7: which products answer a text, by brute force and by example. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/marks.h"
#include "corpus.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(128 * 1024 * 1024);
	return arena ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static struct answer
ask(const struct corpus *c, const char *text)
{
	struct answer a;

	assert_int_equal(corpus_match(arena, &a, c, str_from(text), 0), OK);
	for (size_t i = 1; i < a.matches.n; i++)
		assert_true(a.matches.products[i - 1] < a.matches.products[i]);
	return a;
}

static bool
has(const struct answer *a, uint32_t product)
{
	for (size_t i = 0; i < a->matches.n; i++)
		if (a->matches.products[i] == product)
			return true;
	return false;
}

static uint32_t
best(const struct answer *a)
{
	size_t top = 0;

	assert_true(a->matches.n > 0);
	for (size_t i = 1; i < a->matches.n; i++)
		if (a->matches.scores[i] > a->matches.scores[top])
			top = i;
	return a->matches.products[top];
}

enum { DOCS = 300, VOCABULARY = 12, DOC_WORDS = 9 };

/* Texts of made-up words that have no stems or meanings in common. */
static const char *const vocabulary[VOCABULARY] = { "alda", "bemo", "cilu",
	"dorfa", "exir", "fomu", "gatri", "hulo", "imska", "jorv", "kelma",
	"luspo" };
static char texts[DOCS][128];
static unsigned char docs[DOCS][DOC_WORDS];

static struct corpus
random_corpus(size_t parts)
{
	struct text_row rows[DOCS];
	struct corpus c = { .locales = corpus_locales, .nlocales = 2 };
	size_t cut = parts == 1 ? DOCS : DOCS * 2 / 3;

	srand(11);
	for (int i = 0; i < DOCS; i++) {
		texts[i][0] = '\0';
		for (int k = 0; k < DOC_WORDS; k++) {
			docs[i][k] = (unsigned char)((rand() % VOCABULARY) *
			    (rand() % 3) / 2);
			sprintf(texts[i] + strlen(texts[i]), "%s ",
			    vocabulary[docs[i][k]]);
		}
		rows[i] = (struct text_row){ "", texts[i] };
	}
	c.parts[c.nparts++] = (struct corpus_part){ index_of(arena, rows, cut),
		0 };
	if (parts > 1)
		c.parts[c.nparts++] = (struct corpus_part){
			index_of(arena, rows + cut, DOCS - cut), (uint32_t)cut
		};
	return c;
}

static bool
doc_has(int doc, const int *words, int n)
{
	for (int k = 0; k + n <= DOC_WORDS; k++) {
		int same = 0;

		while (same < n && docs[doc][k + same] == words[same])
			same++;
		if (same == n)
			return true;
	}
	return false;
}

static void
brute_force(const struct corpus *c)
{
	for (int round = 0; round < 400; round++) {
		int phrase[2] = { rand() % VOCABULARY, rand() % VOCABULARY };
		int one = rand() % VOCABULARY, minus = rand() % VOCABULARY;
		char text[128];
		struct answer a;
		size_t n = 0;

		sprintf(text, "\"%s %s\" \"%s\" -\"%s\"", vocabulary[phrase[0]],
		    vocabulary[phrase[1]], vocabulary[one], vocabulary[minus]);
		a = ask(c, text);
		for (int i = 0; i < DOCS; i++) {
			bool whole = doc_has(i, phrase, 2) &&
			    doc_has(i, &one, 1) && !doc_has(i, &minus, 1);

			n += whole;
			if (whole || !a.relaxed)
				assert_int_equal(whole, has(&a, (uint32_t)i));
			if (doc_has(i, &minus, 1))
				assert_false(has(&a, (uint32_t)i));
		}
		assert_int_equal(a.whole, n);
	}
}

static void
test_match__phrases_and_minus_words_by_brute_force(void **state)
{
	struct corpus c = random_corpus(1);

	(void)state;
	brute_force(&c);
}

/* What has changed since lies in a part of its own; nobody can tell. */
static void
test_match__two_parts_are_as_one(void **state)
{
	struct corpus one = random_corpus(1), two = random_corpus(2);

	(void)state;
	brute_force(&two);
	for (int i = 0; i < VOCABULARY; i++)
		for (int k = 0; k < VOCABULARY; k++) {
			char text[64];
			struct answer l, r;

			sprintf(text, "%s %s ", vocabulary[i], vocabulary[k]);
			l = ask(&one, text);
			r = ask(&two, text);
			assert_int_equal(l.matches.n, r.matches.n);
			assert_int_equal(l.whole, r.whole);
		}
}

static const struct text_row rows[] = {
	{ "Kanban Tool", "Boards with time tracking" },
	{ "Wekan", "An open-source kanban board" },
	{ "Time Machine", "Backup of a disk; kanban is not in it" },
	{ "Kanban", "Boards" },
	{ "Invoice Ninja", "Invoices for clients" },
	{ "Billing", "An invoice, a bill, Kubernetes" },
	{ "Caf\xc3\xa9", "Till" },
	{ "Cafe", "Till" },
	{ "Status Page", "Uptime of your pages, status by colour" },
	{ "Pages", "The page has a status and there is much more text" },
	{ "Dropbox clone", "Files" },
};
enum {
	KANBAN_TOOL,
	WEKAN,
	MACHINE,
	KANBAN,
	NINJA,
	BILLING,
	CAFE_MARKED,
	CAFE,
	STATUS,
	PAGES,
	CLONE
};

static struct corpus
examples(void)
{
	return corpus_of(index_of(arena, rows, sizeof(rows) / sizeof(*rows)));
}

static void
test_match__a_name_that_is_the_query_is_first(void **state)
{
	struct corpus c = examples();
	struct answer a = ask(&c, "kanban");

	(void)state;
	assert_int_equal(best(&a), KANBAN);
	assert_int_equal(a.matches.n, 4);
	a = ask(&c, "kanban tool");
	assert_int_equal(best(&a), KANBAN_TOOL);
	a = ask(&c, "status page");
	assert_int_equal(best(&a), STATUS);
}

static void
test_match__stems_and_diacritics_prefer_what_was_typed(void **state)
{
	struct corpus c = examples();
	struct answer a = ask(&c, "invoicing ");

	(void)state;
	assert_true(has(&a, NINJA) && has(&a, BILLING));
	a = ask(&c, "caf\xc3\xa9");
	assert_true(has(&a, CAFE) && best(&a) == CAFE_MARKED);
	a = ask(&c, "cafe");
	assert_true(has(&a, CAFE) && has(&a, CAFE_MARKED));
}

static void
test_match__other_words_for_it_are_found(void **state)
{
	struct corpus c = examples();
	struct answer a = ask(&c, "k8s");

	(void)state;
	assert_int_equal(a.matches.n, 1);
	assert_true(has(&a, BILLING));
	a = ask(&c, "best dropbox alternative");
	assert_int_equal(best(&a), CLONE);
	assert_false(a.relaxed);
}

static void
test_match__few_are_followed_by_those_with_much(void **state)
{
	struct corpus c = examples();
	struct answer a = ask(&c, "kanban board wekan ");

	(void)state;
	assert_true(a.relaxed && has(&a, KANBAN_TOOL));
	assert_int_equal(a.whole, 1);
	assert_int_equal(best(&a), WEKAN);
	a = ask(&c, "\"board kanban\"");
	assert_int_equal(a.whole, 0);
	assert_true(a.relaxed && has(&a, WEKAN));
	a = ask(&c, "qqqqq kanban ");
	assert_true(a.relaxed && has(&a, KANBAN));
	a = ask(&c, "qqqqq zzzzz ");
	assert_int_equal(a.matches.n, 0);
	assert_false(a.relaxed);
}

static void
test_match__slips_are_corrected(void **state)
{
	struct corpus c = examples();
	struct answer a = ask(&c, "Boards kanbna ");

	(void)state;
	assert_true(str_is(a.corrected, "Boards kanban "));
	assert_true(has(&a, KANBAN));
	a = ask(&c, "wekan");
	assert_null(a.corrected.p);
	a = ask(&c, "kanbantool ");
	assert_true(str_is(a.corrected, "kanban tool "));
	assert_int_equal(best(&a), KANBAN_TOOL);
	a = ask(&c, "\"kanbna\"");
	assert_null(a.corrected.p);
}

static void
test_match__nothing_asked_is_all(void **state)
{
	struct corpus c = examples();

	(void)state;
	assert_true(ask(&c, "").matches.all);
	assert_true(ask(&c, " \"\" - ").matches.all);
	assert_int_equal(
	    ask(&c, "-kanban").matches.n, sizeof(rows) / sizeof(*rows) - 4);
}

/* Each allocation fails in turn, until none is left to fail. */
static void
test_match__memory_may_end_anywhere(void **state)
{
	static const char *const texts_asked[] = {
		"kanban board -time \"status "
		"page\" caf\xc3\xa9 k8s",
		"kanbna google photos", "statuspage e-mail zzz"
	};
	struct corpus c = examples();

	(void)state;
	for (size_t t = 0; t < 3; t++) {
		enum err e = ERR_NOMEM;
		unsigned long n = 1;

		for (; e == ERR_NOMEM && n < 10000; n++) {
			struct arena *a = arena_open(1024 * 1024);
			struct answer answer;

			arena_fail_at(n);
			e = corpus_match(
			    a, &answer, &c, str_from(texts_asked[t]), 0);
			arena_fail_at(0);
			arena_close(a);
		}
		assert_int_equal(e, OK);
#ifdef SOUK_DEBUG
		assert_true(n > 10);
#endif
	}
}

/* "0-6 8-12": bytes. */
static void
marked(const char *query, const char *text, const char *expected)
{
	struct corpus c = examples();
	struct answer a = ask(&c, query);
	struct mark found[MARKS_MAX];
	size_t n = marks_find(found, a.marks, str_from(text));
	char out[256] = "";

	for (size_t i = 0; i < n; i++)
		sprintf(out + strlen(out), "%s%u-%u", i ? " " : "",
		    found[i].from, found[i].to);
	assert_string_equal(out, expected);
}

static void
test_marks__words_stems_and_beginnings(void **state)
{
	struct mark points[] = { { 0, 5 }, { 6, 9 } };

	(void)state;
	marked("kanban", "Kanban, a kanban-board", "0-6 10-16");
	marked("invoice ", "Invoices", "0-8");
	marked("invo", "Invoices invent", "0-4");
	marked("page -status", "status page", "7-11");
	marked("caf\xc3\xa9", "Cafe Caf\xc3\xa9", "0-4 5-10");
	marked("", "kanban", "");
	marks_points(points, 2, str_from("caf\xc3\xa9 box"));
	assert_int_equal(points[0].to, 4);
	assert_int_equal(points[1].from, 5);
	assert_int_equal(points[1].to, 8);
}

static void
test_marks__are_bounded(void **state)
{
	char text[4096] = "";
	struct corpus c = examples();
	struct answer a = ask(&c, "kanban");
	struct mark found[MARKS_MAX];

	(void)state;
	for (int i = 0; i < 400; i++)
		strcat(text, "kanban x ");
	assert_int_equal(marks_find(found, a.marks, str_from(text)), MARKS_MAX);
	assert_int_equal(marks_find(found, NULL, STR("kanban")), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_match__phrases_and_minus_words_by_brute_force),
		cmocka_unit_test(test_match__two_parts_are_as_one),
		cmocka_unit_test(test_match__a_name_that_is_the_query_is_first),
		cmocka_unit_test(
		    test_match__stems_and_diacritics_prefer_what_was_typed),
		cmocka_unit_test(test_match__other_words_for_it_are_found),
		cmocka_unit_test(
		    test_match__few_are_followed_by_those_with_much),
		cmocka_unit_test(test_match__slips_are_corrected),
		cmocka_unit_test(test_match__nothing_asked_is_all),
		cmocka_unit_test(test_match__memory_may_end_anywhere),
		cmocka_unit_test(test_marks__words_stems_and_beginnings),
		cmocka_unit_test(test_marks__are_bounded),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
