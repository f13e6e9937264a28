/*
 * What a bill comes to.  What was received of it and what its credit notes
 * took off are kept beside its total, which never changes:
 *
 *   open = (total - credited) - (paid - refunded)
 *
 * and is never below zero: what is received beyond it is the company's
 * deposit, what a credit note takes beyond it comes back as money.
 */
#ifndef DOMAIN_BILL_H
#define DOMAIN_BILL_H

#include "domain/money.h"
#include "domain/states.h"

enum bill_kind {
	BILL_OF_ORDER,			/* of an order or one of its stages */
	BILL_STATEMENT,			/* of a month on credit */
	BILL_CREDIT_NOTE,		/* corrects one of those */
	BILL_KIND__MAX
};
/* "bill", "statement", "credit_note". */
const char *bill_kind_name(enum bill_kind k);
enum err bill_kind_parse(enum bill_kind *out, struct str s) MUST_CHECK;

struct bill_sums {
	struct money total, paid, credited, refunded;
};

/* Of a void bill the caller knows that nothing is open. */
enum err bill_open(struct money *open, const struct bill_sums *b) MUST_CHECK;

/*
 * An amount comes in: the bill takes what is open, *left is what it does
 * not.  ERR_RANGE: the amount is not greater than zero.
 */
enum err bill_take(struct bill_sums *b, struct money amount,
    struct money *taken, struct money *left) MUST_CHECK;

/*
 * A credit note over an amount: first it lessens what is open (*note), the
 * rest comes back as money (*cash).  ERR_RANGE: more than is left of the
 * total, or not greater than zero.
 */
enum err bill_give(struct bill_sums *b, struct money amount,
    struct money *note, struct money *cash) MUST_CHECK;

/* What becomes of an amount that its customer does not own up to. */
enum dispute_state {
	DISPUTE_OPEN,
	DISPUTE_UPHELD,			/* a credit note took it off */
	DISPUTE_REJECTED,
	DISPUTE_WITHDRAWN,
	DISPUTE__MAX
};
const char *dispute_state_name(enum dispute_state s);	/* "OPEN", ... */
enum err dispute_state_parse(enum dispute_state *out, struct str s)
    MUST_CHECK;

/* May somebody still pay it? */
bool bill_is_payable(enum bill_state s);

/* May its customer say that it does not owe a part of it? */
bool bill_is_disputable(enum bill_state s);

/*
 * What a bill of which something is open does once its dispute is closed;
 * late: its day has passed.
 */
enum bill_event bill_resolves(const struct bill_sums *b, bool late);

/*
 * The dunning ladder: how many of its steps have come on a day, and how many
 * days after the due day (before it: below zero) a step, from 1 on, is.
 */
enum { BILL_REMINDERS = 5 };
int64_t bill_reminders_due(int64_t due_day, int64_t today);
int64_t bill_reminder_days(int64_t step);

#endif
