/* Deemed acceptance: what the worker does of it, and when (X4). */
#include "base/sys.h"
#include "domain/term.h"
#include "handover_moves.h"
#include "moves.h"

static const struct id nobody = { { 0 } };

/* How many reminders are due; both begin with a business day. */
static int64_t
reminders_due(struct act *act, const struct handover_round *round, int64_t days)
{
	const struct calendar *c = act->calendar;
	int64_t day = calendar_day(c, round->delivered_at_us);
	int64_t half = business_days_after(day, (days + 1) / 2);
	int64_t last = business_days_after(day, days);

	return (act->now_us >= calendar_midnight_us(c, half)) +
	    (act->now_us >= calendar_midnight_us(c, last));
}

/* The end of the next business day, when too little is left of this one. */
static void
put_off(struct act *act, struct handover *h)
{
	int64_t today = calendar_day(act->calendar, act->now_us);

	if (h->accept_by_us - act->now_us >= DEEMED_LEAD_H * HOUR_US)
		return;
	h->accept_by_us = calendar_midnight_us(
	    act->calendar, business_days_after(today, 1) + 1);
}

static enum err
remind(struct act *act, struct handover *h, const struct order *o, int64_t due)
{
	int64_t before = h->reminders;
	struct event event = act_event(
	    act, "handover", h->handover_id, "reminded", NULL, NULL, STR_NONE);
	enum err e;

	h->reminders = due;
	if (due == DEEMED_REMINDERS)
		put_off(act, h);
	if ((e = handover_reminded(act->db, h, before)) != OK ||
	    (e = events_insert(act->db, &event, 1)) != OK)
		return e;
	return handover_tell_buyer(act, o, h, "stage_deemed_soon");
}

static enum err
deem(struct act *act, struct handover *h, struct order *o,
    struct credit_row *credit, const struct handover_round *round,
    const struct sale_terms *terms)
{
	enum handover_state from = h->state;
	struct handover_round answered = *round;
	enum err e = handover_step(&h->state, from, HANDOVER_ON_ACCEPT);

	h->deemed = true;
	answered.answered_at_us = act->now_us;
	if (e != OK || (e = handover_round_answer(act->db, &answered)) != OK ||
	    (e = handover_accepted(act, h, o, credit, from, round, "deemed",
		 STR_NONE, terms)) != OK ||
	    (e = handover_tell_seller(act, h, "stage_deemed")) != OK)
		return e;
	return handover_tell_buyer(act, o, h, "stage_deemed");
}

enum err
handover_due(struct act *act, enum handover_due *done, struct id handover_id,
    const struct sale_terms *terms)
{
	struct credit_row credit;
	struct handover_round round;
	struct plan_version v;
	struct handover h;
	struct order o;
	int64_t due;
	enum err e = handover_take_to_accept(
	    act, &h, &o, &credit, handover_id, nobody);

	*done = DUE_NOTHING;
	/* Answered since the list was read. */
	if (e != OK || h.state != HANDOVER_DELIVERED || h.accept_by_us == 0)
		return e;
	if ((e = handover_round_last(act, &round, &h)) != OK ||
	    (e = payment_plan_get(
		 act->db, act->arena, &v, o.order_id, o.plan_version)) != OK)
		return e;
	due = reminders_due(act, &round, v.plan.deemed_days);
	if (h.reminders < due) {
		*done = DUE_REMINDED;
		return remind(act, &h, &o, due);
	}
	if (h.reminders < DEEMED_REMINDERS || act->now_us < h.accept_by_us)
		return OK;
	*done = DUE_ACCEPTED;
	return deem(act, &h, &o, &credit, &round, terms);
}
