#include "act/order.h"

#include "moves.h"
#include "store/bill.h"
#include "store/counter.h"
#include "store/ledger.h"

static enum err
entry_make(struct act *act, const struct order *o, struct id cause,
    const struct sale_terms *terms)
{
	struct ledger_entry entry = {
		.entry_id = id_new(),
		.occasion = STR("order_paid"),
		.subject_id = cause,
		.order_id = o->order_id,
		.created_at_us = act->now_us,
	};
	enum err e = entry_order_paid(
	    &entry.entry, o->seller_id, o->net, o->tax, terms->commission_bp);

	if (e != OK || entry.entry.n == 0)
		return e;
	return ledger_insert(act->db, &entry);
}

/* The counter's row is locked last of all: every sale waits for it. */
static enum err
bill_make(struct act *act, const struct order *o, struct id bill_id,
    const struct sale_terms *terms)
{
	struct bill bill = {
		.bill_id = bill_id,
		.order_id = o->order_id,
		.company_id = o->company_id,
		.state = BILL_PAID,
		.net = o->net,
		.tax = o->tax,
		.total = o->total,
		.paid = o->total,
		.issued_at_us = act->now_us,
		.due_at_us = terms->bill_due_at_us,
		.paid_at_us = act->now_us,
	};
	int64_t no = 0;
	enum err e = counter_next(act->db, &no, STR("bill"), terms->bill_year);

	if (e != OK)
		return e;
	bill.bill_no = arena_printf(
	    act->arena, "%d-%06lld", (int)terms->bill_year, (long long)no);
	return bill.bill_no.p == NULL ? ERR_NOMEM : bill_insert(act->db, &bill);
}

enum err
order_paid(struct act *act, struct order *o, const struct event *cause,
    const struct sale_terms *terms)
{
	struct id bill_id = id_new();
	enum order_state from = o->state;
	struct event events[3];
	struct message messages[2];
	enum err e = order_step(&o->state, from, ORDER_ON_CAPTURED);

	if (e != OK)
		return e;
	o->paid_at_us = act->now_us;
	events[0] = *cause;
	events[1] = act_event(act, "order", o->order_id, "paid",
	    order_state_name(from), order_state_name(o->state), STR_NONE);
	events[2] = act_event(act, "bill", bill_id, "issued", NULL,
	    bill_state_name(BILL_PAID), STR_NONE);
	messages[0] = act_message(
	    act, "provision", "provision", o->user_id, o->order_id);
	messages[1] = act_message(
	    act, "mail", "order_paid", o->user_id, o->order_id);
	if ((e = order_write_state(act->db, o, from)) != OK ||
	    (e = entry_make(act, o, cause->subject_id, terms)) != OK ||
	    (e = outbox_insert(act->db, messages, 2)) != OK ||
	    (e = events_insert(act->db, events, 3)) != OK)
		return e;
	o->row_version++;
	return bill_make(act, o, bill_id, terms);
}
