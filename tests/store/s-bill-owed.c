/* What is owed on credit: card payments of bills, disputed amounts, the
 * dunning ladder, write-offs (R40, X6). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "act/bill_dispute.h"
#include "act/credit.h"
#include "act/refund.h"
#include "base/sys.h"
#include "shop.h"
#include "store/credit_statement.h"
#include "verified.h"

static const struct id anybody = { { 0 } };

enum { FIRST = 4000, SECOND = 2000, BOTH = FIRST + SECOND };

static void
order_on_credit(int64_t minor)
{
	struct id order_id = shop_place(minor);
	struct act act = shop_act(ACTOR_USER);
	enum credit_refusal why;

	assert_int_equal(SHOP_TX(credit_pay_order(&act, &why, order_id,
			     shop_company, CREDIT_GENERAL, &shop_terms)),
	    OK);
	shop_now_us += SEC_US;
}

/* A statement over two orders. */
static struct bill
statement(void)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct bill b;
	bool made;

	fixture_exec("UPDATE companies SET postpaid = TRUE "
		     "WHERE company_id = x'c0010000000000000000000000000000'");
	assert_int_equal(SHOP_TX(credit_limit_set(&act, shop_company,
			     CREDIT_GENERAL, shop_money(100000))),
	    OK);
	order_on_credit(FIRST);
	order_on_credit(SECOND);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(bill_statement(&act, &made, &b, shop_company,
			     SHOP_NOW_US, shop_now_us, &shop_terms)),
	    OK);
	assert_true(made);
	return b;
}

static struct bill
bill_now(struct id bill_id)
{
	struct bill b;

	assert_int_equal(
	    bill_get(fixture_db(), shop_arena(), &b, bill_id, anybody), OK);
	return b;
}

static void
assert_bill(struct id bill_id, enum bill_state want, int64_t open)
{
	struct bill b = bill_now(bill_id);
	struct money left;

	assert_string_equal(bill_state_name(b.state), bill_state_name(want));
	assert_int_equal(bill_open(&left, &b.sums), OK);
	assert_int_equal(left.minor, open);
}

static struct credit_view
look(void)
{
	struct credit_view v;

	assert_int_equal(
	    credit_look(fixture_db(), shop_arena(), &v, shop_company,
		CREDIT_GENERAL, shop_money(0), shop_now_us, &shop_terms),
	    OK);
	return v;
}

static enum err
transfer(struct receipt_outcome *out, struct id bill_id, int64_t minor)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	const struct receipt r = { .bill_id = bill_id,
		.method = STR(RECEIPT_BANK_TRANSFER),
		.amount = shop_money(minor),
		.received_at_us = shop_now_us };

	return SHOP_TX(bill_receive(&act, out, &r, &shop_terms));
}

static enum err
card_begin(struct payment *p, struct id bill_id, int64_t minor)
{
	struct act act = shop_act(ACTOR_USER);

	return SHOP_TX(payment_create_for_bill(&act, p, id_new(), bill_id,
	    shop_company, minor, STR("sandbox"), SHOP_NO_CARD));
}

static struct payment
card_page(struct id bill_id, int64_t minor, const char *ref)
{
	struct act act = shop_act(ACTOR_USER);
	struct payment p;

	assert_int_equal(card_begin(&p, bill_id, minor), OK);
	assert_int_equal(SHOP_TX(payment_redirected(&act, &p, str_from(ref),
			     STR("http://127.0.0.1/pay"))),
	    OK);
	return p;
}

static enum err
capture(const struct payment *p, int64_t minor, enum capture_outcome *outcome)
{
	struct act act = shop_act(ACTOR_GATEWAY);
	struct str ref = p->gateway_ref.n > 0 ? p->gateway_ref
					      : STR("ses_late");

	return SHOP_TX(payment_captured(
	    &act, outcome, p->payment_id, ref, shop_money(minor), &shop_terms));
}

/* R40: a part and the rest; told again, nothing; too late, it goes back. */
static void
test_bill_owed__a_card_pays_parts_and_what_is_too_much_goes_back(void **state)
{
	struct bill b = statement();
	struct payment p;
	struct receipt_outcome out;
	enum capture_outcome outcome;

	(void)state;
	assert_int_equal(card_begin(&p, b.bill_id, BOTH + 1), ERR_RANGE);
	p = card_page(b.bill_id, 2500, "ses_1");
	assert_int_equal(capture(&p, 2499, &outcome), OK);
	assert_int_equal(outcome, CAPTURE_MISMATCH);
	for (int again = 0; again < 2; again++) {
		assert_int_equal(capture(&p, 2500, &outcome), OK);
		assert_int_equal(
		    outcome, again ? CAPTURE_REPEATED : CAPTURE_APPLIED);
	}
	assert_bill(b.bill_id, BILL_PARTLY_PAID, 3500);
	assert_int_equal(look().pool.billed.minor, 3500);
	/* A transfer comes while the buyer is at the gateway. */
	p = card_page(b.bill_id, 0, "ses_2");
	assert_int_equal(p.amount.minor, 3500);
	assert_int_equal(transfer(&out, b.bill_id, 3000), OK);
	assert_int_equal(capture(&p, 3500, &outcome), OK);
	assert_int_equal(outcome, CAPTURE_APPLIED);
	assert_bill(b.bill_id, BILL_PAID, 0);
	assert_int_equal(look().pool.billed.minor, 0);
	assert_int_equal(fixture_i64("SELECT cash_minor FROM refunds "
				     "WHERE kind = 'surplus' "
				     "AND payment_id IS NOT NULL"),
	    3000);
	assert_int_equal(card_begin(&p, b.bill_id, 1), ERR_STATE);
}

/* One attempt at a time; another way takes the place of one that waits. */
static void
test_bill_owed__one_attempt_at_a_time(void **state)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct bill b = statement();
	struct payment first = card_page(b.bill_id, 1000, "ses_1"), p;
	enum capture_outcome outcome;

	(void)state;
	assert_int_equal(card_begin(&p, b.bill_id, 1000), ERR_PAYMENT_OPEN);
	assert_true(id_eq(p.payment_id, first.payment_id));
	assert_int_equal(card_begin(&p, b.bill_id, 2000), OK);
	assert_payment_state(first.payment_id, PAYMENT_CANCELLED);
	assert_int_equal(SHOP_TX(payment_no_answer(&act, p.payment_id)), OK);
	assert_int_equal(card_begin(&first, b.bill_id, 3000), ERR_PAYMENT_OPEN);
	assert_int_equal(
	    SHOP_TX(payment_failed(&act, p.payment_id, STR("card_declined"))),
	    OK);
	assert_payment_state(p.payment_id, PAYMENT_FAILED);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM outbox WHERE "
				     "template = 'bill_payment_failed'"),
	    fixture_i64("SELECT COUNT(*) FROM outbox "
			"WHERE template = 'bill_issued'"));
	assert_bill(b.bill_id, BILL_ISSUED, BOTH);
	/* It came after all. */
	assert_int_equal(capture(&p, 2000, &outcome), OK);
	assert_bill(b.bill_id, BILL_PARTLY_PAID, BOTH - 2000);
}

static struct bill_dispute
dispute(struct id bill_id, int64_t minor)
{
	struct act act = shop_act(ACTOR_USER);
	struct bill_dispute d;

	assert_int_equal(SHOP_TX(bill_dispute_open(&act, &d, bill_id,
			     shop_company, minor, STR("Never ordered."))),
	    OK);
	return d;
}

static enum err
rule(struct bill_dispute *d, int64_t credit)
{
	struct act act = shop_act(ACTOR_OPERATOR);

	return SHOP_TX(bill_dispute_rule(&act, d, d->dispute_id, d->row_version,
	    credit, STR("We looked."), &shop_terms));
}

/* An order that waits for its bill, of which a part has come. */
static struct bill
partly_transferred(struct id order_id)
{
	struct act act = shop_act(ACTOR_USER);
	struct receipt_outcome out;
	struct order o;
	struct bill b;

	assert_int_equal(db_begin(fixture_db()), OK);
	assert_int_equal(
	    order_lock(fixture_db(), shop_arena(), &o, order_id, shop_company),
	    OK);
	assert_int_equal(shop_end(bill_issue(&act, &b, &o, &shop_terms)), OK);
	assert_int_equal(transfer(&out, b.bill_id, 1000), OK);
	return b;
}

/*
 * A capture that comes too late for the order goes back; the page on which
 * its bill is being paid stays what it was.
 */
static void
test_bill_owed__a_late_capture_of_the_order_leaves_its_bills_card(void **state)
{
	struct id order_id = shop_place(FIRST);
	struct payment late = { .payment_id = shop_redirect(order_id, "ses_1"),
		.gateway_ref = STR("ses_1") };
	struct bill b = partly_transferred(order_id);
	struct payment p = card_page(b.bill_id, 0, "ses_2");
	enum capture_outcome outcome;

	(void)state;
	assert_payment_state(late.payment_id, PAYMENT_CANCELLED);
	assert_int_equal(capture(&late, FIRST, &outcome), OK);
	assert_int_equal(outcome, CAPTURE_TO_REFUND);
	assert_payment_state(p.payment_id, PAYMENT_REQUIRES_ACTION);
	assert_int_equal(card_begin(&p, b.bill_id, 0), ERR_PAYMENT_OPEN);
	assert_int_equal(capture(&p, FIRST - 1000, &outcome), OK);
	assert_int_equal(outcome, CAPTURE_APPLIED);
	assert_order_state(order_id, ORDER_PAID);
}

/* Disputed, it is not late for so much; upheld, a note an order lessens it. */
static void
test_bill_owed__a_dispute_holds_and_a_ruling_credits(void **state)
{
	struct act act;
	struct bill b = statement();
	struct bill_dispute d, other;
	struct receipt_outcome out;
	size_t n;

	(void)state;
	act = shop_act(ACTOR_USER);
	assert_int_equal(SHOP_TX(bill_dispute_open(&act, &d, b.bill_id,
			     shop_company, BOTH + 1, STR("No."))),
	    ERR_RANGE);
	assert_int_equal(SHOP_TX(bill_dispute_open(&act, &d, b.bill_id,
			     shop_other_company, 1, STR("No."))),
	    ERR_NOT_FOUND);
	d = dispute(b.bill_id, FIRST + 500);
	assert_int_equal(SHOP_TX(bill_dispute_open(&act, &other, b.bill_id,
			     shop_company, 1, STR("No."))),
	    ERR_EXISTS);
	assert_bill(b.bill_id, BILL_DISPUTED, BOTH);
	shop_now_us = b.due_at_us + SEC_US;
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(bill_overdue_due(&act, &n)), OK);
	assert_int_equal(n, 0);
	assert_int_equal(SHOP_TX(bill_remind_due(&act, &n)), OK);
	assert_int_equal(n, 0);
	assert_int_equal(look().overdue.minor, BOTH - FIRST - 500);
	assert_int_equal(transfer(&out, b.bill_id, 500), OK);
	assert_bill(b.bill_id, BILL_DISPUTED, BOTH - 500);
	assert_int_equal(rule(&d, FIRST + 501), ERR_RANGE);
	assert_int_equal(rule(&d, FIRST + 500), OK);
	assert_string_equal(dispute_state_name(d.state), "UPHELD");
	assert_int_equal(d.credited.minor, FIRST + 500);
	assert_bill(b.bill_id, BILL_OVERDUE, 1000);
	assert_int_equal(fixture_i64("SELECT COUNT(*) FROM bills "
				     "WHERE kind = 'credit_note'"),
	    2);
	assert_int_equal(rule(&d, 0), ERR_STATE);
	assert_int_equal(look().pool.billed.minor, 1000);
}

/* What a ruling took off is not given back a second time. */
static void
test_bill_owed__what_was_credited_is_not_refunded_as_well(void **state)
{
	struct bill b = statement();
	struct act user = shop_act(ACTOR_USER);
	struct act site = shop_act(ACTOR_OPERATOR);
	struct id order_id, asked, refund_id;
	struct id *orders;
	struct bill_dispute d;
	size_t n = 0;

	(void)state;
	assert_int_equal(
	    bill_orders(fixture_db(), shop_arena(), &orders, &n, b.bill_id),
	    OK);
	assert_int_equal(n, 2);
	order_id = orders[0];
	assert_int_equal(SHOP_TX(refund_request(&user, &asked, order_id,
			     shop_company, shop_money(1000), STR("Broken."))),
	    OK);
	d = dispute(b.bill_id, FIRST);
	assert_int_equal(rule(&d, FIRST - 500), OK);
	/* Only 500 are left of it now. */
	assert_int_equal(
	    SHOP_TX(refund_approve(&site, asked, shop_seller, 0, &shop_terms)),
	    ERR_RANGE);
	assert_int_equal(
	    SHOP_TX(refund_refuse(&site, asked, shop_seller, 0, STR("No."))),
	    OK);
	assert_int_equal(SHOP_TX(refund_request(&user, &asked, order_id,
			     shop_company, shop_money(501), STR("Broken."))),
	    ERR_RANGE);
	assert_int_equal(SHOP_TX(refund_give(&site, &refund_id, order_id, 501,
			     STR("All."), &shop_terms)),
	    ERR_RANGE);
	assert_int_equal(SHOP_TX(refund_give(&site, &refund_id, order_id, 0,
			     STR("All."), &shop_terms)),
	    OK);
	assert_bill(b.bill_id, BILL_ISSUED, SECOND);
	assert_order_state(order_id, ORDER_REFUNDED);
}

/* Paid in spite of it: a note then gives money back, by hand. */
static void
test_bill_owed__a_disputed_bill_can_be_paid(void **state)
{
	struct bill b = statement();
	struct bill_dispute d = dispute(b.bill_id, 700);
	struct receipt_outcome out;

	(void)state;
	assert_int_equal(transfer(&out, b.bill_id, BOTH), OK);
	assert_bill(b.bill_id, BILL_PAID, 0);
	assert_int_equal(rule(&d, 600), OK);
	assert_bill(b.bill_id, BILL_PAID, 0);
	assert_int_equal(fixture_i64("SELECT cash_minor FROM refunds "
				     "WHERE kind = 'surplus'"),
	    600);
}

static void
test_bill_owed__rejected_or_withdrawn_it_goes_back(void **state)
{
	struct act act = shop_act(ACTOR_USER);
	struct bill b = statement();
	struct bill_dispute d = dispute(b.bill_id, 700);
	struct receipt_outcome out;

	(void)state;
	assert_int_equal(rule(&d, 0), OK);
	assert_string_equal(dispute_state_name(d.state), "REJECTED");
	assert_bill(b.bill_id, BILL_ISSUED, BOTH);
	d = dispute(b.bill_id, 700);
	assert_int_equal(transfer(&out, b.bill_id, 100), OK);
	for (int again = 0; again < 2; again++)
		assert_int_equal(SHOP_TX(bill_dispute_withdraw(
				     &act, &d, d.dispute_id, shop_company)),
		    OK);
	assert_bill(b.bill_id, BILL_PARTLY_PAID, BOTH - 100);
}

static int64_t
cash_to(struct id payment_id)
{
	static const char sql[] =
	    "SELECT CAST(COALESCE(SUM(cash_minor), 0) AS SIGNED) FROM refunds "
	    "WHERE payment_id = ?";
	struct db_result r;

	assert_int_equal(db_query(fixture_db(), shop_arena(), &r, sql,
			     DB_ARGS(db_id(payment_id))),
	    OK);
	assert_true(db_next(&r));
	return db_get_i64(&r, 0);
}

static int64_t
mails(const char *template)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(DISTINCT message_id) FROM outbox "
	    "WHERE template = '%s'",
	    template);
	return fixture_i64(sql);
}

/* X6: a mail a step, none twice, of missed ones the last, none when paid. */
static void
test_bill_owed__the_ladder_is_climbed_once(void **state)
{
	static const struct {
		int64_t day;
		const char *mail;
		int64_t steps;
	} days[] = { { -8, "bill_due", 0 }, { -7, "bill_due", 1 },
		{ -7, "bill_due", 1 }, { -2, "bill_due", 1 },
		{ -1, "bill_due", 2 }, { 0, "bill_overdue", 0 },
		{ 1, "bill_overdue", 1 }, { 6, "bill_overdue", 1 },
		{ 15, "bill_reminder", 1 }, { 40, "bill_reminder", 1 } };
	struct bill b = statement();
	int64_t people = mails("bill_issued");
	struct act act;
	size_t n;

	(void)state;
	assert_true(people > 0);
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		/* Within the day; the last one of the bill ends at due_at. */
		shop_now_us = b.due_at_us +
		    (days[i].day * 24 - 1) * INT64_C(3600) * SEC_US;
		act = shop_act(ACTOR_WORKER);
		assert_int_equal(SHOP_TX(bill_remind_due(&act, &n)), OK);
		assert_int_equal(mails(days[i].mail), days[i].steps * people);
	}
	assert_int_equal(bill_now(b.bill_id).reminders, BILL_REMINDERS);
}

/* Two cards paid it: what a ruling gives back goes to the first one first. */
static void
test_bill_owed__money_back_goes_to_the_cards_in_turn(void **state)
{
	struct bill b = statement();
	struct bill_dispute d = dispute(b.bill_id, SECOND + 500);
	struct payment first = card_page(b.bill_id, SECOND, "ses_1"), second;
	enum capture_outcome outcome;

	(void)state;
	assert_int_equal(capture(&first, SECOND, &outcome), OK);
	second = card_page(b.bill_id, 0, "ses_2");
	assert_int_equal(capture(&second, FIRST, &outcome), OK);
	assert_bill(b.bill_id, BILL_PAID, 0);
	assert_int_equal(rule(&d, SECOND + 500), OK);
	assert_int_equal(cash_to(first.payment_id), SECOND);
	assert_int_equal(cash_to(second.payment_id), 500);
}

/* The books let go of it; what comes later is in them again. */
static void
test_bill_owed__a_write_off_and_money_after_it(void **state)
{
	struct act act;
	struct bill b = statement(), w;
	struct receipt_outcome out;
	size_t n;
	int64_t sold = fixture_i64(
	    "SELECT CAST(SUM(amount_minor) AS SIGNED) FROM ledger_postings "
	    "WHERE account IN ('seller_payable', 'revenue_commission')");

	(void)state;
	act = shop_act(ACTOR_OPERATOR);
	assert_int_equal(
	    SHOP_TX(bill_write_off(&act, &w, b.bill_id, STR("Bankrupt."))),
	    ERR_STATE);
	assert_int_equal(transfer(&out, b.bill_id, 1000), OK);
	shop_now_us = b.due_at_us + SEC_US;
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(bill_overdue_due(&act, &n)), OK);
	for (int again = 0; again < 2; again++)
		assert_int_equal(SHOP_TX(bill_write_off(
				     &act, &w, b.bill_id, STR("Bankrupt."))),
		    OK);
	assert_bill(b.bill_id, BILL_UNCOLLECTIBLE, BOTH - 1000);
	assert_int_equal(look().pool.billed.minor, 0);
	assert_int_equal(fixture_i64("SELECT CAST(SUM(amount_minor) AS SIGNED) "
				     "FROM ledger_postings "
				     "WHERE account = 'receivable'"),
	    0);
	verified();
	assert_int_equal(transfer(&out, b.bill_id, 3333), OK);
	assert_bill(b.bill_id, BILL_UNCOLLECTIBLE, BOTH - 4333);
	verified();
	assert_int_equal(transfer(&out, b.bill_id, BOTH - 4333), OK);
	assert_bill(b.bill_id, BILL_PAID, 0);
	assert_int_equal(fixture_i64("SELECT CAST(SUM(amount_minor) AS SIGNED) "
				     "FROM ledger_postings "
				     "WHERE account = 'receivable'"),
	    0);
	assert_int_equal(
	    fixture_i64("SELECT CAST(SUM(amount_minor) AS SIGNED) "
			"FROM ledger_postings WHERE account IN "
			"('seller_payable', 'revenue_commission')"),
	    sold);
}

/* R39: what the ledger tells of the pool is what the pool says. */
static void
test_bill_owed__the_statement_closes_with_the_pool(void **state)
{
	struct bill b = statement();
	struct bill_dispute d = dispute(b.bill_id, 700);
	struct receipt_outcome out;
	struct currency c = shop_money(0).currency;
	struct credit_moves moves;
	int64_t later_us;

	(void)state;
	order_on_credit(1500);
	assert_int_equal(rule(&d, 700), OK);
	assert_int_equal(transfer(&out, b.bill_id, 1000), OK);
	later_us = shop_now_us + SEC_US;
	assert_int_equal(
	    credit_moves(fixture_db(), shop_arena(), &moves, shop_company,
		CREDIT_GENERAL, c, later_us, later_us + SEC_US),
	    OK);
	assert_int_equal(moves.n, 0);
	assert_int_equal(moves.reserved.minor, look().pool.reserved.minor);
	assert_int_equal(moves.billed.minor, look().pool.billed.minor);
	assert_int_equal(moves.billed.minor, BOTH - 1700);
	assert_int_equal(credit_moves(fixture_db(), shop_arena(), &moves,
			     shop_company, CREDIT_GENERAL, c, 1, later_us),
	    OK);
	assert_int_equal(moves.n, 6);
	for (size_t i = 0; i < moves.n; i++) {
		moves.reserved.minor += moves.list[i].reserved.minor;
		moves.billed.minor += moves.list[i].billed.minor;
	}
	assert_int_equal(moves.reserved.minor, look().pool.reserved.minor);
	assert_int_equal(moves.billed.minor, look().pool.billed.minor);
	assert_int_equal(
	    credit_moves(fixture_db(), shop_arena(), &moves, shop_company,
		CREDIT_MILESTONE, c, later_us, later_us + SEC_US),
	    OK);
	assert_int_equal(moves.reserved.minor + moves.billed.minor, 0);
}

/* Of a bill that is there, 9,999 more with numbers of their own. */
#define DIGITS \
	"(SELECT 0 AS d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION " \
	"SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION " \
	"SELECT 8 UNION SELECT 9)"
static const char many_sql[] =
    "INSERT INTO bills (bill_id, bill_no, kind, company_id, state, currency, "
    "net_minor, tax_minor, total_minor, paid_minor, issued_at, due_at, "
    "paid_at, period_from_at, period_until_at, po_number) "
    "SELECT UNHEX(LPAD(HEX(n.i), 32, '0')), "
    "CONCAT('2020-', LPAD(n.i, 6, '0')), 'statement', b.company_id, 'PAID', "
    "b.currency, 100, 0, 100, 100, b.issued_at - INTERVAL n.i MINUTE, "
    "b.due_at, b.issued_at, b.period_from_at, b.period_until_at, "
    "CONCAT('PO-', n.i) FROM (SELECT 1 + a.d + 10 * c.d + 100 * e.d "
    "+ 1000 * f.d AS i FROM " DIGITS " a, " DIGITS " c, " DIGITS " e, " DIGITS
    " f) n, bills b";

static int64_t
list_ms(struct bill_filter f, struct id after, size_t want)
{
	struct bill *bills;
	size_t n;
	int64_t begun = clock_mono_us();

	f.company_id = shop_company;
	assert_int_equal(
	    bills_list(fixture_db(), shop_arena(), &bills, &n, &f, after, 20),
	    OK);
	begun = clock_mono_us() - begun;
	assert_int_equal(n, want);
	return begun;
}

/* 50 ms is for the plain build; sanitizers take a few times as long. */
static void
test_bill_owed__of_ten_thousand_bills_a_page_is_read_at_once(void **state)
{
	struct id late = { { 0 } };
	struct bill_filter paid = { .state = STR("PAID") },
			   words = { .like = STR("%PO-9876%") },
			   none = { .state = STR("DISPUTED") };
	int64_t us[5];

	(void)state;
	statement();
	fixture_exec(many_sql);
	/* The 9,000th. */
	late.b[14] = 9000 / 256;
	late.b[15] = 9000 % 256;
	us[0] = list_ms((struct bill_filter){ .from_us = 0 }, anybody, 21);
	us[1] = list_ms((struct bill_filter){ .from_us = 0 }, late, 21);
	us[2] = list_ms(paid, late, 21);
	us[3] = list_ms(words, anybody, 1);
	us[4] = list_ms(none, anybody, 0);
	for (size_t i = 0; i < 5; i++) {
		print_message("# 10,000 bills, list %zu: %.1f ms\n", i,
		    (double)us[i] / 1000);
		assert_true(us[i] < 1000000);
	}
	fixture_exec("DELETE FROM bills WHERE bill_no LIKE '2020-%'");
}

#define STORY(test) \
	cmocka_unit_test_setup_teardown(test, shop_clear, verified_after)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(
		    test_bill_owed__a_card_pays_parts_and_what_is_too_much_goes_back),
		STORY(test_bill_owed__one_attempt_at_a_time),
		STORY(test_bill_owed__a_dispute_holds_and_a_ruling_credits),
		STORY(
		    test_bill_owed__what_was_credited_is_not_refunded_as_well),
		STORY(test_bill_owed__a_disputed_bill_can_be_paid),
		STORY(test_bill_owed__rejected_or_withdrawn_it_goes_back),
		STORY(test_bill_owed__the_ladder_is_climbed_once),
		STORY(
		    test_bill_owed__a_late_capture_of_the_order_leaves_its_bills_card),
		STORY(test_bill_owed__money_back_goes_to_the_cards_in_turn),
		STORY(test_bill_owed__a_write_off_and_money_after_it),
		STORY(test_bill_owed__the_statement_closes_with_the_pool),
		STORY(
		    test_bill_owed__of_ten_thousand_bills_a_page_is_read_at_once),
	};

	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
