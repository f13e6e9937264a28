#include "catalog/rows.h"

/* Rows on their way from memory while one is counted. */
enum { AHEAD = 8 };

static bool
has(unsigned facets, enum facet f)
{
	return facets & 1u << f;
}

/* The facet with the fewest values that is not in yet. */
static enum facet
smallest(const struct column columns[FACET__MAX], unsigned facets)
{
	enum facet least = FACET__MAX;

	for (enum facet f = 0; f < FACET__MAX; f++)
		if (!has(facets, f) &&
		    (least == FACET__MAX ||
			columns[f].nvalues < columns[least].nvalues))
			least = f;
	return least;
}

static size_t
pairs_n(const struct column *c)
{
	return c->from ? c->from[c->nproducts] : c->nproducts;
}

/* Sets a bit for each value that a product has in the column. */
static void
fill(uint64_t *bits, uint32_t words, uint32_t first, const struct column *c)
{
	for (uint32_t p = 0; p < c->nproducts; p++) {
		uint32_t from = c->from ? c->from[p] : p;
		uint32_t to = c->from ? c->from[p + 1] : p + 1;

		for (uint32_t i = from; i < to; i++)
			bits_set(bits + (size_t)p * words, first + c->of[i]);
	}
}

enum err
rows_make(struct rows *out, struct arena *a,
    const struct column columns[FACET__MAX], uint32_t nproducts)
{
	uint32_t used = 0;
	uint64_t *bits;
	size_t pairs = 0;
	enum facet f;

	*out = (struct rows){ .facets = 0 };
	while ((f = smallest(columns, out->facets)) < FACET__MAX &&
	    used + columns[f].nvalues <= ROW_BITS_MAX) {
		out->facets |= 1u << f;
		out->first[f] = used;
		used += columns[f].nvalues;
		pairs += pairs_n(&columns[f]);
	}
	out->words = (uint32_t)bits_words(used);
	out->tenths = nproducts > 0 ? (uint32_t)(10 * pairs / nproducts) : 0;
	bits = arena_array(a, nproducts, out->words * sizeof(*bits));
	if (!bits)
		return ERR_NOMEM;
	for (f = 0; f < FACET__MAX; f++)
		if (has(out->facets, f))
			fill(bits, out->words, out->first[f], &columns[f]);
	out->bits = bits;
	return OK;
}

/* A product costs some 5 ns here, and 1 more for each of its values. */
bool
rows_are_quicker(const struct rows *r, const struct column columns[FACET__MAX],
    unsigned facets, const struct column_set *set)
{
	size_t here = set->n * (50 + r->tenths + (set->products ? 0 : 10));
	size_t there = 0;

	for (enum facet f = 0; f < FACET__MAX; f++)
		if (has(facets, f))
			there += column_cost(&columns[f], set);
	return here < there;
}

void
rows_count(const struct rows *r, const struct column columns[FACET__MAX],
    unsigned facets, const uint32_t *products, size_t n,
    uint32_t *const counts[FACET__MAX])
{
	uint32_t all[ROW_BITS_MAX] = { 0 };

	for (size_t i = 0; i < n; i++) {
		const uint64_t *row = r->bits + (size_t)products[i] * r->words;

		if (i + AHEAD < n)
			__builtin_prefetch(
			    r->bits + (size_t)products[i + AHEAD] * r->words);
		for (uint32_t k = 0; k < r->words; k++)
			for (uint64_t w = row[k]; w != 0; w &= w - 1)
				all[k * 64 + (uint32_t)__builtin_ctzll(w)]++;
	}
	for (enum facet f = 0; f < FACET__MAX; f++)
		for (uint32_t v = 0; has(facets, f) && v < columns[f].nvalues;
		     v++)
			counts[f][v] += all[r->first[f] + v];
}
