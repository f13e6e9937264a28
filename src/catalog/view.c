#include "view.h"

#include <string.h>

#include "builder.h"
#include "catalog/product_json.h"
#include "catalog/select.h"

enum { CARDS_BYTES_MAX = 4 * 1024 * 1024 };

/* A place in the base's order: its products' own, or before one of them. */
static uint64_t
key_of(uint32_t before, uint32_t after)
{
	return (uint64_t)before << 32 | after;
}

static uint32_t
rank_of(const struct segment *s, size_t order, uint32_t number)
{
	return order == 0 ? number : s->rank[order - 1][number];
}

uint64_t
catalogue_key(const struct catalogue *c, size_t order, uint32_t number)
{
	const struct catalogue_part *base = &c->parts[0];

	if (number < base->segment->n)
		return key_of(rank_of(base->segment, order, number) + 1, 0);
	return c->delta_keys[order][number - base->segment->n];
}

static int
compare_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int
compare_popularity(const struct record *a, const struct record *b)
{
	int c = (a->pin == 0) - (b->pin == 0);

	if (c == 0)
		c = compare_u64((uint64_t)a->pin, (uint64_t)b->pin);
	if (c == 0)
		c = compare_u64(
		    (uint64_t)b->paid_orders, (uint64_t)a->paid_orders);
	if (c == 0)
		c = compare_u64(order_newest_key(a), order_newest_key(b));
	return c != 0 ? c : str_cmp(a->product.slug, b->product.slug);
}

static int64_t
price_of(const struct record *r)
{
	return r->product.has_from ? r->product.from.minor : -1;
}

/* Which comes first in the order; ties go by popularity. */
static enum err
compare(int *out, struct view_build *v, size_t order, const struct record *a,
    const struct record *b)
{
	size_t locale = order - 1 - ORDER_NAME;
	struct str left, right;
	enum err e;

	*out = 0;
	if (order == 1 + ORDER_PRICE)
		*out = compare_u64(
		    order_price_key(price_of(a)), order_price_key(price_of(b)));
	if (order == 1 + ORDER_NEWEST)
		*out = compare_u64(order_newest_key(a), order_newest_key(b));
	if (order >= 1 + ORDER_NAME) {
		e = order_name_key(v->scratch, &left, a->product.name[locale]);
		if (e == OK)
			e = order_name_key(
			    v->scratch, &right, b->product.name[locale]);
		if (e != OK)
			return e;
		*out = str_cmp(left, right);
	}
	if (*out == 0)
		*out = compare_popularity(a, b);
	return OK;
}

/* How many of the base's products stand before this one. */
static enum err
place_in(
    struct view_build *v, uint32_t *out, size_t order, const struct record *r)
{
	const struct segment *base = v->c->parts[0].segment;
	uint32_t lo = 0, hi = base->nlive;

	while (lo < hi) {
		struct arena_mark mark = arena_mark(v->scratch);
		uint32_t mid = lo + (hi - lo) / 2;
		uint32_t number = order == 0 ? mid
					     : base->order[order - 1][mid];
		struct record other;
		int c;
		enum err e = record_read_card(
		    &other, v->scratch, base->records[number], v->c->nlocales);

		if (e == OK)
			e = compare(&c, v, order, &other, r);
		if (e != OK)
			return e;
		arena_rewind(v->scratch, mark);
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	*out = lo;
	return OK;
}

/*
 * In each order the delta's products go between those of the base; among
 * themselves they have their own ranks.
 */
static enum err
keys_make(struct view_build *v, size_t order)
{
	const struct segment *delta = v->c->parts[1].segment;
	uint64_t *keys = ARENA_NEWS(v->c->arena, uint64_t, delta->nlive);
	enum err e = keys ? OK : ERR_NOMEM;

	v->c->delta_keys[order] = keys;
	for (uint32_t i = 0; e == OK && i < delta->nlive; i++) {
		struct record r;
		uint32_t before = 0;

		arena_reset(v->scratch);
		e = record_read_card(
		    &r, v->scratch, delta->records[i], v->c->nlocales);
		if (e == OK)
			e = place_in(v, &before, order, &r);
		if (e == OK)
			keys[i] = key_of(before, rank_of(delta, order, i) + 1);
	}
	return e;
}

static bool
seller_sells(const struct catalogue *c, uint32_t ordinal)
{
	int32_t seller = c->seller_of[ordinal];

	return seller != NO_SELLER && c->sellers[seller].active;
}

static bool
category_stands(const struct catalogue *c, uint32_t ordinal)
{
	return c->category_of[ordinal] != NO_CATEGORY;
}

/* Takes out what a column's value has, where it may not be listed. */
static void
unlist(const struct catalogue *c, const struct catalogue_part *p, enum facet f,
    bool (*stays)(const struct catalogue *, uint32_t), uint64_t *marks)
{
	const struct column *column = &p->segment->columns[f];
	size_t words = bits_words(p->segment->nlive);

	for (uint32_t i = 0; i < column->nvalues; i++) {
		if (column->values[i].n == 0 || stays(c, i))
			continue;
		memset(marks, 0, words * sizeof(*marks));
		column_mark(column, i, marks);
		bits_and_not(p->listed, p->listed, marks, words);
	}
}

static enum err
part_make(struct view_build *v, struct catalogue_part *p, uint32_t first)
{
	struct catalogue *c = v->c;
	size_t words = bits_words(p->segment->nlive);
	uint64_t *marks = ARENA_NEWS(v->scratch, uint64_t, words);

	p->first = first;
	p->listed = ARENA_NEWS(c->arena, uint64_t, words);
	if (!marks || !p->listed)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < p->segment->nlive; i++)
		bits_set(p->listed, i);
	if (p == &c->parts[0] && c->gone)
		bits_and_not(p->listed, p->listed, c->gone, words);
	unlist(c, p, FACET_SELLER, seller_sells, marks);
	unlist(c, p, FACET_CATEGORY, category_stands, marks);
	p->nlisted = (uint32_t)bits_count(p->listed, words);
	c->nlisted += p->nlisted;
	c->nproducts += p->segment->n;
	return OK;
}

static void
add_counts(struct catalogue *c, enum facet f, const struct catalogue_part *p)
{
	struct column_set all = { .bits = p->listed, .n = p->nlisted };

	column_count(&p->segment->columns[f], &all, c->counts[f]);
}

static enum err
counts_make(struct catalogue *c)
{
	c->nvalues[FACET_CATEGORY] = c->category_ordinals.n;
	c->nvalues[FACET_SELLER] = c->seller_ordinals.n;
	for (enum facet f = 0; f < FACET__MAX; f++) {
		for (size_t i = 0; i < c->nparts; i++) {
			size_t n = c->parts[i].segment->columns[f].nvalues;

			if (n > c->nvalues[f])
				c->nvalues[f] = n;
		}
		c->counts[f] = ARENA_NEWS(c->arena, uint32_t, c->nvalues[f]);
		if (!c->counts[f])
			return ERR_NOMEM;
		for (size_t i = 0; i < c->nparts; i++)
			add_counts(c, f, &c->parts[i]);
	}
	return OK;
}

/* Children come after their parents, so their counts are whole first. */
static void
products_of_tables(struct catalogue *c)
{
	for (size_t i = 0; i < c->ncategories; i++)
		c->categories[i].products = c->counts[FACET_CATEGORY]
						     [c->category_ordinal[i]];
	for (size_t i = c->ncategories; i-- > 0;)
		if (c->categories[i].parent != NO_CATEGORY)
			c->categories[c->categories[i].parent]
			    .products += c->categories[i].products;
	for (size_t i = 0; i < c->nsellers; i++)
		c->sellers[i]
		    .products = c->counts[FACET_SELLER][c->seller_ordinal[i]];
}

/* The next listed product of a part that is popular, from *i on. */
static bool
next_popular(struct view_build *v, const struct catalogue_part *p, uint32_t *i)
{
	struct record r;

	*i = (uint32_t)bits_next(p->listed, *i, p->segment->nlive);
	if (*i == p->segment->nlive)
		return false;
	arena_reset(v->scratch);
	return record_read_card(&r, v->scratch, p->segment->records[*i],
		   v->c->nlocales) == OK &&
	    r.product.popular;
}

static void
popular_make(struct view_build *v)
{
	struct catalogue *c = v->c;
	uint32_t at[2] = { 0, 0 };

	while (c->npopular < POPULAR_MAX) {
		uint32_t best = NO_PRODUCT;
		size_t from = 0;

		for (size_t i = 0; i < c->nparts; i++) {
			uint32_t number;

			if (!next_popular(v, &c->parts[i], &at[i]))
				continue;
			number = c->parts[i].first + at[i];
			if (best == NO_PRODUCT ||
			    catalogue_key(c, 0, number) <
				catalogue_key(c, 0, best)) {
				best = number;
				from = i;
			}
		}
		if (best == NO_PRODUCT)
			return;
		c->popular[c->npopular++] = best;
		at[from]++;
	}
}

enum err
view_take_text(struct view_build *v, struct str *out)
{
	enum err e = buf_err(&v->text);

	if (e == OK)
		*out = view_copy(v, buf_str(&v->text));
	buf_clear(&v->text);
	return e != OK ? e : v->err;
}

static enum err
render_categories(struct view_build *v)
{
	enum err e = OK;

	buf_clear(&v->text);
	for (size_t l = 0; e == OK && l < v->c->nlocales; l++) {
		struct json j;

		json_start(&j, &v->text);
		categories_json(&j, v->c, l);
		e = view_take_text(v, &v->c->categories_json[l]);
		if (e == OK && v->config->menu) {
			v->config->menu(&v->text, v->c, l, v->config->arg);
			e = view_take_text(v, &v->c->categories_html[l]);
		}
	}
	return e;
}

enum err
view_finish(struct view_build *v)
{
	struct catalogue *c = v->c;
	uint32_t first = 0;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < c->nparts; i++) {
		e = part_make(v, &c->parts[i], first);
		first += c->parts[i].segment->n;
	}
	if (e == OK)
		e = counts_make(c);
	for (size_t i = 0; e == OK && c->nparts > 1 && i < 1 + ORDER_NAME; i++)
		e = keys_make(v, i);
	for (size_t l = 0; e == OK && c->nparts > 1 && l < c->nlocales; l++)
		e = keys_make(v, 1 + ORDER_NAME + l);
	if (e != OK)
		return e;
	products_of_tables(c);
	popular_make(v);
	e = render_categories(v);
	return e == OK ? values_make(v) : e;
}
