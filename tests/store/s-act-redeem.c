/* An offer becomes an order, and is free again when that ends (R29, R30). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "act/refund.h"
#include "offering.h"
#include "store/document.h"
#include "verified.h"

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
	assert_int_equal(offering_events("redeemed"), 1);
	assert_int_equal(offering_notices("offer_redeemed"), 1);
	assert_int_equal(offering_mails("offer_redeemed"), 1);

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
	assert_int_equal(offering_events("released"), 1);

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
	assert_int_equal(SHOP_TX(offering_due(&act, OFFER_DUE_END, &n)), OK);
	assert_offer_state(s.offer_id, OFFER_EXPIRED);
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

/* What was agreed in private is not cooled off from; a refund is asked for. */
static void
test_offer__its_order_has_no_cooling_off(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	enum capture_outcome outcome;
	struct offer_sending s;
	struct placement p;
	struct refund_case can;
	struct id refund_id;
	struct order o;

	(void)state;
	offering_make(&s);
	offering_send(&s);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
	assert_int_equal(shop_capture(shop_redirect(p.order.order_id, "ses_1"),
			     p.order.total.minor, &outcome),
	    OK);
	assert_int_equal(order_get(fixture_db(), shop_arena(), &o,
			     p.order.order_id, shop_company),
	    OK);
	assert_int_equal(refund_case_of(&act, &can, &o, 7), OK);
	assert_int_equal(can.cooling_off, COOLING_OFF_BY_OFFER);
	assert_int_equal(
	    SHOP_TX(refund_cool_off(&act, &refund_id, o.order_id, shop_company,
		STR("Changed my mind."), 7, &shop_terms)),
	    ERR_STATE);
	assert_offer_state(s.offer_id, OFFER_REDEEMED);
}

int
main(void)
{
/* What holds of every offer (invariant 5) holds after each story. */
#define T(test) \
	cmocka_unit_test_setup_teardown(test, shop_clear, verified_after)
	const struct CMUnitTest tests[] = {
		T(test_offer__redeemed_it_is_the_order),
		T(test_offer__a_changed_order_is_refused),
		T(test_offer__the_line_is_written_as_the_offer_has_it),
		T(test_offer__dates_decide_without_a_worker),
		T(test_offer__cancelled_its_order_frees_it),
		T(test_offer__unpaid_its_order_frees_it),
		T(test_offer__two_orders_never_share_a_redemption),
		T(test_offer__its_order_has_no_cooling_off),
	};

	return cmocka_run_group_tests(tests, offering_open, offering_close);
}
