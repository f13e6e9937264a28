/*
 * Offers as they were read from the catalogue's rows, each good while the
 * catalogue has the revision that it was read at.  Who uses one asks for
 * the revision on his own connection, in his own transaction: a read of one
 * row in place of the offer's eight tables, and never an old price.  Of one
 * site; thread-safe.
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
	struct plan_offer plan;
	struct document *agreements;	/* without their texts */
	size_t nagreements;
};

/* Lies in the arena.  ERR_NOT_FOUND: no such product or plan. */
enum err offers_get(struct offers *o, struct db *db, struct arena *a,
    struct offer *out, const struct offer_key *key) MUST_CHECK;

#endif
