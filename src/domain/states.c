#include "domain/states.h"

#include <assert.h>

/* A cell holds the state it leads to, plus one: zero is no transition. */
#define TO(state) ((state) + 1)

static const unsigned char order_table[ORDER__MAX][ORDER_ON__MAX] = {
	[ORDER_PENDING_PAYMENT] = {
		[ORDER_ON_CAPTURED] = TO(ORDER_PAID),
		[ORDER_ON_CANCEL] = TO(ORDER_CANCELLED),
		[ORDER_ON_EXPIRE] = TO(ORDER_CANCELLED),
	},
	[ORDER_PAID] = {
		[ORDER_ON_STAGES] = TO(ORDER_IN_DELIVERY),
		[ORDER_ON_PROVISION] = TO(ORDER_PROVISIONING),
		[ORDER_ON_REFUND] = TO(ORDER_REFUNDED),
	},
	[ORDER_PROVISIONING] = {
		[ORDER_ON_PROVISIONED] = TO(ORDER_ACTIVE),
		[ORDER_ON_PROVISION_FAIL] = TO(ORDER_PROVISION_FAILED),
		[ORDER_ON_REFUND] = TO(ORDER_REFUNDED),
	},
	[ORDER_PROVISION_FAILED] = {
		[ORDER_ON_RETRY] = TO(ORDER_PROVISIONING),
		[ORDER_ON_REFUND] = TO(ORDER_REFUNDED),
	},
	[ORDER_ACTIVE] = {
		[ORDER_ON_TERM_END] = TO(ORDER_EXPIRED),
		[ORDER_ON_RENEW] = TO(ORDER_RENEWED),
		[ORDER_ON_REFUND] = TO(ORDER_REFUNDED),
	},
	[ORDER_IN_DELIVERY] = {
		[ORDER_ON_COMPLETE] = TO(ORDER_COMPLETED),
		[ORDER_ON_STOP] = TO(ORDER_CLOSED_EARLY),
	},
};

/*
 * A capture beats every state before it, however late it is heard of: the
 * money has moved.  A refund that the buyer's bank returns has not been one:
 * what it took from the payment is there again, but for other refunds.
 */
static const unsigned char payment_table[PAYMENT__MAX][PAYMENT_ON__MAX] = {
	[PAYMENT_CREATED] = {
		[PAYMENT_ON_ACTION] = TO(PAYMENT_REQUIRES_ACTION),
		[PAYMENT_ON_PROCESS] = TO(PAYMENT_PROCESSING),
		[PAYMENT_ON_NO_ANSWER] = TO(PAYMENT_UNKNOWN),
		[PAYMENT_ON_CAPTURE] = TO(PAYMENT_CAPTURED),
		[PAYMENT_ON_FAIL] = TO(PAYMENT_FAILED),
		[PAYMENT_ON_CANCEL] = TO(PAYMENT_CANCELLED),
	},
	[PAYMENT_REQUIRES_ACTION] = {
		[PAYMENT_ON_PROCESS] = TO(PAYMENT_PROCESSING),
		[PAYMENT_ON_NO_ANSWER] = TO(PAYMENT_UNKNOWN),
		[PAYMENT_ON_CAPTURE] = TO(PAYMENT_CAPTURED),
		[PAYMENT_ON_FAIL] = TO(PAYMENT_FAILED),
		[PAYMENT_ON_CANCEL] = TO(PAYMENT_CANCELLED),
	},
	[PAYMENT_PROCESSING] = {
		[PAYMENT_ON_ACTION] = TO(PAYMENT_REQUIRES_ACTION),
		[PAYMENT_ON_NO_ANSWER] = TO(PAYMENT_UNKNOWN),
		[PAYMENT_ON_CAPTURE] = TO(PAYMENT_CAPTURED),
		[PAYMENT_ON_FAIL] = TO(PAYMENT_FAILED),
	},
	[PAYMENT_UNKNOWN] = {
		[PAYMENT_ON_ACTION] = TO(PAYMENT_REQUIRES_ACTION),
		[PAYMENT_ON_PROCESS] = TO(PAYMENT_PROCESSING),
		[PAYMENT_ON_CAPTURE] = TO(PAYMENT_CAPTURED),
		[PAYMENT_ON_FAIL] = TO(PAYMENT_FAILED),
	},
	[PAYMENT_FAILED] = {
		[PAYMENT_ON_CAPTURE] = TO(PAYMENT_CAPTURED),
	},
	[PAYMENT_CANCELLED] = {
		[PAYMENT_ON_CAPTURE] = TO(PAYMENT_CAPTURED),
	},
	[PAYMENT_CAPTURED] = {
		[PAYMENT_ON_REFUND_PART] = TO(PAYMENT_PARTLY_REFUNDED),
		[PAYMENT_ON_REFUND] = TO(PAYMENT_REFUNDED),
		[PAYMENT_ON_CHARGEBACK] = TO(PAYMENT_CHARGED_BACK),
	},
	[PAYMENT_PARTLY_REFUNDED] = {
		[PAYMENT_ON_REFUND] = TO(PAYMENT_REFUNDED),
		[PAYMENT_ON_CHARGEBACK] = TO(PAYMENT_CHARGED_BACK),
		[PAYMENT_ON_RETURN] = TO(PAYMENT_CAPTURED),
	},
	[PAYMENT_REFUNDED] = {
		[PAYMENT_ON_RETURN_PART] = TO(PAYMENT_PARTLY_REFUNDED),
		[PAYMENT_ON_RETURN] = TO(PAYMENT_CAPTURED),
	},
};

/*
 * A bill of which a part came stays overdue: what is open of it is late.
 * Void, such a one has a credit note over all of it.  Money beats a
 * write-off.  A dispute (milestones have them) rests all of
 * this until it is ruled.
 */
static const unsigned char bill_table[BILL__MAX][BILL_ON__MAX] = {
	[BILL_SCHEDULED] = {
		[BILL_ON_ISSUE] = TO(BILL_ISSUED),
	},
	[BILL_ISSUED] = {
		[BILL_ON_DISPUTE] = TO(BILL_DISPUTED),
		[BILL_ON_PART] = TO(BILL_PARTLY_PAID),
		[BILL_ON_PAY] = TO(BILL_PAID),
		[BILL_ON_DUE] = TO(BILL_OVERDUE),
		[BILL_ON_VOID] = TO(BILL_VOID),
	},
	[BILL_PARTLY_PAID] = {
		[BILL_ON_DISPUTE] = TO(BILL_DISPUTED),
		[BILL_ON_PART] = TO(BILL_PARTLY_PAID),
		[BILL_ON_PAY] = TO(BILL_PAID),
		[BILL_ON_DUE] = TO(BILL_OVERDUE),
		[BILL_ON_VOID] = TO(BILL_VOID),
	},
	[BILL_OVERDUE] = {
		[BILL_ON_DISPUTE] = TO(BILL_DISPUTED),
		[BILL_ON_PART] = TO(BILL_OVERDUE),
		[BILL_ON_PAY] = TO(BILL_PAID),
		[BILL_ON_WRITE_OFF] = TO(BILL_UNCOLLECTIBLE),
		[BILL_ON_VOID] = TO(BILL_VOID),
	},
	/* Back again by what has come and whether its day has passed. */
	[BILL_DISPUTED] = {
		[BILL_ON_PART] = TO(BILL_DISPUTED),
		[BILL_ON_PAY] = TO(BILL_PAID),
		[BILL_ON_RESOLVE] = TO(BILL_ISSUED),
		[BILL_ON_RESOLVE_PART] = TO(BILL_PARTLY_PAID),
		[BILL_ON_DUE] = TO(BILL_OVERDUE),
		[BILL_ON_VOID] = TO(BILL_VOID),
	},
	[BILL_UNCOLLECTIBLE] = {
		[BILL_ON_PART] = TO(BILL_UNCOLLECTIBLE),
		[BILL_ON_PAY] = TO(BILL_PAID),
		/* Of a stage that does not come: what is paid goes back. */
		[BILL_ON_VOID] = TO(BILL_VOID),
	},
};

/*
 * The state of a product that buyers see.  What is changed of a live one
 * is a draft beside it, whose submission leaves the product as it is.
 */
static const unsigned char product_table[PRODUCT__MAX][PRODUCT_ON__MAX] = {
	[PRODUCT_DRAFT] = {
		[PRODUCT_ON_SUBMIT] = TO(PRODUCT_IN_REVIEW),
	},
	[PRODUCT_IN_REVIEW] = {
		[PRODUCT_ON_APPROVE] = TO(PRODUCT_LIVE),
		[PRODUCT_ON_ASK] = TO(PRODUCT_DRAFT),
		[PRODUCT_ON_WITHDRAW] = TO(PRODUCT_DRAFT),
	},
	[PRODUCT_LIVE] = {
		[PRODUCT_ON_HIDE] = TO(PRODUCT_HIDDEN),
		[PRODUCT_ON_RESTRICT] = TO(PRODUCT_RESTRICTED),
	},
	[PRODUCT_HIDDEN] = {
		[PRODUCT_ON_SHOW] = TO(PRODUCT_LIVE),
		[PRODUCT_ON_RESTRICT] = TO(PRODUCT_RESTRICTED),
	},
};

static const unsigned char seller_table[SELLER__MAX][SELLER_ON__MAX] = {
	[SELLER_APPLIED] = {
		[SELLER_ON_APPROVE] = TO(SELLER_ACTIVE),
		[SELLER_ON_SUSPEND] = TO(SELLER_SUSPENDED),
	},
	[SELLER_ACTIVE] = {
		[SELLER_ON_SUSPEND] = TO(SELLER_SUSPENDED),
	},
	[SELLER_SUSPENDED] = {
		[SELLER_ON_APPROVE] = TO(SELLER_ACTIVE),
	},
};

/*
 * By hand money is sent back without a start.  A refund that the gateway
 * could not make is tried again.  One that it made can fail for weeks: the
 * card was closed, and the bank gives the money back.
 */
static const unsigned char refund_table[REFUND__MAX][REFUND_ON__MAX] = {
	[REFUND_REQUESTED] = {
		[REFUND_ON_APPROVE] = TO(REFUND_APPROVED),
		[REFUND_ON_REFUSE] = TO(REFUND_REFUSED),
		[REFUND_ON_ESCALATE] = TO(REFUND_IN_REVIEW),
	},
	[REFUND_REFUSED] = {
		[REFUND_ON_ESCALATE] = TO(REFUND_IN_REVIEW),
	},
	[REFUND_IN_REVIEW] = {
		[REFUND_ON_APPROVE] = TO(REFUND_APPROVED),
		[REFUND_ON_REFUSE] = TO(REFUND_REFUSED),
	},
	[REFUND_APPROVED] = {
		[REFUND_ON_START] = TO(REFUND_PROCESSING),
		[REFUND_ON_SETTLE] = TO(REFUND_REFUNDED),
	},
	[REFUND_PROCESSING] = {
		[REFUND_ON_SETTLE] = TO(REFUND_REFUNDED),
		[REFUND_ON_FAIL] = TO(REFUND_FAILED),
	},
	[REFUND_REFUNDED] = {
		[REFUND_ON_FAIL] = TO(REFUND_FAILED),
	},
	[REFUND_FAILED] = {
		[REFUND_ON_START] = TO(REFUND_PROCESSING),
		[REFUND_ON_SETTLE] = TO(REFUND_REFUNDED),
	},
};

static const unsigned char handover_table[HANDOVER__MAX][HANDOVER_ON__MAX] = {
	[HANDOVER_PLANNED] = {
		[HANDOVER_ON_OPEN] = TO(HANDOVER_OPEN),
		[HANDOVER_ON_CANCEL] = TO(HANDOVER_CANCELLED),
	},
	[HANDOVER_OPEN] = {
		[HANDOVER_ON_DELIVER] = TO(HANDOVER_DELIVERED),
		[HANDOVER_ON_CANCEL] = TO(HANDOVER_CANCELLED),
	},
	[HANDOVER_DELIVERED] = {
		[HANDOVER_ON_RECALL] = TO(HANDOVER_OPEN),
		[HANDOVER_ON_ACCEPT] = TO(HANDOVER_ACCEPTED),
		[HANDOVER_ON_REJECT] = TO(HANDOVER_REWORK),
		[HANDOVER_ON_DISPUTE] = TO(HANDOVER_DISPUTED),
		[HANDOVER_ON_CANCEL] = TO(HANDOVER_CANCELLED),
	},
	[HANDOVER_REWORK] = {
		[HANDOVER_ON_DELIVER] = TO(HANDOVER_DELIVERED),
		[HANDOVER_ON_DISPUTE] = TO(HANDOVER_DISPUTED),
		[HANDOVER_ON_CANCEL] = TO(HANDOVER_CANCELLED),
	},
	[HANDOVER_DISPUTED] = {
		[HANDOVER_ON_ACCEPT] = TO(HANDOVER_ACCEPTED),
		[HANDOVER_ON_REJECT] = TO(HANDOVER_REWORK),
		[HANDOVER_ON_CANCEL] = TO(HANDOVER_CANCELLED),
	},
};

/*
 * A start that no worker has recorded yet changes nothing: from SENT all is
 * possible that is from EFFECTIVE; the dates decide.  A revision makes the
 * next version of an offer that has run out, too.
 */
static const unsigned char offer_table[OFFER__MAX][OFFER_ON__MAX] = {
	[OFFER_DRAFT] = {
		[OFFER_ON_SEND] = TO(OFFER_SENT),
	},
	[OFFER_SENT] = {
		[OFFER_ON_START] = TO(OFFER_EFFECTIVE),
		[OFFER_ON_REVISE] = TO(OFFER_SENT),
		[OFFER_ON_EXTEND] = TO(OFFER_SENT),
		[OFFER_ON_WITHDRAW] = TO(OFFER_WITHDRAWN),
		[OFFER_ON_DECLINE] = TO(OFFER_DECLINED),
		[OFFER_ON_EXPIRE] = TO(OFFER_EXPIRED),
		[OFFER_ON_REDEEM] = TO(OFFER_REDEEMED),
	},
	[OFFER_EFFECTIVE] = {
		[OFFER_ON_REVISE] = TO(OFFER_SENT),
		[OFFER_ON_EXTEND] = TO(OFFER_SENT),
		[OFFER_ON_WITHDRAW] = TO(OFFER_WITHDRAWN),
		[OFFER_ON_DECLINE] = TO(OFFER_DECLINED),
		[OFFER_ON_EXPIRE] = TO(OFFER_EXPIRED),
		[OFFER_ON_REDEEM] = TO(OFFER_REDEEMED),
	},
	[OFFER_EXPIRED] = {
		[OFFER_ON_REVISE] = TO(OFFER_SENT),
		[OFFER_ON_EXTEND] = TO(OFFER_SENT),
	},
	[OFFER_REDEEMED] = {
		[OFFER_ON_RELEASE] = TO(OFFER_EFFECTIVE),
	},
};

/* Is this state where the event leads to from anywhere? */
static int
event_leads_here(const unsigned char *cells, unsigned states, unsigned events,
    unsigned state, unsigned event)
{
	for (unsigned from = 0; from < states; from++) {
		if (cells[from * events + event] == TO(state))
			return 1;
	}
	return 0;
}

static enum err
step(unsigned *to, const unsigned char *cells, unsigned states, unsigned events,
    unsigned from, unsigned event)
{
	unsigned cell = cells[from * events + event];

	if (cell != 0) {
		*to = cell - 1;
		return OK;
	}
	if (event_leads_here(cells, states, events, from, event)) {
		*to = from;
		return OK;
	}
	return ERR_STATE;
}

enum err
order_step(enum order_state *to, enum order_state from, enum order_event event)
{
	unsigned next = 0;
	enum err e;

	assert(from < ORDER__MAX && event < ORDER_ON__MAX);
	e = step(
	    &next, &order_table[0][0], ORDER__MAX, ORDER_ON__MAX, from, event);
	if (e == OK)
		*to = (enum order_state)next;
	return e;
}

enum err
payment_step(
    enum payment_state *to, enum payment_state from, enum payment_event event)
{
	unsigned next = 0;
	enum err e;

	assert(from < PAYMENT__MAX && event < PAYMENT_ON__MAX);
	e = step(&next, &payment_table[0][0], PAYMENT__MAX, PAYMENT_ON__MAX,
	    from, event);
	if (e == OK)
		*to = (enum payment_state)next;
	return e;
}

enum err
bill_step(enum bill_state *to, enum bill_state from, enum bill_event event)
{
	unsigned next = 0;
	enum err e;

	assert(from < BILL__MAX && event < BILL_ON__MAX);
	e = step(
	    &next, &bill_table[0][0], BILL__MAX, BILL_ON__MAX, from, event);
	if (e == OK)
		*to = (enum bill_state)next;
	return e;
}

enum err
product_step(
    enum product_state *to, enum product_state from, enum product_event event)
{
	unsigned next = 0;
	enum err e;

	assert(from < PRODUCT__MAX && event < PRODUCT_ON__MAX);
	e = step(&next, &product_table[0][0], PRODUCT__MAX, PRODUCT_ON__MAX,
	    from, event);
	if (e == OK)
		*to = (enum product_state)next;
	return e;
}

enum err
seller_step(
    enum seller_state *to, enum seller_state from, enum seller_event event)
{
	unsigned next = 0;
	enum err e;

	assert(from < SELLER__MAX && event < SELLER_ON__MAX);
	e = step(&next, &seller_table[0][0], SELLER__MAX, SELLER_ON__MAX, from,
	    event);
	if (e == OK)
		*to = (enum seller_state)next;
	return e;
}

enum err
refund_step(
    enum refund_state *to, enum refund_state from, enum refund_event event)
{
	unsigned next = 0;
	enum err e;

	assert(from < REFUND__MAX && event < REFUND_ON__MAX);
	e = step(&next, &refund_table[0][0], REFUND__MAX, REFUND_ON__MAX, from,
	    event);
	if (e == OK)
		*to = (enum refund_state)next;
	return e;
}

enum err
handover_step(enum handover_state *to, enum handover_state from,
    enum handover_event event)
{
	unsigned next = 0;
	enum err e;

	assert(from < HANDOVER__MAX && event < HANDOVER_ON__MAX);
	e = step(&next, &handover_table[0][0], HANDOVER__MAX, HANDOVER_ON__MAX,
	    from, event);
	if (e == OK)
		*to = (enum handover_state)next;
	return e;
}

enum err
offer_step(enum offer_state *to, enum offer_state from, enum offer_event event)
{
	unsigned next = 0;
	enum err e;

	assert(from < OFFER__MAX && event < OFFER_ON__MAX);
	e = step(
	    &next, &offer_table[0][0], OFFER__MAX, OFFER_ON__MAX, from, event);
	if (e == OK)
		*to = (enum offer_state)next;
	return e;
}

int
payment_is_open(enum payment_state s)
{
	return s == PAYMENT_CREATED || s == PAYMENT_PROCESSING ||
	    s == PAYMENT_UNKNOWN;
}
