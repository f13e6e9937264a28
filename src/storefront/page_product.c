#include "storefront/pages.h"

#include "storefront/legal.h"
#include "storefront/list.h"

enum { SECTIONS = 6 };

/* Those after the last that every product has may be missing. */
static const char *const sections[SECTIONS] = { "overview", "pricing",
	"support", "terms", "refunds", "versions" };

/* Toggles, which need a script, and so are not seen without one. */
static void
put_acts(struct view *v, const struct catalogue_product *p)
{
	HTML(v->out,
	    "<p class=\"acts\" data-keep=\"{a}\" data-name=\"{a}\">"
	    "<button type=\"button\" class=\"btn btn--small\" "
	    "aria-pressed=\"false\" data-save>",
	    p->slug, p->name[v->locale]);
	view_icon(v, "star", "");
	HTML(v->out,
	    "{t}</button><button type=\"button\" class=\"btn btn--small\" "
	    "aria-pressed=\"false\" data-compare>",
	    view_text(v, "product.save"));
	view_icon(v, "scale", "");
	HTML(v->out, "{t}</button></p>\n", view_text(v, "product.compare"));
}

static void
put_head(struct view *v, const struct catalogue_product *p)
{
	const struct catalogue_seller *s = &v->cat->sellers[p->seller];

	buf_add(v->out, STR("<div class=\"product-head\">\n"));
	view_logo(v, p, LOGO_LARGE, true);
	HTML(v->out,
	    "\n<div><h1>{t}</h1><p class=\"soft\"><a href=\"{h}\">"
	    "{t}</a></p>\n<p class=\"cluster\"><span class=\"badge\">{t}"
	    "</span>",
	    p->name[v->locale], view_link(v, "/s/%.*s", STR_FMT(s->slug)),
	    s->name,
	    view_text_of(
		v, "product.delivery_", delivery_type_name(p->delivery)));
	if (p->pinned)
		HTML(v->out, "<span class=\"badge badge--accent\">{t}</span>",
		    view_text(v, "product.pick"));
	if (p->licence.p)
		HTML(v->out, "<span class=\"badge\"><bdi>{t}</bdi></span>",
		    p->licence);
	HTML(v->out,
	    "</p></div>\n<p class=\"product-head__lead\"><bdi>{t}</bdi></p>\n",
	    p->summary[v->locale]);
	put_acts(v, p);
	buf_add(v->out, STR("</div>\n"));
}

static void
put_tabs(struct view *v, const struct catalogue_product *p)
{
	HTML(v->out,
	    "<nav class=\"tabs\" aria-label=\"{a}\" "
	    "data-tabs>",
	    p->name[v->locale]);
	for (size_t i = 0; i < SECTIONS - (p->nreleases == 0); i++)
		HTML(v->out, "<a href=\"#{a}\"{r}>{t}</a>",
		    str_from(sections[i]),
		    i == 0 ? STR(" aria-current=\"true\"") : STR(""),
		    view_text_of(v, "product.", sections[i]));
	buf_add(v->out, STR("</nav>\n"));
}

static void
open_section(struct view *v, const char *id)
{
	HTML(v->out,
	    "<section class=\"product-section\" id=\"{a}\">"
	    "<h2>{t}</h2>\n",
	    str_from(id), view_text_of(v, "product.", id));
}

static void
put_fact(struct view *v, const char *key, struct str value)
{
	if (!str_empty(value))
		HTML(v->out, "<div><dt>{t}</dt><dd>{t}</dd></div>",
		    view_text_of(v, "product.", key), value);
}

/* Codes, which a script gives their names. */
static void
put_regions(struct view *v, const struct catalogue_product *p)
{
	struct str rest = p->regions, code;
	bool first = true;

	if (str_empty(p->regions))
		return;
	HTML(v->out, "<div><dt>{t}</dt><dd>", view_text(v, "product.regions"));
	while (str_cut(&rest, ',', &code)) {
		HTML(v->out, "{r}<span data-region>{t}</span>",
		    first ? STR("") : STR(", "),
		    list_value_name(v, FACET_REGION, str_trim(code)));
		first = false;
	}
	buf_add(v->out, STR("</dd></div>"));
}

static const char *const delivery_text[DELIVERY__MAX] = {
	[DELIVERY_IMAGE] = "image_text",
	[DELIVERY_SAAS] = "saas_text",
	[DELIVERY_LICENSE] = "license_text",
	[DELIVERY_SERVICE] = "service_text",
};

static void
put_overview(struct view *v, const struct catalogue_product *p)
{
	open_section(v, "overview");
	product_shots(v, p);
	HTML(v->out,
	    "<div class=\"prose\" dir=\"auto\">{r}</div>\n"
	    "<dl class=\"facts gap-top\">",
	    p->description_html[v->locale]);
	put_fact(v, "delivery",
	    view_text_of(v, "product.delivery_", delivery_text[p->delivery]));
	put_fact(v, "version", p->version);
	put_fact(v, "licence", p->licence);
	put_fact(v, "platforms", view_listed(v, p->platforms));
	put_regions(v, p);
	if (p->website.p)
		HTML(v->out,
		    "<div><dt>{t}</dt><dd><a href=\"{h}\" "
		    "rel=\"nofollow noopener\"><bdi>{t}</bdi></a></dd></div>",
		    view_text(v, "product.website"), p->website, p->website);
	buf_add(v->out, STR("</dl>\n</section>\n"));
}

static void
put_support(struct view *v, const struct catalogue_product *p)
{
	struct str email = p->support_email.p
	    ? p->support_email
	    : v->cat->sellers[p->seller].support_email;

	open_section(v, "support");
	if (!email.p && !p->support_url.p) {
		HTML(v->out, "<p>{t}</p>\n</section>\n",
		    view_text(v, "product.support_none"));
		return;
	}
	buf_add(v->out, STR("<p class=\"cluster\">"));
	if (email.p) {
		HTML(v->out, "<a class=\"btn\" href=\"mailto:{a}\">", email);
		view_icon(v, "mail", "");
		HTML(v->out, "{t}</a>", view_text(v, "product.support_email"));
	}
	if (p->support_url.p) {
		HTML(v->out,
		    "<a class=\"btn\" href=\"{h}\" "
		    "rel=\"nofollow noopener\">",
		    p->support_url);
		view_icon(v, "life-buoy", "");
		HTML(v->out, "{t}</a>", view_text(v, "product.support_url"));
	}
	buf_add(v->out, STR("</p>\n</section>\n"));
}

static void
put_terms(struct view *v, const struct catalogue_product *p)
{
	struct str title;

	open_section(v, "terms");
	HTML(v->out,
	    "<p class=\"soft\">{t}</p>\n<ul class=\"stack "
	    "stack--tight gap-top\" role=\"list\">",
	    view_text(v, "product.terms_lead"));
	if (legal_title_read(v->c, &title, LEGAL_TERMS, v->locale) == OK)
		HTML(v->out, "<li><a href=\"{h}\">{t}</a></li>",
		    view_link(v, "/legal/terms"), title);
	buf_add(v->out, STR("</ul>\n"));
	for (size_t i = 0; i < p->nagreements; i++) {
		buf_add(v->out, STR("<details class=\"fold\"><summary>"));
		view_icon(v, "file-text", "");
		HTML(v->out, "<span>{t}</span>", p->agreements[i].title);
		view_icon(v, "chevron-down", "");
		HTML(v->out,
		    "</summary><div class=\"prose\" dir=\"auto\">{r}</div>"
		    "</details>\n",
		    p->agreements[i].html);
	}
	buf_add(v->out, STR("</section>\n"));
}

static void
put_refunds(struct view *v, const struct catalogue_product *p)
{
	open_section(v, "refunds");
	HTML(v->out, "<p>{t} <a href=\"{h}\">{t}</a></p></section>\n",
	    p->refund_days > 0
		? view_count(v, "product.refund_days", p->refund_days)
		: view_text(v, "product.refund_none"),
	    view_link(v, "/legal/refunds"),
	    view_text(v, "product.refund_more"));
}

static void
put_related(struct view *v, const struct catalogue_product *p)
{
	if (p->nrelated == 0)
		return;
	HTML(v->out,
	    "<section class=\"section\" "
	    "aria-labelledby=\"h-related\"><div class=\"section-head\">"
	    "<h2 id=\"h-related\">{t}</h2></div>\n"
	    "<ul class=\"grid\" role=\"list\">\n",
	    view_text(v, "product.related"));
	for (size_t i = 0; i < p->nrelated; i++)
		view_card(v, p->related[i], false);
	buf_add(v->out, STR("</ul></section>\n"));
}

/* On phones the total stays in view while the rest is read. */
static void
put_buybar(struct view *v, const struct catalogue_product *p)
{
	HTML(v->out,
	    "<div class=\"buybar\"><p><span "
	    "class=\"visually-hidden\">{t}</span><bdi class=\"total\" "
	    "data-total>{t}</bdi></p><button class=\"btn btn--primary\" "
	    "type=\"submit\" form=\"configure\">{t}</button></div>\n",
	    view_text(v, "configure.total"), product_first_total(v, p),
	    view_text(v, "configure.go"));
}

static void
put_main(struct view *v, const struct catalogue_product *p,
    const struct view_crumb *crumbs, size_t n)
{
	bool sold = p->nplans > 0;

	buf_add(v->out, STR("<main id=\"main\" class=\"page\">\n"));
	view_crumbs(v, crumbs, n);
	buf_add(v->out, STR("<div class=\"with-aside product\">\n"));
	put_head(v, p);
	if (sold)
		product_form(v, p);
	buf_add(v->out, STR("<div>\n"));
	put_tabs(v, p);
	put_overview(v, p);
	open_section(v, "pricing");
	product_prices(v, p);
	buf_add(v->out, STR("</section>\n"));
	put_support(v, p);
	put_terms(v, p);
	put_refunds(v, p);
	if (p->nreleases > 0) {
		open_section(v, "versions");
		product_releases(v, p);
		buf_add(v->out, STR("</section>\n"));
	}
	buf_add(v->out, STR("</div>\n</div>\n"));
	put_related(v, p);
	if (sold)
		put_buybar(v, p);
	buf_add(v->out, STR("</main>\n"));
}

enum err
page_product_of(struct view *v, const struct catalogue_product *p)
{
	const struct catalogue_category *g = &v->cat->categories[p->category];
	const struct view_crumb crumbs[] = {
		{ g->name[v->locale],
		    arena_printf(v->c->arena, "/c/%.*s", STR_FMT(g->slug)) },
		{ p->name[v->locale], STR_NONE },
	};
	struct view_meta meta = {
		.title = p->name[v->locale],
		.description = p->summary[v->locale],
		.path = arena_printf(v->c->arena, "/p/%.*s", STR_FMT(p->slug)),
		.type = "product",
		.script = "product",
		.no_index = p->listing == LISTING_HIDDEN,
		.json_ld = product_json_ld(v, p, crumbs, 2),
	};

	if (p->logo.p)
		meta.image = arena_printf(
		    v->c->arena, "/media/%.*s", STR_FMT(p->logo));
	view_head(v, &meta);
	put_main(v, p, crumbs, 2);
	view_foot(v, p->nplans > 0 ? product_data(v, p) : STR_NONE);
	return view_send(v, 200);
}

enum err
page_product(struct call *c)
{
	const struct catalogue_product *p;
	struct view v;
	uint32_t number;
	bool done;
	enum err e = view_open(c, &v);

	if (e != OK)
		return e;
	number = catalogue_find(v.cat, c->path_arg[0]);
	if (number == NO_PRODUCT)
		return ERR_NOT_FOUND;
	p = catalogue_product(c->arena, v.cat, number);
	if (!p)
		return ERR_NOMEM;
	if (p->listing == LISTING_GONE)
		return page_gone(&v, p);
	e = shop_cached(c, v.cat, &done);
	return e == OK && !done ? page_product_of(&v, p) : e;
}
