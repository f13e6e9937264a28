/* Terms on a real database: renewed, reminded of, held and ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "act/bill.h"
#include "act/refund.h"
#include "act/service.h"
#include "act/term.h"
#include "base/sys.h"
#include "shop.h"
#include "verified.h"

enum { GRACE = 15, MONTH = 30 };

static const struct str seal_key = STR("0123456789abcdef0123456789abcdef");
static const struct id anybody = { { 0 } };

/* SHOP_NOW_US is 23 November 2026: the term's last day is 23 December. */
static struct id
order_active(void)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct delivery d = { .note = STR("Ready.") };
	struct id order_id = shop_place(100);
	enum capture_outcome outcome;

	assert_int_equal(
	    shop_capture(shop_redirect(order_id, "ses_1"), 100, &outcome), OK);
	assert_int_equal(SHOP_TX(order_provision_start(&act, order_id)), OK);
	assert_int_equal(
	    SHOP_TX(order_deliver(&act, order_id, &d, 1, seal_key)), OK);
	return order_id;
}

static void
renewal_pay(struct id renewal)
{
	struct act act = shop_act(ACTOR_GATEWAY);
	struct id payment_id = shop_redirect(renewal, "ses_2");
	enum capture_outcome outcome;

	assert_int_equal(SHOP_TX(payment_captured(&act, &outcome, payment_id,
			     STR("ses_2"), shop_money(100), &shop_terms)),
	    OK);
	assert_int_equal(outcome, CAPTURE_APPLIED);
}

static enum err
renewal_place(struct id *out, struct id root, const char *quote)
{
	struct act act = shop_act(ACTOR_USER);
	struct sale_terms terms = shop_terms;
	struct order_line *lines;
	struct placement p = { .nlines = 1 };
	size_t n;
	enum err e = order_lines_of(
	    fixture_db(), shop_arena(), &lines, &n, &root, 1);

	if (e != OK)
		return e;
	terms.grace_days = GRACE;
	p.order.company_id = shop_company;
	p.order.user_id = shop_user;
	p.order.seller_id = shop_seller;
	p.order.renews_order_id = root;
	p.order.quote_hash = hash_sha256(str_from(quote));
	p.order.expires_at_us = act.now_us + 100 * DAY_US;
	p.lines[0] = lines[0];
	e = order_place(&act, &p, &terms);
	*out = p.order.order_id;
	return e;
}

static struct service
service_of(struct id order_id)
{
	struct service *s;
	size_t n;

	assert_int_equal(
	    services_of(fixture_db(), shop_arena(), &s, &n, &order_id, 1), OK);
	assert_int_equal(n, 1);
	return s[0];
}

static void
renew(struct id root, struct id *renewal)
{
	struct act act;

	assert_int_equal(SHOP_TX(renewal_place(renewal, root, "renew")), OK);
	renewal_pay(*renewal);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(order_provision_start(&act, *renewal)), OK);
	assert_int_equal(SHOP_TX(order_renew(&act, *renewal)), OK);
}

/* All of it, with the seller's consent. */
static void
give_back(struct id order_id)
{
	struct act act = shop_act(ACTOR_USER);
	struct id refund_id;

	assert_int_equal(SHOP_TX(refund_request(&act, &refund_id, order_id,
			     shop_company, shop_money(100), STR("No use."))),
	    OK);
	assert_int_equal(SHOP_TX(refund_approve(
			     &act, refund_id, shop_seller, 1, &shop_terms)),
	    OK);
	assert_order_state(order_id, ORDER_REFUNDED);
}

static size_t
steps(void)
{
	struct act act = shop_act(ACTOR_WORKER);
	size_t done;

	assert_int_equal(SHOP_TX(terms_step_due(&act, &done, GRACE)), OK);
	return done;
}

static int64_t
mails(const char *template)
{
	char sql[120];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM outbox WHERE template = '%s'", template);
	return fixture_i64(sql);
}

static void
test_term__is_renewed_from_the_day_after(void **state)
{
	struct act act;
	struct id root = order_active(), renewal;
	struct service s;

	(void)state;
	shop_now_us += 20 * DAY_US;
	assert_int_equal(SHOP_TX(renewal_place(&renewal, root, "r1")), OK);
	renewal_pay(renewal);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(order_provision_start(&act, renewal)), OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(SHOP_TX(order_renew(&act, renewal)), OK);
	assert_order_state(root, ORDER_RENEWED);
	assert_order_state(renewal, ORDER_ACTIVE);
	s = service_of(root);
	assert_true(id_eq(s.term_order_id, renewal));
	assert_int_equal(s.term.before, 1);
	/* 23 January 2027 is its last day. */
	assert_int_equal(
	    s.term_ends_at_us, SHOP_NOW_US + (MONTH + 1 + 31 + 1 - 1) * DAY_US);
	assert_int_equal(mails("order_renewed"), 1);
}

static void
test_term__one_renewal_at_a_time(void **state)
{
	struct act act;
	struct id root = order_active(), first, second;
	struct order o;

	(void)state;
	shop_now_us += 20 * DAY_US;
	assert_int_equal(SHOP_TX(renewal_place(&first, root, "r1")), OK);
	assert_int_equal(
	    SHOP_TX(renewal_place(&second, root, "r2")), ERR_STATE);
	assert_int_equal(
	    order_get(fixture_db(), shop_arena(), &o, first, anybody), OK);
	/* Until 7 January, the end of its grace. */
	assert_int_equal(
	    o.expires_at_us, SHOP_NOW_US + (MONTH + GRACE + 1) * DAY_US);
	act = shop_act(ACTOR_USER);
	assert_int_equal(
	    SHOP_TX(order_cancel(&act, first, shop_company, STR("no"))), OK);
	assert_int_equal(SHOP_TX(renewal_place(&second, root, "r3")), OK);
}

static void
test_term__reminders_go_out_once(void **state)
{
	static const struct {
		int day;
		int64_t mails;
	} days[] = { { 0, 0 }, { 22, 0 }, { 23, 1 }, { 23, 1 }, { 29, 2 },
		{ 30, 2 }, { 40, 2 } };

	(void)state;
	order_active();
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		shop_now_us = SHOP_NOW_US + days[i].day * DAY_US;
		steps();
		assert_int_equal(mails("term_ending"), days[i].mails);
		assert_int_equal(steps(), 0);
	}
}

static void
test_term__ends_after_its_grace(void **state)
{
	struct id root = order_active();

	(void)state;
	shop_now_us += (MONTH + GRACE) * DAY_US;
	steps();
	assert_order_state(root, ORDER_ACTIVE);
	shop_now_us += DAY_US;
	assert_int_equal(steps(), 1);
	assert_order_state(root, ORDER_EXPIRED);
	assert_int_equal(service_of(root).ended_at_us, shop_now_us);
	assert_int_equal(mails("term_ended"), 1);
	assert_int_equal(mails("release"), 1);
	assert_int_equal(steps(), 0);
}

/* Money that may have come decides first. */
static void
test_term__a_renewal_being_paid_holds_it(void **state)
{
	struct act act;
	struct id root = order_active(), renewal;

	(void)state;
	shop_now_us += (MONTH + GRACE) * DAY_US;
	assert_int_equal(SHOP_TX(renewal_place(&renewal, root, "r1")), OK);
	renewal_pay(renewal);
	shop_now_us += DAY_US;
	steps();
	assert_order_state(root, ORDER_ACTIVE);
	assert_int_equal(service_of(root).ended_at_us, 0);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(order_provision_start(&act, renewal)), OK);
	assert_int_equal(SHOP_TX(order_renew(&act, renewal)), OK);
	assert_order_state(root, ORDER_RENEWED);
}

static void
test_term__what_has_ended_is_not_renewed(void **state)
{
	struct act act;
	struct id root = order_active(), renewal, late;

	(void)state;
	shop_now_us += (MONTH + GRACE) * DAY_US;
	assert_int_equal(SHOP_TX(renewal_place(&renewal, root, "r1")), OK);
	shop_now_us += 2 * DAY_US;
	steps();
	assert_order_state(root, ORDER_EXPIRED);
	assert_int_equal(SHOP_TX(renewal_place(&late, root, "r2")), ERR_STATE);
	/* As when the money was on its way to us all that time. */
	fixture_exec("UPDATE orders SET state = 'PROVISIONING' "
		     "WHERE renews_order_id IS NOT NULL");
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(order_renew(&act, renewal)), ERR_STATE);
	assert_order_state(root, ORDER_EXPIRED);
}

static void
test_term__bought_on_the_31st_it_ends_with_short_months(void **state)
{
	/* Days from 23 November 2026. */
	enum { JAN_31 = 69, FEB_28 = 97, MAR_31 = 128 };
	struct id root, renewal;

	(void)state;
	shop_now_us += JAN_31 * DAY_US;
	root = order_active();
	assert_int_equal(service_of(root).term_ends_at_us,
	    SHOP_NOW_US + (FEB_28 + 1) * DAY_US);
	shop_now_us = SHOP_NOW_US + FEB_28 * DAY_US;
	renew(root, &renewal);
	assert_int_equal(service_of(root).term_ends_at_us,
	    SHOP_NOW_US + (MAR_31 + 1) * DAY_US);
}

static void
test_term__paid_back_it_is_served_no_more(void **state)
{
	struct id root = order_active();

	(void)state;
	give_back(root);
	assert_int_equal(service_of(root).ended_at_us, shop_now_us);
	assert_int_equal(mails("release"), 1);
	shop_now_us += (MONTH + GRACE + 1) * DAY_US;
	assert_int_equal(steps(), 0);
}

/* Of two halves one is granted while the other is still asked for. */
static void
test_term__half_paid_back_it_is_served_on(void **state)
{
	struct act act;
	struct id root = order_active(), first, second;

	(void)state;
	act = shop_act(ACTOR_USER);
	assert_int_equal(SHOP_TX(refund_request(&act, &first, root,
			     shop_company, shop_money(50), STR("Half."))),
	    OK);
	assert_int_equal(
	    SHOP_TX(refund_refuse(&act, first, shop_seller, 1, STR("No."))),
	    OK);
	assert_int_equal(SHOP_TX(refund_request(&act, &second, root,
			     shop_company, shop_money(50), STR("Half."))),
	    OK);
	assert_int_equal(
	    SHOP_TX(refund_escalate(&act, first, shop_company, STR("Do."))),
	    OK);
	act = shop_act(ACTOR_OPERATOR);
	assert_int_equal(SHOP_TX(refund_rule(
			     &act, first, true, 0, STR("Yes."), &shop_terms)),
	    OK);
	assert_order_state(root, ORDER_ACTIVE);
	act = shop_act(ACTOR_USER);
	assert_int_equal(
	    SHOP_TX(refund_refuse(&act, second, shop_seller, 1, STR("No."))),
	    OK);
	assert_order_state(root, ORDER_ACTIVE);
	assert_int_equal(service_of(root).ended_at_us, 0);
}

static void
test_term__paid_back_ahead_what_ran_before_runs_on(void **state)
{
	struct id root = order_active(), renewal, again;

	(void)state;
	shop_now_us += 20 * DAY_US;
	renew(root, &renewal);
	give_back(renewal);
	assert_int_equal(service_of(root).ended_at_us, 0);
	assert_int_equal(service_of(root).term_ends_at_us,
	    SHOP_NOW_US + (MONTH + 1) * DAY_US);
	assert_int_equal(steps(), 1);
	assert_int_equal(SHOP_TX(renewal_place(&again, root, "again")), OK);
	shop_now_us = SHOP_NOW_US + (MONTH + GRACE + 1) * DAY_US;
	assert_int_equal(steps(), 1);
	assert_int_equal(service_of(root).ended_at_us, shop_now_us);
	assert_int_equal(mails("term_ended"), 1);
	assert_order_state(renewal, ORDER_REFUNDED);
}

static void
test_term__paid_back_ahead_it_can_be_renewed_again(void **state)
{
	struct act act;
	struct id root = order_active(), renewal, again, payment_id;
	enum capture_outcome outcome;

	(void)state;
	shop_now_us += 20 * DAY_US;
	renew(root, &renewal);
	give_back(renewal);
	assert_int_equal(SHOP_TX(renewal_place(&again, root, "again")), OK);
	payment_id = shop_redirect(again, "ses_3");
	act = shop_act(ACTOR_GATEWAY);
	assert_int_equal(SHOP_TX(payment_captured(&act, &outcome, payment_id,
			     STR("ses_3"), shop_money(100), &shop_terms)),
	    OK);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(order_provision_start(&act, again)), OK);
	assert_int_equal(SHOP_TX(order_renew(&act, again)), OK);
	assert_order_state(again, ORDER_ACTIVE);
	assert_order_state(renewal, ORDER_REFUNDED);
	assert_true(id_eq(service_of(root).term_order_id, again));
}

static void
test_term__what_was_given_up_is_neither_renewed_nor_reminded_of(void **state)
{
	struct id root = order_active(), renewal;
	struct act act = shop_act(ACTOR_OPERATOR);

	(void)state;
	assert_int_equal(
	    SHOP_TX(service_change(&act, service_of(root).service_id,
		SERVICE_RELEASE, STR("Abuse."))),
	    OK);
	shop_now_us += 25 * DAY_US;
	assert_int_equal(
	    SHOP_TX(renewal_place(&renewal, root, "r1")), ERR_STATE);
	assert_int_equal(steps(), 1);
	assert_order_state(root, ORDER_EXPIRED);
	assert_int_equal(mails("term_ending") + mails("term_ended"), 0);
}

static void
test_term__paid_back_ahead_what_was_moved_keeps_its_last_day(void **state)
{
	struct id root = order_active(), renewal;
	struct act act = shop_act(ACTOR_OPERATOR);
	int64_t end_us = SHOP_NOW_US + (MONTH + 5) * DAY_US;

	(void)state;
	shop_now_us += 20 * DAY_US;
	assert_int_equal(
	    SHOP_TX(service_renew(&act, service_of(root).service_id, end_us)),
	    OK);
	renew(root, &renewal);
	give_back(renewal);
	assert_int_equal(service_of(root).term_ends_at_us, end_us);
	assert_int_equal(service_of(root).ended_at_us, 0);
}

/*
 * Another has what it renews: whoever delivers waits for that, and holds
 * nothing that the other may want next.
 */
static void
test_term__the_older_order_is_locked_first(void **state)
{
	struct act act = shop_act(ACTOR_WORKER), theirs = act;
	struct delivery d = { .note = STR("Ready.") };
	struct id root = order_active(), renewal;
	struct order o, before;

	(void)state;
	shop_now_us += 20 * DAY_US;
	assert_int_equal(SHOP_TX(renewal_place(&renewal, root, "r1")), OK);
	renewal_pay(renewal);
	act.now_us = shop_now_us;
	assert_int_equal(SHOP_TX(order_provision_start(&act, renewal)), OK);
	assert_int_equal(db_open(&theirs.db, fixture_config()), OK);
	fixture_exec("SET SESSION innodb_lock_wait_timeout = 1");
	assert_int_equal(db_script(theirs.db,
			     STR("SET SESSION innodb_lock_wait_timeout = 1")),
	    OK);
	assert_int_equal(db_begin(theirs.db), OK);
	assert_int_equal(
	    order_lock(theirs.db, shop_arena(), &o, root, anybody), OK);
	assert_int_equal(db_begin(fixture_db()), OK);
	assert_int_equal(
	    order_deliver(&act, renewal, &d, 1, seal_key), ERR_RETRY);
	assert_int_equal(order_hold(&theirs, &o, &before, renewal), OK);
	assert_true(id_eq(before.order_id, root));
	db_rollback(fixture_db());
	db_rollback(theirs.db);
	db_close(theirs.db);
	fixture_exec("SET SESSION innodb_lock_wait_timeout = 4");
	assert_int_equal(
	    SHOP_TX(order_deliver(&act, renewal, &d, 1, seal_key)), OK);
	assert_order_state(renewal, ORDER_ACTIVE);
}

static struct bill
bill_for(struct id renewal)
{
	struct act act = shop_act(ACTOR_USER);
	struct sale_terms terms = shop_terms;
	struct order o;
	struct bill b;

	terms.bill_due_at_us = act.now_us + MONTH * DAY_US;
	assert_int_equal(db_begin(fixture_db()), OK);
	assert_int_equal(
	    order_lock(fixture_db(), shop_arena(), &o, renewal, shop_company),
	    OK);
	assert_int_equal(bill_issue(&act, &b, &o, &terms), OK);
	assert_int_equal(db_commit(fixture_db()), OK);
	return b;
}

static struct receipt_outcome
receive(const struct bill *b, int64_t minor, const char *reference)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct receipt_outcome out;
	const struct receipt r = { .bill_id = b->bill_id,
		.method = STR(RECEIPT_BANK_TRANSFER),
		.amount = shop_money(minor),
		.reference = str_from(reference),
		.received_at_us = shop_now_us };

	assert_int_equal(
	    SHOP_TX(bill_receive(&act, &out, &r, &shop_terms)), OK);
	return out;
}

static void
assert_goes_back(struct id order_id, int64_t minor)
{
	struct refund *refunds;
	int64_t sum = 0;
	size_t n;

	assert_int_equal(refunds_of_order(fixture_db(), shop_arena(), &refunds,
			     &n, order_id),
	    OK);
	for (size_t i = 0; i < n; i++) {
		assert_true(str_is(refunds[i].kind, REFUND_SURPLUS));
		assert_true(id_is_nil(refunds[i].payment_id));
		sum += refunds[i].cash.minor;
	}
	assert_int_equal(sum, minor);
	assert_int_equal(
	    fixture_i64("SELECT -CAST(SUM(amount_minor) AS SIGNED) "
			"FROM ledger_postings "
			"WHERE account = 'customer_deposits'"),
	    minor);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM tasks WHERE "
				     "kind = 'refund' AND state = 'OPEN'"),
	    1);
}

/* Begun in the last days of grace, as a buyer does who was reminded. */
static void
test_term__a_transfer_that_comes_after_its_end_goes_back(void **state)
{
	struct act act;
	struct id root = order_active(), renewal;
	struct receipt_outcome out;
	struct bill b;
	size_t n;

	(void)state;
	shop_now_us += (MONTH + GRACE) * DAY_US;
	assert_int_equal(SHOP_TX(renewal_place(&renewal, root, "r1")), OK);
	b = bill_for(renewal);
	assert_int_equal(receive(&b, 40, "T-1").bill.state, BILL_PARTLY_PAID);
	shop_now_us += 2 * DAY_US;
	steps();
	assert_order_state(root, ORDER_EXPIRED);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(order_expire_due(&act, &n)), OK);
	assert_order_state(renewal, ORDER_PENDING_PAYMENT);
	for (int again = 0; again < 2; again++) {
		out = receive(&b, 60, "T-2");
		assert_int_equal(out.repeated, again);
		assert_false(out.order_paid);
		assert_int_equal(out.bill.state, BILL_VOID);
	}
	assert_order_state(renewal, ORDER_CANCELLED);
	assert_goes_back(renewal, 100);
	assert_int_equal(mails("order_cancelled"), 1);
}

static void
test_term__its_bill_is_due_when_it_ends(void **state)
{
	struct act act;
	struct id root = order_active(), renewal;
	struct receipt_outcome out;
	struct bill b;
	size_t n;

	(void)state;
	shop_now_us += MONTH * DAY_US;
	assert_int_equal(SHOP_TX(renewal_place(&renewal, root, "r1")), OK);
	b = bill_for(renewal);
	assert_int_equal(
	    b.due_at_us, SHOP_NOW_US + (MONTH + GRACE + 1) * DAY_US);
	shop_now_us = b.due_at_us;
	steps();
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(order_expire_due(&act, &n)), OK);
	assert_int_equal(n, 1);
	out = receive(&b, 100, "T-1");
	assert_int_equal(out.bill.state, BILL_VOID);
	assert_order_state(renewal, ORDER_CANCELLED);
	assert_goes_back(renewal, 100);
}

/* What was only frozen is there still, and runs on. */
static void
test_term__a_transfer_renews_what_is_frozen(void **state)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct id root = order_active(), renewal;
	struct bill b;

	(void)state;
	shop_now_us += (MONTH + 1) * DAY_US;
	assert_int_equal(SHOP_TX(renewal_place(&renewal, root, "r1")), OK);
	b = bill_for(renewal);
	assert_int_equal(
	    SHOP_TX(service_change(&act, service_of(root).service_id,
		SERVICE_FREEZE, STR("Not paid yet."))),
	    OK);
	shop_now_us += DAY_US;
	assert_true(receive(&b, 100, "T-1").order_paid);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(order_provision_start(&act, renewal)), OK);
	assert_int_equal(SHOP_TX(order_renew(&act, renewal)), OK);
	assert_order_state(renewal, ORDER_ACTIVE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
		    test_term__the_older_order_is_locked_first, shop_clear),
		cmocka_unit_test_setup(
		    test_term__is_renewed_from_the_day_after, shop_clear),
		cmocka_unit_test_setup(
		    test_term__one_renewal_at_a_time, shop_clear),
		cmocka_unit_test_setup(
		    test_term__reminders_go_out_once, shop_clear),
		cmocka_unit_test_setup(
		    test_term__ends_after_its_grace, shop_clear),
		cmocka_unit_test_setup(
		    test_term__a_renewal_being_paid_holds_it, shop_clear),
		cmocka_unit_test_setup(
		    test_term__what_has_ended_is_not_renewed, shop_clear),
		cmocka_unit_test_setup(
		    test_term__bought_on_the_31st_it_ends_with_short_months,
		    shop_clear),
		cmocka_unit_test_setup(
		    test_term__paid_back_it_is_served_no_more, shop_clear),
		cmocka_unit_test_setup(
		    test_term__half_paid_back_it_is_served_on, shop_clear),
		cmocka_unit_test_setup(
		    test_term__paid_back_ahead_what_ran_before_runs_on,
		    shop_clear),
		cmocka_unit_test_setup(
		    test_term__paid_back_ahead_it_can_be_renewed_again,
		    shop_clear),
		cmocka_unit_test_setup(
		    test_term__what_was_given_up_is_neither_renewed_nor_reminded_of,
		    shop_clear),
		cmocka_unit_test_setup(
		    test_term__paid_back_ahead_what_was_moved_keeps_its_last_day,
		    shop_clear),
		cmocka_unit_test_setup_teardown(
		    test_term__a_transfer_that_comes_after_its_end_goes_back,
		    shop_clear, verified_after),
		cmocka_unit_test_setup_teardown(
		    test_term__its_bill_is_due_when_it_ends, shop_clear,
		    verified_after),
		cmocka_unit_test_setup_teardown(
		    test_term__a_transfer_renews_what_is_frozen, shop_clear,
		    verified_after),
	};

	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
