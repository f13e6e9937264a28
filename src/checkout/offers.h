/*
 * Offers as they were read from the catalogue's rows, each good while the
 * catalogue has the revision that it was read at: a read of one row, or
 * none, in place of the offer's eight tables.  Of one site; thread-safe.
 */
#ifndef SRC_CHECKOUT_OFFERS_H
#define SRC_CHECKOUT_OFFERS_H

#include "store/document.h"
#include "store/plan.h"

struct offers;

enum err offers_open(struct offers **out) MUST_CHECK;
void offers_close(struct offers *o);

struct offer_key {
	struct str product, plan;	/* slug and code */
	struct str locale, fallback;	/* of the names */
};

/* A plan on sale or not, and what its buyers agree to. */
struct offer {
	int64_t revision;		/* the catalogue's */
	struct plan_offer plan;
	struct document *agreements;	/* without their texts */
	size_t nagreements;
};

enum offer_age {
	OFFER_CURRENT,			/* of the catalogue as it is now */
	OFFER_KEPT			/* or of an older one: for who writes
					   on its revision's condition */
};

/* Lies in the arena.  ERR_NOT_FOUND: no such product or plan. */
enum err offers_get(struct offers *o, struct db *db, struct arena *a,
    struct offer *out, const struct offer_key *key, enum offer_age age)
    MUST_CHECK;

/* ERR_STALE: it is not of the present catalogue, and not kept any more. */
enum err offers_check(struct offers *o, struct db *db, struct arena *a,
    const struct offer *offer, const struct offer_key *key) MUST_CHECK;

#endif
