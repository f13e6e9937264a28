#include <stdlib.h>

#include "build.h"
#include "catalog/words.h"

struct ranked {
	struct str text;
	int64_t number;
	uint32_t product;
};

static int
by_text(const void *l, const void *r)
{
	const struct ranked *a = l, *b = r;
	int c = str_cmp(a->text, b->text);

	return c != 0 ? c
		      : (a->product > b->product) - (a->product < b->product);
}

static int
by_number_falling(const void *l, const void *r)
{
	const struct ranked *a = l, *b = r;

	if (a->number != b->number)
		return a->number < b->number ? 1 : -1;
	return (a->product > b->product) - (a->product < b->product);
}

static enum err
rank_of(struct build *b, uint32_t **out, struct ranked *sorted, size_t n)
{
	*out = ARENA_NEWS(b->a, uint32_t, n);
	if (!*out)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < n; i++)
		(*out)[sorted[i].product] = i;
	return OK;
}

static enum err
name_ranks(struct build *b, struct ranked *r)
{
	b->c->name_rank = ARENA_NEWS(b->a, uint32_t *, b->c->nlocales);
	if (!b->c->name_rank)
		return ERR_NOMEM;
	for (size_t l = 0; l < b->c->nlocales; l++) {
		enum err e = OK;

		for (uint32_t i = 0; e == OK && i < b->c->nlisted; i++) {
			r[i].product = i;
			e = words_join(b->rows, &r[i].text,
			    b->c->products[i].name[l], NEAR_WORDS_MAX);
		}
		qsort(r, b->c->nlisted, sizeof(*r), by_text);
		if (e == OK)
			e = rank_of(b, &b->c->name_rank[l], r, b->c->nlisted);
		if (e != OK)
			return e;
	}
	return OK;
}

static enum err
newest_ranks(struct build *b, struct ranked *r)
{
	for (uint32_t i = 0; i < b->c->nlisted; i++) {
		r[i].product = i;
		r[i].number = b->c->products[i].created_at_us;
	}
	qsort(r, b->c->nlisted, sizeof(*r), by_number_falling);
	return rank_of(b, &b->c->newest_rank, r, b->c->nlisted);
}

static enum err
slug_order(struct build *b, struct ranked *r)
{
	b->c->by_slug = ARENA_NEWS(b->a, uint32_t, b->c->nproducts);
	if (!b->c->by_slug)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < b->c->nproducts; i++) {
		r[i].product = i;
		r[i].text = b->c->products[i].slug;
	}
	qsort(r, b->c->nproducts, sizeof(*r), by_text);
	for (size_t i = 0; i < b->c->nproducts; i++)
		b->c->by_slug[i] = r[i].product;
	return OK;
}

/* Listed products by category: a category with its heirs is one range. */
struct shelf {
	uint32_t *at;
	uint32_t *from; /* ncategories + 1 */
};

static enum err
shelf_fill(struct build *b, struct shelf *out)
{
	const struct catalogue *c = b->c;
	uint32_t *next = ARENA_NEWS(b->rows, uint32_t, c->ncategories + 1);

	out->at = ARENA_NEWS(b->rows, uint32_t, c->nlisted);
	out->from = ARENA_NEWS(b->rows, uint32_t, c->ncategories + 1);
	if (!next || !out->at || !out->from)
		return ERR_NOMEM;
	for (size_t i = 0; i < c->nlisted; i++)
		out->from[c->products[i].category + 1]++;
	for (size_t g = 0; g < c->ncategories; g++) {
		out->from[g + 1] += out->from[g];
		next[g] = out->from[g];
	}
	for (uint32_t i = 0; i < c->nlisted; i++)
		out->at[next[c->products[i].category]++] = i;
	return OK;
}

static bool
is_related(const struct catalogue_product *p, uint32_t other)
{
	for (size_t i = 0; i < p->nrelated; i++)
		if (p->related[i] == other)
			return true;
	return false;
}

/*
 * The next ones on the product's shelf, round and round, so that each of
 * a category's products is shown by some other; then on its parents'.
 */
static void
relate(const struct catalogue *c, const struct shelf *s, uint32_t product,
    uint32_t place)
{
	struct catalogue_product *p = &c->products[product];
	int32_t g = (int32_t)p->category;

	for (; g != NO_CATEGORY && p->nrelated < RELATED_MAX;
	     g = c->categories[g].parent) {
		uint32_t from = s->from[g];
		uint32_t n = s->from[c->categories[g].end] - from;

		for (uint32_t i = 1; i < n && p->nrelated < RELATED_MAX; i++) {
			uint32_t other = s->at[from + (place - from + i) % n];

			if (!is_related(p, other))
				p->related[p->nrelated++] = other;
		}
	}
}

static enum err
relate_all(struct build *b)
{
	struct shelf s;
	enum err e = shelf_fill(b, &s);

	for (uint32_t i = 0; e == OK && i < b->c->nlisted; i++)
		relate(b->c, &s, s.at[i], i);
	return e;
}

enum err
build_orders(struct build *b)
{
	struct ranked *r = ARENA_NEWS(b->rows, struct ranked, b->c->nproducts);
	enum err e;

	if (!r)
		return ERR_NOMEM;
	e = name_ranks(b, r);
	if (e == OK)
		e = newest_ranks(b, r);
	if (e == OK)
		e = slug_order(b, r);
	return e == OK ? relate_all(b) : e;
}
