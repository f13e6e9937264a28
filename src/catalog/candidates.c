#include "candidates.h"

#include <string.h>

#include "phrase.h"

static float
value_of(uint16_t value)
{
	return (float)(value & LIST_VALUE_MAX) / (float)LIST_VALUE_MAX;
}

static uint8_t
with_name(uint8_t names, uint16_t value)
{
	return (uint8_t)(names + ((value & LIST_IN_NAME) != 0));
}

enum err
candidates_room(struct arena *a, struct candidates *out, size_t n)
{
	out->products = ARENA_NEWS(a, uint32_t, n);
	out->scores = ARENA_NEWS(a, float, n);
	out->shares = ARENA_NEWS(a, float, n);
	out->names = ARENA_NEWS(a, uint8_t, n);
	out->n = 0;
	return out->products && out->scores && out->shares && out->names
	    ? OK
	    : ERR_NOMEM;
}

enum err
candidates_from(struct arena *a, struct candidates *out, const struct list *l)
{
	enum err e = candidates_room(a, out, l->n);

	if (e != OK)
		return e;
	if (l->n > 0)
		memcpy(out->products, l->products, l->n * sizeof(*l->products));
	out->n = l->n;
	return OK;
}

/* Those of the first term, with what it gives them. */
enum err
candidates_first(
    struct arena *a, struct candidates *out, const struct list *l, float weight)
{
	enum err e = candidates_from(a, out, l);

	for (size_t i = 0; e == OK && i < l->n; i++) {
		out->scores[i] = weight * value_of(l->values[i]);
		out->names[i] = with_name(0, l->values[i]);
	}
	return e;
}

/* Keeps candidate i as the kept-th, if it may stay. */
static void
keep(struct candidates *c, size_t *kept, size_t i, const struct meeting *w,
    uint16_t value)
{
	size_t k = *kept;

	if (value == 0 && !w->all)
		return;
	c->products[k] = c->products[i];
	c->scores[k] = c->scores[i] + w->weight * value_of(value);
	c->shares[k] = c->shares[i] + (value ? w->share : 0);
	c->names[k] = with_name(c->names[i], value);
	(*kept)++;
}

void
candidates_meet(
    struct candidates *c, const struct list *l, const struct meeting *w)
{
	size_t kept = 0, k = 0;

	for (size_t i = 0; i < c->n; i++) {
		while (k < l->n && l->products[k] < c->products[i])
			k++;
		keep(c, &kept, i, w,
		    k < l->n && l->products[k] == c->products[i] ? l->values[k]
								 : 0);
	}
	c->n = kept;
}

static void
candidates_look_up(
    struct candidates *c, const uint16_t *table, const struct meeting *w)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->n; i++)
		keep(c, &kept, i, w, table[c->products[i]]);
	c->n = kept;
}

static void
seek_form(uint16_t *values, const struct candidates *c, const struct index *x,
    const struct form *f)
{
	struct seeker s;
	uint16_t value;

	seeker_open(&s, x, f);
	for (size_t i = 0; i < c->n; i++)
		if (seeker_find(&s, c->products[i], &value))
			values[i] = list_both(values[i], value);
}

static void
seek_list(uint16_t *values, const struct candidates *c, const struct list *l)
{
	size_t lo = 0;

	for (size_t i = 0; i < c->n; i++) {
		size_t hi = l->n;

		while (lo < hi) {
			size_t mid = lo + (hi - lo) / 2;

			if (l->products[mid] < c->products[i])
				lo = mid + 1;
			else
				hi = mid;
		}
		if (lo < l->n && l->products[lo] == c->products[i])
			values[i] = list_both(values[i], l->values[lo]);
	}
}

/* Few candidates, a common term: it is asked about each of them. */
static enum err
candidates_seek(struct arena *a, struct candidates *c, const struct plan *p,
    const struct plan_term *t, const struct meeting *w)
{
	uint16_t *values = ARENA_NEWS(a, uint16_t, c->n);
	size_t kept = 0;

	if (!values)
		return ERR_NOMEM;
	for (size_t i = 0; i < t->nforms; i++)
		seek_form(values, c, p->x, &t->forms[i]);
	for (size_t i = 0; i < t->nalternatives; i++)
		seek_list(values, c, &t->alternatives[i]);
	for (size_t i = 0; i < c->n; i++)
		keep(c, &kept, i, w, values[i]);
	c->n = kept;
	return OK;
}

/* A look-up in a list costs about as much as reading so many of it. */
enum { SEEK_COST = 12 };

enum err
candidates_term(struct arena *a, struct candidates *c, const struct plan *p,
    size_t term, const struct meeting *w)
{
	const struct plan_term *t = &p->terms[term];
	size_t asks = c->n * (t->nforms + t->nalternatives);
	struct arena_mark mark = arena_mark(a);
	struct postings_of products;
	enum err e;

	if (t->names_from == t->names_to &&
	    asks * SEEK_COST < plan_size(p, term)) {
		e = candidates_seek(a, c, p, t, w);
	} else {
		e = plan_products(a, &products, p, term);
		if (e == OK && products.table)
			candidates_look_up(c, products.table, w);
		else if (e == OK)
			candidates_meet(c, &products.list, w);
	}
	arena_rewind(a, mark);
	return e;
}

/* Nothing is added: they only move up. */
static const struct meeting stays = { 0, 0, true };

void
candidates_without(struct candidates *c, const struct list *l)
{
	size_t kept = 0, k = 0;

	for (size_t i = 0; i < c->n; i++) {
		while (k < l->n && l->products[k] < c->products[i])
			k++;
		if (k < l->n && l->products[k] == c->products[i])
			continue;
		keep(c, &kept, i, &stays, 0);
	}
	c->n = kept;
}

void
candidates_keep(struct candidates *c, float least)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->n; i++)
		if (c->shares[i] >= least && c->shares[i] > 0)
			keep(c, &kept, i, &stays, 0);
	c->n = kept;
}
