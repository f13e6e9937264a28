/* The order's transitions on a real database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/sys.h"
#include "crypto/token.h"
#include "shop.h"
#include "store/catalogue.h"
#include "store/service.h"

static const struct id anybody = { { 0 } };
static const struct str seal_key = STR("0123456789abcdef0123456789abcdef");

static void
test_order__placed_as_it_was_priced(void **state)
{
	struct id order_id = shop_place(5650);
	struct order_line *lines;
	struct order o;
	size_t n;

	(void)state;
	assert_int_equal(
	    order_get(fixture_db(), shop_arena(), &o, order_id, shop_company),
	    OK);
	assert_int_equal(o.state, ORDER_PENDING_PAYMENT);
	assert_int_equal(o.total.minor, 5650);
	assert_string_equal(o.total.currency.code, "USD");
	assert_int_equal(o.created_at_us, SHOP_NOW_US);
	assert_int_equal(o.paid_at_us, 0);
	assert_true(str_is(o.seller_slug, "lumen"));
	assert_int_equal(order_lines_of(fixture_db(), shop_arena(), &lines, &n,
			     &order_id, 1),
	    OK);
	assert_int_equal(n, 1);
	assert_int_equal(lines[0].choice.ncapacities, 1);
	assert_true(str_is(lines[0].choice.capacities[0].code, "users"));
	assert_int_equal(lines[0].choice.capacities[0].amount, 8);
	assert_int_equal(lines[0].unit.minor, 5650);
	assert_true(str_is(lines[0].product_slug, "gallery"));
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM events "
			"WHERE kind = 'placed' AND actor = 'user'"),
	    1);
}

/* R14: by a catalogue that has changed since nothing is sold. */
static void
test_order__is_written_on_its_revisions_condition(void **state)
{
	struct order o;
	struct db *other;
	int64_t revision;

	(void)state;
	assert_int_equal(order_get(fixture_db(), shop_arena(), &o,
			     shop_place(100), shop_company),
	    OK);
	assert_int_equal(SHOP_TX(catalogue_revision_bump(fixture_db())), OK);
	assert_int_equal(
	    catalogue_revision_get(fixture_db(), shop_arena(), &revision), OK);
	o.order_id = id_new();
	o.quote_hash = hash_sha256(STR("another quote"));
	assert_int_equal(
	    SHOP_TX(order_insert(fixture_db(), &o, revision + 1)), ERR_STALE);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM orders"), 1);

	/* Who sells does not keep the catalogue from being changed. */
	assert_int_equal(db_begin(fixture_db()), OK);
	assert_int_equal(order_insert(fixture_db(), &o, revision), OK);
	assert_int_equal(db_pool_take(fixture_pool(), &other), OK);
	assert_int_equal(
	    db_exec(other, NULL, "SET SESSION innodb_lock_wait_timeout = 1",
		DB_NO_ARGS),
	    OK);
	assert_int_equal(catalogue_revision_bump(other), OK);
	db_pool_give(fixture_pool(), other);
	assert_int_equal(db_commit(fixture_db()), OK);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM orders"), 2);
}

static void
test_order__a_quote_buys_once(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id a, b;

	(void)state;
	assert_int_equal(SHOP_TX(shop_try_place(&act, &a, 100, "same")), OK);
	assert_int_equal(
	    SHOP_TX(shop_try_place(&act, &b, 100, "same")), ERR_EXISTS);
	assert_string_equal(db_constraint(fixture_db()), "orders_quote_uq");
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM orders"), 1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM events"), 1);
}

static void
test_order__foreign_ids_are_not_found(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(100);
	struct payment p;
	struct order o;

	(void)state;
	assert_int_equal(order_get(fixture_db(), shop_arena(), &o, order_id,
			     shop_other_company),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    SHOP_TX(order_cancel(&act, order_id, shop_other_company, STR("x"))),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    SHOP_TX(payment_create(&act, &p, NULL, id_new(), order_id,
		shop_other_company, STR("sandbox"), SHOP_NO_CARD)),
	    ERR_NOT_FOUND);
	assert_order_state(order_id, ORDER_PENDING_PAYMENT);
}

/* What costs nothing needs no payment: R4 would ask for a card in vain. */
static void
test_order__what_is_free_is_paid_at_once(void **state)
{
	struct id order_id = shop_place(0);

	(void)state;
	assert_order_state(order_id, ORDER_PAID);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM bills "
			"WHERE state = 'PAID' AND total_minor = 0"),
	    1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM ledger_entries"), 0);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM outbox "
				     "WHERE kind = 'provision'"),
	    1);
}

static void
test_order__cancelling_twice_is_once(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(100);

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(SHOP_TX(order_cancel(&act, order_id,
				     shop_company, STR("Not needed."))),
		    OK);
	assert_order_state(order_id, ORDER_CANCELLED);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM events "
			"WHERE kind = 'cancelled' AND subject = 'order'"),
	    1);
}

/* The column takes so many bytes, and no half of a character. */
static void
test_order__a_long_reason_is_cut_between_characters(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(100);
	char reason[3 * 80];

	(void)state;
	for (size_t i = 0; i < sizeof(reason); i += 3)
		memcpy(reason + i, "\xe4\xb8\x8d", 3);
	assert_int_equal(SHOP_TX(order_cancel(&act, order_id, shop_company,
			     (struct str){ reason, sizeof(reason) })),
	    OK);
	assert_order_state(order_id, ORDER_CANCELLED);
	assert_int_equal(fixture_i64("SELECT CHAR_LENGTH(close_reason) "
				     "FROM orders"),
	    66);
}

static void
test_order__cancelling_ends_a_payment_that_waits(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(100);
	struct id payment_id = shop_redirect(order_id, "ses_9");

	(void)state;
	assert_int_equal(
	    SHOP_TX(order_cancel(&act, order_id, shop_company, STR_NONE)), OK);
	assert_payment_state(payment_id, PAYMENT_CANCELLED);
	/* it may still be captured: the gateway goes on being asked */
	assert_int_equal(
	    fixture_i64(
		"SELECT COUNT(*) FROM payments "
		"WHERE open_order_id IS NULL AND next_check_at IS NOT NULL"),
	    1);
}

static void
test_order__money_on_its_way_holds_the_order(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(100);
	struct id payment_id = shop_redirect(order_id, "ses_9");
	size_t expired;

	(void)state;
	assert_int_equal(SHOP_TX(payment_no_answer(&act, payment_id)), OK);
	assert_int_equal(
	    SHOP_TX(order_cancel(&act, order_id, shop_company, STR_NONE)),
	    ERR_PAYMENT_OPEN);
	act.now_us += 30 * DAY_US;
	assert_int_equal(SHOP_TX(order_expire_due(&act, &expired)), OK);
	assert_int_equal(expired, 0);
	assert_order_state(order_id, ORDER_PENDING_PAYMENT);
}

static void
test_order__unpaid_orders_expire(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct id old = shop_place(100), waits, young;
	size_t expired;

	(void)state;
	waits = shop_place(100);
	shop_redirect(waits, "ses_9");
	shop_now_us += 2 * DAY_US;
	young = shop_place(100);
	act.now_us = SHOP_NOW_US + 7 * DAY_US - 1;
	assert_int_equal(SHOP_TX(order_expire_due(&act, &expired)), OK);
	assert_int_equal(expired, 0);
	act.now_us++;
	assert_int_equal(SHOP_TX(order_expire_due(&act, &expired)), OK);
	assert_int_equal(expired, 2);
	assert_order_state(old, ORDER_CANCELLED);
	assert_order_state(waits, ORDER_CANCELLED);
	assert_order_state(young, ORDER_PENDING_PAYMENT);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM outbox "
				     "WHERE template = 'order_cancelled'"),
	    2);
	assert_int_equal(SHOP_TX(order_expire_due(&act, &expired)), OK);
	assert_int_equal(expired, 0);
}

/* A paid order, provisioning under way. */
static struct id
order_provisioning(void)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct id order_id = shop_place(100);
	struct id payment_id = shop_redirect(order_id, "ses_1");
	enum capture_outcome outcome;

	assert_int_equal(shop_capture(payment_id, 100, &outcome), OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    SHOP_TX(order_provision_start(&act, order_id)), OK);
	assert_order_state(order_id, ORDER_PROVISIONING);
	return order_id;
}

static void
test_order__delivered_once_and_sealed(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct id order_id = order_provisioning();
	struct delivery d = { .access_url = STR("https://a.example/x"),
		.secret = STR("first sign-in"),
		.note = STR("Ready.") };
	struct service *s;
	struct str aad, plain;
	int64_t end;
	size_t n;

	(void)state;
	assert_int_equal(SHOP_TX(order_provision_by_hand(&act, order_id)), OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    SHOP_TX(order_deliver(&act, order_id, &d, 1, seal_key)),
		    OK);
	assert_order_state(order_id, ORDER_ACTIVE);
	assert_int_equal(
	    services_of(fixture_db(), shop_arena(), &s, &n, &order_id, 1), OK);
	assert_int_equal(n, 1);
	assert_true(str_is(s[0].access_url, "https://a.example/x"));
	assert_int_equal(time_parse(&end, STR("2026-12-24T00:00:00Z")), OK);
	assert_int_equal(s[0].term_ends_at_us, end);
	assert_null(
	    memmem(s[0].secret_sealed.p, s[0].secret_sealed.n, "sign-in", 7));
	aad = (struct str){ (const char *)s[0].service_id.b, 16 };
	assert_int_equal(
	    unseal(shop_arena(), &plain, seal_key, aad, s[0].secret_sealed),
	    OK);
	assert_true(str_is(plain, "first sign-in"));
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM tasks "
				     "WHERE state = 'DONE'"),
	    1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM outbox "
				     "WHERE template = 'order_delivered'"),
	    1);
}

static void
test_order__a_delivery_must_fit_the_lines(void **state)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct id order_id = order_provisioning();
	struct delivery d[] = {
		{ .line_id = { { 9, 9 } }, .note = STR("other line") },
		{ .note = STR("the line") },
	};

	(void)state;
	assert_int_equal(SHOP_TX(order_deliver(&act, order_id, d, 0, seal_key)),
	    ERR_INVALID);
	assert_int_equal(SHOP_TX(order_deliver(&act, order_id, d, 1, seal_key)),
	    ERR_INVALID);
	assert_int_equal(SHOP_TX(order_deliver(&act, order_id, d, 2, seal_key)),
	    ERR_INVALID);
	assert_order_state(order_id, ORDER_PROVISIONING);
	assert_int_equal(
	    SHOP_TX(order_deliver(&act, order_id, d + 1, 1, seal_key)), OK);
}

static void
test_order__failed_provisioning_can_be_tried_again(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct id order_id = order_provisioning();

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(SHOP_TX(order_provision_fail(
				     &act, order_id, STR("no capacity left"))),
		    OK);
	assert_order_state(order_id, ORDER_PROVISION_FAILED);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM tasks "
				     "WHERE state = 'OPEN'"),
	    1);
	assert_int_equal(SHOP_TX(order_provision_start(&act, order_id)), OK);
	assert_order_state(order_id, ORDER_PROVISIONING);
}

static void
test_order__an_unpaid_order_is_not_provisioned(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct id order_id = shop_place(100);
	struct delivery d = { .note = STR("early") };

	(void)state;
	assert_int_equal(
	    SHOP_TX(order_provision_start(&act, order_id)), ERR_STATE);
	assert_int_equal(
	    SHOP_TX(order_provision_by_hand(&act, order_id)), ERR_STATE);
	assert_int_equal(
	    SHOP_TX(order_deliver(&act, order_id, &d, 1, seal_key)), ERR_STATE);
	assert_int_equal(
	    SHOP_TX(order_provision_fail(&act, order_id, STR("x"))), ERR_STATE);
	assert_order_state(order_id, ORDER_PENDING_PAYMENT);
}

static void
test_order__lists_page_by_page(void **state)
{
	struct id placed[5], after = anybody;
	struct order *list;
	size_t n, seen = 0;

	(void)state;
	for (int i = 0; i < 5; i++)
		placed[i] = shop_place(100);
	while (seen < 5) {
		assert_int_equal(orders_of_company(fixture_db(), shop_arena(),
				     &list, &n, shop_company, after, 2),
		    OK);
		assert_int_equal(n, seen < 3 ? 3 : 1);
		for (size_t i = 0; i < n && i < 2; i++, seen++) {
			assert_true(id_eq(list[i].order_id, placed[4 - seen]));
			after = list[i].order_id;
		}
	}
	assert_int_equal(orders_of_company(fixture_db(), shop_arena(), &list,
			     &n, shop_other_company, anybody, 2),
	    OK);
	assert_int_equal(n, 0);
	/* a foreign cursor shows nothing */
	assert_int_equal(orders_of_company(fixture_db(), shop_arena(), &list,
			     &n, shop_other_company, placed[4], 2),
	    OK);
	assert_int_equal(n, 0);
}

#define TEST(name) cmocka_unit_test_setup(test_##name, shop_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(order__placed_as_it_was_priced),
		TEST(order__is_written_on_its_revisions_condition),
		TEST(order__a_quote_buys_once),
		TEST(order__foreign_ids_are_not_found),
		TEST(order__what_is_free_is_paid_at_once),
		TEST(order__cancelling_twice_is_once),
		TEST(order__a_long_reason_is_cut_between_characters),
		TEST(order__cancelling_ends_a_payment_that_waits),
		TEST(order__money_on_its_way_holds_the_order),
		TEST(order__unpaid_orders_expire),
		TEST(order__delivered_once_and_sealed),
		TEST(order__a_delivery_must_fit_the_lines),
		TEST(order__failed_provisioning_can_be_tried_again),
		TEST(order__an_unpaid_order_is_not_provisioned),
		TEST(order__lists_page_by_page),
	};

	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
