#include "catalog/suggest.h"

#include "catalog/index.h"
#include "catalog/respell.h"
#include "catalog/words.h"

enum { NEAR_BYTES_MAX = 64, NEAR_MAX = 2 };

/*
 * A query of three letters must be right, one of five may have one slip.
 * Two bytes of a Chinese character are not two slips: it must be right.
 */
static unsigned
allowed(struct str query)
{
	for (size_t i = 0; i < query.n; i++)
		if ((unsigned char)query.p[i] >= 0xe0)
			return 0;
	if (query.n < 4)
		return 0;
	return query.n < 6 ? 1 : NEAR_MAX;
}

static size_t
count_words(struct str joined)
{
	size_t n = joined.n > 0;

	for (size_t i = 0; i < joined.n; i++)
		n += joined.p[i] == ' ';
	return n;
}

/* The joined words from the first on, n of them. */
static struct str
first_words(struct str joined, size_t n)
{
	size_t i = 0;

	for (; i < joined.n; i++)
		if (joined.p[i] == ' ' && --n == 0)
			break;
	return (struct str){ joined.p, i };
}

/*
 * Twice the distance, and one more when only a part of the name was
 * compared, so that a whole name wins over a part that is as near.
 */
static unsigned
nearness(struct str query, size_t nwords, struct str name, unsigned max)
{
	unsigned best = 2 * edit_distance(query, name, max);
	size_t parts = count_words(name);
	struct str rest = name, word;

	if (parts <= nwords)
		return best;
	for (; parts >= nwords; parts--) {
		unsigned d = 2 *
			edit_distance(query, first_words(rest, nwords), max) +
		    1;

		if (d < best)
			best = d;
		if (!str_cut(&rest, ' ', &word))
			break;
	}
	return best;
}

static unsigned
category_nearness(const struct catalogue *c, const struct catalogue_category *g,
    struct str query, size_t nwords, unsigned max)
{
	uint32_t letters = index_letters(query);
	unsigned best = 2 * max + 2;

	for (size_t i = 0; i < c->nlocales + 1; i++) {
		unsigned d;

		/* A letter that the name has not is a slip of its own. */
		if ((unsigned)__builtin_popcount(
			letters & ~g->near_letters[i]) > max)
			continue;
		d = nearness(query, nwords, g->near[i], max);
		if (d < best)
			best = d;
	}
	return best;
}

enum err
catalogue_suggest(struct arena *a, int32_t *category, const struct catalogue *c,
    struct str text)
{
	struct str query;
	unsigned best, max;
	enum err e = words_join(a, &query, text, NEAR_WORDS_MAX);

	*category = NO_CATEGORY;
	if (e != OK || query.n == 0 || query.n > NEAR_BYTES_MAX)
		return e;
	max = allowed(query);
	best = 2 * max + 2;
	for (size_t i = 0; i < c->ncategories; i++) {
		const struct catalogue_category *g = &c->categories[i];
		unsigned d;

		if (g->products == 0)
			continue;
		d = category_nearness(c, g, query, count_words(query), max);
		if (d < best ||
		    (d == best && *category != NO_CATEGORY &&
			g->products > c->categories[*category].products)) {
			best = d;
			*category = (int32_t)i;
		}
	}
	return OK;
}
