/* R20: a new attempt is captured by the rows as they were when it was made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shop.h"

static struct id order_id;
static struct payment payment;
static struct order order;

static int
attempt_made(void **state)
{
	struct act act = shop_act(ACTOR_USER);

	shop_clear(state);
	order_id = shop_place(10000);
	assert_int_equal(
	    SHOP_TX(payment_create(&act, &payment, &order, id_new(), order_id,
		shop_company, STR("sandbox"), SHOP_NO_CARD)),
	    OK);
	return 0;
}

static enum err
charged(int64_t minor, enum capture_outcome *outcome)
{
	struct act act = shop_act(ACTOR_USER);

	return SHOP_TX(payment_captured_unlocked(&act, outcome, &payment,
	    &order, STR("ses_1"), shop_money(minor), &shop_terms));
}

static void
assert_nothing_came(void)
{
	assert_order_state(order_id, ORDER_PENDING_PAYMENT);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills"), 0);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM ledger_entries"), 0);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM outbox"), 0);
}

static void
test_charge__does_all_at_once_and_once(void **state)
{
	enum capture_outcome outcome;

	(void)state;
	assert_int_equal(charged(10000, &outcome), OK);
	assert_int_equal(outcome, CAPTURE_APPLIED);
	assert_int_equal(charged(10000, &outcome), ERR_STALE);
	assert_order_state(order_id, ORDER_PAID);
	assert_payment_state(payment.payment_id, PAYMENT_CAPTURED);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills "
				     "WHERE state = 'PAID' "
				     "AND paid_minor = 10000"),
	    1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM ledger_entries"), 1);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM orders WHERE row_version = 2 "
			"AND paid_at IS NOT NULL AND billed_at IS NULL"),
	    1);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM payments WHERE row_version = 2 "
			"AND open_order_id = order_id "
			"AND gateway_ref = 'ses_1' AND next_check_at IS NULL"),
	    1);
}

static void
test_charge__of_another_amount_is_not_believed(void **state)
{
	enum capture_outcome outcome;

	(void)state;
	assert_int_equal(charged(9999, &outcome), OK);
	assert_int_equal(outcome, CAPTURE_MISMATCH);
	assert_payment_state(payment.payment_id, PAYMENT_CREATED);
	assert_nothing_came();
}

/* The gateway's own event may be first; then this is its repetition. */
static void
test_charge__told_of_before_writes_nothing(void **state)
{
	enum capture_outcome outcome;

	(void)state;
	assert_int_equal(shop_capture(payment.payment_id, 10000, &outcome), OK);
	assert_int_equal(charged(10000, &outcome), ERR_STALE);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM ledger_entries"), 1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills"), 1);
}

/* Either row has changed: nothing of the other is written. */
static void
test_charge__by_old_rows_writes_nothing(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	enum capture_outcome outcome;

	(void)state;
	assert_int_equal(
	    SHOP_TX(payment_no_answer(&act, payment.payment_id)), OK);
	assert_int_equal(charged(10000, &outcome), ERR_STALE);
	assert_payment_state(payment.payment_id, PAYMENT_UNKNOWN);
	assert_nothing_came();
	attempt_made(state);
	fixture_exec("UPDATE orders SET row_version = row_version + 1");
	assert_int_equal(charged(10000, &outcome), ERR_STALE);
	assert_payment_state(payment.payment_id, PAYMENT_CREATED);
	assert_nothing_came();
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup(test_##name, attempt_made)
	const struct CMUnitTest tests[] = {
		TEST(charge__does_all_at_once_and_once),
		TEST(charge__of_another_amount_is_not_believed),
		TEST(charge__told_of_before_writes_nothing),
		TEST(charge__by_old_rows_writes_nothing),
	};

	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
