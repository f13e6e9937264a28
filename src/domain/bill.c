#include "domain/bill.h"

#include <assert.h>

#include "domain/refund.h"

static const char *const kind_names[BILL_KIND__MAX] = {
	[BILL_OF_ORDER] = "bill",
	[BILL_STATEMENT] = "statement",
	[BILL_CREDIT_NOTE] = "credit_note",
};

const char *
bill_kind_name(enum bill_kind k)
{
	assert(k < BILL_KIND__MAX);
	return kind_names[k];
}

enum err
bill_kind_parse(enum bill_kind *out, struct str s)
{
	for (unsigned i = 0; i < BILL_KIND__MAX; i++) {
		if (str_is(s, kind_names[i])) {
			*out = (enum bill_kind)i;
			return OK;
		}
	}
	return ERR_INVALID;
}

enum err
bill_open(struct money *open, const struct bill_sums *b)
{
	enum err e;

	if ((e = money_sub(open, b->total, b->credited)) != OK ||
	    (e = money_sub(open, *open, b->paid)) != OK ||
	    (e = money_add(open, *open, b->refunded)) != OK)
		return e;
	return open->minor >= 0 ? OK : ERR_BUG;
}

enum err
bill_take(struct bill_sums *b, struct money amount, struct money *taken,
    struct money *left)
{
	struct money open;
	enum err e = bill_open(&open, b);

	if (e != OK)
		return e;
	if (amount.minor <= 0)
		return ERR_RANGE;
	e = money_sub(left, amount, open);
	if (e != OK)
		return e;
	*taken = left->minor > 0 ? open : amount;
	if (left->minor < 0)
		left->minor = 0;
	return money_add(&b->paid, b->paid, *taken);
}

enum err
bill_give(struct bill_sums *b, struct money amount, struct money *note,
    struct money *cash)
{
	struct money open, kept;
	enum err e;

	if ((e = bill_open(&open, b)) != OK ||
	    (e = money_sub(&kept, b->paid, b->refunded)) != OK ||
	    (e = refund_forms(note, cash, amount, open, kept)) != OK ||
	    (e = money_add(&b->credited, b->credited, amount)) != OK)
		return e;
	return money_add(&b->refunded, b->refunded, *cash);
}

bool
bill_is_payable(enum bill_state s)
{
	return s == BILL_ISSUED || s == BILL_PARTLY_PAID || s == BILL_OVERDUE ||
	    s == BILL_UNCOLLECTIBLE;
}
