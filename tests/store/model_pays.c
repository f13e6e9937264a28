/* Steps of the model: credit, cards, transfers, statements. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "act/bill.h"
#include "act/credit.h"
#include "act/payment.h"
#include "model_steps.h"

static const struct id nobody = { { 0 } };

/* --- by credit ------------------------------------------------------------ */

static void
step_credit(struct world *w)
{
	int i = world_order(w, world_is_pending), pool, company;
	struct sale_terms terms = world_terms();
	enum credit_refusal why = CREDIT_OK;
	struct act act;
	bool modelled;
	enum err e;

	if (i == M_NONE)
		return;
	company = w->model.orders[i].company;
	act = world_act(ACTOR_USER, world_user(company));
	pool = (w->model.orders[i].n > 0) != world_chance(w, 12) ? M_MILESTONE
								 : M_GENERAL;
	world_tell(w,
	    pool == M_GENERAL ? "order %d on general credit"
			      : "order %d on milestone credit",
	    i);
	modelled = model_pay_by_credit(&w->model, i, pool);
	e = WORLD_TX(
	    credit_pay_order(&act, &why, w->orders[i], world_company(company),
		pool == M_GENERAL ? CREDIT_GENERAL : CREDIT_MILESTONE, &terms));
	world_judge(w, modelled, e);
	if (w->model.refusal != NULL &&
	    !str_is(str_from(credit_refusal_name(why)), w->model.refusal))
		world_fail(w, "credit is refused as %s, must be %s",
		    credit_refusal_name(why), w->model.refusal);
}

static void
step_limit(struct world *w)
{
	int company = (int)world_draw(w, M_COMPANIES);
	int pool = (int)world_draw(w, M_POOLS);
	int64_t limit = world_chance(w, 8) ? 0 : 60 * world_amount(w);
	struct act act = world_act(ACTOR_OPERATOR, nobody);

	/* One company has no such pool, ever. */
	if (company == M_COMPANIES - 2 && pool == M_GENERAL)
		return;
	world_tell(w, "the limit of company %d is %" PRId64, company, limit);
	world_judge(w, model_limit(&w->model, company, pool, limit),
	    WORLD_TX(credit_limit_set(&act, world_company(company),
		pool == M_GENERAL ? CREDIT_GENERAL : CREDIT_MILESTONE,
		shop_money(limit))));
}

static void
step_statement(struct world *w)
{
	int company = (int)world_draw(w, M_COMPANIES);
	struct act act = world_act(ACTOR_WORKER, nobody);
	struct sale_terms terms = world_terms();
	struct bill b;
	bool made;

	world_tell(w, "the statement of company %d", company);
	world_judge(w, model_statement(&w->model, company),
	    WORLD_TX(bill_statement(&act, &made, &b, world_company(company),
		SHOP_NOW_US - 1, shop_now_us, &terms)));
}

/* --- by card -------------------------------------------------------------- */

static enum err
card_page(
    struct act *act, struct id order_id, struct id company_id, const char *ref)
{
	struct payment p;
	enum err e = payment_create(act, &p, NULL, id_new(), order_id,
	    company_id, STR("sandbox"), SHOP_NO_CARD);

	return e == OK ? payment_redirected(act, &p, str_from(ref),
			     STR("https://pay.example/1"))
		       : e;
}

static void
step_card(struct world *w)
{
	int i = world_order(w, world_is_pending), company;
	struct act act;
	bool modelled;
	char ref[32];

	if (i == M_NONE)
		return;
	company = w->model.orders[i].company;
	act = world_act(ACTOR_USER, world_user(company));
	snprintf(ref, sizeof(ref), "ses_%u", ++w->serial);
	world_tell(w, "order %d is to be paid by card", i);
	modelled = model_pay_by_card(&w->model, i);
	world_judge(w, modelled,
	    WORLD_TX(
		card_page(&act, w->orders[i], world_company(company), ref)));
}

/* One that is under way, mostly. */
static int
draw_payment(struct world *w)
{
	int i = world_late(w, w->model.npayments);

	for (int k = 0; k < WORLD_LATE && i != M_NONE; k++) {
		enum m_payment_state s = w->model.payments[i].state;

		if (s < MP_CAPTURED || world_chance(w, 10))
			return i;
		i = world_late(w, w->model.npayments);
	}
	return i;
}

/* In time, late, or again; and what for. */
static const char *
capture_words(const struct world *w, int payment)
{
	const struct m_payment *p = &w->model.payments[payment];
	const struct m_bill *b;

	if (p->captured)
		return "captures again";
	if (p->bill == M_NONE)
		return p->holds ? "captures" : "captures late";
	b = &w->model.bills[p->bill];
	if (b->state == MB_UNCOLLECTIBLE)
		return "captures for a bill that was written off";
	if (world_open_of(b) < p->amount || b->state == MB_VOID)
		return "captures too much for its bill";
	return p->holds ? "captures for its bill"
			: "captures for its bill late";
}

/* What the gateway says, in any order, and again. */
static void
step_gateway(struct world *w)
{
	int i = draw_payment(w);
	struct act act = world_act(ACTOR_GATEWAY, nobody);
	struct sale_terms terms = world_terms();
	enum capture_outcome outcome;
	int64_t amount;
	bool modelled;
	const char *words;
	char ref[32];
	int bill;

	if (i == M_NONE)
		return;
	snprintf(ref, sizeof(ref), "pay_%d", i);
	bill = w->model.payments[i].bill;
	switch (world_draw(w, 6)) {
	case 0:
		world_tell(w,
		    bill == M_NONE ? "payment %d is processed"
				   : "payment %d, of a bill, is processed",
		    i);
		modelled = model_processing(&w->model, i);
		world_judge(w, modelled,
		    WORLD_TX(payment_processing(
			&act, w->payments[i], str_from(ref))));
		return;
	case 1:
		world_tell(w,
		    bill == M_NONE ? "payment %d has no answer"
				   : "payment %d, of a bill, has no answer",
		    i);
		modelled = model_no_answer(&w->model, i);
		world_judge(w, modelled,
		    WORLD_TX(payment_no_answer(&act, w->payments[i])));
		return;
	case 2:
		world_tell(w,
		    bill == M_NONE ? "payment %d fails"
				   : "payment %d, of a bill, fails",
		    i);
		modelled = model_payment_fails(&w->model, i);
		world_judge(w, modelled,
		    WORLD_TX(
			payment_failed(&act, w->payments[i], STR("declined"))));
		return;
	default:
		break;
	}
	amount = w->model.payments[i].amount + world_chance(w, 10);
	words = capture_words(w, i);
	world_tell(w, "payment %d %s %" PRId64, i, words, amount);
	w->act = words;
	modelled = model_captured(&w->model, i, amount);
	world_judge(w, modelled,
	    WORLD_TX(payment_captured(&act, &outcome, w->payments[i],
		str_from(ref), shop_money(amount), &terms)));
	if (!world_chance(w, 8))
		return;
	assert_int_equal(
	    WORLD_TX(payment_captured(&act, &outcome, w->payments[i],
		str_from(ref), shop_money(amount), &terms)),
	    OK);
	assert_true(outcome == CAPTURE_REPEATED || outcome == CAPTURE_MISMATCH);
}

/* --- by transfer ---------------------------------------------------------- */

static enum err
bill_it(struct act *act, struct id order_id, struct id company_id,
    const struct sale_terms *terms)
{
	struct order o;
	struct bill b;
	enum err e = order_lock(act->db, act->arena, &o, order_id, company_id);

	return e == OK ? bill_issue(act, &b, &o, terms) : e;
}

static void
step_transfer(struct world *w)
{
	int i = world_order(w, world_is_pending), company;
	struct sale_terms terms = world_terms();
	struct act act;
	bool modelled;

	if (i == M_NONE)
		return;
	company = w->model.orders[i].company;
	act = world_act(ACTOR_USER, world_user(company));
	world_tell(w, "order %d is to be paid by transfer", i);
	modelled = model_pay_by_transfer(&w->model, i);
	world_judge(w, modelled,
	    WORLD_TX(
		bill_it(&act, w->orders[i], world_company(company), &terms)));
}

static bool
is_payable(const struct m_bill *b)
{
	return b->kind != MB_NOTE && b->state != MB_PAID && b->state != MB_VOID;
}

int64_t
world_open_of(const struct m_bill *b)
{
	return b->net + b->tax - b->credited - b->paid + b->refunded;
}

int
world_bill(struct world *w)
{
	const struct model *m = &w->model;
	int i = world_late(w, m->nbills);

	if (world_chance(w, 2))
		for (int k = 0; k < m->nbills; k++)
			if (m->bills[k].state == MB_OVERDUE &&
			    world_chance(w, 4))
				return k;
	for (int k = 0; k < WORLD_LATE && i != M_NONE; k++) {
		if (is_payable(&m->bills[i]) ||
		    (m->bills[i].kind != MB_NOTE && world_chance(w, 10)))
			return i;
		i = world_late(w, m->nbills);
	}
	return M_NONE;
}

/* All that is open, a part, or too much; and told of again. */
static void
step_receive(struct world *w)
{
	int i = world_bill(w);
	struct act act = world_act(ACTOR_OPERATOR, nobody);
	struct sale_terms terms = world_terms();
	struct receipt r = { .method = STR(RECEIPT_BANK_TRANSFER),
		.received_at_us = shop_now_us };
	struct receipt_outcome out;
	const struct m_bill *b;
	int64_t open, amount;
	bool modelled;
	char reference[32];

	if (i == M_NONE)
		return;
	b = &w->model.bills[i];
	open = world_open_of(b);
	amount = open < 2 || world_chance(w, 2) ? open
						: 1 + world_draw(w, open);
	if (amount == 0 || world_chance(w, 20))
		amount += 1 + world_draw(w, 1000);
	snprintf(reference, sizeof(reference), "KTO %u", ++w->serial);
	r.bill_id = w->bills[i];
	r.amount = shop_money(amount);
	r.reference = str_from(reference);
	world_tell(w,
	    b->state == MB_UNCOLLECTIBLE
		? "%" PRId64 " come for bill %d, written off, %" PRId64 " open"
		: "%" PRId64 " come for bill %d, %" PRId64 " open",
	    amount, i, open);
	modelled = model_receive(&w->model, i, amount);
	world_judge(
	    w, modelled, WORLD_TX(bill_receive(&act, &out, &r, &terms)));
	if (!world_chance(w, 8))
		return;
	assert_int_equal(WORLD_TX(bill_receive(&act, &out, &r, &terms)), OK);
	assert_true(out.repeated);
}

const struct world_kind world_pays[] = {
	{ 10, step_credit },
	{ 4, step_card },
	{ 9, step_gateway },
	{ 3, step_transfer },
	{ 12, step_receive },
	{ 1, step_limit },
	{ 1, step_statement },
	{ 0, NULL },
};
