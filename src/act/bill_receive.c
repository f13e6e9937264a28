#include "act/bill.h"

#include "act/term.h"
#include "moves.h"
#include "stages.h"

static const struct id nobody = { { 0 } };

/* The bill is read first without a lock: it says what goes before it. */
enum err
bill_hold(
    struct act *act, struct bill_held *h, struct bill *b, struct id bill_id)
{
	enum err e = bill_get(act->db, act->arena, b, bill_id, nobody);

	if (e == OK && b->on_credit)
		e = credit_row_lock(
		    act->db, act->arena, &h->credit, b->company_id, b->pool);
	h->has_order = e == OK && !id_is_nil(b->order_id);
	if (h->has_order)
		e = order_lock(
		    act->db, act->arena, &h->order, b->order_id, nobody);
	return e != OK ? e : bill_lock(act->db, act->arena, b, bill_id);
}

/* The same bank reference again is the same money, told twice. */
static enum err
repeated(struct act *act, bool *is, const struct receipt *r)
{
	struct receipt *before;
	size_t n;
	enum err e = receipts_of(act->db, act->arena, &before, &n, r->bill_id);

	*is = false;
	if (r->reference.p == NULL)
		return e;
	for (size_t i = 0; e == OK && i < n && !*is; i++) {
		*is = str_eq(before[i].reference, r->reference);
		if (*is && !money_eq(before[i].amount, r->amount))
			e = ERR_EXISTS;
	}
	return e;
}

/* What the bill takes of it frees the pool. */
static enum err
take(struct act *act, struct bill_held *h, struct receipt_outcome *out,
    struct receipt *r)
{
	struct bill *b = &out->bill;
	struct money open;
	bool counted = b->state != BILL_UNCOLLECTIBLE;
	enum err e = bill_take(&b->sums, r->amount, &r->applied, &out->deposit);

	if (e == OK)
		e = bill_open(&open, &b->sums);
	if (e == OK)
		e = bill_step(&b->state, b->state,
		    open.minor == 0 ? BILL_ON_PAY : BILL_ON_PART);
	if (e != OK)
		return e;
	if (b->state == BILL_PAID)
		b->paid_at_us = act->now_us;
	if (!b->on_credit || !counted)
		return OK;
	e = credit_pay(&h->credit.pool, r->applied);
	return e != OK ? e : credit_row_write(act->db, &h->credit);
}

static enum err
entry_make(
    struct act *act, const struct receipt_outcome *out, const struct receipt *r)
{
	const struct bill *b = &out->bill;
	struct entry entry;
	enum err e = entry_bill_paid(&entry,
	    str_is(r->method, RECEIPT_CARD) ? ACCOUNT_GATEWAY_CLEARING
					    : ACCOUNT_BANK,
	    b->company_id, r->applied, out->deposit);

	return e != OK
	    ? e
	    : entry_write(act, "bill_paid", r->receipt_id, b->order_id, &entry);
}

static struct event
event_make(struct act *act, const struct receipt_outcome *out,
    const struct receipt *r, enum bill_state from)
{
	char text[MONEY_TEXT_MAX];
	struct str amount = money_decimal(text, r->amount);
	struct str words = arena_printf(
	    act->arena, "%.*s %s", STR_FMT(amount), r->amount.currency.code);

	return act_event(act, "bill", r->bill_id, "received",
	    bill_state_name(from), bill_state_name(out->bill.state), words);
}

/*
 * Of a statement under the name of its last order: a refund has one.  What
 * a card paid goes back to it by itself.
 */
static enum err
surplus_return(struct act *act, struct bill_held *h,
    const struct receipt_outcome *out, struct id payment_id)
{
	struct id bill_id = out->bill.bill_id, order_id = h->order.order_id;
	enum err e = OK;

	if (!h->has_order) {
		e = bill_last_order(act->db, act->arena, &order_id, bill_id);
		if (e == OK)
			e = order_get(
			    act->db, act->arena, &h->order, order_id, nobody);
	}
	if (e != OK)
		return e;
	return id_is_nil(payment_id)
	    ? refund_by_hand(act, &h->order, out->deposit, bill_id)
	    : refund_surplus(act, &h->order, out->deposit, payment_id, bill_id);
}

/*
 * What this order was to renew has ended while its money was on the way: the
 * bill is void, so that all of it goes back.  Unless a card may be paying it
 * at this moment: then it is an operator's.
 */
static enum err
renewal_settle(struct act *act, struct bill_held *h, struct bill *b,
    const struct sale_terms *terms)
{
	struct order *o = &h->order;
	bool over = false;
	enum err e;

	if (!h->has_order || o->state != ORDER_PENDING_PAYMENT ||
	    id_is_nil(o->renews_order_id))
		return OK;
	e = renewal_is_over(act, &over, o);
	if (e != OK || !over)
		return e;
	e = order_payments_cancel(act, o);
	if (e != OK)
		return e == ERR_PAYMENT_OPEN ? OK : e;
	e = order_annul_locked(act, o,
	    STR("What it renews had ended when the money came."), terms);
	return e == OK ? bill_lock(act->db, act->arena, b, b->bill_id) : e;
}

enum err
bill_receive(struct act *act, struct receipt_outcome *out,
    const struct receipt *receipt, const struct sale_terms *terms)
{
	struct receipt r = *receipt;
	struct bill_held h = { .has_order = false };
	struct event event;
	enum bill_state from;
	enum err e;

	*out = (struct receipt_outcome){ .deposit = money_zero(
					     r.amount.currency) };
	if ((e = bill_hold(act, &h, &out->bill, r.bill_id)) != OK ||
	    (e = repeated(act, &out->repeated, &r)) != OK || out->repeated)
		return e;
	if (!currency_eq(out->bill.net.currency, r.amount.currency))
		return ERR_CURRENCY;
	if (r.amount.minor <= 0)
		return ERR_RANGE;
	if ((e = renewal_settle(act, &h, &out->bill, terms)) != OK)
		return e;
	from = out->bill.state;
	r.receipt_id = id_new();
	r.recorded_at_us = act->now_us;
	r.recorded_by = act->user_id;
	r.applied = money_zero(r.amount.currency);
	out->deposit = r.amount;
	/* Paid or void already: all of it is the company's deposit. */
	if (bill_is_payable(from))
		e = take(act, &h, out, &r);
	if (e != OK)
		return e;
	event = event_make(act, out, &r, from);
	out->order_paid = h.has_order && out->bill.state == BILL_PAID &&
	    h.order.state == ORDER_PENDING_PAYMENT;
	if ((e = bill_move(act, &out->bill, from,
		 out->order_paid ? NULL : &event)) != OK ||
	    (e = receipt_insert(act->db, &r)) != OK ||
	    (e = entry_make(act, out, &r)) != OK)
		return e;
	if (from == BILL_UNCOLLECTIBLE && r.applied.minor > 0)
		e = bill_recovered(act, &out->bill, &r);
	if (e == OK && out->deposit.minor > 0)
		e = surplus_return(act, &h, out, r.payment_id);
	if (e == OK && out->order_paid)
		e = order_paid(
		    act, &h.order, &event, FUNDED_BY_TRANSFER, terms);
	return e == OK && h.has_order && h.order.plan_version > 0 &&
		out->bill.state == BILL_PAID
	    ? stages_complete(act, &h.order)
	    : e;
}
