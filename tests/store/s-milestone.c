/* Orders in stages, from the confirmed plan to the last bill (R26 to R28, R35
 * to R42). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "act/bill.h"
#include "act/credit.h"
#include "act/handover.h"
#include "act/milestone.h"
#include "offering.h"
#include "verified.h"

enum { STAGES = 3, ROUNDS = 3 };

static const struct offer_milestone three[STAGES] = {
	{ STR("Concept"), STR("A written concept\nApproved by both"), 3333 },
	{ STR("Build"), STR("It runs"), 3333 },
	{ STR("Handover"), STR(""), 3334 },
};

static void
credit_grant(int64_t limit_minor)
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
deal_make(struct offer_sending *s, struct placement *p, const char *billing)
{
	struct offer_terms *t = &s->version.terms;

	offering_make(s);
	t->choice.mode = MODE_ONE_TIME;
	t->choice.quantity = t->choice.periods = 1;
	t->unit = t->list_unit = shop_money(1000001);
	s->version.billing = str_from(billing);
	s->milestones = three;
	s->nmilestones = STAGES;
	offering_send(s);
	offering_placement(p, s);
	p->lines[0].tax = shop_money(190000);
	p->lines[0].tax_rate_milli = 19000;
}

static struct plan_version
plan_confirm(struct placement *p, const struct offer_sending *s)
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

static struct id
deal_order(const char *billing)
{
	struct offer_sending s;
	struct placement p;

	deal_make(&s, &p, billing);
	plan_confirm(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
	return p.order.order_id;
}

static enum err
pay(struct id order_id, enum credit_kind kind)
{
	struct act act = shop_act(ACTOR_USER);
	enum credit_refusal why;

	return SHOP_TX(credit_pay_order(
	    &act, &why, order_id, shop_company, kind, &shop_terms));
}

static struct handover
stage_of(struct id order_id, int64_t stage)
{
	struct handover *all;
	size_t n;

	assert_int_equal(
	    handovers_of_stages(fixture_db(), shop_arena(), &all, &n, order_id),
	    OK);
	assert_int_equal(n, STAGES);
	return all[stage - 1];
}

static void
assert_stage(struct id order_id, int64_t stage, enum handover_state want)
{
	assert_string_equal(
	    handover_state_name(stage_of(order_id, stage).state),
	    handover_state_name(want));
}

static void
stage_deliver(struct id order_id, int64_t stage)
{
	struct act act = offering_seller_act();
	struct handover h = stage_of(order_id, stage);

	assert_int_equal(SHOP_TX(handover_deliver(&act, h.handover_id,
			     shop_seller, h.row_version, STR("Done."))),
	    OK);
}

static enum err
stage_accept(struct id order_id, int64_t stage)
{
	struct act act = shop_act(ACTOR_USER);
	struct handover h = stage_of(order_id, stage);

	return SHOP_TX(handover_accept(
	    &act, h.handover_id, shop_company, h.row_version, &shop_terms));
}

static int64_t
bills(void)
{
	return fixture_i64("SELECT COUNT(*) FROM bills");
}

static struct credit_pool
pool(void)
{
	struct credit_row row;

	assert_int_equal(credit_row_get(fixture_db(), shop_arena(), &row,
			     shop_company, CREDIT_MILESTONE),
	    OK);
	return row.pool;
}

/* The open bill of a stage, paid by transfer. */
static void
bill_settle(struct id order_id, int64_t stage)
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

/* R35, R38: the plan that was shown, and credit for it, or no order. */
static void
test_milestone__the_plan_must_be_the_one_that_was_shown(void **state)
{
	struct offer_sending s;
	struct placement p;

	(void)state;
	deal_make(&s, &p, "advance");
	assert_int_equal(offering_try_redeem(&p), ERR_PLAN_CHANGED);
	plan_confirm(&p, &s);
	p.plan_digest.b[0] ^= 1;
	assert_int_equal(offering_try_redeem(&p), ERR_PLAN_CHANGED);
	plan_confirm(&p, &s);
	assert_int_equal(offering_try_redeem(&p), ERR_METHOD_UNAVAILABLE);
	assert_int_equal(p.credit_refusal, CREDIT_NOT_POSTPAID);
	credit_grant(1190000);
	assert_int_equal(offering_try_redeem(&p), ERR_METHOD_UNAVAILABLE);
	assert_int_equal(p.credit_refusal, CREDIT_SHORT);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM orders"), 0);
	assert_offer_state(s.offer_id, OFFER_SENT);
	credit_grant(1190001);
	assert_int_equal(offering_try_redeem(&p), OK);
	assert_order_state(p.order.order_id, ORDER_PENDING_PAYMENT);
	assert_int_equal(bills(), 0);
	assert_int_equal(pool().reserved.minor, 0);
}

/* R27: net and tax each sum to the order's, the remainder on the last. */
static void
test_milestone__stages_sum_to_the_order(void **state)
{
	struct offer_sending s;
	struct placement p;
	struct plan_version v;

	(void)state;
	deal_make(&s, &p, "advance");
	v = plan_confirm(&p, &s);
	assert_int_equal(v.plan.n, STAGES);
	assert_int_equal(v.plan.stages[0].net.minor, 333300);
	assert_int_equal(v.plan.stages[1].net.minor, 333300);
	assert_int_equal(v.plan.stages[2].net.minor, 333401);
	assert_int_equal(v.plan.stages[0].tax.minor, 63327);
	assert_int_equal(v.plan.stages[2].tax.minor, 63346);
}

/* R20, R37, R39: by its own pool, and not otherwise. */
static void
test_milestone__it_is_paid_by_its_pool_alone(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct payment payment;
	struct order o;
	struct bill b;
	struct id order_id;

	(void)state;
	credit_grant(2000000);
	order_id = deal_order("advance");
	assert_int_equal(pay(order_id, CREDIT_GENERAL), ERR_METHOD_UNAVAILABLE);
	assert_int_equal(
	    SHOP_TX(payment_create(&act, &payment, NULL, id_new(), order_id,
		shop_company, STR("sandbox"), SHOP_NO_CARD)),
	    ERR_IN_STAGES);
	assert_int_equal(
	    order_get(fixture_db(), shop_arena(), &o, order_id, shop_company),
	    OK);
	assert_int_equal(
	    SHOP_TX(bill_issue(&act, &b, &o, &shop_terms)), ERR_IN_STAGES);
	assert_int_equal(pay(order_id, CREDIT_MILESTONE), OK);
	assert_order_state(order_id, ORDER_IN_DELIVERY);
}

/* R36, R40 to R42: in advance. */
static void
test_milestone__in_advance_each_acceptance_bills_the_next(void **state)
{
	struct id order_id;

	(void)state;
	credit_grant(2000000);
	order_id = deal_order("advance");
	assert_int_equal(pay(order_id, CREDIT_MILESTONE), OK);
	assert_int_equal(bills(), 1);
	assert_int_equal(pool().reserved.minor, 1190001 - 396627);
	assert_int_equal(pool().billed.minor, 396627);
	assert_stage(order_id, 1, HANDOVER_OPEN);
	assert_stage(order_id, 2, HANDOVER_PLANNED);
	assert_int_equal(stage_accept(order_id, 1), ERR_STATE);
	assert_int_equal(stage_accept(order_id, 2), ERR_STATE);
	verified();

	stage_deliver(order_id, 1);
	assert_int_equal(stage_accept(order_id, 1), OK);
	assert_int_equal(bills(), 2);
	assert_int_equal(stage_accept(order_id, 1), OK);
	assert_int_equal(bills(), 2);
	assert_stage(order_id, 1, HANDOVER_ACCEPTED);
	assert_stage(order_id, 2, HANDOVER_OPEN);
	bill_settle(order_id, 1);
	assert_int_equal(pool().billed.minor, 396627);
	verified();

	stage_deliver(order_id, 2);
	assert_int_equal(stage_accept(order_id, 2), OK);
	stage_deliver(order_id, 3);
	assert_int_equal(stage_accept(order_id, 3), OK);
	assert_int_equal(bills(), STAGES);
	assert_int_equal(pool().reserved.minor, 0);
	assert_order_state(order_id, ORDER_IN_DELIVERY);
	bill_settle(order_id, 2);
	assert_order_state(order_id, ORDER_IN_DELIVERY);
	bill_settle(order_id, 3);
	assert_order_state(order_id, ORDER_COMPLETED);
	assert_int_equal(pool().billed.minor, 0);
	assert_int_equal(
	    fixture_i64("SELECT SUM(total_minor) FROM bills"), 1190001);
	verified();
}

static void
test_milestone__in_arrears_each_acceptance_bills_itself(void **state)
{
	struct id order_id;

	(void)state;
	credit_grant(2000000);
	order_id = deal_order("arrears");
	assert_int_equal(pay(order_id, CREDIT_MILESTONE), OK);
	assert_int_equal(bills(), 0);
	assert_int_equal(pool().reserved.minor, 1190001);
	for (int64_t stage = 1; stage <= STAGES; stage++) {
		stage_deliver(order_id, stage);
		assert_int_equal(stage_accept(order_id, stage), OK);
		assert_int_equal(bills(), stage);
		bill_settle(order_id, stage);
		verified();
	}
	assert_order_state(order_id, ORDER_COMPLETED);
}

#define STORY(test) \
	cmocka_unit_test_setup_teardown(test, shop_clear, verified_after)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(test_milestone__the_plan_must_be_the_one_that_was_shown),
		STORY(test_milestone__stages_sum_to_the_order),
		STORY(test_milestone__it_is_paid_by_its_pool_alone),
		STORY(
		    test_milestone__in_advance_each_acceptance_bills_the_next),
		STORY(test_milestone__in_arrears_each_acceptance_bills_itself),
	};

	return cmocka_run_group_tests(tests, offering_open, offering_close);
}
