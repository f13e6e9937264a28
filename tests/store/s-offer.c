/* Offers as they are listed, matched, written and followed (R23, R25, R32). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/bounds.h"
#include "base/sys.h"
#include "offering.h"
#include "store/catalogue.h"
#include "store/offer_draft.h"
#include "store/offer_list.h"
#include "store/offer_trace.h"
#include "store/session.h"

static const struct id nobody = { { 0 } };
static const struct str en = { "en", 2 };

/* Draft, upcoming, active (two), used, over by its date, withdrawn. */
static struct id draft, upcoming, active, cheaper, used, over, withdrawn;

static struct id
sent(const char *title, int64_t unit, int64_t starts_us, int64_t ends_us)
{
	struct offer_sending s;

	offering_make(&s);
	s.title = str_from(title);
	s.version.terms.unit = shop_money(unit);
	s.version.starts_at_us = starts_us;
	s.version.ends_at_us = ends_us;
	return offering_send(&s);
}

static int
all_made(void **state)
{
	struct act act = offering_seller_act();
	struct offer_sending s;
	struct placement p;

	shop_clear(state);
	offering_make(&s);
	s.title = STR("not ready");
	offering_draft(&s);
	draft = s.offer_id;
	upcoming = sent("100 % later", 3990, SHOP_NOW_US + OFFERING_DAY_US,
	    SHOP_NOW_US + 9 * OFFERING_DAY_US);
	active = sent("now", 3990, 0, SHOP_NOW_US + 9 * OFFERING_DAY_US);
	cheaper = sent("now_cheap", 3500, 0, SHOP_NOW_US + 8 * OFFERING_DAY_US);
	offering_make(&s);
	used = offering_send(&s);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
	over = sent("short", 3990, 0, SHOP_NOW_US + 1000);
	withdrawn = sent("wrong", 3990, 0, SHOP_NOW_US + OFFERING_DAY_US);
	assert_int_equal(
	    SHOP_TX(offer_withdraw(&act, withdrawn, shop_seller, 0, STR("x"))),
	    OK);
	shop_now_us = SHOP_NOW_US + 1000;
	return 0;
}

static size_t
of_seller(struct offer_row **rows, enum offer_standing standing, const char *q,
    struct id after)
{
	const struct offer_filter filter = { .standing = standing,
		.q = str_from(q),
		.locale = en,
		.fallback = en,
		.now_us = shop_now_us };
	size_t n;

	assert_int_equal(offers_of_seller(fixture_db(), shop_arena(), rows, &n,
			     shop_seller, &filter, after, LIST_MAX),
	    OK);
	return n;
}

static void
test_offers__of_a_seller(void **state)
{
	static const struct {
		enum offer_standing standing;
		const struct id *only;
	} each[] = { { OFFER_UNSENT, &draft }, { OFFER_UPCOMING, &upcoming },
		{ OFFER_USED, &used }, { OFFER_OVER, &over },
		{ OFFER_TAKEN_BACK, &withdrawn } };
	struct offer_row *rows;

	(void)state;
	assert_int_equal(of_seller(&rows, OFFER_STANDING__MAX, "", nobody), 7);
	assert_true(id_eq(rows[0].offer.offer_id, withdrawn));
	assert_true(str_is(rows[0].names.product_name, "Gallery"));
	assert_true(str_is(rows[0].names.plan_name, "Pro"));
	assert_true(str_is(rows[0].offer.company_name, "Buyer"));
	assert_false(rows[0].draft);
	assert_true(id_eq(rows[6].offer.offer_id, draft));
	assert_true(rows[6].draft);
	assert_null(rows[6].names.product_name.p);
	for (size_t i = 0; i < sizeof(each) / sizeof(*each); i++) {
		assert_int_equal(
		    of_seller(&rows, each[i].standing, "", nobody), 1);
		assert_true(id_eq(rows[0].offer.offer_id, *each[i].only));
	}
	assert_int_equal(of_seller(&rows, OFFER_IN_EFFECT, "", nobody), 2);
	assert_int_equal(of_seller(&rows, OFFER_STANDING__MAX, "", active), 2);
}

/* What is typed is looked for as it is; the contact's address is no part. */
static void
test_offers__of_a_seller_are_found(void **state)
{
	struct offer_row *rows;

	(void)state;
	assert_int_equal(
	    of_seller(&rows, OFFER_STANDING__MAX, "NOT rea", nobody), 1);
	assert_int_equal(
	    of_seller(&rows, OFFER_STANDING__MAX, "0 %", nobody), 1);
	assert_int_equal(
	    of_seller(&rows, OFFER_STANDING__MAX, "w_c", nobody), 1);
	assert_int_equal(of_seller(&rows, OFFER_STANDING__MAX, "%", nobody), 1);
	assert_int_equal(of_seller(&rows, OFFER_STANDING__MAX, "!", nobody), 0);
	assert_int_equal(
	    of_seller(&rows, OFFER_STANDING__MAX, "buy", nobody), 6);
	assert_int_equal(
	    of_seller(&rows, OFFER_STANDING__MAX, "相册", nobody), 6);
	assert_int_equal(
	    of_seller(&rows, OFFER_STANDING__MAX, "maria@", nobody), 0);
}

/* R25: each of the four tabs, and what it counts. */
static void
test_offers__of_a_company_by_tab(void **state)
{
	static const int64_t want[OFFER_TAB__MAX] = { 2, 1, 1, 2 };
	int64_t counts[OFFER_TAB__MAX];
	struct offer_exclusive *x;
	size_t n;

	(void)state;
	assert_int_equal(offers_count(fixture_db(), shop_arena(), counts,
			     shop_company, shop_now_us),
	    OK);
	for (int tab = 0; tab < OFFER_TAB__MAX; tab++) {
		assert_int_equal(counts[tab], want[tab]);
		assert_int_equal(offers_of_company(fixture_db(), shop_arena(),
				     &x, &n, shop_company, (enum offer_tab)tab,
				     en, en, shop_now_us, nobody, LIST_MAX),
		    OK);
		assert_int_equal(n, want[tab]);
		if (tab != OFFER_TAB_ACTIVE)
			continue;
		assert_true(id_eq(x[0].offer.offer_id, cheaper));
		assert_true(id_eq(x[1].offer.offer_id, active));
		assert_int_equal(x[0].version.terms.unit.minor, 3500);
		assert_true(str_is(x[0].names.plan_code, "pro"));
		assert_int_equal(offers_of_company(fixture_db(), shop_arena(),
				     &x, &n, shop_company, OFFER_TAB_ACTIVE, en,
				     en, shop_now_us, cheaper, LIST_MAX),
		    OK);
		assert_int_equal(n, 1);
	}
	assert_int_equal(offers_count(fixture_db(), shop_arena(), counts,
			     shop_other_company, shop_now_us),
	    OK);
	assert_int_equal(counts[OFFER_TAB_ACTIVE], 0);
}

static void
test_offers__are_nobody_elses(void **state)
{
	struct offer_exclusive x;
	struct offer o;

	(void)state;
	assert_int_equal(offer_exclusive_get(fixture_db(), shop_arena(), &x,
			     active, shop_company, en, en),
	    OK);
	assert_true(str_is(x.version.note, "As agreed."));
	assert_int_equal(offer_exclusive_get(fixture_db(), shop_arena(), &x,
			     active, shop_other_company, en, en),
	    ERR_NOT_FOUND);
	assert_int_equal(offer_exclusive_get(fixture_db(), shop_arena(), &x,
			     draft, shop_company, en, en),
	    ERR_NOT_FOUND);
	assert_int_equal(offer_of_seller(fixture_db(), shop_arena(), &o, active,
			     shop_product),
	    ERR_NOT_FOUND);
}

/* R32: in effect alone, the best for the buyer first, by the index. */
static void
test_offers__match_a_product(void **state)
{
	struct offer_exclusive *x;
	size_t n;

	(void)state;
	assert_int_equal(offers_matching(fixture_db(), shop_arena(), &x, &n,
			     shop_company, shop_product, shop_now_us),
	    OK);
	assert_int_equal(n, 2);
	assert_true(id_eq(x[0].offer.offer_id, cheaper));
	assert_true(id_eq(x[1].offer.offer_id, active));
	assert_true(str_is(x[0].names.plan_code, "pro"));
	assert_int_equal(x[0].version.terms.choice.ncapacities, 1);
	assert_int_equal(offers_matching(fixture_db(), shop_arena(), &x, &n,
			     shop_other_company, shop_product, shop_now_us),
	    OK);
	assert_int_equal(n, 0);
}

static struct session
signed_in(struct id user_id)
{
	struct session_made made = { .session_id = id_new(),
		.user_id = user_id,
		.address = STR(""),
		.user_agent = STR(""),
		.now_us = shop_now_us };
	const struct session_limits limits = {
		.now_us = shop_now_us, .idle_us = HOUR_US, .max_us = HOUR_US
	};
	struct session s;

	made.hash = hash_sha256(
	    (struct str){ (const char *)user_id.b, sizeof(user_id.b) });
	assert_int_equal(session_insert(fixture_db(), &made), OK);
	assert_int_equal(session_find_pricing(fixture_db(), shop_arena(), &s,
			     made.hash, &limits),
	    OK);
	return s;
}

/* A quote asks for offers only where its session says that there are some. */
static void
test_offers__are_told_of_with_a_session(void **state)
{
	struct session s;
	int64_t revision;

	(void)state;
	assert_int_equal(catalogue_revision_bump(fixture_db()), OK);
	assert_int_equal(
	    catalogue_revision_get(fixture_db(), shop_arena(), &revision), OK);
	fixture_exec("DELETE FROM sessions");
	s = signed_in(shop_user);
	assert_true(s.offered);
	assert_true(s.catalogue_revision == revision && revision > 0);
	fixture_exec("UPDATE offers SET state = 'EXPIRED' "
		     "WHERE state IN ('SENT', 'EFFECTIVE')");
	fixture_exec("DELETE FROM sessions");
	s = signed_in(shop_user);
	assert_false(s.offered);
	assert_true(id_eq(s.company_id, shop_company));
}

static void
test_offers__that_end_soon(void **state)
{
	struct offer *o;
	size_t n;

	(void)state;
	assert_int_equal(
	    offers_ending(fixture_db(), shop_arena(), &o, &n, shop_company,
		shop_now_us, SHOP_NOW_US + 8 * OFFERING_DAY_US, 10),
	    OK);
	assert_int_equal(n, 1);
	assert_true(id_eq(o[0].offer_id, cheaper));
}

static void
test_drafts__are_written_over_what_was_read(void **state)
{
	struct offer_draft d, other;

	(void)state;
	assert_int_equal(
	    offer_draft_get(fixture_db(), shop_arena(), &d, draft), OK);
	other = d;
	d.body = STR("{\"title\":\"a\"}");
	assert_int_equal(offer_draft_put(fixture_db(), &d), OK);
	assert_int_equal(d.row_version, 2);
	assert_int_equal(offer_draft_put(fixture_db(), &other), ERR_STALE);
	other.row_version = 0;
	assert_int_equal(offer_draft_put(fixture_db(), &other), ERR_STALE);
	assert_int_equal(offer_draft_delete(fixture_db(), draft, 1), ERR_STALE);
	assert_int_equal(
	    SHOP_TX(offer_delete(fixture_db(), active, shop_seller)),
	    ERR_STATE);
	assert_int_equal(
	    SHOP_TX(offer_delete(fixture_db(), draft, shop_product)),
	    ERR_STATE);
	assert_int_equal(
	    SHOP_TX(offer_delete(fixture_db(), draft, shop_seller)), OK);
	assert_int_equal(offer_draft_get(fixture_db(), shop_arena(), &d, draft),
	    ERR_NOT_FOUND);
}

static void
test_templates__by_name(void **state)
{
	struct offer_template t = { .template_id = id_new(),
		.seller_id = shop_seller,
		.name = STR("Yearly"),
		.body = STR("{}"),
		.created_at_us = SHOP_NOW_US };
	struct offer_template *all, got;
	size_t n;

	(void)state;
	assert_int_equal(offer_template_insert(fixture_db(), &t), OK);
	t.template_id = id_new();
	assert_int_equal(offer_template_insert(fixture_db(), &t), ERR_EXISTS);
	assert_int_equal(offer_templates_of(
			     fixture_db(), shop_arena(), &all, &n, shop_seller),
	    OK);
	assert_int_equal(n, 1);
	assert_int_equal(offer_template_get(fixture_db(), shop_arena(), &got,
			     all[0].template_id, shop_product),
	    ERR_NOT_FOUND);
	assert_int_equal(offer_template_get(fixture_db(), shop_arena(), &got,
			     all[0].template_id, shop_seller),
	    OK);
	assert_true(str_is(got.body, "{}"));
	assert_int_equal(offer_template_delete(
			     fixture_db(), all[0].template_id, shop_product),
	    ERR_NOT_FOUND);
	assert_int_equal(offer_template_delete(
			     fixture_db(), all[0].template_id, shop_seller),
	    OK);
}

/* R23: from the outbox, and from the gateway once that has spoken. */
static void
test_messages__say_how_far_they_came(void **state)
{
	struct offer_message *m;
	const struct id both[] = { active, cheaper };
	size_t n;

	(void)state;
	assert_int_equal(
	    offer_messages_of(fixture_db(), shop_arena(), &m, &n, active), OK);
	assert_int_equal(n, 1);
	assert_string_equal(offer_message_state(&m[0]), "queued");
	assert_int_equal(
	    outbox_sent(fixture_db(), m[0].message_id, SHOP_NOW_US), OK);
	assert_int_equal(
	    offer_messages_last_of(fixture_db(), shop_arena(), &m, &n, both, 2),
	    OK);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(offer_message_state(&m[i]),
		    id_eq(m[i].offer_id, active) ? "sent" : "queued");
	assert_int_equal(
	    offer_messages_of(fixture_db(), shop_arena(), &m, &n, active), OK);
	assert_int_equal(offer_message_report(fixture_db(), m[0].message_id,
			     STR("BUFFERED"), SHOP_NOW_US),
	    OK);
	assert_int_equal(offer_message_report(fixture_db(), m[0].message_id,
			     STR("DELIVERED"), SHOP_NOW_US),
	    OK);
	assert_int_equal(offer_message_report(fixture_db(), m[0].message_id,
			     STR("ACCEPTED"), SHOP_NOW_US + 1),
	    OK);
	assert_int_equal(offer_message_report(fixture_db(), id_new(),
			     STR("ACCEPTED"), SHOP_NOW_US),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    offer_messages_of(fixture_db(), shop_arena(), &m, &n, active), OK);
	assert_string_equal(offer_message_state(&m[0]), "delivered");
	assert_int_equal(m[0].report_at_us, SHOP_NOW_US);
}

static void
test_openings__are_noted_once_a_user(void **state)
{
	struct offer_opening o = { .offer_id = active,
		.user_id = shop_user,
		.own = true,
		.version = 1,
		.last_at_us = SHOP_NOW_US };
	struct offer_opening *all;
	struct offer_row *rows;
	int64_t version;
	bool first;
	size_t n;

	(void)state;
	assert_int_equal(offer_opening_put(fixture_db(), &first, &o), OK);
	assert_true(first);
	o.version = 2;
	o.last_at_us += 5;
	assert_int_equal(offer_opening_put(fixture_db(), &first, &o), OK);
	assert_false(first);
	o.user_id = offering_seller_user;
	o.own = false;
	assert_int_equal(offer_opening_put(fixture_db(), &first, &o), OK);
	assert_int_equal(offer_opening_seen(fixture_db(), shop_arena(),
			     &version, active, shop_user),
	    OK);
	assert_int_equal(version, 2);
	assert_int_equal(offer_opening_seen(fixture_db(), shop_arena(),
			     &version, active, offering_viewer),
	    OK);
	assert_int_equal(version, 0);
	assert_int_equal(
	    offer_openings_of(fixture_db(), shop_arena(), &all, &n, active),
	    OK);
	assert_int_equal(n, 2);
	assert_int_equal(
	    of_seller(&rows, OFFER_STANDING__MAX, "now", nobody), 2);
	assert_true(id_eq(rows[1].offer.offer_id, active));
	assert_int_equal(rows[1].opened, 1);
	assert_int_equal(rows[1].opened_elsewhere, 1);
	assert_int_equal(rows[0].opened, 0);
}

int
main(void)
{
#define T(test) cmocka_unit_test_setup(test, all_made)
	const struct CMUnitTest tests[] = {
		T(test_offers__of_a_seller),
		T(test_offers__of_a_seller_are_found),
		T(test_offers__of_a_company_by_tab),
		T(test_offers__are_nobody_elses),
		T(test_offers__match_a_product),
		T(test_offers__are_told_of_with_a_session),
		T(test_offers__that_end_soon),
		T(test_drafts__are_written_over_what_was_read),
		T(test_templates__by_name),
		T(test_messages__say_how_far_they_came),
		T(test_openings__are_noted_once_a_user),
	};

	return cmocka_run_group_tests(tests, offering_open, offering_close);
}
