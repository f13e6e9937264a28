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
	    s == BILL_DISPUTED || s == BILL_UNCOLLECTIBLE;
}

static const char *const dispute_names[DISPUTE__MAX] = {
	[DISPUTE_OPEN] = "OPEN",
	[DISPUTE_UPHELD] = "UPHELD",
	[DISPUTE_REJECTED] = "REJECTED",
	[DISPUTE_WITHDRAWN] = "WITHDRAWN",
};

const char *
dispute_state_name(enum dispute_state s)
{
	assert(s < DISPUTE__MAX);
	return dispute_names[s];
}

enum err
dispute_state_parse(enum dispute_state *out, struct str s)
{
	for (unsigned i = 0; i < DISPUTE__MAX; i++) {
		if (str_is(s, dispute_names[i])) {
			*out = (enum dispute_state)i;
			return OK;
		}
	}
	return ERR_INVALID;
}

bool
bill_is_disputable(enum bill_state s)
{
	return s == BILL_ISSUED || s == BILL_PARTLY_PAID || s == BILL_OVERDUE;
}

enum bill_event
bill_resolves(const struct bill_sums *b, bool late)
{
	if (late)
		return BILL_ON_DUE;
	return b->paid.minor > b->refunded.minor ? BILL_ON_RESOLVE_PART
						 : BILL_ON_RESOLVE;
}

/* In days after it is due; before it, below zero. */
static const int64_t ladder_days[BILL_REMINDERS] = { -7, -1, 1, 7, 15 };

int64_t
bill_reminders_due(int64_t due_day, int64_t today)
{
	int64_t n = 0;

	while (n < BILL_REMINDERS && today >= due_day + ladder_days[n])
		n++;
	return n;
}

int64_t
bill_reminder_days(int64_t step)
{
	assert(step >= 1 && step <= BILL_REMINDERS);
	return ladder_days[step - 1];
}
