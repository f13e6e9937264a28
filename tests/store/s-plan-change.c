/* A plan that is changed, or an order that ends early, as both agree (X13). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "act/bill.h"
#include "act/bill_dispute.h"
#include "act/payment.h"
#include "act/plan_change.h"
#include "base/sys.h"
#include "staged.h"
#include "store/credit_statement.h"
#include "store/order.h"
#include "store/spend.h"
#include "verified.h"

static const struct id nobody = { { 0 } };

static struct id
begun(const char *billing)
{
	struct id order_id;

	staged_credit(2000000);
	order_id = staged_order(billing);
	assert_int_equal(staged_pay(order_id, CREDIT_MILESTONE), OK);
	return order_id;
}

static enum err
propose(struct id *out, struct id order_id, bool by_seller, bool stop,
    const struct stage_proposed *stages, size_t n)
{
	struct act act = by_seller ? offering_seller_act()
				   : shop_act(ACTOR_USER);
	const struct plan_proposal p = { .order_id = order_id,
		.company_id = by_seller ? nobody : shop_company,
		.seller_id = by_seller ? shop_seller : nobody,
		.stop = stop,
		.reason = STR("As we said."),
		.stages = stages,
		.n = n };

	return SHOP_TX(plan_propose(&act, out, &p));
}

static struct plan_change
change_of(struct id change_id)
{
	struct plan_change c;

	assert_int_equal(
	    plan_change_get(fixture_db(), shop_arena(), &c, change_id), OK);
	return c;
}

static enum err
confirm(struct id change_id, bool by_seller)
{
	struct act act = by_seller ? offering_seller_act()
				   : shop_act(ACTOR_USER);
	struct plan_change c = change_of(change_id);
	enum credit_refusal why;

	return SHOP_TX(plan_confirm(&act, &why, change_id,
	    by_seller ? nobody : shop_company, by_seller ? shop_seller : nobody,
	    &c.digest, &shop_terms));
}

/* R39: what the ledger tells of the pool comes to what the pool is. */
static void
assert_statement_closes(void)
{
	struct credit_pool pool = staged_pool();
	struct credit_moves moves;
	int64_t later_us = shop_now_us + SEC_US;

	assert_int_equal(credit_moves(fixture_db(), shop_arena(), &moves,
			     shop_company, CREDIT_MILESTONE,
			     pool.limit.currency, later_us, later_us + SEC_US),
	    OK);
	assert_int_equal(moves.reserved.minor, pool.reserved.minor);
	assert_int_equal(moves.billed.minor, pool.billed.minor);
}

static void
assert_body_has(struct id change_id, const char *words)
{
	struct plan_change c = change_of(change_id);

	if (strstr(c.body.p, words) == NULL)
		fail_msg("%s is not in %s", words, c.body.p);
}

/* After stage 1, of which the bill is paid; bill 2 is out and unpaid. */
static void
test_plan_change__a_stop_has_a_final_account(void **state)
{
	struct id order_id = begun("advance"), change_id, other;

	(void)state;
	staged_deliver(order_id, 1);
	assert_int_equal(staged_accept(order_id, 1), OK);
	staged_bill_pay(order_id, 1);
	assert_int_equal(
	    propose(&change_id, order_id, false, true, NULL, 0), OK);
	assert_int_equal(
	    propose(&other, order_id, true, true, NULL, 0), ERR_EXISTS);
	assert_body_has(change_id,
	    "\"account\":{\"total\":{\"amount\":1190001,\"currency\":\"USD\"},"
	    "\"accepted\":{\"amount\":396627,\"currency\":\"USD\"},"
	    "\"billed\":{\"amount\":793254,\"currency\":\"USD\"},"
	    "\"credited\":{\"amount\":396627,\"currency\":\"USD\"},"
	    "\"paid\":{\"amount\":396627,\"currency\":\"USD\"},"
	    "\"open\":{\"amount\":0,\"currency\":\"USD\"},"
	    "\"refund\":{\"amount\":0,\"currency\":\"USD\"},"
	    "\"freed\":{\"amount\":396747,\"currency\":\"USD\"}}");
	assert_int_equal(confirm(change_id, false), ERR_FORBIDDEN);
	assert_int_equal(confirm(change_id, true), OK);
	assert_int_equal(confirm(change_id, true), OK);
	assert_order_state(order_id, ORDER_CLOSED_EARLY);
	assert_stage(order_id, 2, HANDOVER_CANCELLED);
	assert_int_equal(staged_pool().reserved.minor, 0);
	assert_int_equal(staged_pool().billed.minor, 0);
	assert_statement_closes();
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills "
				     "WHERE stage = 2 AND state = 'VOID'"),
	    1);
	assert_int_equal(
	    fixture_i64("SELECT SUM(amount_minor) FROM ledger_postings "
			"WHERE account = 'receivable'"),
	    0);
}

/* Money that came since is not in what was confirmed. */
static void
test_plan_change__what_has_moved_is_proposed_anew(void **state)
{
	struct id order_id = begun("advance"), change_id;
	struct act act = shop_act(ACTOR_USER);

	(void)state;
	assert_int_equal(
	    propose(&change_id, order_id, false, true, NULL, 0), OK);
	staged_bill_pay(order_id, 1);
	assert_int_equal(confirm(change_id, true), ERR_PLAN_CHANGED);
	assert_int_equal(
	    SHOP_TX(plan_withdraw(&act, change_id, shop_company, nobody)), OK);
	assert_int_equal(confirm(change_id, true), ERR_STATE);
	assert_int_equal(
	    propose(&change_id, order_id, true, true, NULL, 0), OK);
	assert_body_has(change_id, "\"refund\":{\"amount\":396627,");
	assert_int_equal(confirm(change_id, false), OK);
	assert_int_equal(fixture_i64("SELECT cash_minor FROM refunds"), 396627);
	assert_int_equal(fixture_i64("SELECT total_minor FROM bills "
				     "WHERE kind = 'credit_note'"),
	    396627);
}

/* A part of the bill has come: it is void with a note, the part goes back. */
static void
test_plan_change__a_part_that_came_goes_back(void **state)
{
	struct id order_id = begun("advance"), change_id;
	struct act act = shop_act(ACTOR_OPERATOR);
	struct receipt_outcome out;
	struct receipt r = { .method = STR(RECEIPT_BANK_TRANSFER),
		.received_at_us = shop_now_us };
	const int64_t begins[] = { SHOP_NOW_US - DAY_US, SHOP_NOW_US + DAY_US };
	struct spend month;
	struct bill *b;
	size_t n;

	(void)state;
	assert_int_equal(
	    bills_of(fixture_db(), shop_arena(), &b, &n, &order_id, 1), OK);
	r.bill_id = b[0].bill_id;
	r.amount = shop_money(100000);
	assert_int_equal(
	    SHOP_TX(bill_receive(&act, &out, &r, &shop_terms)), OK);
	assert_int_equal(
	    propose(&change_id, order_id, false, true, NULL, 0), OK);
	assert_int_equal(confirm(change_id, true), OK);
	assert_int_equal(fixture_i64("SELECT cash_minor FROM refunds"), 100000);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills "
				     "WHERE stage = 1 AND state = 'VOID'"),
	    1);
	/* Bill and note together ask for nothing. */
	assert_int_equal(spend_by_month(fixture_db(), shop_arena(), &month, 1,
			     begins, shop_company, r.amount.currency),
	    OK);
	assert_int_equal(month.billed.minor, 0);
	assert_int_equal(staged_pool().billed.minor, 0);
	assert_int_equal(staged_pool().reserved.minor, 0);
}

static void
overdue_write_off(struct id bill_id, int64_t due_at_us)
{
	struct act act;
	struct bill w;
	size_t n;

	shop_now_us = due_at_us + SEC_US;
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(bill_overdue_due(&act, &n)), OK);
	act = shop_act(ACTOR_OPERATOR);
	assert_int_equal(
	    SHOP_TX(bill_write_off(&act, &w, bill_id, STR("Bankrupt."))), OK);
	assert_string_equal(bill_state_name(w.state), "UNCOLLECTIBLE");
}

static enum err
receive(struct id bill_id, int64_t minor)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct receipt_outcome out;
	const struct receipt r = { .bill_id = bill_id,
		.method = STR(RECEIPT_BANK_TRANSFER),
		.amount = shop_money(minor),
		.received_at_us = shop_now_us };

	return SHOP_TX(bill_receive(&act, &out, &r, &shop_terms));
}

/*
 * What nobody would pay of a stage that does not come: void as well; what came
 * of it, before and since, goes back, and its seller is owed nothing of it.
 */
static void
test_plan_change__what_was_written_off_is_void(void **state)
{
	static const int64_t parts[][2] = { { 0, 0 }, { 100001, 0 },
		{ 100001, 33333 }, { 0, 77777 } };

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		int64_t came = parts[i][0] + parts[i][1];
		struct id order_id, change_id;
		struct bill *b;
		char words[64];
		size_t n;

		shop_clear(NULL);
		order_id = begun("advance");
		assert_int_equal(
		    bills_of(fixture_db(), shop_arena(), &b, &n, &order_id, 1),
		    OK);
		if (parts[i][0] > 0)
			assert_int_equal(
			    receive(b[0].bill_id, parts[i][0]), OK);
		overdue_write_off(b[0].bill_id, b[0].due_at_us);
		if (parts[i][1] > 0)
			assert_int_equal(
			    receive(b[0].bill_id, parts[i][1]), OK);
		verified();
		assert_int_equal(
		    propose(&change_id, order_id, false, true, NULL, 0), OK);
		snprintf(words, sizeof(words), "\"refund\":{\"amount\":%lld,",
		    (long long)came);
		assert_body_has(change_id, words);
		assert_int_equal(confirm(change_id, true), OK);
		assert_order_state(order_id, ORDER_CLOSED_EARLY);
		assert_int_equal(
		    fixture_i64("SELECT COUNT(*) FROM bills "
				"WHERE stage = 1 AND state = 'VOID'"),
		    1);
		assert_int_equal(
		    fixture_i64("SELECT CAST(COALESCE(SUM(cash_minor), 0) AS "
				"SIGNED) FROM refunds"),
		    came);
		assert_int_equal(
		    fixture_i64(
			"SELECT COUNT(*) FROM (SELECT account FROM "
			"ledger_postings WHERE account IN ('seller_payable', "
			"'revenue_commission', 'tax_payable', 'receivable') "
			"GROUP BY account HAVING SUM(amount_minor) <> 0) x"),
		    0);
		assert_int_equal(staged_pool().billed.minor, 0);
		assert_int_equal(staged_pool().reserved.minor, 0);
		/* What comes still goes back, too. */
		assert_int_equal(receive(b[0].bill_id, 5), OK);
		assert_int_equal(
		    fixture_i64("SELECT CAST(SUM(cash_minor) AS SIGNED) "
				"FROM refunds"),
		    came + 5);
		verified();
	}
}

/* With the last acceptance there is nothing left to be agreed on. */
static void
test_plan_change__the_last_acceptance_ends_it(void **state)
{
	struct id order_id = begun("arrears"), change_id;

	(void)state;
	for (int64_t stage = 1; stage <= STAGED_STAGES; stage++) {
		staged_deliver(order_id, stage);
		if (stage == STAGED_STAGES)
			assert_int_equal(
			    propose(&change_id, order_id, true, true, NULL, 0),
			    OK);
		assert_int_equal(staged_accept(order_id, stage), OK);
	}
	assert_int_equal(change_of(change_id).state, CHANGE_WITHDRAWN);
	assert_int_equal(confirm(change_id, false), ERR_STATE);
}

static struct id
bill_of_stage_1(struct id order_id)
{
	struct bill *b = NULL;
	size_t n = 0;

	assert_int_equal(
	    bills_of(fixture_db(), shop_arena(), &b, &n, &order_id, 1), OK);
	assert_int_equal(n, 1);
	return b[0].bill_id;
}

static void
card_pays(struct id bill_id, int64_t minor, const char *ref)
{
	struct act act = shop_act(ACTOR_USER);
	struct payment p;
	enum capture_outcome outcome;

	assert_int_equal(
	    SHOP_TX(payment_create_for_bill(&act, &p, id_new(), bill_id,
		shop_company, minor, STR("sandbox"), SHOP_NO_CARD)),
	    OK);
	act = shop_act(ACTOR_GATEWAY);
	assert_int_equal(SHOP_TX(payment_captured(&act, &outcome, p.payment_id,
			     str_from(ref), p.amount, &shop_terms)),
	    OK);
	assert_int_equal(outcome, CAPTURE_APPLIED);
}

/* X13: paid by two cards and a transfer, each gets back what it gave. */
static void
test_plan_change__what_was_paid_goes_back_as_it_came(void **state)
{
	struct id order_id = begun("advance"), change_id;
	struct id bill_id = bill_of_stage_1(order_id);
	struct act act = shop_act(ACTOR_OPERATOR);
	struct receipt_outcome out;
	const struct receipt r = { .bill_id = bill_id,
		.method = STR(RECEIPT_BANK_TRANSFER),
		.amount = shop_money(50000),
		.received_at_us = shop_now_us };

	(void)state;
	card_pays(bill_id, 100000, "ses_1");
	assert_int_equal(
	    SHOP_TX(bill_receive(&act, &out, &r, &shop_terms)), OK);
	card_pays(bill_id, 0, "ses_2");
	verified();
	assert_int_equal(
	    propose(&change_id, order_id, false, true, NULL, 0), OK);
	assert_body_has(change_id, "\"refund\":{\"amount\":396627");
	assert_int_equal(confirm(change_id, true), OK);
	assert_order_state(order_id, ORDER_CLOSED_EARLY);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM refunds r "
				     "JOIN payments p ON p.payment_id = "
				     "r.payment_id AND p.amount_minor = "
				     "r.cash_minor"),
	    2);
	assert_int_equal(fixture_i64("SELECT SUM(cash_minor) FROM refunds "
				     "WHERE payment_id IS NULL"),
	    50000);
	assert_int_equal(
	    fixture_i64("SELECT SUM(cash_minor) FROM refunds"), 396627);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills "
				     "WHERE kind = 'credit_note'"),
	    1);
	assert_int_equal(staged_pool().billed.minor, 0);
}

/* What is disputed of a bill that goes is not ruled on any more. */
static void
test_plan_change__a_disputed_bill_goes_too(void **state)
{
	struct id order_id = begun("advance"), change_id;
	struct id bill_id = bill_of_stage_1(order_id);
	struct act act = shop_act(ACTOR_USER);
	struct bill_dispute d;

	(void)state;
	assert_int_equal(SHOP_TX(bill_dispute_open(&act, &d, bill_id,
			     shop_company, 1000, STR("Not agreed."))),
	    OK);
	assert_int_equal(
	    propose(&change_id, order_id, true, true, NULL, 0), OK);
	assert_int_equal(confirm(change_id, false), OK);
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM bills WHERE state = 'VOID'"), 1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bill_disputes "
				     "WHERE state = 'OPEN'"),
	    0);
	assert_int_equal(staged_pool().billed.minor, 0);
	assert_int_equal(staged_pool().reserved.minor, 0);
}

/* Stage 2 on is replaced: cheaper frees credit, dearer takes more. */
static void
test_plan_change__the_unbilled_stages_are_replaced(void **state)
{
	const struct stage_proposed less[] = { { STR("Smaller"),
	    STR("It runs\nIt is short"), { 400000, { "USD" } } } };
	const struct stage_proposed more[] = { { STR("A"), STR(""),
						   { 500000, { "USD" } } },
		{ STR("B"), STR(""), { 300000, { "USD" } } },
		{ STR("C"), STR(""), { 1, { "USD" } } } };
	const struct stage_proposed dear[] = { { STR("Dear"), STR(""),
	    { 9000000, { "USD" } } } };
	struct id order_id = begun("advance"), change_id;
	struct order o;

	(void)state;
	assert_int_equal(
	    propose(&change_id, order_id, true, false, less, 1), OK);
	assert_int_equal(confirm(change_id, false), OK);
	assert_int_equal(
	    order_get(fixture_db(), shop_arena(), &o, order_id, nobody), OK);
	assert_int_equal(o.plan_version, 2);
	/* 333300 + 400000 net and 19 % of both. */
	assert_int_equal(
	    staged_pool().reserved.minor + staged_pool().billed.minor,
	    733300 + 139327);
	verified();
	staged_deliver(order_id, 1);
	assert_int_equal(staged_accept(order_id, 1), OK);
	assert_int_equal(fixture_i64("SELECT total_minor FROM bills "
				     "WHERE stage = 2"),
	    400000 + 139327 - 63327);
	assert_int_equal(
	    propose(&change_id, order_id, false, false, dear, 1), OK);
	assert_int_equal(confirm(change_id, true), ERR_METHOD_UNAVAILABLE);
	verified();
	assert_int_equal(
	    propose(&change_id, order_id, false, false, more, 3), ERR_EXISTS);
	{
		struct act act = offering_seller_act();

		assert_int_equal(SHOP_TX(plan_decline(&act, change_id, nobody,
				     shop_seller, STR("Too dear."))),
		    OK);
	}
	assert_int_equal(
	    propose(&change_id, order_id, false, false, more, 3), OK);
	assert_int_equal(confirm(change_id, true), OK);
	verified();
	for (int64_t stage = 2; stage <= 5; stage++) {
		staged_deliver(order_id, stage);
		assert_int_equal(staged_accept(order_id, stage), OK);
	}
	for (int64_t stage = 1; stage <= 5; stage++)
		staged_bill_pay(order_id, stage);
	assert_order_state(order_id, ORDER_COMPLETED);
	assert_int_equal(staged_pool().reserved.minor, 0);
	assert_int_equal(staged_pool().billed.minor, 0);
	assert_int_equal(
	    fixture_i64("SELECT SUM(net_minor) FROM bills"), 1533301);
	assert_int_equal(
	    fixture_i64("SELECT SUM(tax_minor) FROM bills"), 291327);
}

static void
test_plan_change__what_cannot_be_proposed(void **state)
{
	const struct stage_proposed none[] = { { STR("Free"), STR(""),
	    { 0, { "USD" } } } };
	struct id order_id = begun("arrears"), change_id;
	const struct plan_proposal foreign = { .order_id = order_id,
		.company_id = shop_other_company,
		.stop = true,
		.reason = STR("Ours?") };
	struct act act = shop_act(ACTOR_USER);

	(void)state;
	assert_int_equal(
	    SHOP_TX(plan_propose(&act, &change_id, &foreign)), ERR_NOT_FOUND);
	assert_int_equal(
	    propose(&change_id, order_id, true, false, none, 1), ERR_RANGE);
	for (int64_t stage = 1; stage <= STAGED_STAGES; stage++) {
		staged_deliver(order_id, stage);
		assert_int_equal(staged_accept(order_id, stage), OK);
	}
	assert_int_equal(
	    propose(&change_id, order_id, true, true, NULL, 0), ERR_STATE);
}

#define STORY(test) \
	cmocka_unit_test_setup_teardown(test, shop_clear, verified_after)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(test_plan_change__a_stop_has_a_final_account),
		STORY(test_plan_change__what_has_moved_is_proposed_anew),
		STORY(test_plan_change__a_part_that_came_goes_back),
		STORY(test_plan_change__what_was_written_off_is_void),
		STORY(test_plan_change__the_last_acceptance_ends_it),
		STORY(test_plan_change__what_was_paid_goes_back_as_it_came),
		STORY(test_plan_change__a_disputed_bill_goes_too),
		STORY(test_plan_change__the_unbilled_stages_are_replaced),
		STORY(test_plan_change__what_cannot_be_proposed),
	};

	return cmocka_run_group_tests(tests, offering_open, offering_close);
}
