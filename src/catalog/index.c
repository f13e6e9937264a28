#include "catalog/index.h"

#include <stdlib.h>
#include <string.h>

#include "base/bounds.h"
#include "catalog/words.h"

enum { BUILDER_BYTES_MAX = 1024 * 1024 * 1024 };

struct occurrence {
	struct str word;
	posting_t posting;
};

struct index_builder {
	struct arena *text; /* of the words */
	struct occurrence *at;
	size_t n, cap;
	posting_t posting; /* of the text at hand */
	enum err err;
};

enum err
index_builder_open(struct index_builder **out)
{
	struct index_builder *b = calloc(1, sizeof(*b));

	if (b)
		b->text = arena_open(BUILDER_BYTES_MAX);
	if (!b || !b->text) {
		free(b);
		return ERR_NOMEM;
	}
	*out = b;
	return OK;
}

void
index_builder_close(struct index_builder *b)
{
	if (!b)
		return;
	arena_close(b->text);
	free(b->at);
	free(b);
}

static bool
add_word(void *arg, struct str word)
{
	struct index_builder *b = arg;

	if (b->n == b->cap) {
		size_t cap = b->cap ? b->cap * 2 : 4096;
		struct occurrence *at = realloc(b->at, cap * sizeof(*at));

		if (!at) {
			b->err = ERR_NOMEM;
			return false;
		}
		b->at = at;
		b->cap = cap;
	}
	b->at[b->n++] = (struct occurrence){ word, b->posting };
	return true;
}

enum err
index_add(struct index_builder *b, uint32_t product, enum index_field field,
    struct str text)
{
	enum err e;

	if (product >= INDEX_PRODUCTS_MAX)
		return ERR_LIMIT;
	b->posting = product << 8 | (uint32_t)field;
	e = words_each(b->text, text, WORDS_INDEX, add_word, b);
	return e != OK ? e : b->err;
}

static int
occurrence_cmp(const void *l, const void *r)
{
	const struct occurrence *a = l, *b = r;
	int c = str_cmp(a->word, b->word);

	if (c != 0)
		return c;
	return (a->posting > b->posting) - (a->posting < b->posting);
}

/* Occurrences of one word in one product become one posting. */
static void
merge(struct index *x, const struct occurrence *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct index_word *w = x->nwords ? &x->words[x->nwords - 1]
						 : NULL;
		posting_t *last = x->npostings ? &x->postings[x->npostings - 1]
					       : NULL;

		if (w && str_eq(w->text, at[i].word)) {
			if (POSTING_PRODUCT(*last) ==
			    POSTING_PRODUCT(at[i].posting)) {
				*last |= POSTING_FIELDS(at[i].posting);
				continue;
			}
		} else {
			w = &x->words[x->nwords++];
			*w = (struct index_word){ at[i].word,
				(uint32_t)x->npostings, 0 };
		}
		x->postings[x->npostings++] = at[i].posting;
		w->n++;
	}
}

/* How much merge() will make, so that nothing is allocated too large. */
static void
count(const struct occurrence *at, size_t n, size_t *words, size_t *postings)
{
	*words = *postings = 0;
	for (size_t i = 0; i < n; i++) {
		bool new_word = i == 0 || !str_eq(at[i].word, at[i - 1].word);

		*words += new_word;
		*postings += new_word ||
		    POSTING_PRODUCT(at[i].posting) !=
			POSTING_PRODUCT(at[i - 1].posting);
	}
}

enum err
index_finish(struct index_builder *b, struct arena *a, struct index **out)
{
	struct index *x = ARENA_NEW(a, struct index);
	size_t words, postings;

	if (!x)
		return ERR_NOMEM;
	if (b->n > 0)
		qsort(b->at, b->n, sizeof(*b->at), occurrence_cmp);
	count(b->at, b->n, &words, &postings);
	x->words = ARENA_NEWS(a, struct index_word, words);
	x->postings = ARENA_NEWS(a, posting_t, postings);
	if (!x->words || !x->postings)
		return ERR_NOMEM;
	merge(x, b->at, b->n);
	for (size_t i = 0; i < x->nwords; i++) {
		x->words[i].text = str_copy(a, x->words[i].text);
		if (!x->words[i].text.p)
			return ERR_NOMEM;
	}
	*out = x;
	return OK;
}

/* The first word from lo on that is not below prefix, or has it no more. */
static size_t
bound(const struct index *x, size_t lo, struct str prefix, bool past)
{
	size_t hi = x->nwords;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		struct str w = x->words[mid].text;

		if (str_cmp(w, prefix) < 0 || (past && str_starts(w, prefix)))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void
index_prefix(const struct index *x, struct str prefix, size_t *from, size_t *to)
{
	*from = bound(x, 0, prefix, false);
	*to = bound(x, *from, prefix, true);
}
