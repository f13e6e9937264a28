/* What the handlers of orders in stages share. */
#ifndef SRC_BILLING_STAGES_H
#define SRC_BILLING_STAGES_H

#include "app/call.h"
#include "store/bill.h"
#include "store/handover.h"
#include "store/order.h"
#include "store/payment_plan.h"
#include "store/plan_change.h"
#include "store/settlement.h"

struct stages_seen {
	struct order order;
	bool buys, sells, operates;	/* who looks */
	/* filled by stages_reply() */
	struct plan_version v;
	struct handover *stages;
	size_t n;
	struct bill *bills;		/* those that stand */
	size_t nbills;
	struct plan_change change;
	bool has_change;		/* it is PROPOSED */
	struct settlement_of_stage *settled; /* not for the buyer */
	size_t nsettled;
};

/* The order, to its buyer, its seller and operators.  ERR_NOT_FOUND. */
enum err stages_side(struct call *c, struct stages_seen *out,
    struct id order_id) MUST_CHECK;

/* Who may act for a side of it: a buyer's purchaser, a seller's people. */
bool stages_acts_for(const struct call *c, const struct stages_seen *s,
    bool seller);

/* Answers with all of it. */
enum err stages_reply(struct call *c, struct stages_seen *s, int status)
    MUST_CHECK;

void plan_change_json(struct call *c, struct json *j,
    const struct plan_change *change, const struct stages_seen *s);

#endif
