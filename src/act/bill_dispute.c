#include "act/bill_dispute.h"

#include "moves.h"

static const struct id nobody = { { 0 } };

static struct event
event_of(struct act *act, const struct bill *b, enum bill_state from,
    const char *kind, struct money amount)
{
	char text[MONEY_TEXT_MAX];
	struct str words = arena_printf(act->arena, "%.*s %s",
	    STR_FMT(money_decimal(text, amount)), amount.currency.code);

	return act_event(act, "bill", b->bill_id, kind, bill_state_name(from),
	    bill_state_name(b->state), words);
}

enum err
bill_dispute_open(struct act *act, struct bill_dispute *out, struct id bill_id,
    struct id company_id, int64_t minor, struct str reason)
{
	struct bill b;
	struct money open;
	struct event event;
	enum bill_state from;
	enum err e = bill_get(act->db, act->arena, &b, bill_id, company_id);

	if (e == OK)
		e = bill_lock(act->db, act->arena, &b, bill_id);
	if (e != OK)
		return e;
	from = b.state;
	if (from == BILL_DISPUTED)
		return ERR_EXISTS;
	if (!b.on_credit || !bill_is_disputable(from))
		return ERR_STATE;
	if ((e = bill_open(&open, &b.sums)) != OK)
		return e;
	if (minor < 1 || minor > open.minor)
		return ERR_RANGE;
	*out = (struct bill_dispute){ .dispute_id = id_new(),
		.bill_id = bill_id,
		.amount = { minor, open.currency },
		.reason = reason,
		.created_at_us = act->now_us,
		.created_by = act->user_id };
	if ((e = bill_step(&b.state, from, BILL_ON_DISPUTE)) != OK ||
	    (e = bill_dispute_insert(act->db, out)) != OK)
		return e;
	event = event_of(act, &b, from, "disputed", out->amount);
	e = bill_move(act, &b, from, &event);
	return e == OK ? bill_dispute_get(act->db, act->arena, out,
			     out->dispute_id, company_id)
		       : e;
}

/* It is closed, so its bill (locked) is what it would be without it. */
static enum err
bill_return(struct act *act, struct bill *b, struct money amount)
{
	enum bill_state from = b->state;
	struct event event;
	enum err e;

	if (from != BILL_DISPUTED)
		return OK;
	e = bill_step(&b->state, from,
	    bill_resolves(&b->sums, act->now_us >= b->due_at_us));
	event = event_of(act, b, from, "dispute_closed", amount);
	return e == OK ? bill_move(act, b, from, &event) : e;
}

static enum err
close_as(struct act *act, struct bill_dispute *d, enum dispute_state state)
{
	struct bill b;
	enum err e = bill_lock(act->db, act->arena, &b, d->bill_id);

	d->state = state;
	d->closed_at_us = act->now_us;
	d->closed_by = act->user_id;
	if (e == OK)
		e = bill_dispute_close(act->db, d);
	if (e == OK)
		e = bill_return(act, &b, d->amount);
	return e == OK
	    ? bill_dispute_get(act->db, act->arena, d, d->dispute_id, nobody)
	    : e;
}

enum err
bill_dispute_withdraw(struct act *act, struct bill_dispute *out,
    struct id dispute_id, struct id company_id)
{
	enum err e = bill_dispute_get(
	    act->db, act->arena, out, dispute_id, company_id);

	if (e != OK || out->state == DISPUTE_WITHDRAWN)
		return e;
	return out->state == DISPUTE_OPEN
	    ? close_as(act, out, DISPUTE_WITHDRAWN)
	    : ERR_STATE;
}

enum err
bill_disputes_end(struct act *act, struct id bill_id, struct str reason)
{
	struct bill_dispute *all = NULL;
	size_t n = 0;
	enum err e = bill_disputes_of(act->db, act->arena, &all, &n, bill_id);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (all[i].state != DISPUTE_OPEN)
			continue;
		all[i].state = DISPUTE_WITHDRAWN;
		all[i].ruling = reason_cut(reason);
		all[i].closed_at_us = act->now_us;
		all[i].closed_by = act->user_id;
		e = bill_dispute_close(act->db, &all[i]);
	}
	return e;
}

/* Paid meanwhile, it gives back money. */
static enum err
cash_return(struct act *act, const struct credit_note_made *made)
{
	struct order o;
	enum err e;

	if (made->cash.minor == 0)
		return OK;
	e = order_get(act->db, act->arena, &o, made->note.order_id, nobody);
	return e == OK ? refund_of_bill(act, &o, made->cash, made->bill.bill_id)
		       : e;
}

/* A note an order: a statement has many. */
static enum err
notes_make(struct act *act, const struct bill_dispute *d,
    const struct sale_terms *terms)
{
	struct bill b;
	struct bill_held held;
	struct bill_share *shares;
	struct credit_note_made made;
	size_t n = 0;
	enum err e = bill_hold(act, &held, &b, d->bill_id);

	if (e == OK)
		e = bill_spread(act, &shares, &n, &b, d->credited);
	for (size_t i = 0; e == OK && i < n; i++) {
		e = bill_credit_on(act, &made, d->bill_id, shares[i].order_id,
		    shares[i].parts, shares[i].n, d->ruling, terms);
		if (e == OK)
			e = cash_return(act, &made);
	}
	return e;
}

enum err
bill_dispute_rule(struct act *act, struct bill_dispute *out,
    struct id dispute_id, int64_t row_version, int64_t credit_minor,
    struct str ruling, const struct sale_terms *terms)
{
	struct bill b;
	bool upheld = credit_minor > 0;
	enum err e = bill_dispute_get(
	    act->db, act->arena, out, dispute_id, nobody);

	if (e != OK)
		return e;
	if (out->state != DISPUTE_OPEN)
		return ERR_STATE;
	if (out->row_version != row_version)
		return ERR_STALE;
	if (credit_minor < 0 || credit_minor > out->amount.minor)
		return ERR_RANGE;
	out->credited.minor = credit_minor;
	out->ruling = ruling;
	if (upheld && (e = notes_make(act, out, terms)) != OK)
		return e;
	e = close_as(act, out, upheld ? DISPUTE_UPHELD : DISPUTE_REJECTED);
	if (e == OK)
		e = bill_get(act->db, act->arena, &b, out->bill_id, nobody);
	return e == OK ? bill_tell(act, &b, "bill_dispute_ruled") : e;
}
