#include "storefront/pages.h"

#include "storefront/legal.h"
#include "storefront/routes.h"

#include "html/markdown.h"
#include "locale/format.h"

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
	    "<article class=\"prose card\" dir=\"auto\">",
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
	    "<p><a href=\"{h}\">{t}</a></p>"
	    "<p class=\"small\">{t} <bdi class=\"id\">{t}</bdi></p>"
	    "</div></main>\n",
	    view_link(v, "/search"), view_text(v, "search.browse"),
	    view_text(v, "fault.request"), v->c->request->request_id);
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
	    .pattern = "/compare",
	    .handler = page_compare,
	    .page = true,
	    .status = 200,
	    .summary = "Products side by side" },
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
