/*
 * The state machines of design 2-domain as tables: which event leads from
 * which state to which.  No clock, no SQL: act/ asks, then writes.
 */
#ifndef DOMAIN_STATES_H
#define DOMAIN_STATES_H

#include "base/err.h"
#include "base/str.h"

enum order_state {
	ORDER_PENDING_PAYMENT, ORDER_PAID, ORDER_PROVISIONING, ORDER_ACTIVE,
	ORDER_PROVISION_FAILED, ORDER_CANCELLED, ORDER_REFUNDED,
	ORDER_EXPIRED, ORDER_RENEWED, ORDER_IN_DELIVERY, ORDER_COMPLETED,
	ORDER_CLOSED_EARLY, ORDER__MAX
};
enum order_event {
	ORDER_ON_CAPTURED, ORDER_ON_CANCEL, ORDER_ON_EXPIRE,
	ORDER_ON_PROVISION, ORDER_ON_PROVISIONED, ORDER_ON_PROVISION_FAIL,
	ORDER_ON_RETRY, ORDER_ON_REFUND, ORDER_ON_TERM_END, ORDER_ON_RENEW,
	ORDER_ON_STAGES, ORDER_ON_COMPLETE, ORDER_ON_STOP, ORDER_ON__MAX
};

enum payment_state {
	PAYMENT_CREATED, PAYMENT_REQUIRES_ACTION, PAYMENT_PROCESSING,
	PAYMENT_UNKNOWN, PAYMENT_CAPTURED, PAYMENT_FAILED, PAYMENT_CANCELLED,
	PAYMENT_PARTLY_REFUNDED, PAYMENT_REFUNDED, PAYMENT_CHARGED_BACK,
	PAYMENT__MAX
};
enum payment_event {
	PAYMENT_ON_ACTION, PAYMENT_ON_PROCESS, PAYMENT_ON_NO_ANSWER,
	PAYMENT_ON_CAPTURE, PAYMENT_ON_FAIL, PAYMENT_ON_CANCEL,
	PAYMENT_ON_REFUND_PART, PAYMENT_ON_REFUND, PAYMENT_ON_CHARGEBACK,
	PAYMENT_ON_RETURN_PART, PAYMENT_ON_RETURN, PAYMENT_ON__MAX
};

enum bill_state {
	BILL_SCHEDULED, BILL_ISSUED, BILL_PARTLY_PAID, BILL_PAID,
	BILL_OVERDUE, BILL_DISPUTED, BILL_UNCOLLECTIBLE, BILL_VOID,
	BILL__MAX
};
enum bill_event {
	BILL_ON_ISSUE, BILL_ON_PART, BILL_ON_PAY, BILL_ON_DUE,
	BILL_ON_WRITE_OFF, BILL_ON_VOID, BILL_ON_DISPUTE, BILL_ON_RESOLVE,
	BILL_ON_RESOLVE_PART, BILL_ON__MAX
};

enum product_state {
	PRODUCT_DRAFT, PRODUCT_IN_REVIEW, PRODUCT_LIVE, PRODUCT_HIDDEN,
	PRODUCT_RESTRICTED, PRODUCT__MAX
};
enum product_event {
	PRODUCT_ON_SUBMIT, PRODUCT_ON_APPROVE, PRODUCT_ON_ASK,
	PRODUCT_ON_WITHDRAW, PRODUCT_ON_HIDE, PRODUCT_ON_SHOW,
	PRODUCT_ON_RESTRICT, PRODUCT_ON__MAX
};

enum seller_state {
	SELLER_APPLIED, SELLER_ACTIVE, SELLER_SUSPENDED, SELLER__MAX
};
enum seller_event { SELLER_ON_APPROVE, SELLER_ON_SUSPEND, SELLER_ON__MAX };

enum refund_state {
	REFUND_REQUESTED, REFUND_APPROVED, REFUND_PROCESSING, REFUND_REFUNDED,
	REFUND_FAILED, REFUND_REFUSED, REFUND_IN_REVIEW, REFUND__MAX
};
enum refund_event {
	REFUND_ON_APPROVE, REFUND_ON_REFUSE, REFUND_ON_ESCALATE,
	REFUND_ON_START, REFUND_ON_SETTLE, REFUND_ON_FAIL, REFUND_ON__MAX
};

/*
 * A service, or a stage of an order that is paid in stages, from the seller's
 * work to the buyer's acceptance.  A stage is PLANNED until the one before
 * it is accepted.
 */
enum handover_state {
	HANDOVER_PLANNED, HANDOVER_OPEN, HANDOVER_DELIVERED, HANDOVER_REWORK,
	HANDOVER_DISPUTED, HANDOVER_ACCEPTED, HANDOVER_CANCELLED,
	HANDOVER__MAX
};
enum handover_event {
	HANDOVER_ON_OPEN, HANDOVER_ON_DELIVER, HANDOVER_ON_RECALL,
	HANDOVER_ON_ACCEPT, HANDOVER_ON_REJECT, HANDOVER_ON_DISPUTE,
	HANDOVER_ON_CANCEL, HANDOVER_ON__MAX
};

/* A private offer.  EFFECTIVE only records that its start has come. */
enum offer_state {
	OFFER_DRAFT, OFFER_SENT, OFFER_EFFECTIVE, OFFER_REDEEMED,
	OFFER_WITHDRAWN, OFFER_DECLINED, OFFER_EXPIRED, OFFER__MAX
};
enum offer_event {
	OFFER_ON_SEND, OFFER_ON_START, OFFER_ON_REVISE, OFFER_ON_WITHDRAW,
	OFFER_ON_DECLINE, OFFER_ON_EXPIRE, OFFER_ON_EXTEND, OFFER_ON_REDEEM,
	OFFER_ON_RELEASE, OFFER_ON__MAX
};

/*
 * ERR_STATE when there is no such transition.  A repeated event (the
 * state it leads to already holds) gives OK with *to == from.
 */
enum err order_step(enum order_state *to, enum order_state from,
    enum order_event event) MUST_CHECK;
enum err payment_step(enum payment_state *to, enum payment_state from,
    enum payment_event event) MUST_CHECK;
enum err bill_step(enum bill_state *to, enum bill_state from,
    enum bill_event event) MUST_CHECK;
enum err product_step(enum product_state *to, enum product_state from,
    enum product_event event) MUST_CHECK;
enum err seller_step(enum seller_state *to, enum seller_state from,
    enum seller_event event) MUST_CHECK;

enum err refund_step(enum refund_state *to, enum refund_state from,
    enum refund_event event) MUST_CHECK;
enum err handover_step(enum handover_state *to, enum handover_state from,
    enum handover_event event) MUST_CHECK;
enum err offer_step(enum offer_state *to, enum offer_state from,
    enum offer_event event) MUST_CHECK;

/*
 * Is money on its way?  Then the order is neither cancelled nor expired.
 * Not in REQUIRES_ACTION: only the buyer can go on there, and cancelling
 * the order cancels the payment.
 */
int payment_is_open(enum payment_state s);

/* Upper case, as in the database and on the wire. */
const char *order_state_name(enum order_state s);
const char *payment_state_name(enum payment_state s);
const char *bill_state_name(enum bill_state s);
const char *product_state_name(enum product_state s);
const char *seller_state_name(enum seller_state s);
const char *refund_state_name(enum refund_state s);
const char *handover_state_name(enum handover_state s);
const char *offer_state_name(enum offer_state s);
enum err order_state_parse(enum order_state *out, struct str s) MUST_CHECK;
enum err payment_state_parse(enum payment_state *out, struct str s)
    MUST_CHECK;
enum err bill_state_parse(enum bill_state *out, struct str s) MUST_CHECK;
enum err product_state_parse(enum product_state *out, struct str s)
    MUST_CHECK;
enum err seller_state_parse(enum seller_state *out, struct str s) MUST_CHECK;
enum err refund_state_parse(enum refund_state *out, struct str s) MUST_CHECK;
enum err handover_state_parse(enum handover_state *out, struct str s)
    MUST_CHECK;
enum err offer_state_parse(enum offer_state *out, struct str s) MUST_CHECK;

#endif
