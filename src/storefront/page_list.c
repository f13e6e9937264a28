#include "storefront/list_view.h"
#include "storefront/pages.h"

enum { CRUMBS_MAX = 8 };

/* Where the page stands, its own name last. */
struct trail {
	struct view_crumb crumbs[CRUMBS_MAX];
	size_t n;
};

static void
trail_add(struct trail *t, struct str name, struct str href)
{
	if (t->n < CRUMBS_MAX)
		t->crumbs[t->n++] = (struct view_crumb){ name, href };
}

/* From the top down to the category's parent. */
static void
trail_to(struct view *v, struct trail *t, int32_t category)
{
	const struct catalogue_category *g = &v->cat->categories[category];

	if (g->parent != NO_CATEGORY)
		trail_to(v, t, g->parent);
	trail_add(t, g->name[v->locale],
	    arena_printf(v->c->arena, "/c/%.*s", STR_FMT(g->slug)));
}

static struct str
json_ld(struct view *v, const struct list *l, const struct trail *t)
{
	struct view_ld ld;

	view_ld_open(&ld);
	view_crumbs_json(v, &ld.j, t->crumbs, t->n);
	if (l->found.n > 0 && !list_is_narrowed(l))
		list_items_json(v, &ld.j, l);
	return view_ld_close(v, &ld);
}

/* The next level down, each with what it has. */
static void
put_below(struct view *v, const struct list *l)
{
	int32_t here = l->search.category;
	size_t n = 0;

	for (uint32_t i = (uint32_t)here + 1; i < v->cat->categories[here].end;
	     i++) {
		const struct catalogue_category *g = &v->cat->categories[i];

		if (g->parent != here || g->products == 0)
			continue;
		if (n++ == 0)
			HTML(v->out,
			    "<nav class=\"below\" aria-label=\"{a}\">"
			    "<ul class=\"chips\" role=\"list\">\n",
			    view_text(v, "search.below"));
		HTML(v->out,
		    "<li><a class=\"chip\" href=\"{h}\">{t} "
		    "<span class=\"count\">{t}</span></a></li>\n",
		    view_link(v, "/c/%.*s", STR_FMT(g->slug)),
		    g->name[v->locale], view_number(v, g->products));
	}
	if (n > 0)
		buf_add(v->out, STR("</ul></nav>\n"));
}

static enum err
put_page(struct view *v, const struct list *l, const struct trail *t,
    struct str about)
{
	struct str name = t->crumbs[t->n - 1].name;
	struct view_meta meta = { .script = "list" };
	enum err e;

	meta.title = list_title(v, l, name);
	meta.description = str_empty(about) ? name : about;
	meta.no_index = list_is_narrowed(l);
	meta.path = list_canonical(v, l);
	meta.json_ld = json_ld(v, l, t);
	v->q = l->search.text;
	view_head(v, &meta);
	buf_add(v->out, STR("<main id=\"main\" class=\"page\">\n"));
	view_crumbs(v, t->crumbs, t->n);
	HTML(v->out, "<div class=\"page-head\"><h1>{t}</h1>", name);
	if (!str_empty(about))
		HTML(v->out, "<p>{t}</p>", about);
	if (l->at_category)
		put_below(v, l);
	buf_add(v->out, STR("</div>\n"));
	e = list_show(v, l);
	buf_add(v->out, STR("</main>\n"));
	view_foot(v, STR_NONE);
	return e == OK ? view_send(v, 200) : e;
}

static enum err
run(struct view *v, struct list *l, bool *done)
{
	enum err e = list_run(v->c, v->cat, l);

	return e == OK ? shop_cached(v->c, v->cat, done) : e;
}

enum err
page_search(struct call *c)
{
	struct trail t = { .n = 0 };
	struct list l;
	struct view v;
	bool done;
	enum err e = view_open(c, &v);

	if (e == OK)
		e = list_read(c, v.cat, &l);
	if (e == OK)
		e = run(&v, &l, &done);
	if (e != OK || done)
		return e;
	trail_add(&t,
	    str_empty(l.search.text)
		? view_text(&v, "search.title")
		: view_say(&v, "search.title_query", "q", l.search.text),
	    STR_NONE);
	return put_page(&v, &l, &t, STR_NONE);
}

enum err
page_category(struct call *c)
{
	struct trail t = { .n = 0 };
	struct list l;
	struct view v;
	bool done;
	enum err e = view_open(c, &v);

	if (e == OK)
		e = list_read(c, v.cat, &l);
	if (e != OK)
		return e;
	l.search.category = catalogue_category(v.cat, c->path_arg[0]);
	if (l.search.category == NO_CATEGORY)
		return ERR_NOT_FOUND;
	l.at_category = true;
	l.categories.n = l.filter.chosen[FACET_CATEGORY].n = 0;
	e = run(&v, &l, &done);
	if (e != OK || done)
		return e;
	trail_to(&v, &t, l.search.category);
	t.crumbs[t.n - 1].href = STR_NONE;
	return put_page(&v, &l, &t,
	    v.cat->categories[l.search.category].description[v.locale]);
}
