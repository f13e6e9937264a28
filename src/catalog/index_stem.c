#include <stdlib.h>
#include <string.h>

#include "catalog/stem.h"
#include "catalog/words.h"
#include "terms.h"

/* The stem of each word; the texts lie one after another. */
struct stems {
	const struct index *x;
	char *text;
	uint32_t *at;
};

static struct str
stem_of(const struct stems *s, uint32_t word)
{
	return (
	    struct str){ s->text + s->at[word], s->at[word + 1] - s->at[word] };
}

/* Words are numbered by text. */
static int
by_stem(const void *l, const void *r, void *arg)
{
	uint32_t a = *(const uint32_t *)l, b = *(const uint32_t *)r;
	int c = str_cmp(stem_of(arg, a), stem_of(arg, b));

	return c != 0 ? c : (a > b) - (a < b);
}

/* A stem is not longer than its word, but for what Turkish may add. */
enum { STEM_LONGER_MAX = 4 };

static enum err
stems_fill(struct stems *s, struct stemmer *stemmer)
{
	size_t room = s->x->text_at[s->x->nwords] +
	    s->x->nwords * STEM_LONGER_MAX;
	size_t n = 0;

	s->text = malloc(room + 1);
	s->at = malloc((s->x->nwords + 1) * sizeof(*s->at));
	if (!s->text || !s->at)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < s->x->nwords; i++) {
		struct str word = index_word(s->x, i);
		struct str root = stem(stemmer, word);

		if (root.n > word.n + STEM_LONGER_MAX)
			root = word;
		s->at[i] = (uint32_t)n;
		for (size_t k = 0; k < root.n; k++)
			s->text[n++] = root.p[k];
	}
	s->at[s->x->nwords] = (uint32_t)n;
	return OK;
}

static enum err
stems_order(struct index *x, struct arena *a, size_t locale, struct stems *s)
{
	uint32_t *order = ARENA_NEWS(a, uint32_t, x->nwords);
	uint32_t *place = ARENA_NEWS(a, uint32_t, x->nwords);
	uint8_t *first = arena_alloc(a, x->nwords / 8 + 1);

	if (!order || !place || !first)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < x->nwords; i++)
		order[i] = i;
	qsort_r(order, x->nwords, sizeof(*order), by_stem, s);
	for (uint32_t i = 0; i < x->nwords; i++) {
		place[order[i]] = i;
		if (i == 0 ||
		    !str_eq(stem_of(s, order[i]), stem_of(s, order[i - 1])))
			first[i / 8] |= (uint8_t)(1u << i % 8);
	}
	x->stems[locale] = (struct index_stems){ order, place, first };
	return OK;
}

enum err
index_stem(struct index *x, struct arena *a, size_t locale, struct str name)
{
	struct stems s = { .x = x };
	struct stemmer *stemmer;
	enum err e = stemmer_open(&stemmer, name);

	if (e != OK || !stemmer)
		return e;
	e = stems_fill(&s, stemmer);
	if (e == OK)
		e = stems_order(x, a, locale, &s);
	stemmer_close(stemmer);
	free(s.text);
	free(s.at);
	return e;
}

static bool
is_first(const struct index_stems *s, uint32_t i)
{
	return s->first[i / 8] & 1u << i % 8;
}

void
index_stem_group(const struct index *x, size_t locale, uint32_t word,
    uint32_t *from, uint32_t *to)
{
	const struct index_stems *s = &x->stems[locale];

	*from = s->place[word];
	while (!is_first(s, *from))
		(*from)--;
	for (*to = s->place[word] + 1; *to < x->nwords; (*to)++)
		if (is_first(s, *to))
			break;
}

bool
index_stem_find(const struct index *x, size_t locale, struct stemmer *stemmer,
    struct str word, uint32_t *from, uint32_t *to)
{
	const struct index_stems *s = &x->stems[locale];
	char root[WORD_BYTES_MAX * 2];
	struct str wanted = stem(stemmer, word);
	uint32_t lo = 0, hi = (uint32_t)x->nwords;

	if (!s->order || wanted.n > sizeof(root))
		return false;
	memcpy(root, wanted.p, wanted.n); /* the stemmer's room is reused */
	wanted.p = root;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(
		    stem(stemmer, index_word(x, s->order[mid])), wanted);

		if (c == 0) {
			index_stem_group(x, locale, s->order[mid], from, to);
			return true;
		}
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}
