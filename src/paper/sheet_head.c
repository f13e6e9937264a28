#include "sheet.h"

#include <stdio.h>

enum { PARTY_LINES_MAX = 3, FACT_LABEL_W = 104, ORDERS_BYTES_MAX = 64 * 1024 };

static const struct pen_style title = { FACE_TITLE, INK_BLACK, AT_START,
	WAY_PAGE };
static const struct pen_style name = { FACE_NAME, INK_BLACK, AT_END, WAY_OWN };
static const struct pen_style label = { FACE_TEXT, INK_GREY, AT_START,
	WAY_PAGE };
static const struct pen_style strong = { FACE_STRONG, INK_BLACK, AT_START,
	WAY_OWN };
static const struct pen_style text = { FACE_TEXT, INK_BLACK, AT_START,
	WAY_OWN };
static const struct pen_style page_text = { FACE_TEXT, INK_BLACK, AT_START,
	WAY_PAGE };
static const struct pen_style small = { FACE_SMALL, INK_GREY, AT_START,
	WAY_PAGE };
static const struct pen_style small_end = { FACE_SMALL, INK_GREY, AT_END,
	WAY_PAGE };

static void
title_line(struct sheet *s)
{
	double half = s->width * 0.5 - 8, a, b;

	pen_bar(
	    &s->pen, (struct pen_box){ 0, 0, s->pen.width, 0 }, 5, INK_ACCENT);
	pen_tag(&s->pen, "H1");
	a = pen_text(&s->pen, title,
	    (struct pen_box){ s->margin, s->y, half, 2 }, sheet_title(s));
	pen_untag(&s->pen, "H1");
	pen_tag(&s->pen, "P");
	b = pen_text(&s->pen, name,
	    (struct pen_box){
		s->margin + s->width - half, s->y + 5.5, half, 3 },
	    pen_clean(&s->pen, s->bill->issuer.name));
	pen_untag(&s->pen, "P");
	s->y += (a > b + 5.5 ? a : b + 5.5) + 14;
}

static struct str
orders(struct sheet *s)
{
	const struct bill_paper *b = s->bill;
	struct str out;
	struct buf all;

	buf_open(&all, ORDERS_BYTES_MAX);
	for (size_t i = 0; i < b->norders; i++) {
		if (i)
			buf_add_cstr(&all, ", ");
		buf_add(&all, b->orders[i]);
	}
	out = buf_err(&all) ? STR("") : pen_clean(&s->pen, buf_str(&all));
	buf_close(&all);
	return out;
}

static void
facts(struct sheet *s)
{
	const struct bill_paper *b = s->bill;
	struct pen *p = &s->pen;

	pen_tag(p, "L");
	sheet_fact(
	    s, "fact.number", FACT_LABEL_W, WAY_LTR, pen_clean(p, b->number));
	sheet_fact(s, "fact.corrects", FACT_LABEL_W, WAY_LTR,
	    pen_clean(p, b->corrects));
	sheet_fact(s, "fact.issued", FACT_LABEL_W, WAY_PAGE,
	    sheet_date(s, b->issued_day));
	sheet_fact(
	    s, "fact.due", FACT_LABEL_W, WAY_PAGE, sheet_date(s, b->due_day));
	sheet_fact(s, "fact.period", FACT_LABEL_W, WAY_PAGE,
	    sheet_period(s, b->from_day, b->to_day));
	sheet_fact(s, b->norders == 1 ? "fact.order" : "fact.orders",
	    FACT_LABEL_W, WAY_LTR, orders(s));
	sheet_fact(
	    s, "fact.stage", FACT_LABEL_W, WAY_PAGE, pen_clean(p, b->stage));
	sheet_fact(s, "fact.po_number", FACT_LABEL_W, WAY_OWN,
	    pen_clean(p, b->po_number));
	sheet_fact(s, "fact.cost_centre", FACT_LABEL_W, WAY_OWN,
	    pen_clean(p, b->cost_centre));
	pen_untag(p, "L");
}

struct column {
	struct sheet *s;
	struct pen_box box;
};

static void
column_add(struct column *c, struct pen_style style, struct str line)
{
	if (str_empty(line))
		return;
	pen_tag(&c->s->pen, "P");
	c->box.y += pen_text(&c->s->pen, style, c->box, line) + 0.5;
	pen_untag(&c->s->pen, "P");
}

static double
party(struct sheet *s, const char *key, const struct paper_party *who,
    struct pen_box box)
{
	struct column c = { s, box };
	const struct locale_arg number = { "number",
		pen_clean(&s->pen, who->tax_number) };

	pen_tag(&s->pen, "Div");
	column_add(&c, label, sheet_word(s, key));
	c.box.y += 1.5;
	column_add(&c, strong, pen_clean(&s->pen, who->name));
	for (size_t i = 0; i < who->naddress; i++)
		column_add(&c, text, pen_clean(&s->pen, who->address[i]));
	column_add(&c, text, pen_clean(&s->pen, who->country_name));
	column_add(&c, text, pen_clean(&s->pen, who->contact));
	if (!str_empty(number.value))
		column_add(&c, page_text,
		    sheet_fill(s, "party.tax_number", &number, 1));
	pen_untag(&s->pen, "Div");
	return c.box.y;
}

static void
parties(struct sheet *s)
{
	const struct bill_paper *b = s->bill;
	double w = s->width / 2 - 12, from, to;

	s->y += 15;
	from = party(s, "party.issuer", &b->issuer,
	    (struct pen_box){ s->margin, s->y, w, PARTY_LINES_MAX });
	to = party(s,
	    b->kind == PAPER_CREDIT_NOTE      ? "party.credited"
		: b->kind == PAPER_SETTLEMENT ? "party.seller"
					      : "party.customer",
	    &b->customer,
	    (struct pen_box){
		s->margin + s->width - w, s->y, w, PARTY_LINES_MAX });
	s->y = from > to ? from : to;
}

static void
headline(struct sheet *s)
{
	const struct bill_paper *b = s->bill;
	bool alarm = b->status == PAPER_VOID || b->status == PAPER_OVERDUE;
	const struct pen_style style = { FACE_HEADLINE,
		alarm ? INK_ALARM : INK_BLACK, AT_START, WAY_PAGE };
	const struct pen_style link = { FACE_STRONG, INK_ACCENT, AT_START,
		WAY_PAGE };

	s->y += 22;
	pen_tag(&s->pen, "H2");
	s->y += pen_text(&s->pen, style,
	    (struct pen_box){ s->margin, s->y, s->width, 3 },
	    sheet_headline(s));
	pen_untag(&s->pen, "H2");
	pen_tag(&s->pen, "P");
	if (pen_link(&s->pen, b->url)) {
		struct str words = sheet_word(s, "online");
		double w = pen_width(&s->pen, FACE_STRONG, words) + 1;

		s->y += 5;
		s->y += pen_text(&s->pen, link,
		    (struct pen_box){ s->margin, s->y, w, 1 }, words);
		pen_unlink(&s->pen);
	}
	pen_untag(&s->pen, "P");
	s->y += 20;
}

void
sheet_head(struct sheet *s)
{
	title_line(s);
	facts(s);
	sheet_room(s, sheet_height(s, parties));
	parties(s);
	sheet_room(s, sheet_height(s, headline));
	headline(s);
}

void
sheet_running_head(struct sheet *s)
{
	double half = s->width / 2 - 8, y = s->margin * 0.7;
	struct str what = arena_printf(s->pen.arena, "%.*s %.*s",
	    STR_FMT(sheet_title(s)),
	    STR_FMT(pen_isolate(&s->pen, pen_clean(&s->pen, s->bill->number))));

	pen_text(
	    &s->pen, small, (struct pen_box){ s->margin, y, half, 1 }, what);
	pen_text(&s->pen, small_end,
	    (struct pen_box){ s->margin + s->width - half, y, half, 1 },
	    pen_isolate(&s->pen, pen_clean(&s->pen, s->bill->issuer.name)));
}

void
sheet_foot(struct sheet *s)
{
	double w = s->width * 0.7, y = s->pen.height - s->margin * 0.95;
	char page[24], pages[24];
	const struct locale_arg args[] = {
		{ "page",
		    { page,
			(size_t)snprintf(
			    page, sizeof(page), "%zu", s->page) } },
		{ "pages",
		    { pages,
			(size_t)snprintf(
			    pages, sizeof(pages), "%zu", s->pages) } },
	};
	struct str what = arena_printf(s->pen.arena, "%.*s \u00b7 %.*s",
	    STR_FMT(pen_isolate(&s->pen, pen_clean(&s->pen, s->bill->number))),
	    STR_FMT(sheet_headline(s)));

	pen_rule(&s->pen, s->margin, y, s->width);
	pen_text(&s->pen, small, (struct pen_box){ s->margin, y + 8, w - 8, 1 },
	    what);
	pen_text(&s->pen, small_end,
	    (struct pen_box){ s->margin + w, y + 8, s->width - w, 1 },
	    sheet_fill(s, "page", args, 2));
}
