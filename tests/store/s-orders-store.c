/* Store files of the sale that no transition's test reaches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/sys.h"
#include "shop.h"
#include "store/document.h"
#include "store/plan.h"

static void
test_plan__names_fall_back(void **state)
{
	struct plan_sale o;

	(void)state;
	assert_int_equal(
	    plan_sale_get(fixture_db(), shop_arena(), &o, STR("gallery"),
		STR("pro"), STR("zh-CN"), STR("en")),
	    OK);
	assert_true(str_is(o.product_name, "相册"));
	assert_true(str_is(o.plan_name, "Pro"));
	assert_true(str_is(o.seller_slug, "lumen"));
	assert_true(id_eq(o.plan_id, shop_plan));
	assert_int_equal(o.delivery, DELIVERY_SAAS);
	assert_int_equal(o.terms.nprices, 3);
	assert_int_equal(o.terms.ncapacities, 1);
	assert_int_equal(o.terms.capacities[0].included, 5);
	assert_false(o.retired);
	assert_int_equal(plan_sale_get(fixture_db(), shop_arena(), &o,
			     STR("gallery"), STR("pro"), STR("fr"), STR("it")),
	    OK);
	assert_true(o.product_name.n > 0);
}

static void
test_plan__what_is_not_there_is_not_found(void **state)
{
	struct plan_sale o;
	struct str s;
	struct id id;

	(void)state;
	assert_int_equal(plan_sale_get(fixture_db(), shop_arena(), &o,
			     STR("gallery"), STR("none"), STR("en"), STR("en")),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    plan_sale_get(fixture_db(), shop_arena(), &o, STR("' OR 1=1 --"),
		STR("pro"), STR("en"), STR("en")),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    plan_product_get(fixture_db(), shop_arena(), &id, &s, STR("none")),
	    ERR_NOT_FOUND);
	assert_int_equal(plan_product_get(fixture_db(), shop_arena(), &id, &s,
			     STR("gallery")),
	    OK);
	assert_true(str_is(s, "LIVE"));
}

static void
test_outbox__a_message_is_claimed_by_one(void **state)
{
	struct message m = { .message_id = id_new(),
		.kind = STR("mail"),
		.template = STR("verify"),
		.user_id = shop_user,
		.has_token = true,
		.next_at_us = SHOP_NOW_US,
		.created_at_us = SHOP_NOW_US };
	struct message *claimed;
	int64_t age;
	size_t n;

	(void)state;
	m.token_hash = hash_sha256(STR("t"));
	assert_int_equal(outbox_insert(fixture_db(), &m, 1), OK);
	assert_int_equal(
	    outbox_age(fixture_db(), shop_arena(), &age, SHOP_NOW_US + 7), OK);
	assert_int_equal(age, 7);
	assert_int_equal(
	    outbox_claim(fixture_db(), shop_arena(), &claimed, &n, LANE_LETTERS,
		SHOP_NOW_US - 1, SHOP_NOW_US + MIN_US, 20),
	    OK);
	assert_int_equal(n, 0);
	assert_int_equal(
	    outbox_claim(fixture_db(), shop_arena(), &claimed, &n,
		LANE_DELIVERIES, SHOP_NOW_US, SHOP_NOW_US + MIN_US, 20),
	    OK);
	assert_int_equal(n, 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    outbox_claim(fixture_db(), shop_arena(), &claimed, &n,
			LANE_LETTERS, SHOP_NOW_US, SHOP_NOW_US + MIN_US, 20),
		    OK);
		assert_int_equal(n, i == 0);
		if (i == 0) {
			assert_int_equal(claimed[0].tries, 1);
			assert_true(claimed[0].has_token);
			assert_true(
			    hash_eq(claimed[0].token_hash, m.token_hash));
		}
	}
	assert_int_equal(outbox_retry(fixture_db(), m.message_id,
			     SHOP_NOW_US + 5, STR("connection refused")),
	    OK);
	assert_int_equal(
	    outbox_claim(fixture_db(), shop_arena(), &claimed, &n, LANE_LETTERS,
		SHOP_NOW_US + 5, SHOP_NOW_US + MIN_US, 20),
	    OK);
	assert_int_equal(n, 1);
	assert_int_equal(claimed[0].tries, 2);
	assert_int_equal(
	    outbox_sent(fixture_db(), m.message_id, SHOP_NOW_US + 6), OK);
	assert_int_equal(
	    outbox_dead(fixture_db(), m.message_id, STR("late")), ERR_STALE);
	assert_int_equal(
	    outbox_age(fixture_db(), shop_arena(), &age, SHOP_NOW_US + HOUR_US),
	    OK);
	assert_int_equal(age, 0);
}

static void
test_document__kept_once(void **state)
{
	struct document d = { .kind = STR("terms"),
		.locale = STR("en"),
		.title = STR("Terms"),
		.text = STR("# Terms\n") };

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    document_put(fixture_db(), &d, SHOP_NOW_US), OK);
	assert_true(hash_eq(d.hash, hash_sha256(STR("# Terms\n"))));
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM documents"), 1);
}

#define TEST(name) cmocka_unit_test_setup(test_##name, shop_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(plan__names_fall_back),
		TEST(plan__what_is_not_there_is_not_found),
		TEST(outbox__a_message_is_claimed_by_one),
		TEST(document__kept_once),
	};

	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
