#include "act/refund.h"

#include "act/bill.h"
#include "act/handover.h"
#include "act/provision.h"
#include "act/seller.h"
#include "act/term.h"
#include "moves.h"
#include "refund_part.h"
#include "store/payment.h"
#include "store/task.h"

static const struct id nobody = { { 0 } };

static enum err
refund_event(struct act *act, const struct refund *r, const char *kind,
    const char *from, struct str reason)
{
	struct event event = act_event(act, "refund", r->refund_id, kind, from,
	    refund_state_name(r->state), reason_cut(reason));

	return events_insert(act->db, &event, 1);
}

enum err
refund_move(struct act *act, const struct refund *r, enum refund_state from,
    const char *kind, struct str reason)
{
	enum err e = refund_write(act->db, r, from);

	return e != OK
	    ? e
	    : refund_event(act, r, kind, refund_state_name(from), reason);
}

enum err
refund_tell_buyer(struct act *act, const struct refund *r, const char *template)
{
	struct message mail = act_message(
	    act, "mail", template, r->user_id, r->refund_id);

	return outbox_insert(act->db, &mail, 1);
}

/* Nothing of it is left: nothing more is delivered or served for it. */
static enum err
order_give_back(struct act *act, struct order *o)
{
	enum order_state from = o->state;
	enum err e = order_step(&o->state, from, ORDER_ON_REFUND);

	/* A term that is over, or was renewed, stays what it was. */
	if (e == ERR_STATE)
		return OK;
	if (e != OK || o->state == from)
		return e;
	o->closed_at_us = act->now_us;
	e = order_move(act, o, from, "refunded", STR_NONE);
	if (e == OK)
		e = task_close(
		    act->db, STR(TASK_DELIVER), o->order_id, act->now_us);
	if (e == OK)
		e = handover_cancel(act, o);
	if (e == OK && from != ORDER_PAID)
		e = provision_undo(act, o);
	return e == OK ? term_give_back(act, o) : e;
}

/* Nothing of it is money: its credit note is all. */
static enum err
refund_close(struct act *act, struct refund *r)
{
	enum refund_state from = r->state;
	enum err e = refund_step(&r->state, from, REFUND_ON_SETTLE);

	if (e != OK)
		return e;
	r->refunded_at_us = act->now_us;
	r->next_check_at_us = 0;
	return refund_move(act, r, from, "refunded", STR_NONE);
}

enum err
refund_grant(struct act *act, struct order *o, struct refund *r)
{
	struct refund_account account;
	bool waiting = false;
	enum err e = refund_account_read(act, &account, o, nobody);

	/* What another request may still be refused is not given back. */
	if (e == OK)
		e = refund_waiting(act, &waiting, o->order_id);
	if (e == OK && !waiting && account.available.minor == 0)
		e = order_give_back(act, o);
	if (e == OK && r->cash.minor == 0)
		e = refund_close(act, r);
	else if (e == OK && id_is_nil(r->payment_id))
		e = task_open(
		    act->db, STR(TASK_REFUND), o->order_id, act->now_us);
	return e == OK ? refund_tell_buyer(act, r, "refund_approved") : e;
}

enum err
refund_credit(struct act *act, struct money *cash, struct id order_id,
    const struct refund_share *shares, size_t n, struct str reason,
    const struct sale_terms *terms)
{
	struct bill_give_back parts[LINES_MAX];
	struct credit_note_made made;
	enum err e;

	if (n > LINES_MAX)
		return ERR_BUG;
	for (size_t i = 0; i < n; i++)
		parts[i] = (struct bill_give_back){ shares[i].line_id,
			shares[i].part.net, shares[i].part.tax };
	e = bill_credit(act, &made, order_id, parts, n, reason, terms);
	if (e == OK)
		*cash = made.cash;
	return e;
}

/* The attempt that paid the order; nil: no gateway has its money. */
static enum err
payment_of(struct act *act, struct id *out, struct id order_id)
{
	struct payment *p = NULL;
	size_t n = 0;
	enum err e = payments_of(act->db, act->arena, &p, &n, &order_id, 1);

	*out = nobody;
	for (size_t i = 0; e == OK && i < n; i++) {
		if (p[i].holds_order && p[i].captured_at_us != 0 &&
		    p[i].gateway.n > 0)
			*out = p[i].payment_id;
	}
	return e;
}

static enum err
shares_make(struct refund_share shares[LINES_MAX], size_t *n,
    struct money amount, const struct refund_account *account)
{
	struct refund_part parts[LINES_MAX];
	enum err e = refund_split(parts, amount, account->back, account->n);

	*n = 0;
	for (size_t i = 0; e == OK && i < account->n; i++) {
		if (parts[i].net.minor == 0 && parts[i].tax.minor == 0)
			continue;
		shares[(*n)++] = (struct refund_share){
			account->lines[i].line_id, parts[i]
		};
	}
	return e;
}

static enum err
refund_make(struct act *act, struct refund *r,
    const struct refund_share *shares, size_t n)
{
	enum err e = payment_of(act, &r->payment_id, r->order_id);

	if (e != OK)
		return e;
	r->refund_id = id_new();
	r->created_at_us = act->now_us;
	r->row_version = 1;
	if (r->state == REFUND_APPROVED && !id_is_nil(r->payment_id))
		r->next_check_at_us = act->now_us;
	return refund_insert(act->db, r, shares, n);
}

static struct refund
refund_of(const struct act *act, const struct order *o, const char *kind,
    enum refund_state state, struct str reason)
{
	return (struct refund){ .order_id = o->order_id,
		.company_id = o->company_id,
		.seller_id = o->seller_id,
		.user_id = act->user_id,
		.kind = str_from(kind),
		.state = state,
		.reason = reason };
}

/* A refund that nobody is asked about: of so much, by so much of a right. */
struct giving {
	struct money amount; /* 0: all that is left */
	bool by_cooling_off; /* else by an operator's word */
	int64_t cooling_off_days;
	const char *kind, *event;
	struct str reason, ruling;
};

/* Behind the locks it must be what there was before the credit note. */
static enum err
giving_check(struct act *act, const struct giving *g, const struct order *o,
    struct money available)
{
	struct refund_case can;
	struct money left;
	enum err e = refund_case_of(act, &can, o, g->cooling_off_days);

	if (e == OK)
		e = money_sub(&left, available, g->amount);
	if (e != OK)
		return e;
	return can.waiting || !money_eq(can.available, left) ||
		(g->by_cooling_off && can.cooling_off != COOLING_OFF_OPEN)
	    ? ERR_STATE
	    : OK;
}

static enum err
giving_write(struct act *act, struct id *out, const struct giving *g,
    struct order *o, const struct refund_share *shares, size_t n,
    struct money cash)
{
	struct refund r = refund_of(
	    act, o, g->kind, REFUND_APPROVED, g->reason);
	enum err e;

	r.amount = g->amount;
	r.cash = cash;
	if (!g->by_cooling_off) {
		r.user_id = o->user_id;
		r.ruling = g->ruling;
		r.ruled_at_us = act->now_us;
	}
	if ((e = refund_make(act, &r, shares, n)) != OK ||
	    (e = refund_event(act, &r, g->event, NULL,
		 g->by_cooling_off ? g->reason : g->ruling)) != OK)
		return e;
	*out = r.refund_id;
	return refund_grant(act, o, &r);
}

static enum err
refund_at_once(struct act *act, struct id *out, struct id order_id,
    struct id company_id, struct giving *g, const struct sale_terms *terms)
{
	struct refund_share shares[LINES_MAX];
	struct refund_account account;
	struct money cash;
	struct order o;
	size_t n;
	enum err e = order_get(act->db, act->arena, &o, order_id, company_id);

	if (e == OK)
		e = refund_account_read(act, &account, &o, nobody);
	if (e == OK && account.available.minor == 0)
		return ERR_STATE;
	if (e != OK)
		return e;
	if (g->amount.minor == 0)
		g->amount = account.available;
	if (g->amount.minor > account.available.minor)
		return ERR_RANGE;
	e = shares_make(shares, &n, g->amount, &account);
	if (e == OK)
		e = refund_credit(act, &cash, order_id, shares, n,
		    g->by_cooling_off ? g->reason : g->ruling, terms);
	/* Another refund got between: as it is now. */
	if (e == ERR_RANGE)
		return ERR_RETRY;
	if (e == OK)
		e = order_lock(act->db, act->arena, &o, order_id, company_id);
	if (e == OK)
		e = giving_check(act, g, &o, account.available);
	return e == OK ? giving_write(act, out, g, &o, shares, n, cash) : e;
}

enum err
refund_cool_off(struct act *act, struct id *out, struct id order_id,
    struct id company_id, struct str reason, int64_t cooling_off_days,
    const struct sale_terms *terms)
{
	struct giving g = { .by_cooling_off = true,
		.cooling_off_days = cooling_off_days,
		.kind = REFUND_COOLING_OFF,
		.event = "cooled_off",
		.reason = reason };

	return refund_at_once(act, out, order_id, company_id, &g, terms);
}

enum err
refund_give(struct act *act, struct id *out, struct id order_id,
    int64_t amount_minor, struct str ruling, const struct sale_terms *terms)
{
	struct giving g = { .kind = REFUND_REQUEST,
		.event = "ruled_for",
		.reason = STR(""),
		.ruling = ruling };
	struct order o;
	enum err e = order_get(act->db, act->arena, &o, order_id, nobody);

	if (e != OK)
		return e;
	g.amount = (struct money){ amount_minor, o.total.currency };
	e = refund_at_once(act, out, order_id, nobody, &g, terms);
	return e == OK ? seller_mail(act, o.seller_id, "refund_ruled", *out)
		       : e;
}

enum err
refund_request(struct act *act, struct id *out, struct id order_id,
    struct id company_id, struct money amount, struct str reason)
{
	struct refund_share shares[LINES_MAX];
	struct refund_account account;
	struct refund r;
	struct order o;
	size_t n;
	bool waiting = false;
	int64_t today = calendar_day(act->calendar, act->now_us);
	enum err e = order_lock(act->db, act->arena, &o, order_id, company_id);

	if (e == OK && !refund_order_has_money(&o))
		return ERR_STATE;
	if (e == OK)
		e = refund_waiting(act, &waiting, order_id);
	if (e == OK && waiting)
		return ERR_EXISTS;
	if (e == OK)
		e = refund_account_read(act, &account, &o, nobody);
	if (e != OK)
		return e;
	if (!currency_eq(amount.currency, o.total.currency))
		return ERR_CURRENCY;
	if (amount.minor <= 0 || amount.minor > account.available.minor)
		return ERR_RANGE;
	r = refund_of(act, &o, REFUND_REQUEST, REFUND_REQUESTED, reason);
	r.amount = amount;
	r.cash = money_zero(amount.currency);
	r.answer_by_us = calendar_midnight_us(
	    act->calendar, business_days_after(today, REFUND_ANSWER_DAYS) + 1);
	if ((e = shares_make(shares, &n, amount, &account)) != OK ||
	    (e = refund_make(act, &r, shares, n)) != OK ||
	    (e = refund_event(act, &r, "requested", NULL, reason)) != OK)
		return e;
	*out = r.refund_id;
	return seller_mail(act, o.seller_id, "refund_requested", r.refund_id);
}

enum err
refund_surplus(struct act *act, const struct order *o, struct money amount,
    struct id payment_id, struct id bill_id)
{
	struct refund r = refund_of(
	    act, o, REFUND_SURPLUS, REFUND_APPROVED, STR(""));
	enum err e;

	r.refund_id = id_new();
	r.user_id = o->user_id;
	r.amount = r.cash = amount;
	r.payment_id = payment_id;
	r.bill_id = bill_id;
	r.created_at_us = act->now_us;
	r.next_check_at_us = id_is_nil(payment_id) ? 0 : act->now_us;
	r.row_version = 1;
	e = refund_insert(act->db, &r, NULL, 0);
	return e == OK ? refund_event(act, &r, "returned", NULL, STR_NONE) : e;
}

enum err
refund_by_hand(struct act *act, const struct order *o, struct money amount,
    struct id bill_id)
{
	enum err e = refund_surplus(act, o, amount, nobody, bill_id);

	return e == OK
	    ? task_open(act->db, STR(TASK_REFUND), o->order_id, act->now_us)
	    : e;
}
