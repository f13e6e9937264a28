/* Bills, receipts, credit notes and credit pools; R36, R39, X5, X7. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <pthread.h>

#include "act/bill.h"
#include "act/credit.h"
#include "act/refund.h"
#include "base/sys.h"
#include "shop.h"
#include "verified.h"

static const struct id anybody = { { 0 } };

static struct bill
bill_for(struct id order_id)
{
	struct act act = shop_act(ACTOR_USER);
	struct order o;
	struct bill b;

	assert_int_equal(db_begin(fixture_db()), OK);
	assert_int_equal(
	    order_lock(fixture_db(), shop_arena(), &o, order_id, shop_company),
	    OK);
	assert_int_equal(bill_issue(&act, &b, &o, &shop_terms), OK);
	assert_int_equal(db_commit(fixture_db()), OK);
	return b;
}

static enum err
receive(struct receipt_outcome *out, struct id bill_id, int64_t minor,
    const char *reference)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	const struct receipt r = {
		.bill_id = bill_id,
		.method = STR(RECEIPT_BANK_TRANSFER),
		.amount = shop_money(minor),
		.reference = str_from(reference),
		.received_at_us = shop_now_us,
	};

	return SHOP_TX(bill_receive(&act, out, &r, &shop_terms));
}

static void
assert_bill(struct id bill_id, enum bill_state want, int64_t paid)
{
	struct bill b;

	assert_int_equal(
	    bill_get(fixture_db(), shop_arena(), &b, bill_id, anybody), OK);
	assert_string_equal(bill_state_name(b.state), bill_state_name(want));
	assert_int_equal(b.sums.paid.minor, paid);
}

static void
test_bill__a_capture_leaves_a_whole_bill(void **state)
{
	struct id order_id = shop_place(10000);
	struct id payment_id = shop_redirect(order_id, "ses_1");
	enum capture_outcome outcome;
	struct bill *bills, b;
	struct bill_line *lines;
	struct receipt *receipts;
	size_t n;

	(void)state;
	assert_int_equal(shop_capture(payment_id, 10000, &outcome), OK);
	assert_int_equal(
	    bills_of(fixture_db(), shop_arena(), &bills, &n, &order_id, 1), OK);
	assert_int_equal(n, 1);
	b = bills[0];
	assert_true(str_is(b.bill_no, "2026-000001"));
	assert_true(str_is(b.issuer.name, "Souk GmbH"));
	assert_true(str_is(b.customer.name, "Buyer"));
	assert_true(str_is(b.customer.country, "DE"));
	assert_int_equal(bill_lines(fixture_db(), shop_arena(), &lines, &n,
			     b.bill_id, anybody),
	    OK);
	assert_int_equal(n, 1);
	assert_int_equal(lines[0].net.minor, 10000);
	assert_true(str_is(lines[0].seller_name, "Lumen"));
	assert_int_equal(
	    receipts_of(fixture_db(), shop_arena(), &receipts, &n, b.bill_id),
	    OK);
	assert_int_equal(n, 1);
	assert_true(id_eq(receipts[0].payment_id, payment_id));
}

/* Each by hand; the task stays until the last one is sent. */
static void
surplus_send(struct id order_id, size_t want)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct refund *refunds;
	size_t n;

	assert_int_equal(refunds_of_order(fixture_db(), shop_arena(), &refunds,
			     &n, order_id),
	    OK);
	assert_int_equal(n, want);
	for (size_t i = 0; i < n; i++) {
		assert_true(str_is(refunds[i].kind, REFUND_SURPLUS));
		assert_int_equal(fixture_i64("SELECT COUNT(*) FROM tasks WHERE "
					     "kind = 'refund' AND "
					     "state = 'OPEN'"),
		    1);
		assert_int_equal(
		    SHOP_TX(refund_sent(&act, refunds[i].refund_id)), OK);
	}
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM tasks WHERE "
				     "kind = 'refund' AND state = 'OPEN'"),
	    0);
	assert_int_equal(fixture_i64("SELECT CAST(SUM(amount_minor) AS SIGNED)"
				     " FROM ledger_postings"
				     " WHERE account = 'customer_deposits'"),
	    0);
}

static void
test_bill__a_transfer_comes_in_parts_and_too_much(void **state)
{
	struct id order_id = shop_place(10000);
	struct bill b = bill_for(order_id);
	struct receipt_outcome out;

	(void)state;
	assert_bill(b.bill_id, BILL_ISSUED, 0);
	assert_int_equal(receive(&out, b.bill_id, 4000, "A-1"), OK);
	assert_false(out.order_paid);
	assert_bill(b.bill_id, BILL_PARTLY_PAID, 4000);
	assert_order_state(order_id, ORDER_PENDING_PAYMENT);
	/* Entered twice: it is the same money. */
	assert_int_equal(receive(&out, b.bill_id, 4000, "A-1"), OK);
	assert_true(out.repeated);
	assert_int_equal(receive(&out, b.bill_id, 4001, "A-1"), ERR_EXISTS);
	assert_bill(b.bill_id, BILL_PARTLY_PAID, 4000);
	assert_int_equal(receive(&out, b.bill_id, 6500, "A-2"), OK);
	assert_true(out.order_paid);
	assert_int_equal(out.deposit.minor, 500);
	assert_bill(b.bill_id, BILL_PAID, 10000);
	assert_order_state(order_id, ORDER_PAID);
	assert_int_equal(fixture_i64("SELECT -CAST(SUM(amount_minor) AS SIGNED)"
				     " FROM ledger_postings"
				     " WHERE account = 'customer_deposits'"),
	    500);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM tasks "
				     "WHERE kind = 'refund'"),
	    1);
	/* What comes for a bill that is paid stays the company's. */
	assert_int_equal(receive(&out, b.bill_id, 70, "A-3"), OK);
	assert_int_equal(out.deposit.minor, 70);
	assert_bill(b.bill_id, BILL_PAID, 10000);
	surplus_send(order_id, 2);
}

static void
test_bill__an_order_given_up_voids_its_bill(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(10000);
	struct bill b = bill_for(order_id);
	struct receipt_outcome out;

	(void)state;
	assert_int_equal(
	    SHOP_TX(order_cancel(&act, order_id, shop_company, STR("no"))), OK);
	assert_bill(b.bill_id, BILL_VOID, 0);
	/* Its number is used up; money that still comes is a deposit. */
	assert_int_equal(receive(&out, b.bill_id, 10000, "B-1"), OK);
	assert_int_equal(out.deposit.minor, 10000);
	assert_order_state(order_id, ORDER_CANCELLED);
}

static void
test_bill__a_part_keeps_the_order(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(10000);
	struct bill b = bill_for(order_id);
	struct receipt_outcome out;
	size_t expired;

	(void)state;
	assert_int_equal(receive(&out, b.bill_id, 1, "C-1"), OK);
	assert_int_equal(
	    SHOP_TX(order_cancel(&act, order_id, shop_company, STR("no"))),
	    ERR_PAYMENT_OPEN);
	act.now_us += INT64_C(60) * 86400 * SEC_US;
	assert_int_equal(SHOP_TX(order_expire_due(&act, &expired)), OK);
	assert_int_equal(expired, 0);
	assert_order_state(order_id, ORDER_PENDING_PAYMENT);
}

/* By an operator: whatever has come goes back, and nobody owes anything. */
static void
test_bill__a_part_goes_back_with_its_order(void **state)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct id order_id = shop_place(10000);
	struct bill b = bill_for(order_id), *notes;
	struct receipt_outcome out;
	size_t n;

	(void)state;
	assert_int_equal(receive(&out, b.bill_id, 3000, "E-1"), OK);
	assert_int_equal(receive(&out, b.bill_id, 1000, "E-2"), OK);
	act.now_us += INT64_C(60) * 86400 * SEC_US;
	assert_int_equal(SHOP_TX(bill_overdue_due(&act, &n)), OK);
	assert_bill(b.bill_id, BILL_OVERDUE, 4000);
	for (int again = 0; again < 2; again++)
		assert_int_equal(SHOP_TX(order_annul(&act, order_id,
				     STR("Never paid in full."), &shop_terms)),
		    OK);
	assert_order_state(order_id, ORDER_CANCELLED);
	assert_bill(b.bill_id, BILL_VOID, 4000);
	assert_int_equal(
	    bill_notes(fixture_db(), shop_arena(), &notes, &n, b.bill_id), OK);
	assert_int_equal(n, 1);
	assert_int_equal(notes[0].sums.total.minor, 10000);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM outbox "
				     "WHERE template = 'order_cancelled'"),
	    1);
	/* What it is owed is what has come, and nothing it owes. */
	assert_int_equal(fixture_i64("SELECT CAST(SUM(amount_minor) AS SIGNED)"
				     " FROM ledger_postings"
				     " WHERE account = 'receivable'"),
	    0);
	assert_int_equal(fixture_i64("SELECT -CAST(SUM(amount_minor) AS SIGNED)"
				     " FROM ledger_postings"
				     " WHERE account = 'customer_deposits'"),
	    4000);
	/* A straggler goes the same way. */
	assert_int_equal(receive(&out, b.bill_id, 500, "E-3"), OK);
	assert_int_equal(out.deposit.minor, 500);
	surplus_send(order_id, 2);
}

static void
test_bill__annulled_without_a_part_is_void_alone(void **state)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct id order_id = shop_place(10000);
	struct bill b = bill_for(order_id);

	(void)state;
	assert_int_equal(SHOP_TX(order_annul(&act, order_id,
			     STR("Asked for by mail."), &shop_terms)),
	    OK);
	assert_bill(b.bill_id, BILL_VOID, 0);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills"), 1);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM refunds"), 0);
	/* One that goes on is given back otherwise. */
	order_id = shop_place(10000);
	b = bill_for(order_id);
	assert_int_equal(
	    receive(&(struct receipt_outcome){ 0 }, b.bill_id, 10000, "F-1"),
	    OK);
	assert_int_equal(
	    SHOP_TX(order_annul(&act, order_id, STR("Too late."), &shop_terms)),
	    ERR_STATE);
}

static void
test_bill__an_order_waits_for_its_bills_day(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct id order_id = shop_place(10000);
	struct bill b = bill_for(order_id);
	size_t n;

	(void)state;
	act.now_us += INT64_C(20) * 86400 * SEC_US;
	assert_int_equal(SHOP_TX(order_expire_due(&act, &n)), OK);
	assert_int_equal(n, 0);
	act.now_us += INT64_C(20) * 86400 * SEC_US;
	assert_int_equal(SHOP_TX(bill_overdue_due(&act, &n)), OK);
	assert_int_equal(n, 1);
	assert_bill(b.bill_id, BILL_OVERDUE, 0);
	assert_int_equal(SHOP_TX(order_expire_due(&act, &n)), OK);
	assert_int_equal(n, 1);
	assert_bill(b.bill_id, BILL_VOID, 0);
}

static void
test_bill__a_card_that_was_quicker_voids_it(void **state)
{
	struct id order_id = shop_place(10000);
	struct id payment_id = shop_redirect(order_id, "ses_1");
	struct bill b = bill_for(order_id);
	enum capture_outcome outcome;

	(void)state;
	assert_payment_state(payment_id, PAYMENT_CANCELLED);
	assert_int_equal(shop_capture(payment_id, 10000, &outcome), OK);
	assert_int_equal(outcome, CAPTURE_APPLIED);
	assert_bill(b.bill_id, BILL_VOID, 0);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills "
				     "WHERE state = 'PAID'"),
	    1);
}

/*
 * A part has come: no card is begun any more, and what one that was under
 * way brings goes back.
 */
static void
test_bill__a_part_and_a_card_do_not_mix(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(10000);
	struct id payment_id = shop_redirect(order_id, "ses_1");
	struct bill b = bill_for(order_id);
	enum capture_outcome outcome;
	struct receipt_outcome out;
	struct payment p;

	(void)state;
	assert_int_equal(receive(&out, b.bill_id, 4000, "D-1"), OK);
	assert_int_equal(SHOP_TX(payment_create(&act, &p, NULL, id_new(),
			     order_id, shop_company, STR("sandbox"), anybody)),
	    ERR_METHOD_UNAVAILABLE);
	assert_int_equal(shop_capture(payment_id, 10000, &outcome), OK);
	assert_int_equal(outcome, CAPTURE_TO_REFUND);
	assert_order_state(order_id, ORDER_PENDING_PAYMENT);
	assert_bill(b.bill_id, BILL_PARTLY_PAID, 4000);
	assert_int_equal(receive(&out, b.bill_id, 6000, "D-2"), OK);
	assert_true(out.order_paid);
}

static void
credit_give(int64_t limit)
{
	struct act act = shop_act(ACTOR_OPERATOR);

	fixture_exec("UPDATE companies SET postpaid = 1 "
		     "WHERE name = 'Buyer'");
	assert_int_equal(SHOP_TX(credit_limit_set(&act, shop_company,
			     CREDIT_GENERAL, shop_money(limit))),
	    OK);
}

static enum err
on_credit(struct id order_id, enum credit_refusal *refusal)
{
	struct act act = shop_act(ACTOR_USER);

	return SHOP_TX(credit_pay_order(&act, refusal, order_id, shop_company,
	    CREDIT_GENERAL, &shop_terms));
}

static struct credit_view
look(int64_t amount)
{
	struct credit_view v;

	assert_int_equal(
	    credit_look(fixture_db(), shop_arena(), &v, shop_company,
		CREDIT_GENERAL, shop_money(amount), shop_now_us, &shop_terms),
	    OK);
	return v;
}

/* An order in another currency is refused, not a fault, postpaid or not. */
static void
look_in_yen(void)
{
	const struct money yen = { 500, { "JPY" } };

	for (int postpaid = 0; postpaid < 2; postpaid++) {
		struct credit_view v;

		fixture_exec(postpaid ? "UPDATE companies SET postpaid = 1 "
					"WHERE name = 'Buyer'"
				      : "UPDATE companies SET postpaid = 0 "
					"WHERE name = 'Buyer'");
		assert_int_equal(
		    credit_look(fixture_db(), shop_arena(), &v, shop_company,
			CREDIT_GENERAL, yen, shop_now_us, &shop_terms),
		    OK);
		assert_int_equal(v.refusal,
		    postpaid ? CREDIT_OTHER_CURRENCY : CREDIT_NOT_POSTPAID);
	}
}

static void
test_credit__R38_each_refusal_has_its_name(void **state)
{
	struct id order_id = shop_place(10000);
	enum credit_refusal why;

	(void)state;
	fixture_exec("UPDATE companies SET postpaid = 0 "
		     "WHERE name = 'Buyer'");
	assert_int_equal(on_credit(order_id, &why), ERR_METHOD_UNAVAILABLE);
	assert_int_equal(why, CREDIT_NO_POOL);
	assert_int_equal(look(0).refusal, CREDIT_NOT_POSTPAID);
	credit_give(9999);
	assert_int_equal(on_credit(order_id, &why), ERR_METHOD_UNAVAILABLE);
	assert_int_equal(why, CREDIT_SHORT);
	assert_int_equal(look(10000).refusal, CREDIT_SHORT);
	assert_int_equal(look(10000).free_after.minor, -1);
	look_in_yen();
	assert_order_state(order_id, ORDER_PENDING_PAYMENT);
	credit_give(10000);
	assert_int_equal(on_credit(order_id, &why), OK);
	assert_order_state(order_id, ORDER_PAID);
	assert_int_equal(look(0).pool.reserved.minor, 10000);
	assert_int_equal(look(0).free.minor, 0);
	assert_int_equal(on_credit(order_id, &why), ERR_STATE);
}

static void
test_credit__R39_pools_do_not_draw_on_each_other(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(100);
	enum credit_refusal why;

	(void)state;
	credit_give(100000);
	assert_int_equal(SHOP_TX(credit_pay_order(&act, &why, order_id,
			     shop_company, CREDIT_MILESTONE, &shop_terms)),
	    ERR_METHOD_UNAVAILABLE);
	assert_int_equal(why, CREDIT_NO_POOL);
}

enum { RIVALS = 6, FIT = 2 };

struct rival {
	struct arena *arena;
	struct id order_id;
	enum credit_refusal why;
	enum err err;
};

static enum err
rival_tx(struct db *db, void *arg)
{
	struct rival *r = arg;
	struct act act = { .db = db,
		.arena = r->arena,
		.now_us = shop_now_us,
		.actor = ACTOR_USER,
		.user_id = shop_user };

	return credit_pay_order(&act, &r->why, r->order_id, shop_company,
	    CREDIT_GENERAL, &shop_terms);
}

static void *
rival_run(void *arg)
{
	struct rival *r = arg;

	r->err = tx_run(fixture_pool(), r->arena, rival_tx, r);
	return NULL;
}

/* R38: what fits is decided on the locked pool, whoever asks at once. */
static void
test_credit__R38_orders_at_once_do_not_pass_the_limit(void **state)
{
	struct rival rivals[RIVALS];
	pthread_t threads[RIVALS];
	int paid = 0;

	(void)state;
	credit_give(FIT * 1000 + 999);
	for (int i = 0; i < RIVALS; i++)
		rivals[i] = (struct rival){ .order_id = shop_place(1000),
			.arena = arena_open(REQUEST_ARENA_MAX) };
	for (int i = 0; i < RIVALS; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, rival_run, &rivals[i]),
		    0);
	for (int i = 0; i < RIVALS; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		arena_close(rivals[i].arena);
		if (rivals[i].err == OK) {
			paid++;
			continue;
		}
		/* Too many for the pool of connections is no answer here. */
		assert_int_equal(rivals[i].err, ERR_METHOD_UNAVAILABLE);
		assert_int_equal(rivals[i].why, CREDIT_SHORT);
	}
	assert_int_equal(paid, FIT);
	assert_int_equal(look(0).pool.reserved.minor, FIT * 1000);
}

static void
test_credit__a_month_becomes_one_bill(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct receipt_outcome out;
	enum credit_refusal why;
	struct bill_line *lines;
	struct id last = anybody;
	struct bill b;
	bool made;
	size_t n;

	(void)state;
	credit_give(50000);
	for (int64_t i = 1; i <= 3; i++) {
		last = shop_place(i * 1000);
		assert_int_equal(on_credit(last, &why), OK);
		shop_now_us += SEC_US;
	}
	act.now_us = shop_now_us;
	assert_int_equal(SHOP_TX(bill_statement(&act, &made, &b, shop_company,
			     SHOP_NOW_US, shop_now_us, &shop_terms)),
	    OK);
	assert_true(made);
	assert_int_equal(b.sums.total.minor, 6000);
	assert_int_equal(bill_lines(fixture_db(), shop_arena(), &lines, &n,
			     b.bill_id, anybody),
	    OK);
	assert_int_equal(n, 3);
	assert_int_equal(look(0).pool.reserved.minor, 0);
	assert_int_equal(look(0).pool.billed.minor, 6000);
	/* Run again, it has nothing to do. */
	assert_int_equal(SHOP_TX(bill_statement(&act, &made, &b, shop_company,
			     SHOP_NOW_US, shop_now_us, &shop_terms)),
	    OK);
	assert_false(made);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills"), 1);
	assert_int_equal(receive(&out, b.bill_id, 1500, "S-1"), OK);
	assert_int_equal(look(0).pool.billed.minor, 4500);
	assert_int_equal(receive(&out, b.bill_id, 4600, "S-2"), OK);
	assert_int_equal(out.deposit.minor, 100);
	assert_int_equal(look(0).free.minor, 50000);
	assert_bill(b.bill_id, BILL_PAID, 6000);
	/* What was too much for it, and what comes after, goes back. */
	assert_int_equal(receive(&out, b.bill_id, 70, "S-3"), OK);
	assert_int_equal(out.deposit.minor, 70);
	assert_int_equal(fixture_i64("SELECT CAST(SUM(cash_minor) AS SIGNED) "
				     "FROM refunds AS r JOIN bills AS b "
				     "ON b.bill_id = r.bill_id "
				     "WHERE b.kind = 'statement'"),
	    170);
	surplus_send(last, 2);
}

static void
test_credit__what_is_overdue_for_long_stops_orders(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct sale_terms late = shop_terms;
	struct id order_id;
	enum credit_refusal why;
	struct bill b;
	bool made;

	(void)state;
	credit_give(50000);
	assert_int_equal(on_credit(shop_place(1000), &why), OK);
	act.now_us = ++shop_now_us;
	assert_int_equal(SHOP_TX(bill_statement(&act, &made, &b, shop_company,
			     SHOP_NOW_US, shop_now_us, &shop_terms)),
	    OK);
	shop_now_us = b.due_at_us + INT64_C(16) * 86400 * SEC_US;
	late.credit_stop_at_us = b.due_at_us + 1;
	order_id = shop_place(1000);
	act = shop_act(ACTOR_USER);
	assert_int_equal(SHOP_TX(credit_pay_order(&act, &why, order_id,
			     shop_company, CREDIT_GENERAL, &late)),
	    ERR_METHOD_UNAVAILABLE);
	assert_int_equal(why, CREDIT_STOPPED);
	late.credit_stop_at_us = b.due_at_us - 1;
	assert_int_equal(SHOP_TX(credit_pay_order(&act, &why, order_id,
			     shop_company, CREDIT_GENERAL, &late)),
	    OK);
}

static enum err
give_back(struct credit_note_made *out, struct id order_id, int64_t minor)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct order_line *lines;
	struct bill_give_back part;
	size_t n;

	assert_int_equal(order_lines_of(fixture_db(), shop_arena(), &lines, &n,
			     &order_id, 1),
	    OK);
	part = (struct bill_give_back){ lines[0].line_id, shop_money(minor),
		shop_money(0) };
	return SHOP_TX(bill_credit(
	    &act, out, order_id, &part, 1, STR("It broke."), &shop_terms));
}

static void
test_note__a_paid_order_comes_back_in_parts(void **state)
{
	struct id order_id = shop_place(9999);
	struct id payment_id = shop_redirect(order_id, "ses_1");
	enum capture_outcome outcome;
	struct credit_note_made made;

	(void)state;
	assert_int_equal(shop_capture(payment_id, 9999, &outcome), OK);
	assert_int_equal(give_back(&made, order_id, 3333), OK);
	assert_int_equal(made.cash.minor, 3333);
	assert_int_equal(made.noted.minor, 0);
	assert_int_equal(made.note.kind, BILL_CREDIT_NOTE);
	assert_true(str_is(made.note.bill_no, "2026-000002"));
	assert_int_equal(give_back(&made, order_id, 6667), ERR_RANGE);
	assert_int_equal(give_back(&made, order_id, 0), ERR_RANGE);
	assert_int_equal(give_back(&made, order_id, 6666), OK);
	assert_int_equal(give_back(&made, order_id, 1), ERR_RANGE);
	/* Nothing is left of the sale but what has to be paid back. */
	assert_int_equal(
	    fixture_i64("SELECT CAST(SUM(amount_minor) AS SIGNED) FROM "
			"ledger_postings WHERE account IN ('seller_payable', "
			"'revenue_commission', 'tax_payable')"),
	    0);
	assert_int_equal(
	    fixture_i64("SELECT CAST(SUM(amount_minor) AS SIGNED) FROM "
			"ledger_postings WHERE account = 'revenue_commission'"),
	    0);
	assert_int_equal(
	    fixture_i64("SELECT CAST(SUM(amount_minor) AS SIGNED) FROM "
			"ledger_postings WHERE account = 'customer_deposits'"),
	    -9999);
}

static void
test_note__what_is_owed_is_lessened_first(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct receipt_outcome out;
	struct credit_note_made made;
	struct id order_id = shop_place(5000), other = shop_place(1000);
	enum credit_refusal why;
	struct bill b;
	bool is_made;

	(void)state;
	credit_give(50000);
	assert_int_equal(on_credit(order_id, &why), OK);
	assert_int_equal(on_credit(other, &why), OK);
	act.now_us = ++shop_now_us;
	assert_int_equal(
	    SHOP_TX(bill_statement(&act, &is_made, &b, shop_company,
		SHOP_NOW_US, shop_now_us, &shop_terms)),
	    OK);
	assert_int_equal(receive(&out, b.bill_id, 5500, "N-1"), OK);
	assert_int_equal(give_back(&made, order_id, 2000), OK);
	assert_int_equal(made.noted.minor, 500);
	assert_int_equal(made.cash.minor, 1500);
	assert_bill(b.bill_id, BILL_PAID, 5500);
	assert_int_equal(look(0).free.minor, 50000);
}

/* On credit and not billed yet: it is billed alone, then credited. */
static void
test_note__an_unbilled_order_is_billed_first(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct credit_note_made made;
	struct id order_id = shop_place(5000);
	enum credit_refusal why;
	struct bill b;
	bool is_made;

	(void)state;
	credit_give(50000);
	assert_int_equal(on_credit(order_id, &why), OK);
	assert_int_equal(give_back(&made, order_id, 2000), OK);
	assert_int_equal(made.noted.minor, 2000);
	assert_int_equal(look(0).pool.reserved.minor, 0);
	assert_int_equal(look(0).pool.billed.minor, 3000);
	act.now_us = ++shop_now_us;
	assert_int_equal(
	    SHOP_TX(bill_statement(&act, &is_made, &b, shop_company,
		SHOP_NOW_US, shop_now_us, &shop_terms)),
	    OK);
	assert_false(is_made);
	assert_int_equal(give_back(&made, order_id, 3000), OK);
	assert_bill(made.bill.bill_id, BILL_PAID, 0);
	assert_int_equal(look(0).free.minor, 50000);
}

static void
test_bill__lists_are_the_owners(void **state)
{
	const struct bill_filter own = { .company_id = shop_company };
	const struct bill_filter foreign = { .company_id = shop_other_company };
	struct bill_filter open = own;
	struct bill *bills;
	struct bill b = bill_for(shop_place(100));
	size_t n;

	(void)state;
	for (int i = 0; i < 3; i++) {
		shop_now_us += SEC_US;
		(void)bill_for(shop_place(100));
	}
	assert_int_equal(bills_list(fixture_db(), shop_arena(), &bills, &n,
			     &own, anybody, 2),
	    OK);
	assert_int_equal(n, 3);
	assert_int_equal(bills_list(fixture_db(), shop_arena(), &bills, &n,
			     &own, bills[1].bill_id, 2),
	    OK);
	assert_int_equal(n, 2);
	assert_true(id_eq(bills[1].bill_id, b.bill_id));
	assert_int_equal(bills_list(fixture_db(), shop_arena(), &bills, &n,
			     &foreign, anybody, 9),
	    OK);
	assert_int_equal(n, 0);
	open.state = STR("open");
	assert_int_equal(bills_list(fixture_db(), shop_arena(), &bills, &n,
			     &open, anybody, 9),
	    OK);
	assert_int_equal(n, 4);
	assert_int_equal(bill_get(fixture_db(), shop_arena(), &b, b.bill_id,
			     shop_other_company),
	    ERR_NOT_FOUND);
}

/* A slow worker wrote its files over those of one that knew more. */
static void
test_bill__files_of_an_older_version_are_made_again(void **state)
{
	struct bill b = bill_for(shop_place(10000));
	struct receipt_outcome out;

	(void)state;
	assert_int_equal(receive(&out, b.bill_id, 4000, "P-1"), OK);
	assert_int_equal(SHOP_TX(bill_rendered(fixture_db(), b.bill_id,
			     out.bill.row_version, shop_now_us)),
	    OK);
	assert_int_equal(
	    bill_get(fixture_db(), shop_arena(), &out.bill, b.bill_id, anybody),
	    OK);
	assert_true(out.bill.paper_at_us == shop_now_us);
	assert_int_equal(SHOP_TX(bill_rendered(fixture_db(), b.bill_id,
			     b.row_version, shop_now_us)),
	    OK);
	assert_int_equal(
	    bill_get(fixture_db(), shop_arena(), &out.bill, b.bill_id, anybody),
	    OK);
	assert_true(out.bill.paper_at_us == 0);
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, shop_clear, verified_after)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(test_bill__a_capture_leaves_a_whole_bill),
		STORY(test_bill__a_transfer_comes_in_parts_and_too_much),
		STORY(test_bill__an_order_given_up_voids_its_bill),
		STORY(test_bill__a_part_keeps_the_order),
		STORY(test_bill__a_part_goes_back_with_its_order),
		STORY(test_bill__annulled_without_a_part_is_void_alone),
		STORY(test_bill__an_order_waits_for_its_bills_day),
		STORY(test_bill__a_card_that_was_quicker_voids_it),
		STORY(test_bill__a_part_and_a_card_do_not_mix),
		STORY(test_credit__R38_each_refusal_has_its_name),
		STORY(test_credit__R39_pools_do_not_draw_on_each_other),
		STORY(test_credit__R38_orders_at_once_do_not_pass_the_limit),
		STORY(test_credit__a_month_becomes_one_bill),
		STORY(test_credit__what_is_overdue_for_long_stops_orders),
		STORY(test_note__a_paid_order_comes_back_in_parts),
		STORY(test_note__what_is_owed_is_lessened_first),
		STORY(test_note__an_unbilled_order_is_billed_first),
		STORY(test_bill__lists_are_the_owners),
		STORY(test_bill__files_of_an_older_version_are_made_again),
	};

	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
