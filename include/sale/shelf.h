/*
 * Plans as they were read from the catalogue's rows, each good while the
 * catalogue has the revision that it was read at: a read of one row, or
 * none, in place of the item's eight tables.  Of one site; thread-safe.
 */
#ifndef SALE_SHELF_H
#define SALE_SHELF_H

#include "store/document.h"
#include "store/plan.h"

struct shelf;

enum err shelf_open(struct shelf **out) MUST_CHECK;
void shelf_close(struct shelf *shelf);

struct shelf_key {
	struct str product, plan;	/* slug and code */
	struct str locale, fallback;	/* of the names */
};

/* A plan on sale or not, and what its buyers agree to. */
struct shelf_item {
	int64_t revision;		/* the catalogue's */
	struct plan_sale plan;
	struct document *agreements;	/* without their texts */
	size_t nagreements;
};

enum shelf_age {
	SHELF_CURRENT,			/* of the catalogue as it is now */
	SHELF_KEPT			/* or of an older one: for who writes
					   on its revision's condition */
};

/*
 * Lies in the arena.  revision: the catalogue's, when this request has read
 * it already; 0: it has not.  ERR_NOT_FOUND: no such product or plan.
 */
enum err shelf_get(struct shelf *shelf, struct db *db, struct arena *a,
    struct shelf_item *out, const struct shelf_key *key, enum shelf_age age,
    int64_t revision) MUST_CHECK;

/* ERR_STALE: it is not of the present catalogue, and not kept any more. */
enum err shelf_check(struct shelf *shelf, struct db *db, struct arena *a,
    const struct shelf_item *item, const struct shelf_key *key) MUST_CHECK;

#endif
