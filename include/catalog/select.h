/*
 * From what matches a search's words to what a list shows: filters, exact
 * counts, the order and the page.  No words, no scores are known here.
 */
#ifndef CATALOG_SELECT_H
#define CATALOG_SELECT_H

#include "catalog/search.h"

/* The products that match the words, in no less than O(n). */
struct matches {
	bool all;			/* there were no words */
	const uint32_t *products;	/* ascending numbers, each once; those
					   that are not listed may be there */
	const float *scores;		/* of each; read by SORT_RELEVANCE */
	size_t n;
};

/*
 * Sets all of *out but corrected, suggestion and highlights.  Ties of
 * scores go by popularity.  ERR_INVALID: the cursor was not made for this
 * sort.
 */
enum err catalogue_select(struct arena *a, struct found *out,
    const struct catalogue *c, const struct search *s,
    const struct matches *m) MUST_CHECK;

/*
 * Where a live product stands: the lower the key, the further up, whichever
 * segments the products compared are in.  Order 0 is popularity, 1 + those
 * of segment.h the others.
 */
uint64_t catalogue_key(const struct catalogue *c, size_t order,
    uint32_t number);

#endif
