/* What a list's URL keeps, and the URLs of lists that differ in one thing. */
#include "storefront/list.h"

#include "base/bounds.h"

static struct facet_choice *
choice_of(struct list *l, enum facet f)
{
	return f == FACET_CATEGORY ? &l->categories : &l->filter.chosen[f];
}

void
list_from_start(struct list *l)
{
	l->search.after = l->after = STR_NONE;
	l->page = 1;
}

void
list_drop(struct list *l, enum facet f, struct str value)
{
	struct facet_choice *c = choice_of(l, f);
	size_t kept = 0;

	for (size_t i = 0; i < c->n; i++)
		if (!str_eq(c->values[i], value))
			c->values[kept++] = c->values[i];
	c->n = kept;
	if (f == FACET_PRICE) {
		l->price_min = l->price_max = STR_NONE;
		l->filter.has_price_min = l->filter.has_price_max = false;
	}
	list_from_start(l);
}

void
list_add(struct list *l, enum facet f, struct str value)
{
	struct facet_choice *c = choice_of(l, f);

	if (!list_is_chosen(l, f, value) && c->n < FACET_CHOICES_MAX)
		c->values[c->n++] = value;
	list_from_start(l);
}

void
list_drop_all(struct list *l)
{
	for (enum facet f = 0; f < FACET__MAX; f++)
		choice_of(l, f)->n = 0;
	list_drop(l, FACET_PRICE, STR_NONE);
}

static struct str
decimal(struct view *v, int64_t minor)
{
	char text[MONEY_TEXT_MAX];

	return str_copy(v->arena,
	    money_decimal(text, (struct money){ minor, v->cat->currency }));
}

void
list_set_band(struct view *v, struct list *l, const struct facet_value *band)
{
	list_drop(l, FACET_PRICE, STR_NONE);
	l->price_min = decimal(v, band->price_min);
	if (band->price_max != INT64_MAX)
		l->price_max = decimal(v, band->price_max);
}

void
list_params(const struct list *l, list_param_fn fn, void *arg)
{
	if (!str_empty(l->search.text))
		fn(arg, "q", l->search.text);
	for (enum facet f = 0; f < FACET__MAX; f++) {
		const struct facet_choice *c = list_chosen(l, f);

		for (size_t i = 0; i < c->n; i++)
			fn(arg, facet_name(f), c->values[i]);
	}
	if (l->price_min.p)
		fn(arg, "price_min", l->price_min);
	if (l->price_max.p)
		fn(arg, "price_max", l->price_max);
	if (l->sort_given)
		fn(arg, "sort", str_from(sort_name(l->search.sort)));
}

struct url {
	struct buf out;
	char before; /* of the next parameter */
};

static void
put_param(void *arg, const char *name, struct str value)
{
	struct url *url = arg;

	buf_add_char(&url->out, url->before);
	buf_add_cstr(&url->out, name);
	buf_add_char(&url->out, '=');
	html_url_part(&url->out, value);
	url->before = '&';
}

struct str
list_path(struct view *v, const struct list *l)
{
	if (l->at_category)
		return arena_printf(v->arena, "/c/%.*s",
		    STR_FMT(v->cat->categories[l->search.category].slug));
	if (l->at_seller)
		return arena_printf(v->arena, "/s/%.*s",
		    STR_FMT(v->cat->sellers[l->search.seller].slug));
	return STR("/search");
}

struct str
list_url(struct view *v, const struct list *l)
{
	struct url url = { .before = '?' };
	struct str s;

	buf_open(&url.out, BODY_MAX);
	buf_add(&url.out, v->base);
	buf_add(&url.out, list_path(v, l));
	list_params(l, put_param, &url);
	if (!str_empty(l->after)) {
		put_param(&url, "after", l->after);
		put_param(&url, "page",
		    arena_printf(v->arena, "%lld", (long long)l->page));
	}
	if (v->locale > 0)
		put_param(&url, "lang", v->lang);
	s = str_copy(v->arena, buf_str(&url.out));
	buf_close(&url.out);
	return s;
}

struct str
list_facet_name(struct view *v, enum facet f)
{
	return view_text_of(v, "facet.", facet_name(f));
}

/* The words' own name for it, else the value. */
static struct str
named(struct view *v, const char *prefix, struct str value)
{
	struct str key = arena_printf(
	    v->arena, "%s%.*s", prefix, STR_FMT(value));

	return key.p && locale_has(v->words, key.p)
	    ? locale_text(v->words, key.p)
	    : value;
}

struct str
list_value_name(struct view *v, enum facet f, struct str value)
{
	int32_t i;

	switch (f) {
	case FACET_CATEGORY:
		i = catalogue_category(v->cat, value);
		return i == NO_CATEGORY ? value
					: v->cat->categories[i].name[v->locale];
	case FACET_SELLER:
		i = catalogue_seller(v->cat, value);
		return i == NO_SELLER ? value : v->cat->sellers[i].name;
	case FACET_DELIVERY:
		return named(v, "product.delivery_", value);
	case FACET_MODE:
		return named(v, "product.mode_", value);
	case FACET_REGION:
		return named(v, "region.", value);
	default:
		return value;
	}
}

struct str
list_value_label(struct view *v, enum facet f, const struct facet_value *value)
{
	switch (f) {
	case FACET_CATEGORY:
		return v->cat->categories[value->index].name[v->locale];
	case FACET_SELLER:
		return v->cat->sellers[value->index].name;
	case FACET_PRICE:
		return list_band_name(v, value->price_min, value->price_max);
	default:
		return list_value_name(v, f, value->value);
	}
}

/* A whole amount goes without its zeros: "USD 50". */
static struct str
price_text(struct view *v, int64_t minor)
{
	struct str s = view_money(v, (struct money){ minor, v->cat->currency });
	unsigned exponent = currency_exponent(v->cat->currency);
	int64_t unit = 1;

	for (unsigned i = 0; i < exponent; i++)
		unit *= 10;
	if (exponent > 0 && minor % unit == 0 && str_ends(s, STR("0")))
		s.n -= exponent + 1;
	return s;
}

struct str
list_band_name(struct view *v, int64_t min, int64_t max)
{
	struct locale_arg args[2] = { { "min", STR("") }, { "max", STR("") } };

	if (max == 0)
		return view_text(v, "facet.price_free");
	/* "10.01 to 50" is said as people say it; the URL is exact. */
	args[0].value = price_text(v, min > 0 && min % 10 == 1 ? min - 1 : min);
	if (min <= 1 && max != INT64_MAX)
		min = 0;
	if (max == INT64_MAX)
		return view_fill(v, view_text(v, "facet.price_from"), args, 1);
	args[1].value = price_text(v, max);
	return view_fill(v,
	    view_text(
		v, min == 0 ? "facet.price_up_to" : "facet.price_between"),
	    args, 2);
}
