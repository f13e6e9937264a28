#include "sheet.h"

#include "base/sys.h"
#include "locale/format.h"

/* All facts with all their lines leave room on the first page. */
enum { TEXT_BYTES_MAX = 64 * 1024, FACT_LINES_MAX = 4 };

struct str
sheet_word(const struct sheet *s, const char *key)
{
	return locale_text(s->locale, key);
}

/* What was written, as a string of the arena. */
static struct str
kept(struct sheet *s, struct buf *b)
{
	enum err e = buf_err(b);
	struct str out = e ? STR("") : str_copy(s->pen.arena, buf_str(b));

	buf_close(b);
	if (e || !out.p) {
		s->pen.err = e ? e : ERR_NOMEM;
		return STR("");
	}
	return out;
}

struct str
sheet_money(struct sheet *s, struct money m)
{
	struct buf b;

	buf_open(&b, TEXT_BYTES_MAX);
	format_money(&b, locale_name(s->locale), m);
	return kept(s, &b);
}

struct str
sheet_amount(struct sheet *s, struct money m)
{
	struct buf b;

	buf_open(&b, TEXT_BYTES_MAX);
	format_amount(&b, locale_name(s->locale), m);
	return kept(s, &b);
}

struct str
sheet_number(struct sheet *s, int64_t n)
{
	struct buf b;

	buf_open(&b, TEXT_BYTES_MAX);
	format_number(&b, locale_name(s->locale), n);
	return kept(s, &b);
}

struct str
sheet_percent(struct sheet *s, int64_t rate_milli)
{
	struct buf b;

	buf_open(&b, TEXT_BYTES_MAX);
	format_percent(&b, locale_name(s->locale), rate_milli);
	return kept(s, &b);
}

struct str
sheet_date(struct sheet *s, int64_t day)
{
	struct buf b;

	if (day == PAPER_NO_DAY)
		return STR("");
	buf_open(&b, TEXT_BYTES_MAX);
	format_date(&b, locale_name(s->locale), day * DAY_US);
	return kept(s, &b);
}

struct str
sheet_fill(struct sheet *s, const char *key, const struct locale_arg *args,
    size_t nargs)
{
	struct locale_arg own[4];
	struct buf b;

	buf_open(&b, TEXT_BYTES_MAX);
	for (size_t i = 0; i < nargs; i++)
		own[i] = (struct locale_arg){ args[i].name,
			pen_isolate(&s->pen, args[i].value) };
	locale_fill(&b, sheet_word(s, key), own, nargs);
	return kept(s, &b);
}

struct str
sheet_period(struct sheet *s, int64_t from_day, int64_t to_day)
{
	const struct locale_arg args[] = {
		{ "from", sheet_date(s, from_day) },
		{ "to", sheet_date(s, to_day) },
	};

	if (from_day == PAPER_NO_DAY || to_day == PAPER_NO_DAY)
		return STR("");
	return sheet_fill(s, "line.period", args, 2);
}

struct str
sheet_title(const struct sheet *s)
{
	static const char *const keys[] = {
		[PAPER_BILL] = "title.bill",
		[PAPER_CREDIT_NOTE] = "title.credit_note",
		[PAPER_STATEMENT] = "title.statement",
		[PAPER_SETTLEMENT] = "title.settlement",
	};

	return sheet_word(s, keys[s->bill->kind]);
}

/* What is not above zero is paid with a later one. */
static const char *
payout_key(const struct bill_paper *b)
{
	if (b->total.minor <= 0)
		return "headline.carried";
	return b->status == PAPER_PAID ? "headline.paid_out"
				       : "headline.payout";
}

static const char *
headline_key(const struct bill_paper *b)
{
	if (b->kind == PAPER_SETTLEMENT)
		return payout_key(b);
	if (b->status == PAPER_VOID)
		return "headline.void";
	if (b->kind == PAPER_CREDIT_NOTE)
		return "headline.credited";
	if (b->status == PAPER_PAID)
		return b->paid_day == PAPER_NO_DAY ? "headline.settled"
						   : "headline.paid";
	if (b->due_day == PAPER_NO_DAY)
		return "headline.open";
	return b->status == PAPER_OVERDUE ? "headline.overdue" : "headline.due";
}

struct str
sheet_headline(struct sheet *s)
{
	const struct bill_paper *b = s->bill;
	bool paid = b->status == PAPER_PAID;
	bool whole = paid || b->kind == PAPER_CREDIT_NOTE ||
	    b->kind == PAPER_SETTLEMENT;
	const struct locale_arg args[] = {
		{ "amount", sheet_money(s, whole ? b->total : b->open) },
		{ "date", sheet_date(s, paid ? b->paid_day : b->due_day) },
	};

	return sheet_fill(s, headline_key(b), args, 2);
}

void
sheet_room(struct sheet *s, double height)
{
	if (s->y + height > s->bottom)
		sheet_break(s);
}

double
sheet_height(struct sheet *s, void (*part)(struct sheet *))
{
	struct arena_mark m = arena_mark(s->pen.arena);
	bool drawing = s->pen.drawing;
	double y = s->y, height;

	s->pen.drawing = false;
	part(s);
	height = s->y - y;
	s->y = y;
	s->pen.drawing = drawing;
	arena_rewind(s->pen.arena, m);
	return height;
}

void
sheet_fact(struct sheet *s, const char *key, double label_w, enum pen_way way,
    struct str value)
{
	const struct pen_style label = { FACE_TEXT, INK_GREY, AT_START,
		WAY_PAGE };
	const struct pen_style text = { FACE_TEXT, INK_BLACK, AT_START, way };
	double gap = 8, a, b;

	if (str_empty(value))
		return;
	pen_tag(&s->pen, "LI");
	pen_tag(&s->pen, "Lbl");
	a = pen_text(&s->pen, label,
	    (struct pen_box){ s->margin, s->y, label_w - gap, 2 },
	    sheet_word(s, key));
	pen_untag(&s->pen, "Lbl");
	pen_tag(&s->pen, "LBody");
	b = pen_text(&s->pen, text,
	    (struct pen_box){
		s->margin + label_w, s->y, s->width - label_w, FACT_LINES_MAX },
	    value);
	pen_untag(&s->pen, "LBody");
	pen_untag(&s->pen, "LI");
	s->y += (a > b ? a : b) + 1.5;
}
