#include "domain/webhook.h"

#include <stddef.h>

const char *const webhook_kinds[WEBHOOK_KIND__MAX + 1] = {
	[WEBHOOK_ORDER_PLACED] = "order.placed",
	[WEBHOOK_ORDER_PAID] = "order.paid",
	[WEBHOOK_ORDER_CANCELLED] = "order.cancelled",
	[WEBHOOK_ORDER_COMPLETED] = "order.completed",
	[WEBHOOK_ORDER_CLOSED_EARLY] = "order.closed_early",
	[WEBHOOK_MILESTONE_OPENED] = "milestone.opened",
	[WEBHOOK_MILESTONE_DELIVERED] = "milestone.delivered",
	[WEBHOOK_MILESTONE_RECALLED] = "milestone.recalled",
	[WEBHOOK_MILESTONE_ACCEPTED] = "milestone.accepted",
	[WEBHOOK_MILESTONE_REJECTED] = "milestone.rejected",
	[WEBHOOK_MILESTONE_DISPUTED] = "milestone.disputed",
	[WEBHOOK_BILL_ISSUED] = "bill.issued",
	[WEBHOOK_BILL_OVERDUE] = "bill.overdue",
	[WEBHOOK_BILL_PAID] = "bill.paid",
	[WEBHOOK_BILL_VOIDED] = "bill.voided",
	[WEBHOOK_BILL_CREDITED] = "bill.credited",
	[WEBHOOK_PAYMENT_CAPTURED] = "payment.captured",
	[WEBHOOK_PAYMENT_FAILED] = "payment.failed",
	[WEBHOOK_REFUND_REFUNDED] = "refund.refunded",
	[WEBHOOK_SETTLEMENT_ISSUED] = "settlement.issued",
	[WEBHOOK_SETTLEMENT_SETTLED] = "settlement.settled",
	[WEBHOOK_OFFER_REDEEMED] = "offer.redeemed",
	[WEBHOOK_SERVICE_DELIVERED] = "service.delivered",
};

enum { BUYER = 1 << WEBHOOK_BUYER, SELLER = 1 << WEBHOOK_SELLER };

/* The first row that fits and is wanted counts; NULL fits anything. */
static const struct {
	const char *subject, *kind, *to;
	enum webhook_kind is;
	unsigned sides;
} rules[] = {
	{ "order", "placed", NULL, WEBHOOK_ORDER_PLACED, BUYER | SELLER },
	{ "order", NULL, "PAID", WEBHOOK_ORDER_PAID, BUYER | SELLER },
	{ "order", "delivered", NULL, WEBHOOK_SERVICE_DELIVERED,
	    BUYER | SELLER },
	{ "order", NULL, "CANCELLED", WEBHOOK_ORDER_CANCELLED, BUYER | SELLER },
	{ "order", NULL, "EXPIRED", WEBHOOK_ORDER_CANCELLED, BUYER | SELLER },
	{ "order", NULL, "COMPLETED", WEBHOOK_ORDER_COMPLETED, BUYER | SELLER },
	{ "order", NULL, "CLOSED_EARLY", WEBHOOK_ORDER_CLOSED_EARLY,
	    BUYER | SELLER },
	{ "handover", "opened", NULL, WEBHOOK_MILESTONE_OPENED,
	    BUYER | SELLER },
	{ "handover", NULL, "DELIVERED", WEBHOOK_MILESTONE_DELIVERED,
	    BUYER | SELLER },
	{ "handover", "recalled", NULL, WEBHOOK_MILESTONE_RECALLED,
	    BUYER | SELLER },
	{ "handover", NULL, "ACCEPTED", WEBHOOK_MILESTONE_ACCEPTED,
	    BUYER | SELLER },
	{ "handover", NULL, "REWORK", WEBHOOK_MILESTONE_REJECTED,
	    BUYER | SELLER },
	{ "handover", NULL, "DISPUTED", WEBHOOK_MILESTONE_DISPUTED,
	    BUYER | SELLER },
	{ "bill", "issued", NULL, WEBHOOK_BILL_ISSUED, BUYER },
	{ "bill", "credited", NULL, WEBHOOK_BILL_CREDITED, BUYER },
	{ "bill", NULL, "OVERDUE", WEBHOOK_BILL_OVERDUE, BUYER },
	{ "bill", NULL, "PAID", WEBHOOK_BILL_PAID, BUYER },
	{ "bill", NULL, "VOID", WEBHOOK_BILL_VOIDED, BUYER },
	{ "payment", NULL, "CAPTURED", WEBHOOK_PAYMENT_CAPTURED, BUYER },
	{ "payment", NULL, "FAILED", WEBHOOK_PAYMENT_FAILED, BUYER },
	{ "refund", NULL, "REFUNDED", WEBHOOK_REFUND_REFUNDED, BUYER | SELLER },
	{ "settlement", "issued", NULL, WEBHOOK_SETTLEMENT_ISSUED, SELLER },
	{ "settlement", NULL, "SETTLED", WEBHOOK_SETTLEMENT_SETTLED, SELLER },
	{ "offer", "redeemed", NULL, WEBHOOK_OFFER_REDEEMED, BUYER | SELLER },
};

static enum err
kind_parse(enum webhook_kind *out, struct str name)
{
	for (size_t i = 0; i < WEBHOOK_KIND__MAX; i++)
		if (str_is(name, webhook_kinds[i])) {
			*out = (enum webhook_kind)i;
			return OK;
		}
	return ERR_INVALID;
}

enum err
webhook_set_parse(webhook_set *out, struct str list)
{
	enum webhook_kind kind;
	struct str name;

	*out = 0;
	while (str_cut(&list, ',', &name)) {
		enum err e = kind_parse(&kind, name);

		if (e != OK)
			return e;
		*out |= (webhook_set)1 << kind;
	}
	return OK;
}

static bool
fits(const char *wanted, struct str s)
{
	return wanted == NULL || (s.p != NULL && str_is(s, wanted));
}

enum webhook_kind
webhook_kind_of(struct str subject, struct str kind, struct str to_state,
    enum webhook_side side, webhook_set wanted)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if ((rules[i].sides & 1U << side) != 0 &&
		    (wanted & (webhook_set)1 << rules[i].is) != 0 &&
		    fits(rules[i].subject, subject) &&
		    fits(rules[i].kind, kind) && fits(rules[i].to, to_state))
			return rules[i].is;
	return WEBHOOK_KIND__MAX;
}

int64_t
webhook_backoff_s(int64_t tries)
{
	static const int64_t steps[] = { 5, 30, 120, 600, 1800, 3600, 7200,
		14400, 21600, 28800 };
	int64_t n = (int64_t)(sizeof(steps) / sizeof(*steps));

	return steps[tries < 1 ? 0 : tries > n ? n - 1 : tries - 1];
}
