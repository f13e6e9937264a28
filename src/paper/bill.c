#include "paper/bill.h"

#include <stdbool.h>

#include "base/bounds.h"

/* The first fault sticks. */
struct checking {
	const struct bill_paper *b;
	enum err err;
	struct str why;
};

static void
fault(struct checking *k, enum err e, struct str why)
{
	if (k->err == OK) {
		k->err = e;
		k->why = why;
	}
}

static void
add(struct checking *k, struct money *sum, struct money m)
{
	enum err e = money_add(sum, *sum, m);

	if (e)
		fault(k, e, STR("amounts of two currencies, or too large"));
}

static void
equal(struct checking *k, struct money a, struct money b, struct str why)
{
	if (!money_eq(a, b))
		fault(k, ERR_INVALID, why);
}

static void
counts_check(struct checking *k)
{
	const struct bill_paper *b = k->b;

	if (b->nlines == 0)
		fault(k, ERR_INVALID, STR("it has no line"));
	if (b->nlines > PAPER_LINES_MAX || b->ntaxes > PAPER_TAXES_MAX ||
	    b->nnotes > PAPER_NOTES_MAX || b->norders > PAPER_ORDERS_MAX ||
	    b->issuer.naddress > PAPER_ADDRESS_MAX ||
	    b->customer.naddress > PAPER_ADDRESS_MAX)
		fault(k, ERR_LIMIT, STR("more of something than bounds.h has"));
}

static bool
in_list(int value, int end)
{
	return value >= 0 && value < end;
}

static void
names_check(struct checking *k)
{
	const struct bill_paper *b = k->b;

	if (str_empty(b->number) || str_empty(b->issuer.name) ||
	    str_empty(b->customer.name))
		fault(k, ERR_INVALID, STR("number, issuer or customer empty"));
	if (b->issued_day == PAPER_NO_DAY)
		fault(k, ERR_INVALID, STR("no day of issue"));
	if ((b->kind == PAPER_CREDIT_NOTE) == str_empty(b->corrects))
		fault(k, ERR_INVALID,
		    STR("a credit note, and nothing else, names a bill"));
	if (!in_list(b->kind, PAPER_SETTLEMENT + 1) ||
	    !in_list(b->status, PAPER_STATUS__MAX) ||
	    !in_list(b->size, PAPER_LETTER + 1))
		fault(k, ERR_INVALID, STR("kind, status or size unknown"));
}

/* Each line belongs to one tax, and each tax is the sum of its lines. */
static void
tax_check(struct checking *k, const struct paper_tax *t)
{
	struct money net = money_zero(k->b->total.currency), tax = net;
	const struct paper_line *l = k->b->lines;

	for (size_t i = 0; i < k->b->nlines; i++) {
		if (l[i].tax_kind != t->kind ||
		    l[i].rate_milli != t->rate_milli)
			continue;
		add(k, &net, l[i].net);
		add(k, &tax, l[i].tax);
	}
	equal(k, net, t->net, STR("a tax's net is not that of its lines"));
	equal(k, tax, t->tax, STR("a tax is not that of its lines"));
	if (!in_list(t->kind, PAPER_TAX__MAX) || t->rate_milli < 0)
		fault(k, ERR_INVALID, STR("a tax's kind or rate is unknown"));
}

static void
sums_check(struct checking *k)
{
	const struct bill_paper *b = k->b;
	struct money net = money_zero(b->total.currency), tax = net, all = net;
	struct money lines = net, settled = net;

	for (size_t i = 0; i < b->nlines; i++)
		add(k, &lines, b->lines[i].net);
	for (size_t i = 0; i < b->ntaxes && k->err == OK; i++) {
		tax_check(k, &b->taxes[i]);
		add(k, &net, b->taxes[i].net);
		add(k, &tax, b->taxes[i].tax);
	}
	add(k, &all, b->net);
	add(k, &all, b->tax);
	add(k, &settled, b->paid);
	add(k, &settled, b->open);
	equal(k, lines, b->net, STR("the lines do not sum to the net"));
	equal(k, net, b->net, STR("the taxes' nets do not sum to the net"));
	equal(k, tax, b->tax, STR("the taxes do not sum to the tax"));
	equal(k, all, b->total, STR("net and tax are not the total"));
	equal(k, settled, b->total, STR("paid and open are not the total"));
}

static void
settlement_check(struct checking *k)
{
	const struct bill_paper *b = k->b;
	struct money sales = money_zero(b->total.currency), payable = sales;
	struct money commission = sales, net = sales, all = sales;

	for (size_t i = 0; i < b->nlines; i++) {
		add(k, &sales, b->lines[i].unit);
		add(k, &commission, b->lines[i].tax);
		add(k, &payable, b->lines[i].net);
	}
	add(k, &net, b->net);
	add(k, &net, b->commission);
	add(k, &all, b->net);
	add(k, &all, b->carried);
	equal(k, sales, b->sales, STR("the lines do not sum to the sales"));
	equal(k, commission, b->commission,
	    STR("the lines do not sum to the commission"));
	equal(k, payable, b->net, STR("the lines do not sum to the net"));
	equal(k, net, b->sales, STR("net and commission are not the sales"));
	equal(k, all, b->total, STR("net and carried are not the total"));
}

enum err
bill_paper_check(const struct bill_paper *b, struct str *why)
{
	struct checking k = { .b = b };

	*why = STR("");
	counts_check(&k);
	names_check(&k);
	if (k.err == OK && b->kind == PAPER_SETTLEMENT)
		settlement_check(&k);
	else if (k.err == OK)
		sums_check(&k);
	if (k.err)
		*why = k.why;
	return k.err;
}

const char *
paper_tax_code(enum paper_tax_kind k)
{
	static const char *const codes[] = {
		[PAPER_TAX_STANDARD] = "S",
		[PAPER_TAX_ZERO] = "Z",
		[PAPER_TAX_EXEMPT] = "E",
		[PAPER_TAX_REVERSE] = "AE",
		[PAPER_TAX_EXPORT] = "G",
		[PAPER_TAX_OUTSIDE] = "O",
	};

	return codes[k];
}

enum paper_size
paper_size_in(struct str country)
{
	static const char *const letter[] = { "BZ", "CA", "CL", "CO", "CR",
		"GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE" };

	for (size_t i = 0; i < sizeof(letter) / sizeof(*letter); i++) {
		if (str_is(country, letter[i]))
			return PAPER_LETTER;
	}
	return PAPER_A4;
}
