/* Words of a query that stand close to each other in a product. */
#ifndef SRC_CATALOG_NEAR_H
#define SRC_CATALOG_NEAR_H

#include "plan.h"

/*
 * Adds to the scores of the best products what the nearness of the query's
 * neighbouring words is worth.  products are ascending numbers of p->x.
 */
enum err near_score(struct arena *a, const uint32_t *products, float *scores,
    size_t n, const struct plan *p, const struct query *q,
    const float *weights) MUST_CHECK;

#endif
