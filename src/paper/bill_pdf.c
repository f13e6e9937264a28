#include "paper/bill_pdf.h"

#include <cairo-pdf.h>

#include "base/sys.h"
#include "pdf_tail.h"
#include "sheet.h"

static const struct {
	double width, height;
} sizes[] = {
	[PAPER_A4] = { 210 * 72 / 25.4, 297 * 72 / 25.4 },
	[PAPER_LETTER] = { 612, 792 },
};

/* What cairo hands over; the sink's own error is kept, cairo has one. */
struct output {
	struct paper_sink to;
	enum err err;
};

static cairo_status_t
output_write(void *arg, const unsigned char *p, unsigned int n)
{
	struct output *o = arg;

	if (!o->err)
		o->err = o->to.write(o->to.arg, p, n);
	return o->err ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

void
sheet_break(struct sheet *s)
{
	sheet_foot(s);
	if (s->pen.drawing)
		cairo_show_page(s->pen.cr);
	s->page++;
	s->y = s->top;
	sheet_running_head(s);
}

/* All pages: once to count them, once to draw them. */
static void
flow(struct sheet *s, bool drawing)
{
	s->pen.drawing = drawing;
	s->page = 1;
	s->y = s->margin;
	pen_tag(&s->pen, "Document");
	sheet_head(s);
	sheet_table(s);
	sheet_room(s, sheet_totals_height(s));
	sheet_totals(s);
	sheet_payment(s);
	sheet_notes(s);
	sheet_foot(s);
	if (drawing)
		cairo_show_page(s->pen.cr);
	pen_untag(&s->pen, "Document");
	s->pages = s->page;
}

static void
metadata(struct sheet *s, cairo_surface_t *surface)
{
	struct pen *p = &s->pen;
	struct str title = arena_printf(p->arena, "%.*s %.*s",
	    STR_FMT(sheet_title(s)), STR_FMT(pen_clean(p, s->bill->number)));
	struct str author = str_copy(
	    p->arena, pen_clean(p, s->bill->issuer.name));
	char at[TIME_TEXT_MAX + 1] = "";
	struct str time = time_format(at, s->bill->created_at_us);

	if (!title.p || !author.p) {
		p->err = ERR_NOMEM;
		return;
	}
	at[time.n] = '\0';
	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_TITLE, title.p);
	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_AUTHOR, author.p);
	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_CREATOR, "Souk");
	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_CREATE_DATE, at);
}

static enum err
cairo_err(cairo_status_t status)
{
	if (status == CAIRO_STATUS_SUCCESS)
		return OK;
	return status == CAIRO_STATUS_NO_MEMORY ? ERR_NOMEM : ERR_BUG;
}

static enum err
draw(struct bill_pdf *made, struct sheet *s, cairo_surface_t *surface)
{
	enum err e = sheet_table_measure(s);

	if (!e) {
		flow(s, false);
		metadata(s, surface);
		e = s->pen.err;
	}
	if (!e) {
		flow(s, true);
		e = s->pen.err ? s->pen.err
			       : cairo_err(cairo_status(s->pen.cr));
	}
	*made = (struct bill_pdf){ s->pages, s->pen.unknown_glyphs };
	return e;
}

enum err
bill_pdf(struct bill_pdf *made, struct arena *a, struct paper_sink to,
    const struct bill_paper *b, const struct locale *l)
{
	struct pdf_tail tail;
	struct output out = { .to = pdf_tail_sink(&tail, to) };
	struct sheet s = { .bill = b, .locale = l, .margin = 48, .top = 62 };
	struct str why;
	enum err e = bill_paper_check(b, &why);
	cairo_surface_t *surface;
	cairo_t *cr;

	if (e)
		return e;
	surface = cairo_pdf_surface_create_for_stream(
	    output_write, &out, sizes[b->size].width, sizes[b->size].height);
	cr = cairo_create(surface);
	pen_open(&s.pen, a, cr, locale_name(l),
	    str_is(str_from(locale_direction(l)), "rtl"));
	s.pen.width = sizes[b->size].width;
	s.pen.height = sizes[b->size].height;
	s.width = s.pen.width - 2 * s.margin;
	s.bottom = s.pen.height - s.margin - 16;
	e = draw(made, &s, surface);
	pen_close(&s.pen);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	if (!e)
		e = cairo_err(cairo_surface_status(surface));
	cairo_surface_destroy(surface);
	if (out.err || e)
		return out.err ? out.err : e;
	return pdf_tail_end(&tail, a, locale_name(l), s.pen.rtl);
}

void
bill_pdf_thread_end(void)
{
	pango_cairo_font_map_set_default(NULL);
}
