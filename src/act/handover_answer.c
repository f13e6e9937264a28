/* What is said to what was handed over: by its buyer, or an operator. */
#include "domain/term.h"
#include "handover_moves.h"
#include "moves.h"
#include "stages.h"

static const struct id nobody = { { 0 } };

enum err
handover_round_last(
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

enum err
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
enum err
handover_accepted(struct act *act, struct handover *h, struct order *o,
    struct credit_row *credit, enum handover_state from,
    const struct handover_round *round, const char *kind, struct str why,
    const struct sale_terms *terms)
{
	const struct delivery d = {
		.access_url = STR(""), .secret = STR(""), .note = round->note
	};
	enum err e;

	h->closed_at_us = act->now_us;
	handover_unwait(h);
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
	e = handover_round_last(act, &round, &h);
	if (e != OK)
		return e;
	round.answered_by = act->user_id;
	round.answered_at_us = act->now_us;
	if ((e = handover_round_answer(act->db, &round)) != OK ||
	    (e = handover_accepted(act, &h, &o, &credit, from, &round,
		 "accepted", STR_NONE, terms)) != OK)
		return e;
	return handover_tell_seller(act, &h, "service_accepted");
}

/* Every criterion once, and at least one that is not met. */
static enum err
answers_check(struct act *act, const struct handover *h, const struct order *o,
    const struct handover_answer *answers, size_t n)
{
	bool seen[CRITERIA_MAX] = { false };
	struct plan_version v;
	struct str rest, line;
	size_t criteria = 0, unmet = 0;
	enum err e;

	if (h->stage == 0)
		return n == 0 ? OK : ERR_RANGE;
	e = payment_plan_get(
	    act->db, act->arena, &v, o->order_id, o->plan_version);
	if (e != OK)
		return e;
	rest = v.plan.stages[h->stage - 1].criteria;
	while (criterion_next(&line, &rest))
		criteria++;
	if (criteria != n || n > CRITERIA_MAX)
		return ERR_RANGE;
	for (size_t i = 0; i < n; i++) {
		if (answers[i].criterion < 1 ||
		    answers[i].criterion > (int64_t)n ||
		    seen[answers[i].criterion - 1])
			return ERR_RANGE;
		seen[answers[i].criterion - 1] = true;
		unmet += !answers[i].met;
	}
	return n == 0 || unmet > 0 ? OK : ERR_RANGE;
}

enum err
handover_reject(struct act *act, const struct handover_rejection *r,
    struct id handover_id, struct id company_id, int64_t rounds)
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
	/* What is worked on again has been rejected: told twice. */
	last = from == HANDOVER_DELIVERED && h.round >= rounds;
	e = handover_decide(&h, last ? HANDOVER_ON_DISPUTE : HANDOVER_ON_REJECT,
	    r->row_version, &changed);
	if (e != OK || !changed)
		return e;
	e = answers_check(act, &h, &o, r->answers, r->n);
	if (e == OK)
		e = handover_round_last(act, &round, &h);
	if (e != OK)
		return e;
	round.answer = r->words;
	round.answered_by = act->user_id;
	round.answered_at_us = act->now_us;
	h.round += !last;
	handover_unwait(&h);
	if ((e = handover_round_answer(act->db, &round)) != OK ||
	    (e = handover_answers_insert(
		 act->db, handover_id, round.round, r->answers, r->n)) != OK ||
	    (e = handover_move(act, &h, from, last ? "disputed" : "rejected",
		 r->words)) != OK)
		return e;
	return handover_tell_seller(act, &h, "service_rejected");
}

int64_t
handover_answer_by_us(
    const struct calendar *calendar, const struct handover_round *last)
{
	int64_t day = calendar_day(calendar, last->delivered_at_us);

	return calendar_midnight_us(
	    calendar, business_days_after(day, HANDOVER_ANSWER_DAYS) + 1);
}

/* Of a service the seller waits for an answer first, and the buyer gives one. */
static enum err
dispute_check(struct act *act, const struct handover *h,
    enum handover_state from, bool by_seller,
    const struct handover_round *round)
{
	if (!by_seller)
		return h->stage > 0 && from == HANDOVER_DELIVERED ? OK
								  : ERR_STATE;
	if (h->stage > 0)
		return OK;
	return from == HANDOVER_DELIVERED &&
		act->now_us >= handover_answer_by_us(act->calendar, round)
	    ? OK
	    : ERR_STATE;
}

enum err
handover_dispute(struct act *act, struct id handover_id, struct id company_id,
    struct id seller_id, int64_t row_version, struct str words)
{
	struct handover h;
	struct order o;
	struct handover_round round;
	enum handover_state from;
	bool changed = false, by_seller = !id_is_nil(seller_id);
	enum err e = handover_take(
	    act, &h, &o, handover_id, company_id, seller_id);

	if (e != OK)
		return e;
	from = h.state;
	e = handover_decide(&h, HANDOVER_ON_DISPUTE, row_version, &changed);
	if (e != OK || !changed)
		return e;
	if ((e = handover_round_last(act, &round, &h)) != OK ||
	    (e = dispute_check(act, &h, from, by_seller, &round)) != OK)
		return e;
	handover_unwait(&h);
	if (by_seller) {
		round.appeal = words;
		e = handover_round_appeal(act->db, &round);
	} else {
		round.answer = words;
		round.answered_by = act->user_id;
		round.answered_at_us = act->now_us;
		e = handover_round_answer(act->db, &round);
	}
	if (e == OK)
		e = handover_move(act, &h, from,
		    h.stage > 0 ? "disputed" : "unanswered", words);
	if (e != OK || h.stage == 0)
		return e;
	return by_seller ? handover_tell_buyer(act, &o, &h, "stage_disputed")
			 : handover_tell_seller(act, &h, "stage_disputed");
}

static enum err
ruled(struct act *act, const struct handover_rule *r, struct handover *h,
    struct order *o, struct credit_row *credit, enum handover_state from,
    const struct handover_round *round, const struct sale_terms *terms)
{
	switch (r->ruling) {
	case RULING_ACCEPT:
		return handover_accepted(act, h, o, credit, from, round,
		    "ruled_done", r->words, terms);
	case RULING_REWORK:
		/* What was disputed before it was handed over anew, still is. */
		h->round += h->round == round->round;
		return handover_move(act, h, from, "ruled_rework", r->words);
	case RULING_CANCEL:
		return stages_stop(
		    act, o, credit, "ruled_cancelled", r->words, terms);
	case RULING__MAX:
		break;
	}
	return ERR_BUG;
}

enum err
handover_rule(struct act *act, const struct handover_rule *r,
    struct id handover_id, const struct sale_terms *terms)
{
	static const enum handover_event events[RULING__MAX] = {
		[RULING_ACCEPT] = HANDOVER_ON_ACCEPT,
		[RULING_REWORK] = HANDOVER_ON_REJECT,
		[RULING_CANCEL] = HANDOVER_ON_CANCEL,
	};
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
	/* A service ends by a refund. */
	if (from != HANDOVER_DISPUTED ||
	    (h.stage == 0 && r->ruling == RULING_CANCEL))
		return ERR_STATE;
	e = handover_decide(&h, events[r->ruling], r->row_version, &changed);
	if (e == OK)
		e = handover_round_last(act, &round, &h);
	if (e != OK)
		return e;
	round.ruling = r->words;
	round.ruled_by = act->user_id;
	round.ruled_at_us = act->now_us;
	if ((e = handover_round_rule(act->db, &round)) != OK ||
	    (e = ruled(act, r, &h, &o, &credit, from, &round, terms)) != OK ||
	    (e = handover_tell_seller(act, &h, "service_ruled")) != OK)
		return e;
	return handover_tell_buyer(act, &o, &h, "service_ruled");
}
