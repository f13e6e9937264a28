/*
 * The bill's transitions; see act/act.h for what holds of them all.  Each
 * makes its one ledger entry, has the bill's files rendered anew, and keeps
 * the credit pool in step when the bill is on credit.
 */
#ifndef ACT_BILL_H
#define ACT_BILL_H

#include "act/act.h"
#include "act/order.h"
#include "store/bill.h"

/*
 * ISSUED, for an order in PENDING_PAYMENT that the caller has locked: the
 * buyer will transfer the money.  o->billed_at_us is set, so that neither a
 * card pays it as well nor it expires once a part has come.  A renewal's is
 * due when it would expire, at the latest.  ERR_STATE: it has a bill already;
 * ERR_IN_STAGES.
 */
enum err bill_issue(struct act *act, struct bill *out, struct order *o,
    const struct sale_terms *terms) MUST_CHECK;

/*
 * Voids the bill above: the order (locked) is cancelled, expires, or is to
 * be paid otherwise.  Without such a bill nothing happens.  ERR_STATE: some
 * of its money has come.
 */
enum err bill_withdraw(struct act *act, struct order *o, struct str reason)
    MUST_CHECK;

/*
 * The same whatever has come: a bill of which a part did is void with a
 * credit note over all of it, and that part goes back by hand.
 */
enum err bill_annul(struct act *act, struct order *o, struct str reason,
    const struct sale_terms *terms) MUST_CHECK;

/* What became of money that came for a bill. */
struct receipt_outcome {
	struct bill bill;		/* as it is now */
	struct money deposit;		/* what the bill did not take */
	bool order_paid;		/* its order went on by it */
	bool repeated;			/* recorded before: nothing done */
};

/*
 * Money came for a bill, as a whole or a part: ISSUED, PARTLY_PAID, OVERDUE
 * or UNCOLLECTIBLE.  The rest that it does not take is the company's
 * deposit; an order that waited for the whole is PAID.  For a renewal of
 * what has ended all of it goes back, and the renewal is annulled.  The
 * caller fills in
 * bill_id, method, amount, reference and received_at_us.  Locks the pool,
 * the order and the bill.  ERR_NOT_FOUND, ERR_STATE, ERR_CURRENCY,
 * ERR_RANGE; ERR_EXISTS: another amount came under this reference.
 */
enum err bill_receive(struct act *act, struct receipt_outcome *out,
    const struct receipt *r, const struct sale_terms *terms) MUST_CHECK;

/* What of an order's line is given back; see domain/refund.h. */
struct bill_give_back {
	struct id line_id;
	struct money net, tax;
};

struct credit_note_made {
	struct bill note;		/* PAID: nothing is owed for it */
	struct bill bill;		/* the corrected one as it is now */
	struct money noted;		/* of it, what lessened the open part */
	struct money cash;		/* of it, what is to be paid back */
};

/*
 * A credit note over parts of an order, to the bill that stands for it or
 * the statement that took it over; of an order on credit that is not billed
 * yet, a bill of its own is issued first.  The sale is reversed in the
 * ledger; cash waits in the account customer_deposits until the gateway or
 * the bank has paid it back.  Locks pool, order and bill, so the caller
 * must hold nothing below them.  ERR_NOT_FOUND: it was never billed.
 * ERR_RANGE: more than a line has left.
 */
enum err bill_credit(struct act *act, struct credit_note_made *out,
    struct id order_id, const struct bill_give_back *parts, size_t n,
    struct str reason, const struct sale_terms *terms) MUST_CHECK;

/* The same to one of the order's bills, as that of a stage. */
enum err bill_credit_on(struct act *act, struct credit_note_made *out,
    struct id bill_id, struct id order_id,
    const struct bill_give_back *parts, size_t n, struct str reason,
    const struct sale_terms *terms) MUST_CHECK;

/*
 * OVERDUE -> UNCOLLECTIBLE: nobody waits for what is open of it any more.
 * The sale of that is reversed in the ledger ("written_off") and the pool
 * freed; money that comes later posts it again ("recovered").
 * ERR_NOT_FOUND; ERR_STATE: another state, or its order waits for the money.
 */
enum err bill_write_off(struct act *act, struct bill *out, struct id bill_id,
    struct str reason) MUST_CHECK;

/*
 * The statement of a company's general credit: one bill over every
 * reservation made before until_us that no bill has.  *made false: there
 * is nothing to bill.  More than STATEMENT_ORDERS_MAX orders need another
 * call.
 */
enum err bill_statement(struct act *act, bool *made, struct bill *out,
    struct id company_id, int64_t from_us, int64_t until_us,
    const struct sale_terms *terms) MUST_CHECK;

/* Marks at most OVERDUE_BATCH bills whose day has passed. */
enum { OVERDUE_BATCH = 50 };
enum err bill_overdue_due(struct act *act, size_t *marked) MUST_CHECK;

/*
 * Takes at most REMIND_BATCH open bills up the dunning ladder to the step of
 * the calendar's day (domain/bill.h), with a mail to each of the company's
 * people of finance: a step once, of several that have passed the last, none
 * from before the bill.
 */
enum { REMIND_BATCH = 50 };
enum err bill_remind_due(struct act *act, size_t *counted) MUST_CHECK;

#endif
