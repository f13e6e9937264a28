/* What the files of this responder share. */
#ifndef SRC_CHECKOUT_CHECKOUT_H
#define SRC_CHECKOUT_CHECKOUT_H

#include "act/card.h"
#include "act/order.h"
#include "app/call.h"
#include "app/paging.h"
#include "app/pay.h"
#include "app/settle.h"
#include "sale/call.h"
#include "sale/order.h"
#include "sale/quote.h"

/* A table a file, each ended by a row without method. */
extern const struct route quote_routes[], order_routes[], payment_routes[],
    method_routes[], document_routes[], service_routes[], event_routes[],
    callback_routes[], flavour_routes[], vpc_routes[],
    settlement_routes[], card_routes[], refund_routes[],
    refund_desk_routes[];

/* card.c: cards on file, for other answers' JSON: those ON_FILE alone. */
void card_json(const struct call *c, struct json *j, const struct card *card);
void cards_json(const struct call *c, struct json *j,
    const struct card *cards, size_t n);

/*
 * renewal.c: may the caller's company renew this order now, as the quote
 * says it?  An image's server is set to the one that runs.  Problems are
 * set.
 */
enum err quote_renewal(struct call *c, struct quote *quote) MUST_CHECK;

/* Why a method is not offered, and who can mend it; code NULL: it is. */
struct refusal {
	const char *code;
	struct str words;
};

/* Members of a method that is offered, or why it is not. */
void method_json(struct json *j, const char *method, struct refusal why);

/*
 * The methods without a gateway as members of a list; closed: why the order
 * takes no payment at all, begun: why none but the rest of its transfer.
 */
enum err settlement_methods(struct call *c, struct json *j,
    const struct order *o, struct refusal closed, struct refusal begun)
    MUST_CHECK;

/* Why: a part of the order's bill was transferred; else nothing. */
enum err transfer_begun(struct call *c, struct refusal *why,
    const struct order *o) MUST_CHECK;
extern const struct refusal part_transferred, paid_in_stages;

/* A refund as its buyer, seller and operator see it. */
struct refund;
void refund_json(struct json *j, const struct refund *r);

/* Reads it again and answers with it. */
enum err refund_reply(struct call *c, struct id refund_id, int status)
    MUST_CHECK;

#endif
