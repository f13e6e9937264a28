#include "act/refund.h"

#include "base/sys.h"
#include "moves.h"
#include "store/ledger.h"
#include "store/payment.h"
#include "store/task.h"

static const struct id nobody = { { 0 } };

enum {
	CHECK_FIRST_S = 30,
	CHECK_DOUBLINGS = 9,
	WATCH_EVERY_DAYS = 10,
	WATCH_TRIES = 48 /* about a week without an answer */
};

static int64_t
next_check(const struct refund *r, int64_t now_us)
{
	int64_t n = r->checks < CHECK_DOUBLINGS ? r->checks : CHECK_DOUBLINGS;

	return now_us + ((int64_t)CHECK_FIRST_S << n) * SEC_US;
}

enum err
refund_take(
    struct act *act, struct refund *r, struct order *o, struct id refund_id)
{
	enum err e = refund_get(
	    act->db, act->arena, r, refund_id, nobody, nobody);

	if (e == OK)
		e = order_lock(act->db, act->arena, o, r->order_id, nobody);
	return e == OK ? refund_lock(act->db, act->arena, r, refund_id) : e;
}

/* Sent by a gateway, to which the buyer's bank may return it for weeks. */
static bool
is_watched(const struct refund *r)
{
	return r->state == REFUND_REFUNDED && r->gateway_ref.n > 0;
}

static int64_t
watch_ends_us(const struct refund *r)
{
	return r->refunded_at_us + REFUND_WATCH_DAYS * DAY_US;
}

static int64_t
next_watch(const struct refund *r, int64_t now_us)
{
	return now_us < watch_ends_us(r) ? now_us + WATCH_EVERY_DAYS * DAY_US
					 : 0;
}

enum err
refund_start(struct act *act, struct refund *out, struct id refund_id)
{
	struct order o;
	enum refund_state from;
	enum err e = refund_take(act, out, &o, refund_id);

	if (e != OK)
		return e;
	from = out->state;
	if (is_watched(out))
		return OK;
	/* The gateway has tried: it would say the same of the same refund. */
	if (from == REFUND_FAILED && out->gateway_ref.n > 0)
		return ERR_STATE;
	e = refund_step(&out->state, from, REFUND_ON_START);
	if (e != OK || out->state == from)
		return e;
	out->checks = 0;
	out->next_check_at_us = next_check(out, act->now_us);
	e = refund_move(act, out, from, "started", STR_NONE);
	out->row_version++;
	return e;
}

/* Still so: it is asked about again, for as long as a bank may take. */
static enum err
refund_watch(struct act *act, struct refund *r)
{
	if (!is_watched(r) || r->next_check_at_us == 0)
		return OK;
	r->checks = 0;
	r->next_check_at_us = next_watch(r, act->now_us);
	return refund_write(act->db, r, r->state);
}

enum err
refund_checked(struct act *act, struct id refund_id, struct str gateway_ref)
{
	struct refund r;
	struct order o;
	enum err e = refund_take(act, &r, &o, refund_id);

	if (e != OK || (r.state != REFUND_PROCESSING && !is_watched(&r)))
		return e;
	if (gateway_ref.n > 0)
		r.gateway_ref = gateway_ref;
	r.checks++;
	if (is_watched(&r) && r.checks >= WATCH_TRIES)
		return refund_watch(act, &r);
	r.next_check_at_us = next_check(&r, act->now_us);
	return refund_write(act->db, &r, r.state);
}

/*
 * What waited in the company's deposits leaves the house.  By hand it does
 * so under a name of its own: a gateway may have brought it back before.
 */
static enum err
ledger_write(struct act *act, const struct refund *r)
{
	bool by_gateway = r->gateway_ref.n > 0;
	struct money zero = money_zero(r->cash.currency), out;
	struct entry entry;
	enum err e = money_sub(&out, zero, r->cash);

	if (e == OK)
		e = entry_bill_paid(&entry,
		    by_gateway ? ACCOUNT_GATEWAY_CLEARING : ACCOUNT_BANK,
		    r->company_id, zero, out);
	return e == OK
	    ? entry_write(act, by_gateway ? "refund" : "refund_by_hand",
		  r->refund_id, r->order_id, &entry)
	    : e;
}

/* Of the attempt that paid: PARTLY_REFUNDED until all of it is back. */
static enum err
payment_give_back(struct act *act, const struct refund *r)
{
	struct payment p;
	struct money back;
	enum payment_state from;
	enum err e;

	if (id_is_nil(r->payment_id))
		return OK;
	if ((e = payment_lock(act->db, act->arena, &p, r->payment_id)) != OK ||
	    (e = refunds_cash(act->db, act->arena, &back, r->payment_id,
		 r->cash.currency)) != OK ||
	    (e = money_add(&back, back, r->cash)) != OK)
		return e;
	from = p.state;
	e = payment_step(&p.state, from,
	    back.minor >= p.amount.minor ? PAYMENT_ON_REFUND
					 : PAYMENT_ON_REFUND_PART);
	/* Charged back meanwhile: the bank has the last word. */
	if (e == ERR_STATE)
		return OK;
	return e == OK && p.state != from
	    ? payment_move(act, &p, from, "refunded", STR_NONE)
	    : e;
}

/* The order's task stays while another of its refunds waits for a hand. */
static enum err
task_done(struct act *act, struct id order_id)
{
	struct refund *all = NULL;
	size_t n = 0;
	enum err e = refunds_of_order(act->db, act->arena, &all, &n, order_id);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (all[i].state == REFUND_FAILED ||
		    (all[i].state == REFUND_APPROVED &&
			id_is_nil(all[i].payment_id)))
			return OK;
	}
	return e == OK
	    ? task_close(act->db, STR(TASK_REFUND), order_id, act->now_us)
	    : e;
}

enum err
refund_settled(struct act *act, struct id refund_id, struct str gateway_ref)
{
	struct refund r;
	struct order o;
	enum refund_state from;
	struct message mail;
	enum err e = refund_take(act, &r, &o, refund_id);

	if (e != OK)
		return e;
	from = r.state;
	e = refund_step(&r.state, from, REFUND_ON_SETTLE);
	if (e != OK)
		return e;
	if (r.state == from)
		return refund_watch(act, &r);
	/* What was sent by hand is the bank's, whatever was tried before. */
	r.gateway_ref = gateway_ref;
	r.refunded_at_us = act->now_us;
	r.checks = 0;
	r.next_check_at_us = is_watched(&r) ? next_watch(&r, act->now_us) : 0;
	mail = act_message(act, "mail", "refund_paid", r.user_id, refund_id);
	if ((e = ledger_write(act, &r)) != OK ||
	    (e = payment_give_back(act, &r)) != OK ||
	    (e = refund_move(act, &r, from, "refunded", STR_NONE)) != OK)
		return e;
	if (gateway_ref.n == 0) {
		e = task_done(act, r.order_id);
		if (e != OK)
			return e;
	}
	return outbox_insert(act->db, &mail, 1);
}

enum err
refund_sent(struct act *act, struct id refund_id)
{
	struct refund r;
	enum err e = refund_get(
	    act->db, act->arena, &r, refund_id, nobody, nobody);

	if (e == OK && r.state != REFUND_REFUNDED && r.state != REFUND_FAILED &&
	    !(r.state == REFUND_APPROVED && id_is_nil(r.payment_id)))
		return ERR_STATE;
	return e == OK ? refund_settled(act, refund_id, STR("")) : e;
}
