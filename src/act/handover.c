#include "act/handover.h"

#include "act/order.h"
#include "act/seller.h"
#include "domain/term.h"
#include "moves.h"
#include "stages.h"

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

/* Writes h, which domain/ has let go from one state to the next. */
static enum err
handover_move(struct act *act, struct handover *h, enum handover_state from,
    const char *kind, struct str reason)
{
	enum err e = handover_write(act->db, h, from);

	h->row_version++;
	return e == OK
	    ? handover_event(act, h, kind, handover_state_name(from), reason)
	    : e;
}

static enum err
buyer_mail(struct act *act, const struct order *o, const struct handover *h,
    const char *template)
{
	struct message mail = act_message(
	    act, "mail", template, o->user_id, h->handover_id);

	return outbox_insert(act->db, &mail, 1);
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

/* The order's row is locked before the handover's. */
static enum err
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

/* *changed: it was not so before. */
static enum err
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
	if ((e = handover_round_insert(act->db, &round)) != OK ||
	    (e = handover_move(act, &h, from, "delivered", STR_NONE)) != OK)
		return e;
	return buyer_mail(act, &o, &h, "service_delivered");
}

static enum err
round_last(
    struct act *act, struct handover_round *out, const struct handover *h)
{
	struct handover_round *rounds;
	size_t n = 0;
	enum err e = handover_rounds_of(
	    act->db, act->arena, &rounds, &n, h->handover_id);

	if (e == OK && n == 0)
		return ERR_BUG;
	if (e == OK)
		*out = rounds[n - 1];
	return e;
}

/* To be accepted: what a stage bills comes from the pool, the first lock. */
static enum err
handover_take_to_accept(struct act *act, struct handover *h, struct order *o,
    struct credit_row *credit, struct id handover_id, struct id company_id)
{
	enum err e = handover_get(
	    act->db, act->arena, h, handover_id, company_id, nobody);

	if (e == OK && h->stage > 0)
		e = credit_row_lock(act->db, act->arena, credit, h->company_id,
		    CREDIT_MILESTONE);
	return e == OK
	    ? handover_take(act, h, o, handover_id, company_id, nobody)
	    : e;
}

/*
 * What was handed over last is what the order's service says of itself; a
 * stage's acceptance has its bill follow.
 */
static enum err
accepted(struct act *act, struct handover *h, struct order *o,
    struct credit_row *credit, enum handover_state from,
    const struct handover_round *round, const char *kind, struct str why,
    const struct sale_terms *terms)
{
	const struct delivery d = {
		.access_url = STR(""), .secret = STR(""), .note = round->note
	};
	enum err e;

	h->closed_at_us = act->now_us;
	h->accept_by_us = 0;
	e = handover_move(act, h, from, kind, why);
	if (e != OK)
		return e;
	return h->stage > 0 ? stage_accepted(act, o, credit, h, terms)
			    : order_deliver(act, h->order_id, &d, 1, STR(""));
}

enum err
handover_accept(struct act *act, struct id handover_id, struct id company_id,
    int64_t row_version, const struct sale_terms *terms)
{
	struct credit_row credit;
	struct handover h;
	struct order o;
	struct handover_round round;
	enum handover_state from;
	bool changed = false;
	enum err e = handover_take_to_accept(
	    act, &h, &o, &credit, handover_id, company_id);

	if (e != OK)
		return e;
	from = h.state;
	/* What is disputed, an operator rules on. */
	if (from == HANDOVER_DISPUTED)
		return ERR_STATE;
	e = handover_decide(&h, HANDOVER_ON_ACCEPT, row_version, &changed);
	if (e != OK || !changed)
		return e;
	e = round_last(act, &round, &h);
	if (e != OK)
		return e;
	round.answered_by = act->user_id;
	round.answered_at_us = act->now_us;
	if ((e = handover_round_answer(act->db, &round)) != OK ||
	    (e = accepted(act, &h, &o, &credit, from, &round, "accepted",
		 STR_NONE, terms)) != OK)
		return e;
	return seller_mail(act, h.seller_id, "service_accepted", handover_id);
}

enum err
handover_reject(struct act *act, struct id handover_id, struct id company_id,
    int64_t row_version, struct str answer, int64_t rounds)
{
	struct handover h;
	struct order o;
	struct handover_round round;
	enum handover_state from;
	bool changed = false, last;
	enum err e = handover_take(
	    act, &h, &o, handover_id, company_id, nobody);

	if (e != OK)
		return e;
	from = h.state;
	if (from == HANDOVER_DISPUTED)
		return ERR_STATE;
	last = h.round >= rounds;
	e = handover_decide(&h, last ? HANDOVER_ON_DISPUTE : HANDOVER_ON_REJECT,
	    row_version, &changed);
	if (e != OK || !changed)
		return e;
	e = round_last(act, &round, &h);
	if (e != OK)
		return e;
	round.answer = answer;
	round.answered_by = act->user_id;
	round.answered_at_us = act->now_us;
	h.round += !last;
	if ((e = handover_round_answer(act->db, &round)) != OK ||
	    (e = handover_move(
		 act, &h, from, last ? "disputed" : "rejected", answer)) != OK)
		return e;
	return seller_mail(act, h.seller_id, "service_rejected", handover_id);
}

int64_t
handover_answer_by_us(
    const struct calendar *calendar, const struct handover_round *last)
{
	int64_t day = calendar_day(calendar, last->delivered_at_us);

	return calendar_midnight_us(
	    calendar, business_days_after(day, HANDOVER_ANSWER_DAYS) + 1);
}

enum err
handover_dispute(struct act *act, struct id handover_id, struct id seller_id,
    int64_t row_version, struct str appeal)
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
	e = handover_decide(&h, HANDOVER_ON_DISPUTE, row_version, &changed);
	if (e != OK || !changed)
		return e;
	e = round_last(act, &round, &h);
	if (e != OK)
		return e;
	if (act->now_us < handover_answer_by_us(act->calendar, &round))
		return ERR_STATE;
	round.appeal = appeal;
	e = handover_round_appeal(act->db, &round);
	return e == OK ? handover_move(act, &h, from, "unanswered", appeal) : e;
}

enum err
handover_rule(struct act *act, struct id handover_id, bool accept,
    int64_t row_version, struct str ruling, const struct sale_terms *terms)
{
	struct credit_row credit;
	struct handover h;
	struct order o;
	struct handover_round round;
	enum handover_state from;
	bool changed = false;
	enum err e = handover_take_to_accept(
	    act, &h, &o, &credit, handover_id, nobody);

	if (e != OK)
		return e;
	from = h.state;
	if (from != HANDOVER_DISPUTED)
		return ERR_STATE;
	e = handover_decide(&h,
	    accept ? HANDOVER_ON_ACCEPT : HANDOVER_ON_REJECT, row_version,
	    &changed);
	if (e == OK)
		e = round_last(act, &round, &h);
	if (e != OK)
		return e;
	round.ruling = ruling;
	round.ruled_by = act->user_id;
	round.ruled_at_us = act->now_us;
	h.round += !accept;
	if ((e = handover_round_rule(act->db, &round)) != OK)
		return e;
	e = accept ? accepted(act, &h, &o, &credit, from, &round, "ruled_done",
			 ruling, terms)
		   : handover_move(act, &h, from, "ruled_rework", ruling);
	if (e == OK)
		e = seller_mail(act, h.seller_id, "service_ruled", handover_id);
	return e == OK ? buyer_mail(act, &o, &h, "service_ruled") : e;
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
	return handover_move(act, &h, from, "cancelled", STR_NONE);
}
