#include "base/sys.h"
#include "storefront/legal.h"
#include "storefront/pages.h"

static void
put_url(struct view *v, struct str path, int64_t changed_at_us)
{
	char time[TIME_TEXT_MAX];

	HTML(v->out, "<url><loc>{t}</loc>", view_url(v, path, 0));
	if (changed_at_us > 0)
		HTML(v->out, "<lastmod>{t}</lastmod>",
		    time_format(time, changed_at_us));
	buf_add(v->out, STR("</url>\n"));
}

static void
put_path(
    struct view *v, const char *kind, struct str slug, int64_t changed_at_us)
{
	char path[128];
	struct buf b;

	buf_open(&b, sizeof(path));
	buf_addf(&b, "/%s/%.*s", kind, STR_FMT(slug));
	put_url(v, buf_str(&b), changed_at_us);
	buf_close(&b);
}

static enum err
put_product(struct view *v, uint32_t number)
{
	struct arena_mark mark = arena_mark(v->c->arena);
	const struct catalogue_product *p = catalogue_card(
	    v->c->arena, v->cat, number);

	if (!p)
		return ERR_NOMEM;
	put_path(v, "p", p->slug, p->updated_at_us);
	arena_rewind(v->c->arena, mark);
	return OK;
}

/* https://www.sitemaps.org/protocol.html */
enum err
page_sitemap(struct call *c)
{
	struct legal legal;
	struct view v;
	bool done;
	enum err e = view_open(c, &v);

	if (e == OK)
		e = shop_cached(c, v.cat, &done);
	if (e != OK || done)
		return e;
	buf_add(v.out,
	    STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
		"\n"));
	put_url(&v, STR("/"), 0);
	for (size_t i = 0; i < v.cat->ncategories; i++)
		if (v.cat->categories[i].products > 0)
			put_path(&v, "c", v.cat->categories[i].slug, 0);
	for (uint32_t i = 0; e == OK && catalogue_next_listed(v.cat, &i); i++)
		e = put_product(&v, i);
	for (size_t i = 0; i < v.cat->nsellers; i++)
		if (v.cat->sellers[i].products > 0)
			put_path(&v, "s", v.cat->sellers[i].slug, 0);
	for (enum legal_kind k = 0; k < LEGAL__MAX; k++)
		if (legal_read(c, &legal, k, 0) == OK)
			put_path(&v, "legal", str_from(legal_name(k)),
			    legal.changed_at_us);
	buf_add(v.out, STR("</urlset>\n"));
	if (e == OK)
		e = view_send(&v, 200);
	c->reply->content_type = "application/xml";
	return e;
}

enum err
page_robots(struct call *c)
{
	struct str base = c->site->config.base_path;

	reply_header(c->reply, "Cache-Control", STR("no-cache"));
	buf_addf(&c->reply->body,
	    "User-agent: *\n"
	    "Disallow: %.*s/api/\nDisallow: %.*s/checkout/\n"
	    "Disallow: %.*s/my/\nSitemap: %.*s/sitemap.xml\n",
	    STR_FMT(base), STR_FMT(base), STR_FMT(base),
	    STR_FMT(c->site->config.public_url));
	c->reply->status = 200;
	c->reply->content_type = "text/plain; charset=utf-8";
	return buf_err(&c->reply->body);
}
