/*
 * Issue 4, done 4: generated stories of orders in currencies of 0, 2 and 3
 * decimals, paid by card, transfer and credit, in parts and too much, billed
 * by the month, asked back, ruled on and sent back: whatever happens, the invariants hold, nothing
 * is given back that was not paid, and the ledger, as hledger reckons it,
 * comes to what all other tables say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../lib/generated.h"
#include "../lib/hledger.h"
#include "act/bill.h"
#include "act/credit.h"
#include "act/refund.h"
#include "base/sys.h"
#include "ctl/invariant.h"
#include "domain/refund.h"
#include "domain/tax_lines.h"
#include "paper/journal.h"
#include "shop.h"
#include "store/ledger.h"

enum {
	STORIES = 25,
	STEPS = 25,
	LONG_STEPS = 250,
	SHRINKS = 150,
	SIDES = 3,
	THINGS_MAX = 300,
	ENTRIES_MAX = 5000,
	LINES = 3,
	COOLING_OFF_DAYS = 5,
	SQL_MAX = 16 * 1024,
	JOURNAL_MAX = 4 * 1024 * 1024
};

static const struct id anybody = { { 0 } };
static const struct id other_seller = { { 0x5e, 2 } };

/* Who buys: a company of each kind of currency. */
static const struct side {
	struct id company, user;
	const char *currency;
} sides[SIDES] = {
	{ { { 0xc1, 1 } }, { { 0xa1, 1 } }, "JPY" },
	{ { { 0xc1, 2 } }, { { 0xa1, 2 } }, "USD" },
	{ { { 0xc1, 3 } }, { { 0xa1, 3 } }, "KWD" },
};

static const char *const rows[] = {
	"INSERT INTO companies (company_id, name, country, currency, "
	"postpaid, created_at) VALUES "
	"(x'c1010000000000000000000000000000', 'Yen', 'JP', 'JPY', 1, "
	"'2026-01-01'), "
	"(x'c1020000000000000000000000000000', 'Dollar', 'US', 'USD', 1, "
	"'2026-01-01'), "
	"(x'c1030000000000000000000000000000', 'Dinar', 'KW', 'KWD', 1, "
	"'2026-01-01')",
	"INSERT INTO users (user_id, company_id, user_name, email, "
	"password_phc, role, locale, created_at) VALUES "
	"(x'a1010000000000000000000000000000', "
	"x'c1010000000000000000000000000000', 'y', 'y@example.org', '-', "
	"'owner', 'en', '2026-01-01'), "
	"(x'a1020000000000000000000000000000', "
	"x'c1020000000000000000000000000000', 'd', 'd@example.org', '-', "
	"'owner', 'en', '2026-01-01'), "
	"(x'a1030000000000000000000000000000', "
	"x'c1030000000000000000000000000000', 'k', 'k@example.org', '-', "
	"'owner', 'en', '2026-01-01')",
	"INSERT INTO sellers (seller_id, company_id, slug, name, state, "
	"created_at) VALUES (x'5e020000000000000000000000000000', "
	"x'c0010000000000000000000000000000', 'halo', 'Halo', 'ACTIVE', "
	"'2026-01-01')",
};

/* --- a story -------------------------------------------------------------- */

struct sold {
	const struct side *side;
	struct id order_id;
	struct id line_ids[LINES];
	struct refund_line lines[LINES]; /* and what went back of them */
	size_t n;
};

struct story {
	struct draws *d;
	struct sold orders[THINGS_MAX];
	struct id payments[THINGS_MAX], bills[THINGS_MAX], refunds[THINGS_MAX];
	size_t norders, npayments, nbills, nrefunds;
	unsigned serial;
};

/* All of it is one transaction of the database, which is not kept. */
static void
run_sql(const char *sql)
{
	assert_int_equal(db_script(fixture_db(), str_from(sql)), OK);
}

static struct act
act_by(enum actor actor, const struct side *side)
{
	struct act act = shop_act(actor);

	act.user_id = actor == ACTOR_USER ? side->user : anybody;
	return act;
}

/* A transition that is refused leaves nothing behind, as its caller sees to. */
#define TRY(call) step_end((run_sql("SAVEPOINT step"), (call)))

static enum err
step_end(enum err e)
{
	if (e != OK)
		run_sql("ROLLBACK TO SAVEPOINT step");
	return e;
}

/* It worked, or it is refused in a way that is no fault. */
static bool
is_answer(enum err e)
{
	return e == OK || e == ERR_STATE || e == ERR_PAYMENT_OPEN ||
	    e == ERR_METHOD_UNAVAILABLE || e == ERR_EXISTS;
}

static struct order
order_now(struct story *s, const struct sold *sold)
{
	struct order o;

	HOLDS(s->d,
	    order_get(
		fixture_db(), shop_arena(), &o, sold->order_id, anybody) == OK);
	return o;
}

/* One of the last ones, mostly: the others have had their turn. */
static size_t
draw_late(struct story *s, size_t n)
{
	size_t back = (size_t)draw(
	    s->d, 0, draw_bool(s->d) ? 3 : 3 * (int64_t)n);

	return n - 1 - back % n;
}

static struct sold *
draw_order(struct story *s)
{
	return s->norders == 0 ? NULL : &s->orders[draw_late(s, s->norders)];
}

/* Quantity, periods and unit as price_choice() multiplies them. */
static void
draw_line(struct story *s, struct order_line *l, struct currency c)
{
	static const int64_t rates[] = { 0, 19000, 8100, 25500, 10000 };
	static const enum tax_kind untaxed[] = { TAX_REVERSE_CHARGE,
		TAX_OUT_OF_SCOPE, TAX_FREE };
	struct draws *d = s->d;
	int64_t rate = rates[draw(d, 0, 4)];

	*l = (struct order_line){
		.kind = STR("software"),
		.product_id = shop_product,
		.plan_id = shop_plan,
		.product_revision = 1,
		.product_name = STR("Gallery"),
		.plan_name = STR("Pro"),
		.choice = { .mode = MODE_MONTHLY,
		    .currency = c,
		    .quantity = draw(d, 1, 40),
		    .periods = draw(d, 1, 12) },
		.tax_kind = rate > 0 ? TAX_CHARGED : untaxed[draw(d, 0, 2)],
		.tax_rate_milli = rate,
		.unit = { draw_size(d, 100000000), c },
	};
	HOLDS(d, money_times(&l->net, l->unit, l->choice.quantity) == OK);
	HOLDS(d, money_times(&l->net, l->net, l->choice.periods) == OK);
	HOLDS(d, tax_of(&l->tax, l->net, rate) == OK);
}

static void
step_order(struct story *s)
{
	struct draws *d = s->d;
	struct sold *sold = &s->orders[s->norders];
	struct placement p = { .nlines = (size_t)draw(d, 1, LINES) };
	struct currency c;
	struct act act;
	char quote[32];

	if (s->norders == THINGS_MAX)
		return;
	sold->side = &sides[draw(d, 0, SIDES - 1)];
	sold->n = p.nlines;
	act = act_by(ACTOR_USER, sold->side);
	/* Now and then in a currency that is not the company's own. */
	HOLDS(d,
	    currency_parse(&c,
		str_from(draw(d, 0, 7) == 7 ? "EUR" : sold->side->currency)) ==
		OK);
	for (size_t i = 0; i < p.nlines; i++)
		draw_line(s, &p.lines[i], c);
	snprintf(quote, sizeof(quote), "quote %u", ++s->serial);
	p.order = (struct order){
		.company_id = sold->side->company,
		.user_id = sold->side->user,
		.seller_id = draw_bool(d) ? shop_seller : other_seller,
		.quote_hash = hash_sha256(str_from(quote)),
		.expires_at_us = act.now_us + INT64_C(7) * 86400 * SEC_US,
	};
	HOLDS(d, TRY(order_place(&act, &p, &shop_terms)) == OK);
	sold->order_id = p.order.order_id;
	for (size_t i = 0; i < p.nlines; i++) {
		sold->line_ids[i] = p.lines[i].line_id;
		sold->lines[i].net = p.lines[i].net;
		sold->lines[i].tax = p.lines[i].tax;
	}
	tell(d, "order %zu: %zu lines, %lld and %lld tax %s", s->norders,
	    p.nlines, (long long)p.order.net.minor,
	    (long long)p.order.tax.minor, c.code);
	s->norders++;
}

static void
step_pay(struct story *s)
{
	struct sold *sold = draw_order(s);
	struct payment p;
	struct act act;
	char ref[32];
	enum err e;

	if (sold == NULL || s->npayments == THINGS_MAX)
		return;
	act = act_by(ACTOR_USER, sold->side);
	e = TRY(payment_create(&act, &p, NULL, id_new(), sold->order_id,
	    sold->side->company, STR("sandbox"), anybody));
	HOLDS(s->d, is_answer(e) || e == ERR_LIMIT);
	if (e != OK)
		return;
	snprintf(ref, sizeof(ref), "ses_%u", ++s->serial);
	HOLDS(s->d,
	    TRY(payment_redirected(
		&act, &p, str_from(ref), STR("https://pay.example/1"))) == OK);
	s->payments[s->npayments++] = p.payment_id;
	tell(s->d, "payment %zu of order %zu", s->npayments - 1,
	    (size_t)(sold - s->orders));
}

/* By the gateway: again, late, or of another amount, as it comes. */
static void
step_capture(struct story *s)
{
	struct act act = act_by(ACTOR_GATEWAY, NULL);
	enum capture_outcome outcome;
	struct payment p;
	size_t i;

	if (s->npayments == 0)
		return;
	i = draw_late(s, s->npayments);
	HOLDS(s->d,
	    payment_get(
		fixture_db(), shop_arena(), &p, s->payments[i], anybody) == OK);
	p.amount.minor += draw(s->d, 0, 7) == 7;
	HOLDS(s->d,
	    TRY(payment_captured(&act, &outcome, p.payment_id, p.gateway_ref,
		p.amount, &shop_terms)) == OK);
	tell(s->d, "payment %zu is captured: outcome %d", i, (int)outcome);
}

static enum err
bill_it(struct act *act, struct bill *b, const struct sold *sold)
{
	struct order o;
	enum err e = order_lock(fixture_db(), shop_arena(), &o, sold->order_id,
	    sold->side->company);

	return e == OK ? bill_issue(act, b, &o, &shop_terms) : e;
}

static void
step_bill(struct story *s)
{
	struct sold *sold = draw_order(s);
	struct bill b;
	struct act act;
	enum err e;

	if (sold == NULL || s->nbills == THINGS_MAX)
		return;
	act = act_by(ACTOR_USER, sold->side);
	e = TRY(bill_it(&act, &b, sold));
	HOLDS(s->d, is_answer(e));
	if (e != OK)
		return;
	tell(s->d, "bill %zu over order %zu", s->nbills,
	    (size_t)(sold - s->orders));
	s->bills[s->nbills++] = b.bill_id;
}

/* All that is open, a part of it or more than it, and the same once more. */
static void
step_receive(struct story *s)
{
	struct draws *d = s->d;
	struct act act = act_by(ACTOR_OPERATOR, NULL);
	struct receipt_outcome out;
	struct receipt r = { .method = STR(RECEIPT_BANK_TRANSFER),
		.received_at_us = shop_now_us };
	struct money open;
	struct bill b;
	char reference[32];

	if (s->nbills == 0)
		return;
	r.bill_id = s->bills[draw_late(s, s->nbills)];
	HOLDS(d,
	    bill_get(fixture_db(), shop_arena(), &b, r.bill_id, anybody) == OK);
	HOLDS(d, bill_open(&open, &b.sums) == OK);
	snprintf(reference, sizeof(reference), "KTO %u", ++s->serial);
	r.reference = str_from(reference);
	r.amount = (struct money){ draw_bool(d) && open.minor > 0
		    ? open.minor
		    : 1 + draw_size(d, 2 * open.minor),
		open.currency };
	HOLDS(d, TRY(bill_receive(&act, &out, &r, &shop_terms)) == OK);
	tell(d, "%lld %s come for a bill of which %lld are open",
	    (long long)r.amount.minor, r.amount.currency.code,
	    (long long)open.minor);
	if (!draw_bool(d))
		return;
	HOLDS(d, TRY(bill_receive(&act, &out, &r, &shop_terms)) == OK);
	HOLDS(d, out.repeated);
	r.amount.minor++;
	HOLDS(d, TRY(bill_receive(&act, &out, &r, &shop_terms)) == ERR_EXISTS);
}

static void
step_credit(struct story *s)
{
	struct sold *sold = draw_order(s);
	enum credit_refusal why;
	struct act act;
	enum err e;

	if (sold == NULL)
		return;
	act = act_by(ACTOR_USER, sold->side);
	e = TRY(credit_pay_order(&act, &why, sold->order_id,
	    sold->side->company, CREDIT_GENERAL, &shop_terms));
	HOLDS(s->d, is_answer(e));
	tell(s->d, "order %zu on credit: %s", (size_t)(sold - s->orders),
	    e == OK ? "yes" : err_name(e));
}

static void
step_cancel(struct story *s)
{
	struct sold *sold = draw_order(s);
	struct act act;

	if (sold == NULL)
		return;
	act = act_by(ACTOR_USER, sold->side);
	HOLDS(s->d,
	    is_answer(TRY(order_cancel(
		&act, sold->order_id, sold->side->company, STR("no")))));
	tell(s->d, "order %zu is given up", (size_t)(sold - s->orders));
}

/* By an operator, whatever has come of its bill. */
static void
step_annul(struct story *s)
{
	struct sold *sold = draw_order(s);
	struct act act = act_by(ACTOR_OPERATOR, NULL);
	enum err e;

	if (sold == NULL)
		return;
	e = TRY(order_annul(&act, sold->order_id, STR("no"), &shop_terms));
	HOLDS(s->d, is_answer(e));
	tell(s->d, "order %zu is annulled: %s", (size_t)(sold - s->orders),
	    err_name(e));
}

static void
step_statement(struct story *s)
{
	const struct side *side = &sides[draw(s->d, 0, SIDES - 1)];
	struct act act = act_by(ACTOR_WORKER, NULL);
	struct bill b;
	bool made;

	if (s->nbills == THINGS_MAX)
		return;
	HOLDS(s->d,
	    TRY(bill_statement(&act, &made, &b, side->company, SHOP_NOW_US,
		act.now_us, &shop_terms)) == OK);
	if (!made)
		return;
	tell(s->d, "bill %zu: a statement over %lld %s", s->nbills,
	    (long long)b.sums.total.minor, side->currency);
	s->bills[s->nbills++] = b.bill_id;
}

/* What is due is, what was not paid in time expires. */
static void
step_days(struct story *s)
{
	struct act act;
	size_t n;

	shop_now_us += draw(s->d, 1, 4) * 86400 * SEC_US;
	act = act_by(ACTOR_WORKER, NULL);
	HOLDS(s->d, TRY(bill_overdue_due(&act, &n)) == OK);
	HOLDS(s->d, TRY(order_expire_due(&act, &n)) == OK);
}

/* One line gives back a unit more than it cost. */
static void
too_much_is_refused(struct story *s, const struct sold *sold)
{
	size_t at = (size_t)draw(s->d, 0, (int64_t)sold->n - 1);
	struct bill_give_back back = { sold->line_ids[at], sold->lines[at].net,
		sold->lines[at].tax };
	struct act act = act_by(ACTOR_OPERATOR, NULL);
	struct credit_note_made made;

	if (draw_bool(s->d))
		back.net.minor++;
	else
		back.tax.minor++;
	HOLDS(s->d,
	    TRY(bill_credit(&act, &made, sold->order_id, &back, 1,
		STR("It broke."), &shop_terms)) == ERR_RANGE);
}

/* All of it without asking, as long as it is not delivered. */
static void
step_cool_off(struct story *s)
{
	struct sold *sold = draw_order(s);
	struct id refund_id;
	struct act act;
	enum err e;

	if (sold == NULL || s->nrefunds == THINGS_MAX)
		return;
	act = act_by(ACTOR_USER, sold->side);
	e = TRY(refund_cool_off(&act, &refund_id, sold->order_id,
	    sold->side->company, STR("no"), COOLING_OFF_DAYS, &shop_terms));
	HOLDS(s->d, is_answer(e));
	if (e != OK)
		return;
	tell(s->d, "refund %zu: all of order %zu", s->nrefunds,
	    (size_t)(sold - s->orders));
	s->refunds[s->nrefunds++] = refund_id;
}

/* A part, all that is left, or more than that. */
static void
step_ask_back(struct story *s)
{
	struct draws *d = s->d;
	struct sold *sold = draw_order(s);
	struct refund_case can;
	struct id refund_id;
	struct money amount;
	struct order o;
	struct act act;
	enum err e;

	if (sold == NULL || s->nrefunds == THINGS_MAX)
		return;
	o = order_now(s, sold);
	act = act_by(ACTOR_USER, sold->side);
	HOLDS(d, refund_case_of(&act, &can, &o, COOLING_OFF_DAYS) == OK);
	amount = can.available;
	if (amount.minor == 0 || draw(d, 0, 3) == 3)
		amount.minor += 1 + draw_size(d, 1000);
	else if (draw_bool(d))
		amount.minor = 1 + draw_size(d, amount.minor - 1);
	e = TRY(refund_request(&act, &refund_id, sold->order_id,
	    sold->side->company, amount, STR("It broke.")));
	HOLDS(d, is_answer(e) || e == ERR_RANGE);
	HOLDS(d, e != OK || amount.minor <= can.available.minor);
	if (o.paid_at_us != 0 && o.total.minor > 0)
		too_much_is_refused(s, sold);
	if (e != OK)
		return;
	tell(d, "refund %zu: %lld of the %lld of order %zu", s->nrefunds,
	    (long long)amount.minor, (long long)can.available.minor,
	    (size_t)(sold - s->orders));
	s->refunds[s->nrefunds++] = refund_id;
}

static enum err
decide(struct act *act, struct id refund_id, int64_t how)
{
	struct refund r;
	enum err e = refund_get(
	    fixture_db(), shop_arena(), &r, refund_id, anybody, anybody);

	if (e != OK)
		return e;
	switch (how) {
	case 0:
		return refund_refuse(
		    act, refund_id, r.seller_id, r.row_version, STR("No."));
	case 1:
		return refund_escalate(
		    act, refund_id, r.company_id, STR("Please."));
	case 2:
		return refund_rule(act, refund_id, false, r.row_version,
		    STR("No."), &shop_terms);
	case 3:
		return refund_rule(act, refund_id, true, r.row_version,
		    STR("Yes."), &shop_terms);
	default:
		return refund_approve(
		    act, refund_id, r.seller_id, r.row_version, &shop_terms);
	}
}

static void
step_decide(struct story *s)
{
	static const char *const hows[] = { "refused", "escalated",
		"ruled against", "ruled for", "approved", "approved" };
	struct act act = act_by(ACTOR_OPERATOR, NULL);
	int64_t how = draw(s->d, 0, 5);
	size_t i;
	enum err e;

	if (s->nrefunds == 0)
		return;
	i = draw_late(s, s->nrefunds);
	e = TRY(decide(&act, s->refunds[i], how));
	HOLDS(s->d, is_answer(e) || e == ERR_RANGE);
	tell(s->d, "refund %zu is %s: %s", i, hows[how], err_name(e));
}

/* By the gateway, by hand after it refused, and told of twice. */
static void
step_send_back(struct story *s)
{
	struct act act = act_by(ACTOR_WORKER, NULL);
	struct refund r;
	char ref[32];
	size_t i;
	enum err e;

	if (s->nrefunds == 0)
		return;
	i = draw_late(s, s->nrefunds);
	e = TRY(refund_start(&act, &r, s->refunds[i]));
	HOLDS(s->d, is_answer(e));
	if (e != OK)
		return;
	snprintf(ref, sizeof(ref), "re_%u", ++s->serial);
	if (id_is_nil(r.payment_id) || draw_bool(s->d)) {
		ref[0] = '\0';
		HOLDS(s->d,
		    is_answer(TRY(
			refund_failed(&act, s->refunds[i], STR("closed")))));
	}
	for (int again = 0; again < 2; again++)
		HOLDS(s->d,
		    is_answer(TRY(
			refund_settled(&act, s->refunds[i], str_from(ref)))));
	tell(s->d, "refund %zu is sent %s", i, ref[0] ? ref : "by hand");
}

static void (*const steps[])(struct story *s) = { step_order, step_order,
	step_order, step_pay, step_capture, step_capture, step_bill,
	step_receive, step_receive, step_credit, step_credit, step_cancel,
	step_annul, step_statement, step_days, step_cool_off, step_ask_back,
	step_ask_back, step_decide, step_decide, step_send_back,
	step_send_back };

static void
pools_open(struct story *s)
{
	for (size_t i = 0; i < SIDES; i++) {
		struct act act = act_by(ACTOR_OPERATOR, NULL);
		struct money limit = { INT64_C(1) << 40, { "" } };

		if (draw_bool(s->d))
			limit.minor = draw_size(s->d, limit.minor);
		HOLDS(s->d,
		    currency_parse(
			&limit.currency, str_from(sides[i].currency)) == OK);
		HOLDS(s->d,
		    TRY(credit_limit_set(
			&act, sides[i].company, CREDIT_GENERAL, limit)) == OK);
	}
}

/* --- what must hold of it ------------------------------------------------- */

/* Each gives no row; what the tables cannot say by a constraint alone. */
static const char *const sums[] = {
	"SELECT 'an order is not what its lines are' FROM orders AS o "
	"JOIN order_lines AS l ON l.order_id = o.order_id GROUP BY o.order_id, "
	"o.net_minor, o.tax_minor, o.total_minor HAVING SUM(l.net_minor) <> "
	"o.net_minor OR SUM(l.tax_minor) <> o.tax_minor OR "
	"SUM(l.net_minor + l.tax_minor) <> o.total_minor",
	"SELECT 'a line is not unit x quantity x periods' FROM order_lines "
	"WHERE net_minor <> unit_minor * quantity * periods",
	"SELECT 'a tax is not that of its rate' FROM order_lines "
	"WHERE tax_minor <> ROUND(CAST(net_minor AS DECIMAL(40)) * tax_rate "
	"/ 100000)",
	"SELECT 'a tax where none is due' FROM order_lines "
	"WHERE tax_kind <> 'standard' AND tax_minor <> 0",
	"SELECT 'a bill is not what its lines are' FROM bills AS b "
	"JOIN bill_lines AS l ON l.bill_id = b.bill_id GROUP BY b.bill_id, "
	"b.net_minor, b.tax_minor, b.total_minor HAVING SUM(l.net_minor) <> "
	"b.net_minor OR SUM(l.tax_minor) <> b.tax_minor OR "
	"SUM(l.net_minor + l.tax_minor) <> b.total_minor",
	"SELECT 'a line was billed otherwise than ordered' FROM bill_lines "
	"AS l JOIN bills AS b ON b.bill_id = l.bill_id JOIN order_lines AS o "
	"ON o.line_id = l.line_id WHERE b.kind <> 'credit_note' AND "
	"(l.net_minor <> o.net_minor OR l.tax_minor <> o.tax_minor)",
	"SELECT 'a line gave back more than it cost' FROM bill_lines AS l "
	"JOIN bills AS b ON b.bill_id = l.bill_id AND b.kind = 'credit_note' "
	"JOIN order_lines AS o ON o.line_id = l.line_id GROUP BY o.line_id, "
	"o.net_minor, o.tax_minor HAVING SUM(l.net_minor) > o.net_minor OR "
	"SUM(l.tax_minor) > o.tax_minor",
	"SELECT 'more money goes back than came' FROM bills "
	"WHERE refunded_minor > paid_minor OR credited_minor > total_minor",
	"SELECT 'more is asked back than the order cost' FROM refunds AS r "
	"JOIN orders AS o ON o.order_id = r.order_id WHERE r.kind <> 'surplus' "
	"AND r.state <> 'REFUSED' GROUP BY o.order_id, o.total_minor "
	"HAVING SUM(r.amount_minor) > o.total_minor",
	"SELECT 'more is paid back than was captured' FROM refunds AS r "
	"JOIN payments AS p ON p.payment_id = r.payment_id WHERE r.state = "
	"'REFUNDED' GROUP BY p.payment_id, p.amount_minor "
	"HAVING SUM(r.cash_minor) > p.amount_minor",
	"SELECT 'a refund is not the sum of its lines' FROM refunds AS r "
	"LEFT JOIN refund_lines AS l ON l.refund_id = r.refund_id "
	"WHERE r.kind <> 'surplus' GROUP BY r.refund_id, r.amount_minor "
	"HAVING COALESCE(SUM(l.net_minor + l.tax_minor), 0) <> r.amount_minor",
	"SELECT 'what was too much does not go back' FROM bill_receipts AS t "
	"JOIN bills AS b ON b.bill_id = t.bill_id GROUP BY b.bill_id, b.state, "
	"b.refunded_minor HAVING SUM(t.amount_minor - t.applied_minor) + "
	"CASE WHEN b.state = 'VOID' THEN b.refunded_minor ELSE 0 END <> "
	"COALESCE((SELECT SUM(r.cash_minor) FROM refunds AS r "
	"WHERE r.bill_id = b.bill_id), 0)",
	"SELECT 'an order is billed twice' FROM bill_lines AS l JOIN bills AS "
	"b ON b.bill_id = l.bill_id WHERE b.kind <> 'credit_note' AND "
	"b.state <> 'VOID' GROUP BY l.line_id HAVING COUNT(*) > 1",
};

static const char *
first_row(const char *sql, const char *name)
{
	struct db_result r;

	assert_int_equal(
	    db_query(fixture_db(), shop_arena(), &r, sql, DB_NO_ARGS), OK);
	return db_next(&r) ? name : NULL;
}

/* NULL, or the name of what is broken. */
static const char *
broken_rule(void)
{
	const char *found = NULL;
	const struct invariant *it;
	struct str fault;

	for (size_t i = 0; found == NULL && (it = invariant_at(i)) != NULL; i++)
		if (!it->warns)
			found = first_row(it->sql, it->name);
	for (size_t i = 0; found == NULL && i < sizeof(sums) / sizeof(*sums);
	     i++)
		found = first_row(sums[i], sums[i]);
	assert_int_equal(
	    invariant_moves(fixture_db(), shop_arena(), &fault), OK);
	return found == NULL && fault.p != NULL ? "moves-are-legal" : found;
}

/* What the accounts must come to, by tables that are not the ledger's. */
static struct db_result
balances_due(void)
{
	const char *top = getenv("TOP_SRCDIR");
	struct db_result r;
	struct str sql;
	char path[512];

	snprintf(path, sizeof(path), "%s/tests/data/balances.sql",
	    top == NULL ? "." : top);
	assert_int_equal(file_read(shop_arena(), &sql, path, SQL_MAX, 0), OK);
	assert_int_equal(
	    db_query(fixture_db(), shop_arena(), &r,
		arena_printf(shop_arena(), "%.*s", STR_FMT(sql)).p, DB_NO_ARGS),
	    OK);
	return r;
}

static int64_t
balance_due(
    struct db_result r, const struct ledger_account *of, struct currency c)
{
	int64_t minor = 0;

	while (db_next(&r))
		if (str_is(db_get_str(&r, 0), account_name(of->account)) &&
		    id_eq(db_get_id(&r, 1), of->owner) &&
		    str_is(db_get_str(&r, 2), c.code))
			minor += db_get_i64(&r, 3);
	return minor;
}

static int64_t
posted(const struct ledger_entry *entries, size_t n,
    const struct ledger_account *to, struct currency c)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < entries[i].entry.n; k++) {
			const struct posting *p = &entries[i].entry.postings[k];

			if (p->account == to->account &&
			    id_eq(p->owner, to->owner) &&
			    currency_eq(p->amount.currency, c))
				sum += p->amount.minor;
		}
	return sum;
}

struct ledger {
	struct ledger_account *accounts;
	struct currency *currencies;
	struct ledger_entry *entries;
	size_t naccounts, ncurrencies, n;
	struct db_result due;
};

static struct ledger
ledger_read(void)
{
	struct db *db = fixture_db();
	struct arena *a = shop_arena();
	struct ledger l;

	assert_int_equal(ledger_accounts(db, a, &l.accounts, &l.naccounts), OK);
	assert_int_equal(
	    ledger_currencies(db, a, &l.currencies, &l.ncurrencies), OK);
	assert_int_equal(
	    ledger_entries(db, a, &l.entries, &l.n, anybody, ENTRIES_MAX), OK);
	assert_true(l.n < ENTRIES_MAX);
	l.due = balances_due();
	return l;
}

/* NULL, or the account that does not come to what it must. */
static const char *
wrong_account(void)
{
	struct ledger l = ledger_read();

	for (size_t i = 0; i < l.naccounts; i++)
		for (size_t k = 0; k < l.ncurrencies; k++)
			if (posted(l.entries, l.n, &l.accounts[i],
				l.currencies[k]) !=
			    balance_due(l.due, &l.accounts[i], l.currencies[k]))
				return account_name(l.accounts[i].account);
	return NULL;
}

static void
story_run(struct draws *d, int64_t nsteps)
{
	static struct story story;

	db_rollback(fixture_db());
	arena_reset(shop_arena());
	shop_now_us = SHOP_NOW_US;
	HOLDS(d, db_begin(fixture_db()) == OK);
	memset(&story, 0, sizeof(story));
	story.d = d;
	pools_open(&story);
	for (; nsteps > 0; nsteps--) {
		shop_now_us += SEC_US;
		steps[draw(d, 0, sizeof(steps) / sizeof(*steps) - 1)](&story);
	}
}

static void
case_story(struct draws *d)
{
	const char *broken;

	story_run(d, draw(d, 1, STEPS));
	broken = broken_rule();
	if (broken == NULL)
		broken = wrong_account();
	if (broken != NULL)
		draws_fail(d, broken, "after the story", 0);
}

static void
test_money__stories_leave_the_books_right(void **state)
{
	(void)state;
	generated_check(&(struct generated){
	    "stories of sales", case_story, STORIES, SHRINKS });
}

/* --- the journal ---------------------------------------------------------- */

static void
journal_write(struct buf *b, const struct ledger *l)
{
	journal_head(b, l->currencies, l->ncurrencies);
	for (size_t i = 0; i < l->naccounts; i++)
		journal_account(
		    b, l->accounts[i].account, l->accounts[i].owner);
	for (size_t i = 0; i < l->n; i++) {
		const struct ledger_entry *e = &l->entries[i];
		const struct journal_entry j = { e->entry_id, e->order_id,
			e->created_at_us / (86400 * SEC_US), e->occasion,
			&e->entry };

		assert_int_equal(journal_entry(b, &j), OK);
	}
}

/* An assertion each, so that it is hledger who reckons; off: by so much. */
static void
balances_assert(struct buf *b, const struct ledger *l, int64_t off)
{
	char text[MONEY_TEXT_MAX];

	buf_add_cstr(b, "\n2099-12-31 balances\n");
	for (size_t i = 0; i < l->naccounts; i++)
		for (size_t k = 0; k < l->ncurrencies; k++) {
			struct currency c = l->currencies[k];
			struct money m = {
				balance_due(l->due, &l->accounts[i], c), c
			};

			m.minor += off;
			buf_add_cstr(b, "    ");
			journal_account_name(
			    b, l->accounts[i].account, l->accounts[i].owner);
			buf_addf(b, "  %s 0 = %s %.*s\n", c.code, c.code,
			    STR_FMT(money_decimal(text, m)));
		}
	assert_int_equal(buf_err(b), OK);
}

static bool
hledger_agrees(const struct ledger *l, int64_t off, char *said, size_t room)
{
	struct buf b;
	bool agrees;

	buf_open(&b, JOURNAL_MAX);
	journal_write(&b, l);
	balances_assert(&b, l, off);
	agrees = hledger_accepts(buf_str(&b), said, room);
	buf_close(&b);
	return agrees;
}

static void
case_long_story(struct draws *d)
{
	story_run(d, LONG_STEPS);
}

static void
long_story(void)
{
	static struct draws d;
	const struct generated g = { "a long story", case_long_story, 1, 0 };

	if (!generated_holds(&g, &d))
		fail_msg("%s\n%s", d.why, d.told);
}

static void
test_money__hledger_reckons_as_the_tables_do(void **state)
{
	char said[4096];
	struct ledger l;

	(void)state;
	if (!hledger_is_installed())
		fail_msg("hledger is missing: apt-get install hledger");
	long_story();
	l = ledger_read();
	assert_in_range(l.ncurrencies, SIDES, SIDES + 1);
	if (!hledger_agrees(&l, 0, said, sizeof(said)))
		fail_msg("%s", said);
	assert_false(hledger_agrees(&l, 1, said, sizeof(said)));
}

/* --- the checks can fail -------------------------------------------------- */

/* One row changed in a way that no constraint refuses. */
static const struct {
	const char *sql;
	bool of_accounts; /* the rules see nothing: the sums do */
} breaks[] = {
	{ "UPDATE ledger_postings SET amount_minor = amount_minor + 1 LIMIT 1",
	    false },
	{ "UPDATE order_lines SET tax_minor = tax_minor + 1 LIMIT 1", false },
	{ "UPDATE orders SET net_minor = net_minor + 1, total_minor = "
	  "total_minor + 1 LIMIT 1",
	    false },
	{ "UPDATE bill_lines SET net_minor = net_minor + 1 LIMIT 1", false },
	{ "UPDATE bills SET net_minor = net_minor + 1, total_minor = "
	  "total_minor + 1 LIMIT 1",
	    false },
	{ "UPDATE bill_receipts SET applied_minor = applied_minor - 1 "
	  "WHERE applied_minor > 1 LIMIT 1",
	    false },
	{ "UPDATE bills SET credited_minor = credited_minor - 1 "
	  "WHERE credited_minor > 0 LIMIT 1",
	    false },
	{ "UPDATE payments SET amount_minor = amount_minor + 1 "
	  "WHERE captured_at IS NOT NULL LIMIT 1",
	    false },
	{ "UPDATE credit_pools SET reserved_minor = reserved_minor + 1 LIMIT 1",
	    false },
	{ "UPDATE credit_pools SET billed_minor = billed_minor + 1 LIMIT 1",
	    false },
	/* A commission that is not the site's: it still sums to zero. */
	{ "UPDATE ledger_postings AS p JOIN (SELECT entry_id FROM "
	  "ledger_postings WHERE account = 'revenue_commission' LIMIT 1) AS e "
	  "ON e.entry_id = p.entry_id SET p.amount_minor = p.amount_minor + "
	  "CASE p.account WHEN 'revenue_commission' THEN 1 ELSE -1 END "
	  "WHERE p.account IN ('revenue_commission', 'seller_payable')",
	    true },
	/* Money for the wrong company, of which no rule asks. */
	{ "UPDATE ledger_postings SET owner_id = "
	  "x'c1010000000000000000000000000000' WHERE account = 'receivable' "
	  "AND owner_id <> x'c1010000000000000000000000000000' LIMIT 1",
	    true },
};

static void
test_money__what_is_broken_is_found(void **state)
{
	(void)state;
	long_story();
	assert_null(broken_rule());
	assert_null(wrong_account());
	for (size_t i = 0; i < sizeof(breaks) / sizeof(*breaks); i++) {
		uint64_t changed = 0;

		run_sql("SAVEPOINT whole");
		assert_int_equal(
		    db_exec(fixture_db(), &changed, breaks[i].sql, DB_NO_ARGS),
		    OK);
		if (changed == 0)
			fail_msg("changed nothing: %s", breaks[i].sql);
		if (breaks[i].of_accounts ? wrong_account() == NULL
					  : broken_rule() == NULL)
			fail_msg("not found: %s", breaks[i].sql);
		run_sql("ROLLBACK TO SAVEPOINT whole");
	}
	assert_null(broken_rule());
}

static int
open_all(void **state)
{
	int failed = shop_open(state);

	for (size_t i = 0; !failed && i < sizeof(rows) / sizeof(rows[0]); i++)
		fixture_exec(rows[i]);
	return failed;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_money__stories_leave_the_books_right),
		cmocka_unit_test(test_money__hledger_reckons_as_the_tables_do),
		cmocka_unit_test(test_money__what_is_broken_is_found),
	};

	return cmocka_run_group_tests(tests, open_all, shop_close);
}
