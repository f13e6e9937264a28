/* The payment's transitions: one charge, one entry, one bill. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/sys.h"
#include "shop.h"

static const struct id anybody = { { 0 } };

static void
test_payment__a_capture_does_all_at_once(void **state)
{
	struct id order_id = shop_place(10000);
	struct id payment_id = shop_redirect(order_id, "ses_1");
	enum capture_outcome outcome;

	(void)state;
	assert_int_equal(shop_capture(payment_id, 10000, &outcome), OK);
	assert_int_equal(outcome, CAPTURE_APPLIED);
	assert_order_state(order_id, ORDER_PAID);
	assert_payment_state(payment_id, PAYMENT_CAPTURED);
	assert_int_equal(fixture_i64("SELECT CAST(SUM(amount_minor) AS "
				     "SIGNED) FROM ledger_postings"),
	    0);
	assert_int_equal(
	    fixture_i64("SELECT amount_minor FROM "
			"ledger_postings WHERE account = 'seller_payable'"),
	    -9000);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM bills WHERE "
			"bill_no = '2026-000001' AND state = 'PAID' "
			"AND paid_minor = 10000"),
	    1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM outbox"), 2);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM events "
			"WHERE kind IN ('captured', 'paid', 'issued')"),
	    3);
}

static void
test_payment__R20_repeated_captures_are_one_charge(void **state)
{
	struct id order_id = shop_place(10000);
	struct id payment_id = shop_redirect(order_id, "ses_1");
	enum capture_outcome outcome;

	(void)state;
	assert_int_equal(shop_capture(payment_id, 10000, &outcome), OK);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(shop_capture(payment_id, 10000, &outcome), OK);
		assert_int_equal(outcome, CAPTURE_REPEATED);
	}
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills"), 1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM ledger_entries"), 1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM outbox"), 2);
}

static void
test_payment__another_amount_is_not_believed(void **state)
{
	struct id order_id = shop_place(10000);
	struct id payment_id = shop_redirect(order_id, "ses_1");
	struct act act = shop_act(ACTOR_GATEWAY);
	struct money euro = { 10000, { "EUR" } };
	enum capture_outcome outcome;

	(void)state;
	assert_int_equal(shop_capture(payment_id, 9999, &outcome), OK);
	assert_int_equal(outcome, CAPTURE_MISMATCH);
	assert_int_equal(SHOP_TX(payment_captured(&act, &outcome, payment_id,
			     STR("ses_1"), euro, &shop_terms)),
	    OK);
	assert_int_equal(outcome, CAPTURE_MISMATCH);
	assert_order_state(order_id, ORDER_PENDING_PAYMENT);
	assert_payment_state(payment_id, PAYMENT_REQUIRES_ACTION);
}

static void
test_payment__one_attempt_at_a_time(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(100);
	struct id first = shop_redirect(order_id, "ses_1");
	struct payment p;

	(void)state;
	assert_int_equal(
	    SHOP_TX(payment_create(&act, &p, NULL, id_new(), order_id,
		shop_company, STR("sandbox"), SHOP_NO_CARD)),
	    ERR_PAYMENT_OPEN);
	assert_true(id_eq(p.payment_id, first));
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    SHOP_TX(payment_failed(&act, first, STR("card_declined"))),
		    OK);
	assert_payment_state(first, PAYMENT_FAILED);
	assert_order_state(order_id, ORDER_PENDING_PAYMENT);
	assert_int_equal(
	    SHOP_TX(payment_create(&act, &p, NULL, id_new(), order_id,
		shop_company, STR("sandbox"), SHOP_NO_CARD)),
	    OK);
	assert_int_equal(p.attempt, 2);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM events "
				     "WHERE kind = 'failed'"),
	    1);
}

static void
test_payment__attempts_have_a_maximum(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(100);
	struct payment p;

	(void)state;
	for (int i = 0; i < PAYMENT_ATTEMPTS_MAX; i++) {
		assert_int_equal(
		    SHOP_TX(payment_create(&act, &p, NULL, id_new(), order_id,
			shop_company, STR("sandbox"), SHOP_NO_CARD)),
		    OK);
		assert_int_equal(SHOP_TX(payment_failed(
				     &act, p.payment_id, STR("card_declined"))),
		    OK);
	}
	assert_int_equal(
	    SHOP_TX(payment_create(&act, &p, NULL, id_new(), order_id,
		shop_company, STR("sandbox"), SHOP_NO_CARD)),
	    ERR_LIMIT);
}

static void
test_payment__a_paid_or_late_order_takes_no_payment(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(100);
	struct id late = shop_place(100);
	enum capture_outcome outcome;
	struct payment p;

	(void)state;
	assert_int_equal(
	    shop_capture(shop_redirect(order_id, "ses_1"), 100, &outcome), OK);
	assert_int_equal(
	    SHOP_TX(payment_create(&act, &p, NULL, id_new(), order_id,
		shop_company, STR("sandbox"), SHOP_NO_CARD)),
	    ERR_STATE);
	act.now_us += 7 * DAY_US;
	assert_int_equal(SHOP_TX(payment_create(&act, &p, NULL, id_new(), late,
			     shop_company, STR("sandbox"), SHOP_NO_CARD)),
	    ERR_STATE);
}

/* A capture on a CANCELLED order is refunded at once, and shown. */
static void
test_payment__capture_after_cancel_goes_back(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(100);
	struct id payment_id = shop_redirect(order_id, "ses_1");
	enum capture_outcome outcome;
	struct event *events;
	size_t n, shown = 0;

	(void)state;
	assert_int_equal(
	    SHOP_TX(order_cancel(&act, order_id, shop_company, STR_NONE)), OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(shop_capture(payment_id, 100, &outcome), OK);
	assert_int_equal(outcome, CAPTURE_REPEATED);
	assert_order_state(order_id, ORDER_CANCELLED);
	assert_payment_state(payment_id, PAYMENT_CAPTURED);
	assert_int_equal(
	    fixture_i64("SELECT amount_minor FROM "
			"ledger_postings WHERE account = 'customer_deposits'"),
	    -100);
	assert_int_equal(
	    fixture_i64("SELECT SUM(cash_minor) FROM refunds WHERE kind = "
			"'surplus' AND state = 'APPROVED' "
			"AND next_check_at IS NOT NULL"),
	    100);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills"), 0);
	assert_int_equal(
	    events_of_order(fixture_db(), shop_arena(), &events, &n, order_id),
	    OK);
	for (size_t i = 0; i < n; i++)
		shown += str_is(events[i].kind, "refund_due");
	assert_int_equal(shown, 1);
}

/* The first attempt was given up, a second opened, then the first came. */
static void
test_payment__late_capture_of_a_failed_attempt(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(100);
	struct id first = shop_redirect(order_id, "ses_1"), second;
	enum capture_outcome outcome;

	(void)state;
	assert_int_equal(
	    SHOP_TX(payment_failed(&act, first, STR("not_started"))), OK);
	second = shop_redirect(order_id, "ses_2");
	assert_int_equal(shop_capture(first, 100, &outcome), OK);
	assert_int_equal(outcome, CAPTURE_APPLIED);
	assert_order_state(order_id, ORDER_PAID);
	act.actor = ACTOR_GATEWAY;
	assert_int_equal(SHOP_TX(payment_captured(&act, &outcome, second,
			     STR("ses_2"), shop_money(100), &shop_terms)),
	    OK);
	assert_int_equal(outcome, CAPTURE_TO_REFUND);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills"), 1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM payments "
				     "WHERE open_order_id IS NOT NULL"),
	    1);
	assert_int_equal(
	    SHOP_TX(payment_failed(&act, second, STR("late"))), ERR_STATE);
}

static void
test_payment__the_gateway_is_asked_less_and_less_often(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct id payment_id = shop_redirect(shop_place(100), "ses_1");
	struct payment p;
	int64_t before = 0;

	(void)state;
	assert_int_equal(SHOP_TX(payment_no_answer(&act, payment_id)), OK);
	for (int i = 0; i < 10; i++) {
		int64_t wait;

		assert_int_equal(payment_get(fixture_db(), shop_arena(), &p,
				     payment_id, anybody),
		    OK);
		wait = p.next_check_at_us - act.now_us;
		assert_true(wait >= before && wait > 0 && wait <= 6 * MIN_US);
		before = wait;
		assert_int_equal(
		    SHOP_TX(payment_checked(&act, payment_id)), OK);
	}
}

static void
test_payment__two_workers_never_ask_at_once(void **state)
{
	struct id payment_id = shop_redirect(shop_place(100), "ses_1");
	int64_t now_us = SHOP_NOW_US + HOUR_US;
	struct id *ids;
	size_t n;

	(void)state;
	assert_int_equal(payments_claim(fixture_db(), shop_arena(), &ids, &n,
			     SHOP_NOW_US, SHOP_NOW_US + MIN_US, 20),
	    OK);
	assert_int_equal(n, 0);
	assert_int_equal(payments_claim(fixture_db(), shop_arena(), &ids, &n,
			     now_us, now_us + MIN_US, 20),
	    OK);
	assert_int_equal(n, 1);
	assert_true(id_eq(ids[0], payment_id));
	assert_int_equal(payments_claim(fixture_db(), shop_arena(), &ids, &n,
			     now_us, now_us + MIN_US, 20),
	    OK);
	assert_int_equal(n, 0);
}

static void
test_payment__an_event_is_kept_and_closed_once(void **state)
{
	struct payment_notice e = { STR("sandbox"), STR("evt_1"), STR("ses_1"),
		STR("session.captured"), SHOP_NOW_US, false };
	struct payment_notice *open;
	bool applied;
	size_t n;

	(void)state;
	assert_int_equal(payment_event_insert(fixture_db(), &e), OK);
	assert_int_equal(payment_event_insert(fixture_db(), &e), ERR_EXISTS);
	/* what a gateway of former days told is nobody's any more */
	assert_int_equal(payment_events_open(fixture_db(), shop_arena(), &open,
			     &n, STR("stripe"), SHOP_NOW_US, 20),
	    OK);
	assert_int_equal(n, 0);
	assert_int_equal(payment_events_open(fixture_db(), shop_arena(), &open,
			     &n, STR("sandbox"), SHOP_NOW_US, 20),
	    OK);
	assert_int_equal(n, 1);
	assert_true(str_is(open[0].event_ref, "evt_1"));
	assert_true(open[0].kept);
	for (int i = 0; i < 3; i++) {
		/* whoever closes it second may not know that it is kept */
		assert_int_equal(payment_event_close(fixture_db(), &applied,
				     i < 2 ? &open[0] : &e, STR("captured"),
				     SHOP_NOW_US + 1),
		    OK);
		assert_int_equal(applied, i == 0);
	}
}

static void
test_payment__an_event_is_kept_by_being_applied(void **state)
{
	struct payment_notice e = { STR("sandbox"), STR("evt_2"), STR("ses_1"),
		STR("session.captured"), SHOP_NOW_US, false };
	struct payment_notice *open;
	bool applied;
	size_t n;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(payment_event_close(fixture_db(), &applied, &e,
				     STR("captured"), SHOP_NOW_US + 1),
		    OK);
		assert_int_equal(applied, i == 0);
	}
	assert_int_equal(payment_events_open(fixture_db(), shop_arena(), &open,
			     &n, STR("sandbox"), SHOP_NOW_US, 20),
	    OK);
	assert_int_equal(n, 0);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM payment_events "
			"WHERE event_ref = 'evt_2' AND outcome = 'captured' "
			"AND applied_at IS NOT NULL"),
	    1);
}

/* The event of a payment outran what its creator has still in hand. */
static void
test_payment__a_redirect_that_came_second_changes_nothing(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(100);
	enum capture_outcome outcome;
	struct payment p;

	(void)state;
	assert_int_equal(
	    SHOP_TX(payment_create(&act, &p, NULL, id_new(), order_id,
		shop_company, STR("sandbox"), SHOP_NO_CARD)),
	    OK);
	assert_int_equal(p.attempt, 1);
	assert_int_equal(SHOP_TX(payment_captured(&act, &outcome, p.payment_id,
			     STR("ses_9"), shop_money(100), &shop_terms)),
	    OK);
	assert_int_equal(outcome, CAPTURE_APPLIED);
	assert_int_equal(SHOP_TX(payment_redirected(&act, &p, STR("ses_9"),
			     STR("http://pay.example/9"))),
	    ERR_STALE);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM events "
			"WHERE subject = 'payment' AND kind = 'redirected'"),
	    0);
}

static void
test_payment__bill_numbers_have_no_gaps(void **state)
{
	enum capture_outcome outcome;
	char ref[16];

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct id payment_id;
		struct act act = shop_act(ACTOR_GATEWAY);

		snprintf(ref, sizeof(ref), "ses_%d", i);
		payment_id = shop_redirect(shop_place(100), ref);
		/* a transaction that is given up gives its number back */
		assert_int_equal(db_begin(fixture_db()), OK);
		assert_int_equal(
		    payment_captured(&act, &outcome, payment_id, str_from(ref),
			shop_money(100), &shop_terms),
		    OK);
		db_rollback(fixture_db());
		assert_int_equal(
		    SHOP_TX(payment_captured(&act, &outcome, payment_id,
			str_from(ref), shop_money(100), &shop_terms)),
		    OK);
	}
	assert_int_equal(
	    fixture_i64(
		"SELECT COUNT(*) FROM bills WHERE "
		"bill_no IN ('2026-000001', '2026-000002', '2026-000003')"),
	    3);
}

/*
 * Fail the n-th statement for n = 1, 2, ... until the capture passes: each
 * time before, no row has changed.
 */
static void
test_payment__a_failing_statement_moves_no_money(void **state)
{
	static const char rows_sql[] =
	    "SELECT (SELECT COUNT(*) FROM bills) + "
	    "(SELECT COUNT(*) FROM ledger_postings) + "
	    "(SELECT COUNT(*) FROM outbox) + (SELECT COUNT(*) FROM events) + "
	    "(SELECT COUNT(*) FROM orders WHERE state <> 'PENDING_PAYMENT')";
	struct id order_id = shop_place(100);
	struct id payment_id = shop_redirect(order_id, "ses_1");
	int64_t rows = fixture_i64(rows_sql);
	enum capture_outcome outcome;
	enum err e = ERR_BUG;
	unsigned long n;

	(void)state;
	fixture_wants_faults();
	for (n = 1; e != OK && n < 100; n++) {
		struct act act = shop_act(ACTOR_GATEWAY);

		assert_int_equal(db_begin(fixture_db()), OK);
		db_fail_at(n, ERR_BUG);
		e = payment_captured(&act, &outcome, payment_id, STR("ses_1"),
		    shop_money(100), &shop_terms);
		db_fail_at(0, OK);
		assert_int_equal(shop_end(e), e);
		if (e != OK)
			assert_int_equal(fixture_i64(rows_sql), rows);
	}
	assert_true(n > 8 && n < 100);
	assert_order_state(order_id, ORDER_PAID);
}

#define TEST(name) cmocka_unit_test_setup(test_##name, shop_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(payment__a_capture_does_all_at_once),
		TEST(payment__R20_repeated_captures_are_one_charge),
		TEST(payment__another_amount_is_not_believed),
		TEST(payment__one_attempt_at_a_time),
		TEST(payment__attempts_have_a_maximum),
		TEST(payment__a_paid_or_late_order_takes_no_payment),
		TEST(payment__capture_after_cancel_goes_back),
		TEST(payment__late_capture_of_a_failed_attempt),
		TEST(payment__the_gateway_is_asked_less_and_less_often),
		TEST(payment__two_workers_never_ask_at_once),
		TEST(payment__an_event_is_kept_and_closed_once),
		TEST(payment__an_event_is_kept_by_being_applied),
		TEST(payment__a_redirect_that_came_second_changes_nothing),
		TEST(payment__bill_numbers_have_no_gaps),
		TEST(payment__a_failing_statement_moves_no_money),
	};

	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
