/* A list without products, and the ways on from there. */
#include "storefront/list_view.h"

/* Each way costs a search; more of them help nobody. */
enum {
	WAYS_MAX = 8,
	WORDS_TRIED = 6,
	POPULAR_SHOWN = 3,
	CATEGORIES_SHOWN = 10
};

struct ways {
	struct view *v;
	size_t n;
};

/* A list with something left out, if it would give something. */
static enum err
put_way(struct ways *w, struct list *to, struct str name)
{
	struct view *v = w->v;
	size_t total;
	enum err e;

	if (w->n == WAYS_MAX)
		return OK;
	e = list_total(v->c, v->cat, &total, to);
	if (e != OK || total == 0)
		return e;
	if (w->n++ == 0)
		HTML(v->out,
		    "<h3>{t}</h3>\n<ul class=\"ways\" role=\"list\">\n",
		    view_text(v, "none.leave_out"));
	HTML(v->out,
	    "<li><a href=\"{h}\" data-inplace><bdi>{t}</bdi></a> "
	    "<span class=\"count\">{t}</span></li>\n",
	    list_url(v, to), name,
	    view_count(v, "search.count", (int64_t)total));
	return OK;
}

static struct str
named_choice(struct view *v, const struct list *l, enum facet f)
{
	const struct facet_choice *c = list_chosen(l, f);
	const struct locale_arg args[] = {
		{ "facet", list_facet_name(v, f) },
		{ "value",
		    f == FACET_PRICE
			? list_band_name(v,
			      l->filter.has_price_min ? l->filter.price_min : 0,
			      l->filter.has_price_max ? l->filter.price_max
						      : INT64_MAX)
			: list_value_name(v, f, c->values[0]) },
	};

	if (c->n > 1)
		return args[0].value;
	return view_fill(v, view_text(v, "facet.chip"), args, 2);
}

static enum err
put_without_filters(struct ways *w, const struct list *l)
{
	enum err e = OK;

	for (enum facet f = 0; e == OK && f < FACET__MAX; f++) {
		const struct facet_choice *c = list_chosen(l, f);
		struct list to = *l;

		if (c->n == 0 && !(f == FACET_PRICE && list_has_price(l)))
			continue;
		for (size_t i = 0; i < c->n; i++)
			list_drop(&to, f, c->values[i]);
		if (f == FACET_PRICE)
			list_drop(&to, f, STR_NONE);
		e = put_way(w, &to,
		    view_say(w->v, "none.without", "what",
			named_choice(w->v, l, f)));
	}
	return e;
}

/* The text without its i-th word; a phrase in quotes is one. */
static struct str
without_word(struct view *v, struct str text, size_t i, struct str *word)
{
	size_t at = 0, seen = 0;

	while (at < text.n) {
		size_t end = at;
		bool quoted = false;

		while (end < text.n && (quoted || text.p[end] != ' ')) {
			quoted ^= text.p[end] == '"';
			end++;
		}
		if (end > at && seen++ == i) {
			struct str before = str_sub(text, 0, at);
			struct str after = str_sub(text, end, text.n);

			*word = str_sub(text, at, end - at);
			return str_trim(arena_printf(v->c->arena, "%.*s%.*s",
			    STR_FMT(str_trim(before)), STR_FMT(after)));
		}
		at = end + 1;
	}
	return STR_NONE;
}

static enum err
put_without_words(struct ways *w, const struct list *l)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < WORDS_TRIED; i++) {
		struct list to = *l;
		struct str word;

		to.search.text = without_word(w->v, l->search.text, i, &word);
		if (str_empty(to.search.text))
			continue;
		list_from_start(&to);
		e = put_way(
		    w, &to, view_say(w->v, "none.without", "what", word));
	}
	return e;
}

/* When no single thing is to blame: words alone, filters alone. */
static enum err
put_without_most(struct ways *w, const struct list *l)
{
	struct list words = *l, filters = *l;
	enum err e = OK;

	list_drop_all(&words);
	words.search.category = NO_CATEGORY;
	words.at_category = false;
	filters.search.text = STR("");
	list_from_start(&filters);
	if (w->n == 0 && !str_empty(l->search.text) &&
	    (list_chosen_n(l) > 0 || l->at_category))
		e = put_way(w, &words, view_text(w->v, "none.without_filters"));
	if (e == OK && w->n == 0 && list_chosen_n(l) > 0 &&
	    !str_empty(l->search.text))
		e = put_way(w, &filters, view_text(w->v, "none.without_text"));
	return e;
}

static void
put_category(struct view *v, int32_t category)
{
	const struct catalogue_category *g = &v->cat->categories[category];

	HTML(v->out,
	    "<li><a class=\"chip\" href=\"{h}\">{t} "
	    "<span class=\"count\">{t}</span></a></li>\n",
	    view_link(v, "/c/%.*s", STR_FMT(g->slug)), g->name[v->locale],
	    view_number(v, g->products));
}

/* The top with the most products that is not among the first n of shown. */
static int32_t
largest_but(struct view *v, const int32_t *shown, size_t n)
{
	int32_t best = NO_CATEGORY;

	for (int32_t i = 0; i < (int32_t)v->cat->ncategories; i++) {
		const struct catalogue_category *g = &v->cat->categories[i];
		bool used = g->parent != NO_CATEGORY || g->products == 0;

		for (size_t k = 0; k < n && !used; k++)
			used = shown[k] == i;
		if (!used &&
		    (best == NO_CATEGORY ||
			g->products > v->cat->categories[best].products))
			best = i;
	}
	return best;
}

/* The nearest by name first, then the largest. */
static void
put_categories(struct view *v, const struct list *l)
{
	int32_t shown[CATEGORIES_SHOWN];
	size_t n = 0;

	if (l->found.suggestion != NO_CATEGORY)
		shown[n++] = l->found.suggestion;
	while (n < CATEGORIES_SHOWN) {
		int32_t next = largest_but(v, shown, n);

		if (next == NO_CATEGORY)
			break;
		shown[n++] = next;
	}
	if (n == 0)
		return;
	HTML(v->out, "<h3>{t}</h3>\n<ul class=\"chips\" role=\"list\">\n",
	    view_text(v, "none.categories"));
	for (size_t i = 0; i < n; i++)
		put_category(v, shown[i]);
	HTML(v->out, "<li><a href=\"{h}\">{t}</a></li>\n</ul>\n",
	    view_link(v, "/search"), view_text(v, "search.browse"));
}

static enum err
put_popular(struct view *v)
{
	struct search s = { .category = NO_CATEGORY,
		.seller = NO_SELLER,
		.no_counts = true,
		.sort = SORT_POPULAR,
		.locale = v->locale,
		.limit = POPULAR_SHOWN };
	struct found found;
	enum err e = catalogue_search(v->c->arena, &found, v->cat, &s);

	if (e != OK || found.n == 0)
		return e;
	HTML(v->out, "<h3>{t}</h3>\n<ul class=\"results\" role=\"list\">\n",
	    view_text(v, "home.popular"));
	for (size_t i = 0; i < found.n; i++)
		view_result(v, found.items[i], NULL, false);
	buf_add(v->out, STR("</ul>\n"));
	return OK;
}

static void
put_ask(struct view *v, const struct list *l)
{
	struct str email = v->c->site->config.support_email;
	struct buf b;

	if (str_empty(email))
		return;
	buf_open(&b, BODY_MAX);
	buf_addf(&b, "mailto:%.*s?subject=", STR_FMT(email));
	html_url_part(&b, view_say(v, "none.ask_subject", "q", l->search.text));
	HTML(v->out, "<p class=\"soft\">{t} <a href=\"{h}\">{t}</a></p>\n",
	    view_text(v, "none.ask"), buf_str(&b), email);
	buf_close(&b);
}

static void
put_title(struct view *v, const struct list *l)
{
	bool text = !str_empty(l->search.text), chosen = list_chosen_n(l) > 0;

	buf_add(v->out, STR("<div class=\"none__title\">"));
	view_icon(v, "search-x", " icon--lg");
	HTML(v->out, "<div><h2>{t}</h2><p class=\"soft\">{t}</p></div></div>\n",
	    text ? view_say(v, chosen ? "none.both" : "search.none_title", "q",
		       l->search.text)
		 : view_text(
		       v, chosen ? "none.filters" : "search.none_category"),
	    view_text(v,
		text	     ? "search.none_text"
		    : chosen ? "none.filters_text"
			     : "search.none_category_text"));
}

enum err
list_put_none(struct view *v, const struct list *l)
{
	struct ways w = { .v = v };
	enum err e;

	buf_add(v->out, STR("<div class=\"card none\">\n"));
	put_title(v, l);
	e = put_without_filters(&w, l);
	if (e == OK)
		e = put_without_words(&w, l);
	if (e == OK)
		e = put_without_most(&w, l);
	if (w.n > 0)
		buf_add(v->out, STR("</ul>\n"));
	put_categories(v, l);
	put_ask(v, l);
	buf_add(v->out, STR("</div>\n"));
	return e == OK ? put_popular(v) : e;
}
