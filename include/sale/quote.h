/* A quote: what was chosen, at which price, until when. */
#ifndef SALE_QUOTE_H
#define SALE_QUOTE_H

#include "app/call.h"
#include "domain/price.h"
#include "domain/tax.h"
#include "sale/offer.h"
#include "store/flavour.h"
#include "store/payment_plan.h"
#include "store/plan.h"

/* The private offer that a quote is made by. */
struct quote_offer {
	struct id offer_id;		/* nil: none */
	int64_t version;
	/* not in the token */
	int64_t ends_at_us;
	struct offer_saving saving;
	size_t of;			/* offers that match */
	bool staged;			/* then: what an order would have */
	struct plan_version plan;
};

/* One of the company's that the choice nearly is. */
struct near_offer {
	struct id offer_id;
	int64_t ends_at_us;
	struct money net;
	struct offer_difference differs[OFFER_DIFFERENCES_MAX];
	size_t n;
};

struct quote {
	struct str product, plan;	/* slug and code */
	int64_t product_revision;
	struct choice choice;
	struct id renews;		/* the first order; nil: none */
	struct priced priced;		/* the software's line */
	struct str region, flavour;	/* codes; .p NULL: the first there is */
	bool has_server;
	struct server_sale server;	/* of an image, as it is now */
	struct priced server_fee;	/* its line */
	struct priced sum;		/* of the lines; unit is not set */
	struct str country;		/* the buyer's; not in the token */
	struct tax_ruling tax;		/* the same */
	int64_t runs_from_us, runs_until_us;	/* of a renewal; 0: of none;
						   not in the token */
	struct quote_offer offer;
	const struct near_offer *near;	/* best first; not in the token */
	size_t nnear;
	int64_t expires_at_us;
};

/* Signs it and writes the answer to a request for a quote. */
enum err quote_json(struct call *c, struct json *j, struct quote *quote,
    const struct plan_sale *plan) MUST_CHECK;

/* Members that other answers have, too: "lines"; "server"; the sums. */
void quote_lines_json(struct call *c, struct json *j, const struct quote *q,
    const struct plan_sale *plan);
void quote_server_json(struct json *j, const struct quote *q);
void quote_sums_json(struct json *j, const struct quote *q);

#endif
