/*
 * https://www.sitemaps.org/protocol.html: one map, or, of a shop with more
 * than one holds, an index of maps "?part=pages", "?part=products-0", ...
 */
#include "storefront/pages.h"

#include "base/num.h"
#include "base/sys.h"
#include "storefront/legal.h"

/*
 * The protocol allows 50,000 addresses and 50 MB a file; so many of the
 * longest fit a reply.
 */
enum { PART_URLS = 10000, PARTS_MAX = 49000 };

static void
put_changed(struct view *v, int64_t changed_at_us)
{
	char time[TIME_TEXT_MAX];

	if (changed_at_us > 0)
		HTML(v->out, "<lastmod>{t}</lastmod>",
		    time_format(time, changed_at_us));
}

static void
put_url(struct view *v, struct str path, int64_t changed_at_us)
{
	HTML(v->out, "<url><loc>{t}</loc>", view_url(v, path, 0));
	put_changed(v, changed_at_us);
	buf_add(v->out, STR("</url>\n"));
}

static void
put_path(
    struct view *v, const char *kind, struct str slug, int64_t changed_at_us)
{
	struct arena_mark mark = arena_mark(v->c->arena);
	struct str path = arena_printf(
	    v->c->arena, "/%s/%.*s", kind, STR_FMT(slug));

	if (path.p)
		put_url(v, path, changed_at_us);
	else
		v->out->err = ERR_NOMEM;
	arena_rewind(v->c->arena, mark);
}

static void
put_pages(struct view *v)
{
	struct legal legal;

	put_url(v, STR("/"), 0);
	for (size_t i = 0; i < v->cat->ncategories; i++)
		if (v->cat->categories[i].products > 0)
			put_path(v, "c", v->cat->categories[i].slug, 0);
	for (enum legal_kind k = 0; k < LEGAL__MAX; k++)
		if (legal_read(v->c, &legal, k, 0) == OK)
			put_path(v, "legal", str_from(legal_name(k)),
			    legal.changed_at_us);
}

static void
put_sellers(struct view *v, size_t from)
{
	for (size_t i = from; i < v->cat->nsellers && i < from + PART_URLS; i++)
		if (v->cat->sellers[i].products > 0)
			put_path(v, "s", v->cat->sellers[i].slug, 0);
}

static void
put_products(struct view *v, size_t from)
{
	for (uint32_t i = (uint32_t)from;
	     catalogue_next_listed(v->cat, &i) && i < from + PART_URLS; i++)
		put_path(v, "p", catalogue_slug(v->cat, i),
		    catalogue_updated_at_us(v->cat, i));
}

static size_t
parts_of(size_t n)
{
	return (n + PART_URLS - 1) / PART_URLS;
}

static void
put_part(struct view *v, const char *kind, size_t i, int64_t changed_at_us)
{
	struct str path = arena_printf(
	    v->c->arena, "/sitemap.xml?part=%s-%zu", kind, i);

	HTML(v->out, "<sitemap><loc>{t}</loc>", view_url(v, path, 0));
	put_changed(v, changed_at_us);
	buf_add(v->out, STR("</sitemap>\n"));
}

static int64_t
newest_of(struct view *v, size_t from)
{
	int64_t newest = 0;

	for (uint32_t i = (uint32_t)from;
	     catalogue_next_listed(v->cat, &i) && i < from + PART_URLS; i++) {
		int64_t at = catalogue_updated_at_us(v->cat, i);

		if (at > newest)
			newest = at;
	}
	return newest;
}

static void
put_index(struct view *v)
{
	size_t products = parts_of(v->cat->nproducts);
	size_t sellers = parts_of(v->cat->nsellers);

	buf_add(v->out,
	    STR("<sitemapindex "
		"xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"));
	put_part(v, "pages", 0, 0);
	for (size_t i = 0; i < sellers && i < PARTS_MAX; i++)
		put_part(v, "sellers", i, 0);
	for (size_t i = 0; i < products && i < PARTS_MAX; i++) {
		int64_t newest = newest_of(v, i * PART_URLS);

		if (newest > 0)
			put_part(v, "products", i, newest);
	}
	buf_add(v->out, STR("</sitemapindex>\n"));
}

/* "products-3".  ERR_NOT_FOUND: there is no such part. */
static enum err
part_read(struct view *v, struct str part, struct str *kind, size_t *from)
{
	size_t n = 1;
	uint64_t i;

	if (!str_cut(&part, '-', kind) || num_parse_u64(&i, part) != OK)
		return ERR_NOT_FOUND;
	if (str_is(*kind, "products"))
		n = parts_of(v->cat->nproducts);
	else if (str_is(*kind, "sellers"))
		n = parts_of(v->cat->nsellers);
	else if (!str_is(*kind, "pages"))
		return ERR_NOT_FOUND;
	*from = (size_t)i * PART_URLS;
	return i < n ? OK : ERR_NOT_FOUND;
}

static void
put_map(struct view *v, struct str kind, size_t from)
{
	bool whole = str_empty(kind);

	buf_add(v->out,
	    STR("<urlset "
		"xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"));
	if (whole || str_is(kind, "pages"))
		put_pages(v);
	if (whole || str_is(kind, "products"))
		put_products(v, from);
	if (whole || str_is(kind, "sellers"))
		put_sellers(v, from);
	buf_add(v->out, STR("</urlset>\n"));
}

enum err
page_sitemap(struct call *c)
{
	struct str part = request_query(c->request, "part");
	struct str kind = STR_NONE;
	size_t from = 0;
	struct view v;
	bool done;
	enum err e = view_open(c, &v);

	if (e == OK && !str_empty(part))
		e = part_read(&v, part, &kind, &from);
	if (e == OK)
		e = shop_cached(c, v.cat, &done);
	if (e != OK || done)
		return e;
	buf_add(v.out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
	if (str_empty(part) &&
	    (v.cat->nproducts > PART_URLS || v.cat->nsellers > PART_URLS))
		put_index(&v);
	else
		put_map(&v, kind, from);
	e = view_send(&v, 200);
	c->reply->content_type = "application/xml";
	return e;
}
