#include "act/refund.h"

#include "base/text.h"
#include "moves.h"
#include "store/task.h"

/* The provider has it again, and the company is owed it as before. */
static enum err
ledger_return(struct act *act, const struct refund *r)
{
	struct entry entry;
	enum err e = entry_bill_paid(&entry, ACCOUNT_GATEWAY_CLEARING,
	    r->company_id, money_zero(r->cash.currency), r->cash);

	return e == OK ? entry_write(act, "refund_failed", r->refund_id,
			     r->order_id, &entry)
		       : e;
}

/* To what it was but for this refund, whose row says FAILED already. */
static enum err
payment_take_back(struct act *act, const struct refund *r)
{
	struct payment p;
	struct money back;
	enum payment_state from;
	enum err e;

	if ((e = payment_lock(act->db, act->arena, &p, r->payment_id)) != OK ||
	    (e = refunds_cash(act->db, act->arena, &back, r->payment_id,
		 r->cash.currency)) != OK)
		return e;
	from = p.state;
	e = payment_step(&p.state, from,
	    back.minor > 0 ? PAYMENT_ON_RETURN_PART : PAYMENT_ON_RETURN);
	/* Charged back meanwhile: the bank has the last word. */
	if (e == ERR_STATE)
		return OK;
	return e == OK && p.state != from
	    ? payment_move(act, &p, from, "refund_returned", STR_NONE)
	    : e;
}

/* The buyer was told that it is on its way. */
static enum err
refund_return(struct act *act, const struct refund *r)
{
	struct message mail = act_message(
	    act, "mail", "refund_failed", r->user_id, r->refund_id);
	enum err e = ledger_return(act, r);

	if (e == OK)
		e = payment_take_back(act, r);
	return e == OK ? outbox_insert(act->db, &mail, 1) : e;
}

enum err
refund_failed(struct act *act, struct id refund_id, struct str failure)
{
	struct refund r;
	struct order o;
	enum refund_state from;
	enum err e = refund_take(act, &r, &o, refund_id);

	if (e != OK)
		return e;
	from = r.state;
	if (from == REFUND_REFUNDED && r.gateway_ref.n == 0)
		return OK;
	e = refund_step(&r.state, from, REFUND_ON_FAIL);
	if (e != OK || r.state == from)
		return e;
	r.failure = text_cut(failure, FAILURE_MAX);
	r.next_check_at_us = r.refunded_at_us = 0;
	e = refund_move(act, &r, from, "failed", r.failure);
	if (e == OK && from == REFUND_REFUNDED)
		e = refund_return(act, &r);
	return e == OK
	    ? task_open(act->db, STR(TASK_REFUND), r.order_id, act->now_us)
	    : e;
}
