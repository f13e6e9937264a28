#include "storefront/pages.h"

#include "catalog/search.h"
#include "storefront/legal.h"
#include "storefront/routes.h"

#include "html/markdown.h"
#include "locale/format.h"

enum { HOME_POPULAR = 9, HOME_NEW = 6, SELLER_PRODUCTS = 60 };

static void
put_cards(struct view *v, const uint32_t *items, size_t n)
{
	buf_add(v->out, STR("<ul class=\"grid\" role=\"list\">\n"));
	for (size_t i = 0; i < n; i++)
		view_card(v, items[i], i < 3);
	buf_add(v->out, STR("</ul>\n"));
}

static void
put_tiles(struct view *v)
{
	HTML(v->out,
	    "<section class=\"section\" "
	    "aria-labelledby=\"h-categories\">\n<div class=\"section-head\">"
	    "<h2 id=\"h-categories\">{t}</h2></div>\n"
	    "<ul class=\"grid grid--small\" role=\"list\">\n",
	    view_text(v, "home.categories"));
	for (size_t i = 0; i < v->cat->ncategories; i++) {
		const struct catalogue_category *g = &v->cat->categories[i];

		if (g->parent != NO_CATEGORY || g->products == 0)
			continue;
		HTML(v->out,
		    "<li><a class=\"tile\" href=\"{h}\"><span>{t}"
		    "</span><span class=\"count\">",
		    view_link(v, "/c/%.*s", STR_FMT(g->slug)),
		    g->name[v->locale]);
		buf_add_u64(v->out, g->products);
		buf_add(v->out, STR("</span></a></li>\n"));
	}
	buf_add(v->out, STR("</ul>\n</section>\n"));
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
newest(struct view *v, struct found *out)
{
	struct search s = { .category = NO_CATEGORY,
		.seller = NO_SELLER,
		.sort = SORT_NEWEST,
		.locale = v->locale,
		.limit = HOME_NEW + HOME_POPULAR };

	return catalogue_search(v->c->arena, out, v->cat, &s);
}

static enum err
popular(struct view *v, struct found *out)
{
	struct search s = { .category = NO_CATEGORY,
		.seller = NO_SELLER,
		.sort = SORT_POPULAR,
		.locale = v->locale,
		.limit = HOME_POPULAR };

	return catalogue_search(v->c->arena, out, v->cat, &s);
}

static void
put_home(struct view *v, const struct found *top, const struct found *new)
{
	HTML(v->out,
	    "<main id=\"main\">\n<section class=\"hero\">\n"
	    "<div class=\"hero__row\">\n<h1>{t}</h1>\n<p>{t}</p>\n",
	    view_text(v, "home.headline"), view_text(v, "home.lead"));
	view_search_form(v, "home-q");
	HTML(v->out,
	    "</div>\n</section>\n<div class=\"page\">\n"
	    "<section aria-labelledby=\"h-popular\">\n"
	    "<div class=\"section-head\"><h2 id=\"h-popular\">{t}</h2>"
	    "<p>{t}</p><a href=\"{h}\">{t}</a></div>\n",
	    view_text(v, "home.popular"), view_text(v, "home.popular_rule"),
	    view_link(v, "/search?sort=popular"), view_text(v, "home.see_all"));
	put_cards(v, top->items, top->n);
	buf_add(v->out, STR("</section>\n"));
	put_tiles(v);
	HTML(v->out,
	    "<section class=\"section\" aria-labelledby=\"h-new\">\n"
	    "<div class=\"section-head\"><h2 id=\"h-new\">{t}</h2>"
	    "<a href=\"{h}\">{t}</a></div>\n",
	    view_text(v, "home.newest"), view_link(v, "/search?sort=newest"),
	    view_text(v, "home.see_all"));
	put_cards(v, new->items, new->n);
	buf_add(v->out, STR("</section>\n</div>\n</main>\n"));
}

enum err
page_home(struct call *c)
{
	struct found top, new;
	uint32_t fresh[HOME_NEW];
	struct view_meta meta = { .path = STR("/") };
	struct view v;
	bool done;
	enum err e = view_open(c, &v);

	if (e == OK)
		e = shop_cached(c, v.cat, &done);
	if (e != OK || done)
		return e;
	e = popular(&v, &top);
	if (e == OK)
		e = newest(&v, &new);
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

static void
put_seller(struct view *v, const struct catalogue_seller *s)
{
	buf_add(v->out, STR("<div class=\"product-head\">"));
	view_letter(v, s->slug, s->name, LOGO_LARGE);
	HTML(v->out,
	    "<div><h1>{t}</h1><div class=\"prose soft\">{r}</div>"
	    "<p class=\"cluster\">",
	    s->name, s->about_html);
	if (s->website.p)
		HTML(v->out,
		    "<a href=\"{h}\" rel=\"nofollow noopener\">{t}"
		    "</a>",
		    s->website, s->website);
	if (s->support_email.p)
		HTML(v->out, "<a href=\"mailto:{a}\">{t}</a>", s->support_email,
		    s->support_email);
	buf_add(v->out, STR("</p></div></div>\n"));
}

enum err
page_seller(struct call *c)
{
	struct search search = { .category = NO_CATEGORY,
		.sort = SORT_POPULAR,
		.limit = SELLER_PRODUCTS };
	const struct catalogue_seller *s;
	struct view_crumb crumb;
	struct view_meta meta = { .type = "profile" };
	struct found found;
	struct view v;
	bool done;
	enum err e = view_open(c, &v);

	if (e != OK)
		return e;
	search.seller = catalogue_seller(v.cat, c->path_arg[0]);
	search.locale = v.locale;
	if (search.seller == NO_SELLER || !v.cat->sellers[search.seller].active)
		return ERR_NOT_FOUND;
	e = shop_cached(c, v.cat, &done);
	if (e == OK && !done)
		e = catalogue_search(c->arena, &found, v.cat, &search);
	if (e != OK || done)
		return e;
	s = &v.cat->sellers[search.seller];
	crumb = (struct view_crumb){ .name = s->name };
	meta.title = s->name;
	meta.description = view_say(&v, "seller.products", "seller", s->name);
	meta.path = arena_printf(c->arena, "/s/%.*s", STR_FMT(s->slug));
	view_head(&v, &meta);
	buf_add(v.out, STR("<main id=\"main\" class=\"page\">\n"));
	view_crumbs(&v, &crumb, 1);
	put_seller(&v, s);
	HTML(v.out,
	    "<section class=\"section\" "
	    "aria-labelledby=\"h-products\"><div class=\"section-head\">"
	    "<h2 id=\"h-products\">{t}</h2></div>\n",
	    meta.description);
	put_cards(&v, found.items, found.n);
	buf_add(v.out, STR("</section>\n</main>\n"));
	view_foot(&v, STR_NONE);
	return view_send(&v, 200);
}

static struct str
legal_date(struct view *v, int64_t us)
{
	struct str s;
	struct buf b;

	buf_open(&b, BODY_MAX);
	format_date(&b, v->lang, us);
	s = str_copy(v->c->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

static enum err
legal_kind_of(enum legal_kind *out, struct str name)
{
	for (*out = 0; *out < LEGAL__MAX; (*out)++)
		if (str_is(name, legal_name(*out)))
			return OK;
	return ERR_NOT_FOUND;
}

enum err
page_legal(struct call *c)
{
	struct view_crumb crumb = { .href = STR_NONE };
	struct view_meta meta = { .type = "article" };
	enum legal_kind kind;
	struct legal legal;
	struct view v;
	enum err e = legal_kind_of(&kind, c->path_arg[0]);

	if (e == OK)
		e = view_open(c, &v);
	if (e == OK)
		e = legal_read(c, &legal, kind, v.locale);
	if (e != OK)
		return e;
	reply_header(c->reply, "Cache-Control", STR("no-cache"));
	meta.title = crumb.name = legal.title;
	meta.description = legal.title;
	meta.path = arena_printf(c->arena, "/legal/%s", legal_name(kind));
	view_head(&v, &meta);
	buf_add(v.out, STR("<main id=\"main\" class=\"page page--text\">\n"));
	view_crumbs(&v, &crumb, 1);
	HTML(v.out,
	    "<div class=\"page-head\"><h1>{t}</h1><p>{t}</p></div>\n"
	    "<article class=\"prose card\">",
	    legal.title,
	    view_say(&v, "legal.version", "date",
		legal_date(&v, legal.changed_at_us)));
	e = markdown_html(v.out, legal.text, 2);
	buf_add(v.out, STR("</article>\n</main>\n"));
	view_foot(&v, STR_NONE);
	return e == OK ? view_send(&v, 200) : e;
}

static void
put_problem(struct view *v, int status, struct str title, struct str text)
{
	buf_add(v->out,
	    STR("<main id=\"main\" class=\"page page--text\">"
		"<div class=\"outcome\"><span class=\"outcome__mark\">"));
	view_icon(v, status == 410 ? "package-x" : "search-x", "");
	HTML(v->out, "</span><h1>{t}</h1><p>{t}</p>\n", title, text);
	view_search_form(v, "err-q");
	HTML(v->out,
	    "<p><a href=\"{h}\">{t}</a></p><p class=\"id\">{t}</p>"
	    "</div></main>\n",
	    view_link(v, "/search"), view_text(v, "search.browse"),
	    v->c->request->request_id);
}

enum err
page_problem(struct call *c, int status, struct str title, struct str text)
{
	struct view_meta meta = { .no_index = true };
	struct view v;
	enum err e = shop_of(c) ? view_open(c, &v) : ERR_UNAVAILABLE;

	if (e != OK)
		return e;
	if (status == 404 || status == 410) {
		title = view_text(
		    &v, status == 404 ? "error.404_title" : "error.410_title");
		text = view_text(
		    &v, status == 404 ? "error.404_text" : "error.410_text");
	}
	meta.title = title;
	view_head(&v, &meta);
	put_problem(&v, status, title, text);
	view_foot(&v, STR_NONE);
	return view_send(&v, status);
}

const struct route page_routes[] = { { .method = "GET",
					 .pattern = "/",
					 .handler = page_home,
					 .page = true,
					 .status = 200,
					 .summary = "Home" },
	{ .method = "GET",
	    .pattern = "/search",
	    .handler = page_search,
	    .page = true,
	    .status = 200,
	    .summary = "Search results" },
	{ .method = "GET",
	    .pattern = "/c/{category}",
	    .handler = page_category,
	    .page = true,
	    .status = 200,
	    .summary = "A category's products" },
	{ .method = "GET",
	    .pattern = "/p/{product}",
	    .handler = page_product,
	    .page = true,
	    .status = 200,
	    .summary = "A product" },
	{ .method = "GET",
	    .pattern = "/s/{seller}",
	    .handler = page_seller,
	    .page = true,
	    .status = 200,
	    .summary = "A seller" },
	{ .method = "GET",
	    .pattern = "/legal/{kind}",
	    .handler = page_legal,
	    .page = true,
	    .status = 200,
	    .summary = "A document of the site" },
	{ .method = "GET",
	    .pattern = "/sitemap.xml",
	    .handler = page_sitemap,
	    .page = true,
	    .status = 200,
	    .summary = "Every public page, for search engines" },
	{ .method = "GET",
	    .pattern = "/robots.txt",
	    .handler = page_robots,
	    .page = true,
	    .status = 200,
	    .summary = "What robots may read" },
	{ .method = NULL } };
