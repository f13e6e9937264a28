#include "narrow.h"

#include <string.h>

/* Of a smaller part of the prices the order is walked. */
enum { PRICES_SHARE = 4 };

static struct str
slug_of(const struct search *s, const struct catalogue *c, enum facet f)
{
	if (f == FACET_CATEGORY && s->category != NO_CATEGORY)
		return c->categories[s->category].slug;
	if (f == FACET_SELLER && s->seller != NO_SELLER)
		return c->sellers[s->seller].slug;
	return STR_NONE;
}

bool
narrow_has_choice(const struct search *s, enum facet f)
{
	if ((f == FACET_CATEGORY && s->category != NO_CATEGORY) ||
	    (f == FACET_SELLER && s->seller != NO_SELLER))
		return true;
	if (!s->filter)
		return false;
	if (f == FACET_PRICE)
		return s->filter->has_price_min || s->filter->has_price_max;
	return s->filter->chosen[f].n > 0;
}

bool
narrow_is_chosen(const struct search *s, const struct catalogue *c,
    enum facet f, struct str value)
{
	struct str own = slug_of(s, c, f);

	if (own.p && str_eq(own, value))
		return true;
	for (size_t i = 0; s->filter && i < s->filter->chosen[f].n; i++)
		if (str_eq(s->filter->chosen[f].values[i], value))
			return true;
	return false;
}

/* The prices' order is asked where the range begins and ends. */
static uint32_t
price_place(const struct segment *s, uint64_t price)
{
	uint32_t lo = 0, hi = s->nlive;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int64_t p = s->price[s->order[ORDER_PRICE][mid]];

		if (p >= 0 && (uint64_t)p < price)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void
mark_prices(const struct segment *s, const struct filter *f, uint64_t *bits)
{
	const uint32_t *rank = s->rank[ORDER_PRICE];
	int64_t min = f->has_price_min && f->price_min > 0 ? f->price_min : 0;
	int64_t max = f->has_price_max ? f->price_max : INT64_MAX - 1;
	uint32_t from = price_place(s, (uint64_t)min);
	uint32_t to = max < 0 ? 0 : price_place(s, (uint64_t)max + 1);

	if (to <= from)
		return;
	if (to - from < s->nlive / PRICES_SHARE) {
		for (uint32_t i = from; i < to; i++)
			bits_set(bits, s->order[ORDER_PRICE][i]);
		return;
	}
	for (uint32_t i = 0; i < s->nlive; i += 64) {
		uint32_t n = s->nlive - i < 64 ? s->nlive - i : 64;
		uint64_t word = 0;

		for (uint32_t k = 0; k < n; k++)
			word |= (uint64_t)(rank[i + k] - from < to - from) << k;
		bits[i / 64] = word;
	}
}

static void
mark_category(const struct catalogue *c, const struct column *column,
    struct str slug, uint64_t *bits)
{
	int32_t g = catalogue_category(c, slug);

	if (g == NO_CATEGORY)
		return;
	for (uint32_t i = (uint32_t)g; i < c->categories[g].end; i++)
		column_mark(column, c->category_ordinal[i], bits);
}

static void
mark_value(const struct catalogue *c, const struct column *column, enum facet f,
    struct str value, uint64_t *bits)
{
	enum billing_mode mode;
	enum delivery_type delivery;
	int32_t seller;

	switch (f) {
	case FACET_CATEGORY:
		mark_category(c, column, value, bits);
		return;
	case FACET_SELLER:
		seller = catalogue_seller(c, value);
		if (seller != NO_SELLER)
			column_mark(column, c->seller_ordinal[seller], bits);
		return;
	case FACET_MODE:
		if (billing_mode_parse(&mode, value) == OK)
			column_mark(column, mode, bits);
		return;
	case FACET_DELIVERY:
		if (delivery_type_parse(&delivery, value) == OK)
			column_mark(column, delivery, bits);
		return;
	default:
		column_mark(column, column_value_of(column, value), bits);
	}
}

/* The products that a facet's choice lets through. */
static uint64_t *
chosen_bits(struct arena *a, const struct catalogue *c,
    const struct catalogue_part *part, const struct search *s, enum facet f)
{
	const struct segment *segment = part->segment;
	const struct column *column = &segment->columns[f];
	uint64_t *bits = ARENA_NEWS(a, uint64_t, bits_words(segment->nlive));
	struct str own = slug_of(s, c, f);

	if (!bits)
		return NULL;
	if (f == FACET_PRICE) {
		mark_prices(segment, s->filter, bits);
		return bits;
	}
	if (own.p)
		mark_value(c, column, f, own, bits);
	for (size_t i = 0; s->filter && i < s->filter->chosen[f].n; i++)
		mark_value(c, column, f, s->filter->chosen[f].values[i], bits);
	return bits;
}

struct filters {
	enum facet facet[FACET__MAX];
	const uint64_t *bits[FACET__MAX];
	size_t n;
};

static enum err
filters_make(struct arena *a, struct filters *out, const struct catalogue *c,
    const struct catalogue_part *part, const struct search *s)
{
	out->n = 0;
	for (enum facet f = 0; f < FACET__MAX; f++) {
		if (!narrow_has_choice(s, f))
			continue;
		out->facet[out->n] = f;
		out->bits[out->n] = chosen_bits(a, c, part, s, f);
		if (!out->bits[out->n++])
			return ERR_NOMEM;
	}
	return OK;
}

/* All that is listed, through the filters but the one `but`. */
static enum err
set_of_all(struct arena *a, struct chosen_set *out,
    const struct catalogue_part *part, const struct filters *f, size_t but)
{
	size_t words = bits_words(part->segment->nlive);

	out->bits = ARENA_NEWS(a, uint64_t, words);
	if (!out->bits)
		return ERR_NOMEM;
	memcpy(out->bits, part->listed, words * sizeof(*out->bits));
	for (size_t i = 0; i < f->n; i++)
		if (i != but)
			bits_and(out->bits, out->bits, f->bits[i], words);
	out->n = bits_count(out->bits, words);
	return OK;
}

static enum err
narrow_all(struct arena *a, struct narrowed *out,
    const struct catalogue_part *part, const struct filters *f)
{
	enum err e = OK;

	if (f->n == 0) {
		out->untouched = true;
		out->all = (struct chosen_set){ .bits = part->listed,
			.n = part->nlisted };
		return OK;
	}
	e = set_of_all(a, &out->all, part, f, f->n);
	for (size_t i = 0; e == OK && i < f->n; i++)
		if (f->n == 1)
			out->but[f->facet[i]] = (struct chosen_set){
				.bits = part->listed, .n = part->nlisted
			};
		else
			e = set_of_all(a, &out->but[f->facet[i]], part, f, i);
	return e;
}

/* Where in the matches a part's products begin and end. */
static size_t
match_place(const struct matches *m, uint32_t number)
{
	size_t lo = 0, hi = m->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->products[mid] < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static enum err
set_open(struct arena *a, struct chosen_set *set, size_t n)
{
	set->products = ARENA_NEWS(a, uint32_t, n);
	return set->products ? OK : ERR_NOMEM;
}

/*
 * A product that one filter alone refuses is still counted in that one's
 * facet: out->but gets what all filters let through and those.
 */
static void
sift(struct narrowed *out, float *scores, const struct catalogue_part *part,
    const struct filters *f, const struct matches *m, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		uint32_t number = m->products[i] - part->first;
		size_t fails = 0, failed = 0;

		if (!bits_has(part->listed, number))
			continue;
		for (size_t k = 0; k < f->n && fails < 2; k++)
			if (!bits_has(f->bits[k], number)) {
				fails++;
				failed = k;
			}
		if (fails == 0) {
			out->all.products[out->all.n] = number;
			scores[out->all.n++] = m->scores ? m->scores[i] : 0;
		}
		for (size_t k = 0; fails < 2 && k < f->n; k++)
			if (fails == 0 || failed == k) {
				struct chosen_set *set = &out->but[f->facet[k]];

				set->products[set->n++] = number;
			}
	}
}

static enum err
narrow_matches(struct arena *a, struct narrowed *out,
    const struct catalogue_part *part, const struct filters *f,
    const struct matches *m)
{
	size_t from = match_place(m, part->first);
	size_t to = match_place(m, part->first + part->segment->nlive);
	float *scores = ARENA_NEWS(a, float, to - from);
	enum err e = scores ? set_open(a, &out->all, to - from) : ERR_NOMEM;

	for (size_t i = 0; e == OK && i < f->n; i++)
		e = set_open(a, &out->but[f->facet[i]], to - from);
	if (e != OK)
		return e;
	out->all.scores = scores;
	sift(out, scores, part, f, m, from, to);
	return OK;
}

enum err
narrow(struct arena *a, struct narrowed *out, const struct catalogue *c,
    const struct catalogue_part *part, const struct search *s,
    const struct matches *m)
{
	struct filters f;
	enum err e = filters_make(a, &f, c, part, s);

	memset(out, 0, sizeof(*out));
	if (e != OK)
		return e;
	return m->all ? narrow_all(a, out, part, &f)
		      : narrow_matches(a, out, part, &f, m);
}

static enum err
set_list(
    struct arena *a, const struct catalogue_part *part, struct chosen_set *set)
{
	if (set->products)
		return OK;
	set->products = ARENA_NEWS(a, uint32_t, set->n);
	if (!set->products)
		return ERR_NOMEM;
	bits_list(set->bits, bits_words(part->segment->nlive), set->products);
	return OK;
}

static enum err
set_mark(
    struct arena *a, const struct catalogue_part *part, struct chosen_set *set)
{
	if (set->bits)
		return OK;
	set->bits = ARENA_NEWS(a, uint64_t, bits_words(part->segment->nlive));
	if (!set->bits)
		return ERR_NOMEM;
	bits_add(set->bits, set->products, set->n);
	return OK;
}

static struct column_set
known(const struct chosen_set *set)
{
	return (struct column_set){ set->bits, set->products, set->n };
}

static enum err
count_column(struct arena *a, const struct catalogue_part *part, enum facet f,
    struct chosen_set *set, uint32_t *counts)
{
	const struct column *column = &part->segment->columns[f];
	struct column_set s = known(set);
	enum err e = column_counts_forward(column, &s) ? set_list(a, part, set)
						       : set_mark(a, part, set);

	s = known(set);
	if (e == OK)
		column_count(column, &s, counts);
	return e;
}

enum err
narrow_count(struct arena *a, const struct catalogue_part *part,
    unsigned facets, struct chosen_set *set, uint32_t *const counts[FACET__MAX])
{
	const struct segment *segment = part->segment;
	unsigned by_rows = facets & segment->rows.facets;
	struct column_set s = known(set);
	enum err e = OK;

	if (rows_are_quicker(&segment->rows, segment->columns, by_rows, &s)) {
		e = set_list(a, part, set);
		if (e == OK)
			rows_count(&segment->rows, segment->columns, by_rows,
			    set->products, set->n, counts);
		facets &= ~by_rows;
	}
	for (enum facet f = 0; e == OK && f < FACET__MAX; f++)
		if (facets & 1u << f)
			e = count_column(a, part, f, set, counts[f]);
	return e;
}
