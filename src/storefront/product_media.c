#include "storefront/pages.h"

#include "base/sys.h"
#include "domain/days.h"
#include "locale/format.h"
#include "store/media.h"

/* Shown no wider than this; sizes are told so that nothing jumps. */
enum { SHOT_WIDTH = 480 };

static void
put_shot(
    struct view *v, const struct catalogue_screenshot *s, struct str caption)
{
	bool wide = s->width > SHOT_WIDTH;
	uint32_t width = wide ? SHOT_WIDTH : s->width;
	uint32_t height = wide && s->width > 0
	    ? (uint32_t)((uint64_t)s->height * SHOT_WIDTH / s->width)
	    : s->height;

	HTML(v->out,
	    "<li><a href=\"{h}/media/{u}\" data-shot><img "
	    "src=\"{h}/media/{u}\" alt=\"{a}\" loading=\"lazy\"",
	    v->base, s->file, v->base,
	    media_thumbnail(v->c->arena, s->file, s->width), caption);
	if (width > 0 && height > 0)
		buf_addf(v->out, " width=\"%u\" height=\"%u\"", width, height);
	buf_add(v->out, STR("></a></li>\n"));
}

/*
 * Links to the pictures, which a script shows in a dialog.  One without a
 * text of its own is named by its number: it is a link.
 */
void
product_shots(struct view *v, const struct catalogue_product *p)
{
	if (p->nscreenshots == 0)
		return;
	HTML(v->out,
	    "<ul class=\"gallery\" role=\"list\" data-shots "
	    "aria-label=\"{a}\" data-close-text=\"{a}\" data-next-text=\"{a}\" "
	    "data-back-text=\"{a}\">\n",
	    view_text(v, "product.shots"), view_text(v, "product.shot_close"),
	    view_text(v, "product.shot_next"),
	    view_text(v, "product.shot_back"));
	for (size_t i = 0; i < p->nscreenshots; i++) {
		struct str alt = p->screenshots[i].alt;

		put_shot(v, &p->screenshots[i],
		    str_empty(alt) ? view_say(v, "product.shot", "n",
					 view_number(v, (int64_t)i + 1))
				   : alt);
	}
	buf_add(v->out, STR("</ul>\n"));
}

static int
digits(struct str s, size_t from, size_t n)
{
	int value = 0;

	for (size_t i = from; i < from + n && i < s.n; i++)
		value = value * 10 + (s.p[i] - '0');
	return value;
}

/* "2026-11-23", as it was checked before it was stored, in words. */
static struct str
day_text(struct view *v, struct str date)
{
	struct ymd d = { .year = digits(date, 0, 4),
		.month = digits(date, 5, 2),
		.day = digits(date, 8, 2) };
	struct str s;
	struct buf b;

	buf_open(&b, BODY_MAX);
	format_date(&b, v->lang, days_from_ymd(d) * 86400 * SEC_US);
	s = str_copy(v->c->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

static void
put_release(struct view *v, const struct catalogue_release *r)
{
	HTML(v->out, "<li><h3><bdi>{t}</bdi>", r->version);
	if (!str_empty(r->date))
		HTML(v->out, " <time datetime=\"{a}\">{t}</time>", r->date,
		    day_text(v, r->date));
	HTML(v->out, "</h3><div class=\"prose\" dir=\"auto\">{r}</div></li>\n",
	    r->notes_html.p ? r->notes_html : STR(""));
}

/* The newest one is open to read; those before it fold away. */
void
product_releases(struct view *v, const struct catalogue_product *p)
{
	buf_add(v->out, STR("<ul class=\"releases\" role=\"list\">\n"));
	put_release(v, &p->releases[0]);
	buf_add(v->out, STR("</ul>\n"));
	if (p->nreleases == 1)
		return;
	buf_add(v->out, STR("<details class=\"fold\"><summary>"));
	view_icon(v, "history", "");
	HTML(v->out, "<span>{t}</span>",
	    view_count(v, "product.earlier", (int64_t)p->nreleases - 1));
	view_icon(v, "chevron-down", "");
	buf_add(
	    v->out, STR("</summary><ul class=\"releases\" role=\"list\">\n"));
	for (size_t i = 1; i < p->nreleases; i++)
		put_release(v, &p->releases[i]);
	buf_add(v->out, STR("</ul></details>\n"));
}
