/* Images' servers and networks on a real database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "act/vpc.h"
#include "crypto/token.h"
#include "shop.h"
#include "store/flavour.h"

static const struct str seal_key = STR("0123456789abcdef0123456789abcdef");
static const struct str password = STR("Pw9-PLANTED-sign-in");

/* The statement that fails in the next transaction; 0: none does. */
static unsigned long failing;

#define FAILING_TX(call) \
	(assert_int_equal(db_begin(fixture_db()), OK), \
	    db_fail_at(failing, ERR_BUG), failed_end(call))

static enum err
failed_end(enum err e)
{
	db_fail_at(0, OK);
	return shop_end(e);
}

static struct network
block(const char *text)
{
	struct network n;

	assert_int_equal(network_parse(&n, str_from(text)), OK);
	return n;
}

static enum err
vpc_try(struct vpc *v, const char *name, const char *cidr, struct str *met)
{
	struct act act = shop_act(ACTOR_USER);
	struct subnet first = { .name = STR("first"), .network = block(cidr) };

	*v = (struct vpc){ .company_id = shop_company,
		.region = STR("fra-1"),
		.name = str_from(name),
		.network = block(cidr) };
	return FAILING_TX(vpc_create(&act, v, &first, met));
}

static struct id
vpc_made(const char *name, const char *cidr)
{
	struct vpc v;
	struct str met;

	assert_int_equal(vpc_try(&v, name, cidr, &met), OK);
	return v.vpc_id;
}

static struct id
subnet_of(struct id vpc_id)
{
	struct subnet *all;
	size_t n = 0;

	assert_int_equal(subnets_of(fixture_db(), shop_arena(), &all, &n,
			     shop_company, SUBNETS_MAX),
	    OK);
	for (size_t i = 0; i < n; i++)
		if (id_eq(all[i].vpc_id, vpc_id))
			return all[i].subnet_id;
	fail_msg("no subnet");
	return vpc_id;
}

static void
test_server__networks_do_not_overlap(void **state)
{
	struct vpc v;
	struct str met;

	(void)state;
	vpc_made("one", "10.0.0.0/16");
	assert_int_equal(vpc_try(&v, "two", "10.0.128.0/20", &met), ERR_RANGE);
	assert_true(str_is(met, "one"));
	assert_int_equal(vpc_try(&v, "two", "10.0.0.0/8", &met), ERR_RANGE);
	assert_int_equal(vpc_try(&v, "one", "10.1.0.0/16", &met), ERR_EXISTS);
	vpc_made("two", "10.1.0.0/16");
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM subnets"), 2);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM events WHERE kind = 'created'"),
	    4);
}

static void
test_server__what_is_suggested_is_free(void **state)
{
	struct vpc *all, v;
	struct subnet first;
	struct str met;
	char text[NETWORK_TEXT_MAX];
	size_t n = 0;

	(void)state;
	vpc_made("vpc-1", "10.1.0.0/16");
	for (int i = 0; i < 4; i++) {
		assert_int_equal(vpcs_of(fixture_db(), shop_arena(), &all, &n,
				     shop_company, STR_NONE, VPCS_MAX),
		    OK);
		assert_int_equal(
		    vpc_suggest(shop_arena(), &v, &first, all, n), OK);
		assert_true(network_within(first.network, v.network));
		assert_int_equal(
		    vpc_try(&v, str_cstr(shop_arena(), v.name),
			str_cstr(shop_arena(), network_text(text, v.network)),
			&met),
		    OK);
	}
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM vpcs"), 5);
}

/* Whatever statement fails, there is a network with its subnet, or none. */
static void
test_server__a_network_is_made_whole_or_not(void **state)
{
	struct vpc v;
	struct str met;
	unsigned long n;
	enum err e = ERR_BUG;

	(void)state;
	fixture_wants_faults();
	for (n = 1; e != OK && n < 20; n++) {
		failing = n;
		e = vpc_try(&v, "one", "10.0.0.0/16", &met);
		failing = 0;
		assert_int_equal(
		    fixture_i64("SELECT COUNT(*) FROM vpcs"), e == OK);
		assert_int_equal(
		    fixture_i64("SELECT COUNT(*) FROM subnets"), e == OK);
	}
	assert_true(n > 5);
}

static enum err
place_try(struct id *order_id, struct id vpc_id, const char *quote)
{
	struct act act = shop_act(ACTOR_USER);
	struct placement p = { .nlines = 2,
		.has_server = true,
		.server_password = password,
		.seal_key = seal_key };
	enum err e;

	p.order.company_id = shop_company;
	p.order.user_id = shop_user;
	p.order.seller_id = shop_seller;
	p.order.quote_hash = hash_sha256(str_from(quote));
	p.order.expires_at_us = act.now_us + INT64_C(7) * 86400 * 1000000;
	p.lines[0] = (struct order_line){
		.kind = STR("software"),
		.product_id = shop_product,
		.plan_id = shop_plan,
		.product_revision = 1,
		.product_name = STR("Gallery"),
		.plan_name = STR("Pro"),
		.choice = { .mode = MODE_MONTHLY,
		    .currency = { "USD" },
		    .quantity = 1,
		    .periods = 1 },
		.unit = shop_money(1200),
		.net = shop_money(1200),
		.tax = shop_money(0),
	};
	p.lines[1] = p.lines[0];
	p.lines[1].kind = STR("infrastructure");
	p.lines[1].unit = p.lines[1].net = shop_money(2900);
	p.server = (struct order_server){
		.region = STR("fra-1"),
		.region_name = STR("Frankfurt"),
		.flavour = STR("general-2"),
		.vcpus = 2,
		.memory_gib = 8,
		.image = STR("img-1"),
		.vpc_id = vpc_id,
		.subnet_id = subnet_of(vpc_id),
		.login_name = STR("root"),
	};
	e = FAILING_TX(order_place(&act, &p, &shop_terms));
	*order_id = p.order.order_id;
	return e;
}

static struct order_server
server_of(struct id order_id)
{
	struct order_server *found;
	size_t n = 0;

	assert_int_equal(order_servers_of(fixture_db(), shop_arena(), &found,
			     &n, &order_id, 1),
	    OK);
	assert_int_equal(n, 1);
	return found[0];
}

static void
test_server__its_password_is_sealed_for_its_line_alone(void **state)
{
	struct id order_id, vpc_id = vpc_made("one", "10.0.0.0/16");
	struct order_server s;
	struct str aad, plain;

	(void)state;
	assert_int_equal(place_try(&order_id, vpc_id, "sealed"), OK);
	s = server_of(order_id);
	aad = (struct str){ (const char *)s.line_id.b, sizeof(s.line_id.b) };
	assert_null(
	    memmem(s.password_sealed.p, s.password_sealed.n, "PLANTED", 7));
	assert_int_equal(
	    unseal(shop_arena(), &plain, seal_key, aad, s.password_sealed), OK);
	assert_true(str_eq(plain, password));
	aad = (struct str){ (const char *)order_id.b, sizeof(order_id.b) };
	assert_int_not_equal(
	    unseal(shop_arena(), &plain, seal_key, aad, s.password_sealed), OK);
	assert_int_equal(fixture_i64("SELECT total_minor FROM orders"), 4100);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM order_lines l JOIN order_servers"
			" s USING (line_id) WHERE l.kind = 'infrastructure'"),
	    1);
}

static void
test_server__an_order_is_placed_whole_or_not(void **state)
{
	struct id order_id, vpc_id = vpc_made("one", "10.0.0.0/16");
	unsigned long n;
	enum err e = ERR_BUG;

	(void)state;
	fixture_wants_faults();
	for (n = 1; e != OK && n < 20; n++) {
		failing = n;
		e = place_try(&order_id, vpc_id, "whole");
		failing = 0;
		assert_int_equal(
		    fixture_i64("SELECT COUNT(*) FROM orders"), e == OK);
		assert_int_equal(
		    fixture_i64("SELECT COUNT(*) FROM order_servers"), e == OK);
	}
	assert_true(n > 5);
}

static void
test_server__a_cancelled_order_leaves_no_password(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id, vpc_id = vpc_made("one", "10.0.0.0/16");

	(void)state;
	assert_int_equal(place_try(&order_id, vpc_id, "cancelled"), OK);
	assert_int_equal(SHOP_TX(order_cancel(
			     &act, order_id, shop_company, STR("Not now."))),
	    OK);
	assert_int_equal(server_of(order_id).password_sealed.n, 0);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM order_servers"
			" WHERE wiped_at IS NOT NULL AND login_name = 'root'"),
	    1);
}

/* One service for image and server; delivered, the password goes. */
static void
test_server__is_delivered_with_its_image(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	const struct delivery two[2] = { { .note = STR("a") },
		{ .note = STR("b") } };
	const struct delivery one = { .access_url = STR("https://192.0.2.1/"),
		.note = STR("Ready.") };
	struct id order_id, payment_id, vpc_id = vpc_made("one", "10.0.0.0/16");
	enum capture_outcome outcome;

	(void)state;
	assert_int_equal(place_try(&order_id, vpc_id, "delivered"), OK);
	payment_id = shop_redirect(order_id, "ses_server");
	assert_int_equal(shop_capture(payment_id, 4100, &outcome), OK);
	assert_int_equal(SHOP_TX(order_provision_start(&act, order_id)), OK);
	assert_true(server_of(order_id).password_sealed.n > 0);
	assert_int_equal(
	    SHOP_TX(order_deliver(&act, order_id, two, 2, seal_key)),
	    ERR_INVALID);
	assert_true(server_of(order_id).password_sealed.n > 0);
	assert_int_equal(
	    SHOP_TX(order_deliver(&act, order_id, &one, 1, seal_key)), OK);
	assert_order_state(order_id, ORDER_ACTIVE);
	assert_int_equal(server_of(order_id).password_sealed.n, 0);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM services"), 1);
}

/* What a company has made stays; here each test begins without. */
static int
clear(void **state)
{
	fixture_exec("DELETE FROM order_servers");
	fixture_exec("DELETE FROM subnets");
	fixture_exec("DELETE FROM vpcs");
	return shop_clear(state);
}

static int
open_regions(void **state)
{
	int failed = shop_open(state);

	if (!failed)
		fixture_exec("INSERT INTO regions VALUES ('fra-1',"
			     " 'Frankfurt', 1, 'OPEN')");
	return failed;
}

#define TEST(name) cmocka_unit_test_setup(test_server__##name, clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(networks_do_not_overlap),
		TEST(what_is_suggested_is_free),
		TEST(a_network_is_made_whole_or_not),
		TEST(its_password_is_sealed_for_its_line_alone),
		TEST(an_order_is_placed_whole_or_not),
		TEST(a_cancelled_order_leaves_no_password),
		TEST(is_delivered_with_its_image),
	};

	return cmocka_run_group_tests(tests, open_regions, shop_close);
}
