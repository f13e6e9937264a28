#include "storefront/pages.h"

#include "catalog/search.h"

enum { WAYS_MAX = 6 };

static void
put_head(struct view *v, const struct catalogue_product *p)
{
	buf_add(v->out,
	    STR("<main id=\"main\" class=\"page\">\n<div class=\"outcome\">"
		"<span class=\"outcome__mark\">"));
	view_icon(v, "package-x", "");
	HTML(v->out, "</span><h1>{t}</h1><p>{t}</p><p>{t}</p>\n",
	    view_text(v, "product.gone"), p->name[v->locale],
	    view_text(v, "product.gone_text"));
	view_search_form(v, "gone-q");
	buf_add(v->out, STR("</div>\n"));
}

/* What else its category has, the most popular first. */
static enum err
put_ways(struct view *v, const struct catalogue_product *p)
{
	const struct catalogue_category *g = &v->cat->categories[p->category];
	struct search search = { .category = (int32_t)p->category,
		.seller = NO_SELLER,
		.no_counts = true,
		.sort = SORT_POPULAR,
		.locale = v->locale,
		.limit = WAYS_MAX };
	struct found found;
	enum err e = catalogue_search(v->c->arena, &found, v->cat, &search);

	if (e != OK || found.n == 0)
		return e;
	HTML(v->out,
	    "<section class=\"section\" aria-labelledby=\"h-ways\">"
	    "<div class=\"section-head\"><h2 id=\"h-ways\">{t}</h2>"
	    "<a href=\"{h}\">{t}</a></div>\n<ul class=\"grid\" "
	    "role=\"list\">\n",
	    view_say(v, "product.gone_others", "category", g->name[v->locale]),
	    view_link(v, "/c/%.*s", STR_FMT(g->slug)),
	    view_count(v, "search.count", g->products));
	for (size_t i = 0; i < found.n; i++)
		view_card(v, found.items[i], false);
	buf_add(v->out, STR("</ul></section>\n"));
	return OK;
}

enum err
page_gone(struct view *v, const struct catalogue_product *p)
{
	struct view_meta meta = { .title = view_text(v, "product.gone"),
		.no_index = true };
	enum err e;

	reply_header(v->c->reply, "Cache-Control", STR("no-store"));
	view_head(v, &meta);
	put_head(v, p);
	e = put_ways(v, p);
	buf_add(v->out, STR("</main>\n"));
	view_foot(v, STR_NONE);
	return e == OK ? view_send(v, 410) : e;
}
