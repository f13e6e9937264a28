#include "act/bill.h"
#include "moves.h"

enum err
bill_issue(struct act *act, struct bill *out, struct order *o,
    const struct sale_terms *terms)
{
	struct event event;
	struct entry entry;
	enum err e;

	if (o->state != ORDER_PENDING_PAYMENT || o->billed_at_us != 0 ||
	    act->now_us >= o->expires_at_us)
		return ERR_STATE;
	*out = bill_of(act, o, BILL_ISSUED, terms);
	o->billed_at_us = act->now_us;
	event = act_event(act, "bill", out->bill_id, "issued", NULL,
	    bill_state_name(out->state), STR_NONE);
	if ((e = order_payments_cancel(act, o)) != OK ||
	    (e = order_write_state(act->db, o, o->state)) != OK ||
	    (e = entry_bill_issued(&entry, o->company_id, o->total)) != OK ||
	    (e = entry_write(act, "bill_issued", out->bill_id, o->order_id,
		 &entry)) != OK ||
	    (e = events_insert(act->db, &event, 1)) != OK)
		return e;
	o->row_version++;
	e = bill_number(act, out, terms);
	if (e == OK)
		e = bill_lines_of_order(act->db, out->bill_id, o->order_id);
	return e != OK ? e : bill_tell(act, out, "bill_issued");
}

/* The order's row is written by whoever withdraws. */
enum err
bill_withdraw(struct act *act, struct order *o, struct str reason)
{
	struct bill b;
	struct event event;
	struct entry entry;
	struct money back;
	enum bill_state from;
	enum err e;

	if (o->billed_at_us == 0)
		return OK;
	e = bill_lock_of_order(act->db, act->arena, &b, o->order_id);
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_BUG : e;
	from = b.state;
	if (b.sums.paid.minor > 0)
		return ERR_STATE;
	e = bill_step(&b.state, from, BILL_ON_VOID);
	if (e != OK)
		return e;
	b.stands = false;
	o->billed_at_us = 0;
	event = act_event(act, "bill", b.bill_id, "void", bill_state_name(from),
	    bill_state_name(b.state), reason_cut(reason));
	if ((e = money_sub(&back, money_zero(b.net.currency), b.sums.total)) !=
		OK ||
	    (e = entry_bill_issued(&entry, o->company_id, back)) != OK ||
	    (e = entry_write(
		 act, "bill_void", b.bill_id, o->order_id, &entry)) != OK)
		return e;
	return bill_move(act, &b, from, &event);
}
