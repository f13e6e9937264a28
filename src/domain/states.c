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
};

/*
 * A capture beats every state before it, however late it is heard of: the
 * money has moved.
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
	},
};

/*
 * A bill of which a part came stays overdue: what is open of it is late.
 * Money beats a write-off.  A dispute (milestones have them) rests all of
 * this until it is ruled.
 */
static const unsigned char bill_table[BILL__MAX][BILL_ON__MAX] = {
	[BILL_SCHEDULED] = {
		[BILL_ON_ISSUE] = TO(BILL_ISSUED),
	},
	[BILL_ISSUED] = {
		[BILL_ON_PART] = TO(BILL_PARTLY_PAID),
		[BILL_ON_PAY] = TO(BILL_PAID),
		[BILL_ON_DUE] = TO(BILL_OVERDUE),
		[BILL_ON_VOID] = TO(BILL_VOID),
	},
	[BILL_PARTLY_PAID] = {
		[BILL_ON_PART] = TO(BILL_PARTLY_PAID),
		[BILL_ON_PAY] = TO(BILL_PAID),
		[BILL_ON_DUE] = TO(BILL_OVERDUE),
	},
	[BILL_OVERDUE] = {
		[BILL_ON_PART] = TO(BILL_OVERDUE),
		[BILL_ON_PAY] = TO(BILL_PAID),
		[BILL_ON_WRITE_OFF] = TO(BILL_UNCOLLECTIBLE),
		[BILL_ON_VOID] = TO(BILL_VOID),
	},
	[BILL_UNCOLLECTIBLE] = {
		[BILL_ON_PART] = TO(BILL_UNCOLLECTIBLE),
		[BILL_ON_PAY] = TO(BILL_PAID),
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
 * could not make is tried again.
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
	[REFUND_FAILED] = {
		[REFUND_ON_START] = TO(REFUND_PROCESSING),
		[REFUND_ON_SETTLE] = TO(REFUND_REFUNDED),
	},
};

static const unsigned char handover_table[HANDOVER__MAX][HANDOVER_ON__MAX] = {
	[HANDOVER_OPEN] = {
		[HANDOVER_ON_DELIVER] = TO(HANDOVER_DELIVERED),
		[HANDOVER_ON_CANCEL] = TO(HANDOVER_CANCELLED),
	},
	[HANDOVER_DELIVERED] = {
		[HANDOVER_ON_ACCEPT] = TO(HANDOVER_ACCEPTED),
		[HANDOVER_ON_REJECT] = TO(HANDOVER_REWORK),
		[HANDOVER_ON_DISPUTE] = TO(HANDOVER_DISPUTED),
		[HANDOVER_ON_CANCEL] = TO(HANDOVER_CANCELLED),
	},
	[HANDOVER_REWORK] = {
		[HANDOVER_ON_DELIVER] = TO(HANDOVER_DELIVERED),
		[HANDOVER_ON_CANCEL] = TO(HANDOVER_CANCELLED),
	},
	[HANDOVER_DISPUTED] = {
		[HANDOVER_ON_ACCEPT] = TO(HANDOVER_ACCEPTED),
		[HANDOVER_ON_REJECT] = TO(HANDOVER_REWORK),
		[HANDOVER_ON_CANCEL] = TO(HANDOVER_CANCELLED),
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

int
payment_is_open(enum payment_state s)
{
	return s == PAYMENT_CREATED || s == PAYMENT_PROCESSING ||
	    s == PAYMENT_UNKNOWN;
}

static const char *const order_names[ORDER__MAX] = {
	[ORDER_PENDING_PAYMENT] = "PENDING_PAYMENT",
	[ORDER_PAID] = "PAID",
	[ORDER_PROVISIONING] = "PROVISIONING",
	[ORDER_ACTIVE] = "ACTIVE",
	[ORDER_PROVISION_FAILED] = "PROVISION_FAILED",
	[ORDER_CANCELLED] = "CANCELLED",
	[ORDER_REFUNDED] = "REFUNDED",
	[ORDER_EXPIRED] = "EXPIRED",
	[ORDER_RENEWED] = "RENEWED",
};

static const char *const payment_names[PAYMENT__MAX] = {
	[PAYMENT_CREATED] = "CREATED",
	[PAYMENT_REQUIRES_ACTION] = "REQUIRES_ACTION",
	[PAYMENT_PROCESSING] = "PROCESSING",
	[PAYMENT_UNKNOWN] = "UNKNOWN",
	[PAYMENT_CAPTURED] = "CAPTURED",
	[PAYMENT_FAILED] = "FAILED",
	[PAYMENT_CANCELLED] = "CANCELLED",
	[PAYMENT_PARTLY_REFUNDED] = "PARTLY_REFUNDED",
	[PAYMENT_REFUNDED] = "REFUNDED",
	[PAYMENT_CHARGED_BACK] = "CHARGED_BACK",
};

static const char *const bill_names[BILL__MAX] = {
	[BILL_SCHEDULED] = "SCHEDULED",
	[BILL_ISSUED] = "ISSUED",
	[BILL_PARTLY_PAID] = "PARTLY_PAID",
	[BILL_PAID] = "PAID",
	[BILL_OVERDUE] = "OVERDUE",
	[BILL_DISPUTED] = "DISPUTED",
	[BILL_UNCOLLECTIBLE] = "UNCOLLECTIBLE",
	[BILL_VOID] = "VOID",
};

static const char *const product_names[PRODUCT__MAX] = {
	[PRODUCT_DRAFT] = "DRAFT",
	[PRODUCT_IN_REVIEW] = "IN_REVIEW",
	[PRODUCT_LIVE] = "LIVE",
	[PRODUCT_HIDDEN] = "HIDDEN",
	[PRODUCT_RESTRICTED] = "RESTRICTED",
};

static const char *const seller_names[SELLER__MAX] = {
	[SELLER_APPLIED] = "APPLIED",
	[SELLER_ACTIVE] = "ACTIVE",
	[SELLER_SUSPENDED] = "SUSPENDED",
};

static const char *const refund_names[REFUND__MAX] = {
	[REFUND_REQUESTED] = "REQUESTED",
	[REFUND_APPROVED] = "APPROVED",
	[REFUND_PROCESSING] = "PROCESSING",
	[REFUND_REFUNDED] = "REFUNDED",
	[REFUND_FAILED] = "FAILED",
	[REFUND_REFUSED] = "REFUSED",
	[REFUND_IN_REVIEW] = "IN_REVIEW",
};

static const char *const handover_names[HANDOVER__MAX] = {
	[HANDOVER_OPEN] = "OPEN",
	[HANDOVER_DELIVERED] = "DELIVERED",
	[HANDOVER_REWORK] = "REWORK",
	[HANDOVER_DISPUTED] = "DISPUTED",
	[HANDOVER_ACCEPTED] = "ACCEPTED",
	[HANDOVER_CANCELLED] = "CANCELLED",
};

static enum err
name_find(unsigned *out, const char *const *names, unsigned n, struct str s)
{
	for (unsigned i = 0; i < n; i++) {
		if (str_is(s, names[i])) {
			*out = i;
			return OK;
		}
	}
	return ERR_INVALID;
}

const char *
order_state_name(enum order_state s)
{
	assert(s < ORDER__MAX);
	return order_names[s];
}

const char *
payment_state_name(enum payment_state s)
{
	assert(s < PAYMENT__MAX);
	return payment_names[s];
}

const char *
bill_state_name(enum bill_state s)
{
	assert(s < BILL__MAX);
	return bill_names[s];
}

const char *
product_state_name(enum product_state s)
{
	assert(s < PRODUCT__MAX);
	return product_names[s];
}

const char *
seller_state_name(enum seller_state s)
{
	assert(s < SELLER__MAX);
	return seller_names[s];
}

enum err
order_state_parse(enum order_state *out, struct str s)
{
	unsigned i = 0;
	enum err e = name_find(&i, order_names, ORDER__MAX, s);

	*out = (enum order_state)i;
	return e;
}

enum err
payment_state_parse(enum payment_state *out, struct str s)
{
	unsigned i = 0;
	enum err e = name_find(&i, payment_names, PAYMENT__MAX, s);

	*out = (enum payment_state)i;
	return e;
}

enum err
bill_state_parse(enum bill_state *out, struct str s)
{
	unsigned i = 0;
	enum err e = name_find(&i, bill_names, BILL__MAX, s);

	*out = (enum bill_state)i;
	return e;
}

enum err
product_state_parse(enum product_state *out, struct str s)
{
	unsigned i = 0;
	enum err e = name_find(&i, product_names, PRODUCT__MAX, s);

	*out = (enum product_state)i;
	return e;
}

enum err
seller_state_parse(enum seller_state *out, struct str s)
{
	unsigned i = 0;
	enum err e = name_find(&i, seller_names, SELLER__MAX, s);

	*out = (enum seller_state)i;
	return e;
}

const char *
refund_state_name(enum refund_state s)
{
	assert(s < REFUND__MAX);
	return refund_names[s];
}

enum err
refund_state_parse(enum refund_state *out, struct str s)
{
	unsigned i;
	enum err e = name_find(&i, refund_names, REFUND__MAX, s);

	if (e == OK)
		*out = (enum refund_state)i;
	return e;
}

const char *
handover_state_name(enum handover_state s)
{
	assert(s < HANDOVER__MAX);
	return handover_names[s];
}

enum err
handover_state_parse(enum handover_state *out, struct str s)
{
	unsigned i;
	enum err e = name_find(&i, handover_names, HANDOVER__MAX, s);

	if (e == OK)
		*out = (enum handover_state)i;
	return e;
}
