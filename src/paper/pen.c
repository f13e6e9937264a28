#include "pen.h"

#include <stdio.h>

#include "base/bounds.h"
#include "paper/clean.h"

static const struct {
	double size;
	PangoWeight weight;
} faces[FACE__MAX] = {
	[FACE_TEXT] = { 9, PANGO_WEIGHT_NORMAL },
	[FACE_STRONG] = { 9, PANGO_WEIGHT_SEMIBOLD },
	[FACE_SMALL] = { 7.75, PANGO_WEIGHT_NORMAL },
	[FACE_LABEL] = { 7.5, PANGO_WEIGHT_NORMAL },
	[FACE_NAME] = { 11, PANGO_WEIGHT_SEMIBOLD },
	[FACE_HEADLINE] = { 15, PANGO_WEIGHT_SEMIBOLD },
	[FACE_TITLE] = { 21, PANGO_WEIGHT_SEMIBOLD },
};

static const struct {
	double r, g, b;
} inks[INK__MAX] = {
	[INK_BLACK] = { 0.106, 0.102, 0.133 },
	[INK_GREY] = { 0.396, 0.384, 0.443 },
	[INK_ACCENT] = { 0.318, 0.263, 0.812 },
	[INK_ALARM] = { 0.690, 0.141, 0.118 },
};

/* Han characters are drawn as the bill's language draws them. */
static const char *
han(struct str locale)
{
	static const char *const known[][2] = { { "zh-TW", "TC" },
		{ "zh-HK", "HK" }, { "ja", "JP" }, { "ko", "KR" } };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (str_starts(locale, str_from(known[i][0])))
			return known[i][1];
	return "SC";
}

static void
faces_open(struct pen *p, struct str locale)
{
	char families[128];

	snprintf(families, sizeof(families),
	    "Inter, Noto Sans, Noto Sans CJK %s, Noto Sans Arabic, "
	    "Noto Sans Hebrew",
	    han(locale));
	for (int i = 0; i < FACE__MAX; i++) {
		PangoFontDescription *d = pango_font_description_new();

		pango_font_description_set_family(d, families);
		pango_font_description_set_weight(d, faces[i].weight);
		pango_font_description_set_size(
		    d, (int)(faces[i].size * PANGO_SCALE));
		p->faces[i] = d;
	}
}

/* Outlines as they are: paper has no pixels to fit them to. */
static void
context_open(struct pen *p, struct str locale)
{
	cairo_font_options_t *options = cairo_font_options_create();
	char name[16];

	p->context = pango_font_map_create_context(
	    pango_cairo_font_map_get_default());
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(p->context, options);
	cairo_font_options_destroy(options);
	pango_cairo_context_set_resolution(p->context, 72);
	pango_context_set_round_glyph_positions(p->context, FALSE);
	snprintf(name, sizeof(name), "%.*s", STR_FMT(str_sub(locale, 0, 12)));
	pango_context_set_language(
	    p->context, pango_language_from_string(name));
	pango_cairo_update_context(p->cr, p->context);
}

void
pen_open(
    struct pen *p, struct arena *a, cairo_t *cr, struct str locale, bool rtl)
{
	*p = (struct pen){ .arena = a, .cr = cr, .rtl = rtl };
	context_open(p, locale);
	faces_open(p, locale);
	/* Digits of one width; no arrow for "->", which would not copy. */
	p->attrs = pango_attr_list_new();
	pango_attr_list_insert(
	    p->attrs, pango_attr_font_features_new("tnum=1, calt=0, dlig=0"));
	/* A hyphen put into a broken number would be taken for its own. */
	pango_attr_list_insert(p->attrs, pango_attr_insert_hyphens_new(FALSE));
}

void
pen_close(struct pen *p)
{
	for (int i = 0; i < FACE__MAX; i++)
		pango_font_description_free(p->faces[i]);
	pango_attr_list_unref(p->attrs);
	g_object_unref(p->context);
}

/* Is it a letter of a script that is written from right to left? */
static bool
is_rtl(gunichar c)
{
	switch (g_unichar_get_script(c)) {
	case G_UNICODE_SCRIPT_ARABIC:
	case G_UNICODE_SCRIPT_HEBREW:
	case G_UNICODE_SCRIPT_SYRIAC:
	case G_UNICODE_SCRIPT_THAANA:
	case G_UNICODE_SCRIPT_NKO:
	case G_UNICODE_SCRIPT_ADLAM:
	case G_UNICODE_SCRIPT_HANIFI_ROHINGYA:
		return g_unichar_isalpha(c);
	default:
		return false;
	}
}

static bool
has_rtl(struct str text)
{
	const char *end = text.p + text.n;

	for (const char *at = text.p; at < end; at = g_utf8_next_char(at))
		if (is_rtl(g_utf8_get_char(at)))
			return true;
	return false;
}

/* The first letter decides (Unicode TR 9, P2), else the page. */
static bool
reads_rtl(const struct pen *p, enum pen_way way, struct str text)
{
	const char *end = text.p + text.n;

	if (way == WAY_LTR)
		return false;
	for (const char *at = text.p; way == WAY_OWN && at < end;
	     at = g_utf8_next_char(at))
		if (g_unichar_isalpha(g_utf8_get_char(at)))
			return is_rtl(g_utf8_get_char(at));
	return p->rtl;
}

static PangoLayout *
layout_open(
    struct pen *p, enum pen_face face, enum pen_way way, struct str text)
{
	PangoLayout *l;

	pango_context_set_base_dir(p->context,
	    reads_rtl(p, way, text) ? PANGO_DIRECTION_RTL
				    : PANGO_DIRECTION_LTR);
	l = pango_layout_new(p->context);
	pango_layout_set_auto_dir(l, FALSE);
	pango_layout_set_font_description(l, p->faces[face]);
	pango_layout_set_attributes(l, p->attrs);
	pango_layout_set_text(l, text.n ? text.p : "", (int)text.n);
	return l;
}

static void
ink_set(struct pen *p, enum pen_ink ink)
{
	cairo_set_source_rgb(p->cr, inks[ink].r, inks[ink].g, inks[ink].b);
}

static double
left_of(const struct pen *p, struct pen_box box)
{
	return p->rtl ? p->width - box.x - box.w : box.x;
}

/* Lines stand at equal distances, whichever fonts their letters are of. */
static double
leading(const struct pen *p, enum pen_face face)
{
	double size = faces[face].size;

	return size * (size > 12 ? 1.3 : p->rtl ? 1.6 : 1.48);
}

static void
lines_draw(
    struct pen *p, struct pen_style style, struct pen_box box, PangoLayout *l)
{
	bool right = style.align == AT_DIGITS ||
	    (style.align == AT_END) != p->rtl;
	double step = leading(p, style.face);
	double baseline = box.y + step / 2 + faces[style.face].size * 0.36;
	PangoRectangle r;

	ink_set(p, style.ink);
	for (GSList *at = pango_layout_get_lines_readonly(l); at;
	     at = at->next, baseline += step) {
		double x = left_of(p, box);

		pango_layout_line_get_extents(at->data, NULL, &r);
		if (right)
			x += box.w - (double)r.width / PANGO_SCALE;
		cairo_move_to(p->cr, x, baseline);
		pango_cairo_show_layout_line(p->cr, at->data);
	}
	p->unknown_glyphs += (size_t)pango_layout_get_unknown_glyphs_count(l);
}

double
pen_text(
    struct pen *p, struct pen_style style, struct pen_box box, struct str text)
{
	PangoLayout *l = layout_open(p, style.face, style.way, text);
	double height;

	pango_layout_set_width(l, (int)(box.w * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
	pango_layout_set_height(l, box.max_lines ? -box.max_lines : -1);
	height = pango_layout_get_line_count(l) * leading(p, style.face);
	if (p->drawing)
		lines_draw(p, style, box, l);
	g_object_unref(l);
	return height;
}

double
pen_width(struct pen *p, enum pen_face face, struct str text)
{
	PangoLayout *l = layout_open(p, face, WAY_PAGE, text);
	int width;

	pango_layout_get_size(l, &width, NULL);
	g_object_unref(l);
	return (double)width / PANGO_SCALE;
}

void
pen_bar(struct pen *p, struct pen_box box, double height, enum pen_ink ink)
{
	if (!p->drawing)
		return;
	ink_set(p, ink);
	cairo_rectangle(p->cr, left_of(p, box), box.y, box.w, height);
	cairo_fill(p->cr);
}

void
pen_rule(struct pen *p, double x, double y, double w)
{
	if (!p->drawing)
		return;
	cairo_set_source_rgb(p->cr, 0.87, 0.86, 0.90);
	cairo_rectangle(
	    p->cr, left_of(p, (struct pen_box){ x, y, w, 0 }), y, w, 0.6);
	cairo_fill(p->cr);
}

void
pen_tag(struct pen *p, const char *name)
{
	if (p->drawing)
		cairo_tag_begin(p->cr, name, NULL);
}

void
pen_untag(struct pen *p, const char *name)
{
	if (p->drawing)
		cairo_tag_end(p->cr, name);
}

/* What cairo's attribute string and a PDF string take as it is. */
static bool
is_plain_url(struct str url)
{
	if (!str_starts(url, STR("https://")) &&
	    !str_starts(url, STR("http://")))
		return false;
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~' || url.p[i] == '\'' ||
		    url.p[i] == '\\' || url.p[i] == '(' || url.p[i] == ')')
			return false;
	return url.n <= PATH_MAX_BYTES;
}

bool
pen_link(struct pen *p, struct str url)
{
	struct str attributes;

	if (!is_plain_url(url))
		return false;
	attributes = arena_printf(p->arena, "uri='%.*s'", STR_FMT(url));
	if (!attributes.p)
		p->err = ERR_NOMEM;
	else if (p->drawing)
		cairo_tag_begin(p->cr, CAIRO_TAG_LINK, attributes.p);
	return attributes.p != NULL;
}

void
pen_unlink(struct pen *p)
{
	pen_untag(p, CAIRO_TAG_LINK);
}

static struct str
clean(struct pen *p, struct str s, bool lines)
{
	struct str out = STR("");
	enum err e = paper_clean(p->arena, &out, s, PAPER_TEXT_MAX, lines);

	if (e) {
		p->err = e;
		return STR("");
	}
	return out;
}

struct str
pen_clean(struct pen *p, struct str s)
{
	return clean(p, s, false);
}

struct str
pen_clean_lines(struct pen *p, struct str s)
{
	return clean(p, s, true);
}

struct str
pen_isolate(struct pen *p, struct str s)
{
	struct str out;

	if (!p->rtl && !has_rtl(s))
		return s;
	out = arena_printf(p->arena, "\u2068%.*s\u2069", STR_FMT(s));
	if (!out.p) {
		p->err = ERR_NOMEM;
		return STR("");
	}
	return out;
}
