/* The private offer's transitions on a real database (R21, R22, R30, X3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "offering.h"
#include "store/document.h"
#include "store/offer_draft.h"
#include "store/offer_list.h"
#include "store/offer_trace.h"
#include "verified.h"

static const struct id nobody = { { 0 } };

static int64_t
told_events(const char *kind)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM events WHERE subject = 'offer' "
	    "AND kind = '%s'",
	    kind);
	return fixture_i64(sql);
}

static int64_t
notices_of(const char *kind)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM notifications WHERE kind = '%s'", kind);
	return fixture_i64(sql);
}

static int64_t
mails_of(const char *template)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM outbox WHERE kind = 'mail' "
	    "AND template = '%s'",
	    template);
	return fixture_i64(sql);
}

static void
test_offer__sent_it_has_a_link_and_messages(void **state)
{
	struct offer_sending s;
	struct offer o, found;
	struct str token;

	(void)state;
	fixture_exec("UPDATE users SET mobile = '+4915112345678', "
		     "mobile_verified_at = '2026-02-01' "
		     "WHERE user_name = 'maria'");
	offering_make(&s);
	o = offering_get(offering_send(&s));
	assert_int_equal(o.state, OFFER_SENT);
	assert_int_equal(o.version, 1);
	assert_int_equal(o.net.minor, 3990 * 10 * 12);
	assert_int_equal(o.starts_at_us, SHOP_NOW_US);
	assert_int_equal(o.reminders, 0);
	assert_int_equal(offer_unseal(shop_arena(), &token, &o, s.keys), OK);
	assert_int_equal(token.n, 32);
	assert_int_equal(offer_by_token(fixture_db(), shop_arena(), &found,
			     offer_token_hash(s.keys, token)),
	    OK);
	assert_true(id_eq(found.offer_id, o.offer_id));
	assert_true(str_is(found.seller_name, "Lumen"));
	assert_true(str_is(found.company_name, "Buyer"));
	assert_true(str_is(found.product_name, "Gallery"));

	/* a mail and an SMS, whose state the seller can follow; nothing of
	   the token in them */
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM outbox b JOIN offer_messages m "
			"ON m.message_id = b.message_id AND m.channel = b.kind "
			"WHERE b.template = 'offer' AND m.version = 1 "
			"AND b.token_hash IS NULL"),
	    2);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM offer_messages WHERE recipient "
			"IN ('ma***@example.org', '+49***678')"),
	    2);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM offer_drafts"), 0);
	assert_int_equal(told_events("sent"), 1);
	assert_int_equal(notices_of("offer_sent"), 1);
	fixture_exec("UPDATE users SET mobile = NULL, mobile_verified_at = "
		     "NULL WHERE user_name = 'maria'");
}

static void
test_offer__what_cannot_be_sent(void **state)
{
	const struct offer_milestone stages[2] = {
		{ .name = STR("a"), .criteria = STR(""), .share_bp = 5000 },
		{ .name = STR("b"), .criteria = STR(""), .share_bp = 5000 }
	};
	struct offer_sending good, s;
	struct id offer_id;

	(void)state;
	offering_make(&good);
	offering_draft(&good);
	offer_id = good.offer_id;
	s = good;
	s.milestones = stages;
	s.nmilestones = 2;
	assert_int_equal(offering_try_send(&s), ERR_MILESTONES);
	s = good;
	s.seller_id = shop_product;
	assert_int_equal(offering_try_send(&s), ERR_NOT_FOUND);
	s = good;
	s.draft_version++;
	assert_int_equal(offering_try_send(&s), ERR_STALE);
	s = good;
	s.row_version = 7;
	assert_int_equal(offering_try_send(&s), ERR_STALE);
	s = good;
	s.version.ends_at_us = SHOP_NOW_US;
	assert_int_equal(offering_try_send(&s), ERR_INVALID);
	s = good;
	s.version.starts_at_us = s.version.ends_at_us;
	assert_int_equal(offering_try_send(&s), ERR_INVALID);
	s = good;
	s.version.terms.unit = shop_money(4901);
	assert_int_equal(offering_try_send(&s), ERR_RANGE);
	s = good;
	s.target = (struct offer_target){ .email = STR("") };
	assert_int_equal(offering_try_send(&s), ERR_INVALID);
	assert_offer_state(offer_id, OFFER_DRAFT);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM outbox"), 0);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM offer_versions"), 0);
	/* and once sent, its draft is no more */
	s = good;
	assert_int_equal(offering_try_send(&s), OK);
	assert_int_equal(offering_try_send(&s), ERR_STALE);
}

/* X3: the same link, a new version; the old confirm page is void. */
static void
test_offer__revised_it_keeps_its_link(void **state)
{
	struct offer_sending s;
	struct offer first, second;
	struct offer_version *versions;
	struct placement old, p;
	size_t n;

	(void)state;
	offering_make(&s);
	first = offering_get(offering_send(&s));
	offering_placement(&old, &s);
	s.version.terms.unit = shop_money(3500);
	offering_send(&s);
	second = offering_get(s.offer_id);
	assert_int_equal(second.version, 2);
	assert_int_equal(second.state, OFFER_SENT);
	assert_true(hash_eq(first.token_hash, second.token_hash));
	assert_int_equal(notices_of("offer_revised"), 1);
	assert_int_equal(mails_of("offer_revised"), 1);
	assert_int_equal(offer_versions_of(fixture_db(), shop_arena(),
			     &versions, &n, s.offer_id),
	    OK);
	assert_int_equal(n, 2);
	assert_int_equal(versions[0].terms.unit.minor, 3500);
	assert_int_equal(versions[1].terms.unit.minor, 3990);
	assert_int_equal(versions[1].net.minor, first.net.minor);
	assert_true(str_is(versions[1].plan_code, "pro"));

	assert_int_equal(offering_try_redeem(&old), ERR_OFFER_STALE);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
	/* what is bought is not revised */
	offering_draft(&s);
	assert_int_equal(offering_try_send(&s), ERR_STATE);
}

static void
test_offer__revised_it_stays_the_companys(void **state)
{
	struct offer_sending s;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	offering_draft(&s);
	s.target = (struct offer_target){ .company_id = shop_other_company,
		.user_id = offering_seller_user };
	assert_int_equal(offering_try_send(&s), ERR_STATE);
	s.target = (struct offer_target){ .company_id = shop_company,
		.user_id = offering_viewer };
	assert_int_equal(offering_try_send(&s), OK);
}

/* R30: the order is what the offer says, field by field. */
static void
test_offer__redeemed_it_is_the_order(void **state)
{
	struct document d = { .kind = STR("agreement"),
		.locale = STR("en"),
		.title = STR("Terms of the deal"),
		.text = STR("# Terms of the deal\n") };
	struct offer_sending s;
	struct placement p, again;
	struct order o;
	struct order_line *lines;
	size_t n;

	(void)state;
	assert_int_equal(
	    SHOP_TX(document_put(fixture_db(), &d, SHOP_NOW_US)), OK);
	offering_make(&s);
	s.documents = &d.hash;
	s.ndocuments = 1;
	offering_send(&s);
	offering_placement(&p, &s);
	again = p;
	p.ndocuments = 0;
	assert_int_equal(offering_try_redeem(&p), ERR_TERMS);
	p = again;
	assert_int_equal(offering_try_redeem(&p), OK);
	assert_int_equal(order_get(fixture_db(), shop_arena(), &o,
			     p.order.order_id, shop_company),
	    OK);
	assert_true(id_eq(o.offer_id, s.offer_id));
	assert_int_equal(o.offer_version, 1);
	assert_int_equal(o.offer_redemption, 1);
	assert_int_equal(o.total.minor, 3990 * 120);
	assert_int_equal(order_lines_of(fixture_db(), shop_arena(), &lines, &n,
			     &o.order_id, 1),
	    OK);
	assert_int_equal(n, 1);
	assert_int_equal(lines[0].unit.minor, 3990);
	assert_int_equal(lines[0].list_unit.minor, 4900);
	assert_true(id_eq(offering_get(s.offer_id).order_id, o.order_id));
	assert_offer_state(s.offer_id, OFFER_REDEEMED);
	assert_int_equal(told_events("redeemed"), 1);
	assert_int_equal(notices_of("offer_redeemed"), 1);
	assert_int_equal(mails_of("offer_redeemed"), 1);

	assert_int_equal(offering_try_redeem(&again), ERR_OFFER_STATE);
	assert_int_equal(again.offer.standing, OFFER_USED);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM orders"), 1);
}

/* What a buyer might change on the way: one field each. */
static void
plan_changed(struct placement *p)
{
	p->lines[0].plan_id = shop_product;
}
static void
product_changed(struct placement *p)
{
	p->lines[0].product_id = shop_plan;
}
static void
mode_changed(struct placement *p)
{
	p->lines[0].choice.mode = MODE_YEARLY;
}
static void
quantity_changed(struct placement *p)
{
	p->lines[0].choice.quantity++;
}
static void
periods_changed(struct placement *p)
{
	p->lines[0].choice.periods--;
}
static void
capacity_changed(struct placement *p)
{
	p->lines[0].choice.capacities[0].amount++;
}
static void
capacity_renamed(struct placement *p)
{
	p->lines[0].choice.capacities[0].code = STR("seats");
}
static void
capacity_dropped(struct placement *p)
{
	p->lines[0].choice.ncapacities = 0;
}
static void
capacity_twice(struct placement *p)
{
	struct choice *c = &p->lines[0].choice;

	c->capacities[c->ncapacities++] = c->capacities[0];
}
static void
unit_changed(struct placement *p)
{
	p->lines[0].unit.minor--;
}
static void
net_changed(struct placement *p)
{
	p->lines[0].net.minor--;
}
static void
currency_changed(struct placement *p)
{
	const struct currency eur = { "EUR" };

	p->lines[0].choice.currency = eur;
	p->lines[0].unit.currency = p->lines[0].net.currency =
	    p->lines[0].tax.currency = eur;
}
static void
line_added(struct placement *p)
{
	p->lines[p->nlines++] = p->lines[0];
}
static void
line_is_a_server(struct placement *p)
{
	p->lines[0].kind = STR("infrastructure");
}

static void
test_offer__a_changed_order_is_refused(void **state)
{
	static void (*const changes[])(struct placement *) = { plan_changed,
		product_changed, mode_changed, quantity_changed,
		periods_changed, capacity_changed, capacity_renamed,
		capacity_dropped, capacity_twice, unit_changed, net_changed,
		currency_changed, line_added, line_is_a_server };
	struct offer_sending s;
	struct placement p;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		offering_placement(&p, &s);
		changes[i](&p);
		if (offering_try_redeem(&p) != ERR_OFFER_DIFFERS)
			fail_msg("change %zu is not refused", i);
	}
	offering_placement(&p, &s);
	p.order.company_id = shop_other_company;
	assert_int_equal(offering_try_redeem(&p), ERR_NOT_FOUND);
	offering_placement(&p, &s);
	p.order.user_id = offering_viewer;
	assert_int_equal(offering_try_redeem(&p), ERR_FORBIDDEN);
	offering_placement(&p, &s);
	p.order.user_id = offering_seller_user;
	assert_int_equal(offering_try_redeem(&p), ERR_FORBIDDEN);
	offering_placement(&p, &s);
	p.offer.version = 2;
	assert_int_equal(offering_try_redeem(&p), ERR_OFFER_STALE);
	offering_placement(&p, &s);
	p.offer.offer_id = id_new();
	assert_int_equal(offering_try_redeem(&p), ERR_NOT_FOUND);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM orders"), 0);
	assert_offer_state(s.offer_id, OFFER_SENT);
	assert_int_equal(offering_get(s.offer_id).redemptions, 0);
}

/* Capacities are a set: their order says nothing, and is the offer's then. */
static void
test_offer__the_line_is_written_as_the_offer_has_it(void **state)
{
	struct offer_sending s;
	struct choice *c;
	struct placement p;

	(void)state;
	offering_make(&s);
	c = &s.version.terms.choice;
	c->capacities[1] = (struct chosen_capacity){ STR("gb"), 5 };
	c->ncapacities = 2;
	offering_send(&s);
	offering_placement(&p, &s);
	p.lines[0].choice.capacities[0] = c->capacities[1];
	p.lines[0].choice.capacities[1] = c->capacities[0];
	assert_int_equal(offering_try_redeem(&p), OK);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM order_lines l "
			"JOIN orders o ON o.order_id = l.order_id "
			"JOIN offer_versions v ON v.offer_id = o.offer_id "
			"AND v.version = o.offer_version "
			"WHERE l.capacities = v.capacities"),
	    1);
}

static void
test_offer__dates_decide_without_a_worker(void **state)
{
	struct offer_sending s;
	struct placement p;

	(void)state;
	offering_make(&s);
	s.version.starts_at_us = SHOP_NOW_US + OFFERING_DAY_US;
	offering_send(&s);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), ERR_OFFER_STATE);
	assert_int_equal(p.offer.standing, OFFER_UPCOMING);
	shop_now_us = s.version.ends_at_us;
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), ERR_OFFER_STATE);
	assert_int_equal(p.offer.standing, OFFER_OVER);
	shop_now_us = s.version.ends_at_us - 1;
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
}

static void
test_offer__cancelled_its_order_frees_it(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct offer_sending s;
	struct placement p, second;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(SHOP_TX(order_cancel(&act, p.order.order_id,
				     shop_company, STR("no"))),
		    OK);
	assert_offer_state(s.offer_id, OFFER_EFFECTIVE);
	assert_true(id_is_nil(offering_get(s.offer_id).order_id));
	assert_int_equal(told_events("released"), 1);

	offering_placement(&second, &s);
	assert_int_equal(offering_try_redeem(&second), OK);
	assert_int_equal(second.offer.number, 2);
	/* the first order's end is not the second one's */
	assert_int_equal(SHOP_TX(order_cancel(
			     &act, p.order.order_id, shop_company, STR("no"))),
	    OK);
	assert_offer_state(s.offer_id, OFFER_REDEEMED);
}

static void
test_offer__unpaid_its_order_frees_it(void **state)
{
	struct act act;
	struct offer_sending s;
	struct placement p;
	size_t n;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
	shop_now_us = p.order.expires_at_us;
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(order_expire_due(&act, &n)), OK);
	assert_int_equal(n, 1);
	assert_offer_state(s.offer_id, OFFER_EFFECTIVE);

	/* too late to be had again */
	offering_placement(&p, &s);
	p.order.expires_at_us = s.version.ends_at_us + 1;
	shop_now_us = s.version.ends_at_us - 1;
	assert_int_equal(offering_try_redeem(&p), OK);
	shop_now_us = s.version.ends_at_us + 1;
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(order_expire_due(&act, &n)), OK);
	assert_int_equal(n, 1);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), ERR_OFFER_STATE);
	assert_int_equal(p.offer.standing, OFFER_OVER);
	assert_int_equal(SHOP_TX(offer_expire_due(&act, &n)), OK);
	assert_offer_state(s.offer_id, OFFER_EXPIRED);
}

static void
test_offer__withdrawn_it_sells_no_more(void **state)
{
	struct act act = offering_seller_act();
	struct offer_sending s;
	struct placement p;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	assert_int_equal(SHOP_TX(offer_withdraw(
			     &act, s.offer_id, shop_product, 0, STR("x"))),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    SHOP_TX(offer_withdraw(&act, s.offer_id, shop_seller, 1, STR("x"))),
	    ERR_STALE);
	for (int i = 0; i < 2; i++)
		assert_int_equal(SHOP_TX(offer_withdraw(&act, s.offer_id,
				     nobody, 0, STR("A mistake."))),
		    OK);
	assert_offer_state(s.offer_id, OFFER_WITHDRAWN);
	assert_int_equal(told_events("withdrawn"), 1);
	assert_int_equal(notices_of("offer_withdrawn"), 1);
	assert_int_equal(mails_of("offer_withdrawn"), 1);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), ERR_OFFER_STATE);
	assert_int_equal(p.offer.standing, OFFER_TAKEN_BACK);
	/* nor is a bought one withdrawn */
	offering_make(&s);
	offering_send(&s);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
	assert_int_equal(
	    SHOP_TX(offer_withdraw(&act, s.offer_id, shop_seller, 0, STR("x"))),
	    ERR_STATE);
}

static void
test_offer__declined_by_its_buyer_alone(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct offer_sending s;
	struct placement p;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	assert_int_equal(SHOP_TX(offer_decline(
			     &act, s.offer_id, shop_other_company, STR("x"))),
	    ERR_NOT_FOUND);
	for (int i = 0; i < 2; i++)
		assert_int_equal(SHOP_TX(offer_decline(&act, s.offer_id,
				     shop_company, STR("Too dear."))),
		    OK);
	assert_true(str_is(offering_get(s.offer_id).close_reason, "Too dear."));
	assert_int_equal(notices_of("offer_declined"), 1);
	assert_int_equal(mails_of("offer_declined"), 1);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), ERR_OFFER_STATE);
	assert_int_equal(p.offer.standing, OFFER_TURNED_DOWN);
}

/* Its price is its company's; the others of it see it in their pages. */
static void
test_offer__who_has_left_the_company_is_not_written_to(void **state)
{
	struct act act = offering_seller_act();
	struct offer_sending s;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	assert_int_equal(mails_of("offer"), 1);
	fixture_exec("UPDATE users SET company_id = "
		     "x'c0020000000000000000000000000000' "
		     "WHERE user_name = 'maria'");
	assert_int_equal(SHOP_TX(offer_extend(&act, s.offer_id, shop_seller, 0,
			     s.version.ends_at_us + OFFERING_DAY_US)),
	    OK);
	assert_int_equal(
	    SHOP_TX(offer_resend(&act, s.offer_id, shop_seller, OFFER_MAIL)),
	    ERR_INVALID);
	assert_int_equal(mails_of("offer_extended"), 0);
	assert_int_equal(mails_of("offer"), 1);
	fixture_exec("UPDATE users SET company_id = "
		     "x'c0010000000000000000000000000000' "
		     "WHERE user_name = 'maria'");
}

static void
test_offer__extended_it_is_in_effect_again(void **state)
{
	struct act act;
	struct offer_sending s;
	struct placement p;
	size_t n;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	shop_now_us = s.version.ends_at_us;
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(offer_expire_due(&act, &n)), OK);
	assert_int_equal(n, 1);
	assert_int_equal(SHOP_TX(offer_expire_due(&act, &n)), OK);
	assert_int_equal(n, 0);
	assert_offer_state(s.offer_id, OFFER_EXPIRED);
	assert_int_equal(notices_of("offer_expired"), 2);
	act = offering_seller_act();
	assert_int_equal(SHOP_TX(offer_extend(&act, s.offer_id, shop_seller, 0,
			     s.version.ends_at_us)),
	    ERR_INVALID);
	assert_int_equal(SHOP_TX(offer_extend(&act, s.offer_id, shop_seller, 0,
			     s.version.ends_at_us + 9 * OFFERING_DAY_US)),
	    OK);
	assert_int_equal(notices_of("offer_extended"), 1);
	assert_int_equal(mails_of("offer_extended"), 1);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
}

/* A day with three days left, and one; once each, and late only once. */
static void
test_offer__what_ends_soon_is_told(void **state)
{
	struct act act;
	struct offer_sending s, late;
	size_t n;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	offering_make(&late);
	late.version.ends_at_us = SHOP_NOW_US + OFFERING_DAY_US;
	offering_send(&late);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(offer_remind_due(&act, &n)), OK);
	assert_int_equal(n, 0);
	for (int days = 3; days >= 1; days -= 2) {
		act.now_us = s.version.ends_at_us - days * OFFERING_DAY_US;
		for (int i = 0; i < 2; i++) {
			assert_int_equal(
			    SHOP_TX(offer_remind_due(&act, &n)), OK);
			assert_int_equal(n, i == 0);
		}
	}
	assert_int_equal(notices_of("offer_ending"), 2);
	assert_int_equal(mails_of("offer_ending"), 2);
}

static void
test_offer__its_start_is_recorded(void **state)
{
	struct act act;
	struct offer_sending s;
	size_t n;

	(void)state;
	offering_make(&s);
	s.version.starts_at_us = SHOP_NOW_US + OFFERING_DAY_US;
	offering_send(&s);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(offer_start_due(&act, &n)), OK);
	assert_int_equal(n, 0);
	act.now_us = s.version.starts_at_us;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(SHOP_TX(offer_start_due(&act, &n)), OK);
		assert_int_equal(n, i == 0);
	}
	assert_offer_state(s.offer_id, OFFER_EFFECTIVE);
}

/* To an address without account: the first who proves it has the offer. */
static void
test_offer__binds_to_whoever_proves_the_address(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct offer_sending s;
	struct offer o;

	(void)state;
	offering_make(&s);
	s.target = (struct offer_target){ .email = STR("maria@example.org") };
	offering_send(&s);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM outbox WHERE kind = 'mail' "
			"AND user_id IS NULL "
			"AND address = 'maria@example.org'"),
	    1);
	assert_int_equal(SHOP_TX(offer_bind(&act, shop_user)), OK);
	assert_true(id_is_nil(offering_get(s.offer_id).target.company_id));
	fixture_exec("UPDATE users SET email_verified_at = '2026-02-01'");
	for (int i = 0; i < 2; i++)
		assert_int_equal(SHOP_TX(offer_bind(&act, shop_user)), OK);
	o = offering_get(s.offer_id);
	assert_true(id_eq(o.target.company_id, shop_company));
	assert_true(id_eq(o.target.user_id, shop_user));
	assert_int_equal(told_events("bound"), 1);
	assert_int_equal(notices_of("offer_sent"), 1);
	fixture_exec("UPDATE users SET email_verified_at = NULL");
}

static void
test_offer__a_viewer_binds_nothing(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct offer_sending s;

	(void)state;
	fixture_exec("UPDATE users SET email_verified_at = '2026-02-01'");
	offering_make(&s);
	s.target = (struct offer_target){ .email = STR("vi@example.org") };
	offering_send(&s);
	assert_int_equal(SHOP_TX(offer_bind(&act, offering_viewer)), OK);
	assert_true(id_is_nil(offering_get(s.offer_id).target.company_id));
	fixture_exec("UPDATE users SET email_verified_at = NULL");
}

static void
test_offer__sent_once_more(void **state)
{
	struct act act = offering_seller_act();
	struct offer_sending s;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	assert_int_equal(
	    SHOP_TX(offer_resend(&act, s.offer_id, shop_seller, "mail")), OK);
	assert_int_equal(
	    SHOP_TX(offer_resend(&act, s.offer_id, shop_seller, "sms")),
	    ERR_INVALID);
	assert_int_equal(
	    SHOP_TX(offer_resend(&act, s.offer_id, shop_product, "mail")),
	    ERR_NOT_FOUND);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM offer_messages"), 2);
	act.now_us = s.version.ends_at_us;
	assert_int_equal(
	    SHOP_TX(offer_resend(&act, s.offer_id, shop_seller, "mail")),
	    ERR_STATE);
}

/* The second net: whatever the guard row said, no two redemptions. */
static void
test_offer__two_orders_never_share_a_redemption(void **state)
{
	struct offer_sending s;
	struct placement p;
	struct order o;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
	o = p.order;
	o.order_id = id_new();
	o.quote_hash = hash_sha256(STR("another"));
	assert_int_equal(
	    SHOP_TX(order_insert(fixture_db(), &o, 0)), ERR_EXISTS);
	assert_string_equal(
	    db_constraint(fixture_db()), "orders_redemption_uq");
}

int
main(void)
{
/* What holds of every offer (invariant 5) holds after each story. */
#define T(test) \
	cmocka_unit_test_setup_teardown(test, shop_clear, verified_after)
	const struct CMUnitTest tests[] = {
		T(test_offer__sent_it_has_a_link_and_messages),
		T(test_offer__what_cannot_be_sent),
		T(test_offer__revised_it_keeps_its_link),
		T(test_offer__revised_it_stays_the_companys),
		T(test_offer__redeemed_it_is_the_order),
		T(test_offer__a_changed_order_is_refused),
		T(test_offer__the_line_is_written_as_the_offer_has_it),
		T(test_offer__dates_decide_without_a_worker),
		T(test_offer__cancelled_its_order_frees_it),
		T(test_offer__unpaid_its_order_frees_it),
		T(test_offer__withdrawn_it_sells_no_more),
		T(test_offer__declined_by_its_buyer_alone),
		T(test_offer__who_has_left_the_company_is_not_written_to),
		T(test_offer__extended_it_is_in_effect_again),
		T(test_offer__what_ends_soon_is_told),
		T(test_offer__its_start_is_recorded),
		T(test_offer__binds_to_whoever_proves_the_address),
		T(test_offer__a_viewer_binds_nothing),
		T(test_offer__sent_once_more),
		T(test_offer__two_orders_never_share_a_redemption),
	};

	return cmocka_run_group_tests(tests, offering_open, offering_close);
}
