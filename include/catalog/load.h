/* Views of the catalogue made of the database's rows. */
#ifndef CATALOG_LOAD_H
#define CATALOG_LOAD_H

#include "catalog/catalogue.h"
#include "store/catalogue.h"
#include "store/category.h"
#include "store/product.h"
#include "store/seller.h"

/* The small tables, and what goes with products. */
struct catalogue_rows {
	int64_t revision;
	struct category *categories;
	struct category_text *category_texts;
	struct seller *sellers;
	struct popularity *popularity;	/* by product */
	size_t ncategories, ncategory_texts, nsellers, npopularity;
	struct product_set set;
};

/* Reads the database into a new base; the result has one reference. */
enum err catalogue_load(struct catalogue **out, struct db *db,
    const struct catalogue_config *config) MUST_CHECK;

/* The same of rows at hand: sets are sorted as the database sorts them. */
enum err catalogue_load_rows(struct catalogue **out,
    const struct catalogue_config *config, const struct catalogue_rows *rows)
    MUST_CHECK;

/*
 * A view of old's base with all that has changed since in its delta.  *out
 * has one reference; old stays as it is.
 */
enum err catalogue_renew(struct catalogue **out, struct db *db,
    const struct catalogue_config *config, struct catalogue *old) MUST_CHECK;
/* The same of rows at hand, of which the products have changed. */
enum err catalogue_renew_rows(struct catalogue **out,
    const struct catalogue_config *config, struct catalogue *old,
    const struct catalogue_rows *rows) MUST_CHECK;

#endif
