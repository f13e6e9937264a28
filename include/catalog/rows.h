/*
 * A segment's facets by product: a bit for each value of those that have
 * few, all of one product side by side.  Counting a hundred products costs
 * a cache miss for each of them here, but two in every column.
 */
#ifndef CATALOG_ROWS_H
#define CATALOG_ROWS_H

#include "base/arena.h"
#include "catalog/column.h"

enum { ROW_BITS_MAX = 256 };

struct rows {
	const uint64_t *bits;		/* words for each product */
	uint32_t words;
	unsigned facets;		/* which are in it: 1 << facet */
	uint32_t first[FACET__MAX];	/* bit of a facet's value 0 */
	uint32_t tenths;		/* of values that a product has */
};

/* Facets with the fewest values first, as long as there is room. */
enum err rows_make(struct rows *out, struct arena *a,
    const struct column columns[FACET__MAX], uint32_t nproducts) MUST_CHECK;

/* Is it quicker than each of these facets' columns by itself? */
bool rows_are_quicker(const struct rows *r,
    const struct column columns[FACET__MAX], unsigned facets,
    const struct column_set *set);

/*
 * Adds, for each value of the facets, all of which are in r, how many of
 * the n products have it.
 */
void rows_count(const struct rows *r,
    const struct column columns[FACET__MAX], unsigned facets,
    const uint32_t *products, size_t n, uint32_t *const counts[FACET__MAX]);

#endif
