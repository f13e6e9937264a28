/*
 * What companies are told of by webhooks (X9): which transition is which
 * kind of message, which side of a sale hears of it, and when a message that
 * was not taken is sent again.  Pure.
 */
#ifndef DOMAIN_WEBHOOK_H
#define DOMAIN_WEBHOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum webhook_kind {
	WEBHOOK_ORDER_PLACED,
	WEBHOOK_ORDER_PAID,
	WEBHOOK_ORDER_CANCELLED,
	WEBHOOK_ORDER_COMPLETED,
	WEBHOOK_ORDER_CLOSED_EARLY,
	WEBHOOK_MILESTONE_OPENED,
	WEBHOOK_MILESTONE_DELIVERED,
	WEBHOOK_MILESTONE_RECALLED,
	WEBHOOK_MILESTONE_ACCEPTED,
	WEBHOOK_MILESTONE_REJECTED,
	WEBHOOK_MILESTONE_DISPUTED,
	WEBHOOK_BILL_ISSUED,
	WEBHOOK_BILL_OVERDUE,
	WEBHOOK_BILL_PAID,
	WEBHOOK_BILL_VOIDED,
	WEBHOOK_BILL_CREDITED,
	WEBHOOK_PAYMENT_CAPTURED,
	WEBHOOK_PAYMENT_FAILED,
	WEBHOOK_REFUND_REFUNDED,
	WEBHOOK_SETTLEMENT_ISSUED,
	WEBHOOK_SETTLEMENT_SETTLED,
	WEBHOOK_OFFER_REDEEMED,
	WEBHOOK_SERVICE_DELIVERED,
	WEBHOOK_KIND__MAX
};

/* Of a message that its owner had sent to try a webhook. */
#define WEBHOOK_TEST "webhook.test"

/* "order.placed"; a NULL ends the list. */
extern const char *const webhook_kinds[WEBHOOK_KIND__MAX + 1];

/* A set of kinds: bit 1 << kind. */
typedef uint32_t webhook_set;

/* From "order.paid,bill.issued"; ERR_INVALID: one of them is none. */
enum err webhook_set_parse(webhook_set *out, struct str list) MUST_CHECK;

enum webhook_side { WEBHOOK_BUYER, WEBHOOK_SELLER };

/*
 * The wanted kind that an event of the log is to that side; WEBHOOK_KIND__MAX:
 * none.  A bill that is issued as paid is an issued one, and a paid one to
 * who does not want those.
 */
enum webhook_kind webhook_kind_of(struct str subject, struct str kind,
    struct str to_state, enum webhook_side side, webhook_set wanted);

enum {
	WEBHOOK_GIVE_UP_S = 3 * 86400,	/* since a message was first tried */
	WEBHOOK_OLD_SECRET_S = 86400,	/* a replaced secret signs as well */
	WEBHOOK_KEPT_DAYS = 30		/* messages and their attempts */
};

/* From the tries-th failure (1: the first) to the next try, at most. */
int64_t webhook_backoff_s(int64_t tries);

#endif
