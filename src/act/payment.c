#include "act/payment.h"

#include "base/sys.h"
#include "base/text.h"
#include "moves.h"
#include "store/bill.h"

enum {
	CHECK_CREATED_S = 60, /* past the lease of the first call */
	CHECK_BUYER_S = 60,   /* the buyer has the next step */
	CHECK_OPEN_S = 5,     /* money may be on its way */
	CHECK_DOUBLINGS = 6,
	CHECKS_OF_CANCELLED = 48 /* about two days */
};

int64_t
payment_next_check(const struct payment *p, int64_t now_us)
{
	int64_t delay_s = CHECK_BUYER_S;

	switch (p->state) {
	case PAYMENT_CREATED:
		delay_s = CHECK_CREATED_S;
		break;
	case PAYMENT_PROCESSING:
	case PAYMENT_UNKNOWN:
		delay_s = CHECK_OPEN_S;
		break;
	case PAYMENT_REQUIRES_ACTION:
		break;
	case PAYMENT_CANCELLED:
		if (p->checks >= CHECKS_OF_CANCELLED)
			return 0;
		break;
	default:
		return 0;
	}
	if (p->checks < CHECK_DOUBLINGS)
		return now_us + (delay_s << p->checks) * SEC_US;
	return now_us + (delay_s << CHECK_DOUBLINGS) * SEC_US;
}

enum err
payment_move(struct act *act, const struct payment *p, enum payment_state from,
    const char *kind, struct str reason)
{
	struct event event = act_event(act, "payment", p->payment_id, kind,
	    payment_state_name(from), payment_state_name(p->state),
	    reason_cut(reason));
	enum err e = payment_write(act->db, p, from);

	return e != OK ? e : events_insert(act->db, &event, 1);
}

int64_t
payment_attempt_next(const struct payment *payments, size_t n)
{
	int64_t last = 0;

	for (size_t i = 0; i < n; i++) {
		if (payments[i].attempt > last)
			last = payments[i].attempt;
	}
	return last + 1;
}

/* Of an order's attempts: the one under way, or NULL. */
static struct payment *
payment_under_way(struct payment *payments, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (payments[i].holds_order)
			return &payments[i];
	}
	return NULL;
}

enum err
payment_withdraw(struct act *act, struct payment *p)
{
	enum payment_state from = p->state;
	enum err e = payment_step(&p->state, from, PAYMENT_ON_CANCEL);

	if (e != OK)
		return e;
	p->holds_order = p->holds_bill = false;
	p->checks = 0;
	p->next_check_at_us = payment_next_check(p, act->now_us);
	return payment_move(act, p, from, "cancelled", STR_NONE);
}

/*
 * Charged as well, what was transferred would have to go back, and what a
 * card is paying of its bill.
 */
static enum err
part_came(struct act *act, const struct order *o, struct payment *open)
{
	struct bill b;
	enum err e;

	if (o->billed_at_us == 0)
		return OK;
	e = bill_lock_of_order(act->db, act->arena, &b, o->order_id);
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_BUG : e;
	return b.sums.paid.minor > 0
	    ? ERR_METHOD_UNAVAILABLE
	    : bill_payments_cancel(act, b.bill_id, open);
}

enum err
payment_create(struct act *act, struct payment *out, struct order *order,
    struct id payment_id, struct id order_id, struct id company_id,
    struct str gateway, struct id card_id)
{
	struct payment *before = NULL, *open;
	struct order o;
	struct event event;
	size_t n = 0;
	enum err e = payments_lock_with_order(
	    act->db, act->arena, &o, &before, &n, order_id, company_id);

	if (e != OK)
		return e;
	if (o.state != ORDER_PENDING_PAYMENT || act->now_us >= o.expires_at_us)
		return ERR_STATE;
	if (o.plan_version > 0)
		return ERR_IN_STAGES;
	e = part_came(act, &o, out);
	if (e != OK)
		return e;
	open = payment_under_way(before, n);
	if (open != NULL && open->state == PAYMENT_REQUIRES_ACTION &&
	    !id_eq(open->card_id, card_id)) {
		e = payment_withdraw(act, open);
		if (e != OK)
			return e;
		open = NULL;
	}
	if (open != NULL) {
		*out = *open;
		return ERR_PAYMENT_OPEN;
	}
	if (n >= PAYMENT_ATTEMPTS_MAX)
		return ERR_LIMIT;
	if (order != NULL)
		*order = o;
	*out = (struct payment){
		.payment_id = payment_id,
		.order_id = order_id,
		.company_id = o.company_id,
		.holds_order = true,
		.attempt = payment_attempt_next(before, n),
		.gateway = gateway,
		.card_id = card_id,
		.state = PAYMENT_CREATED,
		.amount = o.total,
		.created_at_us = act->now_us,
		.row_version = 1,
	};
	out->next_check_at_us = payment_next_check(out, act->now_us);
	event = act_event(act, "payment", out->payment_id, "created", NULL,
	    payment_state_name(out->state), STR_NONE);
	e = payment_insert(act->db, out);
	return e != OK ? e : events_insert(act->db, &event, 1);
}

struct payment *
payment_among(struct payment *all, size_t n, struct id payment_id)
{
	for (size_t i = 0; i < n; i++) {
		if (id_eq(all[i].payment_id, payment_id))
			return &all[i];
	}
	return NULL;
}

/* A step that leaves the order alone. */
enum err
payment_go(struct act *act, struct payment *p, enum payment_event event,
    const char *kind, struct str reason)
{
	enum payment_state from = p->state;
	enum err e = payment_step(&p->state, from, event);

	if (e != OK || p->state == from)
		return e;
	p->checks = 0;
	p->next_check_at_us = payment_next_check(p, act->now_us);
	e = payment_move(act, p, from, kind, reason);
	p->row_version++;
	return e;
}

enum err
payment_redirected(struct act *act, struct payment *p, struct str gateway_ref,
    struct str redirect_url)
{
	p->gateway_ref = gateway_ref;
	p->redirect_url = redirect_url;
	return payment_go(act, p, PAYMENT_ON_ACTION, "redirected", STR_NONE);
}

enum err
payment_processing(
    struct act *act, struct id payment_id, struct str gateway_ref)
{
	struct payment p;
	enum err e = payment_lock(act->db, act->arena, &p, payment_id);

	if (e != OK)
		return e;
	p.gateway_ref = gateway_ref;
	return payment_go(act, &p, PAYMENT_ON_PROCESS, "processing", STR_NONE);
}

enum err
payment_no_answer(struct act *act, struct id payment_id)
{
	struct payment p;
	enum err e = payment_lock(act->db, act->arena, &p, payment_id);

	return e != OK
	    ? e
	    : payment_go(act, &p, PAYMENT_ON_NO_ANSWER, "unanswered", STR_NONE);
}

enum err
payment_checked(struct act *act, struct id payment_id)
{
	struct payment p;
	enum err e = payment_lock(act->db, act->arena, &p, payment_id);

	if (e != OK || p.next_check_at_us == 0)
		return e;
	p.checks++;
	p.next_check_at_us = payment_next_check(&p, act->now_us);
	return payment_write(act->db, &p, p.state);
}

enum err
payment_failed(struct act *act, struct id payment_id, struct str failure)
{
	struct payment *all = NULL, *p;
	struct order o;
	struct message mail;
	size_t n = 0;
	enum err e = payments_lock_beside(
	    act->db, act->arena, &o, &all, &n, payment_id);

	if (e == ERR_NOT_FOUND)
		return bill_payment_failed(act, payment_id, failure);
	if (e != OK)
		return e;
	p = payment_among(all, n, payment_id);
	if (p == NULL)
		return ERR_BUG;
	if (p->state == PAYMENT_FAILED)
		return OK;
	p->holds_order = false;
	p->failure = text_cut(failure, FAILURE_MAX);
	if (p->state == PAYMENT_CANCELLED) {
		p->next_check_at_us = 0;
		return payment_write(act->db, p, p->state);
	}
	e = payment_go(act, p, PAYMENT_ON_FAIL, "failed", p->failure);
	/* The buyer sees it on the page, unless it came out later. */
	if (e != OK || act->actor != ACTOR_WORKER)
		return e;
	mail = act_message(
	    act, "mail", "payment_failed", o.user_id, o.order_id);
	return outbox_insert(act->db, &mail, 1);
}
