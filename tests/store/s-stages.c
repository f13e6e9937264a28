/* What is said to a stage: rejected criterion by criterion, recalled,
 * disputed, ruled on, or deemed accepted (X4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "staged.h"
#include "store/order.h"
#include "verified.h"

enum { ROUNDS = 3 };
#define HOURS(n) ((n)*INT64_C(3600) * 1000000)

static struct id
begun(const char *billing, int64_t deemed_days)
{
	struct id order_id;

	staged_credit(2000000);
	order_id = staged_order_deemed(billing, deemed_days);
	assert_int_equal(staged_pay(order_id, CREDIT_MILESTONE), OK);
	return order_id;
}

static enum err
reject(struct id order_id, int64_t stage, const struct handover_answer *answers,
    size_t n)
{
	struct act act = shop_act(ACTOR_USER);
	struct handover h = staged_handover(order_id, stage);
	const struct handover_rejection r = { .row_version = h.row_version,
		.words = STR("Not yet."),
		.answers = answers,
		.n = n };

	return SHOP_TX(
	    handover_reject(&act, &r, h.handover_id, shop_company, ROUNDS));
}

static enum err
recall(struct id order_id, int64_t stage, int64_t row_version)
{
	struct act act = offering_seller_act();
	struct handover h = staged_handover(order_id, stage);

	return SHOP_TX(
	    handover_recall(&act, h.handover_id, shop_seller, row_version));
}

static enum err
dispute(struct id order_id, int64_t stage, bool by_seller)
{
	struct act act = by_seller ? offering_seller_act()
				   : shop_act(ACTOR_USER);
	struct handover h = staged_handover(order_id, stage);
	const struct id none = { { 0 } };

	return SHOP_TX(handover_dispute(&act, h.handover_id,
	    by_seller ? none : shop_company, by_seller ? shop_seller : none,
	    h.row_version, STR("It is not what was agreed.")));
}

static enum err
rule(struct id order_id, int64_t stage, enum handover_ruling ruling)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct handover h = staged_handover(order_id, stage);
	const struct handover_rule r = { .ruling = ruling,
		.row_version = h.row_version,
		.words = STR("We have looked at it.") };

	return SHOP_TX(handover_rule(&act, &r, h.handover_id, &shop_terms));
}

static enum handover_due
due(struct id order_id, int64_t stage)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct handover h = staged_handover(order_id, stage);
	enum handover_due done;

	assert_int_equal(
	    SHOP_TX(handover_due(&act, &done, h.handover_id, &shop_terms)), OK);
	return done;
}

static void
test_stages__each_criterion_is_answered_once(void **state)
{
	const struct handover_answer one[] = { { .criterion = 1,
	    .comment = STR("Where?") } };
	const struct handover_answer twice[] = { { .criterion = 1 },
		{ .criterion = 1 } };
	const struct handover_answer met[] = { { .criterion = 1, .met = true },
		{ .criterion = 2, .met = true } };
	const struct handover_answer good[] = { { .criterion = 2,
						    .comment = STR("By us?") },
		{ .criterion = 1, .met = true } };
	struct handover_answer *kept;
	struct id order_id = begun("advance", 0);
	size_t n;

	(void)state;
	staged_deliver(order_id, 1);
	assert_int_equal(reject(order_id, 1, one, 1), ERR_RANGE);
	assert_int_equal(reject(order_id, 1, twice, 2), ERR_RANGE);
	assert_int_equal(reject(order_id, 1, met, 2), ERR_RANGE);
	assert_int_equal(reject(order_id, 1, NULL, 0), ERR_RANGE);
	assert_stage(order_id, 1, HANDOVER_DELIVERED);
	assert_int_equal(reject(order_id, 1, good, 2), OK);
	assert_stage(order_id, 1, HANDOVER_REWORK);
	assert_int_equal(handover_answers_of(fixture_db(), shop_arena(), &kept,
			     &n, staged_handover(order_id, 1).handover_id),
	    OK);
	assert_int_equal(n, 2);
	assert_true(kept[0].met);
	assert_string_equal(kept[1].comment.p, "By us?");
	assert_int_equal(kept[1].round, 1);
	staged_deliver(order_id, 1);
	assert_int_equal(reject(order_id, 1, good, 2), OK);
	/* Told twice, it is not the last round's yet. */
	assert_int_equal(reject(order_id, 1, good, 2), OK);
	assert_stage(order_id, 1, HANDOVER_REWORK);
	staged_deliver(order_id, 1);
	assert_int_equal(reject(order_id, 1, good, 2), OK);
	assert_stage(order_id, 1, HANDOVER_DISPUTED);
	assert_int_equal(staged_accept(order_id, 1), ERR_STATE);
}

/* Before an answer, and whoever looked at what was there cannot answer it. */
static void
test_stages__what_was_handed_over_is_recalled(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = begun("advance", 0);
	struct handover seen;

	(void)state;
	staged_deliver(order_id, 1);
	seen = staged_handover(order_id, 1);
	assert_int_equal(recall(order_id, 1, seen.row_version + 1), ERR_STALE);
	assert_int_equal(recall(order_id, 1, seen.row_version), OK);
	assert_stage(order_id, 1, HANDOVER_OPEN);
	assert_int_equal(recall(order_id, 1, seen.row_version), OK);
	assert_int_equal(SHOP_TX(handover_accept(&act, seen.handover_id,
			     shop_company, seen.row_version, &shop_terms)),
	    ERR_STATE);
	staged_deliver(order_id, 1);
	assert_int_equal(SHOP_TX(handover_accept(&act, seen.handover_id,
			     shop_company, seen.row_version, &shop_terms)),
	    ERR_STALE);
	assert_int_equal(staged_handover(order_id, 1).round, 1);
	assert_int_equal(staged_accept(order_id, 1), OK);
	assert_int_equal(recall(order_id, 1, 0), ERR_STATE);
	assert_int_equal(staged_bills(), 2);
}

static void
test_stages__either_side_disputes_and_an_operator_rules(void **state)
{
	const struct handover_answer unmet[] = { { .criterion = 1 },
		{ .criterion = 2, .met = true } };
	struct id order_id = begun("arrears", 0);

	(void)state;
	assert_int_equal(dispute(order_id, 1, false), ERR_STATE);
	staged_deliver(order_id, 1);
	assert_int_equal(dispute(order_id, 1, false), OK);
	assert_int_equal(dispute(order_id, 1, false), OK);
	assert_stage(order_id, 1, HANDOVER_DISPUTED);
	assert_int_equal(rule(order_id, 1, RULING_REWORK), OK);
	assert_int_equal(rule(order_id, 1, RULING_REWORK), ERR_STATE);
	assert_int_equal(staged_handover(order_id, 1).round, 2);
	staged_deliver(order_id, 1);
	assert_int_equal(reject(order_id, 1, unmet, 2), OK);
	assert_int_equal(dispute(order_id, 1, false), ERR_STATE);
	/* In rework the seller may ask, and the round to come stays it. */
	assert_int_equal(dispute(order_id, 1, true), OK);
	assert_int_equal(rule(order_id, 1, RULING_REWORK), OK);
	assert_int_equal(staged_handover(order_id, 1).round, 3);
	assert_int_equal(dispute(order_id, 1, true), OK);
	assert_int_equal(staged_bills(), 0);
	assert_int_equal(rule(order_id, 1, RULING_ACCEPT), OK);
	assert_int_equal(staged_bills(), 1);
	assert_stage(order_id, 2, HANDOVER_OPEN);
}

/* The stage's unpaid bill is void; what was accepted stays owed. */
static void
test_stages__ruled_cancelled_the_order_ends(void **state)
{
	struct id order_id = begun("advance", 0);

	(void)state;
	staged_deliver(order_id, 1);
	assert_int_equal(staged_accept(order_id, 1), OK);
	staged_deliver(order_id, 2);
	assert_int_equal(dispute(order_id, 2, false), OK);
	assert_int_equal(rule(order_id, 2, RULING_CANCEL), OK);
	assert_order_state(order_id, ORDER_CLOSED_EARLY);
	assert_stage(order_id, 1, HANDOVER_ACCEPTED);
	assert_stage(order_id, 2, HANDOVER_CANCELLED);
	assert_stage(order_id, 3, HANDOVER_CANCELLED);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills "
				     "WHERE state = 'VOID' AND stage = 2"),
	    1);
	assert_int_equal(staged_bills(), 2);
	assert_int_equal(staged_pool().reserved.minor, 0);
	assert_int_equal(staged_pool().billed.minor, 396627);
	verified();
	staged_bill_pay(order_id, 1);
	assert_int_equal(staged_pool().billed.minor, 0);
	assert_order_state(order_id, ORDER_CLOSED_EARLY);
}

/* A paid bill is credit-noted, and its money goes back by hand. */
static void
test_stages__ruled_cancelled_what_was_paid_goes_back(void **state)
{
	struct id order_id = begun("advance", 0);

	(void)state;
	staged_bill_pay(order_id, 1);
	staged_deliver(order_id, 1);
	assert_int_equal(dispute(order_id, 1, true), OK);
	assert_int_equal(rule(order_id, 1, RULING_CANCEL), OK);
	assert_order_state(order_id, ORDER_CLOSED_EARLY);
	assert_int_equal(fixture_i64("SELECT total_minor FROM bills "
				     "WHERE kind = 'credit_note'"),
	    396627);
	assert_int_equal(
	    fixture_i64("SELECT cash_minor FROM refunds "
			"WHERE kind = 'surplus' AND state = 'APPROVED'"),
	    396627);
	assert_int_equal(
	    fixture_i64("SELECT SUM(amount_minor) FROM ledger_postings "
			"WHERE account IN ('seller_payable', "
			"'revenue_commission', 'tax_payable')"),
	    0);
	assert_int_equal(staged_pool().billed.minor, 0);
	assert_int_equal(staged_pool().reserved.minor, 0);
}

/* Two business days from Monday: Wednesday's end; half way is Tuesday. */
static void
test_stages__silence_accepts_after_its_reminders(void **state)
{
	struct id order_id = begun("advance", 2);
	int64_t monday = shop_now_us;

	(void)state;
	shop_now_us = monday + HOURS(10);
	staged_deliver(order_id, 1);
	assert_int_equal(
	    staged_handover(order_id, 1).accept_by_us, monday + HOURS(72));
	assert_int_equal(due(order_id, 1), DUE_NOTHING);
	shop_now_us = monday + HOURS(24) - 1;
	assert_int_equal(due(order_id, 1), DUE_NOTHING);
	shop_now_us = monday + HOURS(24);
	assert_int_equal(due(order_id, 1), DUE_REMINDED);
	assert_int_equal(due(order_id, 1), DUE_NOTHING);
	shop_now_us = monday + HOURS(48);
	assert_int_equal(due(order_id, 1), DUE_REMINDED);
	shop_now_us = monday + HOURS(72) - 1;
	assert_int_equal(due(order_id, 1), DUE_NOTHING);
	shop_now_us = monday + HOURS(72);
	assert_int_equal(due(order_id, 1), DUE_ACCEPTED);
	assert_true(staged_handover(order_id, 1).deemed);
	assert_int_equal(due(order_id, 1), DUE_NOTHING);
	assert_int_equal(staged_bills(), 2);
	assert_int_equal(offering_mails("stage_deemed_soon"), 2);
	assert_stage(order_id, 2, HANDOVER_OPEN);
}

/* A worker that was away for a week reminds first, and waits a day more. */
static void
test_stages__never_without_its_reminders(void **state)
{
	struct id order_id = begun("advance", 2);
	int64_t monday = shop_now_us;

	(void)state;
	staged_deliver(order_id, 1);
	shop_now_us = monday + HOURS(7 * 24 + 9);
	assert_int_equal(due(order_id, 1), DUE_REMINDED);
	assert_int_equal(offering_mails("stage_deemed_soon"), 1);
	assert_int_equal(
	    staged_handover(order_id, 1).accept_by_us, monday + HOURS(9 * 24));
	assert_int_equal(due(order_id, 1), DUE_NOTHING);
	/* What is looked at is the same, so that it can be answered. */
	assert_int_equal(staged_accept(order_id, 1), OK);
	assert_false(staged_handover(order_id, 1).deemed);
}

static void
test_stages__an_answer_ends_the_waiting(void **state)
{
	const struct handover_answer unmet[] = { { .criterion = 1 },
		{ .criterion = 2, .met = true } };
	struct id order_id = begun("advance", 1);

	(void)state;
	staged_deliver(order_id, 1);
	shop_now_us += HOURS(30);
	assert_int_equal(due(order_id, 1), DUE_REMINDED);
	assert_int_equal(reject(order_id, 1, unmet, 2), OK);
	shop_now_us += HOURS(24 * 30);
	assert_int_equal(due(order_id, 1), DUE_NOTHING);
	staged_deliver(order_id, 1);
	assert_int_equal(staged_handover(order_id, 1).reminders, 0);
	assert_stage(order_id, 1, HANDOVER_DELIVERED);
}

static enum err
refer(struct id order_id, int64_t stage, const char *po, const char *centre)
{
	struct act act = shop_act(ACTOR_USER);
	struct str number = str_from(po), cost = str_from(centre);

	return SHOP_TX(
	    stage_refer(&act, order_id, shop_company, stage, number, cost));
}

static struct bill
bill_at(struct id order_id, int64_t stage)
{
	struct bill *bills = NULL;
	size_t n = 0;

	assert_int_equal(
	    bills_of(fixture_db(), shop_arena(), &bills, &n, &order_id, 1), OK);
	for (size_t i = 0; i < n; i++)
		if (bills[i].stage == stage)
			return bills[i];
	fail_msg("stage %lld has no bill", (long long)stage);
	return (struct bill){ 0 };
}

/* R34: until it is made, what a bill will name can be said. */
static void
test_stages__a_bill_names_what_was_said_for_its_stage(void **state)
{
	struct id order_id = begun("advance", 0);
	const struct id none = { { 0 } };
	struct act act = shop_act(ACTOR_USER);

	(void)state;
	assert_int_equal(refer(order_id, 1, "PO-1", ""), ERR_STATE);
	assert_int_equal(refer(order_id, 2, "PO-2", ""), OK);
	assert_int_equal(refer(order_id, 2, "PO-22", "Works"), OK);
	assert_int_equal(refer(order_id, STAGED_STAGES + 1, "", ""), ERR_RANGE);
	assert_int_equal(SHOP_TX(stage_refer(&act, order_id, shop_other_company,
			     2, STR("PO-X"), STR(""))),
	    ERR_NOT_FOUND);
	assert_int_equal(SHOP_TX(stage_refer(&act, none, shop_company, 2,
			     STR("PO-X"), STR(""))),
	    ERR_NOT_FOUND);
	staged_deliver(order_id, 1);
	assert_int_equal(staged_accept(order_id, 1), OK);
	assert_true(str_is(bill_at(order_id, 2).po_number, "PO-22"));
	assert_true(str_is(bill_at(order_id, 2).cost_centre, "Works"));
	assert_int_equal(refer(order_id, 2, "", ""), ERR_STATE);
	assert_int_equal(refer(order_id, 3, "", ""), OK);
	staged_deliver(order_id, 2);
	assert_int_equal(staged_accept(order_id, 2), OK);
	assert_null(bill_at(order_id, 3).po_number.p);
}

#define STORY(test) \
	cmocka_unit_test_setup_teardown(test, shop_clear, verified_after)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(test_stages__each_criterion_is_answered_once),
		STORY(test_stages__what_was_handed_over_is_recalled),
		STORY(test_stages__either_side_disputes_and_an_operator_rules),
		STORY(test_stages__ruled_cancelled_the_order_ends),
		STORY(test_stages__ruled_cancelled_what_was_paid_goes_back),
		STORY(test_stages__silence_accepts_after_its_reminders),
		STORY(test_stages__never_without_its_reminders),
		STORY(test_stages__an_answer_ends_the_waiting),
		STORY(test_stages__a_bill_names_what_was_said_for_its_stage),
	};

	return cmocka_run_group_tests(tests, offering_open, offering_close);
}
