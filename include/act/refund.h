/*
 * Money back: asked for, decided, sent; see act/act.h for what holds of all
 * transitions.  The company's order and the refund are locked here.
 */
#ifndef ACT_REFUND_H
#define ACT_REFUND_H

#include "act/act.h"
#include "act/order.h"
#include "store/order.h"
#include "store/refund.h"

enum {
	REFUND_TEXT_MAX = 1000,		/* code points of people's words */
	REFUND_ANSWER_DAYS = 5,		/* business days for the seller */
	REFUND_WATCH_DAYS = 30		/* a bank may return it so long */
};

/* What can be given back of an order now, and by which right. */
struct refund_case {
	struct money available;		/* 0: nothing is left, or was paid */
	bool waiting;			/* a request of it is undecided */
	enum cooling_off cooling_off;
	int64_t cooling_off_until_us;	/* when OPEN */
	int64_t rule_days;		/* the seller's; 0: none */
	bool rule_holds;		/* it speaks for the buyer today */
};
enum err refund_case_of(const struct act *act, struct refund_case *out,
    const struct order *o, int64_t cooling_off_days) MUST_CHECK;

/*
 * All of an order that is not delivered, within the site's time for that:
 * APPROVED at once, the order REFUNDED.  ERR_NOT_FOUND; ERR_STATE: no such
 * right any more.
 */
enum err refund_cool_off(struct act *act, struct id *out, struct id order_id,
    struct id company_id, struct str reason, int64_t cooling_off_days,
    const struct sale_terms *terms) MUST_CHECK;

/*
 * An operator gives it back of his own accord: what could not be delivered,
 * or as a favour.  amount_minor 0: all that is left.  ERR_NOT_FOUND;
 * ERR_RANGE: so much is not left; ERR_STATE: nothing is, or a request waits.
 */
enum err refund_give(struct act *act, struct id *out, struct id order_id,
    int64_t amount_minor, struct str ruling, const struct sale_terms *terms)
    MUST_CHECK;

/*
 * REQUESTED; the seller is told.  ERR_RANGE: more than is available;
 * ERR_EXISTS: one waits already; ERR_STATE: nothing was paid.
 */
enum err refund_request(struct act *act, struct id *out, struct id order_id,
    struct id company_id, struct money amount, struct str reason) MUST_CHECK;

/*
 * By the seller.  Granted, its credit note is issued (act/bill.h), and what
 * of it is money waits for being sent; of what is owed still, none is.
 * ERR_NOT_FOUND, ERR_STATE; ERR_STALE: of another version; ERR_RANGE: so
 * much is not left, as another note took it off meanwhile.
 */
enum err refund_approve(struct act *act, struct id refund_id,
    struct id seller_id, int64_t row_version, const struct sale_terms *terms)
    MUST_CHECK;
enum err refund_refuse(struct act *act, struct id refund_id,
    struct id seller_id, int64_t row_version, struct str answer) MUST_CHECK;

/*
 * The buyer turns to the operator: after a refusal, or when no answer came
 * in time (else ERR_STATE).  ERR_RANGE: so much is not left any more.
 */
enum err refund_escalate(struct act *act, struct id refund_id,
    struct id company_id, struct str appeal) MUST_CHECK;

/* The operator's last word.  ERR_NOT_FOUND, ERR_STATE, ERR_STALE. */
enum err refund_rule(struct act *act, struct id refund_id, bool approve,
    int64_t row_version, struct str ruling, const struct sale_terms *terms)
    MUST_CHECK;

/*
 * APPROVED | FAILED -> PROCESSING: its payment's gateway is to be asked.  So
 * it is about one that it has sent, which stays REFUNDED.  ERR_STATE: it was
 * sent by hand, or has failed there.
 */
enum err refund_start(struct act *act, struct refund *out,
    struct id refund_id) MUST_CHECK;

/* The gateway has not decided, or does not answer: ask later, less often. */
enum err refund_checked(struct act *act, struct id refund_id,
    struct str gateway_ref) MUST_CHECK;

/*
 * -> REFUNDED: ledger entry, the payment's state, the buyer's mail.  By the
 * gateway, or by hand (no gateway_ref).  Repeated, nothing more, but a
 * gateway's is asked about now and then until REFUND_WATCH_DAYS are over.
 */
enum err refund_settled(struct act *act, struct id refund_id,
    struct str gateway_ref) MUST_CHECK;

/*
 * The same, said by an operator who has sent the money.  ERR_STATE: a
 * gateway sends it, or it is not granted.
 */
enum err refund_sent(struct act *act, struct id refund_id) MUST_CHECK;

/*
 * -> FAILED: it is sent by an operator, whose task is opened.  Of one that
 * the gateway had sent, ledger and payment go back to where they were, and
 * the buyer is told; of one that was sent by hand, nothing happens.
 */
enum err refund_failed(struct act *act, struct id refund_id,
    struct str failure) MUST_CHECK;

#endif
