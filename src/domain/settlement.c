#include "domain/settlement.h"

#include <assert.h>

#include "domain/days.h"

static const char *const kind_names[SETTLES__MAX] = {
	[SETTLES_SALE] = "sale",
	[SETTLES_REFUND] = "refund",
	[SETTLES_WRITE_OFF] = "write_off",
};

static const char *const line_state_names[SETTLEMENT_LINE__MAX] = {
	[SETTLEMENT_LINE_HELD] = "HELD",
	[SETTLEMENT_LINE_RELEASABLE] = "RELEASABLE",
	[SETTLEMENT_LINE_IN_STATEMENT] = "IN_STATEMENT",
	[SETTLEMENT_LINE_SETTLED] = "SETTLED",
};

static const char *const state_names[SETTLEMENT__MAX] = {
	[SETTLEMENT_ISSUED] = "ISSUED",
	[SETTLEMENT_SETTLED] = "SETTLED",
	[SETTLEMENT_CARRIED] = "CARRIED",
};

static enum err
name_find(unsigned *out, const char *const *names, unsigned n, struct str s)
{
	for (unsigned i = 0; i < n; i++) {
		if (str_is(s, names[i])) {
			*out = i;
			return OK;
		}
	}
	return ERR_INVALID;
}

const char *
settlement_line_kind_name(enum settlement_line_kind k)
{
	assert(k < SETTLES__MAX);
	return kind_names[k];
}

enum err
settlement_line_kind_parse(enum settlement_line_kind *out, struct str s)
{
	unsigned i;
	enum err e = name_find(&i, kind_names, SETTLES__MAX, s);

	if (e == OK)
		*out = (enum settlement_line_kind)i;
	return e;
}

const char *
settlement_line_state_name(enum settlement_line_state s)
{
	assert(s < SETTLEMENT_LINE__MAX);
	return line_state_names[s];
}

enum err
settlement_line_state_parse(enum settlement_line_state *out, struct str s)
{
	unsigned i;
	enum err e = name_find(&i, line_state_names, SETTLEMENT_LINE__MAX, s);

	if (e == OK)
		*out = (enum settlement_line_state)i;
	return e;
}

const char *
settlement_state_name(enum settlement_state s)
{
	assert(s < SETTLEMENT__MAX);
	return state_names[s];
}

enum err
settlement_state_parse(enum settlement_state *out, struct str s)
{
	unsigned i;
	enum err e = name_find(&i, state_names, SETTLEMENT__MAX, s);

	if (e == OK)
		*out = (enum settlement_state)i;
	return e;
}

enum err
settlement_step(enum settlement_state *to, enum settlement_state from,
    enum settlement_event event)
{
	assert(from < SETTLEMENT__MAX && event == SETTLEMENT_ON_PAY);
	(void)event;
	if (from == SETTLEMENT_CARRIED)
		return ERR_STATE;
	*to = SETTLEMENT_SETTLED;
	return OK;
}

enum err
settlement_worth_of(struct settlement_worth *out, struct money posted_payable,
    struct money posted_commission)
{
	struct money zero = money_zero(posted_payable.currency);
	enum err e;

	if ((e = money_sub(&out->payable, zero, posted_payable)) != OK ||
	    (e = money_sub(&out->commission, zero, posted_commission)) != OK)
		return e;
	return money_add(&out->net, out->payable, out->commission);
}

enum settlement_line_kind
settlement_line_kind_of(struct str occasion, struct money payable)
{
	if (str_is(occasion, "written_off"))
		return SETTLES_WRITE_OFF;
	return payable.minor < 0 ? SETTLES_REFUND : SETTLES_SALE;
}

enum err
settlement_due(
    struct money *due, const struct settlement_worth *w, struct money carried)
{
	if (carried.minor > 0)
		return ERR_RANGE;
	return money_add(due, w->payable, carried);
}

enum settlement_state
settlement_begins(struct money due)
{
	return due.minor > 0 ? SETTLEMENT_ISSUED : SETTLEMENT_CARRIED;
}

int64_t
settlement_day_after(int64_t released_day)
{
	struct ymd d = ymd_from_days(released_day);

	d.day = 1;
	return days_from_ymd(ymd_add_months(d, 1));
}
