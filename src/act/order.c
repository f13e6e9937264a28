#include "act/order.h"

#include "act/bill.h"
#include "moves.h"
#include "store/task.h"

static const struct id nobody = { { 0 } };

static bool
order_is_settled(enum order_state s)
{
	return s != ORDER_PENDING_PAYMENT && s != ORDER_PAID &&
	    s != ORDER_PROVISIONING && s != ORDER_PROVISION_FAILED;
}

enum err
order_move(struct act *act, const struct order *o, enum order_state from,
    const char *kind, struct str reason)
{
	struct event event = act_event(act, "order", o->order_id, kind,
	    order_state_name(from), order_state_name(o->state),
	    reason_cut(reason));
	enum err e = order_write_state(act->db, o, from);

	/* Delivered, or never to be: nobody needs the sign-in any more. */
	if (e == OK && order_is_settled(o->state))
		e = order_server_wipe(act->db, o->order_id, act->now_us);
	return e != OK ? e : events_insert(act->db, &event, 1);
}

enum err
order_payments_cancel(struct act *act, const struct order *o)
{
	struct payment *p = NULL;
	size_t n = 0;
	enum err e = payments_lock_of(act->db, act->arena, &p, &n, o->order_id);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (payment_is_open(p[i].state))
			return ERR_PAYMENT_OPEN;
	}
	for (; e == OK && n > 0; n--, p++) {
		if (p->state == PAYMENT_REQUIRES_ACTION)
			e = payment_withdraw(act, p);
	}
	return e;
}

enum err
order_close(struct act *act, struct order *o, enum order_event event,
    const char *kind, struct str reason, const struct sale_terms *terms)
{
	enum order_state from = o->state;
	enum err e = order_step(&o->state, from, event);

	if (e != OK || o->state == from)
		return e;
	o->closed_at_us = act->now_us;
	o->close_reason = reason_cut(reason);
	e = order_payments_cancel(act, o);
	if (e == OK)
		e = terms == NULL ? bill_withdraw(act, o, reason)
				  : bill_annul(act, o, reason, terms);
	/* Some of its bill was paid: money has come, as much as by card. */
	if (e == ERR_STATE)
		return ERR_PAYMENT_OPEN;
	if (e == OK)
		e = order_move(act, o, from, kind, reason);
	return e != OK || id_is_nil(o->offer_id)
	    ? e
	    : offer_release(act, o->order_id);
}

/* To be closed: what it redeems is locked before it. */
static enum err
order_take(
    struct act *act, struct order *o, struct id order_id, struct id company_id)
{
	enum err e = offer_hold(act, order_id);

	return e != OK
	    ? e
	    : order_lock(act->db, act->arena, o, order_id, company_id);
}

enum err
order_cancel(struct act *act, struct id order_id, struct id company_id,
    struct str reason)
{
	struct order o;
	enum err e = order_take(act, &o, order_id, company_id);

	return e != OK
	    ? e
	    : order_close(act, &o, ORDER_ON_CANCEL, "cancelled", reason, NULL);
}

static enum err
cancelled_tell(struct act *act, const struct order *o)
{
	struct message mail = act_message(
	    act, "mail", "order_cancelled", o->user_id, o->order_id);

	return outbox_insert(act->db, &mail, 1);
}

enum err
order_annul_locked(struct act *act, struct order *o, struct str reason,
    const struct sale_terms *terms)
{
	enum err e = order_close(
	    act, o, ORDER_ON_CANCEL, "cancelled", reason, terms);

	return e == OK ? cancelled_tell(act, o) : e;
}

enum err
order_annul(struct act *act, struct id order_id, struct str reason,
    const struct sale_terms *terms)
{
	struct order o;
	enum err e = order_take(act, &o, order_id, nobody);

	if (e != OK || o.state == ORDER_CANCELLED)
		return e;
	return order_annul_locked(act, &o, reason, terms);
}

static enum err
order_expire(struct act *act, struct id order_id)
{
	struct order o;
	enum err e = order_take(act, &o, order_id, nobody);

	/* Paid or cancelled since the list was read: not ours any more. */
	if (e == OK && o.state != ORDER_PENDING_PAYMENT)
		return ERR_STATE;
	if (e == OK)
		e = order_close(act, &o, ORDER_ON_EXPIRE, "expired",
		    STR("It was not paid in time."), NULL);
	return e == OK ? cancelled_tell(act, &o) : e;
}

enum err
order_expire_due(struct act *act, size_t *expired)
{
	struct id *ids;
	size_t n = 0;
	enum err e = orders_due(
	    act->db, act->arena, &ids, &n, act->now_us, EXPIRE_BATCH);

	*expired = 0;
	for (size_t i = 0; e == OK && i < n; i++) {
		e = order_expire(act, ids[i]);
		if (e == OK)
			++*expired;
		else if (e == ERR_STATE || e == ERR_PAYMENT_OPEN)
			e = OK;
	}
	return e;
}

enum err
order_provision_start(struct act *act, struct id order_id)
{
	struct order o;
	enum order_state from;
	enum err e = order_lock(act->db, act->arena, &o, order_id, nobody);

	if (e != OK)
		return e;
	from = o.state;
	e = order_step(&o.state, from,
	    from == ORDER_PROVISION_FAILED ? ORDER_ON_RETRY
					   : ORDER_ON_PROVISION);
	if (e != OK || o.state == from)
		return e;
	return order_move(act, &o, from, "provisioning", STR_NONE);
}

enum err
order_provision_by_hand(struct act *act, struct id order_id)
{
	struct order o;
	enum err e = order_lock(act->db, act->arena, &o, order_id, nobody);

	if (e != OK)
		return e;
	if (o.state != ORDER_PROVISIONING)
		return ERR_STATE;
	return task_open(act->db, STR(TASK_DELIVER), order_id, act->now_us);
}

enum err
order_provision_fail(struct act *act, struct id order_id, struct str reason)
{
	struct order o;
	enum order_state from;
	enum err e = order_lock(act->db, act->arena, &o, order_id, nobody);

	if (e != OK)
		return e;
	from = o.state;
	e = order_step(&o.state, from, ORDER_ON_PROVISION_FAIL);
	if (e != OK || o.state == from)
		return e;
	e = order_move(act, &o, from, "provision_failed", reason);
	return e != OK
	    ? e
	    : task_open(act->db, STR(TASK_DELIVER), order_id, act->now_us);
}
