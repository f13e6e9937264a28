#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ctl/import_set.h"

/*
 * Two products are the same when all their values, written one after the
 * other in a fixed order, are.
 */
static void
put(struct buf *b, struct str s)
{
	buf_addf(b, "%zu:", s.n);
	buf_add(b, s);
}

static void
put_i64(struct buf *b, int64_t v)
{
	buf_addf(b, "%lld;", (long long)v);
}

/* A copy in the order of cmp: the file's rows stand in their own. */
static void *
sorted(struct arena *a, const void *rows, size_t n, size_t size,
    int (*cmp)(const void *, const void *))
{
	char *copy = arena_array(a, n, size);

	if (copy && n > 0) {
		memcpy(copy, rows, n * size);
		qsort(copy, n, size, cmp);
	}
	return copy;
}

static int
text_cmp(const void *l, const void *r)
{
	const struct product_text *a = l, *b = r;

	return str_cmp(a->locale, b->locale);
}

static enum err
put_texts(
    struct arena *a, struct buf *b, const struct product_text *rows, size_t n)
{
	struct product_text *t = sorted(a, rows, n, sizeof(*t), text_cmp);

	if (!t)
		return ERR_NOMEM;
	put_i64(b, (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		put(b, t[i].locale);
		put(b, t[i].name);
		put(b, t[i].summary);
		put(b, t[i].description);
		put(b, t[i].keywords);
	}
	return OK;
}

static int
price_cmp(const void *l, const void *r)
{
	const struct price *a = &((const struct plan_price *)l)->price;
	const struct price *b = &((const struct plan_price *)r)->price;
	int c = strcmp(a->currency.code, b->currency.code);

	if (c == 0)
		c = str_cmp(a->capacity, b->capacity);
	if (c == 0)
		c = (a->mode > b->mode) - (a->mode < b->mode);
	return c != 0 ? c
		      : (a->from_quantity > b->from_quantity) -
		(a->from_quantity < b->from_quantity);
}

static enum err
put_prices(
    struct arena *a, struct buf *b, const struct plan_price *rows, size_t n)
{
	struct plan_price *p = sorted(a, rows, n, sizeof(*p), price_cmp);

	if (!p)
		return ERR_NOMEM;
	put_i64(b, (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		const struct price *price = &p[i].price;

		put(b, str_from(price->currency.code));
		put(b, price->capacity);
		put_i64(b, (int64_t)price->mode);
		put_i64(b, price->from_quantity);
		put_i64(b, price->amount_minor);
	}
	return OK;
}

static enum err
put_plan_texts(
    struct arena *a, struct buf *b, const struct plan_text *rows, size_t n)
{
	struct product_text *t = ARENA_NEWS(a, struct product_text, n);

	if (!t)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		t[i] = (struct product_text){ .locale = rows[i].locale,
			.name = rows[i].name,
			.summary = rows[i].summary };
	return put_texts(a, b, t, n);
}

static enum err
put_plan(
    struct arena *a, struct buf *b, const struct product_set *set, struct id id)
{
	size_t n,
	    at = FIRST_OF(set->options, set->noptions, struct plan_option,
		plan_id, id, &n);
	enum err e;

	put_i64(b, (int64_t)n);
	for (size_t i = at; i < at + n; i++) {
		put(b, set->options[i].name);
		put(b, set->options[i].value);
	}
	at = FIRST_OF(set->capacities, set->ncapacities, struct plan_capacity,
	    plan_id, id, &n);
	put_i64(b, (int64_t)n);
	for (size_t i = at; i < at + n; i++) {
		const struct capacity *c = &set->capacities[i].capacity;

		put(b, c->code);
		put(b, c->unit);
		put_i64(b, c->min);
		put_i64(b, c->max);
		put_i64(b, c->step);
		put_i64(b, c->included);
	}
	at = FIRST_OF(set->plan_texts, set->nplan_texts, struct plan_text,
	    plan_id, id, &n);
	e = put_plan_texts(a, b, &set->plan_texts[at], n);
	at = FIRST_OF(
	    set->prices, set->nprices, struct plan_price, plan_id, id, &n);
	return e == OK ? put_prices(a, b, &set->prices[at], n) : e;
}

static enum err
put_product(struct arena *a, struct buf *b, const struct product_set *set,
    const struct product *p)
{
	const struct str values[] = { p->slug, p->logo, p->website, p->licence,
		p->platforms, p->support_email, p->support_url, p->version };
	size_t n, at;
	enum err e;

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		put(b, values[i]);
	buf_add(b, (struct str){ (const char *)p->seller_id.b, 16 });
	buf_add(b, (struct str){ (const char *)p->category_id.b, 16 });
	put_i64(b, (int64_t)p->delivery);
	put_i64(b, p->refund_days);
	at = FIRST_OF(set->agreements, set->nagreements,
	    struct product_agreement, product_id, p->product_id, &n);
	put_i64(b, (int64_t)n);
	for (size_t i = at; i < at + n; i++)
		buf_add(b,
		    (struct str){
			(const char *)set->agreements[i].document.b, 32 });
	at = FIRST_OF(set->texts, set->ntexts, struct product_text, product_id,
	    p->product_id, &n);
	e = put_texts(a, b, &set->texts[at], n);
	at = FIRST_OF(set->plans, set->nplans, struct plan, product_id,
	    p->product_id, &n);
	for (size_t i = at; e == OK && i < at + n; i++) {
		if (set->plans[i].retired)
			continue;
		put(b, set->plans[i].code);
		e = put_plan(a, b, set, set->plans[i].plan_id);
	}
	return e;
}

enum err
import_set_same(struct arena *a, const struct product_set *old,
    const struct import_product *p, const struct product_target *target,
    bool *same)
{
	struct arena_mark mark = arena_mark(a);
	static const struct product_set none;
	struct product_set rows;
	struct product row = import_set_row(p, target);
	struct buf now, then;
	enum err e = import_set_open(a, &rows, p, 1);

	buf_open(&now, IMPORT_FILE_MAX);
	buf_open(&then, IMPORT_FILE_MAX);
	if (e == OK) {
		/* New plan ids rise, so the parts are sorted by them. */
		import_set_add(&rows, &none, p, target);
		e = put_product(a, &now, &rows, &row);
	}
	if (e == OK)
		e = put_product(a, &then, old, target->old);
	if (e == OK)
		e = buf_err(&now);
	if (e == OK)
		e = buf_err(&then);
	*same = e == OK && str_eq(buf_str(&now), buf_str(&then));
	buf_close(&now);
	buf_close(&then);
	arena_rewind(a, mark);
	return e;
}
