/* What a list shows of its facets. */
#ifndef SRC_CATALOG_SELECT_FACETS_H
#define SRC_CATALOG_SELECT_FACETS_H

#include "catalog/select.h"

/* counts: of each facet's values, categories without their descendants. */
enum err facets_show(struct arena *a, struct found *out,
    const struct catalogue *c, const struct search *s,
    uint32_t *const counts[FACET__MAX]) MUST_CHECK;

#endif
