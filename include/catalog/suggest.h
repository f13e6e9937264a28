/* "Did you mean": the category whose name a query comes near. */
#ifndef CATALOG_SUGGEST_H
#define CATALOG_SUGGEST_H

#include "catalog/catalogue.h"

/*
 * NO_CATEGORY, or the nearest by edits (insert, delete, replace, swap of
 * neighbours), at most 2 and fewer for short words; ties go to the one
 * with more products.  Names of all locales and slugs count, whole or as
 * many of their words as the query has.
 */
enum err catalogue_suggest(struct arena *a, int32_t *category,
    const struct catalogue *c, struct str text) MUST_CHECK;

#endif
