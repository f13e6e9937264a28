/* What the files of the refund's machine share; nobody else's. */
#ifndef SRC_ACT_REFUND_PART_H
#define SRC_ACT_REFUND_PART_H

#include "act/refund.h"
#include "domain/refund.h"

/* An order with what went back of each line. */
struct refund_account {
	struct order_line *lines;
	struct refund_line back[LINES_MAX];
	size_t n;
	struct money available;
};

/* Refunds but for refused ones and the one named count as gone. */
enum err refund_account_read(const struct act *act,
    struct refund_account *out, const struct order *o, struct id except)
    MUST_CHECK;

/* Has an order been paid, at once, so that there is money to give back? */
bool refund_order_has_money(const struct order *o);

/* Is a request of this order undecided? */
enum err refund_waiting(const struct act *act, bool *out, struct id order_id)
    MUST_CHECK;

enum err refund_tell_buyer(struct act *act, const struct refund *r,
    const char *template) MUST_CHECK;

/* Of an APPROVED one: who sends the money, and what becomes of the order. */
enum err refund_grant(struct act *act, struct order *o, struct refund *r)
    MUST_CHECK;

/*
 * The credit note, before anything is locked here: its locks come first.
 * *cash is what of it is to be paid back.
 */
enum err refund_credit(struct act *act, struct money *cash,
    struct id order_id, const struct refund_share *shares, size_t n,
    struct str reason, const struct sale_terms *terms) MUST_CHECK;

#endif
