/*
 * Starting to pay an order or a bill through the site's gateway, in the
 * phases of a call: the intent is committed, the gateway is called with no
 * transaction open, its answer is committed with the reply.  A retry after a
 * crash finds the same attempt and calls with the same key, so that the
 * gateway makes one payment of both.
 */
#ifndef APP_PAY_H
#define APP_PAY_H

#include "app/call.h"
#include "app/settle.h"
#include "store/card.h"

struct pay_subject {
	struct id order_id, bill_id;	/* one of the two, the other nil */
	struct id card_id;		/* on file; nil: the gateway's page */
	int64_t amount_minor;		/* of a bill; 0: all that is open */
	struct str transferred;		/* what is said of an order of which a
					   part was transferred */
};

/* Of a TX_PHASES route with a key; replies 201 "PaymentStarted". */
enum err pay_start(struct call *c, const struct pay_subject *subject)
    MUST_CHECK;

/* One of the company's that can be charged; problems are set. */
enum err card_usable(struct call *c, struct card *out, struct id card_id,
    const struct gateway *gateway) MUST_CHECK;
bool card_is_expired(const struct call *c, const struct card *card);

struct settle settle_of_call(struct call *c, enum actor actor);

/* Where a gateway's events go; .p NULL: out of memory. */
struct str gateway_event_url(struct call *c, const struct gateway *gateway);

#endif
