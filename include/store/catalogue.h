/* What processes watch to know that their copy of the catalogue is old. */
#ifndef STORE_CATALOGUE_H
#define STORE_CATALOGUE_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

/* Grows with each change of sellers, categories, products, popularity. */
enum err catalogue_revision_get(struct db *db, struct arena *a,
    int64_t *revision) MUST_CHECK;

/*
 * Last in the transaction that changes something: its row stays locked.
 * This one is for categories and sellers; a product that changes has to be
 * named to catalogue_changed(), or no copy of it is renewed.
 */
enum err catalogue_revision_bump(struct db *db) MUST_CHECK;

/*
 * The same, and marks these products with the new revision: what a copy of
 * the catalogue has to read again.
 */
enum err catalogue_changed(struct db *db, struct arena *a,
    const struct id *products, size_t n) MUST_CHECK;
/* All products of a seller. */
enum err catalogue_changed_seller(struct db *db, struct arena *a,
    struct id seller_id) MUST_CHECK;

/* The products that were marked after the revision `since`, by id. */
enum err catalogue_changes(struct db *db, struct arena *a, int64_t since,
    struct id **products, size_t *n) MUST_CHECK;

struct popularity {
	struct id product_id;
	int64_t pin;			/* 0: none; else in this order */
	int64_t paid_orders;		/* of the last 30 days */
};

enum err popularity_all(struct db *db, struct arena *a,
    struct popularity **rows, size_t *n) MUST_CHECK;

/* The same of a range of ids, both included, and of 1 to LIST_MAX ids. */
enum err popularity_between(struct db *db, struct arena *a,
    struct popularity **rows, size_t *n, struct id first, struct id last)
    MUST_CHECK;
enum err popularity_of(struct db *db, struct arena *a,
    struct popularity **rows, size_t *n, const struct id *products,
    size_t nproducts) MUST_CHECK;

/* Those with a pin, in their order: rows, and as people know them. */
enum err popularity_pinned(struct db *db, struct arena *a,
    struct popularity **rows, size_t *n) MUST_CHECK;
struct pinned {
	struct str slug, name;
	int64_t paid_orders;
};
enum err popularity_pins(struct db *db, struct arena *a,
    struct pinned **pins, size_t *n, struct str locale) MUST_CHECK;
/* Those without a pin that are on sale and were ordered, the first ones. */
enum err popularity_ordered(struct db *db, struct arena *a,
    struct pinned **rows, size_t *n, struct str locale, int64_t limit)
    MUST_CHECK;

/* pin 0 takes the pin away. */
enum err popularity_pin(struct db *db, struct id product_id, int64_t pin,
    int64_t now_us) MUST_CHECK;

/*
 * Counts the orders that were paid since since_us, for every product
 * (R9), and marks the products of which a count has changed.
 */
enum err popularity_recompute(struct db *db, struct arena *a,
    int64_t since_us, int64_t now_us) MUST_CHECK;

#endif
