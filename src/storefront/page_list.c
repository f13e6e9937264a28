#include "storefront/pages.h"
#include "storefront/routes.h"

/* A list as its URL says it: what a link keeps when it changes one thing. */
struct list {
	struct search search;
	struct found found;
	struct str next;
	bool sort_given;
	bool in_category; /* the page /c/<category> */
	bool cut;	  /* the text was too long */
};

static void
put_part(struct buf *b, const char *name, struct str value)
{
	if (str_empty(value))
		return;
	buf_add_char(b, str_find(buf_str(b), '?') < b->n ? '&' : '?');
	buf_add_cstr(b, name);
	buf_add_char(b, '=');
	html_url_part(b, value);
}

/* The same search in this category (NO_CATEGORY: all), from its start. */
static struct str
list_link(
    struct view *v, const struct list *l, int32_t category, struct str after)
{
	struct buf b;
	struct str s;

	buf_open(&b, BODY_MAX);
	buf_add(&b, v->base);
	if (l->in_category && category == l->search.category) {
		buf_addf(
		    &b, "/c/%.*s", STR_FMT(v->cat->categories[category].slug));
	} else {
		buf_add(&b, STR("/search"));
	}
	put_part(&b, "q", l->search.text);
	if (category != NO_CATEGORY &&
	    !(l->in_category && category == l->search.category))
		put_part(&b, "category", v->cat->categories[category].slug);
	if (l->sort_given)
		put_part(&b, "sort", str_from(sort_name(l->search.sort)));
	put_part(&b, "after", after);
	if (v->locale > 0)
		put_part(&b, "lang", v->lang);
	s = str_copy(v->c->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

static void
put_filter(struct view *v, const struct list *l, int32_t category,
    struct str name, size_t count)
{
	HTML(v->out, "<li><a href=\"{h}\"{r}>{t}<span class=\"count\">",
	    list_link(v, l, category, STR_NONE),
	    category == l->search.category ? STR(" aria-current=\"true\"")
					   : STR(""),
	    name);
	buf_add_u64(v->out, count);
	buf_add(v->out, STR("</span></a>"));
}

/* Is a the category chosen, or one of its parents? */
static bool
is_open(const struct view *v, const struct list *l, uint32_t category)
{
	int32_t chosen = l->search.category;

	return chosen != NO_CATEGORY && (uint32_t)chosen >= category &&
	    (uint32_t)chosen < v->cat->categories[category].end;
}

static void
put_branch(struct view *v, const struct list *l, uint32_t from, uint32_t end)
{
	for (uint32_t i = from; i < end; i = v->cat->categories[i].end) {
		const struct catalogue_category *g = &v->cat->categories[i];

		if (l->found.in_category[i] == 0 && !is_open(v, l, i))
			continue;
		put_filter(v, l, (int32_t)i, g->name[v->locale],
		    l->found.in_category[i]);
		if (g->end > i + 1 && is_open(v, l, i)) {
			buf_add(v->out, STR("<ul role=\"list\">\n"));
			put_branch(v, l, i + 1, g->end);
			buf_add(v->out, STR("</ul>"));
		}
		buf_add(v->out, STR("</li>\n"));
	}
}

static void
put_sidebar(struct view *v, const struct list *l)
{
	HTML(v->out,
	    "<nav class=\"filters\" aria-label=\"{a}\">\n"
	    "<h2>{t}</h2>\n<ul role=\"list\">\n",
	    view_text(v, "search.filters"), view_text(v, "search.in_category"));
	put_filter(v, l, NO_CATEGORY, view_text(v, "search.all_categories"),
	    l->found.in_all);
	buf_add(v->out, STR("</li>\n"));
	put_branch(v, l, 0, (uint32_t)v->cat->ncategories);
	buf_add(v->out, STR("</ul>\n</nav>\n"));
}

static void
put_hidden(struct view *v, const char *name, struct str value)
{
	if (!str_empty(value))
		HTML(v->out,
		    "<input type=\"hidden\" name=\"{a}\" "
		    "value=\"{a}\">",
		    str_from(name), value);
}

static void
put_sort(struct view *v, const struct list *l)
{
	static const enum sort sorts[] = { SORT_RELEVANCE, SORT_POPULAR,
		SORT_NEWEST, SORT_NAME };
	int32_t category = l->search.category;

	HTML(v->out,
	    "<form action=\"{h}/search\" method=\"get\" data-sort>"
	    "\n",
	    v->base);
	put_hidden(v, "q", l->search.text);
	if (category != NO_CATEGORY)
		put_hidden(v, "category", v->cat->categories[category].slug);
	if (v->locale > 0)
		put_hidden(v, "lang", v->lang);
	HTML(v->out,
	    "<label for=\"sort\">{t}</label>\n<select "
	    "class=\"select select--small\" id=\"sort\" name=\"sort\">",
	    view_text(v, "search.sort"));
	for (size_t i = str_empty(l->search.text) ? 1 : 0; i < 4; i++)
		HTML(v->out, "<option value=\"{a}\"{r}>{t}</option>",
		    str_from(sort_name(sorts[i])),
		    sorts[i] == l->search.sort ? STR(" selected") : STR(""),
		    view_text_of(v, "search.sort_", sort_name(sorts[i])));
	HTML(v->out,
	    "</select>\n<button class=\"btn btn--small\" "
	    "type=\"submit\">{t}</button>\n</form>\n",
	    view_text(v, "search.sort_apply"));
}

static void
put_toolbar(struct view *v, const struct list *l)
{
	int32_t category = l->search.category;

	HTML(v->out,
	    "<div class=\"toolbar\">\n<div class=\"cluster\">"
	    "<p role=\"status\"><strong class=\"num\">{t}</strong></p>\n",
	    view_count(v, "search.count", (int64_t)l->found.total));
	if (category != NO_CATEGORY) {
		struct str name = v->cat->categories[category].name[v->locale];

		HTML(v->out,
		    "<p class=\"chips\"><a class=\"chip chip--on\" "
		    "href=\"{h}\" aria-label=\"{a}\">{t}",
		    list_link(v, l, NO_CATEGORY, STR_NONE),
		    view_say(v, "search.drop", "name", name), name);
		view_icon(v, "x", "");
		buf_add(v->out, STR("</a></p>"));
	}
	buf_add(v->out, STR("</div>\n"));
	put_sort(v, l);
	buf_add(v->out, STR("</div>\n"));
}

static void
put_notice(struct view *v, struct str html)
{
	buf_add(v->out, STR("<div class=\"notice\">"));
	view_icon(v, "info", "");
	HTML(v->out, "<p>{r}</p></div>\n", html);
}

/* "Did you mean the category {name}?", the name being a link. */
static void
put_suggestion(struct view *v, const struct list *l)
{
	int32_t category = l->found.suggestion;
	struct str text = view_text(v, "search.did_you_mean");
	struct str mark = STR("{name}");
	size_t at = 0;
	struct buf b;

	if (category == NO_CATEGORY || category == l->search.category)
		return;
	while (at < text.n && !str_starts(str_sub(text, at, text.n), mark))
		at++;
	buf_open(&b, BODY_MAX);
	HTML(&b, "{t}<a href=\"{h}\">{t}</a>{t}", str_sub(text, 0, at),
	    view_link(v, "/c/%.*s", STR_FMT(v->cat->categories[category].slug)),
	    v->cat->categories[category].name[v->locale],
	    str_sub(text, at + mark.n, text.n));
	put_notice(v, buf_str(&b));
	buf_close(&b);
}

static void
put_sentence(struct view *v, struct str text)
{
	struct buf b;

	buf_open(&b, BODY_MAX);
	html_text(&b, text);
	put_notice(v, buf_str(&b));
	buf_close(&b);
}

static void
put_none(struct view *v, const struct list *l)
{
	bool query = !str_empty(l->search.text);

	buf_add(v->out, STR("<div class=\"card empty\">"));
	view_icon(v, "search-x", "");
	HTML(v->out,
	    "<h2>{t}</h2><p>{t}</p><p><a class=\"btn btn--primary\" "
	    "href=\"{h}\">{t}</a></p></div>\n",
	    query ? view_say(v, "search.none_title", "q", l->search.text)
		  : view_text(v, "search.none_category"),
	    view_text(
		v, query ? "search.none_text" : "search.none_category_text"),
	    view_link(v, "/search"), view_text(v, "search.browse"));
}

static void
put_pager(struct view *v, const struct list *l)
{
	if (!l->next.p && str_empty(l->search.after))
		return;
	HTML(v->out, "<nav class=\"pager\" aria-label=\"{a}\">",
	    view_text(v, "page.pages"));
	if (!str_empty(l->search.after))
		HTML(v->out, "<a class=\"btn\" href=\"{h}\">{t}</a>",
		    list_link(v, l, l->search.category, STR_NONE),
		    view_text(v, "search.first"));
	else
		buf_add(v->out, STR("<span></span>"));
	if (l->next.p) {
		HTML(v->out, "<a class=\"btn\" rel=\"next\" href=\"{h}\">{t}",
		    list_link(v, l, l->search.category, l->next),
		    view_text(v, "search.next"));
		view_icon(v, "arrow-right", " icon--flip");
		buf_add(v->out, STR("</a>"));
	}
	buf_add(v->out, STR("</nav>\n"));
}

static void
put_results(struct view *v, const struct list *l)
{
	HTML(v->out, "<section class=\"stack\" aria-label=\"{a}\">\n",
	    view_text(v, "search.title"));
	if (l->cut)
		put_sentence(v,
		    view_say(v, "search.too_long", "n",
			arena_printf(v->c->arena, "%d", SEARCH_CHARS_MAX)));
	if (l->found.corrected.p)
		put_sentence(v,
		    view_say(v, "page.corrected", "words", l->found.corrected));
	put_suggestion(v, l);
	put_toolbar(v, l);
	if (l->found.n == 0) {
		put_none(v, l);
	} else {
		buf_add(v->out, STR("<ul class=\"results\" role=\"list\">\n"));
		for (size_t i = 0; i < l->found.n; i++)
			view_result(v, l->found.items[i], i < 4);
		buf_add(v->out, STR("</ul>\n"));
	}
	put_pager(v, l);
	buf_add(v->out, STR("</section>\n"));
}

static struct str
crumbs_json_ld(struct view *v, const struct view_crumb *crumbs, size_t n)
{
	struct buf b;
	struct json j;
	struct str s;

	buf_open(&b, BODY_MAX);
	json_start(&j, &b);
	json_object(&j);
	json_put_cstr(&j, "@context", "https://schema.org");
	json_key(&j, "@graph");
	json_array(&j);
	view_crumbs_json(v, &j, crumbs, n);
	json_end_array(&j);
	json_end_object(&j);
	s = str_copy(v->c->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

static enum err
put_list(struct view *v, const struct list *l)
{
	const struct catalogue_category *g = l->search.category == NO_CATEGORY
	    ? NULL
	    : &v->cat->categories[l->search.category];
	struct view_crumb crumb = { .href = STR_NONE };
	struct view_meta meta = { 0 };
	struct str about = STR_NONE;

	if (!str_empty(l->search.text)) {
		crumb.name = view_say(
		    v, "search.title_query", "q", l->search.text);
	} else if (g) {
		crumb.name = g->name[v->locale];
		about = g->description[v->locale];
	} else {
		crumb.name = view_text(v, "search.title");
	}
	meta.title = crumb.name;
	meta.description = str_empty(about) ? crumb.name : about;
	meta.no_index = !str_empty(l->search.text);
	if (l->in_category)
		meta.path = arena_printf(
		    v->c->arena, "/c/%.*s", STR_FMT(g->slug));
	else if (str_empty(l->search.text))
		meta.path = STR("/search");
	meta.json_ld = crumbs_json_ld(v, &crumb, 1);
	v->q = l->search.text;
	view_head(v, &meta);
	buf_add(v->out, STR("<main id=\"main\" class=\"page\">\n"));
	view_crumbs(v, &crumb, 1);
	HTML(v->out, "<div class=\"page-head\"><h1>{t}</h1>", crumb.name);
	if (!str_empty(about))
		HTML(v->out, "<p>{t}</p>", about);
	buf_add(v->out, STR("</div>\n<div class=\"with-sidebar\">\n"));
	put_sidebar(v, l);
	put_results(v, l);
	buf_add(v->out, STR("</div>\n</main>\n"));
	view_foot(v, STR_NONE);
	return view_send(v, 200);
}

static enum err
list_page(struct view *v, struct list *l)
{
	struct call *c = v->c;
	bool done;
	enum err e = catalogue_search(c->arena, &l->found, v->cat, &l->search);

	/* An old link's place in the list is lost, not the list. */
	if (e == ERR_INVALID) {
		l->search.after = STR_NONE;
		e = catalogue_search(c->arena, &l->found, v->cat, &l->search);
	}
	if (e == OK)
		e = search_next(c, &l->found, &l->next);
	if (e == OK)
		e = shop_cached(c, v->cat, &done);
	if (e != OK || done)
		return e;
	l->sort_given = !str_empty(request_query(c->request, "sort"));
	l->cut = str_trim(request_query(c->request, "q")).n > l->search.text.n;
	return put_list(v, l);
}

enum err
page_search(struct call *c)
{
	struct list l = { .in_category = false };
	struct view v;
	enum err e = view_open(c, &v);

	if (e == OK)
		e = search_read(c, v.cat, &l.search);
	if (e == ERR_INVALID)
		return ERR_NOT_FOUND;
	return e == OK ? list_page(&v, &l) : e;
}

enum err
page_category(struct call *c)
{
	struct list l = { .in_category = true };
	struct view v;
	enum err e = view_open(c, &v);

	if (e == OK)
		e = search_read(c, v.cat, &l.search);
	if (e == ERR_INVALID)
		return ERR_NOT_FOUND;
	if (e != OK)
		return e;
	l.search.category = catalogue_category(v.cat, c->path_arg[0]);
	if (l.search.category == NO_CATEGORY)
		return ERR_NOT_FOUND;
	return list_page(&v, &l);
}
