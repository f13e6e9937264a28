/* What the machines of this folder share; nobody else's. */
#ifndef SRC_ACT_MOVES_H
#define SRC_ACT_MOVES_H

#include "act/act.h"
#include "act/bill.h"
#include "act/order.h"
#include "act/payment.h"
#include "store/bill.h"
#include "store/credit.h"
#include "store/ledger.h"
#include "store/order.h"
#include "store/payment.h"
#include "store/refund.h"
#include "store/service.h"

/* The database's columns for people's reasons end here. */
enum { REASON_MAX = 200, FAILURE_MAX = 100 };

/* At most REASON_MAX bytes of it, and no broken character at its end. */
struct str reason_cut(struct str reason);

/*
 * Writes o, which domain/ has let go from one state to the next, and its
 * event.
 */
enum err order_move(struct act *act, const struct order *o,
    enum order_state from, const char *kind, struct str reason) MUST_CHECK;

/* The same for a payment. */
enum err payment_move(struct act *act, const struct payment *p,
    enum payment_state from, const char *kind, struct str reason) MUST_CHECK;

/* order_paid() in two: the order's row, which the caller writes, and the rest. */
enum err order_pay(struct act *act, struct order *o) MUST_CHECK;
enum err order_paid_follow(struct act *act, struct order *o,
    enum order_state from, const struct event *cause,
    enum order_funding funding, const struct sale_terms *terms) MUST_CHECK;

/*
 * The same of one that awaits its payment and will not be paid.  terms NULL:
 * only if nothing has come for its bill, else ERR_PAYMENT_OPEN.
 */
enum err order_close(struct act *act, struct order *o, enum order_event event,
    const char *kind, struct str reason, const struct sale_terms *terms)
    MUST_CHECK;

/* The order is annulled (locked), and its buyer told. */
enum err order_annul_locked(struct act *act, struct order *o,
    struct str reason, const struct sale_terms *terms) MUST_CHECK;

/*
 * Ends the attempts of a locked order that only wait for the buyer.
 * ERR_PAYMENT_OPEN: money may be on its way.
 */
enum err order_payments_cancel(struct act *act, const struct order *o)
    MUST_CHECK;

/* The bill of an order that has none yet: all but its number. */
struct bill bill_of(const struct act *act, const struct order *o,
    enum bill_state state, const struct sale_terms *terms);

/* A credit note: all but its number, its lines and what they come to. */
struct bill bill_note_of(const struct act *act, const struct order *o,
    const struct bill *corrected, const struct sale_terms *terms);

/*
 * Gives a bill its number and inserts it.  The counter's row is locked last
 * of all: every sale waits for it.  Its lines come after it.
 */
enum err bill_number(struct act *act, struct bill *b,
    const struct sale_terms *terms) MUST_CHECK;

/* A mail about it to all who look after the company's bills. */
enum err bill_tell(struct act *act, const struct bill *b,
    const char *template) MUST_CHECK;

/* Writes b, which domain/ has let go on, and what is told of it. */
enum err bill_move(struct act *act, struct bill *b, enum bill_state from,
    const struct event *event) MUST_CHECK;

/*
 * A stage will not be accepted: its bill is VOID, with a credit note over
 * what is left of it when some of it has come; a PAID one stays so beside
 * its note.  *cash is what goes back, by hand.  Pool, order and bill are
 * locked, and written.
 */
enum err bill_undo_stage(struct act *act, struct money *cash,
    struct order *o, struct credit_row *credit, struct bill *b,
    struct str reason, const struct sale_terms *terms) MUST_CHECK;

/* An entry of this instant, unless nothing is posted. */
enum err entry_write(struct act *act, const char *occasion,
    struct id subject_id, struct id order_id, const struct entry *entry)
    MUST_CHECK;

/* What is locked for a bill, in lock order. */
struct bill_held {
	struct credit_row credit;	/* when the bill is on credit */
	struct order order;		/* when it is an order's */
	bool has_order;
};

/* Locks pool, order and bill, which *b becomes.  ERR_NOT_FOUND. */
enum err bill_hold(struct act *act, struct bill_held *h, struct bill *b,
    struct id bill_id) MUST_CHECK;

/*
 * Ends the attempts to pay a locked bill that only wait for somebody to go
 * on with them.  ERR_PAYMENT_OPEN: money may be on its way; *open, unless
 * NULL, is that one.
 */
enum err bill_payments_cancel(struct act *act, struct id bill_id,
    struct payment *open) MUST_CHECK;

/* What of a gross amount of a bill falls on one order's lines. */
struct bill_share {
	struct id order_id;
	struct bill_give_back parts[LINES_MAX];
	size_t n;
	struct money net, tax;
	struct money net_before;	/* of its credit notes so far */
};

/*
 * Spreads an amount over a bill's orders, one after the other, by what its
 * credit notes left of their lines.  ERR_RANGE: more than they left.
 */
enum err bill_spread(struct act *act, struct bill_share **out, size_t *n,
    const struct bill *b, struct money amount) MUST_CHECK;

/*
 * The commission that was booked for net of a sale's whole net, of which
 * before was taken back already: all of it back leaves nothing.
 */
enum err commission_part(struct money *out, struct money booked,
    struct money whole, struct money before, struct money net) MUST_CHECK;

/* What was booked for a bill's sale of this order, and its net. */
enum err commission_booked(struct act *act, struct money *booked,
    struct money *whole, const struct bill *b, const struct order *o)
    MUST_CHECK;

/* Money came for what was written off: so much of the sale stands again. */
enum err bill_recovered(struct act *act, const struct bill *b,
    const struct receipt *r) MUST_CHECK;

/* The same for a bill as for an order below: what a gateway says of it. */
enum err bill_payment_captured(struct act *act,
    enum capture_outcome *outcome, struct id payment_id,
    struct str gateway_ref, struct money amount,
    const struct sale_terms *terms) MUST_CHECK;
enum err bill_payment_failed(struct act *act, struct id payment_id,
    struct str failure) MUST_CHECK;

/* A step of a payment that leaves what it pays alone. */
enum err payment_go(struct act *act, struct payment *p,
    enum payment_event event, const char *kind, struct str reason)
    MUST_CHECK;

/* The attempt after these. */
int64_t payment_attempt_next(const struct payment *payments, size_t n);

/*
 * What a bill on credit takes over from the pool's reserved part, before it
 * gets its number; the pool is locked and its row written.
 */
enum err bill_from_pool(struct act *act, struct credit_row *credit,
    const struct bill *b) MUST_CHECK;

/* The memo account of a pool. */
enum account credit_account(enum credit_kind kind);

/*
 * Cancels an attempt that only waits for the buyer; the gateway is asked
 * about it for two days more, for it may be paid there nevertheless.
 */
enum err payment_withdraw(struct act *act, struct payment *p) MUST_CHECK;

/* The same for a refund. */
enum err refund_move(struct act *act, const struct refund *r,
    enum refund_state from, const char *kind, struct str reason) MUST_CHECK;

/* Locks a refund behind its order, whose row goes first. */
enum err refund_take(struct act *act, struct refund *r, struct order *o,
    struct id refund_id) MUST_CHECK;

/* An event of a service, which has no machine of its own. */
enum err service_note(struct act *act, const struct service *s,
    const char *kind, struct str reason) MUST_CHECK;

/*
 * Money that its order could not take: it goes back at once; payment_id nil:
 * by hand.  bill_id nil: it did not come for a bill.
 */
enum err refund_surplus(struct act *act, const struct order *o,
    struct money amount, struct id payment_id, struct id bill_id) MUST_CHECK;

/* The same by hand, with a task for an operator. */
enum err refund_by_hand(struct act *act, const struct order *o,
    struct money amount, struct id bill_id) MUST_CHECK;

/*
 * What had come for a bill (locked) goes back: to the cards that paid it, the
 * first one first, the rest by hand.
 */
enum err refund_of_bill(struct act *act, const struct order *o,
    struct money amount, struct id bill_id) MUST_CHECK;

/*
 * Of the sale that a bill of one order (locked) asks for, what was written
 * off and did not come since: the books have it back.
 */
struct sale_part {
	struct money net, tax, commission, gross;
};
enum err bill_off_books(struct act *act, struct sale_part *out,
    const struct bill *b) MUST_CHECK;

/* The bill is undone: of what was disputed of it nothing is to be ruled. */
enum err bill_disputes_end(struct act *act, struct id bill_id,
    struct str reason) MUST_CHECK;

/* Of an order's attempts the one named, or NULL. */
struct payment *payment_among(struct payment *all, size_t n,
    struct id payment_id);

/* When to ask the gateway about it next; 0 when nothing is open. */
int64_t payment_next_check(const struct payment *p, int64_t now_us);

#endif
