#include "storefront/list_view.h"
#include "storefront/pages.h"

#include "locale/format.h"
#include "wire/json.h"

static struct str
date_text(struct view *v, int64_t us)
{
	struct buf b;
	struct str s;

	buf_open(&b, BODY_MAX);
	format_date(&b, v->lang, us);
	s = str_copy(v->c->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

static struct str
json_ld(struct view *v, const struct list *l, const struct view_crumb *crumb,
    const struct catalogue_seller *s)
{
	struct view_ld ld;

	view_ld_open(&ld);
	view_crumbs_json(v, &ld.j, crumb, 1);
	json_object(&ld.j);
	json_put_cstr(&ld.j, "@type", "Organization");
	json_put_str(&ld.j, "name", s->name);
	if (s->website.p)
		json_put_str(&ld.j, "url", s->website);
	if (s->support_email.p)
		json_put_str(&ld.j, "email", s->support_email);
	json_end_object(&ld.j);
	if (l->found.n > 0 && !list_is_narrowed(l))
		list_items_json(v, &ld.j, l);
	return view_ld_close(v, &ld);
}

/* "https://lumen.example/" reads as "lumen.example". */
static struct str
host_of(struct str url)
{
	for (size_t i = 0; i + 2 < url.n; i++)
		if (str_starts(str_sub(url, i, url.n), STR("//"))) {
			url = str_sub(url, i + 2, url.n);
			break;
		}
	return str_sub(url, 0, str_find(url, '/'));
}

static void
put_facts(struct view *v, const struct catalogue_seller *s)
{
	buf_add(v->out, STR("<ul class=\"seller-facts\" role=\"list\">\n<li>"));
	view_icon(v, "package", "");
	HTML(v->out, "{t}</li>\n",
	    view_count(v, "seller.products_n", s->products));
	if (s->since_us > 0) {
		buf_add(v->out, STR("<li>"));
		view_icon(v, "badge-check", "");
		HTML(v->out, "{t}</li>\n",
		    view_say(
			v, "seller.since", "date", date_text(v, s->since_us)));
	}
	if (s->website.p) {
		buf_add(v->out, STR("<li>"));
		view_icon(v, "globe", "");
		HTML(v->out,
		    "<a href=\"{h}\" rel=\"nofollow noopener\">"
		    "<bdi>{t}</bdi></a></li>\n",
		    s->website, host_of(s->website));
	}
	if (s->support_email.p) {
		buf_add(v->out, STR("<li>"));
		view_icon(v, "life-buoy", "");
		HTML(v->out, "<a href=\"mailto:{a}\"><bdi>{t}</bdi></a></li>\n",
		    s->support_email, s->support_email);
	}
	buf_add(v->out, STR("</ul>\n"));
}

static void
put_seller(struct view *v, const struct catalogue_seller *s)
{
	buf_add(v->out, STR("<div class=\"product-head\">"));
	view_letter(v, s->slug, s->name, LOGO_LARGE);
	HTML(v->out, "<div><h1><bdi>{t}</bdi></h1>\n", s->name);
	put_facts(v, s);
	buf_add(v->out, STR("</div></div>\n"));
	if (!str_empty(s->about_html))
		HTML(v->out,
		    "<div class=\"prose seller-about\" dir=\"auto\">{r}</div>\n",
		    s->about_html);
}

static enum err
put_page(struct view *v, const struct list *l)
{
	const struct catalogue_seller *s = &v->cat->sellers[l->search.seller];
	struct view_crumb crumb = { .name = s->name };
	struct view_meta meta = { .type = "profile", .script = "list" };
	struct str products = view_say(v, "seller.products", "seller", s->name);
	enum err e;

	meta.title = list_title(v, l, s->name);
	meta.description = products;
	meta.path = list_canonical(v, l);
	meta.no_index = list_is_narrowed(l);
	meta.json_ld = json_ld(v, l, &crumb, s);
	view_head(v, &meta);
	buf_add(v->out, STR("<main id=\"main\" class=\"page\">\n"));
	view_crumbs(v, &crumb, 1);
	put_seller(v, s);
	HTML(v->out,
	    "<section class=\"section\" aria-labelledby=\"h-products\">"
	    "<div class=\"section-head\"><h2 id=\"h-products\">{t}</h2>"
	    "</div>\n",
	    products);
	e = list_show(v, l);
	buf_add(v->out, STR("</section>\n</main>\n"));
	view_foot(v, STR_NONE);
	return e == OK ? view_send(v, 200) : e;
}

enum err
page_seller(struct call *c)
{
	struct list l;
	struct view v;
	bool done;
	enum err e = view_open(c, &v);

	if (e == OK)
		e = list_read(c, v.cat, &l);
	if (e != OK)
		return e;
	l.search.seller = catalogue_seller(v.cat, c->path_arg[0]);
	if (l.search.seller == NO_SELLER ||
	    !v.cat->sellers[l.search.seller].active)
		return ERR_NOT_FOUND;
	l.at_seller = true;
	l.filter.chosen[FACET_SELLER].n = 0;
	e = list_run(c, v.cat, &l);
	if (e == OK)
		e = shop_cached(c, v.cat, &done);
	return e != OK || done ? e : put_page(&v, &l);
}
