#include "storefront/list.h"

#include "base/num.h"
#include "crypto/token.h"
#include "domain/price.h"

/* Pages beyond are not counted; they are there all the same. */
enum { PAGE_NUMBER_MAX = 100000 };

/* At most SEARCH_CHARS_MAX characters, cut between two of them. */
static struct str
clamp(struct str s)
{
	size_t chars = 0, i = 0;

	for (; i < s.n; i++)
		if (((unsigned char)s.p[i] & 0xc0) != 0x80 &&
		    chars++ == SEARCH_CHARS_MAX)
			break;
	return str_sub(s, 0, i);
}

static enum err
read_sort(struct call *c, struct list *out)
{
	struct str sort = request_query(c->request, "sort");

	out->search.sort = str_empty(out->search.text) ? SORT_POPULAR
						       : SORT_RELEVANCE;
	if (str_empty(sort))
		return OK;
	out->sort_given = sort_parse(&out->search.sort, sort) == OK;
	if (out->sort_given || c->route->page)
		return OK;
	return call_fault(c, "/sort", "choice",
	    "Sort by popular, relevance, price, newest or name.");
}

/* The values that are not just anybody's words. */
static bool
is_known(const struct catalogue *cat, enum facet f, struct str value)
{
	enum delivery_type delivery;
	enum billing_mode mode;

	switch (f) {
	case FACET_CATEGORY:
		return catalogue_category(cat, value) != NO_CATEGORY;
	case FACET_SELLER:
		return catalogue_seller(cat, value) != NO_SELLER;
	case FACET_DELIVERY:
		return delivery_type_parse(&delivery, value) == OK;
	case FACET_MODE:
		return billing_mode_parse(&mode, value) == OK;
	default:
		return true;
	}
}

static enum err
read_value(struct call *c, const struct catalogue *cat, struct list *out,
    enum facet f, struct str value)
{
	value = str_trim(value);
	if (str_empty(value))
		return OK;
	if (!c->route->page && !is_known(cat, f, value))
		return call_fault(c,
		    arena_printf(c->arena, "/%s", facet_name(f)).p, "choice",
		    "There is no %s of that name.", facet_name(f));
	if (value.n > FACET_VALUE_MAX)
		return c->route->page
		    ? OK
		    : call_fault(c,
			  arena_printf(c->arena, "/%s", facet_name(f)).p,
			  "long", "At most %d bytes.", FACET_VALUE_MAX);
	filter_add(&out->filter, f, value);
	return OK;
}

/* A category is left out where one below it was chosen as well. */
static void
narrow_categories(const struct catalogue *cat, struct list *out)
{
	struct facet_choice *chosen = &out->filter.chosen[FACET_CATEGORY];
	int32_t at[FACET_CHOICES_MAX];
	size_t kept = 0;

	for (size_t i = 0; i < out->categories.n; i++)
		at[i] = catalogue_category(cat, out->categories.values[i]);
	for (size_t i = 0; i < out->categories.n; i++) {
		bool above = false;

		for (size_t k = 0; k < out->categories.n && !above; k++)
			above = at[i] != NO_CATEGORY && at[k] > at[i] &&
			    (uint32_t)at[k] < cat->categories[at[i]].end;
		if (!above)
			chosen->values[kept++] = out->categories.values[i];
	}
	chosen->n = kept;
}

static enum err
read_facets(struct call *c, const struct catalogue *cat, struct list *out)
{
	enum err e = OK;

	for (enum facet f = 0; f < FACET__MAX; f++) {
		struct str value;
		size_t at = 0;

		if (f == FACET_PRICE)
			continue;
		while (e == OK &&
		    (value = request_query_next(c->request, facet_name(f), &at))
			.p)
			e = read_value(c, cat, out, f, value);
	}
	out->categories = out->filter.chosen[FACET_CATEGORY];
	narrow_categories(cat, out);
	return e;
}

/*
 * "49.90", "49,9", "1,299.00", "49" in minor units: what stands after the
 * last point or comma is the fraction when it is short enough for one.
 */
static enum err
price_parse(int64_t *minor, struct str typed, struct currency currency)
{
	unsigned exponent = currency_exponent(currency), places = 0;
	char digits[24];
	size_t n = 0, point = typed.n;

	for (size_t i = typed.n; i-- > 0 && point == typed.n;)
		if (typed.p[i] == '.' || typed.p[i] == ',')
			point = i;
	if (typed.n - point > exponent + 1)
		point = typed.n;
	for (size_t i = 0; i < typed.n; i++) {
		char d = typed.p[i];

		if (d == '.' || d == ',' || d == ' ' || d == '\'')
			continue;
		if (d < '0' || d > '9' || n == sizeof(digits) - 4)
			return ERR_SYNTAX;
		if (n > 0 || d != '0')
			digits[n++] = d;
		places += i > point;
	}
	for (; places < exponent && n > 0; places++)
		digits[n++] = '0';
	if (n == 0)
		digits[n++] = '0';
	return num_parse_in(
	    minor, (struct str){ digits, n }, 0, MONEY_MAX_MINOR);
}

static enum err
read_price(struct call *c, const struct catalogue *cat, struct list *out,
    const char *name, struct str *typed, bool *has, int64_t *minor)
{
	struct str text = str_trim(request_query(c->request, name));

	if (str_empty(text))
		return OK;
	*typed = clamp(text);
	*has = price_parse(minor, text, cat->currency) == OK;
	if (*has)
		return OK;
	out->price_bad = true;
	if (c->route->page)
		return OK;
	return call_fault(c, arena_printf(c->arena, "/%s", name).p, "format",
	    "Write a price in %s such as 49.90.", cat->currency.code);
}

static enum err
read_prices(struct call *c, const struct catalogue *cat, struct list *out)
{
	struct filter *f = &out->filter;
	enum err e = read_price(c, cat, out, "price_min", &out->price_min,
	    &f->has_price_min, &f->price_min);

	if (e == OK)
		e = read_price(c, cat, out, "price_max", &out->price_max,
		    &f->has_price_max, &f->price_max);
	if (e == OK && f->has_price_min && f->has_price_max &&
	    f->price_min > f->price_max) {
		int64_t least = f->price_max;
		struct str typed = out->price_max;

		f->price_max = f->price_min;
		out->price_max = out->price_min;
		f->price_min = least;
		out->price_min = typed;
	}
	return e;
}

static enum err
read_place(struct call *c, struct list *out)
{
	struct page page;
	enum err e = call_page(c, &page);

	if (e == ERR_INVALID && c->route->page)
		page = (struct page){ .limit = LIST_DEFAULT };
	else if (e != OK)
		return e;
	out->search.limit = (size_t)page.limit;
	out->search.after = page.after;
	out->after = str_empty(page.after) ? STR_NONE
					   : request_query(c->request, "after");
	if (str_empty(page.after) ||
	    num_parse_in(&out->page, request_query(c->request, "page"), 2,
		PAGE_NUMBER_MAX) != OK)
		out->page = str_empty(page.after) ? 1 : 2;
	return OK;
}

/* Without the space around it; one behind it says that its end is whole. */
static struct str
read_text(const struct call *c)
{
	struct str q = request_query(c->request, "q"), text = str_trim(q);

	if (text.n > 0 && text.p + text.n < q.p + q.n)
		text.n++;
	return text;
}

enum err
list_read(struct call *c, const struct catalogue *cat, struct list *out)
{
	struct str typed = read_text(c);
	enum err e;

	*out = (struct list){ .search = { .category = NO_CATEGORY,
				  .seller = NO_SELLER,
				  .filter = &out->filter,
				  .locale = shop_locale(c) } };
	out->search.text = clamp(typed);
	out->cut = typed.n > out->search.text.n;
	e = read_sort(c, out);
	if (e == OK)
		e = read_place(c, out);
	if (e == OK)
		e = read_facets(c, cat, out);
	return e == OK ? read_prices(c, cat, out) : e;
}

enum err
list_run(struct call *c, const struct catalogue *cat, struct list *l)
{
	enum err e = catalogue_search(c->arena, &l->found, cat, &l->search);

	for (size_t i = 0; e == OK && i < l->found.n; i++)
		catalogue_expect(cat, l->found.items[i]);
	/* An old link's place in the list is lost, not the list. */
	if (e == ERR_INVALID && c->route->page) {
		l->search.after = l->after = STR_NONE;
		l->page = 1;
		e = catalogue_search(c->arena, &l->found, cat, &l->search);
	}
	if (e == ERR_INVALID)
		return call_fault(c, "/after", "format",
		    "Use the \"next\" "
		    "of an earlier page of the same sort as it is.");
	if (e != OK || !l->found.next.p)
		return e;
	return base64url_encode(c->arena, &l->next, l->found.next);
}

enum err
list_total(
    struct call *c, const struct catalogue *cat, size_t *total, struct list *l)
{
	struct arena_mark mark = arena_mark(c->arena);
	struct found found;
	enum err e;

	narrow_categories(cat, l);
	l->search.filter = &l->filter;
	l->search.no_counts = true;
	l->search.limit = 1;
	e = catalogue_search(c->arena, &found, cat, &l->search);
	*total = e == OK ? found.total : 0;
	arena_rewind(c->arena, mark);
	return e;
}

const struct facet_choice *
list_chosen(const struct list *l, enum facet f)
{
	return f == FACET_CATEGORY ? &l->categories : &l->filter.chosen[f];
}

bool
list_is_chosen(const struct list *l, enum facet f, struct str value)
{
	const struct facet_choice *chosen = list_chosen(l, f);

	for (size_t i = 0; i < chosen->n; i++)
		if (str_eq(chosen->values[i], value))
			return true;
	return false;
}

bool
list_has_price(const struct list *l)
{
	return l->filter.has_price_min || l->filter.has_price_max;
}

size_t
list_chosen_n(const struct list *l)
{
	size_t n = list_has_price(l);

	for (enum facet f = 0; f < FACET__MAX; f++)
		n += list_chosen(l, f)->n;
	return n;
}
