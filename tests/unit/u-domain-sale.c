/*
 * Issue 4, done 4: generated sales from their prices to the last refund, in
 * currencies of 0, 2 and 3 decimals, with tiers, taxes and discounts: lines
 * sum to totals, tax to tax, and refunds never exceed.
 */
#include "unit.h"

#include <stdlib.h>

#include "../lib/generated.h"
#include "base/bounds.h"
#include "domain/bill.h"
#include "domain/ledger.h"
#include "domain/price.h"
#include "domain/refund.h"
#include "domain/tax_lines.h"

enum { CASES = 4000, SHRINKS = 20000, TIERS_MAX = 4, PARTS_MAX = 8 };

#define MINOR_MAX (INT64_C(1) << 44)

static const struct id seller = { { 7 } };
static const struct id company = { { 9 } };
static const struct id site = { { 0 } };

static const char *const codes[] = { "JPY", "USD", "KWD", "EUR", "KRW", "BHD" };

static struct currency
draw_currency(struct draws *d)
{
	struct currency c = { "" };

	HOLDS(d, currency_parse(&c, str_from(codes[draw(d, 0, 5)])) == OK);
	return c;
}

static struct money
draw_money(struct draws *d, struct currency c, int64_t max)
{
	return (struct money){ draw_size(d, max), c };
}

static const char *
text_of(char out[MONEY_TEXT_MAX], struct money m)
{
	return money_decimal(out, m).p;
}

static void
check(const char *name, case_fn run)
{
	generated_check(&(struct generated){ name, run, CASES, SHRINKS });
}

/* --- prices --------------------------------------------------------------- */

struct shelf {
	struct price prices[4 * (TIERS_MAX + 2)];
	struct capacity capacities[2];
	struct plan_terms terms;
};

static void
draw_tiers(struct draws *d, struct shelf *s, struct currency c, struct str of)
{
	int64_t from = draw(d, 1, 3), tiers = draw(d, 1, TIERS_MAX);

	for (int64_t i = 0; i < tiers; i++) {
		struct price *p = &s->prices[s->terms.nprices++];

		*p = (struct price){ .mode = MODE_MONTHLY,
			.currency = c,
			.from_quantity = from,
			.amount_minor = draw_size(d, MINOR_MAX),
			.capacity = of };
		tell(d, "%s from %lld on: %lld",
		    of.n > 0 ? "a step of a capacity" : "the plan",
		    (long long)from, (long long)p->amount_minor);
		from += draw(d, 1, 60);
	}
}

/* Prices of other modes and currencies lie between them. */
static void
draw_noise(struct draws *d, struct shelf *s, struct currency c)
{
	struct price *p = &s->prices[s->terms.nprices++];

	*p = (struct price){ .mode = MODE_YEARLY,
		.currency = c,
		.from_quantity = 1,
		.amount_minor = draw_size(d, MINOR_MAX) };
	p = &s->prices[s->terms.nprices++];
	*p = (struct price){ .mode = MODE_MONTHLY,
		.currency = { "SEK" },
		.from_quantity = 1,
		.amount_minor = draw_size(d, MINOR_MAX) };
}

static void
draw_shelf(struct draws *d, struct shelf *s, struct currency c)
{
	static const struct str names[] = { STR("cap"), STR("gib") };
	size_t n = (size_t)draw(d, 0, 2);

	s->terms = (struct plan_terms){ s->prices, 0, s->capacities, n };
	for (size_t i = 0; i < n; i++) {
		struct capacity *of = &s->capacities[i];

		of->code = names[i];
		of->min = draw(d, 0, 5);
		of->step = draw(d, 1, 10);
		of->max = of->min + of->step * draw(d, 0, 20);
		of->included = draw(d, 0, of->max);
		draw_tiers(d, s, c, names[i]);
	}
	draw_noise(d, s, c);
	draw_tiers(d, s, c, STR(""));
}

static struct choice
draw_choice(struct draws *d, const struct shelf *s, struct currency c)
{
	struct choice choice = { .mode = MODE_MONTHLY, .currency = c };

	choice.quantity = draw(d, 1, draw_bool(d) ? QUANTITY_MAX : 200);
	choice.periods = draw(d, 1, PERIODS_MAX);
	for (size_t i = 0; i < s->terms.ncapacities; i++) {
		const struct capacity *of = &s->capacities[i];

		if (draw_bool(d))
			choice.capacities[choice.ncapacities++] =
			    (struct chosen_capacity){ of->code,
				    of->min +
					of->step *
					    draw(d, 0,
						(of->max - of->min) /
						    of->step) };
	}
	tell(d, "%lld for %lld periods", (long long)choice.quantity,
	    (long long)choice.periods);
	return choice;
}

/* What a unit of something costs at a quantity, or -1: it has no price. */
static __int128
reckon_tier(const struct shelf *s, struct str of, const struct choice *c)
{
	int64_t best = 0;
	__int128 amount = -1;

	for (size_t i = 0; i < s->terms.nprices; i++) {
		const struct price *p = &s->prices[i];

		if (p->mode == c->mode &&
		    currency_eq(p->currency, c->currency) &&
		    str_eq(p->capacity, of) &&
		    p->from_quantity <= c->quantity &&
		    p->from_quantity > best) {
			best = p->from_quantity;
			amount = p->amount_minor;
		}
	}
	return amount;
}

/* a x b / c, half up: none of them is negative here. */
static __int128
reckon_part(__int128 a, __int128 b, __int128 c)
{
	return (2 * a * b + c) / (2 * c);
}

static __int128
reckon_unit(const struct shelf *s, const struct choice *c)
{
	__int128 unit = reckon_tier(s, STR(""), c);

	for (size_t i = 0; unit >= 0 && i < s->terms.ncapacities; i++) {
		const struct capacity *of = &s->capacities[i];
		int64_t beyond = capacity_chosen(of, c) - of->included;
		__int128 step = reckon_tier(s, of->code, c);

		if (beyond <= 0)
			continue;
		if (step < 0)
			return -1;
		unit += reckon_part(beyond, step, of->step);
	}
	return unit;
}

static void
case_prices(struct draws *d)
{
	struct currency c = draw_currency(d);
	struct choice_fault fault;
	struct priced priced;
	struct choice choice;
	struct shelf shelf;
	__int128 unit, net;
	enum err e;

	draw_shelf(d, &shelf, c);
	choice = draw_choice(d, &shelf, c);
	unit = reckon_unit(&shelf, &choice);
	net = unit * choice.quantity * choice.periods;
	e = price_choice(&priced, &shelf.terms, &choice, &fault);
	if (unit < 0) {
		HOLDS(d, e == ERR_RANGE);
		return;
	}
	if (net > MONEY_MAX_MINOR) {
		HOLDS(d, e == ERR_OVERFLOW);
		return;
	}
	HOLDS(d, e == OK);
	HOLDS(d, priced.unit.minor == unit);
	HOLDS(d, priced.net.minor == net);
	HOLDS(d, priced.tax.minor == 0);
	HOLDS(d, money_eq(priced.total, priced.net));
	HOLDS(d, currency_eq(priced.net.currency, c));
}

static void
test_sale__prices_follow_tiers_and_capacities(void **state)
{
	(void)state;
	check("prices", case_prices);
}

/* --- lines, discounts, taxes ---------------------------------------------- */

static const int64_t rates[] = { 0, 1, 2100, 8100, 13500, 19000, 25500,
	100000 };

struct sale {
	struct currency c;
	struct tax_line lines[LINES_MAX];
	size_t n;
	struct money discount;
	struct tax_sum sum;
};

/* Lines as they are priced, then less a discount, then taxed. */
static void
draw_sale(struct draws *d, struct sale *s, int64_t max)
{
	struct money gross;
	char text[MONEY_TEXT_MAX];

	s->c = draw_currency(d);
	s->n = (size_t)draw(d, 1, LINES_MAX);
	gross = money_zero(s->c);
	for (size_t i = 0; i < s->n; i++) {
		int64_t rate = rates[draw(d, 0, 7)];

		s->lines[i] = (struct tax_line){
			.net = draw_money(d, s->c, max),
			.kind = rate > 0 ? TAX_CHARGED : TAX_REVERSE_CHARGE,
			.rate_milli = rate,
		};
		HOLDS(d, money_add(&gross, gross, s->lines[i].net) == OK);
	}
	s->discount = money_zero(s->c);
	if (draw_bool(d))
		s->discount.minor = draw(d, 0, gross.minor);
	HOLDS(d, tax_discount(s->lines, s->n, s->discount) == OK);
	HOLDS(d, tax_lines(&s->sum, s->c, s->lines, s->n) == OK);
	HOLDS(d, s->sum.net.minor == gross.minor - s->discount.minor);
	for (size_t i = 0; i < s->n; i++)
		tell(d, "%s %s at %lld/1000 %%: tax %lld", s->c.code,
		    text_of(text, s->lines[i].net),
		    (long long)s->lines[i].rate_milli,
		    (long long)s->lines[i].tax.minor);
}

static void
case_sums(struct draws *d)
{
	struct tax_group groups[LINES_MAX];
	size_t ngroups = LINES_MAX;
	struct sale s;
	int64_t net = 0, tax = 0;

	draw_sale(d, &s, MINOR_MAX);
	for (size_t i = 0; i < s.n; i++) {
		const struct tax_line *l = &s.lines[i];

		HOLDS(d, l->net.minor >= 0);
		HOLDS(d,
		    l->tax.minor ==
			reckon_part(l->net.minor, l->rate_milli, TAX_WHOLE));
		HOLDS(d, l->kind == TAX_CHARGED || l->tax.minor == 0);
		net += l->net.minor;
		tax += l->tax.minor;
	}
	HOLDS(d, s.sum.net.minor == net);
	HOLDS(d, s.sum.tax.minor == tax);
	HOLDS(d, s.sum.total.minor == net + tax);
	HOLDS(d, tax_groups(groups, &ngroups, s.lines, s.n) == OK);
	for (size_t i = 0; i < ngroups; i++) {
		net -= groups[i].net.minor;
		tax -= groups[i].tax.minor;
	}
	HOLDS(d, net == 0);
	HOLDS(d, tax == 0);
}

static void
test_sale__lines_sum_to_totals_and_tax_to_tax(void **state)
{
	(void)state;
	check("sums", case_sums);
}

/* An order's taxes by shares, as milestones are billed. */
static void
case_shares(struct draws *d)
{
	struct money nets[PARTS_MAX], taxes[PARTS_MAX], sum;
	struct tax_group groups[LINES_MAX];
	int64_t shares[PARTS_MAX];
	size_t ngroups = LINES_MAX, n = (size_t)draw(d, 1, PARTS_MAX);
	struct sale s;

	draw_sale(d, &s, MINOR_MAX);
	for (size_t i = 0; i < n; i++)
		shares[i] = draw(d, i == 0, 10000);
	HOLDS(d, tax_groups(groups, &ngroups, s.lines, s.n) == OK);
	for (size_t i = 0; i < ngroups; i++) {
		HOLDS(d, tax_split(nets, taxes, &groups[i], shares, n) == OK);
		HOLDS(d, money_sum(&sum, s.c, nets, n) == OK);
		HOLDS(d, money_eq(sum, groups[i].net));
		HOLDS(d, money_sum(&sum, s.c, taxes, n) == OK);
		HOLDS(d, money_eq(sum, groups[i].tax));
	}
}

static void
test_sale__stages_sum_to_the_order(void **state)
{
	(void)state;
	check("stages", case_shares);
}

static void
case_text(struct draws *d)
{
	struct currency c = draw_currency(d);
	struct money back, m = draw_money(d, c, MONEY_MAX_MINOR);
	char text[MONEY_TEXT_MAX];
	struct str s = money_decimal(text, m);
	size_t point = str_find(s, '.');

	tell(d, "%s %s", c.code, text);
	HOLDS(d, money_parse(&back, s, c) == OK);
	HOLDS(d, money_eq(back, m));
	HOLDS(d, (point < s.n ? s.n - point - 1 : 0) == currency_exponent(c));
}

static void
test_sale__amounts_are_read_as_they_are_written(void **state)
{
	(void)state;
	check("text", case_text);
}

/* Who pays whose tax: a table of a union and of what lies without. */
static void
case_ruling(struct draws *d)
{
	static const char *const countries[] = { "DE", "AT", "FR", "CH", "JP" };
	struct tax_rate rate[3];
	struct tax_country members[3];
	struct tax_rule rules[] = {
		{ .relation = TAX_DOMESTIC, .treatment = TAX_AT_SELLER_RATE },
		{ .relation = TAX_UNION_BUSINESS, .treatment = TAX_REVERSED },
		{ .relation = TAX_UNION_CONSUMER,
		    .treatment = TAX_AT_BUYER_RATE },
		{ .relation = TAX_EXPORT, .treatment = TAX_NOT_IN_SCOPE },
	};
	const struct tax_table table = { rate, 3, rules, 4, members, 3 };
	int64_t from = draw(d, 0, 2), to = draw(d, 0, 4);
	bool business = draw_bool(d);
	const struct tax_case asked = { str_from(countries[from]),
		str_from(countries[to]), business,
		(enum tax_class)draw(d, TAX_STANDARD, TAX_SERVICE), 20780 };
	struct money tax, net = draw_money(d, draw_currency(d), MINOR_MAX);
	struct tax_ruling ruling;
	int64_t want;

	for (size_t i = 0; i < 4; i++) {
		rules[i].class = TAX_CLASS__MAX;
		rules[i].from_day = TAX_DAY_MIN;
		rules[i].until_day = TAX_DAY_MAX;
	}
	for (size_t i = 0; i < 3; i++) {
		rate[i] = (struct tax_rate){ .class = TAX_STANDARD,
			.rate_milli = draw(d, 0, TAX_WHOLE),
			.from_day = TAX_DAY_MIN,
			.until_day = TAX_DAY_MAX };
		memcpy(rate[i].country, countries[i], 3);
		memcpy(members[i].code, countries[i], 3);
	}
	want = from == to	 ? rate[from].rate_milli
	    : to > 2 || business ? 0
				 : rate[to].rate_milli;
	tell(d, "from %s to %s, %s", countries[from], countries[to],
	    business ? "a business" : "a consumer");
	HOLDS(d, tax_decide(&ruling, &table, &asked) == OK);
	HOLDS(d, ruling.rate_milli == want);
	HOLDS(d,
	    (ruling.kind == TAX_REVERSE_CHARGE) ==
		(from != to && to <= 2 && business));
	HOLDS(d, (ruling.kind == TAX_OUT_OF_SCOPE) == (to > 2));
	HOLDS(d, tax_of(&tax, net, ruling.rate_milli) == OK);
	HOLDS(d, tax.minor == reckon_part(net.minor, want, TAX_WHOLE));
}

static void
test_sale__each_pays_the_tax_of_its_case(void **state)
{
	(void)state;
	check("ruling", case_ruling);
}

/* --- from the bill to the last refund ------------------------------------- */

enum funding { BY_CARD, BY_TRANSFER, ON_CREDIT };

/* One order's books, kept beside what the rules say. */
struct books {
	struct draws *d;
	struct sale sale;
	struct refund_line lines[LINES_MAX];
	struct bill_sums bill;
	enum funding funding;
	struct money commission;
	int64_t came, too_much, cash; /* in; of it not taken; to pay back */
	int64_t net_back, tax_back, commission_back;
	bool paid;
	int64_t balance[ACCOUNT__MAX];
};

static void
post(struct books *b, const struct entry *e)
{
	int64_t sum = 0;

	for (size_t i = 0; i < e->n; i++) {
		const struct posting *p = &e->postings[i];

		HOLDS(b->d, currency_eq(p->amount.currency, b->sale.c));
		HOLDS(b->d, p->amount.minor != 0);
		b->balance[p->account] += p->amount.minor;
		sum += p->amount.minor;
	}
	HOLDS(b->d, sum == 0);
}

static int64_t
open_of(struct books *b)
{
	struct money open;

	HOLDS(b->d, bill_open(&open, &b->bill) == OK);
	return open.minor;
}

/* What the accounts must say after every step. */
static void
books_hold(struct books *b)
{
	struct draws *d = b->d;
	const int64_t *balance = b->balance;
	int64_t open = open_of(b);
	bool waits = b->funding == BY_TRANSFER && !b->paid;

	HOLDS(d, open >= 0);
	HOLDS(d, b->bill.credited.minor <= b->bill.total.minor);
	HOLDS(d, b->bill.refunded.minor <= b->bill.paid.minor);
	HOLDS(d, b->bill.refunded.minor == b->cash);
	HOLDS(d, b->bill.credited.minor == b->net_back + b->tax_back);
	HOLDS(d, balance[ACCOUNT_RECEIVABLE] == open);
	HOLDS(d,
	    balance[ACCOUNT_BANK] + balance[ACCOUNT_GATEWAY_CLEARING] ==
		b->came);
	HOLDS(d,
	    -balance[ACCOUNT_CUSTOMER_DEPOSITS] ==
		b->too_much + b->cash + (waits ? b->bill.total.minor : 0));
	if (!b->paid)
		return;
	HOLDS(d,
	    -balance[ACCOUNT_TAX_PAYABLE] ==
		b->sale.sum.tax.minor - b->tax_back);
	HOLDS(d,
	    -balance[ACCOUNT_SELLER_PAYABLE] -
		    balance[ACCOUNT_REVENUE_COMMISSION] ==
		b->sale.sum.net.minor - b->net_back);
	HOLDS(d,
	    -balance[ACCOUNT_REVENUE_COMMISSION] ==
		b->commission.minor - b->commission_back);
}

static void
order_pays(struct books *b, int64_t commission_bp)
{
	static const enum account by[] = { ACCOUNT_GATEWAY_CLEARING,
		ACCOUNT_CUSTOMER_DEPOSITS, ACCOUNT_RECEIVABLE };
	struct entry e;

	HOLDS(b->d,
	    entry_order_paid(&e, by[b->funding],
		b->funding == BY_CARD ? site : company, seller, b->sale.sum.net,
		b->sale.sum.tax, commission_bp) == OK);
	post(b, &e);
	b->paid = true;
}

/* A part, the rest, or more than the rest. */
static void
receive(struct books *b, int64_t minor)
{
	struct money taken, left, amount = { minor, b->sale.c };
	int64_t open = open_of(b);
	struct entry e;

	tell(b->d, "%lld come in, %lld are open", (long long)minor,
	    (long long)open);
	HOLDS(b->d, bill_take(&b->bill, amount, &taken, &left) == OK);
	HOLDS(b->d, taken.minor + left.minor == minor);
	HOLDS(b->d, taken.minor == (minor < open ? minor : open));
	HOLDS(b->d,
	    entry_bill_paid(&e, ACCOUNT_BANK, company, taken, left) == OK);
	post(b, &e);
	b->came += minor;
	b->too_much += left.minor;
}

static int64_t
draw_receipt(struct books *b)
{
	int64_t open = open_of(b);

	return draw_bool(b->d) ? 1 + draw_size(b->d, 2 * open)
	    : open > 0	       ? open
			       : 1;
}

/* The commission on what has been given back so far, as act/ has it. */
static int64_t
commission_of(struct books *b, int64_t net_back)
{
	const int64_t shares[] = { net_back, b->sale.sum.net.minor - net_back };
	struct money parts[2];

	if (b->sale.sum.net.minor == 0)
		return 0;
	HOLDS(b->d, money_split(parts, b->commission, shares, 2) == OK);
	return parts[0].minor;
}

static void
give_back(struct books *b, int64_t minor)
{
	struct draws *d = b->d;
	struct refund_part parts[LINES_MAX];
	struct money amount = { minor, b->sale.c }, net, tax, note, cash;
	struct money commission = money_zero(b->sale.c);
	struct entry e;

	tell(d, "%lld go back", (long long)minor);
	HOLDS(d, refund_split(parts, amount, b->lines, b->sale.n) == OK);
	HOLDS(d, refund_book(b->lines, parts, b->sale.n) == OK);
	net = tax = money_zero(b->sale.c);
	for (size_t i = 0; i < b->sale.n; i++) {
		HOLDS(d, parts[i].net.minor >= 0);
		HOLDS(d, parts[i].tax.minor >= 0);
		HOLDS(d, money_add(&net, net, parts[i].net) == OK);
		HOLDS(d, money_add(&tax, tax, parts[i].tax) == OK);
	}
	HOLDS(d, net.minor + tax.minor == minor);
	HOLDS(d, bill_give(&b->bill, amount, &note, &cash) == OK);
	HOLDS(d, note.minor + cash.minor == minor);
	commission.minor = commission_of(b, b->net_back + net.minor) -
	    b->commission_back;
	HOLDS(d, commission.minor >= 0);
	HOLDS(d,
	    entry_bill_credited(
		&e, company, seller, net, tax, commission, note) == OK);
	post(b, &e);
	b->net_back += net.minor;
	b->tax_back += tax.minor;
	b->commission_back += commission.minor;
	b->cash += cash.minor;
}

/* More than is left is refused by each rule that is asked. */
static void
too_much_is_refused(struct books *b, int64_t left)
{
	struct refund_part parts[LINES_MAX];
	struct money amount = { left + 1 + draw_size(b->d, 1000), b->sale.c };
	struct money note, cash;
	struct bill_sums before = b->bill;

	HOLDS(b->d,
	    refund_split(parts, amount, b->lines, b->sale.n) == ERR_RANGE);
	HOLDS(b->d, bill_give(&before, amount, &note, &cash) == ERR_RANGE);
	for (size_t i = 0; i < b->sale.n; i++) {
		struct refund_line *l = &b->lines[i];
		struct refund_part one = { l->net, l->tax };

		HOLDS(b->d, money_sub(&one.net, l->net, l->net_back) == OK);
		HOLDS(b->d, money_sub(&one.tax, l->tax, l->tax_back) == OK);
		one.tax.minor++;
		HOLDS(b->d, refund_book(l, &one, 1) == ERR_RANGE);
	}
}

static int64_t
left_of(struct books *b)
{
	struct money left, captured = b->bill.total;
	struct money back = b->bill.credited;

	HOLDS(b->d,
	    refund_available(&left, captured, back, b->lines, b->sale.n) == OK);
	HOLDS(b->d, left.minor == captured.minor - back.minor);
	return left.minor;
}

static void
books_open(struct books *b, struct draws *d)
{
	struct money zero;
	int64_t commission_bp;
	struct entry e;

	*b = (struct books){ .d = d };
	draw_sale(d, &b->sale, MINOR_MAX);
	zero = money_zero(b->sale.c);
	b->funding = (enum funding)draw(d, BY_CARD, ON_CREDIT);
	commission_bp = draw(d, 0, 10000);
	tell(d, "funded by %d, commission %lld bp", b->funding,
	    (long long)commission_bp);
	HOLDS(d,
	    money_rate_bp(&b->commission, b->sale.sum.net, commission_bp) ==
		OK);
	b->bill = (struct bill_sums){ b->sale.sum.total, zero, zero, zero };
	for (size_t i = 0; i < b->sale.n; i++)
		b->lines[i] = (struct refund_line){ b->sale.lines[i].net,
			b->sale.lines[i].tax, zero, zero };
	if (b->funding == BY_TRANSFER) {
		HOLDS(d, entry_bill_issued(&e, company, b->bill.total) == OK);
		post(b, &e);
		books_hold(b);
		while (open_of(b) > 0) {
			receive(b, draw_receipt(b));
			books_hold(b);
		}
	}
	if (b->funding == BY_CARD) {
		b->bill.paid = b->bill.total;
		b->came = b->bill.total.minor;
	}
	order_pays(b, commission_bp);
	books_hold(b);
}

static void
case_books(struct draws *d)
{
	struct books b;
	int64_t left;

	books_open(&b, d);
	for (int64_t steps = draw(d, 0, 10); steps > 0; steps--) {
		left = left_of(&b);
		if (b.funding != BY_CARD && draw_bool(d))
			receive(&b, draw_receipt(&b));
		else if (left > 0 && draw_bool(d))
			give_back(&b, 1 + draw_size(d, left - 1));
		else
			too_much_is_refused(&b, left);
		books_hold(&b);
	}
	left = left_of(&b);
	if (left > 0)
		give_back(&b, left);
	books_hold(&b);
	too_much_is_refused(&b, 0);
	for (size_t i = 0; i < b.sale.n; i++) {
		HOLDS(d, money_eq(b.lines[i].net, b.lines[i].net_back));
		HOLDS(d, money_eq(b.lines[i].tax, b.lines[i].tax_back));
	}
	HOLDS(d, b.balance[ACCOUNT_SELLER_PAYABLE] == 0);
	HOLDS(d, b.balance[ACCOUNT_REVENUE_COMMISSION] == 0);
	HOLDS(d, b.balance[ACCOUNT_TAX_PAYABLE] == 0);
	HOLDS(d, b.balance[ACCOUNT_RECEIVABLE] == 0);
}

static void
test_sale__the_books_hold_to_the_last_refund(void **state)
{
	(void)state;
	check("books", case_books);
}

/* --- the checks can fail -------------------------------------------------- */

/* Wrong: the tax of the whole is not that of its lines. */
static void
case_taxed_at_the_end(struct draws *d)
{
	struct money tax;
	struct sale s;

	draw_sale(d, &s, MINOR_MAX);
	for (size_t i = 0; i < s.n; i++)
		s.lines[i].rate_milli = 19000;
	HOLDS(d, tax_lines(&s.sum, s.c, s.lines, s.n) == OK);
	HOLDS(d, tax_of(&tax, s.sum.net, 19000) == OK);
	HOLDS(d, money_eq(tax, s.sum.tax));
}

/* Wrong: a refund's tax reckoned anew gives back more than there was. */
static void
case_taxed_again(struct draws *d)
{
	struct money tax, back,
	    net = draw_money(d, draw_currency(d), MINOR_MAX);
	int64_t sum = 0;

	HOLDS(d, tax_of(&tax, net, 19000) == OK);
	for (int64_t left = net.minor; left > 0;) {
		struct money part = { 1 + draw_size(d, left - 1),
			net.currency };

		HOLDS(d, tax_of(&back, part, 19000) == OK);
		sum += back.minor;
		left -= part.minor;
		if (d->at > 64)
			break;
	}
	HOLDS(d, sum <= tax.minor);
}

static void
is_found(case_fn run, const char *why, size_t draws_at_most)
{
	const struct generated g = { "a planted fault", run, CASES, SHRINKS };
	struct draws *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	assert_false(generated_holds(&g, d));
	assert_non_null(strstr(d->why, why));
	if (d->n > draws_at_most)
		fail_msg("not made small: %zu draws\n%s", d->n, d->told);
	/* The tape alone tells the case. */
	d->replays = true;
	d->seed = 0;
	if (setjmp(d->out) == 0) {
		d->at = d->ntold = 0;
		run(d);
		fail_msg("it held when it was run again");
	}
	free(d);
}

static void
test_sale__planted_faults_are_found_and_made_small(void **state)
{
	(void)state;
	is_found(case_taxed_at_the_end, "money_eq(tax, s.sum.tax)", 12);
	is_found(case_taxed_again, "sum <= tax.minor", 12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sale__prices_follow_tiers_and_capacities),
		cmocka_unit_test(test_sale__lines_sum_to_totals_and_tax_to_tax),
		cmocka_unit_test(test_sale__stages_sum_to_the_order),
		cmocka_unit_test(
		    test_sale__amounts_are_read_as_they_are_written),
		cmocka_unit_test(test_sale__each_pays_the_tax_of_its_case),
		cmocka_unit_test(test_sale__the_books_hold_to_the_last_refund),
		cmocka_unit_test(
		    test_sale__planted_faults_are_found_and_made_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
