/* What a round of a negotiation asks for, as it comes in. */
#ifndef SRC_OFFERS_REQUEST_BODY_H
#define SRC_OFFERS_REQUEST_BODY_H

#include "app/call.h"
#include "store/offer_request.h"
#include "store/plan.h"

struct target_body {
	int64_t amount;
	struct str currency;
};

struct request_body {
	struct str product, plan;
	int mode;
	int64_t quantity, periods;
	struct wire_list capacities;
	struct target_body target;
	struct str starts_on, message;
};

/* Of a new request, which names the product; of a counter-proposal. */
extern const struct shape request_new_shape, request_counter_shape;

/*
 * The same checks as a quote's: what cannot be bought cannot be asked for.
 * Both sides propose in the buyer's currency.  The problem is set.
 */
enum err request_terms_read(struct call *c, struct request_round *out,
    struct plan_sale *plan, const struct request_body *body,
    struct str product, struct currency currency) MUST_CHECK;

#endif
