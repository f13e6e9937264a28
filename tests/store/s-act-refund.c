/* Money on its way back, and what becomes of it later; X7. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "act/refund.h"
#include "base/sys.h"
#include "shop.h"
#include "verified.h"

static const struct id anybody = { { 0 } };

/* Paid by card. */
static struct id
order_paid_for(int64_t minor, struct id *payment_id)
{
	struct id order_id = shop_place(minor);
	enum capture_outcome outcome;

	*payment_id = shop_redirect(order_id, "ses_1");
	assert_int_equal(shop_capture(*payment_id, minor, &outcome), OK);
	return order_id;
}

/* So much of it goes back, and the gateway says that it did. */
static struct id
give_back(struct id order_id, int64_t minor, const char *ref)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct refund r;
	struct id id;

	assert_int_equal(SHOP_TX(refund_give(&act, &id, order_id, minor,
			     STR("A favour."), &shop_terms)),
	    OK);
	assert_int_equal(SHOP_TX(refund_start(&act, &r, id)), OK);
	assert_int_equal(SHOP_TX(refund_settled(&act, id, str_from(ref))), OK);
	return id;
}

static struct refund
refund_now(struct id id)
{
	struct refund r;

	assert_int_equal(
	    refund_get(fixture_db(), shop_arena(), &r, id, anybody, anybody),
	    OK);
	return r;
}

static int64_t
balance(const char *account)
{
	char sql[160];

	snprintf(sql, sizeof(sql),
	    "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS SIGNED) "
	    "FROM ledger_postings WHERE account = '%s'",
	    account);
	return fixture_i64(sql);
}

static int64_t
tasks_of_refunds(void)
{
	return fixture_i64("SELECT COUNT(*) FROM tasks WHERE "
			   "kind = 'refund' AND state = 'OPEN'");
}

static int64_t
mails(const char *template)
{
	char sql[120];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM outbox WHERE template = '%s'", template);
	return fixture_i64(sql);
}

static void
test_refund__one_that_the_bank_returns_is_sent_by_hand(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct id payment_id;
	struct id order_id = order_paid_for(10000, &payment_id);
	struct id id = give_back(order_id, 0, "re_1");

	(void)state;
	assert_payment_state(payment_id, PAYMENT_REFUNDED);
	assert_int_equal(balance("gateway_clearing"), 0);
	for (int again = 0; again < 2; again++) {
		assert_int_equal(SHOP_TX(refund_failed(&act, id,
				     STR("expired_or_canceled_card"))),
		    OK);
		assert_int_equal(refund_now(id).state, REFUND_FAILED);
	}
	assert_int_equal(refund_now(id).refunded_at_us, 0);
	assert_payment_state(payment_id, PAYMENT_CAPTURED);
	/* The provider has the money again, and the company is owed it. */
	assert_int_equal(balance("gateway_clearing"), 10000);
	assert_int_equal(balance("customer_deposits"), -10000);
	assert_int_equal(tasks_of_refunds(), 1);
	assert_int_equal(mails("refund_failed"), 1);
	assert_order_state(order_id, ORDER_REFUNDED);
	verified();

	assert_int_equal(SHOP_TX(refund_sent(&act, id)), OK);
	assert_int_equal(refund_now(id).state, REFUND_REFUNDED);
	assert_payment_state(payment_id, PAYMENT_REFUNDED);
	assert_int_equal(balance("bank"), -10000);
	assert_int_equal(balance("customer_deposits"), 0);
	assert_int_equal(tasks_of_refunds(), 0);
	assert_int_equal(mails("refund_paid"), 2);
	/* What was sent by hand no gateway can take back. */
	assert_int_equal(SHOP_TX(refund_failed(&act, id, STR("unknown"))), OK);
	assert_int_equal(refund_now(id).state, REFUND_REFUNDED);
}

static void
test_refund__of_two_parts_one_comes_back(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct id payment_id;
	struct id order_id = order_paid_for(10000, &payment_id);
	struct id one = give_back(order_id, 4000, "re_1");
	struct id two = give_back(order_id, 6000, "re_2");

	(void)state;
	assert_payment_state(payment_id, PAYMENT_REFUNDED);
	assert_int_equal(SHOP_TX(refund_failed(&act, one, STR("unknown"))), OK);
	assert_payment_state(payment_id, PAYMENT_PARTLY_REFUNDED);
	assert_int_equal(balance("gateway_clearing"), 4000);
	verified();
	assert_int_equal(SHOP_TX(refund_failed(&act, two, STR("unknown"))), OK);
	assert_payment_state(payment_id, PAYMENT_CAPTURED);
	verified();
	for (int i = 0; i < 2; i++)
		assert_int_equal(SHOP_TX(refund_sent(&act, i ? one : two)), OK);
	assert_payment_state(payment_id, PAYMENT_REFUNDED);
	assert_int_equal(tasks_of_refunds(), 0);
}

/* The gateway has tried: asked again it says the same of the same refund. */
static void
test_refund__one_that_came_back_is_not_asked_for_again(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct id payment_id;
	struct id id = give_back(order_paid_for(10000, &payment_id), 0, "re_1");
	struct refund r;

	(void)state;
	assert_int_equal(SHOP_TX(refund_failed(&act, id, STR("unknown"))), OK);
	assert_int_equal(SHOP_TX(refund_start(&act, &r, id)), ERR_STATE);
}

/* Looked after for a month, or at once when an event says so. */
static void
test_refund__is_watched_for_a_month(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct id payment_id, *due;
	struct id id = give_back(order_paid_for(10000, &payment_id), 0, "re_1");
	struct refund r;
	size_t n;
	int looks = 0;

	(void)state;
	assert_int_equal(
	    SHOP_TX(refund_hurry(fixture_db(), STR("re_1"), act.now_us)), OK);
	assert_int_equal(refund_now(id).next_check_at_us, act.now_us);
	for (; refund_now(id).next_check_at_us != 0 && looks < 10; looks++) {
		act.now_us = refund_now(id).next_check_at_us;
		assert_int_equal(
		    SHOP_TX(refunds_claim(fixture_db(), shop_arena(), &due, &n,
			act.now_us, act.now_us + SEC_US, 5)),
		    OK);
		assert_int_equal(n, 1);
		assert_int_equal(SHOP_TX(refund_start(&act, &r, id)), OK);
		assert_int_equal(r.state, REFUND_REFUNDED);
		/* Silence first, then an answer. */
		assert_int_equal(
		    SHOP_TX(refund_checked(&act, id, STR(""))), OK);
		assert_true(refund_now(id).next_check_at_us > act.now_us);
		assert_int_equal(
		    SHOP_TX(refund_settled(&act, id, STR("re_1"))), OK);
	}
	assert_in_range(looks, 3, 5);
	assert_int_equal(mails("refund_paid"), 1);
	assert_int_equal(refund_now(id).state, REFUND_REFUNDED);
}

/* One that says nothing for a week is left alone, after its month for ever. */
static void
test_refund__a_gateway_that_is_gone_is_left_alone(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct id payment_id;
	struct id id = give_back(order_paid_for(10000, &payment_id), 0, "re_1");
	int looks = 0;

	(void)state;
	for (; refund_now(id).next_check_at_us != 0 && looks < 1000; looks++) {
		act.now_us = refund_now(id).next_check_at_us;
		assert_int_equal(
		    SHOP_TX(refund_checked(&act, id, STR(""))), OK);
	}
	assert_in_range(looks, 50, 200);
	assert_int_equal(refund_now(id).state, REFUND_REFUNDED);
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, shop_clear, verified_after)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(test_refund__one_that_the_bank_returns_is_sent_by_hand),
		STORY(test_refund__of_two_parts_one_comes_back),
		STORY(test_refund__one_that_came_back_is_not_asked_for_again),
		STORY(test_refund__is_watched_for_a_month),
		STORY(test_refund__a_gateway_that_is_gone_is_left_alone),
	};

	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
