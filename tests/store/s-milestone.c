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
#include "staged.h"
#include "verified.h"

/* R35, R38: the plan that was shown, and credit for it, or no order. */
static void
test_milestone__the_plan_must_be_the_one_that_was_shown(void **state)
{
	struct offer_sending s;
	struct placement p;

	(void)state;
	staged_make(&s, &p, "advance");
	assert_int_equal(offering_try_redeem(&p), ERR_PLAN_CHANGED);
	staged_confirm(&p, &s);
	p.plan_digest.b[0] ^= 1;
	assert_int_equal(offering_try_redeem(&p), ERR_PLAN_CHANGED);
	staged_confirm(&p, &s);
	assert_int_equal(offering_try_redeem(&p), ERR_METHOD_UNAVAILABLE);
	assert_int_equal(p.credit_refusal, CREDIT_NOT_POSTPAID);
	staged_credit(1190000);
	assert_int_equal(offering_try_redeem(&p), ERR_METHOD_UNAVAILABLE);
	assert_int_equal(p.credit_refusal, CREDIT_SHORT);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM orders"), 0);
	assert_offer_state(s.offer_id, OFFER_SENT);
	staged_credit(1190001);
	assert_int_equal(offering_try_redeem(&p), OK);
	assert_order_state(p.order.order_id, ORDER_PENDING_PAYMENT);
	assert_int_equal(staged_bills(), 0);
	assert_int_equal(staged_pool().reserved.minor, 0);
}

/* R27: net and tax each sum to the order's, the remainder on the last. */
static void
test_milestone__stages_sum_to_the_order(void **state)
{
	struct offer_sending s;
	struct placement p;
	struct plan_version v;

	(void)state;
	staged_make(&s, &p, "advance");
	v = staged_confirm(&p, &s);
	assert_int_equal(v.plan.n, STAGED_STAGES);
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
	staged_credit(2000000);
	order_id = staged_order("advance");
	assert_int_equal(
	    staged_pay(order_id, CREDIT_GENERAL), ERR_METHOD_UNAVAILABLE);
	assert_int_equal(
	    SHOP_TX(payment_create(&act, &payment, NULL, id_new(), order_id,
		shop_company, STR("sandbox"), SHOP_NO_CARD)),
	    ERR_IN_STAGES);
	assert_int_equal(
	    order_get(fixture_db(), shop_arena(), &o, order_id, shop_company),
	    OK);
	assert_int_equal(
	    SHOP_TX(bill_issue(&act, &b, &o, &shop_terms)), ERR_IN_STAGES);
	assert_int_equal(staged_pay(order_id, CREDIT_MILESTONE), OK);
	assert_order_state(order_id, ORDER_IN_DELIVERY);
}

/* R36, R40 to R42: in advance. */
static void
test_milestone__in_advance_each_acceptance_bills_the_next(void **state)
{
	struct id order_id;

	(void)state;
	staged_credit(2000000);
	order_id = staged_order("advance");
	assert_int_equal(staged_pay(order_id, CREDIT_MILESTONE), OK);
	assert_int_equal(staged_bills(), 1);
	assert_int_equal(staged_pool().reserved.minor, 1190001 - 396627);
	assert_int_equal(staged_pool().billed.minor, 396627);
	assert_stage(order_id, 1, HANDOVER_OPEN);
	assert_stage(order_id, 2, HANDOVER_PLANNED);
	assert_int_equal(staged_accept(order_id, 1), ERR_STATE);
	assert_int_equal(staged_accept(order_id, 2), ERR_STATE);
	verified();

	staged_deliver(order_id, 1);
	assert_int_equal(staged_accept(order_id, 1), OK);
	assert_int_equal(staged_bills(), 2);
	assert_int_equal(staged_accept(order_id, 1), OK);
	assert_int_equal(staged_bills(), 2);
	assert_stage(order_id, 1, HANDOVER_ACCEPTED);
	assert_stage(order_id, 2, HANDOVER_OPEN);
	staged_bill_pay(order_id, 1);
	assert_int_equal(staged_pool().billed.minor, 396627);
	verified();

	staged_deliver(order_id, 2);
	assert_int_equal(staged_accept(order_id, 2), OK);
	staged_deliver(order_id, 3);
	assert_int_equal(staged_accept(order_id, 3), OK);
	assert_int_equal(staged_bills(), STAGED_STAGES);
	assert_int_equal(staged_pool().reserved.minor, 0);
	assert_order_state(order_id, ORDER_IN_DELIVERY);
	staged_bill_pay(order_id, 2);
	assert_order_state(order_id, ORDER_IN_DELIVERY);
	staged_bill_pay(order_id, 3);
	assert_order_state(order_id, ORDER_COMPLETED);
	assert_int_equal(staged_pool().billed.minor, 0);
	assert_int_equal(
	    fixture_i64("SELECT SUM(total_minor) FROM bills"), 1190001);
	verified();
}

static void
test_milestone__in_arrears_each_acceptance_bills_itself(void **state)
{
	struct id order_id;

	(void)state;
	staged_credit(2000000);
	order_id = staged_order("arrears");
	assert_int_equal(staged_pay(order_id, CREDIT_MILESTONE), OK);
	assert_int_equal(staged_bills(), 0);
	assert_int_equal(staged_pool().reserved.minor, 1190001);
	for (int64_t stage = 1; stage <= STAGED_STAGES; stage++) {
		staged_deliver(order_id, stage);
		assert_int_equal(staged_accept(order_id, stage), OK);
		assert_int_equal(staged_bills(), stage);
		staged_bill_pay(order_id, stage);
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
