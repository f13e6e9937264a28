#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shop.h"

const struct id shop_company = { { 0xc0, 1 } };
const struct id shop_other_company = { { 0xc0, 2 } };
const struct id shop_user = { { 0xa0, 1 } };
const struct id shop_seller = { { 0x5e, 1 } };
const struct id shop_product = { { 0x90, 1 } };
const struct id shop_plan = { { 0x91, 1 } };
const struct sale_terms shop_terms = {
	.commission_bp = 1000,
	.bill_year = 2026,
	.bill_due_at_us = SHOP_NOW_US + INT64_C(30) * 86400 * 1000000,
	.credit_stop_at_us = SHOP_NOW_US - INT64_C(15) * 86400 * 1000000,
	.issuer = { .name = STR("Souk GmbH"),
	    .address = STR("Hauptstr. 1, 10115 Berlin"),
	    .country = STR("DE"),
	    .tax_number = STR("DE123456789") },
};
int64_t shop_now_us = SHOP_NOW_US;
static struct arena *arena;

static const char *const rows[] = {
	"INSERT INTO companies (company_id, name, country, currency, "
	"created_at) VALUES (x'c0010000000000000000000000000000', 'Buyer', "
	"'DE', 'USD', '2026-01-01'), (x'c0020000000000000000000000000000', "
	"'Other', 'FR', 'USD', '2026-01-01')",
	"INSERT INTO users (user_id, company_id, user_name, email, "
	"password_phc, role, locale, created_at) VALUES "
	"(x'a0010000000000000000000000000000', "
	"x'c0010000000000000000000000000000', 'maria', 'maria@example.org', "
	"'-', 'owner', 'en', '2026-01-01')",
	"INSERT INTO sellers (seller_id, company_id, slug, name, state, "
	"created_at) VALUES (x'5e010000000000000000000000000000', "
	"x'c0020000000000000000000000000000', 'lumen', 'Lumen', 'ACTIVE', "
	"'2026-01-01')",
	"INSERT INTO categories (category_id, slug) VALUES "
	"(x'ca010000000000000000000000000000', 'photo')",
	"INSERT INTO products (product_id, seller_id, category_id, slug, "
	"delivery, state, created_at, updated_at) VALUES "
	"(x'90010000000000000000000000000000', "
	"x'5e010000000000000000000000000000', "
	"x'ca010000000000000000000000000000', 'gallery', 'saas', 'LIVE', "
	"'2026-01-01', '2026-01-01')",
	"INSERT INTO product_texts (product_id, locale, name, summary, "
	"description) VALUES (x'90010000000000000000000000000000', 'en', "
	"'Gallery', 's', 'd'), (x'90010000000000000000000000000000', "
	"'zh-CN', '相册', 's', 'd')",
	"INSERT INTO plans (plan_id, product_id, code, position) VALUES "
	"(x'91010000000000000000000000000000', "
	"x'90010000000000000000000000000000', 'pro', 1)",
	"INSERT INTO plan_texts (plan_id, locale, name, summary) VALUES "
	"(x'91010000000000000000000000000000', 'en', 'Pro', 's')",
	"INSERT INTO capacities (plan_id, code, position, unit, min_amount, "
	"max_amount, step_amount, included_amount) VALUES "
	"(x'91010000000000000000000000000000', 'users', 1, 'user', 1, 500, "
	"1, 5)",
	"INSERT INTO prices (plan_id, billing_mode, currency, capacity, "
	"from_quantity, amount_minor) VALUES "
	"(x'91010000000000000000000000000000', 'monthly', 'USD', '', 1, "
	"4900), (x'91010000000000000000000000000000', 'monthly', 'USD', '', "
	"10, 4500), (x'91010000000000000000000000000000', 'monthly', 'USD', "
	"'users', 1, 250)",
};

struct arena *
shop_arena(void)
{
	return arena;
}

int
shop_open(void **state)
{
	int failed = fixture_open(state);

	arena = arena_open(REQUEST_ARENA_MAX);
	if (arena == NULL)
		return -1;

	for (size_t i = 0; !failed && i < sizeof(rows) / sizeof(rows[0]); i++)
		fixture_exec(rows[i]);
	return failed;
}

int
shop_close(void **state)
{
	arena_close(arena);
	return fixture_close(state);
}

int
shop_clear(void **state)
{
	static const char *const tables[] = {
		"DELETE FROM settlement_lines",
		"DELETE FROM settlements",
		"DELETE FROM cursors",
		"DELETE FROM handover_answers",
		"DELETE FROM handover_files",
		"DELETE FROM handover_rounds",
		"DELETE FROM handovers",
		"DELETE FROM refund_lines",
		"DELETE FROM refunds",
		"DELETE FROM services",
		"DELETE FROM tasks",
		"DELETE FROM bill_receipts",
		"DELETE FROM bill_disputes",
		"DELETE FROM payments WHERE bill_id IS NOT NULL",
		"DELETE FROM bill_lines",
		"DELETE FROM credit_reservations",
		"DELETE FROM credit_pools",
		"DELETE FROM bills WHERE corrects_id IS NOT NULL",
		"DELETE FROM bills",
		"DELETE FROM payment_events",
		"DELETE FROM payments",
		"DELETE FROM plan_changes",
		"DELETE FROM milestones",
		"DELETE FROM payment_plans",
		"DELETE FROM order_consents",
		"DELETE FROM order_lines",
		"DELETE FROM orders WHERE renews_order_id IS NOT NULL",
		"DELETE FROM orders",
		"DELETE FROM offer_openings",
		"DELETE FROM offer_messages",
		"DELETE FROM offer_documents",
		"DELETE FROM offer_milestones",
		"DELETE FROM offer_versions",
		"DELETE FROM offer_drafts",
		"DELETE FROM offer_templates",
		"DELETE FROM offers",
		"DELETE FROM notifications",
		"DELETE FROM ledger_postings",
		"DELETE FROM ledger_entries",
		"DELETE FROM events",
		"DELETE FROM outbox",
		"DELETE FROM chain_heads",
		"DELETE FROM document_counters",
		"DELETE FROM documents",
	};

	(void)state;
	db_rollback(fixture_db());
	arena_reset(arena);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		fixture_exec(tables[i]);
	shop_now_us = SHOP_NOW_US;
	return 0;
}

struct act
shop_act(enum actor actor)
{
	return (struct act){
		.db = fixture_db(),
		.arena = shop_arena(),
		.now_us = shop_now_us,
		.actor = actor,
		.user_id = actor == ACTOR_USER ? shop_user
					       : (struct id){ { 0 } },
	};
}

enum err
shop_end(enum err e)
{
	if (e == OK)
		return db_commit(fixture_db());
	db_rollback(fixture_db());
	return e;
}

struct money
shop_money(int64_t minor)
{
	return (struct money){ minor, { "USD" } };
}

enum err
shop_try_place(
    struct act *act, struct id *order_id, int64_t unit_minor, const char *quote)
{
	struct placement p = { .nlines = 1 };
	enum err e;

	p.order.company_id = shop_company;
	p.order.user_id = shop_user;
	p.order.seller_id = shop_seller;
	p.order.quote_hash = hash_sha256(str_from(quote));
	p.order.expires_at_us = act->now_us + INT64_C(7) * 86400 * 1000000;
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
		    .periods = 1,
		    .ncapacities = 1,
		    .capacities = { { STR("users"), 8 } } },
		.unit = shop_money(unit_minor),
		.net = shop_money(unit_minor),
		.tax = shop_money(0),
	};
	e = order_place(act, &p, &shop_terms);
	*order_id = p.order.order_id;
	return e;
}

struct id
shop_place(int64_t unit_minor)
{
	static unsigned long quotes;
	struct act act = shop_act(ACTOR_USER);
	struct id order_id;
	char quote[32];

	snprintf(quote, sizeof(quote), "quote %lu", ++quotes);
	assert_int_equal(
	    SHOP_TX(shop_try_place(&act, &order_id, unit_minor, quote)), OK);
	return order_id;
}

struct id
shop_redirect(struct id order_id, const char *ref)
{
	struct act act = shop_act(ACTOR_USER);
	struct payment p;

	assert_int_equal(
	    SHOP_TX(payment_create(&act, &p, NULL, id_new(), order_id,
		shop_company, STR("sandbox"), SHOP_NO_CARD)),
	    OK);
	assert_int_equal(SHOP_TX(payment_redirected(&act, &p, str_from(ref),
			     STR("http://pay.example/1"))),
	    OK);
	return p.payment_id;
}

enum err
shop_capture(struct id payment_id, int64_t minor, enum capture_outcome *outcome)
{
	struct act act = shop_act(ACTOR_GATEWAY);

	return SHOP_TX(payment_captured(&act, outcome, payment_id, STR("ses_1"),
	    shop_money(minor), &shop_terms));
}

void
assert_order_state(struct id order_id, enum order_state want)
{
	struct id anybody = { { 0 } };
	struct order o;

	assert_int_equal(
	    order_get(fixture_db(), shop_arena(), &o, order_id, anybody), OK);
	assert_string_equal(order_state_name(o.state), order_state_name(want));
}

void
assert_payment_state(struct id payment_id, enum payment_state want)
{
	struct id anybody = { { 0 } };
	struct payment p;

	assert_int_equal(
	    payment_get(fixture_db(), shop_arena(), &p, payment_id, anybody),
	    OK);
	assert_string_equal(
	    payment_state_name(p.state), payment_state_name(want));
}
