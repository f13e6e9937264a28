/* What a search box offers while it is typed in. */
#ifndef CATALOG_SUGGESTIONS_H
#define CATALOG_SUGGESTIONS_H

#include "catalog/catalogue.h"

enum { SUGGESTED_PRODUCTS = 6, SUGGESTED_CATEGORIES = 3, SUGGESTED_SELLERS = 3 };

struct suggestions {
	uint32_t products[SUGGESTED_PRODUCTS];	/* numbers, popular first */
	int32_t categories[SUGGESTED_CATEGORIES];
	int32_t sellers[SUGGESTED_SELLERS];	/* of most products first */
	size_t nproducts, ncategories, nsellers;
	struct str query;	/* what was rather meant; .p NULL: as typed */
};

/*
 * By the words of names, each perhaps only begun; when no product has
 * them, by what is one edit from them, then by all that is searched.
 */
enum err catalogue_suggestions(struct arena *a, struct suggestions *out,
    const struct catalogue *c, struct str text, size_t locale) MUST_CHECK;

#endif
