#include "select_facets.h"

#include "catalog/values.h"
#include "narrow.h"

/* A facet's values in the making. */
struct shown {
	const struct catalogue *c;
	const struct search *s;
	enum facet facet;
	const uint32_t *counts; /* by the columns' values */
	const uint32_t *in_category;
	bool has_choice;
	struct facet_value *values;
	size_t n, more;
};

static uint32_t
count_of(const struct shown *w, uint32_t index)
{
	if (w->facet == FACET_CATEGORY)
		return w->in_category[index];
	if (w->facet == FACET_SELLER)
		index = w->c->seller_ordinal[index];
	return index < w->c->nvalues[w->facet] ? w->counts[index] : 0;
}

static bool
is_band_chosen(const struct shown *w, uint32_t index)
{
	const struct filter *f = w->s->filter;
	int64_t min, max;

	price_band(w->c->currency, index, &min, &max);
	return f->has_price_min && f->price_min == min &&
	    (f->has_price_max ? f->price_max : INT64_MAX) == max;
}

static bool
is_chosen(const struct shown *w, uint32_t index)
{
	if (!w->has_choice)
		return false;
	if (w->facet == FACET_PRICE)
		return is_band_chosen(w, index);
	return narrow_is_chosen(
	    w->s, w->c, w->facet, w->c->values[w->facet].at[index].text);
}

static void
put(struct shown *w, uint32_t index, uint32_t count, bool chosen)
{
	struct facet_value *v = &w->values[w->n++];

	*v = (struct facet_value){
		.value = w->c->values[w->facet].at[index].text,
		.index = (int32_t)index,
		.count = count,
		.chosen = chosen
	};
	if (w->facet == FACET_PRICE)
		price_band(w->c->currency, index, &v->price_min, &v->price_max);
}

/*
 * The weightiest values, in order.  A weight is one number: whether it was
 * chosen, the count, and the place by text, which is told from it again.
 */
enum { PLACE_BITS = 31, COUNT_BITS = 32 };
#define PLACE_MAX (((uint64_t)1 << PLACE_BITS) - 1)

struct top {
	uint64_t weights[FACET_SHOWN_MAX];
	size_t n, seen;
};

static void
top_add(struct top *t, uint64_t weight)
{
	size_t i = t->n;

	t->seen++;
	if (t->n < FACET_SHOWN_MAX)
		t->n++;
	else if (weight < t->weights[--i])
		return;
	for (; i > 0 && t->weights[i - 1] < weight; i--)
		t->weights[i] = t->weights[i - 1];
	t->weights[i] = weight;
}

static void
show_most(struct shown *w)
{
	const struct catalogue_values *all = &w->c->values[w->facet];
	struct top top = { .n = 0 };

	for (uint32_t place = 0; place < all->n; place++) {
		uint32_t count = count_of(w, all->order[place]);
		bool chosen = is_chosen(w, all->order[place]);

		if (count > 0 || chosen)
			top_add(&top,
			    (uint64_t)chosen << (PLACE_BITS + COUNT_BITS) |
				(uint64_t)count << PLACE_BITS |
				(PLACE_MAX - place));
	}
	for (size_t i = 0; i < top.n; i++) {
		uint64_t weight = top.weights[i];

		put(w, all->order[PLACE_MAX - (weight & PLACE_MAX)],
		    (uint32_t)(weight >> PLACE_BITS),
		    weight >> (PLACE_BITS + COUNT_BITS));
	}
	w->more = top.seen - top.n;
}

static void
show_all(struct shown *w)
{
	for (uint32_t i = 0; i < w->c->values[w->facet].n; i++) {
		uint32_t count = count_of(w, i);
		bool chosen = is_chosen(w, i);

		if (count > 0 || chosen)
			put(w, i, count, chosen);
	}
}

static enum err
show(struct arena *a, struct found *out, const struct catalogue *c,
    const struct search *s, enum facet f, const uint32_t *counts)
{
	struct shown w = { .c = c,
		.s = s,
		.facet = f,
		.counts = counts,
		.in_category = out->in_category,
		.has_choice = narrow_has_choice(s, f) };
	bool most = facet_goes_by_count(f);
	size_t n = c->values[f].n;

	if (most && n > FACET_SHOWN_MAX)
		n = FACET_SHOWN_MAX;
	w.values = ARENA_NEWS(a, struct facet_value, n);
	if (!w.values)
		return ERR_NOMEM;
	if (most)
		show_most(&w);
	else
		show_all(&w);
	out->facets[f] = (struct facet_counts){ w.values, w.n, w.more };
	return OK;
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
