/* Whose purchase order and cost centre a stage's bill will name (R34). */
#include "base/bounds.h"
#include "moves.h"
#include "stages.h"

static struct str
chosen(struct str own, struct str of_order)
{
	struct str s = own.p == NULL ? of_order : own;

	return str_empty(s) ? STR_NONE : s;
}

void
stage_references(struct str *po_number, struct str *cost_centre,
    const struct handover *h, const struct order *o)
{
	*po_number = chosen(h->po_number, o->po_number);
	*cost_centre = chosen(h->cost_centre, o->cost_centre);
}

static enum err
refer_note(struct act *act, const struct handover *h)
{
	bool both = !str_empty(h->po_number) && !str_empty(h->cost_centre);
	struct str words = arena_printf(act->arena, "%.*s%s%.*s",
	    STR_FMT(h->po_number), both ? ", " : "", STR_FMT(h->cost_centre));
	struct event event = act_event(act, "handover", h->handover_id,
	    EVENT_REFERENCED, NULL, NULL, reason_cut(words));

	return words.p == NULL ? ERR_NOMEM : events_insert(act->db, &event, 1);
}

/* One whose bill is still to come. */
static enum err
stage_to_bill(
    struct act *act, struct handover *out, struct id order_id, int64_t stage)
{
	struct handover *all = NULL;
	struct bill *bills = NULL;
	size_t n = 0, nbills = 0;
	enum err e = handovers_lock_stages(
	    act->db, act->arena, &all, &n, order_id);

	if (e == OK)
		e = bills_lock_of_stages(
		    act->db, act->arena, &bills, &nbills, order_id);
	if (e != OK)
		return e;
	for (size_t i = 0; i < nbills; i++)
		if (bills[i].stage == stage)
			return ERR_STATE;
	for (size_t i = 0; i < n; i++) {
		if (all[i].stage != stage)
			continue;
		*out = all[i];
		return all[i].state == HANDOVER_CANCELLED ? ERR_STATE : OK;
	}
	return ERR_RANGE;
}

enum err
stage_refer(struct act *act, struct id order_id, struct id company_id,
    int64_t stage, struct str po_number, struct str cost_centre)
{
	struct handover h;
	struct order o;
	enum err e = order_lock(act->db, act->arena, &o, order_id, company_id);

	if (e == OK && o.plan_version == 0)
		return ERR_NOT_FOUND;
	if (e == OK)
		e = stage_to_bill(act, &h, order_id, stage);
	if (e != OK)
		return e;
	h.po_number = str_empty(po_number) ? STR("") : po_number;
	h.cost_centre = str_empty(cost_centre) ? STR("") : cost_centre;
	e = handover_refer(act->db, &h);
	return e == OK ? refer_note(act, &h) : e;
}
