/*
 * The names in an import file: which rows stand in the database already,
 * and the id that each slug leads to, be it there or new.
 */
#ifndef CTL_IMPORT_NAMES_H
#define CTL_IMPORT_NAMES_H

#include "ctl/import.h"
#include "store/catalogue.h"
#include "store/category.h"
#include "store/flavour.h"
#include "store/revision.h"
#include "store/seller.h"

enum { NEW_ROW = -1 };

struct slug_id {
	struct str slug;
	struct id id;
	int64_t row;			/* in the array it is of, or NEW_ROW */
};

struct slugs {
	struct slug_id *at;
	size_t n;
};

/* The first of that slug, or NULL. */
const struct slug_id *slug_find(const struct slugs *s, struct str slug);

struct names {
	/* as the database has them */
	struct seller *old_sellers;
	struct category *old_categories;
	struct category_text *old_category_texts;
	struct popularity *old_pins;
	struct revision_mark *old;	/* products, by id */
	struct region *regions;
	size_t nold_sellers, nold_categories, nold_category_texts, nold_pins,
	    nold, nregions;
	/* what rows may name; after names_resolve() new rows as well */
	struct slugs sellers, categories, products;
};

enum err names_read(struct names *n, struct import *im, struct db *db)
    MUST_CHECK;

/*
 * Ids for new sellers and categories.  Rows that name what is nowhere, or
 * what has a fault itself, or what leads back to them, get a fault.
 */
enum err names_resolve(struct names *n, struct import *im) MUST_CHECK;

/* Sellers and categories, in the caller's transaction. */
enum err import_tree(struct db *db, const struct names *n, struct import *im,
    bool *changed) MUST_CHECK;

#endif
