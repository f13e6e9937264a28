/* Products' and sellers' machines and the publishing, on a real database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "act/category.h"
#include "act/listing.h"
#include "act/publish.h"
#include "act/seller.h"
#include "base/sys.h"
#include "base/text.h"
#include "shop.h"
#include "store/catalogue.h"
#include "store/revision.h"

static const struct id nobody = { { 0 } };
static const struct str seal_key = STR("0123456789abcdef0123456789abcdef");
static const struct str english = STR("en");
static struct id product;

#define PRICE(amount) \
	"{\"mode\":\"monthly\",\"currency\":\"USD\",\"amount\":" amount "}"
#define PLAN(code, amount) \
	"{\"code\":\"" code \
	"\",\"texts\":[{\"locale\":\"en\",\"name\":\"" code \
	"\"}],\"options\":[{\"name\":\"Edition\",\"value\":\"" code \
	"\"}],\"prices\":[" PRICE(amount) "]}"
#define LISTING(version, plans) \
	"{\"category\":\"photo\",\"licence\":\"MIT\",\"version\":\"" version \
	"\",\"platforms\":[\"Docker\"],\"regions\":[\"DE\",\"EU\"]," \
	"\"support_email\":\"help@example.org\",\"texts\":[{\"locale\":" \
	"\"en\",\"name\":\"Frames\",\"summary\":\"S\",\"description\":" \
	"\"D\",\"keywords\":[\"a\",\"b\"]}],\"agreements\":[{\"title\":" \
	"\"T\",\"locale\":\"en\",\"text\":\"Text " version "\"}]," \
	"\"releases\":[{\"version\":\"1\",\"date\":\"2026-11-01\"," \
	"\"notes\":\"N\"}],\"plans\":[" plans "]}"

static struct listing_row
row_of(struct id id)
{
	struct listing_row row;

	assert_int_equal(listing_row_get(fixture_db(), shop_arena(), &row, id,
			     nobody, english),
	    OK);
	return row;
}

static struct draft
draft_of(struct id id)
{
	struct draft d;

	assert_int_equal(draft_get(fixture_db(), shop_arena(), &d, id), OK);
	return d;
}

static const char *
state_of(struct id id)
{
	return row_of(id).state.p;
}

/* Stores a listing as the product's draft. */
static void
draft_put(struct id id, const char *json)
{
	struct wire_faults faults;
	struct listing_body l;
	struct draft d = { .product_id = id,
		.name = STR("Frames"),
		.created_at_us = shop_now_us,
		.updated_at_us = shop_now_us,
		.updated_by = shop_user };

	assert_int_equal(shape_read(shop_arena(), &l, &listing_shape,
			     str_from(json), &faults),
	    OK);
	listing_settle(&l);
	assert_int_equal(listing_json(shop_arena(), &d.body, &l), OK);
	assert_int_equal(draft_insert(fixture_db(), &d), OK);
}

static enum err
submit(struct id id)
{
	struct act act = shop_act(ACTOR_USER);
	struct listing_row row = row_of(id);
	struct draft d = draft_of(id);

	return SHOP_TX(listing_submit(&act, &row, &d));
}

/* One approval in a transaction; what it fails with. */
static enum err
approve(struct id id)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct listing_row row = row_of(id);
	struct draft d = draft_of(id);
	struct listing_found found;
	struct listing_body l;

	assert_int_equal(listing_parse(shop_arena(), &l, d.body), OK);
	assert_int_equal(listing_look_up(fixture_db(), shop_arena(), &found, &l,
			     row.seller_id, id),
	    OK);
	return SHOP_TX(listing_approve(&act, &row, &d, &l, &found));
}

static int
clear(void **state)
{
	static const char *const tables[] = { "DELETE FROM product_drafts",
		"DELETE FROM product_revisions", "DELETE FROM product_releases",
		"DELETE FROM product_agreements",
		"DELETE FROM plan_texts WHERE plan_id <> "
		"x'91010000000000000000000000000000'",
		"DELETE FROM plan_options",
		"DELETE FROM prices WHERE plan_id <> "
		"x'91010000000000000000000000000000'",
		"DELETE FROM plans WHERE plan_id <> "
		"x'91010000000000000000000000000000'",
		"DELETE FROM product_texts WHERE product_id <> "
		"x'90010000000000000000000000000000'",
		"DELETE FROM products WHERE product_id <> "
		"x'90010000000000000000000000000000'",
		"DELETE FROM categories WHERE slug <> 'photo'",
		"UPDATE sellers SET state = 'ACTIVE', "
		"contact_email = 'contact@lumen.example', payout_sealed = NULL, "
		"payout_hint = NULL, payout_next_sealed = NULL, "
		"payout_next_hint = NULL, payout_next_at = NULL" };
	struct listing_new new = { .product_id = id_new(),
		.seller_id = shop_seller,
		.category_id = { { 0xca, 1 } },
		.slug = STR("frames"),
		.delivery = DELIVERY_SAAS,
		.now_us = SHOP_NOW_US };

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		fixture_exec(tables[i]);
	shop_clear(state);
	product = new.product_id;
	return listing_insert(fixture_db(), &new) == OK ? 0 : -1;
}

static void
test_listing__goes_its_way_to_live(void **state)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct listing_row row;
	struct draft d;

	(void)state;
	draft_put(product, LISTING("1", PLAN("solo", "100")));
	assert_string_equal(state_of(product), "DRAFT");
	assert_int_equal(approve(product), ERR_STATE);
	assert_int_equal(submit(product), OK);
	assert_string_equal(state_of(product), "IN_REVIEW");
	assert_int_equal(submit(product), ERR_STATE);
	row = row_of(product);
	d = draft_of(product);
	assert_int_equal(
	    SHOP_TX(listing_ask(&act, &row, &d, STR("More."))), OK);
	assert_string_equal(state_of(product), "DRAFT");
	assert_string_equal(draft_of(product).review_note.p, "More.");
	/* What was read before is not what is there now. */
	assert_int_equal(
	    SHOP_TX(listing_ask(&act, &row, &d, STR("Again."))), ERR_STALE);
	assert_int_equal(submit(product), OK);
	assert_int_equal(approve(product), OK);
	assert_string_equal(state_of(product), "LIVE");
	assert_int_equal(row_of(product).revision, 1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM product_drafts"), 0);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM events WHERE subject = "
			"'product' AND kind IN ('submitted', 'changes_asked', "
			"'approved') AND from_state IS NOT NULL"),
	    4);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM outbox WHERE address = "
			"'contact@lumen.example'"),
	    4);
}

static void
test_listing__hidden_shown_restricted(void **state)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct listing_row row = row_of(shop_product);
	int64_t before, after;

	(void)state;
	assert_int_equal(
	    catalogue_revision_get(fixture_db(), shop_arena(), &before), OK);
	assert_int_equal(SHOP_TX(listing_show(&act, &row)), OK);
	assert_int_equal(SHOP_TX(listing_hide(&act, &row)), OK);
	/* The row that was read is LIVE; it is not any more. */
	assert_int_equal(SHOP_TX(listing_hide(&act, &row)), ERR_STATE);
	row = row_of(shop_product);
	assert_int_equal(SHOP_TX(listing_hide(&act, &row)), OK);
	assert_int_equal(
	    catalogue_revision_get(fixture_db(), shop_arena(), &after), OK);
	assert_int_equal(after, before + 1);
	assert_int_equal(fixture_i64("SELECT catalogue_revision FROM products "
				     "WHERE slug = 'gallery'"),
	    after);
	assert_int_equal(
	    SHOP_TX(listing_restrict(&act, &row, STR("A copy"))), OK);
	row = row_of(shop_product);
	assert_string_equal(row.state_reason.p, "A copy");
	assert_int_equal(SHOP_TX(listing_show(&act, &row)), ERR_STATE);
	assert_int_equal(SHOP_TX(listing_hide(&act, &row)), ERR_STATE);
	fixture_exec("UPDATE products SET state = 'LIVE', state_reason = NULL "
		     "WHERE slug = 'gallery'");
}

static void
test_publish__plans_keep_their_ids(void **state)
{
	int64_t solo, again;

	(void)state;
	draft_put(
	    product, LISTING("1", PLAN("solo", "100") "," PLAN("team", "200")));
	assert_int_equal(submit(product), OK);
	assert_int_equal(approve(product), OK);
	solo = fixture_i64("SELECT CRC32(plan_id) FROM plans p JOIN products d "
			   "USING (product_id) WHERE d.slug = 'frames' AND "
			   "p.code = 'solo'");
	draft_put(product, LISTING("2", PLAN("solo", "150")));
	assert_int_equal(submit(product), OK);
	assert_string_equal(state_of(product), "LIVE");
	assert_int_equal(approve(product), OK);
	again = fixture_i64("SELECT CRC32(plan_id) FROM plans p JOIN products "
			    "d USING (product_id) WHERE d.slug = 'frames' AND "
			    "p.code = 'solo' AND p.state = 'LIVE'");
	assert_int_equal(solo, again);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM plans WHERE state "
				     "= 'RETIRED'"),
	    1);
	assert_int_equal(fixture_i64("SELECT SUM(amount_minor) FROM prices r "
				     "JOIN plans p USING (plan_id) JOIN "
				     "products d USING (product_id) WHERE "
				     "d.slug = 'frames'"),
	    150);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM products WHERE slug = 'frames' "
			"AND revision = 2 AND version = '2' AND regions = "
			"'DE,EU' AND platforms = 'Docker' AND live_at IS NOT "
			"NULL"),
	    1);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM product_revisions"), 2);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM documents"), 2);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM product_releases"), 1);
}

/* Whatever fails, nothing of the approval is there; retried, all is. */
static void
test_publish__a_failure_leaves_nothing(void **state)
{
	enum err e = ERR_UNAVAILABLE;
	unsigned long n = 0;

	(void)state;
	fixture_wants_faults();
	draft_put(product, LISTING("1", PLAN("solo", "100")));
	assert_int_equal(submit(product), OK);
	while (e != OK && n < 100) {
		struct act act = shop_act(ACTOR_OPERATOR);
		struct listing_row row = row_of(product);
		struct draft d = draft_of(product);
		struct listing_found found;
		struct listing_body l;

		assert_int_equal(listing_parse(shop_arena(), &l, d.body), OK);
		assert_int_equal(listing_look_up(fixture_db(), shop_arena(),
				     &found, &l, row.seller_id, product),
		    OK);
		assert_int_equal(db_begin(fixture_db()), OK);
		db_fail_at(++n, ERR_RETRY);
		e = listing_approve(&act, &row, &d, &l, &found);
		db_fail_at(0, OK);
		e = shop_end(e);
		if (e == OK)
			break;
		assert_int_equal(e, ERR_RETRY);
		assert_string_equal(state_of(product), "IN_REVIEW");
		assert_int_equal(
		    fixture_i64("SELECT (SELECT COUNT(*) FROM "
				"product_revisions) + (SELECT COUNT(*) FROM "
				"documents) + (SELECT COUNT(*) FROM "
				"product_releases)"),
		    0);
	}
	assert_int_equal(e, OK);
	assert_true(n > 15);
	assert_string_equal(state_of(product), "LIVE");
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM product_revisions"), 1);
}

static void
test_publish__many_new_ones_at_once(void **state)
{
	struct publication p[3];
	struct act act = shop_act(ACTOR_OPERATOR);
	struct revision_mark *marks;
	struct wire_faults faults;
	struct listing_body l;
	struct str json;
	size_t n = 0, found = 0;

	(void)state;
	assert_int_equal(shape_read(shop_arena(), &l, &listing_shape,
			     STR(LISTING("1", PLAN("solo", "1"))), &faults),
	    OK);
	assert_int_equal(listing_json(shop_arena(), &json, &l), OK);
	for (size_t i = 0; i < 3; i++)
		p[i] = (struct publication){ .is_new = true,
			.seller_id = shop_seller,
			.category_id = { { 0xca, 1 } },
			.slug = arena_printf(shop_arena(), "many-%zu", i),
			.delivery = DELIVERY_LICENSE,
			.listing = &l,
			.json = json };
	assert_int_equal(SHOP_TX(listings_publish(&act, p, 3)), OK);
	assert_int_equal(
	    revision_marks(fixture_db(), shop_arena(), &marks, &n), OK);
	for (size_t i = 0; i < n; i++)
		found += marks[i].has_body &&
		    hash_eq(marks[i].body, hash_sha256(json));
	assert_int_equal(found, 3);
	assert_int_equal(
	    SHOP_TX(listings_publish(&act, p, PUBLISH_MAX + 1)), ERR_LIMIT);
}

static void
test_draft__a_version_is_changed_once(void **state)
{
	struct draft d, late;

	(void)state;
	draft_put(product, "{}");
	d = late = draft_of(product);
	d.name = STR("First");
	late.name = STR("Second");
	assert_int_equal(draft_save(fixture_db(), &d), OK);
	assert_int_equal(draft_save(fixture_db(), &late), ERR_STALE);
	assert_int_equal(draft_delete(fixture_db(), &late), ERR_STALE);
	assert_string_equal(draft_of(product).name.p, "First");
	assert_int_equal(draft_insert(fixture_db(), &d), ERR_EXISTS);
}

static void
test_draft__discarded_with_what_was_never_sold(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct listing_row row;
	struct draft d;

	(void)state;
	draft_put(product, "{}");
	row = row_of(product);
	d = draft_of(product);
	assert_int_equal(SHOP_TX(listing_discard(&act, &row, &d)), OK);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM products WHERE "
				     "slug = 'frames'"),
	    0);
	draft_put(shop_product, "{}");
	row = row_of(shop_product);
	d = draft_of(shop_product);
	assert_int_equal(SHOP_TX(listing_discard(&act, &row, &d)), OK);
	assert_string_equal(state_of(shop_product), "LIVE");
}

static void
test_seller__suspended_and_let_in_again(void **state)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct listing_row row;
	struct draft d;

	(void)state;
	assert_int_equal(SHOP_TX(seller_approve(&act, shop_seller, 0)), OK);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM events"), 0);
	assert_int_equal(
	    SHOP_TX(seller_suspend(&act, shop_seller, STR("Papers"))), OK);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(DISTINCT catalogue_revision) FROM "
			"products"),
	    1);
	draft_put(product, LISTING("1", PLAN("solo", "1")));
	row = row_of(product);
	d = draft_of(product);
	assert_int_equal(
	    SHOP_TX(listing_submit(&act, &row, &d)), ERR_FORBIDDEN);
	assert_int_equal(SHOP_TX(listing_show(&act, &row)), ERR_FORBIDDEN);
	assert_int_equal(SHOP_TX(seller_approve(&act, shop_seller, 0)), OK);
	assert_int_equal(
	    SHOP_TX(seller_approve(&act, id_new(), 0)), ERR_NOT_FOUND);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM outbox WHERE template IN "
			"('seller_suspended', 'seller_approved')"),
	    2);
}

static struct seller
seller_at(int64_t now_us)
{
	struct seller s;

	assert_int_equal(
	    seller_get(fixture_db(), shop_arena(), &s, shop_seller, now_us),
	    OK);
	return s;
}

static void
test_seller__payout_is_in_force_by_its_date(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	int64_t later = shop_now_us + PAYOUT_WAIT_H * HOUR_US;
	struct seller s = seller_at(shop_now_us);

	(void)state;
	assert_int_equal(SHOP_TX(seller_payout_change(
			     &act, &s, STR("DE00 1111 2222"), seal_key)),
	    OK);
	s = seller_at(shop_now_us);
	assert_string_equal(s.payout_hint.p, "2222");
	assert_int_equal(s.payout_next_at_us, 0);
	assert_int_equal(SHOP_TX(seller_payout_change(
			     &act, &s, STR("DE00 3333 4444"), seal_key)),
	    OK);
	s = seller_at(later - 1);
	assert_string_equal(s.payout_hint.p, "2222");
	assert_string_equal(s.payout_next_hint.p, "4444");
	assert_string_equal(seller_at(later).payout_hint.p, "4444");
	/* A third one, after the second's time has come. */
	act.now_us = later + 1;
	s = seller_at(act.now_us);
	assert_int_equal(
	    SHOP_TX(seller_payout_change(&act, &s, STR("short"), seal_key)),
	    OK);
	s = seller_at(act.now_us);
	assert_string_equal(s.payout_hint.p, "4444");
	assert_string_equal(s.payout_next_hint.p, "");
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM outbox WHERE "
				     "template = 'payout_changed'"),
	    3);
}

static void
test_category__no_ring_and_nothing_lost(void **state)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct category_text text = { .locale = english, .name = STR("N") };
	struct category_edit top = {
		.category = { .slug = STR("top") }, .texts = &text, .ntexts = 1
	};
	struct category_edit low = {
		.category = { .slug = STR("low") }, .texts = &text, .ntexts = 1
	};
	struct category photo;

	(void)state;
	assert_int_equal(SHOP_TX(category_add(&act, &top)), OK);
	low.category.parent_id = top.category.category_id;
	assert_int_equal(SHOP_TX(category_add(&act, &low)), OK);
	top.category.parent_id = low.category.category_id;
	assert_int_equal(SHOP_TX(category_change(&act, &top)), ERR_STATE);
	top.category.parent_id = nobody;
	assert_int_equal(
	    SHOP_TX(category_remove(&act, &top.category)), ERR_STATE);
	assert_int_equal(
	    category_by_slug(fixture_db(), shop_arena(), &photo, STR("photo")),
	    OK);
	assert_int_equal(SHOP_TX(category_remove(&act, &photo)), ERR_STATE);
	assert_int_equal(SHOP_TX(category_remove(&act, &low.category)), OK);
	assert_int_equal(SHOP_TX(category_change(&act, &top)), OK);
	assert_int_equal(SHOP_TX(category_change(&act, &top)), ERR_STALE);
	top.category.row_version++;
	assert_int_equal(SHOP_TX(category_remove(&act, &top.category)), OK);
}

#define TEST(name) cmocka_unit_test_setup(name, clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_listing__goes_its_way_to_live),
		TEST(test_listing__hidden_shown_restricted),
		TEST(test_publish__plans_keep_their_ids),
		TEST(test_publish__a_failure_leaves_nothing),
		TEST(test_publish__many_new_ones_at_once),
		TEST(test_draft__a_version_is_changed_once),
		TEST(test_draft__discarded_with_what_was_never_sold),
		TEST(test_seller__suspended_and_let_in_again),
		TEST(test_seller__payout_is_in_force_by_its_date),
		TEST(test_category__no_ring_and_nothing_lost),
	};

	if (text_open() != OK)
		return 1;
	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
