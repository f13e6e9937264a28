#include "select_facets.h"

#include <stdlib.h>
#include <string.h>

#include "catalog/values.h"
#include "narrow.h"

/* A facet's values in the making. */
struct shown {
	struct arena *a;
	const struct catalogue *c;
	const struct search *s;
	enum facet facet;
	struct facet_value *values;
	size_t n, more;
};

static struct str
value_text(const struct shown *w, uint32_t value)
{
	const struct catalogue *c = w->c;

	if (w->facet == FACET_SELLER) {
		int32_t seller = c->seller_of[value];

		return seller == NO_SELLER ? STR_NONE : c->sellers[seller].slug;
	}
	if (w->facet == FACET_MODE)
		return str_from(billing_mode_name((enum billing_mode)value));
	if (w->facet == FACET_DELIVERY)
		return str_from(delivery_type_name((enum delivery_type)value));
	for (size_t i = c->nparts; i-- > 0;) {
		const struct column *column = &c->parts[i]
						   .segment->columns[w->facet];

		if (value < column->nvalues)
			return column->values[value].text;
	}
	return STR_NONE;
}

static void
put(struct shown *w, struct str text, int32_t index, uint32_t count)
{
	bool chosen = narrow_is_chosen(w->s, w->c, w->facet, text);

	if (count > 0 || chosen)
		w->values[w->n++] = (struct facet_value){ .value = text,
			.index = index,
			.count = count,
			.chosen = chosen };
}

static void
show_categories(struct shown *w, const uint32_t *in_category)
{
	for (size_t i = 0; i < w->c->ncategories; i++)
		put(w, w->c->categories[i].slug, (int32_t)i, in_category[i]);
}

/* "10.00-50.00", written for each search: without printf. */
static struct str
band_text(struct arena *a, struct str from, struct str to)
{
	char *text = arena_alloc(a, from.n + 1 + to.n);

	if (!text)
		return STR_NONE;
	memcpy(text, from.p, from.n);
	text[from.n] = '-';
	if (to.n > 0)
		memcpy(text + from.n + 1, to.p, to.n);
	return (struct str){ text, from.n + 1 + to.n };
}

static enum err
show_bands(struct shown *w, const uint32_t *counts, size_t ncounts)
{
	const struct filter *f = w->s->filter;

	for (unsigned i = 0; i < PRICE_BANDS; i++) {
		struct facet_value *v = &w->values[w->n];
		char min[MONEY_TEXT_MAX], max[MONEY_TEXT_MAX] = "";
		struct str from, to = STR("");

		*v = (struct facet_value){ .index = (int32_t)i,
			.count = i < ncounts ? counts[i] : 0 };
		price_band(w->c->currency, i, &v->price_min, &v->price_max);
		v->chosen = f && f->has_price_min &&
		    f->price_min == v->price_min &&
		    (f->has_price_max ? f->price_max == v->price_max
				      : v->price_max == INT64_MAX);
		if (v->count == 0 && !v->chosen)
			continue;
		from = money_decimal(
		    min, (struct money){ v->price_min, w->c->currency });
		if (v->price_max != INT64_MAX)
			to = money_decimal(max,
			    (struct money){ v->price_max, w->c->currency });
		v->value = band_text(w->a, from, to);
		if (!v->value.p)
			return ERR_NOMEM;
		w->n++;
	}
	return OK;
}

static int
by_count(const void *l, const void *r)
{
	const struct facet_value *a = l, *b = r;

	if (a->chosen != b->chosen)
		return a->chosen ? -1 : 1;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return str_cmp(a->value, b->value);
}

static void
swap(struct facet_value *a, struct facet_value *b)
{
	struct facet_value t = *a;

	*a = *b;
	*b = t;
}

/* The first of the heap is the one to give way. */
static void
sift_down(struct facet_value *heap, size_t n, size_t i)
{
	for (;;) {
		size_t last = i, l = 2 * i + 1, r = l + 1;

		if (l < n && by_count(&heap[l], &heap[last]) > 0)
			last = l;
		if (r < n && by_count(&heap[r], &heap[last]) > 0)
			last = r;
		if (last == i)
			return;
		swap(&heap[i], &heap[last]);
		i = last;
	}
}

/* There may be tens of thousands: the weightiest are kept as a heap. */
static void
keep_most(struct shown *w, size_t max)
{
	if (w->n > max) {
		for (size_t i = max / 2; i-- > 0;)
			sift_down(w->values, max, i);
		for (size_t i = max; i < w->n; i++)
			if (by_count(&w->values[i], &w->values[0]) < 0) {
				swap(&w->values[i], &w->values[0]);
				sift_down(w->values, max, 0);
			}
		w->more = w->n - max;
		w->n = max;
	}
	if (w->n > 0)
		qsort(w->values, w->n, sizeof(*w->values), by_count);
}

static int
by_index(const void *l, const void *r)
{
	const struct facet_value *a = l, *b = r;

	return (a->index > b->index) - (a->index < b->index);
}

static void
show_values(struct shown *w, const uint32_t *counts, size_t ncounts)
{
	bool ordered = w->facet == FACET_MODE || w->facet == FACET_DELIVERY;

	for (uint32_t i = 0; i < ncounts; i++) {
		struct str text = counts[i] > 0 ||
			narrow_has_choice(w->s, w->facet)
		    ? value_text(w, i)
		    : STR_NONE;

		if (text.p)
			put(w, text,
			    w->facet == FACET_SELLER ? w->c->seller_of[i]
						     : (int32_t)i,
			    counts[i]);
	}
	if (!ordered)
		keep_most(w, FACET_SHOWN_MAX);
	else if (w->n > 0)
		qsort(w->values, w->n, sizeof(*w->values), by_index);
}

static enum err
show(struct arena *a, struct found *out, const struct catalogue *c,
    const struct search *s, enum facet f, const uint32_t *counts)
{
	size_t most = c->nvalues[f];
	struct shown w = { .a = a, .c = c, .s = s, .facet = f };
	enum err e = OK;

	if (f == FACET_CATEGORY)
		most = c->ncategories;
	if (f == FACET_PRICE)
		most = PRICE_BANDS;
	w.values = ARENA_NEWS(a, struct facet_value, most);
	if (!w.values)
		return ERR_NOMEM;
	if (f == FACET_CATEGORY)
		show_categories(&w, out->in_category);
	else if (f == FACET_PRICE)
		e = show_bands(&w, counts, c->nvalues[f]);
	else
		show_values(&w, counts, c->nvalues[f]);
	out->facets[f] = (struct facet_counts){ w.values, w.n, w.more };
	return e;
}

/* Children come after their parents, so their counts are whole first. */
static enum err
count_up(struct arena *a, struct found *out, const struct catalogue *c,
    const uint32_t *counts)
{
	uint32_t *in = ARENA_NEWS(a, uint32_t, c->ncategories);

	if (!in)
		return ERR_NOMEM;
	for (size_t i = 0; i < c->ncategories; i++)
		in[i] = counts[c->category_ordinal[i]];
	for (size_t i = c->ncategories; i-- > 0;) {
		int32_t parent = c->categories[i].parent;

		if (parent != NO_CATEGORY)
			in[parent] += in[i];
	}
	out->in_category = in;
	return OK;
}

enum err
facets_show(struct arena *a, struct found *out, const struct catalogue *c,
    const struct search *s, uint32_t *const counts[FACET__MAX])
{
	enum err e = count_up(a, out, c, counts[FACET_CATEGORY]);

	for (enum facet f = 0; e == OK && f < FACET__MAX; f++)
		e = show(a, out, c, s, f, counts[f]);
	return e;
}
