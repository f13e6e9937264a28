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
	if (o->plan_version > 0)
		return ERR_IN_STAGES;
	*out = bill_of(act, o, BILL_ISSUED, terms);
	/* Later there is nothing left to renew. */
	if (!id_is_nil(o->renews_order_id) && o->expires_at_us < out->due_at_us)
		out->due_at_us = o->expires_at_us;
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
