/* Saved products of a user, with what they cost when they were saved. */
#ifndef STORE_FAVOURITE_H
#define STORE_FAVOURITE_H

#include "base/arena.h"
#include "base/bounds.h"
#include "base/id.h"
#include "base/str.h"
#include "db/db.h"
#include "domain/price.h"

struct favourite {
	struct id product_id;
	struct str slug, name;		/* as the product is called now */
	struct str state;		/* of the product */
	bool sold;			/* its seller is active */
	bool has_from;
	struct money from;		/* least price when it was saved */
	enum billing_mode mode;		/* of that price */
	struct str note;		/* the user's own words */
	int64_t saved_at_us;
};

/*
 * Saves a product, or does nothing when it is saved already (R12).
 * ERR_LIMIT: FAVOURITES_MAX are.
 */
enum err favourite_put(struct db *db, struct arena *a, struct id user_id,
    const struct favourite *f) MUST_CHECK;

/* One that is not saved is fine, too. */
enum err favourite_delete(struct db *db, struct id user_id,
    struct id product_id) MUST_CHECK;

/* ERR_NOT_FOUND: it is not saved. */
enum err favourite_set_note(struct db *db, struct id user_id,
    struct id product_id, struct str note) MUST_CHECK;

/* Where a page of the list goes on: the last one before it. */
struct favourite_after {
	int64_t saved_at_us;		/* 0: from the start */
	struct id product_id;
};

/*
 * The newest first, at most limit; names in the locale, else in the
 * fallback.
 */
enum err favourites_of(struct db *db, struct arena *a, struct favourite **out,
    size_t *n, struct id user_id, struct str locale, struct str fallback,
    const struct favourite_after *after, int64_t limit) MUST_CHECK;

/* Slugs of all that is saved. */
enum err favourite_slugs(struct db *db, struct arena *a, struct str **slugs,
    size_t *n, struct id user_id) MUST_CHECK;

#endif
