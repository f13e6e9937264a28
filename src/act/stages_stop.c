/* An order in stages that ends before its last: agreed on, or ruled. */
#include "act/bill.h"
#include "handover_moves.h"
#include "moves.h"
#include "stages.h"
#include "store/plan_change.h"

static enum err
handovers_end(struct act *act, struct handover *all, size_t n, const char *kind,
    struct str reason)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++) {
		struct handover *h = &all[i];
		enum handover_state from = h->state;

		if (from == HANDOVER_ACCEPTED || from == HANDOVER_CANCELLED)
			continue;
		e = handover_step(&h->state, from, HANDOVER_ON_CANCEL);
		h->closed_at_us = act->now_us;
		handover_unwait(h);
		if (e == OK)
			e = handover_move(act, h, from,
			    from == HANDOVER_DISPUTED ? kind : "cancelled",
			    reason);
	}
	return e;
}

static bool
is_accepted(const struct handover *all, size_t n, int64_t stage)
{
	for (size_t i = 0; i < n; i++)
		if (all[i].stage == stage)
			return all[i].state == HANDOVER_ACCEPTED;
	return false;
}

/* What was billed ahead of a stage that is not accepted. */
static enum err
bills_undo(struct act *act, struct order *o, struct credit_row *credit,
    const struct handover *all, size_t n, struct str reason,
    const struct sale_terms *terms)
{
	struct bill *bills = NULL;
	struct money cash;
	size_t nbills = 0;
	enum err e = bills_lock_of_stages(
	    act->db, act->arena, &bills, &nbills, o->order_id);

	for (size_t i = 0; e == OK && i < nbills; i++)
		if (!is_accepted(all, n, bills[i].stage))
			e = bill_undo_stage(
			    act, &cash, o, credit, &bills[i], reason, terms);
	return e;
}

enum err
reserve_free(struct act *act, struct credit_row *credit, struct id order_id,
    struct id subject_id, struct money amount)
{
	struct entry entry;
	struct money back;
	enum err e;

	if (amount.minor == 0)
		return OK;
	if ((e = credit_release(&credit->pool, amount)) != OK ||
	    (e = credit_row_write(act->db, credit)) != OK ||
	    (e = money_sub(&back, money_zero(amount.currency), amount)) != OK ||
	    (e = entry_reserved(&entry, credit_account(credit->kind),
		 credit->company_id, back)) != OK)
		return e;
	credit->row_version++;
	return entry_write(
	    act, "credit_released", subject_id, order_id, &entry);
}

/* What no bill has taken over of the order's reservation. */
static enum err
rest_free(struct act *act, struct order *o, struct credit_row *credit)
{
	struct reservation r;
	struct money rest;
	enum err e;

	if ((e = reservation_get(act->db, act->arena, &r, o->order_id)) != OK ||
	    (e = money_sub(&rest, r.amount, r.billed)) != OK ||
	    (e = money_sub(&rest, rest, r.released)) != OK)
		return e;
	e = reserve_free(act, credit, o->order_id, o->order_id, rest);
	return e == OK && rest.minor > 0
	    ? reservation_release(act->db, o->order_id, rest)
	    : e;
}

static enum err
order_end(struct act *act, struct order *o, struct str reason)
{
	enum order_state from = o->state;
	enum err e = order_step(&o->state, from, ORDER_ON_STOP);

	if (e != OK)
		return e;
	o->closed_at_us = act->now_us;
	o->close_reason = reason_cut(reason);
	e = order_move(act, o, from, "closed_early", reason_cut(reason));
	o->row_version++;
	if (e == OK)
		e = order_tell_side(act, o, "order_closed_early", true);
	return e == OK ? order_tell_side(act, o, "order_closed_early", false)
		       : e;
}

enum err
stages_stop(struct act *act, struct order *o, struct credit_row *credit,
    const char *kind, struct str reason, const struct sale_terms *terms)
{
	struct handover *all = NULL;
	size_t n = 0;
	enum err e;

	if (o->state != ORDER_IN_DELIVERY)
		return ERR_STATE;
	if ((e = handovers_lock_stages(
		 act->db, act->arena, &all, &n, o->order_id)) != OK ||
	    (e = handovers_end(act, all, n, kind, reason)) != OK ||
	    (e = bills_undo(act, o, credit, all, n, reason, terms)) != OK ||
	    (e = rest_free(act, o, credit)) != OK ||
	    (e = plan_changes_drop(
		 act->db, o->order_id, act->now_us, act->user_id)) != OK)
		return e;
	return order_end(act, o, reason);
}
