/* Steps of the model: money back. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "act/refund.h"
#include "model_steps.h"

static const struct id nobody = { { 0 } };

static bool
is_paid(const struct m_order *o)
{
	return o->paid_us != 0 && o->n == 0;
}

/* What of an order's bill is owed still. */
static int64_t
owed(const struct model *m, int order)
{
	int bill = m->orders[order].bill;
	const struct m_bill *b = &m->bills[bill == M_NONE ? 0 : bill];

	return bill == M_NONE
	    ? 0
	    : b->net + b->tax - b->credited - b->paid + b->refunded;
}

/* A part of what is left, all, more; or just what is owed, or about it. */
static int64_t
draw_part(struct world *w, int order)
{
	int64_t left = model_refundable(&w->model, order);
	int64_t open = owed(&w->model, order);

	if (left == 0 || world_chance(w, 12))
		return left + 1 + world_draw(w, 100);
	if (open > 1 && open < left && world_chance(w, 2))
		return open - 1 + world_draw(w, 3);
	return world_chance(w, 3) ? left : 1 + world_draw(w, left);
}

/* One that is, or is not, decided yet, mostly. */
static int
draw_refund(struct world *w, bool decided)
{
	int i = world_late(w, w->model.nrefunds);

	for (int k = 0; k < 20 && i != M_NONE; k++) {
		enum m_refund_state s = w->model.refunds[i].state;

		if (world_chance(w, 12) ||
		    (s != MR_REFUNDED && (s >= MR_APPROVED) == decided))
			return i;
		i = world_late(w, w->model.nrefunds);
	}
	return i;
}

static void
step_ask_back(struct world *w)
{
	int i = world_order(w, is_paid), company;
	struct act act;
	struct id refund_id;
	int64_t amount;
	bool modelled;

	if (i == M_NONE)
		return;
	company = w->model.orders[i].company;
	act = world_act(ACTOR_USER, world_user(company));
	amount = draw_part(w, i);
	world_tell(w, "%" PRId64 " of order %d are asked back", amount, i);
	modelled = model_ask_back(&w->model, i, amount);
	world_judge(w, modelled,
	    WORLD_TX(refund_request(&act, &refund_id, w->orders[i],
		world_company(company), shop_money(amount), STR("It broke."))));
}

/* Nobody is asked: the buyer cools off, or an operator gives it. */
static void
step_give_back(struct world *w)
{
	int i = world_order(w, is_paid), company;
	struct sale_terms terms = world_terms();
	struct act act;
	struct id refund_id;
	int64_t amount;
	bool modelled;

	if (i == M_NONE)
		return;
	company = w->model.orders[i].company;
	if (world_chance(w, 2)) {
		world_tell(w, "the buyer of order %d cools off", i);
		act = world_act(ACTOR_USER, world_user(company));
		modelled = model_cool_off(&w->model, i);
		world_judge(w, modelled,
		    WORLD_TX(refund_cool_off(&act, &refund_id, w->orders[i],
			world_company(company), STR("No."), M_COOLING_OFF_DAYS,
			&terms)));
		return;
	}
	amount = world_chance(w, 3) ? 0 : draw_part(w, i);
	world_tell(
	    w, "an operator gives back %" PRId64 " of order %d", amount, i);
	act = world_act(ACTOR_OPERATOR, nobody);
	modelled = model_give_back(&w->model, i, amount);
	world_judge(w, modelled,
	    WORLD_TX(refund_give(&act, &refund_id, w->orders[i], amount,
		STR("A favour."), &terms)));
}

static void
step_decide(struct world *w)
{
	int i = draw_refund(w, false);
	struct act act = world_act(ACTOR_OPERATOR, nobody);
	struct sale_terms terms = world_terms();
	struct model *m = &w->model;
	struct id id, company, seller;
	const struct m_order *o;
	bool modelled, yes = world_chance(w, 2);
	enum err e;

	if (i == M_NONE)
		return;
	id = w->refunds[i];
	o = &m->orders[m->refunds[i].order];
	company = world_company(o->company);
	seller = world_seller(o->seller);
	switch (world_draw(w, 5)) {
	case 0:
		world_tell(w, "refund %d is refused", i);
		modelled = model_refuse(m, i);
		e = WORLD_TX(refund_refuse(&act, id, seller, 0, STR("No.")));
		break;
	case 1:
		world_tell(w, "refund %d goes to the operator", i);
		modelled = model_escalate(m, i);
		e = WORLD_TX(
		    refund_escalate(&act, id, company, STR("Please.")));
		break;
	case 2:
		world_tell(
		    w, "refund %d is ruled %s", i, yes ? "for" : "against");
		modelled = model_rule_refund(m, i, yes);
		e = WORLD_TX(refund_rule(&act, id, yes, 0, STR("So."), &terms));
		break;
	default:
		world_tell(w, "refund %d is approved", i);
		modelled = model_approve(m, i);
		e = WORLD_TX(refund_approve(&act, id, seller, 0, &terms));
		break;
	}
	world_judge(w, modelled, e);
}

/* By the gateway when it has the money, by hand when it could not. */
static void
step_send(struct world *w)
{
	int i = draw_refund(w, true);
	struct act act = world_act(ACTOR_WORKER, nobody);
	const struct m_refund *f;
	struct refund r;
	bool modelled, by_gateway;
	char ref[32];

	if (i == M_NONE)
		return;
	f = &w->model.refunds[i];
	switch (world_draw(w, 4)) {
	case 0:
		world_tell(w, "refund %d is started", i);
		modelled = model_refund_starts(&w->model, i);
		world_judge(w, modelled,
		    WORLD_TX(refund_start(&act, &r, w->refunds[i])));
		return;
	case 1:
		world_tell(w, "refund %d fails", i);
		modelled = model_refund_fails(&w->model, i);
		world_judge(w, modelled,
		    WORLD_TX(
			refund_failed(&act, w->refunds[i], STR("closed"))));
		return;
	default:
		break;
	}
	by_gateway = f->payment != M_NONE && f->state == MR_PROCESSING;
	snprintf(ref, sizeof(ref), "re_%u", ++w->serial);
	world_tell(w, "refund %d is sent by %s", i,
	    by_gateway ? "the gateway" : "hand");
	modelled = model_refund_is_sent(&w->model, i, by_gateway);
	world_judge(w, modelled,
	    WORLD_TX(refund_settled(
		&act, w->refunds[i], str_from(by_gateway ? ref : ""))));
}

const struct world_kind world_refunds[] = {
	{ 4, step_ask_back },
	{ 1, step_give_back },
	{ 4, step_decide },
	{ 5, step_send },
	{ 0, NULL },
};
