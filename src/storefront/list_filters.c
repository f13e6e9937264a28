/* The filters beside a list: a form that works by itself. */
#include "list_group.h"
#include "storefront/list_view.h"

static void
put_hidden(void *arg, const char *name, struct str value)
{
	struct view *v = arg;

	HTML(v->out, "<input type=\"hidden\" name=\"{a}\" value=\"{a}\">",
	    str_from(name), value);
}

void
list_put_hidden(struct view *v, const struct list *l)
{
	list_params(l, put_hidden, v);
	if (v->locale > 0)
		put_hidden(v, "lang", v->lang);
}

static void
put_count(struct view *v, uint32_t n)
{
	HTML(v->out, "<span class=\"count\">{t}</span>", view_number(v, n));
}

static void
put_box(struct view *v, enum facet f, const struct facet_value *value,
    bool chosen, unsigned depth)
{
	HTML(v->out,
	    "<li><label class=\"facet__value{r}\"><input type=\"checkbox\" "
	    "name=\"{a}\" value=\"{a}\"{r}><span class=\"facet__name\">"
	    "<bdi{r}>{t}</bdi></span>",
	    depth > 0 ? STR(" facet__value--deep") : STR(""),
	    str_from(facet_name(f)), value->value,
	    chosen ? STR(" checked") : STR(""),
	    f == FACET_REGION ? STR(" data-region") : STR(""),
	    list_value_label(v, f, value));
	put_count(v, value->count);
	buf_add(v->out, STR("</label></li>\n"));
}

static void
put_boxes(struct view *v, const struct list *l, enum facet f,
    const struct group *g, size_t from, size_t to)
{
	buf_add(v->out, STR("<ul class=\"facet__list\" role=\"list\">\n"));
	for (size_t i = from; i < to; i++)
		put_box(v, f, g->values[i],
		    list_is_chosen(l, f, g->values[i]->value), g->depth[i]);
	buf_add(v->out, STR("</ul>\n"));
}

static void
put_open(struct view *v, enum facet f, size_t chosen, bool open)
{
	HTML(v->out,
	    "<details class=\"facet\" data-facet=\"{a}\"{r}>"
	    "<summary><h3>{t}</h3>",
	    str_from(facet_name(f)), open ? STR(" open") : STR(""),
	    list_facet_name(v, f));
	if (chosen > 0)
		buf_addf(v->out,
		    "<span class=\"badge badge--accent\">%zu</span>", chosen);
	view_icon(v, "chevron-down", " chevron");
	buf_add(v->out, STR("</summary>\n"));
}

static void
put_group(
    struct view *v, const struct list *l, enum facet f, const struct group *g)
{
	size_t chosen = list_chosen(l, f)->n, shown = g->shown;
	bool open = chosen > 0 || f < FACET_LICENCE;

	put_open(v, f, chosen, open);
	HTML(v->out,
	    "<fieldset><legend class=\"visually-hidden\">{t}</legend>\n",
	    list_facet_name(v, f));
	put_boxes(v, l, f, g, 0, shown);
	if (shown < g->n) {
		HTML(v->out,
		    "<details class=\"facet__more\" data-find=\"{a}\">"
		    "<summary>{t}</summary>\n",
		    view_say(v, "facet.find", "name", list_facet_name(v, f)),
		    view_say(v, "facet.show_all", "n",
			arena_printf(v->c->arena, "%zu", g->n)));
		put_boxes(v, l, f, g, shown, g->n);
		if (g->more > 0)
			HTML(v->out, "<p class=\"hint\">{t}</p>",
			    view_count(v, "facet.more", (int64_t)g->more));
		buf_add(v->out, STR("</details>\n"));
	}
	buf_add(v->out, STR("</fieldset></details>\n"));
}

/* One value that all have tells nothing and narrows nothing. */
static bool
is_useful(const struct list *l, enum facet f)
{
	const struct facet_counts *counts = &l->found.facets[f];

	if (list_chosen(l, f)->n > 0)
		return true;
	return counts->n > 1 ||
	    (counts->n == 1 && counts->values[0].count < l->found.total);
}

static void
put_facet(struct view *v, const struct list *l, enum facet f)
{
	struct group *g = ARENA_NEW(v->c->arena, struct group);

	if (!g) {
		v->out->err = ERR_NOMEM;
		return;
	}
	list_group_fill(v, g, l, f);
	if (g->n > 0)
		put_group(v, l, f, g);
}

static void
put_band(struct view *v, const struct list *l, const struct facet_value *band)
{
	struct list to = *l;

	if (band->chosen)
		list_drop(&to, FACET_PRICE, STR_NONE);
	else
		list_set_band(v, &to, band);
	HTML(v->out,
	    "<li><a class=\"facet__value\" href=\"{h}\" data-inplace{r}>"
	    "<span class=\"facet__name\">{t}</span>",
	    list_url(v, &to),
	    band->chosen ? STR(" aria-current=\"true\"") : STR(""),
	    list_value_label(v, FACET_PRICE, band));
	put_count(v, band->count);
	buf_add(v->out, STR("</a></li>\n"));
}

static void
put_bound(struct view *v, const char *name, const char *label, struct str typed,
    struct str fault)
{
	HTML(v->out,
	    "<div class=\"field\"><label for=\"{a}\">{t}</label>"
	    "<input class=\"input\" type=\"text\" id=\"{a}\" name=\"{a}\" value=\"{a}\" "
	    "inputmode=\"decimal\" autocomplete=\"off\" maxlength=\"20\"{r}>"
	    "</div>\n",
	    str_from(name), view_text(v, label), str_from(name), str_from(name),
	    typed, fault);
}

static void
put_price(struct view *v, const struct list *l)
{
	const struct facet_counts *bands = &l->found.facets[FACET_PRICE];
	struct str fault = l->price_bad
	    ? STR(" aria-invalid=\"true\" aria-describedby=\"price-bad\"")
	    : STR("");

	if (bands->n < 2 && !list_has_price(l) && !l->price_bad)
		return;
	put_open(v, FACET_PRICE, list_has_price(l), true);
	HTML(v->out,
	    "<fieldset><legend class=\"visually-hidden\">{t}</legend>\n"
	    "<ul class=\"facet__list\" role=\"list\">\n",
	    list_facet_name(v, FACET_PRICE));
	for (size_t i = 0; i < bands->n; i++)
		put_band(v, l, &bands->values[i]);
	buf_add(v->out, STR("</ul>\n<div class=\"facet__range\">\n"));
	put_bound(v, "price_min", "facet.price_min", l->price_min, fault);
	put_bound(v, "price_max", "facet.price_max", l->price_max, fault);
	HTML(v->out, "<p class=\"hint\">{t}</p></div>\n",
	    view_say(v, "facet.price_in", "currency",
		str_from(v->cat->currency.code)));
	if (l->price_bad)
		HTML(v->out,
		    "<p class=\"error-text\" id=\"price-bad\">{t}</p>\n",
		    view_text(v, "facet.price_bad"));
	buf_add(v->out, STR("</fieldset></details>\n"));
}

/* To another category's page, with all else that was chosen. */
static void
put_way(struct view *v, const struct list *l, int32_t category, struct str name,
    int64_t count)
{
	struct list to = *l;

	to.search.category = category;
	to.at_category = category != NO_CATEGORY;
	to.after = STR_NONE;
	HTML(v->out,
	    "<li><a class=\"facet__value{r}\" href=\"{h}\"{r}>"
	    "<span class=\"facet__name\">{t}</span>",
	    category != NO_CATEGORY && list_category_depth(v, category) > 0
		? STR(" facet__value--deep")
		: STR(""),
	    list_url(v, &to),
	    category == l->search.category ? STR(" aria-current=\"page\"")
					   : STR(""),
	    name);
	if (count >= 0)
		put_count(v, (uint32_t)count);
	buf_add(v->out, STR("</a></li>\n"));
}

/* Is it on the way to here, right below, or, at the end, beside it? */
static bool
is_near(struct view *v, int32_t category, int32_t here, bool at_end)
{
	const struct catalogue_category *g = &v->cat->categories[category];

	if (here >= category && (uint32_t)here < g->end)
		return true;
	return g->parent == (at_end ? v->cat->categories[here].parent : here);
}

/* On a category's page: the way up, what is beside it and below. */
static void
put_ways(struct view *v, const struct list *l)
{
	const struct facet_counts *counts = &l->found.facets[FACET_CATEGORY];
	int32_t here = l->search.category;
	bool at_end = true;

	for (size_t i = 0; i < counts->n; i++)
		if (v->cat->categories[counts->values[i].index].parent == here)
			at_end = false;
	put_open(v, FACET_CATEGORY, 0, true);
	HTML(v->out,
	    "<nav aria-label=\"{a}\"><ul class=\"facet__list\" role=\"list\">\n",
	    list_facet_name(v, FACET_CATEGORY));
	put_way(v, l, NO_CATEGORY, view_text(v, "search.all_categories"), -1);
	for (size_t i = 0; i < counts->n; i++) {
		int32_t at = counts->values[i].index;

		if (is_near(v, at, here, at_end))
			put_way(v, l, at,
			    v->cat->categories[at].name[v->locale],
			    counts->values[i].count);
	}
	buf_add(v->out, STR("</ul></nav></details>\n"));
}

/* The list's own place is in its path; what the boxes say is sent anew. */
static void
put_kept(struct view *v, const struct list *l)
{
	struct list kept = *l;

	list_drop_all(&kept);
	list_put_hidden(v, &kept);
}

void
list_put_filters(struct view *v, const struct list *l)
{
	static const enum facet order[] = { FACET_CATEGORY, FACET_PRICE,
		FACET_DELIVERY, FACET_MODE, FACET_PLATFORM, FACET_LICENCE,
		FACET_SELLER, FACET_REGION };

	HTML(v->out,
	    "<form class=\"filters\" id=\"filters\" method=\"get\" "
	    "action=\"{h}{h}\" data-filters aria-label=\"{a}\">\n",
	    v->base, list_path(v, l), view_text(v, "search.filters"));
	put_kept(v, l);
	HTML(v->out, "<h2 class=\"filters__title\">{t}</h2>\n",
	    view_text(v, "search.filters"));
	buf_add(v->out, STR("<div data-part=\"filters\">\n"));
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		enum facet f = order[i];

		if (f == FACET_PRICE)
			put_price(v, l);
		else if (f == FACET_CATEGORY && l->at_category)
			put_ways(v, l);
		else if (is_useful(l, f) &&
		    !(f == FACET_SELLER && l->at_seller))
			put_facet(v, l, f);
	}
	HTML(v->out,
	    "</div>\n<button class=\"btn btn--primary filters__apply\" "
	    "type=\"submit\">{t}</button>\n</form>\n",
	    view_text(v, "facet.apply"));
}
