#include "act/payment.h"

#include "act/bill.h"
#include "moves.h"

/*
 * Another attempt of this order was open when this one was captured, as
 * when the buyer paid in a tab that we believed lost.  The order is paid,
 * so the other attempt must not keep holding it; if it is captured as well
 * it will be refunded.
 */
static enum err
others_release(
    struct act *act, const struct payment *paid, struct payment *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct payment *p = &all[i];
		enum err e;

		if (!p->holds_order || id_eq(p->payment_id, paid->payment_id))
			continue;
		p->holds_order = false;
		e = payment_write(act->db, p, p->state);
		if (e != OK)
			return e;
	}
	return OK;
}

/* The money stays with the company until it has gone back. */
static enum err
deposit_make(struct act *act, const struct payment *p, const struct order *o,
    const struct event *captured)
{
	const struct event events[] = { *captured,
		act_event(act, "payment", p->payment_id, "refund_due", NULL,
		    NULL,
		    STR("The order could not take this payment any more.")) };
	struct ledger_entry entry = {
		.entry_id = id_new(),
		.occasion = STR("deposit"),
		.subject_id = p->payment_id,
		.order_id = p->order_id,
		.created_at_us = act->now_us,
	};
	enum err e = entry_deposit(&entry.entry, p->company_id, p->amount);

	if (e == OK)
		e = ledger_insert(act->db, &entry);
	if (e == OK)
		e = events_insert(act->db, events, 2);
	return e == OK ? refund_surplus(act, o, p->amount, p->payment_id,
			     (struct id){ { 0 } })
		       : e;
}

/* The order is PAID by it. */
static enum err
capture_pays(struct act *act, struct payment *p, enum payment_state from,
    struct order *o, const struct event *captured,
    const struct sale_terms *terms)
{
	enum order_state order_from = o->state;
	enum err e = order_pay(act, o);

	/* Two statements: one that joins both costs more than a round trip. */
	if (e == OK)
		e = order_write_state(act->db, o, order_from);
	if (e == OK)
		e = payment_write(act->db, p, from);
	return e != OK ? e
		       : order_paid_follow(act, o, order_from, captured,
			     FUNDED_BY_CAPTURE, terms);
}

static enum err
capture_apply(struct act *act, enum capture_outcome *outcome, struct payment *p,
    struct order *o, struct payment *all, size_t n,
    const struct sale_terms *terms)
{
	bool pays = o->state == ORDER_PENDING_PAYMENT;
	enum payment_state from = p->state;
	struct event captured;
	enum err e = payment_step(&p->state, from, PAYMENT_ON_CAPTURE);

	if (e == OK && pays && o->billed_at_us != 0) {
		e = bill_withdraw(act, o, STR("It was paid by card."));
		/* A part has come or comes: this is paid twice, and goes back. */
		pays = e != ERR_STATE && e != ERR_PAYMENT_OPEN;
		if (!pays)
			e = OK;
	}
	if (e == OK && pays)
		e = others_release(act, p, all, n);
	if (e != OK)
		return e;
	p->holds_order = pays;
	p->captured_at_us = act->now_us;
	p->next_check_at_us = 0;
	p->failure = STR_NONE;
	captured = act_event(act, "payment", p->payment_id, "captured",
	    payment_state_name(from), payment_state_name(p->state), STR_NONE);
	*outcome = pays ? CAPTURE_APPLIED : CAPTURE_TO_REFUND;
	if (pays)
		return capture_pays(act, p, from, o, &captured, terms);
	e = payment_write(act->db, p, from);
	return e != OK ? e : deposit_make(act, p, o, &captured);
}

enum err
payment_captured(struct act *act, enum capture_outcome *outcome,
    struct id payment_id, struct str gateway_ref, struct money amount,
    const struct sale_terms *terms)
{
	struct payment *all = NULL, *p;
	struct order o;
	size_t n = 0;
	enum err e = payments_lock_beside(
	    act->db, act->arena, &o, &all, &n, payment_id);

	if (e == ERR_NOT_FOUND)
		return bill_payment_captured(
		    act, outcome, payment_id, gateway_ref, amount, terms);
	if (e != OK)
		return e;
	p = payment_among(all, n, payment_id);
	if (p == NULL)
		return ERR_BUG;
	if (p->captured_at_us != 0) {
		*outcome = CAPTURE_REPEATED;
		return OK;
	}
	if (!money_eq(amount, p->amount)) {
		*outcome = CAPTURE_MISMATCH;
		return OK;
	}
	p->gateway_ref = gateway_ref;
	return capture_apply(act, outcome, p, &o, all, n, terms);
}

/* While it holds its order no other attempt does. */
enum err
payment_captured_unlocked(struct act *act, enum capture_outcome *outcome,
    const struct payment *payment, const struct order *order,
    struct str gateway_ref, struct money amount, const struct sale_terms *terms)
{
	struct payment p = *payment;
	struct order o = *order;

	if (!money_eq(amount, p.amount)) {
		*outcome = CAPTURE_MISMATCH;
		return OK;
	}
	/* A bill to withdraw is locked behind its order. */
	if (!p.holds_order || o.state != ORDER_PENDING_PAYMENT ||
	    o.billed_at_us != 0)
		return ERR_STALE;
	p.gateway_ref = gateway_ref;
	return capture_apply(act, outcome, &p, &o, &p, 1, terms);
}
