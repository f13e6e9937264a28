#include "storefront/list_view.h"

#include "wire/json.h"

enum { EAGER_LOGOS = 4 };

static void
put_chip(
    struct view *v, const struct list *without, enum facet f, struct str value)
{
	HTML(v->out,
	    "<li><a class=\"chip chip--on\" href=\"{h}\" data-inplace>"
	    "<span class=\"visually-hidden\">{t} </span>"
	    "<span class=\"soft\">{t}</span> <bdi{r}>{t}</bdi>",
	    list_url(v, without), view_text(v, "facet.remove"),
	    list_facet_name(v, f),
	    f == FACET_REGION ? STR(" data-region") : STR(""), value);
	view_icon(v, "x", "");
	buf_add(v->out, STR("</a></li>\n"));
}

static void
put_price_chip(struct view *v, const struct list *l)
{
	const struct filter *f = &l->filter;
	struct list without = *l;

	list_drop(&without, FACET_PRICE, STR_NONE);
	put_chip(v, &without, FACET_PRICE,
	    list_band_name(v, f->has_price_min ? f->price_min : 0,
		f->has_price_max ? f->price_max : INT64_MAX));
}

static void
put_chips(struct view *v, const struct list *l)
{
	struct list none = *l;

	if (list_chosen_n(l) == 0)
		return;
	HTML(v->out, "<ul class=\"chips\" role=\"list\" aria-label=\"{a}\">\n",
	    view_text(v, "facet.chosen"));
	for (enum facet f = 0; f < FACET__MAX; f++) {
		const struct facet_choice *c = list_chosen(l, f);

		for (size_t i = 0; i < c->n; i++) {
			struct list without = *l;

			list_drop(&without, f, c->values[i]);
			put_chip(v, &without, f,
			    list_value_name(v, f, c->values[i]));
		}
	}
	if (list_has_price(l))
		put_price_chip(v, l);
	list_drop_all(&none);
	HTML(v->out,
	    "<li><a class=\"link\" href=\"{h}\" data-inplace=\"clear\">"
	    "{t}</a></li>\n</ul>\n",
	    list_url(v, &none), view_text(v, "facet.clear"));
}

static void
put_sort(struct view *v, const struct list *l)
{
	static const enum sort sorts[] = { SORT_RELEVANCE, SORT_POPULAR,
		SORT_PRICE, SORT_NEWEST, SORT_NAME };
	struct list kept = *l;

	kept.sort_given = false;
	HTML(v->out,
	    "<form action=\"{h}{h}\" method=\"get\" data-sort>\n"
	    "<span data-part=\"kept\">",
	    v->base, list_path(v, l));
	list_put_hidden(v, &kept);
	HTML(v->out,
	    "</span><label for=\"sort\">{t}</label>\n<select "
	    "class=\"select select--small\" id=\"sort\" name=\"sort\">",
	    view_text(v, "search.sort"));
	for (size_t i = str_empty(l->search.text);
	     i < sizeof(sorts) / sizeof(*sorts); i++)
		HTML(v->out, "<option value=\"{a}\"{r}>{t}</option>",
		    str_from(sort_name(sorts[i])),
		    sorts[i] == l->search.sort ? STR(" selected") : STR(""),
		    view_text_of(v, "search.sort_", sort_name(sorts[i])));
	HTML(v->out,
	    "</select>\n<button class=\"btn btn--small\" "
	    "type=\"submit\">{t}</button>\n</form>\n",
	    view_text(v, "search.sort_apply"));
}

static struct str
count_text(struct view *v, const struct list *l)
{
	size_t first = (size_t)(l->page - 1) * l->search.limit + 1;
	struct locale_arg args[3];

	if (l->found.n == l->found.total)
		return view_count(v, "search.count", (int64_t)l->found.total);
	args[0] = (struct locale_arg){ "from", view_number(v, (int64_t)first) };
	args[1] = (struct locale_arg){ "to",
		view_number(v, (int64_t)(first + l->found.n - 1)) };
	args[2] = (struct locale_arg){ "total",
		view_count(v, "search.count", (int64_t)l->found.total) };
	return view_fill(v, view_text(v, "search.count_of"), args, 3);
}

static void
put_toolbar(struct view *v, const struct list *l)
{
	size_t chosen = list_chosen_n(l);

	HTML(v->out,
	    "<div class=\"toolbar\">\n<p role=\"status\" "
	    "data-part=\"count\"><strong>{t}</strong></p>\n"
	    "<div class=\"toolbar__tools\">\n"
	    "<a class=\"btn btn--small filters-open\" href=\"#filters\" "
	    "data-open-filters>",
	    count_text(v, l));
	view_icon(v, "sliders-horizontal", "");
	HTML(v->out, "<span data-part=\"open\">{t}</span></a>\n",
	    chosen > 0 ? view_say(v, "facet.open_count", "n",
			     view_number(v, (int64_t)chosen))
		       : view_text(v, "search.filters"));
	put_sort(v, l);
	buf_add(v->out, STR("</div>\n</div>\n"));
}

static void
put_notice(struct view *v, struct str html)
{
	buf_add(v->out, STR("<div class=\"notice\">"));
	view_icon(v, "info", "");
	HTML(v->out, "<p>{r}</p></div>\n", html);
}

/* The text up to {name}, and what comes after it. */
static void
split_at(
    struct str text, struct str mark, struct str *before, struct str *after)
{
	size_t at = 0;

	while (at < text.n && !str_starts(str_sub(text, at, text.n), mark))
		at++;
	*before = str_sub(text, 0, at);
	*after = str_sub(text, at + mark.n, text.n);
}

/* A sentence of the words, its {name} being a link. */
static void
put_linked(struct view *v, struct buf *b, const char *key, const char *hole,
    struct str href, struct str name)
{
	struct str before, after;

	split_at(view_text(v, key), str_from(hole), &before, &after);
	HTML(b, "{t}<a href=\"{h}\"><bdi>{t}</bdi></a>{t}", before, href, name,
	    after);
}

static void
put_category_hint(struct view *v, const struct list *l)
{
	int32_t category = l->found.suggestion;
	struct buf b;

	if (category == NO_CATEGORY || category == l->search.category)
		return;
	buf_open(&b, BODY_MAX);
	put_linked(v, &b, "search.did_you_mean", "{name}",
	    view_link(v, "/c/%.*s", STR_FMT(v->cat->categories[category].slug)),
	    v->cat->categories[category].name[v->locale]);
	put_notice(v, buf_str(&b));
	buf_close(&b);
}

/* "Showing results for {words}; search instead for {typed}." */
static void
put_correction(struct view *v, const struct list *l)
{
	struct list typed = *l, corrected = *l;
	struct buf b;

	list_drop_all(&typed);
	typed.search.text = arena_printf(
	    v->c->arena, "\"%.*s\"", STR_FMT(l->search.text));
	corrected.search.text = l->found.corrected;
	buf_open(&b, BODY_MAX);
	put_linked(v, &b, "search.corrected", "{words}",
	    list_url(v, &corrected), l->found.corrected);
	if (str_find(l->search.text, '"') == l->search.text.n) {
		buf_add_char(&b, ' ');
		put_linked(v, &b, "search.as_typed", "{words}",
		    list_url(v, &typed), l->search.text);
	}
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
put_notices(struct view *v, const struct list *l)
{
	if (l->cut)
		put_sentence(v,
		    view_say(v, "search.too_long", "n",
			view_number(v, SEARCH_CHARS_MAX)));
	if (l->found.n > 0 && l->found.corrected.p)
		put_correction(v, l);
	else if (l->found.n > 0 && l->found.relaxed)
		put_sentence(v,
		    l->found.whole > 0 ? view_count(v, "search.relaxed",
					     (int64_t)l->found.whole)
				       : view_text(v, "search.relaxed_none"));
	if (l->found.n > 0)
		put_category_hint(v, l);
}

static void
put_pager(struct view *v, const struct list *l)
{
	struct list to = *l;

	if (!l->next.p && str_empty(l->after))
		return;
	HTML(v->out, "<nav class=\"pager\" aria-label=\"{a}\">",
	    view_text(v, "page.pages"));
	if (!str_empty(l->after)) {
		to.after = STR_NONE;
		HTML(v->out, "<a class=\"btn\" href=\"{h}\">{t}</a>",
		    list_url(v, &to), view_text(v, "search.first"));
	} else {
		buf_add(v->out, STR("<span></span>"));
	}
	HTML(v->out, "<span>{t}</span>",
	    view_say(v, "search.page", "n", view_number(v, l->page)));
	if (l->next.p) {
		to.after = l->next;
		to.page = l->page + 1;
		HTML(v->out, "<a class=\"btn\" rel=\"next\" href=\"{h}\">{t}",
		    list_url(v, &to), view_text(v, "search.next"));
		view_icon(v, "arrow-right", " icon--flip");
		buf_add(v->out, STR("</a>"));
	} else {
		buf_add(v->out, STR("<span></span>"));
	}
	buf_add(v->out, STR("</nav>\n"));
}

static enum err
put_results(struct view *v, const struct list *l)
{
	enum err e = OK;

	HTML(v->out, "<section aria-label=\"{a}\" data-results>\n",
	    view_text(v, "search.title"));
	put_toolbar(v, l);
	buf_add(v->out, STR("<div data-part=\"chips\">\n"));
	put_chips(v, l);
	buf_add(v->out,
	    STR("</div>\n<div class=\"stack\" "
		"data-part=\"results\">\n"));
	put_notices(v, l);
	if (l->found.n == 0) {
		e = list_put_none(v, l);
	} else {
		buf_add(v->out, STR("<ul class=\"results\" role=\"list\">\n"));
		for (size_t i = 0; i < l->found.n; i++)
			view_result(v, l->found.items[i], l->found.marks,
			    i < EAGER_LOGOS);
		buf_add(v->out, STR("</ul>\n"));
	}
	put_pager(v, l);
	buf_add(v->out, STR("</div>\n</section>\n"));
	return e;
}

/* On a phone the filters move into it. */
static void
put_drawer(struct view *v, const struct list *l)
{
	HTML(v->out,
	    "<dialog class=\"sheet drawer\" data-drawer aria-label=\"{a}\">"
	    "<header><strong>{t}</strong><button class=\"btn btn--quiet\" "
	    "type=\"button\" data-close aria-label=\"{a}\">",
	    view_text(v, "search.filters"), view_text(v, "search.filters"),
	    view_text(v, "facet.close"));
	view_icon(v, "x", "");
	buf_add(v->out,
	    STR("</button></header>\n<div class=\"sheet__body\"></div>\n"
		"<footer><span data-part=\"clear\">"));
	if (list_chosen_n(l) > 0) {
		struct list none = *l;

		list_drop_all(&none);
		HTML(v->out,
		    "<a class=\"btn\" href=\"{h}\" data-inplace=\"clear\">"
		    "{t}</a>",
		    list_url(v, &none), view_text(v, "facet.clear"));
	}
	HTML(v->out,
	    "</span><button class=\"btn btn--primary\" type=\"button\" "
	    "data-close data-part=\"show\">{t}</button></footer></dialog>\n",
	    view_count(v, "facet.show", (int64_t)l->found.total));
}

enum err
list_show(struct view *v, const struct list *l)
{
	enum err e;

	buf_add(v->out, STR("<div class=\"with-sidebar\" data-list>\n"));
	list_put_filters(v, l);
	e = put_results(v, l);
	buf_add(v->out, STR("</div>\n"));
	put_drawer(v, l);
	return e;
}

struct str
list_title(struct view *v, const struct list *l, struct str title)
{
	struct locale_arg args[2] = { { "title", title } };

	if (l->page < 2)
		return title;
	args[1] = (struct locale_arg){ "n", view_number(v, l->page) };
	return view_fill(v, view_text(v, "search.title_page"), args, 2);
}

struct str
list_canonical(struct view *v, const struct list *l)
{
	struct str s;
	struct buf b;

	buf_open(&b, BODY_MAX);
	buf_add(&b, list_path(v, l));
	if (!str_empty(l->search.text)) {
		buf_add(&b, STR("?q="));
		html_url_part(&b, l->search.text);
	}
	if (!str_empty(l->after))
		buf_addf(&b, "%cafter=%.*s&page=%lld",
		    str_empty(l->search.text) ? '?' : '&', STR_FMT(l->after),
		    (long long)l->page);
	s = str_copy(v->c->arena, buf_str(&b));
	buf_close(&b);
	return s;
}

bool
list_is_narrowed(const struct list *l)
{
	return !str_empty(l->search.text) || list_chosen_n(l) > 0 ||
	    l->sort_given;
}

void
list_items_json(struct view *v, struct json *j, const struct list *l)
{
	json_object(j);
	json_put_cstr(j, "@type", "ItemList");
	json_put_i64(j, "numberOfItems", (int64_t)l->found.total);
	json_key(j, "itemListElement");
	json_array(j);
	for (size_t i = 0; i < l->found.n; i++) {
		const struct catalogue_product *p = catalogue_card(
		    v->c->arena, v->cat, l->found.items[i]);

		if (!p) {
			v->out->err = ERR_NOMEM;
			break;
		}
		json_object(j);
		json_put_cstr(j, "@type", "ListItem");
		json_put_i64(j, "position",
		    (l->page - 1) * (int64_t)l->search.limit + (int64_t)i + 1);
		json_put_str(j, "name", p->name[v->locale]);
		json_put_str(j, "url",
		    view_url(v,
			arena_printf(v->c->arena, "/p/%.*s", STR_FMT(p->slug)),
			v->locale));
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}
