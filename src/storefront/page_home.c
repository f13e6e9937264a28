#include "catalog/search.h"
#include "storefront/pages.h"

enum {
	HOME_POPULAR = 9,
	HOME_NEW = 6,
	HOME_SEEN = 6,
	HOME_CATEGORIES = 15,
	HOME_CATEGORIES_ALL = 20
};

static void
put_cards(struct view *v, const uint32_t *items, size_t n, bool first)
{
	buf_add(v->out, STR("<ul class=\"grid\" role=\"list\">\n"));
	for (size_t i = 0; i < n; i++)
		view_card(v, items[i], first && i < 3);
	buf_add(v->out, STR("</ul>\n"));
}

static void
put_head(struct view *v, const char *id, struct str title, struct str text)
{
	HTML(v->out,
	    "<section class=\"section\" aria-labelledby=\"{a}\">\n"
	    "<div class=\"section-head\"><h2 id=\"{a}\">{t}</h2>",
	    str_from(id), str_from(id), title);
	if (!str_empty(text))
		HTML(v->out, "<p>{t}</p>", text);
}

static void
put_all(struct view *v, const char *path)
{
	HTML(v->out, "<a href=\"{h}\">{t}</a>", view_link(v, "%s", path),
	    view_text(v, "home.see_all"));
}

static void
put_tile(struct view *v, const struct catalogue_category *g)
{
	HTML(v->out, "<li><a class=\"tile\" href=\"{h}\">",
	    view_link(v, "/c/%.*s", STR_FMT(g->slug)));
	view_icon(v, view_category_icon(g->slug), "");
	HTML(v->out,
	    "<span>{t}</span><span class=\"count\">{t}</span></a></li>\n",
	    g->name[v->locale], view_number(v, g->products));
}

/* The tops with the most products; of many, the others are folded away. */
static bool
is_large(struct view *v, const struct catalogue_category *g)
{
	size_t larger = 0, tops = 0;

	for (size_t i = 0; i < v->cat->ncategories; i++) {
		const struct catalogue_category *o = &v->cat->categories[i];

		if (o->parent != NO_CATEGORY || o->products == 0)
			continue;
		tops++;
		larger += o->products > g->products ||
		    (o->products == g->products && o < g);
	}
	return tops <= HOME_CATEGORIES_ALL || larger < HOME_CATEGORIES;
}

static size_t
put_tiles_of(struct view *v, bool large)
{
	size_t n = 0;

	for (size_t i = 0; i < v->cat->ncategories; i++) {
		const struct catalogue_category *g = &v->cat->categories[i];

		if (g->parent != NO_CATEGORY || g->products == 0 ||
		    is_large(v, g) != large)
			continue;
		if (n++ == 0 && !large)
			HTML(v->out,
			    "<details class=\"tiles-more\"><summary>{t}"
			    "</summary>\n",
			    view_text(v, "home.more_categories"));
		if (n == 1)
			buf_add(v->out,
			    STR("<ul class=\"grid grid--small\" role=\"list\">\n"));
		put_tile(v, g);
	}
	if (n > 0)
		buf_add(v->out, STR("</ul>\n"));
	return n;
}

static void
put_tiles(struct view *v)
{
	put_head(v, "h-categories", view_text(v, "home.categories"), STR_NONE);
	buf_add(v->out, STR("</div>\n"));
	put_tiles_of(v, true);
	if (put_tiles_of(v, false) > 0)
		buf_add(v->out, STR("</details>\n"));
	buf_add(v->out, STR("</section>\n"));
}

static struct str
home_json_ld(struct view *v)
{
	struct buf b;
	struct json j;
	struct str s;

	buf_open(&b, BODY_MAX);
	json_start(&j, &b);
	json_object(&j);
	json_put_cstr(&j, "@context", "https://schema.org");
	json_put_cstr(&j, "@type", "WebSite");
	json_put_str(&j, "name", v->c->site->config.name);
	json_put_str(&j, "url", view_url(v, STR("/"), 0));
	json_key(&j, "potentialAction");
	json_object(&j);
	json_put_cstr(&j, "@type", "SearchAction");
	json_put_str(&j, "target",
	    view_url(v, STR("/search?q={search_term_string}"), 0));
	json_put_cstr(&j, "query-input", "required name=search_term_string");
	json_end_object(&j);
	json_end_object(&j);
	s = str_copy(v->c->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

/* Of what is new, what does not stand among the popular ones already. */
static size_t
not_among(
    uint32_t out[HOME_NEW], const struct found *new, const struct found *top)
{
	size_t kept = 0;

	for (size_t i = 0; i < new->n &&kept < HOME_NEW; i++) {
		bool shown = false;

		for (size_t k = 0; k < top->n && !shown; k++)
			shown = top->items[k] == new->items[i];
		if (!shown)
			out[kept++] = new->items[i];
	}
	return kept;
}

static enum err
first_of(struct view *v, struct found *out, enum sort sort, size_t limit)
{
	struct search s = { .category = NO_CATEGORY,
		.seller = NO_SELLER,
		.no_counts = true,
		.sort = sort,
		.locale = v->locale,
		.limit = limit };

	return catalogue_search(v->c->arena, out, v->cat, &s);
}

/* ?seen=a,b,c: what the browser remembers, as far as it is still listed. */
static size_t
read_seen(struct view *v, uint32_t out[HOME_SEEN])
{
	struct str rest = request_query(v->c->request, "seen"), slug;
	size_t n = 0;

	while (
	    n < HOME_SEEN && !str_empty(rest) && str_cut(&rest, ',', &slug)) {
		uint32_t number = catalogue_find(v->cat, slug), listed = number;

		if (number != NO_PRODUCT &&
		    catalogue_next_listed(v->cat, &listed) && listed == number)
			out[n++] = number;
	}
	return n;
}

/* Empty until a script asks for it: nobody else knows what was seen. */
static void
put_seen(struct view *v)
{
	uint32_t seen[HOME_SEEN];
	size_t n = read_seen(v, seen);

	buf_add(v->out, STR("<div data-seen>"));
	if (n > 0) {
		put_head(v, "h-seen", view_text(v, "home.seen"),
		    view_text(v, "home.seen_text"));
		buf_add(v->out, STR("</div>\n"));
		put_cards(v, seen, n, false);
		buf_add(v->out, STR("</section>\n"));
	}
	buf_add(v->out, STR("</div>\n"));
}

static void
put_hero(struct view *v)
{
	HTML(v->out,
	    "<section class=\"hero\">\n"
	    "<div class=\"hero__row\">\n<h1>{t}</h1>\n<p>{t}</p>\n",
	    view_text(v, "home.headline"), view_text(v, "home.lead"));
	view_search_form(v, "home-q");
	buf_add(v->out, STR("</div>\n</section>\n"));
}

static void
put_sell(struct view *v)
{
	buf_add(v->out, STR("<section class=\"section card sell\">\n"));
	view_icon(v, "store", " icon--lg");
	HTML(v->out,
	    "<div><h2>{t}</h2><p class=\"soft\">{t}</p></div>\n"
	    "<a class=\"btn btn--primary\" href=\"{h}\">{t}</a>\n</section>\n",
	    view_text(v, "home.sell"), view_text(v, "home.sell_text"),
	    view_link(v, "/seller/"), view_text(v, "home.sell_go"));
}

static void
put_home(struct view *v, const struct found *top, const struct found *new)
{
	buf_add(v->out, STR("<main id=\"main\">\n"));
	put_hero(v);
	buf_add(v->out, STR("<div class=\"page page--home\">\n"));
	if (top->n > 0) {
		put_head(v, "h-popular", view_text(v, "home.popular"),
		    view_text(v, "home.popular_rule"));
		put_all(v, "/search?sort=popular");
		buf_add(v->out, STR("</div>\n"));
		put_cards(v, top->items, top->n, true);
		buf_add(v->out, STR("</section>\n"));
		put_tiles(v);
	}
	put_seen(v);
	if (new->n > 0) {
		put_head(v, "h-new", view_text(v, "home.newest"), STR_NONE);
		put_all(v, "/search?sort=newest");
		buf_add(v->out, STR("</div>\n"));
		put_cards(v, new->items, new->n, false);
		buf_add(v->out, STR("</section>\n"));
	}
	put_sell(v);
	buf_add(v->out, STR("</div>\n</main>\n"));
}

enum err
page_home(struct call *c)
{
	struct found top, new;
	uint32_t fresh[HOME_NEW];
	struct view_meta meta = { .path = STR("/"), .script = "home" };
	struct view v;
	bool done;
	enum err e = view_open(c, &v);

	if (e == OK)
		e = shop_cached(c, v.cat, &done);
	if (e != OK || done)
		return e;
	e = first_of(&v, &top, SORT_POPULAR, HOME_POPULAR);
	if (e == OK)
		e = first_of(&v, &new, SORT_NEWEST, HOME_NEW + HOME_POPULAR);
	if (e != OK)
		return e;
	new.n = not_among(fresh, &new, &top);
	new.items = fresh;
	meta.title = view_text(&v, "home.title");
	meta.description = view_text(&v, "home.lead");
	meta.json_ld = home_json_ld(&v);
	view_head(&v, &meta);
	put_home(&v, &top, &new);
	view_foot(&v, STR_NONE);
	return view_send(&v, 200);
}
