#include "stages.h"

#include "act/bill.h"
#include "handover_moves.h"
#include "moves.h"
#include "store/plan_change.h"

/* As they were said for the stage by now. */
static enum err
references_put(struct act *act, struct bill *b, const struct order *o)
{
	struct handover *all = NULL;
	size_t n = 0;
	enum err e = handovers_lock_stages(
	    act->db, act->arena, &all, &n, o->order_id);

	for (size_t i = 0; e == OK && i < n; i++)
		if (all[i].stage == b->stage)
			stage_references(
			    &b->po_number, &b->cost_centre, &all[i], o);
	return e;
}

/* ISSUED from the pool's reserved part, due by its own rule. */
static enum err
stage_bill(struct act *act, struct order *o, struct credit_row *credit,
    const struct plan_version *v, int64_t stage, const struct sale_terms *terms)
{
	const struct milestone *m = &v->plan.stages[stage - 1];
	struct bill b = bill_of(act, o, BILL_ISSUED, terms);
	struct entry sale;
	enum err e;

	b.stage = stage;
	b.stage_name = m->name;
	b.stage_share_bp = m->share_bp;
	b.on_credit = true;
	b.pool = CREDIT_MILESTONE;
	b.net = m->net;
	b.tax = m->tax;
	if ((e = references_put(act, &b, o)) != OK ||
	    (e = plan_stage_total(&b.sums.total, &v->plan, stage)) != OK ||
	    (e = bill_from_pool(act, credit, &b)) != OK ||
	    (e = reservation_bill(act->db, o->order_id, b.sums.total)) != OK ||
	    (e = entry_order_paid(&sale, ACCOUNT_RECEIVABLE, o->company_id,
		 o->seller_id, b.net, b.tax, terms->commission_bp)) != OK ||
	    (e = entry_write(
		 act, "stage_billed", b.bill_id, o->order_id, &sale)) != OK ||
	    (e = bill_number(act, &b, terms)) != OK ||
	    (e = bill_line_of_stage(
		 act->db, b.bill_id, o->order_id, b.net, b.tax)) != OK)
		return e;
	return bill_tell(act, &b, "bill_issued");
}

static enum err
bill_after(struct act *act, struct order *o, struct credit_row *credit,
    const struct plan_version *v, int64_t accepted,
    const struct sale_terms *terms)
{
	int64_t stage = plan_bills_after(&v->plan, accepted);

	return stage == 0 ? OK : stage_bill(act, o, credit, v, stage, terms);
}

static struct event
stage_event(struct act *act, const struct handover *h, const char *kind,
    const char *from)
{
	return act_event(act, "handover", h->handover_id, kind, from,
	    handover_state_name(h->state), STR_NONE);
}

static enum err
planned_note(struct act *act, const struct handover *h, size_t n)
{
	struct event events[EVENTS_AT_ONCE];
	size_t held = 0;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++) {
		events[held++] = stage_event(act, &h[i], "planned", NULL);
		if (held < EVENTS_AT_ONCE && i + 1 < n)
			continue;
		e = events_insert(act->db, events, held);
		held = 0;
	}
	return e;
}

enum err
handovers_plan(struct act *act, const struct order *o, size_t from, size_t n)
{
	struct handover *h;
	enum err e;

	if (n <= from)
		return OK;
	n -= from;
	h = ARENA_NEWS(act->arena, struct handover, n);
	if (h == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		h[i] = (struct handover){
			.handover_id = id_new(),
			.order_id = o->order_id,
			.company_id = o->company_id,
			.seller_id = o->seller_id,
			.stage = (int64_t)(from + i) + 1,
			.state = HANDOVER_PLANNED,
		};
	e = handovers_insert(act->db, h, n);
	return e == OK ? planned_note(act, h, n) : e;
}

static enum err
stage_open(struct act *act, const struct order *o, int64_t stage)
{
	struct handover *all;
	struct handover *h = NULL;
	struct event event;
	size_t n = 0;
	enum err e = handovers_lock_stages(
	    act->db, act->arena, &all, &n, o->order_id);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (all[i].stage == stage)
			h = &all[i];
	}
	if (e != OK || h == NULL)
		return e == OK ? ERR_BUG : e;
	e = handover_step(&h->state, HANDOVER_PLANNED, HANDOVER_ON_OPEN);
	h->opened_at_us = act->now_us;
	if (e == OK)
		e = handover_write(act->db, h, HANDOVER_PLANNED);
	if (e != OK)
		return e;
	event = stage_event(
	    act, h, "opened", handover_state_name(HANDOVER_PLANNED));
	e = events_insert(act->db, &event, 1);
	return e == OK ? handover_tell_seller(act, h,
			     stage == 1 ? "service_ordered" : "stage_opened")
		       : e;
}

enum err
stages_begin(struct act *act, struct order *o, struct credit_row *credit,
    const struct sale_terms *terms)
{
	enum order_state from = o->state;
	struct plan_version v;
	enum err e = payment_plan_get(
	    act->db, act->arena, &v, o->order_id, o->plan_version);

	if (e == OK)
		e = order_step(&o->state, from, ORDER_ON_STAGES);
	if (e == OK)
		e = order_move(act, o, from, "in_delivery", STR_NONE);
	if (e != OK)
		return e;
	o->row_version++;
	e = handovers_plan(act, o, 0, v.plan.n);
	if (e == OK)
		e = stage_open(act, o, 1);
	return e == OK ? bill_after(act, o, credit, &v, 0, terms) : e;
}

enum err
stage_accepted(struct act *act, struct order *o, struct credit_row *credit,
    const struct handover *h, const struct sale_terms *terms)
{
	struct plan_version v;
	enum err e = payment_plan_get(
	    act->db, act->arena, &v, o->order_id, o->plan_version);

	if (e == OK)
		e = bill_after(act, o, credit, &v, h->stage, terms);
	if (e != OK)
		return e;
	if (h->stage < (int64_t)v.plan.n)
		return stage_open(act, o, h->stage + 1);
	/* There is nothing left to be changed. */
	e = plan_changes_drop(act->db, o->order_id, act->now_us, act->user_id);
	return e == OK ? stages_complete(act, o) : e;
}

enum err
stages_complete(struct act *act, struct order *o)
{
	enum order_state from = o->state;
	int64_t left = 0;
	enum err e = stages_left(act->db, act->arena, &left, o->order_id);

	if (e != OK || left > 0 || from != ORDER_IN_DELIVERY)
		return e;
	e = order_step(&o->state, from, ORDER_ON_COMPLETE);
	if (e != OK)
		return e;
	o->closed_at_us = act->now_us;
	e = order_move(act, o, from, "completed", STR_NONE);
	o->row_version++;
	if (e == OK)
		e = order_tell_side(act, o, "order_completed", true);
	return e == OK
	    ? stage_notice(act, o->order_id, 0, "order_completed", 0, false)
	    : e;
}
