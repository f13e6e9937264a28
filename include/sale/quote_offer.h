/*
 * Private offers in quotes: a choice that is what one says has its price
 * (R32), and of those that nearly are it is told what differs (R33, X1).
 */
#ifndef SALE_QUOTE_OFFER_H
#define SALE_QUOTE_OFFER_H

#include "sale/quote.h"
#include "sale/shelf.h"

/*
 * For a user of a company, of a quote that is priced by the list: links the
 * best offer of this choice, else says which are near.  One statement, and
 * none when the company is known to have no offers.
 */
enum err quote_offers(struct call *c, struct quote *q,
    const struct plan_sale *plan) MUST_CHECK;

/*
 * The same with the offer that q names already: is it in effect, of that
 * version, and of this choice?  Problems are set.
 */
enum err quote_offer_keep(struct call *c, struct quote *q,
    const struct plan_sale *plan) MUST_CHECK;

/*
 * A quote of what the offer says and nothing else (R30); its plan may have
 * no price on the list any more.  Problems are set.
 */
enum err quote_of_offer(struct call *c, struct quote *q,
    struct shelf_item *item, const struct offer_exclusive *x) MUST_CHECK;

/* Members "offer" and "near" of a quote. */
void quote_offer_json(struct json *j, const struct quote *q);

#endif
