/*
 * A private offer as an order needs it.  Problems are set: the member
 * "standing" says what ERR_OFFER_STATE found.
 */
#ifndef SALE_OFFER_H
#define SALE_OFFER_H

#include "act/order.h"
#include "app/call.h"
#include "store/offer_list.h"

/* What the list asks for the same, and what is saved of it. */
struct offer_saving {
	struct money list_unit, list_net, saved;
	int64_t saved_bp;		/* of the list's net */
};
enum err offer_saving_of(struct offer_saving *out,
    const struct offer_terms *terms) MUST_CHECK;

/* One of the caller's company, in effect.  ERR_NOT_FOUND. */
enum err offer_find(struct call *c, struct offer_exclusive *out,
    struct id offer_id) MUST_CHECK;

/*
 * May it be ordered now, at the version that was shown?  ERR_OFFER_STATE,
 * ERR_OFFER_STALE, ERR_CURRENCY.
 */
enum err offer_orderable(struct call *c, const struct offer_exclusive *x,
    int64_t version) MUST_CHECK;

/* Of order_place(): e with its problem. */
enum err offer_refused(struct call *c, enum err e,
    const struct placement *p) MUST_CHECK;

#endif
