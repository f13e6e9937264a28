/* The payment's transitions; see act/act.h for what holds of them all. */
#ifndef ACT_PAYMENT_H
#define ACT_PAYMENT_H

#include "act/act.h"
#include "act/order.h"
#include "store/payment.h"

/*
 * A new attempt in CREATED for the order's total, under an id that is new,
 * by a card on file or (card_id nil) on the gateway's page; the intent that
 * is committed before the gateway is called.  An attempt that only waits for
 * the buyer to pay in another way than this is cancelled.  ERR_NOT_FOUND,
 * ERR_STATE (not awaiting payment), ERR_IN_STAGES, ERR_METHOD_UNAVAILABLE (a
 * part of its bill was transferred), ERR_PAYMENT_OPEN (*out is the one under
 * way), ERR_LIMIT (PAYMENT_ATTEMPTS_MAX).  *order (may be NULL) is as it is
 * now.
 */
enum err payment_create(struct act *act, struct payment *out,
    struct order *order, struct id payment_id, struct id order_id,
    struct id company_id, struct str gateway, struct id card_id) MUST_CHECK;

/*
 * The same for a bill, or a part of it: minor is at most what is open (0:
 * all of that).  ERR_NOT_FOUND; ERR_STATE: nothing of it is to be paid;
 * ERR_RANGE: more than is open; ERR_PAYMENT_OPEN: of it, or of its order;
 * ERR_LIMIT.
 */
enum err payment_create_for_bill(struct act *act, struct payment *out,
    struct id payment_id, struct id bill_id, struct id company_id,
    int64_t minor, struct str gateway, struct id card_id) MUST_CHECK;

/*
 * CREATED -> REQUIRES_ACTION: the gateway has a page for the buyer.  *p is
 * as it was last read, and becomes what it is now; ERR_STALE, *p then being
 * of no use: it changed meanwhile.
 */
enum err payment_redirected(struct act *act, struct payment *p,
    struct str gateway_ref, struct str redirect_url) MUST_CHECK;

/* -> PROCESSING: the gateway has it, the bank has not answered. */
enum err payment_processing(struct act *act, struct id payment_id,
    struct str gateway_ref) MUST_CHECK;

/* CREATED | PROCESSING -> UNKNOWN: to be asked for by our reference. */
enum err payment_no_answer(struct act *act, struct id payment_id) MUST_CHECK;

/* The gateway was asked and nothing is decided: ask later, less often. */
enum err payment_checked(struct act *act, struct id payment_id) MUST_CHECK;

/*
 * -> FAILED: the order stays as it is and may be paid by a new attempt.  Of
 * a CANCELLED payment: nothing more is to be asked.  ERR_STATE when money
 * has come.
 */
enum err payment_failed(struct act *act, struct id payment_id,
    struct str failure) MUST_CHECK;

enum capture_outcome {
	CAPTURE_APPLIED,		/* the order is PAID by it, or the bill
					   took it or some of it, */
	CAPTURE_REPEATED,		/* or was before this call */
	CAPTURE_TO_REFUND,		/* neither could take any of it */
	CAPTURE_MISMATCH		/* another amount or currency: nothing
					   was written */
};

/*
 * -> CAPTURED.  Order PAID, ledger entry, bill issued and PAID with its
 * number, provisioning and mails queued, events: all in the caller's
 * transaction.  On an order that cannot be paid any more the money is kept
 * as the company's deposit and a refund task is opened.  Of a bill: a receipt
 * by card (act/bill.h), whose surplus goes back to it.
 */
enum err payment_captured(struct act *act, enum capture_outcome *outcome,
    struct id payment_id, struct str gateway_ref, struct money amount,
    const struct sale_terms *terms) MUST_CHECK;

/*
 * The same of an attempt whose order waits for it, by both rows as they were
 * read or made: nothing is locked before it is written.  ERR_STALE: one of
 * them has changed since, or it is not so simple; nothing is to be committed.
 */
enum err payment_captured_unlocked(struct act *act,
    enum capture_outcome *outcome, const struct payment *payment,
    const struct order *order, struct str gateway_ref, struct money amount,
    const struct sale_terms *terms) MUST_CHECK;

#endif
