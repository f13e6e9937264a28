#include "act/order.h"

#include "moves.h"

static enum err
entry_make(struct act *act, const struct order *o, struct id cause,
    enum order_funding funding, const struct sale_terms *terms)
{
	static const struct id site = { { 0 } };
	static const enum account by[] = {
		[FUNDED_BY_CAPTURE] = ACCOUNT_GATEWAY_CLEARING,
		[FUNDED_BY_TRANSFER] = ACCOUNT_CUSTOMER_DEPOSITS,
		[FUNDED_BY_CREDIT] = ACCOUNT_RECEIVABLE,
	};
	struct entry entry;
	enum err e = entry_order_paid(&entry, by[funding],
	    funding == FUNDED_BY_CAPTURE ? site : o->company_id, o->seller_id,
	    o->net, o->tax, terms->commission_bp);

	return e != OK
	    ? e
	    : entry_write(act, "order_paid", cause, o->order_id, &entry);
}

/* What came by card pays the bill that is issued with it. */
static enum err
capture_make(struct act *act, const struct order *o, struct id bill_id,
    struct id payment_id)
{
	const struct receipt receipt = {
		.receipt_id = id_new(),
		.bill_id = bill_id,
		.method = STR(RECEIPT_CARD),
		.payment_id = payment_id,
		.amount = o->total,
		.applied = o->total,
		.received_at_us = act->now_us,
		.recorded_at_us = act->now_us,
	};

	return o->total.minor > 0 ? receipt_insert(act->db, &receipt) : OK;
}

static enum err
bill_make(struct act *act, const struct order *o, struct bill *bill,
    struct id payment_id, const struct sale_terms *terms)
{
	enum err e = bill_number(act, bill, terms);

	if (e == OK)
		e = bill_lines_of_order(act->db, bill->bill_id, o->order_id);
	return e != OK ? e : capture_make(act, o, bill->bill_id, payment_id);
}

static const char *const paid_mail[] = {
	[FUNDED_BY_CAPTURE] = "order_paid",
	[FUNDED_BY_TRANSFER] = "order_paid",
	[FUNDED_BY_CREDIT] = "order_on_credit",
	[FUNDED_BY_STAGES] = "order_in_stages",
};

enum err
order_pay(struct act *act, struct order *o)
{
	enum err e = order_step(&o->state, o->state, ORDER_ON_CAPTURED);

	o->paid_at_us = act->now_us;
	o->billed_at_us = 0;
	return e;
}

enum err
order_paid_follow(struct act *act, struct order *o, enum order_state from,
    const struct event *cause, enum order_funding funding,
    const struct sale_terms *terms)
{
	/* Of an order in stages a stage is sold with its bill. */
	bool staged = funding == FUNDED_BY_STAGES;
	bool bills = funding == FUNDED_BY_CAPTURE;
	struct bill bill = bill_of(act, o, BILL_PAID, terms);
	struct event events[3];
	struct message messages[2];
	enum err e;

	events[0] = *cause;
	events[1] = act_event(act, "order", o->order_id, "paid",
	    order_state_name(from), order_state_name(o->state), STR_NONE);
	events[2] = act_event(act, "bill", bill.bill_id, "issued", NULL,
	    bill_state_name(BILL_PAID), STR_NONE);
	messages[0] = act_message(
	    act, "mail", paid_mail[funding], o->user_id, o->order_id);
	messages[1] = act_message(
	    act, "provision", "provision", o->user_id, o->order_id);
	if ((!staged &&
		(e = entry_make(act, o, cause->subject_id, funding, terms)) !=
		    OK) ||
	    (e = outbox_insert(act->db, messages, staged ? 1 : 2)) != OK ||
	    (e = events_insert(act->db, events, bills ? 3 : 2)) != OK)
		return e;
	o->row_version++;
	return bills ? bill_make(act, o, &bill, cause->subject_id, terms) : OK;
}

enum err
order_paid(struct act *act, struct order *o, const struct event *cause,
    enum order_funding funding, const struct sale_terms *terms)
{
	enum order_state from = o->state;
	enum err e = order_pay(act, o);

	if (e == OK)
		e = order_write_state(act->db, o, from);
	return e != OK ? e
		       : order_paid_follow(act, o, from, cause, funding, terms);
}
