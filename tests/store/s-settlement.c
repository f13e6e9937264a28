/* What sellers are owed, stated and paid: R26, R28. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "act/bill.h"
#include "act/provision.h"
#include "act/refund.h"
#include "act/seal.h"
#include "act/settlement.h"
#include "base/sys.h"
#include "staged.h"
#include "verified.h"

enum { RUNS_AT_ONCE = 4, RUN_BYTES = 4 * 1024 * 1024, STEPS_MAX = 60 };

static const struct settlement_subject in_usd = { { { 0x5e, 1 } }, { "USD" } };

/* Seals what was booked, and has the worker's two jobs done with it. */
static void
lines_step(void)
{
	struct act act = shop_act(ACTOR_WORKER);
	bool more = true;
	size_t n = 1;

	while (n > 0)
		assert_int_equal(
		    SHOP_TX(seal_chain(&act, &n, CHAIN_LEDGER)), OK);
	while (more)
		assert_int_equal(
		    SHOP_TX(settlement_lines_make(&act, &n, &more)), OK);
	assert_int_equal(SHOP_TX(settlement_release_due(&act, &n, &more)), OK);
	verified();
}

static int64_t
lines_in(const char *state)
{
	char sql[120];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM settlement_lines WHERE state = '%s'", state);
	return fixture_i64(sql);
}

static int64_t
payable_in(const char *state)
{
	char sql[160];

	snprintf(sql, sizeof(sql),
	    "SELECT CAST(COALESCE(SUM(payable_minor), 0) AS SIGNED) "
	    "FROM settlement_lines WHERE state = '%s'",
	    state);
	return fixture_i64(sql);
}

static int64_t
owed(void)
{
	return fixture_i64("SELECT CAST(COALESCE(SUM(-amount_minor), 0) AS "
			   "SIGNED) FROM ledger_postings "
			   "WHERE account = 'seller_payable'");
}

/* The clocks go on to the month's first day, n months from November 2026. */
static void
month_pass(int32_t n)
{
	const struct ymd first = { 2026, 11, 1 };

	shop_now_us = days_from_ymd(ymd_add_months(first, n)) * DAY_US + SEC_US;
}

static struct settlement_terms
terms_now(const struct act *act)
{
	struct settlement_terms t = { .issuer = shop_terms.issuer };

	assert_int_equal(settlement_month(&t, act), OK);
	return t;
}

static enum err
issue(bool *made, struct settlement *out)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct settlement_terms terms = terms_now(&act);

	return SHOP_TX(settlement_issue(&act, made, out, &in_usd, &terms));
}

static struct settlement
issued(void)
{
	struct settlement s;
	bool made;

	assert_int_equal(issue(&made, &s), OK);
	assert_true(made);
	verified();
	assert_int_equal(settlement_get(fixture_db(), shop_arena(), &s,
			     s.settlement_id, shop_seller),
	    OK);
	return s;
}

static enum err
pay_out(struct settlement *s, const char *reference)
{
	struct act act = shop_act(ACTOR_OPERATOR);

	return SHOP_TX(settlement_pay(&act, s, s->settlement_id, s->row_version,
	    str_from(reference), act.now_us));
}

static struct id
card_order(int64_t minor, const char *ref)
{
	struct id order_id = shop_place(minor);
	struct id payment_id = shop_redirect(order_id, ref);
	struct act act = shop_act(ACTOR_GATEWAY);
	enum capture_outcome outcome;

	assert_int_equal(SHOP_TX(payment_captured(&act, &outcome, payment_id,
			     str_from(ref), shop_money(minor), &shop_terms)),
	    OK);
	return order_id;
}

static void
deliver(struct id order_id)
{
	static const char key[32] = "a key of thirty-two bytes exactl";
	struct act act = shop_act(ACTOR_WORKER);
	struct delivery d = { .access_url = STR("https://app.example.org/"),
		.note = STR("Ready.") };

	assert_int_equal(SHOP_TX(order_provision_start(&act, order_id)), OK);
	assert_int_equal(SHOP_TX(order_deliver(&act, order_id, &d, 1,
			     (struct str){ key, sizeof(key) })),
	    OK);
}

static void
give_back(struct id order_id, int64_t minor)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct id id;

	assert_int_equal(SHOP_TX(refund_give(&act, &id, order_id, minor,
			     STR("A favour."), &shop_terms)),
	    OK);
}

/* Paid by card: what is missing is the delivery. */
static void
test_settlement__a_plain_sale_waits_for_its_delivery(void **state)
{
	struct id order_id = card_order(10000, "ses_1");

	(void)state;
	lines_step();
	assert_int_equal(lines_in("HELD"), 1);
	lines_step();
	assert_int_equal(lines_in("HELD"), 1);
	deliver(order_id);
	lines_step();
	assert_int_equal(lines_in("RELEASABLE"), 1);
	assert_int_equal(payable_in("RELEASABLE"), 9000);
	assert_int_equal(owed(), 9000);
}

/* On credit the bill comes with the month's statement, and is paid later. */
static void
test_settlement__a_sale_on_credit_waits_for_its_bill(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct receipt_outcome received;
	struct receipt money = { .method = STR(RECEIPT_BANK_TRANSFER) };
	struct id order_id;
	struct bill b;
	bool made;

	(void)state;
	fixture_exec("UPDATE companies SET postpaid = TRUE");
	assert_int_equal(SHOP_TX(credit_limit_set(&act, shop_company,
			     CREDIT_GENERAL, shop_money(50000))),
	    OK);
	order_id = shop_place(10000);
	assert_int_equal(staged_pay(order_id, CREDIT_GENERAL), OK);
	deliver(order_id);
	lines_step();
	assert_int_equal(lines_in("HELD"), 1);
	act.now_us = shop_now_us += SEC_US;
	assert_int_equal(SHOP_TX(bill_statement(&act, &made, &b, shop_company,
			     SHOP_NOW_US, shop_now_us, &shop_terms)),
	    OK);
	assert_true(made);
	lines_step();
	assert_int_equal(lines_in("HELD"), 1);
	money.bill_id = b.bill_id;
	money.amount = b.sums.total;
	money.received_at_us = shop_now_us;
	act = shop_act(ACTOR_OPERATOR);
	assert_int_equal(
	    SHOP_TX(bill_receive(&act, &received, &money, &shop_terms)), OK);
	lines_step();
	assert_int_equal(lines_in("RELEASABLE"), 1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM settlement_lines l "
				     "JOIN bills b ON b.bill_id = l.bill_id "
				     "WHERE b.kind = 'statement'"),
	    1);
}

/* On credit, delivered, and at another instant than the next one. */
static void
credit_order(int64_t minor)
{
	struct id order_id = shop_place(minor);

	assert_int_equal(staged_pay(order_id, CREDIT_GENERAL), OK);
	deliver(order_id);
	shop_now_us += SEC_US;
}

/* Two orders on one statement; what came is as much as the first of them. */
static struct id
overdue_statement(void)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct receipt money = { .method = STR(RECEIPT_BANK_TRANSFER),
		.amount = shop_money(10000) };
	struct receipt_outcome received;
	struct bill b;
	size_t n;
	bool made;

	fixture_exec("UPDATE companies SET postpaid = TRUE");
	assert_int_equal(SHOP_TX(credit_limit_set(&act, shop_company,
			     CREDIT_GENERAL, shop_money(50000))),
	    OK);
	credit_order(10000);
	credit_order(4000);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(bill_statement(&act, &made, &b, shop_company,
			     SHOP_NOW_US, shop_now_us, &shop_terms)),
	    OK);
	money.bill_id = b.bill_id;
	money.received_at_us = shop_now_us;
	assert_int_equal(
	    SHOP_TX(bill_receive(&act, &received, &money, &shop_terms)), OK);
	act.now_us = shop_now_us = b.due_at_us + SEC_US;
	assert_int_equal(SHOP_TX(bill_overdue_due(&act, &n)), OK);
	return b.bill_id;
}

/*
 * The write-off falls on the first order, whose line waits for it; of the
 * second one nothing was lost, and nobody waits for its bill any more.
 */
static void
test_settlement__what_came_before_a_write_off_is_the_sellers(void **state)
{
	struct id bill_id = overdue_statement();
	struct act act = shop_act(ACTOR_OPERATOR);
	struct bill b;
	bool more;
	size_t n;

	(void)state;
	lines_step();
	assert_int_equal(lines_in("HELD"), 2);
	assert_int_equal(
	    SHOP_TX(bill_write_off(&act, &b, bill_id, STR("Bankrupt."))), OK);
	assert_int_equal(SHOP_TX(settlement_release_due(&act, &n, &more)), OK);
	assert_int_equal(payable_in("RELEASABLE"), 3600);
	lines_step();
	assert_int_equal(lines_in("RELEASABLE"), 3);
	assert_int_equal(payable_in("RELEASABLE"), 9000);
	assert_int_equal(owed(), 9000);
}

/* R28: stage k is released when bill k is paid and stage k is accepted. */
static void
test_settlement__R28_a_stage_waits_for_bill_and_acceptance(void **state)
{
	struct id order_id;

	(void)state;
	staged_credit(2000000);
	order_id = staged_order("advance");
	assert_int_equal(staged_pay(order_id, CREDIT_MILESTONE), OK);
	lines_step();
	assert_int_equal(lines_in("HELD"), 1);
	/* Paid, and not accepted. */
	staged_bill_pay(order_id, 1);
	lines_step();
	assert_int_equal(lines_in("HELD"), 1);
	staged_deliver(order_id, 1);
	lines_step();
	assert_int_equal(lines_in("RELEASABLE"), 0);
	assert_int_equal(staged_accept(order_id, 1), OK);
	lines_step();
	assert_int_equal(lines_in("RELEASABLE"), 1);
	assert_int_equal(payable_in("RELEASABLE"), 333300 - 33330);
	/* Accepted, and not paid. */
	staged_deliver(order_id, 2);
	assert_int_equal(staged_accept(order_id, 2), OK);
	lines_step();
	assert_int_equal(lines_in("RELEASABLE"), 1);
	assert_int_equal(lines_in("HELD"), 2);
	staged_bill_pay(order_id, 2);
	lines_step();
	assert_int_equal(lines_in("RELEASABLE"), 2);
	staged_deliver(order_id, 3);
	assert_int_equal(staged_accept(order_id, 3), OK);
	staged_bill_pay(order_id, 3);
	lines_step();
	assert_int_equal(lines_in("RELEASABLE"), STAGED_STAGES);
	assert_int_equal(payable_in("RELEASABLE"), owed());
	month_pass(1);
	assert_int_equal(issued().worth.net.minor, 1000001);
}

/* Twice the same month is one statement; then its payout, once. */
static void
test_settlement__a_month_is_stated_once_and_paid_once(void **state)
{
	struct settlement s, again;
	bool made;

	(void)state;
	deliver(card_order(10000, "ses_1"));
	lines_step();
	month_pass(1);
	s = issued();
	assert_int_equal(s.state, SETTLEMENT_ISSUED);
	assert_int_equal(s.worth.payable.minor, 9000);
	assert_string_equal(
	    str_copy(shop_arena(), s.settlement_no).p, "S-2026-000001");
	assert_int_equal(
	    s.month_day, days_from_ymd((struct ymd){ 2026, 11, 1 }));
	assert_int_equal(lines_in("IN_STATEMENT"), 1);
	assert_int_equal(issue(&made, &again), OK);
	assert_false(made);
	assert_int_equal(pay_out(&s, "PAYOUT-1"), OK);
	assert_int_equal(s.state, SETTLEMENT_SETTLED);
	assert_int_equal(owed(), 0);
	assert_int_equal(pay_out(&s, "PAYOUT-1"), OK);
	assert_int_equal(owed(), 0);
	assert_int_equal(pay_out(&s, "PAYOUT-2"), ERR_STATE);
	assert_int_equal(lines_in("SETTLED"), 1);
	assert_int_equal(offering_notices("settlement_issued"), 1);
	assert_int_equal(offering_notices("settlement_settled"), 1);
	assert_int_equal(offering_mails("settlement_issued"), 1);
	lines_step();
	assert_int_equal(lines_in("SETTLED"), 1);
}

/* Whoever was slow may have put old files in the place of new ones. */
static void
test_settlement__files_of_before_are_made_anew(void **state)
{
	struct settlement old, s;

	(void)state;
	deliver(card_order(10000, "ses_1"));
	lines_step();
	month_pass(1);
	old = s = issued();
	assert_int_equal(pay_out(&s, "WIRE 1"), OK);
	assert_int_equal(settlement_rendered(fixture_db(), s.settlement_id,
			     s.row_version, shop_now_us),
	    OK);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM settlements "
				     "WHERE paper_at IS NULL"),
	    0);
	assert_int_equal(settlement_rendered(fixture_db(), s.settlement_id,
			     old.row_version, shop_now_us),
	    OK);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM settlements "
				     "WHERE paper_at IS NULL"),
	    1);
}

/* What is given back after the payout is taken off the next ones. */
static void
test_settlement__what_is_below_zero_is_carried_over(void **state)
{
	struct id order_id = card_order(10000, "ses_1");
	struct settlement s, carried;

	(void)state;
	deliver(order_id);
	lines_step();
	month_pass(1);
	s = issued();
	assert_int_equal(pay_out(&s, "PAYOUT-1"), OK);
	give_back(order_id, 6000);
	lines_step();
	assert_int_equal(payable_in("RELEASABLE"), -5400);
	month_pass(2);
	carried = issued();
	assert_int_equal(carried.state, SETTLEMENT_CARRIED);
	assert_int_equal(carried.worth.payable.minor, -5400);
	assert_int_equal(pay_out(&carried, "PAYOUT-2"), ERR_STATE);
	deliver(card_order(4000, "ses_2"));
	lines_step();
	month_pass(3);
	carried = issued();
	assert_int_equal(carried.state, SETTLEMENT_CARRIED);
	assert_int_equal(carried.carried.minor, -5400);
	deliver(card_order(10000, "ses_3"));
	lines_step();
	month_pass(4);
	s = issued();
	assert_int_equal(s.carried.minor, -5400 + 3600);
	assert_int_equal(s.worth.payable.minor, 9000);
	assert_int_equal(owed(), 9000 - 1800);
	assert_string_equal(
	    str_copy(shop_arena(), s.settlement_no).p, "S-2027-000003");
	assert_int_equal(lines_in("IN_STATEMENT"), 3);
	assert_int_equal(pay_out(&s, "PAYOUT-3"), OK);
	assert_int_equal(owed(), 0);
	assert_int_equal(lines_in("IN_STATEMENT"), 0);
	verified();
}

/* Sold and taken back before it was delivered: both, and nothing to pay. */
static void
test_settlement__what_was_taken_back_first_pays_nothing(void **state)
{
	struct id order_id = card_order(10000, "ses_1");

	(void)state;
	lines_step();
	give_back(order_id, 4000);
	lines_step();
	assert_int_equal(lines_in("HELD"), 2);
	give_back(order_id, 0);
	lines_step();
	assert_int_equal(lines_in("RELEASABLE"), 3);
	assert_int_equal(payable_in("RELEASABLE"), 0);
	month_pass(1);
	assert_int_equal(issued().state, SETTLEMENT_CARRIED);
}

/* Else a seller would be paid for what the next batch takes back. */
static void
test_settlement__a_sale_is_released_as_a_whole(void **state)
{
	enum { SALES = SETTLEMENT_BATCH / 3 + 1, LINES = 3 * SALES };
	char ref[16];

	(void)state;
	for (int i = 0; i < SALES; i++) {
		struct id order_id;

		snprintf(ref, sizeof(ref), "ses_%d", i);
		order_id = card_order(10000, ref);
		give_back(order_id, 4000);
		give_back(order_id, 0);
	}
	lines_step();
	assert_int_equal(lines_in("RELEASABLE"), LINES - 3);
	assert_int_equal(payable_in("RELEASABLE"), 0);
	lines_step();
	assert_int_equal(lines_in("RELEASABLE"), LINES);
}

/* A month that runs has no statement yet; one before another none any more. */
static void
test_settlement__months_are_stated_in_their_order(void **state)
{
	struct act act;
	struct settlement_terms t = { .month_day = 0 };
	struct settlement s;
	bool made;

	(void)state;
	deliver(card_order(10000, "ses_1"));
	lines_step();
	act = shop_act(ACTOR_WORKER);
	t.month_day = days_from_ymd((struct ymd){ 2026, 11, 1 });
	assert_int_equal(settlement_month(&t, &act), ERR_STATE);
	month_pass(2);
	(void)issued();
	deliver(card_order(500, "ses_2"));
	lines_step();
	act = shop_act(ACTOR_WORKER);
	act.now_us = shop_now_us += INT64_C(40) * DAY_US;
	assert_int_equal(settlement_month(&t, &act), OK);
	assert_int_equal(
	    SHOP_TX(settlement_issue(&act, &made, &s, &in_usd, &t)), OK);
	assert_false(made);
}

struct run {
	struct arena *arena;
	bool made;
	enum err err;
};

static enum err
run_tx(struct db *db, void *arg)
{
	struct run *r = arg;
	struct act act = { .db = db,
		.arena = r->arena,
		.now_us = shop_now_us,
		.actor = ACTOR_WORKER };
	struct settlement_terms terms = { .issuer = shop_terms.issuer };
	struct settlement s;
	enum err e = settlement_month(&terms, &act);

	return e == OK ? settlement_issue(&act, &r->made, &s, &in_usd, &terms)
		       : e;
}

static void *
run_thread(void *arg)
{
	struct run *r = arg;

	r->err = tx_run(fixture_pool(), r->arena, run_tx, r);
	return NULL;
}

/* Two workers, and an operator beside them. */
static void
test_settlement__runs_at_once_make_one_statement(void **state)
{
	struct run runs[RUNS_AT_ONCE];
	pthread_t threads[RUNS_AT_ONCE];
	int made = 0;

	(void)state;
	for (int i = 0; i < 3; i++) {
		char ref[16];

		snprintf(ref, sizeof(ref), "ses_%d", i);
		deliver(card_order(1000 * (i + 1), ref));
	}
	lines_step();
	month_pass(1);
	for (int i = 0; i < RUNS_AT_ONCE; i++) {
		runs[i] = (struct run){ .arena = arena_open(RUN_BYTES) };
		assert_int_equal(
		    pthread_create(&threads[i], NULL, run_thread, &runs[i]), 0);
	}
	for (int i = 0; i < RUNS_AT_ONCE; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		arena_close(runs[i].arena);
		assert_int_equal(runs[i].err, OK);
		made += runs[i].made;
	}
	assert_int_equal(made, 1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM settlements"), 1);
	assert_int_equal(lines_in("IN_STATEMENT"), 3);
}

/* Killed at any of its statements, a run has done nothing. */
static void
test_settlement__a_run_that_dies_leaves_no_trace(void **state)
{
	static const char rows_sql[] =
	    "SELECT (SELECT COUNT(*) FROM settlements) + "
	    "(SELECT COUNT(*) FROM events) + (SELECT COUNT(*) FROM outbox) + "
	    "(SELECT COUNT(*) FROM notifications) + "
	    "(SELECT COALESCE(SUM(last_no), 0) FROM document_counters) + "
	    "(SELECT COUNT(*) FROM settlement_lines "
	    "WHERE state <> 'RELEASABLE')";
	struct settlement s;
	unsigned long n;
	int64_t rows;
	bool made = false;

	(void)state;
	fixture_wants_faults();
	deliver(card_order(10000, "ses_1"));
	lines_step();
	month_pass(1);
	rows = fixture_i64(rows_sql);
	for (n = 1; !made && n < STEPS_MAX; n++) {
		struct act act = shop_act(ACTOR_WORKER);
		struct settlement_terms terms = terms_now(&act);
		enum err e;

		assert_int_equal(db_begin(fixture_db()), OK);
		db_fail_at(n, ERR_BUG);
		e = settlement_issue(&act, &made, &s, &in_usd, &terms);
		db_fail_at(0, OK);
		made = e == OK;
		assert_int_equal(shop_end(e), e);
		if (!made)
			assert_int_equal(fixture_i64(rows_sql), rows);
		verified();
	}
	assert_true(n > 6 && n < STEPS_MAX);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM settlements"), 1);
}

#define STORY(test) \
	cmocka_unit_test_setup_teardown(test, shop_clear, verified_after)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(test_settlement__a_plain_sale_waits_for_its_delivery),
		STORY(test_settlement__a_sale_on_credit_waits_for_its_bill),
		STORY(
		    test_settlement__what_came_before_a_write_off_is_the_sellers),
		STORY(
		    test_settlement__R28_a_stage_waits_for_bill_and_acceptance),
		STORY(test_settlement__a_month_is_stated_once_and_paid_once),
		STORY(test_settlement__files_of_before_are_made_anew),
		STORY(test_settlement__what_is_below_zero_is_carried_over),
		STORY(test_settlement__what_was_taken_back_first_pays_nothing),
		STORY(test_settlement__a_sale_is_released_as_a_whole),
		STORY(test_settlement__months_are_stated_in_their_order),
		STORY(test_settlement__runs_at_once_make_one_statement),
		STORY(test_settlement__a_run_that_dies_leaves_no_trace),
	};

	return cmocka_run_group_tests(tests, offering_open, offering_close);
}
