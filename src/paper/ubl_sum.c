#include "ubl.h"

int64_t
ubl_round(const struct ubl *u, int64_t minor)
{
	int64_t half = u->unit / 2;

	return (minor < 0 ? minor - half : minor + half) / u->unit;
}

/* What is charged at no rate is zero-rated (BR-S-05). */
static enum paper_tax_kind
kind_alone(const struct paper_line *l)
{
	return l->tax_kind == PAPER_TAX_STANDARD && l->rate_milli == 0
	    ? PAPER_TAX_ZERO
	    : l->tax_kind;
}

enum paper_tax_kind
ubl_kind(const struct ubl *u, const struct paper_line *l)
{
	enum paper_tax_kind kind = kind_alone(l);

	return kind == PAPER_TAX_OUTSIDE && !u->outside ? PAPER_TAX_EXEMPT
							: kind;
}

struct ubl_tax *
ubl_tax_of(struct ubl *u, const struct paper_line *l)
{
	enum paper_tax_kind kind = ubl_kind(u, l);

	for (size_t i = 0; i < u->ntaxes; i++) {
		if (u->taxes[i].kind == kind &&
		    u->taxes[i].rate_milli == l->rate_milli)
			return &u->taxes[i];
	}
	return NULL;
}

static enum err
line_sum(struct ubl *u, const struct paper_line *l)
{
	struct ubl_tax *t = ubl_tax_of(u, l);
	enum err e;

	if (t == NULL) {
		if (u->ntaxes == PAPER_TAXES_MAX)
			return ERR_LIMIT;
		t = &u->taxes[u->ntaxes++];
		*t = (struct ubl_tax){ ubl_kind(u, l), l->rate_milli,
			money_zero(u->currency), money_zero(u->currency), 0, 0,
			0, 0 };
	}
	e = money_add(&t->net, t->net, l->net);
	return e != OK ? e : money_add(&t->tax, t->tax, l->tax);
}

static bool
is_outside(const struct bill_paper *b)
{
	for (size_t i = 0; i < b->nlines; i++) {
		if (b->lines[i].tax_kind != PAPER_TAX_OUTSIDE)
			return false;
	}
	return true;
}

/*
 * Running sums are rounded, and each amount is what it adds to them: so the
 * parts sum to the whole as they are shown (BR-CO-10, -14, BR-S-08).
 */
static void
taxes_round(struct ubl *u)
{
	int64_t net = 0, tax = 0;

	for (size_t i = 0; i < u->ntaxes; i++) {
		struct ubl_tax *t = &u->taxes[i];

		t->before_minor = net;
		t->net_shown = ubl_round(u, net + t->net.minor) -
		    ubl_round(u, net);
		t->tax_shown = ubl_round(u, tax + t->tax.minor) -
		    ubl_round(u, tax);
		net += t->net.minor;
		tax += t->tax.minor;
	}
	u->net = ubl_round(u, net);
	u->tax = ubl_round(u, tax);
	u->total = u->net + u->tax;
}

int64_t
ubl_line_net(struct ubl *u, const struct paper_line *l)
{
	struct ubl_tax *t = ubl_tax_of(u, l);
	int64_t from = t->before_minor + t->lines_minor;

	t->lines_minor += l->net.minor;
	return ubl_round(u, from + l->net.minor) - ubl_round(u, from);
}

enum err
ubl_sum(struct ubl *u)
{
	const struct bill_paper *b = u->bill;
	unsigned decimals;
	enum err e = OK;

	u->credit = b->kind == PAPER_CREDIT_NOTE;
	u->outside = is_outside(b);
	u->currency = b->total.currency;
	u->unit = 1;
	for (decimals = currency_exponent(u->currency); decimals > UBL_DECIMALS;
	     decimals--)
		u->unit *= 10;
	for (size_t i = 0; e == OK && i < b->nlines; i++)
		e = line_sum(u, &b->lines[i]);
	taxes_round(u);
	/* What a credit note gives is not paid to it. */
	u->paid = u->credit ? 0 : ubl_round(u, b->paid.minor);
	u->payable = ubl_round(u, u->credit ? b->total.minor : b->open.minor);
	return e;
}
