/*
 * query_parse and what follows: any bytes are taken apart within bounds,
 * matched, and highlighted in themselves.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/text.h"
#include "catalog/marks.h"
#include "catalog/match.h"
#include "catalog/named.h"
#include "catalog/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
require(int holds)
{
	if (!holds)
		abort();
}

static void
check_query(struct arena *a, struct str text)
{
	struct query q;
	size_t wanted = 0;

	require(query_parse(a, &q, text) == OK);
	require(q.nterms <= QUERY_WORDS_MAX);
	for (size_t i = 0; i < q.nterms; i++) {
		require(q.terms[i].text.n > 0);
		require(q.terms[i].from < q.terms[i].to);
		require(q.terms[i].to <= text.n);
		wanted += !q.terms[i].minus;
	}
	require(q.nwanted == wanted);
	for (size_t i = 0; i < q.nphrases; i++)
		require((size_t)q.phrases[i].from + q.phrases[i].n <= q.nterms);
	for (size_t i = 0; i < q.nmeanings; i++)
		require(
		    (size_t)q.meanings[i].from + q.meanings[i].n <= q.nterms);
}

/* The text is in the index, too: most of it is found. */
static struct index *
index_of(struct arena *a, struct str text, const struct str *locale)
{
	struct index_builder *b;
	struct index *x;

	require(index_builder_open(&b) == OK);
	require(index_add(b, 0, INDEX_NAME, STR("Kanban Wiki")) == OK);
	require(index_add(b, 1, INDEX_NAME, text) == OK);
	require(index_add(b, 1, INDEX_SUMMARY, text) == OK);
	require(index_finish(b, a, locale, 1, 2, &x) == OK);
	index_builder_close(b);
	return x;
}

static void
check_marks(const struct marks *m, struct str text)
{
	struct mark found[MARKS_MAX];
	size_t n = marks_find(found, m, text);

	for (size_t i = 0; i < n; i++) {
		require(found[i].from < found[i].to);
		require(found[i].to <= text.n);
		require(i == 0 || found[i - 1].to < found[i].from);
	}
	marks_points(found, n, text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct str text = { (const char *)data, n }, locale = STR("en");
	struct arena *a = arena_open(256 << 20);
	struct index *x;
	struct corpus c = { .locales = &locale, .nlocales = 1 };
	struct answer answer;
	struct named words;
	uint32_t found[2];

	require(a != NULL);
	if (n < 64 * 1024 && text_utf8(text)) {
		check_query(a, text);
		x = index_of(a, text, &locale);
		c.parts[c.nparts++] = (struct corpus_part){ x, 0 };
		require(corpus_match(a, &answer, &c, text, 0) == OK);
		require(answer.matches.n <= 2);
		check_marks(answer.marks, text);
		require(named_words(a, &words, text, true) == OK);
		require(named_find(a, found, &n, 2, x, &words) == OK);
	}
	arena_close(a);
	return 0;
}
