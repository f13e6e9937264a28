#include "domain/states.h"

#include <assert.h>

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
	[ORDER_IN_DELIVERY] = "IN_DELIVERY",
	[ORDER_COMPLETED] = "COMPLETED",
	[ORDER_CLOSED_EARLY] = "CLOSED_EARLY",
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
	[HANDOVER_PLANNED] = "PLANNED",
	[HANDOVER_OPEN] = "OPEN",
	[HANDOVER_DELIVERED] = "DELIVERED",
	[HANDOVER_REWORK] = "REWORK",
	[HANDOVER_DISPUTED] = "DISPUTED",
	[HANDOVER_ACCEPTED] = "ACCEPTED",
	[HANDOVER_CANCELLED] = "CANCELLED",
};

static const char *const offer_names[OFFER__MAX] = {
	[OFFER_DRAFT] = "DRAFT",
	[OFFER_SENT] = "SENT",
	[OFFER_EFFECTIVE] = "EFFECTIVE",
	[OFFER_REDEEMED] = "REDEEMED",
	[OFFER_WITHDRAWN] = "WITHDRAWN",
	[OFFER_DECLINED] = "DECLINED",
	[OFFER_EXPIRED] = "EXPIRED",
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

const char *
offer_state_name(enum offer_state s)
{
	assert(s < OFFER__MAX);
	return offer_names[s];
}

enum err
offer_state_parse(enum offer_state *out, struct str s)
{
	unsigned i;
	enum err e = name_find(&i, offer_names, OFFER__MAX, s);

	if (e == OK)
		*out = (enum offer_state)i;
	return e;
}
