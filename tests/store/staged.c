#include "staged.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "act/bill.h"
#include "act/handover.h"

static const struct offer_milestone three[STAGED_STAGES] = {
	{ STR("Concept"), STR("A written concept\nApproved by both"), 3333 },
	{ STR("Build"), STR("It runs"), 3333 },
	{ STR("Handover"), STR(""), 3334 },
};

void
staged_credit(int64_t limit_minor)
{
	struct act act = shop_act(ACTOR_OPERATOR);

	fixture_exec("UPDATE companies SET postpaid = TRUE "
		     "WHERE company_id = x'c0010000000000000000000000000000'");
	assert_int_equal(SHOP_TX(credit_limit_set(&act, shop_company,
			     CREDIT_MILESTONE, shop_money(limit_minor))),
	    OK);
}

/* 10,000.01 in three stages; tax of it goes by the same shares. */
static void
make_deemed(struct offer_sending *s, struct placement *p, const char *billing,
    int64_t deemed_days)
{
	struct offer_terms *t = &s->version.terms;

	offering_make(s);
	t->choice.mode = MODE_ONE_TIME;
	t->choice.quantity = t->choice.periods = 1;
	t->unit = t->list_unit = shop_money(1000001);
	s->version.billing = str_from(billing);
	s->version.deemed_days = deemed_days;
	s->milestones = three;
	s->nmilestones = STAGED_STAGES;
	offering_send(s);
	offering_placement(p, s);
	p->lines[0].tax = shop_money(190000);
	p->lines[0].tax_rate_milli = 19000;
}

void
staged_make(struct offer_sending *s, struct placement *p, const char *billing)
{
	make_deemed(s, p, billing, 0);
}

struct plan_version
staged_confirm(struct placement *p, const struct offer_sending *s)
{
	struct plan_version v;
	bool has = false;

	assert_int_equal(
	    plan_of_offer(fixture_db(), shop_arena(), &has, &v, s->offer_id, 1,
		shop_money(1000001), shop_money(190000)),
	    OK);
	assert_true(has);
	p->plan_digest = v.digest;
	return v;
}

struct id
staged_order(const char *billing)
{
	return staged_order_deemed(billing, 0);
}

struct id
staged_order_deemed(const char *billing, int64_t deemed_days)
{
	struct offer_sending s;
	struct placement p;

	make_deemed(&s, &p, billing, deemed_days);
	staged_confirm(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
	return p.order.order_id;
}

enum err
staged_pay(struct id order_id, enum credit_kind kind)
{
	struct act act = shop_act(ACTOR_USER);
	enum credit_refusal why;

	return SHOP_TX(credit_pay_order(
	    &act, &why, order_id, shop_company, kind, &shop_terms));
}

struct handover
staged_handover(struct id order_id, int64_t stage)
{
	struct handover *all;
	size_t n;

	assert_int_equal(
	    handovers_of_stages(fixture_db(), shop_arena(), &all, &n, order_id),
	    OK);
	assert_true(stage >= 1 && (size_t)stage <= n);
	return all[stage - 1];
}

void
assert_stage(struct id order_id, int64_t stage, enum handover_state want)
{
	assert_string_equal(
	    handover_state_name(staged_handover(order_id, stage).state),
	    handover_state_name(want));
}

int64_t
staged_bills(void)
{
	return fixture_i64("SELECT COUNT(*) FROM bills");
}

struct credit_pool
staged_pool(void)
{
	struct credit_row row;

	assert_int_equal(credit_row_get(fixture_db(), shop_arena(), &row,
			     shop_company, CREDIT_MILESTONE),
	    OK);
	return row.pool;
}

void
staged_deliver(struct id order_id, int64_t stage)
{
	struct act act = offering_seller_act();
	struct handover h = staged_handover(order_id, stage);

	assert_int_equal(SHOP_TX(handover_deliver(&act, h.handover_id,
			     shop_seller, h.row_version, STR("Done."))),
	    OK);
}

enum err
staged_accept(struct id order_id, int64_t stage)
{
	struct act act = shop_act(ACTOR_USER);
	struct handover h = staged_handover(order_id, stage);

	return SHOP_TX(handover_accept(
	    &act, h.handover_id, shop_company, h.row_version, &shop_terms));
}

/* The open bill of a stage, paid by transfer. */
void
staged_bill_pay(struct id order_id, int64_t stage)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct receipt_outcome out;
	struct bill *b = NULL;
	struct receipt r = { .method = STR(RECEIPT_BANK_TRANSFER) };
	size_t n = 0;

	assert_int_equal(
	    bills_of(fixture_db(), shop_arena(), &b, &n, &order_id, 1), OK);
	for (size_t i = 0; i < n; i++) {
		if (b[i].stage != stage)
			continue;
		r.bill_id = b[i].bill_id;
		r.amount = b[i].sums.total;
	}
	r.received_at_us = shop_now_us;
	assert_int_equal(
	    SHOP_TX(bill_receive(&act, &out, &r, &shop_terms)), OK);
	assert_string_equal(
	    bill_state_name(out.bill.state), bill_state_name(BILL_PAID));
}
