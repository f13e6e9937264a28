#include "act/seller.h"
#include "domain/term.h"
#include "handover_moves.h"
#include "moves.h"

/* All that a seller's files may take is EVIDENCE_GIB_MAX of these. */
static const int64_t GIB = 1024 * 1024 * 1024;

static const struct id nobody = { { 0 } };

static enum err
handover_event(struct act *act, const struct handover *h, const char *kind,
    const char *from, struct str reason)
{
	struct event event = act_event(act, "handover", h->handover_id, kind,
	    from, handover_state_name(h->state), reason_cut(reason));

	return events_insert(act->db, &event, 1);
}

enum err
handover_move(struct act *act, struct handover *h, enum handover_state from,
    const char *kind, struct str reason)
{
	enum err e = handover_write(act->db, h, from);

	h->row_version++;
	return e == OK
	    ? handover_event(act, h, kind, handover_state_name(from), reason)
	    : e;
}

enum err
handover_open(struct act *act, const struct order *o)
{
	struct handover h = {
		.handover_id = id_new(),
		.order_id = o->order_id,
		.company_id = o->company_id,
		.seller_id = o->seller_id,
		.state = HANDOVER_OPEN,
		.opened_at_us = act->now_us,
	};
	struct handover known;
	struct order now;
	enum err e = order_lock(act->db, act->arena, &now, o->order_id, nobody);

	/* Given back since it was read: nobody is to work for it. */
	if (e != OK || now.closed_at_us != 0)
		return e;
	e = handover_of_order(act->db, act->arena, &known, o->order_id);
	if (e != ERR_NOT_FOUND)
		return e;
	if ((e = handovers_insert(act->db, &h, 1)) != OK ||
	    (e = handover_event(act, &h, "opened", NULL, STR_NONE)) != OK)
		return e;
	return seller_mail(act, o->seller_id, "service_ordered", h.handover_id);
}

enum err
handover_take(struct act *act, struct handover *h, struct order *o,
    struct id handover_id, struct id company_id, struct id seller_id)
{
	enum err e = handover_get(
	    act->db, act->arena, h, handover_id, company_id, seller_id);

	if (e == OK)
		e = order_lock(act->db, act->arena, o, h->order_id, nobody);
	return e == OK ? handover_lock(act->db, act->arena, h, handover_id) : e;
}

static bool
is_worked_on(const struct handover *h)
{
	return h->state == HANDOVER_OPEN || h->state == HANDOVER_REWORK;
}

/* ERR_LIMIT, ERR_EXISTS: beside those that are there. */
static enum err
file_fits(struct act *act, const struct handover_file *f)
{
	struct handover_file *files;
	size_t n = 0, of_round = 0;
	enum err e = handover_files_of(
	    act->db, act->arena, &files, &n, f->handover_id);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (files[i].round != f->round)
			continue;
		of_round++;
		if (str_eq(files[i].name, f->name))
			return ERR_EXISTS;
	}
	return e == OK && of_round >= HANDOVER_FILES_MAX ? ERR_LIMIT : e;
}

enum err
handover_file_add(struct act *act, struct handover_file *f, struct id seller_id)
{
	struct handover h;
	struct order o;
	int64_t kept = 0;
	enum err e = handover_take(
	    act, &h, &o, f->handover_id, nobody, seller_id);

	if (e != OK)
		return e;
	if (!is_worked_on(&h))
		return ERR_STATE;
	f->round = h.round;
	f->added_at_us = act->now_us;
	e = file_fits(act, f);
	if (e == OK)
		e = handover_files_bytes(
		    act->db, act->arena, &kept, h.seller_id);
	if (e == OK && kept > EVIDENCE_GIB_MAX * GIB - f->bytes)
		return ERR_BODY_TOO_LARGE;
	return e == OK ? handover_file_insert(act->db, f) : e;
}

enum err
handover_file_drop(struct act *act, struct id file_id, struct id seller_id)
{
	struct handover_file f;
	struct handover h;
	struct order o;
	enum err e = handover_file_get(act->db, act->arena, &f, file_id);

	if (e == OK)
		e = handover_take(
		    act, &h, &o, f.handover_id, nobody, seller_id);
	if (e == OK && (!is_worked_on(&h) || f.round != h.round))
		return ERR_STATE;
	return e == OK ? handover_file_delete(act->db, file_id) : e;
}

enum err
handover_decide(struct handover *h, enum handover_event event,
    int64_t row_version, bool *changed)
{
	enum handover_state from = h->state;
	enum err e = handover_step(&h->state, from, event);

	*changed = h->state != from;
	if (e != OK || !*changed)
		return e;
	return row_version == h->row_version ? OK : ERR_STALE;
}

void
handover_unwait(struct handover *h)
{
	h->accept_by_us = 0;
	h->reminders = 0;
}

/* Where that was agreed: the end of so many business days from now. */
static enum err
accept_by_set(struct act *act, struct handover *h, const struct order *o)
{
	struct plan_version v;
	int64_t today = calendar_day(act->calendar, act->now_us);
	enum err e;

	handover_unwait(h);
	if (h->stage == 0)
		return OK;
	e = payment_plan_get(
	    act->db, act->arena, &v, o->order_id, o->plan_version);
	if (e == OK && v.plan.deemed_days > 0)
		h->accept_by_us = calendar_midnight_us(act->calendar,
		    business_days_after(today, v.plan.deemed_days) + 1);
	return e;
}

enum err
handover_deliver(struct act *act, struct id handover_id, struct id seller_id,
    int64_t row_version, struct str note)
{
	struct handover h;
	struct order o;
	struct handover_round round;
	enum handover_state from;
	bool changed = false;
	enum err e = handover_take(act, &h, &o, handover_id, nobody, seller_id);

	if (e != OK)
		return e;
	from = h.state;
	e = handover_decide(&h, HANDOVER_ON_DELIVER, row_version, &changed);
	if (e != OK || !changed)
		return e;
	round = (struct handover_round){ .handover_id = handover_id,
		.round = h.round,
		.note = note,
		.delivered_by = act->user_id,
		.delivered_at_us = act->now_us };
	if (h.delivered_at_us == 0)
		h.delivered_at_us = act->now_us;
	if ((e = accept_by_set(act, &h, &o)) != OK ||
	    (e = handover_round_put(act->db, &round)) != OK ||
	    (e = handover_move(act, &h, from, "delivered", STR_NONE)) != OK)
		return e;
	return handover_tell_buyer(act, &o, &h, "service_delivered");
}

enum err
handover_recall(struct act *act, struct id handover_id, struct id seller_id,
    int64_t row_version)
{
	struct handover h;
	struct order o;
	enum handover_state from;
	bool changed = false;
	enum err e = handover_take(act, &h, &o, handover_id, nobody, seller_id);

	if (e != OK)
		return e;
	from = h.state;
	e = handover_decide(&h, HANDOVER_ON_RECALL, row_version, &changed);
	if (e != OK || !changed)
		return e;
	handover_unwait(&h);
	/* The round's row stays, and counts once it is handed over anew. */
	e = handover_round_recall(act->db, handover_id, h.round, act->now_us);
	if (e == OK)
		e = handover_move(act, &h, from, "recalled", STR_NONE);
	return e == OK ? handover_tell_buyer(act, &o, &h, "service_recalled")
		       : e;
}

enum err
handover_cancel(struct act *act, const struct order *o)
{
	struct handover h;
	enum handover_state from;
	enum err e = handover_of_order(act->db, act->arena, &h, o->order_id);

	if (e == ERR_NOT_FOUND)
		return OK;
	if (e == OK)
		e = handover_lock(act->db, act->arena, &h, h.handover_id);
	if (e != OK)
		return e;
	from = h.state;
	e = handover_step(&h.state, from, HANDOVER_ON_CANCEL);
	/* What was accepted stays so. */
	if (e != OK || h.state == from)
		return e == ERR_STATE ? OK : e;
	h.closed_at_us = act->now_us;
	handover_unwait(&h);
	return handover_move(act, &h, from, "cancelled", STR_NONE);
}
