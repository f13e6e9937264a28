/* Bills that are paid by card; what orders have is in payment.c. */
#include "act/bill.h"
#include "base/text.h"
#include "moves.h"

static const struct id nobody = { { 0 } };

enum err
bill_payments_cancel(struct act *act, struct id bill_id, struct payment *open)
{
	struct payment *p = NULL;
	size_t n = 0;
	enum err e = payments_of_bill(
	    act->db, act->arena, &p, &n, bill_id, true);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (!payment_is_open(p[i].state))
			continue;
		if (open != NULL)
			*open = p[i];
		return ERR_PAYMENT_OPEN;
	}
	for (size_t i = 0; e == OK && i < n; i++) {
		if (p[i].state == PAYMENT_REQUIRES_ACTION)
			e = payment_withdraw(act, &p[i]);
	}
	return e;
}

/* An order that waits for this bill must not be charged as well. */
static enum err
order_spare(struct act *act, const struct bill *b)
{
	struct order o;
	enum err e;

	if (id_is_nil(b->order_id) || b->on_credit)
		return OK;
	e = order_lock(act->db, act->arena, &o, b->order_id, nobody);
	return e == OK ? order_payments_cancel(act, &o) : e;
}

static enum err
amount_choose(struct money *out, const struct bill *b, int64_t minor)
{
	enum err e = bill_open(out, &b->sums);

	if (e != OK)
		return e;
	if (b->kind == BILL_CREDIT_NOTE || !bill_is_payable(b->state) ||
	    out->minor == 0)
		return ERR_STATE;
	if (minor < 0 || minor > out->minor)
		return ERR_RANGE;
	if (minor > 0)
		out->minor = minor;
	return OK;
}

/* Of the attempts under way the one to go on with, or none any more. */
static enum err
attempt_join(struct act *act, struct payment *out, bool *joined,
    struct payment *before, size_t n, struct money amount, struct id card_id)
{
	*joined = false;
	for (size_t i = 0; i < n; i++) {
		struct payment *p = &before[i];

		if (!p->holds_bill)
			continue;
		if (p->state == PAYMENT_REQUIRES_ACTION &&
		    (!id_eq(p->card_id, card_id) ||
			!money_eq(p->amount, amount)))
			return payment_withdraw(act, p);
		*out = *p;
		*joined = true;
	}
	return OK;
}

static enum err
attempt_make(struct act *act, struct payment *p)
{
	struct event event = act_event(act, "payment", p->payment_id, "created",
	    NULL, payment_state_name(p->state), STR_NONE);
	enum err e;

	p->next_check_at_us = payment_next_check(p, act->now_us);
	e = payment_insert(act->db, p);
	return e != OK ? e : events_insert(act->db, &event, 1);
}

enum err
payment_create_for_bill(struct act *act, struct payment *out,
    struct id payment_id, struct id bill_id, struct id company_id,
    int64_t minor, struct str gateway, struct id card_id)
{
	struct payment *before = NULL;
	struct money amount;
	struct bill b;
	size_t n = 0;
	bool joined = false;
	enum err e = bill_get(act->db, act->arena, &b, bill_id, company_id);

	if (e != OK || (e = order_spare(act, &b)) != OK ||
	    (e = bill_lock(act->db, act->arena, &b, bill_id)) != OK ||
	    (e = payments_of_bill(
		 act->db, act->arena, &before, &n, bill_id, true)) != OK ||
	    (e = amount_choose(&amount, &b, minor)) != OK ||
	    (e = attempt_join(act, out, &joined, before, n, amount, card_id)) !=
		OK)
		return e;
	if (joined)
		return ERR_PAYMENT_OPEN;
	if (n >= PAYMENT_ATTEMPTS_MAX)
		return ERR_LIMIT;
	*out = (struct payment){
		.payment_id = payment_id,
		.bill_id = bill_id,
		.company_id = b.company_id,
		.holds_bill = true,
		.attempt = payment_attempt_next(before, n),
		.gateway = gateway,
		.card_id = card_id,
		.state = PAYMENT_CREATED,
		.amount = amount,
		.created_at_us = act->now_us,
		.row_version = 1,
	};
	return attempt_make(act, out);
}

/* The payment, behind the bill that it pays and what goes before that. */
static enum err
take(struct act *act, struct payment *out, struct id payment_id)
{
	struct bill_held held;
	struct bill b;
	enum err e = payment_get(act->db, act->arena, out, payment_id, nobody);

	if (e == OK && id_is_nil(out->bill_id))
		return ERR_NOT_FOUND;
	if (e == OK)
		e = bill_hold(act, &held, &b, out->bill_id);
	return e == OK ? payment_lock(act->db, act->arena, out, payment_id) : e;
}

static enum err
capture_write(struct act *act, struct payment *p)
{
	enum payment_state from = p->state;
	enum err e = payment_step(&p->state, from, PAYMENT_ON_CAPTURE);

	if (e != OK)
		return e;
	p->holds_bill = false;
	p->captured_at_us = act->now_us;
	p->next_check_at_us = 0;
	p->failure = STR_NONE;
	return payment_move(act, p, from, "captured", STR_NONE);
}

enum err
bill_payment_captured(struct act *act, enum capture_outcome *outcome,
    struct id payment_id, struct str gateway_ref, struct money amount,
    const struct sale_terms *terms)
{
	struct receipt_outcome received;
	struct receipt receipt;
	struct payment p;
	enum err e = take(act, &p, payment_id);

	if (e != OK)
		return e;
	*outcome = p.captured_at_us != 0 ? CAPTURE_REPEATED : CAPTURE_MISMATCH;
	if (p.captured_at_us != 0 || !money_eq(amount, p.amount))
		return OK;
	p.gateway_ref = gateway_ref;
	receipt = (struct receipt){
		.bill_id = p.bill_id,
		.method = STR(RECEIPT_CARD),
		.payment_id = p.payment_id,
		.amount = p.amount,
		.received_at_us = act->now_us,
	};
	if ((e = capture_write(act, &p)) != OK ||
	    (e = bill_receive(act, &received, &receipt, terms)) != OK)
		return e;
	*outcome = received.deposit.minor < p.amount.minor ? CAPTURE_APPLIED
							   : CAPTURE_TO_REFUND;
	return OK;
}

enum err
bill_payment_failed(struct act *act, struct id payment_id, struct str failure)
{
	struct payment p;
	struct bill b;
	enum err e = take(act, &p, payment_id);

	if (e != OK || p.state == PAYMENT_FAILED)
		return e;
	p.holds_bill = false;
	p.failure = text_cut(failure, FAILURE_MAX);
	if (p.state == PAYMENT_CANCELLED) {
		p.next_check_at_us = 0;
		return payment_write(act->db, &p, p.state);
	}
	e = payment_go(act, &p, PAYMENT_ON_FAIL, "failed", p.failure);
	/* Whoever pays sees it on the page, unless it came out later. */
	if (e != OK || act->actor != ACTOR_WORKER)
		return e;
	e = bill_get(act->db, act->arena, &b, p.bill_id, nobody);
	return e == OK ? bill_tell(act, &b, "bill_payment_failed") : e;
}
