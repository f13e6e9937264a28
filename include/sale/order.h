/* An order as it is placed, from what was quoted, and as it is answered. */
#ifndef SALE_ORDER_H
#define SALE_ORDER_H

#include "act/order.h"
#include "sale/quote.h"
#include "sale/shelf.h"

/* The caller's company buys what the quote says; token is the quote's. */
void placement_fill(struct call *c, struct placement *p,
    const struct quote *q, const struct shelf_item *item, struct str token);

/* What the buyer's books call it; blanks alone are nothing. */
void references_fill(struct order *o, struct str po_number,
    struct str cost_centre);

/*
 * Answers with the order that was placed, of what was written: nothing is
 * read back but what is PAID at once.
 */
enum err placed_reply(struct call *c, struct placement *p,
    struct order_document *documents) MUST_CHECK;

/* Reads one order of the caller's company and answers with it. */
enum err order_reply(struct call *c, struct id order_id, int status)
    MUST_CHECK;

#endif
