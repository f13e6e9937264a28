/* A card's way on file, and what paying by one does to other attempts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "act/bill.h"
#include "act/card.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "shop.h"

static const struct id nobody = { { 0 } };

static const struct card_said done = {
	.setup_ref = STR("set_1"),
	.customer_ref = STR("cus_1"),
	.method_ref = STR("pm_1"),
	.brand = STR("visa"),
	.last4 = STR("4242"),
	.expires_month = 4,
	.expires_year = 2030,
};

static int
clear(void **state)
{
	int failed = shop_clear(state);

	fixture_exec("DELETE FROM cards");
	return failed;
}

/* A new one; each second later, for the longest waiting is told by that. */
static struct card
card_new(void)
{
	struct act act = shop_act(ACTOR_USER);
	struct card c;

	shop_now_us += SEC_US;
	assert_int_equal(
	    SHOP_TX(card_open(&act, &c, shop_company, STR("sandbox"))), OK);
	return c;
}

static struct card
card_on(void)
{
	struct act act = shop_act(ACTOR_GATEWAY);
	struct card c = card_new();

	assert_int_equal(SHOP_TX(card_on_file(&act, c.card_id, &done)), OK);
	return c;
}

static struct card
card_now(struct id card_id)
{
	struct card c;

	assert_int_equal(
	    card_get(fixture_db(), shop_arena(), &c, card_id, nobody), OK);
	return c;
}

static void
test_card__on_file_once_whoever_says_so(void **state)
{
	struct act act = shop_act(ACTOR_GATEWAY);
	struct card c = card_on();

	(void)state;
	assert_int_equal(SHOP_TX(card_on_file(&act, c.card_id, &done)), OK);
	assert_int_equal(
	    SHOP_TX(card_failed(&act, c.card_id, STR("expired"))), OK);
	assert_int_equal(SHOP_TX(card_checked(&act, c.card_id)), OK);
	c = card_now(c.card_id);
	assert_int_equal(c.state, CARD_STATE_ON_FILE);
	assert_true(str_is(c.last4, "4242") && str_is(c.method_ref, "pm_1"));
	assert_int_equal(c.next_check_at_us, 0);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM events "
				     "WHERE subject = 'card'"),
	    2);
}

static void
test_card__refused_and_then_not_after_all(void **state)
{
	struct act act = shop_act(ACTOR_GATEWAY);
	struct card c = card_new();

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    SHOP_TX(card_failed(&act, c.card_id, STR("card_declined"))),
		    OK);
	assert_true(str_is(card_now(c.card_id).failure, "card_declined"));
	assert_int_equal(SHOP_TX(card_on_file(&act, c.card_id, &done)), OK);
	c = card_now(c.card_id);
	assert_int_equal(c.state, CARD_STATE_ON_FILE);
	assert_true(str_empty(c.failure));
}

static void
test_card__asked_less_and_less_often_and_given_up(void **state)
{
	struct card c = card_new();
	int64_t before_us = 0;
	int n;

	(void)state;
	for (n = 0; n < 100 && c.state == CARD_STATE_OPEN; n++) {
		struct act act = shop_act(ACTOR_WORKER);

		assert_true(c.next_check_at_us - shop_now_us >= before_us);
		before_us = c.next_check_at_us - shop_now_us;
		shop_now_us = c.next_check_at_us;
		act.now_us = shop_now_us;
		assert_int_equal(SHOP_TX(card_checked(&act, c.card_id)), OK);
		c = card_now(c.card_id);
	}
	assert_true(n > 10 && n < 50);
	assert_int_equal(c.state, CARD_STATE_FAILED);
	assert_true(str_is(c.failure, "expired"));
	assert_true(shop_now_us - SHOP_NOW_US < 2 * DAY_US);
}

static void
test_card__removed_while_its_buyer_is_away_is_forgotten_there(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct card c = card_new();

	(void)state;
	assert_int_equal(
	    SHOP_TX(card_remove(&act, c.card_id, shop_other_company)),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    SHOP_TX(card_remove(&act, c.card_id, shop_company)), OK);
	assert_int_equal(card_now(c.card_id).next_check_at_us, 0);
	assert_int_equal(SHOP_TX(card_on_file(&act, c.card_id, &done)), OK);
	c = card_now(c.card_id);
	assert_int_equal(c.state, CARD_STATE_REMOVED);
	assert_true(c.next_check_at_us != 0);
	assert_int_equal(SHOP_TX(card_forgotten(&act, c.card_id)), OK);
	assert_int_equal(card_now(c.card_id).next_check_at_us, 0);
}

static void
test_card__the_longest_waiting_makes_room_but_none_on_file(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct card first = card_new(), c;

	(void)state;
	for (int i = 1; i < CARDS_MAX; i++)
		card_on();
	assert_int_equal(card_now(first.card_id).state, CARD_STATE_OPEN);
	c = card_on();
	assert_int_equal(card_now(first.card_id).state, CARD_STATE_REMOVED);
	assert_int_equal(
	    SHOP_TX(card_open(&act, &first, shop_company, STR("sandbox"))),
	    ERR_LIMIT);
	assert_int_equal(
	    SHOP_TX(card_open(&act, &first, shop_company, STR("stripe"))), OK);
	assert_int_equal(
	    SHOP_TX(card_remove(&act, c.card_id, shop_company)), OK);
	card_new();
}

/* R20: one order, one way at a time. */
static void
test_card__another_way_cancels_what_waits_for_the_buyer(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct card c = card_on();
	struct id order_id = shop_place(100);
	struct id page = shop_redirect(order_id, "ses_1");
	enum capture_outcome outcome;
	struct payment p;

	(void)state;
	assert_int_equal(
	    SHOP_TX(payment_create(&act, &p, NULL, id_new(), order_id,
		shop_company, STR("sandbox"), c.card_id)),
	    OK);
	assert_payment_state(page, PAYMENT_CANCELLED);
	assert_true(id_eq(p.card_id, c.card_id));
	assert_int_equal(
	    SHOP_TX(payment_create(&act, &p, NULL, id_new(), order_id,
		shop_company, STR("sandbox"), SHOP_NO_CARD)),
	    ERR_PAYMENT_OPEN);
	assert_true(id_eq(p.card_id, c.card_id));
	act = shop_act(ACTOR_GATEWAY);
	assert_int_equal(SHOP_TX(payment_captured(&act, &outcome, p.payment_id,
			     STR("chg_1"), shop_money(100), &shop_terms)),
	    OK);
	assert_int_equal(outcome, CAPTURE_APPLIED);
	assert_int_equal(shop_capture(page, 100, &outcome), OK);
	assert_int_equal(outcome, CAPTURE_TO_REFUND);
}

static void
test_card__a_begun_transfer_is_paid_no_other_way(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(100);
	struct receipt_outcome out;
	struct order o;
	struct bill b;
	struct payment p;
	struct receipt r = { .method = STR(RECEIPT_BANK_TRANSFER),
		.reference = STR("KTO 1"),
		.amount = shop_money(40),
		.received_at_us = shop_now_us };

	(void)state;
	assert_int_equal(db_begin(fixture_db()), OK);
	assert_int_equal(
	    order_lock(fixture_db(), shop_arena(), &o, order_id, shop_company),
	    OK);
	assert_int_equal(shop_end(bill_issue(&act, &b, &o, &shop_terms)), OK);
	r.bill_id = b.bill_id;
	assert_int_equal(
	    SHOP_TX(bill_receive(&act, &out, &r, &shop_terms)), OK);
	assert_int_equal(
	    SHOP_TX(payment_create(&act, &p, NULL, id_new(), order_id,
		shop_company, STR("sandbox"), SHOP_NO_CARD)),
	    ERR_METHOD_UNAVAILABLE);
	assert_order_state(order_id, ORDER_PENDING_PAYMENT);
}

#define TEST(name) cmocka_unit_test_setup(test_##name, clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(card__on_file_once_whoever_says_so),
		TEST(card__refused_and_then_not_after_all),
		TEST(card__asked_less_and_less_often_and_given_up),
		TEST(card__removed_while_its_buyer_is_away_is_forgotten_there),
		TEST(card__the_longest_waiting_makes_room_but_none_on_file),
		TEST(card__another_way_cancels_what_waits_for_the_buyer),
		TEST(card__a_begun_transfer_is_paid_no_other_way),
	};

	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
