#include "sheet.h"

enum { TEXT_LINES_MAX = 8, DETAIL_LINES_MAX = 5, KEPT_LINES = 2 };

static const double gap = 14, pad = 7, carry_height = 25;

/* NULL: a paper of this kind has no such column. */
static const char *
head_key(const struct sheet *s, int column)
{
	static const char *const bill[COLUMN__MAX] = {
		[COLUMN_TEXT] = "column.text",
		[COLUMN_QUANTITY] = "column.quantity",
		[COLUMN_UNIT] = "column.unit",
		[COLUMN_TAX] = "column.tax",
		[COLUMN_NET] = "column.net",
	};
	static const char *const settlement[COLUMN__MAX] = {
		[COLUMN_TEXT] = "column.text",
		[COLUMN_UNIT] = "column.sales",
		[COLUMN_TAX] = "column.commission",
		[COLUMN_NET] = "column.payable",
	};

	return s->bill->kind == PAPER_SETTLEMENT ? settlement[column]
						 : bill[column];
}

static const struct pen_style text = { FACE_TEXT, INK_BLACK, AT_START,
	WAY_OWN };
static const struct pen_style detail = { FACE_SMALL, INK_GREY, AT_START,
	WAY_PAGE };
static const struct pen_style number = { FACE_TEXT, INK_BLACK, AT_DIGITS,
	WAY_LTR };

static struct str
cell_text(struct sheet *s, const struct paper_line *l, enum sheet_column c)
{
	switch (c) {
	case COLUMN_QUANTITY:
		return sheet_number(s, l->quantity);
	case COLUMN_UNIT:
		return sheet_amount(s, l->unit);
	case COLUMN_TAX:
		return s->bill->kind == PAPER_SETTLEMENT
		    ? sheet_amount(s, l->tax)
		    : sheet_percent(s, l->rate_milli);
	default:
		return sheet_amount(s, l->net);
	}
}

/* Digits are of one width, so the longest text is the widest. */
static struct str
longest(struct sheet *s, enum sheet_column c)
{
	const struct bill_paper *b = s->bill;
	struct str widest = c == COLUMN_NET ? sheet_amount(s, b->net) : STR("");

	for (size_t i = 0; i < b->nlines; i++) {
		struct arena_mark m = arena_mark(s->pen.arena);
		struct str t = cell_text(s, &b->lines[i], c);

		if (t.n > widest.n)
			widest = t;
		else
			arena_rewind(s->pen.arena, m);
	}
	return widest;
}

static void
columns_measure(struct sheet *s)
{
	double end = s->margin + s->width;

	for (int c = COLUMN__MAX - 1; c > COLUMN_TEXT; c--) {
		if (head_key(s, c) == NULL)
			continue;
		double head = pen_width(
		    &s->pen, FACE_LABEL, sheet_word(s, head_key(s, c)));
		double cells = pen_width(&s->pen, FACE_TEXT, longest(s, c));

		s->w[c] = (head > cells ? head : cells) + 1;
		s->x[c] = end - s->w[c];
		end = s->x[c] - gap;
	}
	s->x[COLUMN_TEXT] = s->margin;
	s->w[COLUMN_TEXT] = end - s->margin;
}

/* Who sold it and for when. */
static struct str
origin(struct sheet *s, const struct paper_line *l)
{
	const struct locale_arg seller = { "seller",
		pen_clean(&s->pen, l->seller) };
	struct str period = sheet_period(s, l->from_day, l->to_day), sold, both;

	if (str_empty(seller.value))
		return period;
	sold = sheet_fill(s, "line.seller", &seller, 1);
	if (str_empty(period))
		return sold;
	both = arena_printf(
	    s->pen.arena, "%.*s \u00b7 %.*s", STR_FMT(sold), STR_FMT(period));
	if (!both.p)
		s->pen.err = ERR_NOMEM;
	return both.p ? both : STR("");
}

static struct str
order_text(struct sheet *s, const struct paper_line *l)
{
	const struct locale_arg order = { "order",
		pen_clean(&s->pen, l->order) };

	return str_empty(order.value) ? STR("")
				      : sheet_fill(s, "line.order", &order, 1);
}

static void
paragraph(struct sheet *s, struct pen_style style, struct pen_box *box,
    struct str words)
{
	if (str_empty(words))
		return;
	pen_tag(&s->pen, "P");
	box->y += pen_text(&s->pen, style, *box, words);
	pen_untag(&s->pen, "P");
}

static double
description(struct sheet *s, const struct paper_line *l)
{
	struct pen_box box = { s->x[COLUMN_TEXT], s->y + pad, s->w[COLUMN_TEXT],
		TEXT_LINES_MAX };

	paragraph(s, text, &box, pen_clean(&s->pen, l->text));
	box.y += 1;
	box.max_lines = DETAIL_LINES_MAX;
	paragraph(s, detail, &box, pen_clean(&s->pen, l->detail));
	paragraph(s, detail, &box, origin(s, l));
	paragraph(s, detail, &box, order_text(s, l));
	return box.y - s->y + pad;
}

/* The height of a line's row; drawn at s->y when the pen draws. */
static double
row(struct sheet *s, const struct paper_line *l)
{
	struct arena_mark m = arena_mark(s->pen.arena);
	double height;

	pen_tag(&s->pen, "TR");
	pen_tag(&s->pen, "TD");
	height = description(s, l);
	pen_untag(&s->pen, "TD");
	for (int c = COLUMN_QUANTITY; s->pen.drawing && c < COLUMN__MAX; c++) {
		if (head_key(s, c) == NULL)
			continue;
		pen_tag(&s->pen, "TD");
		pen_text(&s->pen, number,
		    (struct pen_box){ s->x[c], s->y + pad, s->w[c], 1 },
		    cell_text(s, l, c));
		pen_untag(&s->pen, "TD");
	}
	pen_untag(&s->pen, "TR");
	arena_rewind(s->pen.arena, m);
	return height;
}

enum err
sheet_table_measure(struct sheet *s)
{
	const struct bill_paper *b = s->bill;

	s->heights = ARENA_NEWS(s->pen.arena, float, b->nlines);
	if (!s->heights)
		return ERR_NOMEM;
	columns_measure(s);
	s->y = 0;
	for (size_t i = 0; i < b->nlines && !s->pen.err; i++)
		s->heights[i] = (float)row(s, &b->lines[i]);
	return s->pen.err;
}

/* The names of the columns; on later pages they are no new structure. */
static void
head(struct sheet *s, bool first)
{
	double height = 0;

	if (first)
		pen_tag(&s->pen, "TR");
	for (int c = 0; c < COLUMN__MAX; c++) {
		const struct pen_style style = { FACE_LABEL, INK_GREY,
			c == COLUMN_TEXT ? AT_START : AT_DIGITS, WAY_PAGE };
		double h;

		if (head_key(s, c) == NULL)
			continue;
		if (first)
			pen_tag(&s->pen, "TH");
		h = pen_text(&s->pen, style,
		    (struct pen_box){ s->x[c], s->y, s->w[c], 2 },
		    sheet_word(s, head_key(s, c)));
		if (first)
			pen_untag(&s->pen, "TH");
		height = h > height ? h : height;
	}
	if (first)
		pen_untag(&s->pen, "TR");
	s->y += height + 6;
	pen_bar(&s->pen, (struct pen_box){ s->margin, s->y, s->width, 0 }, 0.9,
	    INK_BLACK);
}

static void
carry(struct sheet *s, const char *key, struct money sum)
{
	const struct pen_style word = { FACE_SMALL, INK_GREY, AT_START,
		WAY_PAGE };
	const struct pen_style amount = { FACE_SMALL, INK_GREY, AT_DIGITS,
		WAY_LTR };

	pen_text(&s->pen, word,
	    (struct pen_box){ s->margin, s->y + pad, s->width / 2, 1 },
	    sheet_word(s, key));
	pen_text(&s->pen, amount,
	    (struct pen_box){
		s->x[COLUMN_NET], s->y + pad, s->w[COLUMN_NET], 1 },
	    sheet_amount(s, sum));
	s->y += carry_height;
}

static double
rows_height(const struct sheet *s, size_t from)
{
	double sum = 0;

	for (size_t i = from; i < s->bill->nlines; i++)
		sum += (double)s->heights[i];
	return sum;
}

/*
 * The last lines stand on one page with the totals, unless even an empty
 * page is too small for that.
 */
static bool
must_break(struct sheet *s, size_t i)
{
	size_t n = s->bill->nlines;
	size_t kept = n > KEPT_LINES ? n - KEPT_LINES : 0;
	double room = s->bottom - s->y;

	if (i == kept) {
		double all = rows_height(s, i) + sheet_totals_height(s);

		if (all <= s->bottom - s->top - 2 * carry_height)
			return all > room;
	}
	return (double)s->heights[i] + (i + 1 < n ? carry_height : 0) > room;
}

static void
table_break(struct sheet *s, size_t i, struct money sum)
{
	if (i > 0)
		carry(s, "line.forward", sum);
	sheet_break(s);
	head(s, false);
	if (i > 0) {
		carry(s, "line.brought", sum);
		pen_rule(&s->pen, s->margin, s->y, s->width);
	}
}

void
sheet_table(struct sheet *s)
{
	const struct bill_paper *b = s->bill;
	struct money sum = money_zero(b->net.currency);

	sheet_room(s, (double)s->heights[0] + 2 * carry_height);
	pen_tag(&s->pen, "Table");
	head(s, true);
	for (size_t i = 0; i < b->nlines && !s->pen.err; i++) {
		enum err e = money_add(&sum, sum, b->lines[i].net);

		if (i > 0 && must_break(s, i)) {
			struct money before = sum;

			before.minor -= b->lines[i].net.minor;
			table_break(s, i, before);
		}
		if (s->pen.drawing)
			row(s, &b->lines[i]);
		s->y += (double)s->heights[i];
		pen_rule(&s->pen, s->margin, s->y, s->width);
		s->pen.err = s->pen.err ? s->pen.err : e;
	}
	pen_untag(&s->pen, "Table");
}
