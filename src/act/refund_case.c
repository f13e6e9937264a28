#include "moves.h"
#include "refund_part.h"
#include "store/handover.h"

static const struct id nobody = { { 0 } };

bool
refund_order_has_money(const struct order *o)
{
	/* Of one in stages a final account says what goes back. */
	return o->paid_at_us != 0 && o->state != ORDER_CANCELLED &&
	    o->total.minor > 0 && o->plan_version == 0;
}

static struct money
at_most(struct money m, struct money most)
{
	return m.minor < most.minor ? m : most;
}

/* Asked back, and credited meanwhile, it may come to more than the line. */
static void
back_add(struct refund_account *x, const struct refund_share *share)
{
	for (size_t i = 0; i < x->n; i++) {
		struct refund_line *l = &x->back[i];

		if (!id_eq(x->lines[i].line_id, share->line_id))
			continue;
		l->net_back = at_most(share->part.net, l->net);
		l->tax_back = at_most(share->part.tax, l->tax);
	}
}

static enum err
back_sum(struct money *out, const struct refund_account *x)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < x->n; i++) {
		e = money_add(out, *out, x->back[i].net_back);
		if (e == OK)
			e = money_add(out, *out, x->back[i].tax_back);
	}
	return e;
}

enum err
refund_account_read(const struct act *act, struct refund_account *out,
    const struct order *o, struct id except)
{
	struct currency c = o->total.currency;
	struct money back = money_zero(c);
	struct refund_share *shares = NULL;
	size_t n = 0;
	enum err e = order_lines_of(
	    act->db, act->arena, &out->lines, &out->n, &o->order_id, 1);

	if (e == OK && out->n > LINES_MAX)
		return ERR_BUG;
	if (e == OK)
		e = refund_shares_back(
		    act->db, act->arena, &shares, &n, o->order_id, except, c);
	if (e != OK)
		return e;
	for (size_t i = 0; i < out->n; i++)
		out->back[i] = (struct refund_line){ out->lines[i].net,
			out->lines[i].tax, money_zero(c), money_zero(c) };
	for (size_t i = 0; i < n; i++)
		back_add(out, &shares[i]);
	e = back_sum(&back, out);
	out->available = money_zero(c);
	return e == OK && refund_order_has_money(o)
	    ? refund_available(
		  &out->available, o->total, back, out->back, out->n)
	    : e;
}

static bool
refund_waits(const struct refund *r)
{
	return r->state == REFUND_REQUESTED || r->state == REFUND_IN_REVIEW;
}

enum err
refund_waiting(const struct act *act, bool *out, struct id order_id)
{
	struct refund *refunds;
	size_t n = 0;
	enum err e = refunds_of_order(
	    act->db, act->arena, &refunds, &n, order_id);

	*out = false;
	for (size_t i = 0; e == OK && i < n; i++)
		*out |= refund_waits(&refunds[i]);
	return e;
}

/* A service is done by its seller before the order is ACTIVE. */
static enum err
work_look(const struct act *act, bool *delivered, struct id order_id)
{
	struct handover h;
	enum err e = handover_of_order(act->db, act->arena, &h, order_id);

	if (e == OK)
		*delivered |= h.delivered_at_us != 0;
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err
refund_case_of(const struct act *act, struct refund_case *out,
    const struct order *o, int64_t cooling_off_days)
{
	const struct calendar *calendar = act->calendar;
	int64_t today = calendar_day(calendar, act->now_us);
	struct cooling_off_case cooling = {
		.paid_day = calendar_day(calendar, o->paid_at_us),
		.days = cooling_off_days,
		.delivered = o->active_at_us != 0,
		.by_offer = !id_is_nil(o->offer_id),
	};
	struct refund_account account;
	enum err e = work_look(act, &cooling.delivered, o->order_id);

	if (e == OK)
		e = refund_account_read(act, &account, o, nobody);
	if (e == OK)
		e = refund_waiting(act, &out->waiting, o->order_id);
	if (e != OK)
		return e;
	out->available = account.available;
	out->cooling_off = cooling_off_of(&cooling, today);
	out->cooling_off_until_us = calendar_midnight_us(
	    calendar, cooling_off_last_day(&cooling) + 1);
	out->rule_days = account.n > 0 ? account.lines[0].refund_days : 0;
	out->rule_holds = refund_rule_holds(cooling.delivered,
	    calendar_day(calendar, o->active_at_us), out->rule_days, today);
	return OK;
}
