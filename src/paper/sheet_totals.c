#include "sheet.h"

enum {
	PAYMENT_LABEL_W = 104,
	PAYMENT_SHORT_W = 78,
	PAYMENT_GAP = 10,
	NOTE_LINES_MAX = 12
};

#define TOTALS_W 0.54	     /* of the width, at its end */
#define TOTALS_TOP (6 + 5.5) /* above the words of the first */

static const char *const kinds[PAPER_TAX__MAX] = {
	[PAPER_TAX_ZERO] = "tax.zero",
	[PAPER_TAX_EXEMPT] = "tax.exempt",
	[PAPER_TAX_REVERSE] = "tax.reverse",
	[PAPER_TAX_EXPORT] = "tax.export",
	[PAPER_TAX_OUTSIDE] = "tax.outside",
};

static struct str
tax_label(struct sheet *s, const struct paper_tax *t)
{
	struct str name = pen_clean(&s->pen, t->name);
	const struct locale_arg args[] = {
		{ "name", str_empty(name) ? sheet_word(s, "tax.name") : name },
		{ "rate", sheet_percent(s, t->rate_milli) },
		{ "amount", sheet_money(s, t->net) },
		{ "kind",
		    kinds[t->kind] ? sheet_word(s, kinds[t->kind]) : STR("") },
	};

	return sheet_fill(s, kinds[t->kind] ? "tax.none" : "tax.rate", args, 4);
}

static struct money
negative(struct money m)
{
	m.minor = -m.minor;
	return m;
}

/* The widest of the sums, in the face of the totals. */
static double
values_width(struct sheet *s)
{
	const struct bill_paper *b = s->bill;
	bool settles = b->kind == PAPER_SETTLEMENT;
	const struct money sums[] = { b->net, b->total,
		settles ? b->sales : b->tax,
		settles ? b->carried : negative(b->paid) };
	double widest = 0;

	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++) {
		double w = pen_width(
		    &s->pen, FACE_STRONG, sheet_money(s, sums[i]));

		widest = w > widest ? w : widest;
	}
	return widest + 1;
}

/* One sum in the ending part of the page, ruled off from the next. */
static void
total(struct sheet *s, enum pen_face face, struct str label, struct str value)
{
	const struct pen_style words = { face, INK_BLACK, AT_START, WAY_PAGE };
	const struct pen_style amount = { face, INK_BLACK, AT_DIGITS, WAY_LTR };
	double w = s->width * TOTALS_W, x = s->margin + s->width - w;
	double value_w = values_width(s), a, b;

	pen_tag(&s->pen, "LI");
	pen_tag(&s->pen, "Lbl");
	a = pen_text(&s->pen, words,
	    (struct pen_box){ x, s->y + 5.5, w - value_w - 10, 3 }, label);
	pen_untag(&s->pen, "Lbl");
	pen_tag(&s->pen, "LBody");
	b = pen_text(&s->pen, amount,
	    (struct pen_box){ x + w - value_w, s->y + 5.5, value_w, 1 }, value);
	pen_untag(&s->pen, "LBody");
	pen_untag(&s->pen, "LI");
	s->y += (a > b ? a : b) + 11;
}

static void
total_rule(struct sheet *s)
{
	double w = s->width * TOTALS_W;

	pen_rule(&s->pen, s->margin + s->width - w, s->y, w);
}

static void
settlement_sums(struct sheet *s)
{
	const struct bill_paper *b = s->bill;

	total(s, FACE_TEXT, sheet_word(s, "total.sales"),
	    sheet_money(s, b->sales));
	total_rule(s);
	total(s, FACE_TEXT, sheet_word(s, "total.commission"),
	    sheet_money(s, negative(b->commission)));
	if (b->carried.minor) {
		total_rule(s);
		total(s, FACE_TEXT, sheet_word(s, "total.carried"),
		    sheet_money(s, b->carried));
	}
	total_rule(s);
	total(s, FACE_STRONG, sheet_word(s, "total.payout"),
	    sheet_money(s, b->total));
}

static void
sums(struct sheet *s)
{
	const struct bill_paper *b = s->bill;
	bool credit = b->kind == PAPER_CREDIT_NOTE;

	s->y += 6;
	if (b->kind == PAPER_SETTLEMENT) {
		settlement_sums(s);
		return;
	}
	total(s, FACE_TEXT, sheet_word(s, "total.net"), sheet_money(s, b->net));
	for (size_t i = 0; i < b->ntaxes; i++) {
		total_rule(s);
		total(s, FACE_TEXT, tax_label(s, &b->taxes[i]),
		    sheet_money(s, b->taxes[i].tax));
	}
	total_rule(s);
	total(s, FACE_STRONG,
	    sheet_word(s, credit ? "total.credit" : "total.total"),
	    sheet_money(s, b->total));
	if (credit)
		return;
	if (b->paid.minor) {
		total_rule(s);
		total(s, FACE_TEXT, sheet_word(s, "total.paid"),
		    sheet_money(s, negative(b->paid)));
	}
	total_rule(s);
	total(s, FACE_STRONG, sheet_word(s, "total.open"),
	    sheet_money(s, b->open));
}

void
sheet_totals(struct sheet *s)
{
	pen_tag(&s->pen, "L");
	sums(s);
	pen_untag(&s->pen, "L");
}

double
sheet_totals_height(struct sheet *s)
{
	return sheet_height(s, sheet_totals);
}

static void
heading(struct sheet *s, const char *key)
{
	const struct pen_style style = { FACE_STRONG, INK_BLACK, AT_START,
		WAY_PAGE };

	pen_tag(&s->pen, "H3");
	s->y += pen_text(&s->pen, style,
	    (struct pen_box){ s->margin, s->y, s->width, 1 },
	    sheet_word(s, key));
	pen_untag(&s->pen, "H3");
	s->y += 5;
}

static void
transfer_to(struct sheet *s, double label_w)
{
	const struct paper_bank *k = &s->bill->bank;

	sheet_fact(s, "payment.holder", label_w, WAY_OWN,
	    pen_clean(&s->pen, k->holder));
	sheet_fact(
	    s, "payment.bank", label_w, WAY_OWN, pen_clean(&s->pen, k->bank));
}

static void
transfer_account(struct sheet *s, double label_w)
{
	const struct paper_bank *k = &s->bill->bank;

	sheet_fact(s, "payment.account", label_w, WAY_LTR,
	    pen_clean(&s->pen, k->account));
	sheet_fact(
	    s, "payment.bic", label_w, WAY_LTR, pen_clean(&s->pen, k->bic));
	sheet_fact(s, "payment.reference", label_w, WAY_LTR,
	    pen_clean(&s->pen, k->reference));
}

static void
transfer(struct sheet *s)
{
	s->y += 18;
	heading(s, "payment.transfer");
	pen_tag(&s->pen, "L");
	transfer_to(s, PAYMENT_LABEL_W);
	transfer_account(s, PAYMENT_LABEL_W);
	pen_untag(&s->pen, "L");
}

/* The same in what the totals leave free of the page's width. */
static void
transfer_beside(struct sheet *s)
{
	double width = s->width;

	s->width = width * (1 - TOTALS_W) - PAYMENT_GAP;
	heading(s, "payment.transfer");
	pen_tag(&s->pen, "L");
	transfer_to(s, PAYMENT_SHORT_W);
	transfer_account(s, PAYMENT_SHORT_W);
	pen_untag(&s->pen, "L");
	s->width = width;
}

/* A page of its own would hold nothing else. */
static void
transfer_fit(struct sheet *s)
{
	double end = s->y, begin = end - sheet_totals_height(s) + TOTALS_TOP;

	if (end + sheet_height(s, transfer) > s->bottom &&
	    str_empty(s->bill->means) &&
	    begin + sheet_height(s, transfer_beside) <= s->bottom) {
		s->y = begin;
		transfer_beside(s);
		s->y = s->y > end ? s->y : end;
		return;
	}
	sheet_room(s, sheet_height(s, transfer));
	transfer(s);
}

static void
means(struct sheet *s)
{
	s->y += 18;
	pen_tag(&s->pen, "L");
	sheet_fact(s, "payment.means", PAYMENT_LABEL_W, WAY_OWN,
	    pen_clean(&s->pen, s->bill->means));
	pen_untag(&s->pen, "L");
}

void
sheet_payment(struct sheet *s)
{
	const struct bill_paper *b = s->bill;
	bool owed = b->open.minor > 0 && b->kind != PAPER_CREDIT_NOTE &&
	    b->kind != PAPER_SETTLEMENT && b->status != PAPER_VOID;

	if (!str_empty(b->means)) {
		sheet_room(s, sheet_height(s, means));
		means(s);
	}
	if (owed && !str_empty(b->bank.account))
		transfer_fit(s);
}

void
sheet_notes(struct sheet *s)
{
	const struct pen_style style = { FACE_SMALL, INK_GREY, AT_START,
		WAY_OWN };

	s->y += 18;
	for (size_t i = 0; i < s->bill->nnotes; i++) {
		struct str note = pen_clean_lines(&s->pen, s->bill->notes[i]);
		struct pen_box box = { s->margin, s->y, s->width,
			NOTE_LINES_MAX };
		bool drawing = s->pen.drawing;
		double height;

		s->pen.drawing = false;
		height = pen_text(&s->pen, style, box, note);
		s->pen.drawing = drawing;
		sheet_room(s, height);
		box.y = s->y;
		pen_tag(&s->pen, "P");
		pen_text(&s->pen, style, box, note);
		pen_untag(&s->pen, "P");
		s->y += height + 5;
	}
}
