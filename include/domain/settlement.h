/*
 * What a sale is worth to its seller, and what a monthly statement of it
 * comes to.  A line is made by a ledger entry, whose posting to
 * seller_payable it repeats with the sign turned; a statement that does not
 * rise above zero is carried into the next.
 */
#ifndef DOMAIN_SETTLEMENT_H
#define DOMAIN_SETTLEMENT_H

#include "domain/money.h"

enum settlement_line_kind {
	SETTLES_SALE, SETTLES_REFUND, SETTLES_WRITE_OFF, SETTLES__MAX
};
/* "sale", "refund", "write_off". */
const char *settlement_line_kind_name(enum settlement_line_kind k);
enum err settlement_line_kind_parse(enum settlement_line_kind *out,
    struct str s) MUST_CHECK;

enum settlement_line_state {
	SETTLEMENT_LINE_HELD,		/* bill unpaid, or not accepted yet */
	SETTLEMENT_LINE_RELEASABLE,	/* of the next statement */
	SETTLEMENT_LINE_IN_STATEMENT,
	SETTLEMENT_LINE_SETTLED,
	SETTLEMENT_LINE__MAX
};
const char *settlement_line_state_name(enum settlement_line_state s);
enum err settlement_line_state_parse(enum settlement_line_state *out,
    struct str s) MUST_CHECK;

/* ISSUED --pay--> SETTLED; CARRIED is for ever. */
enum settlement_state {
	SETTLEMENT_ISSUED, SETTLEMENT_SETTLED, SETTLEMENT_CARRIED,
	SETTLEMENT__MAX
};
enum settlement_event { SETTLEMENT_ON_PAY, SETTLEMENT_ON__MAX };
const char *settlement_state_name(enum settlement_state s);
enum err settlement_state_parse(enum settlement_state *out, struct str s)
    MUST_CHECK;
/* ERR_STATE; a step that was made already leads to where it led. */
enum err settlement_step(enum settlement_state *to,
    enum settlement_state from, enum settlement_event event) MUST_CHECK;

/* payable = net - commission; of what was taken back, all below zero. */
struct settlement_worth {
	struct money net, commission, payable;
};

/* From what an entry posted to seller_payable and revenue_commission. */
enum err settlement_worth_of(struct settlement_worth *out,
    struct money posted_payable, struct money posted_commission) MUST_CHECK;

/* By the entry's occasion and the direction of its money. */
enum settlement_line_kind settlement_line_kind_of(struct str occasion,
    struct money payable);

/*
 * What is paid out for a statement: its own lines and what an earlier one
 * carried over, which is at most zero.  ERR_RANGE when that is above it.
 */
enum err settlement_due(struct money *due, const struct settlement_worth *w,
    struct money carried) MUST_CHECK;

/* ISSUED when something is due, else CARRIED. */
enum settlement_state settlement_begins(struct money due);

/*
 * The day whose statement will have it, when it is released on that day:
 * the first of the month after.
 */
int64_t settlement_day_after(int64_t released_day);

#endif
