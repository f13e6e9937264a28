#include "ctl/import_set.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* The rows of one owner in an array that is sorted by its id. */
static size_t
first_of(const void *rows, size_t nrows, size_t size, size_t offset,
    struct id id, size_t *n)
{
	const char *ids = (const char *)rows + offset;
	size_t lo = 0, hi = nrows;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (memcmp(ids + mid * size, id.b, sizeof(id.b)) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	*n = 0;
	while (lo + *n < nrows &&
	    memcmp(ids + (lo + *n) * size, id.b, sizeof(id.b)) == 0)
		(*n)++;
	return lo;
}

#define FIRST_OF(rows, nrows, type, member, id, n) \
	first_of( \
	    (rows), (nrows), sizeof(type), offsetof(type, member), (id), (n))

static const struct plan *
old_plan(const struct product_set *old, struct id product_id, struct str code)
{
	size_t n,
	    at = FIRST_OF(old->plans, old->nplans, struct plan, product_id,
		product_id, &n);

	for (size_t i = at; i < at + n; i++)
		if (str_eq(old->plans[i].code, code))
			return &old->plans[i];
	return NULL;
}

enum err
import_set_open(struct arena *a, struct product_set *set,
    const struct import_product *products, size_t n)
{
	size_t texts = 0, agreements = 0, plans = 0, plan_texts = 0,
	       options = 0, capacities = 0, prices = 0;

	for (size_t i = 0; i < n; i++) {
		texts += products[i].ntexts;
		agreements += products[i].nagreements;
		plans += products[i].nplans;
		for (size_t k = 0; k < products[i].nplans; k++) {
			plan_texts += products[i].plans[k].ntexts;
			options += products[i].plans[k].noptions;
			capacities += products[i].plans[k].ncapacities;
			prices += products[i].plans[k].nprices;
		}
	}
	memset(set, 0, sizeof(*set));
	set->products = ARENA_NEWS(a, struct product, n);
	set->texts = ARENA_NEWS(a, struct product_text, texts);
	set->agreements = ARENA_NEWS(a, struct product_agreement, agreements);
	set->plans = ARENA_NEWS(a, struct plan, plans);
	set->plan_texts = ARENA_NEWS(a, struct plan_text, plan_texts);
	set->options = ARENA_NEWS(a, struct plan_option, options);
	set->capacities = ARENA_NEWS(a, struct plan_capacity, capacities);
	set->prices = ARENA_NEWS(a, struct plan_price, prices);
	return set->products && set->texts && set->agreements && set->plans &&
		set->plan_texts && set->options && set->capacities &&
		set->prices
	    ? OK
	    : ERR_NOMEM;
}

static struct product
product_row(const struct import_product *p, const struct product_target *t)
{
	return (struct product){
		.product_id = t->old ? t->old->product_id : id_new(),
		.seller_id = t->seller_id,
		.category_id = t->category_id,
		.slug = p->slug,
		.delivery = p->delivery,
		.state = t->old ? t->old->state : STR("LIVE"),
		.revision = t->old ? t->old->revision : 1,
		.logo = p->logo_file,
		.website = p->website,
		.licence = p->licence,
		.platforms = p->platforms,
		.support_email = p->support_email,
		.support_url = p->support_url,
		.refund_days = p->refund_days,
		.version = p->version,
		.created_at_us = t->now_us,
		.updated_at_us = t->now_us,
	};
}

static void
plan_parts(
    struct product_set *set, const struct import_plan *plan, struct id id)
{
	for (size_t i = 0; i < plan->ntexts; i++) {
		struct str summary = plan->texts[i].summary;

		set->plan_texts[set->nplan_texts++] = (struct plan_text){ id,
			plan->texts[i].locale, plan->texts[i].name,
			summary.p ? summary : STR("") };
	}
	for (size_t i = 0; i < plan->noptions; i++)
		set->options[set->noptions++] = (struct plan_option){ id,
			(int64_t)i + 1, plan->options[i].name,
			plan->options[i].value };
	for (size_t i = 0; i < plan->ncapacities; i++)
		set->capacities[set->ncapacities++] = (struct plan_capacity){
			id, (int64_t)i + 1, plan->capacities[i]
		};
	for (size_t i = 0; i < plan->nprices; i++)
		set->prices[set->nprices++] = (struct plan_price){ id,
			plan->prices[i] };
}

static void
add_parts(struct product_set *set, const struct product_set *old,
    const struct import_product *p, struct id id, bool kept)
{
	for (size_t i = 0; i < p->ntexts; i++)
		set->texts[set->ntexts++] = (struct product_text){ id,
			p->texts[i].locale, p->texts[i].name,
			p->texts[i].summary, p->texts[i].description,
			p->texts[i].keywords };
	for (size_t i = 0; i < p->nagreements; i++)
		set->agreements[set->nagreements++] =
		    (struct product_agreement){ .product_id = id,
			    .document = hash_sha256(p->agreements[i].text),
			    .position = (int64_t)i + 1 };
	for (size_t i = 0; i < p->nplans; i++) {
		const struct plan *known = kept
		    ? old_plan(old, id, p->plans[i].code)
		    : NULL;
		struct plan row = { known ? known->plan_id : id_new(), id,
			p->plans[i].code, (int64_t)i + 1, false };

		if (!known)
			set->plans[set->nplans++] = row;
		plan_parts(set, &p->plans[i], row.plan_id);
	}
}

void
import_set_add(struct product_set *set, const struct product_set *old,
    const struct import_product *p, const struct product_target *target)
{
	struct product row = product_row(p, target);

	if (!target->old)
		set->products[set->nproducts++] = row;
	add_parts(set, old, p, row.product_id, target->old != NULL);
}

static size_t
plan_position(const struct import_product *p, struct str code)
{
	for (size_t i = 0; i < p->nplans; i++)
		if (str_eq(p->plans[i].code, code))
			return i + 1;
	return 0;
}

/* A plan that is not in the file any more is retired: orders name it. */
enum err
import_set_replace(struct db *db, const struct product_set *old,
    const struct import_product *p, const struct product_target *target)
{
	struct product row = product_row(p, target);
	size_t n,
	    at = FIRST_OF(old->plans, old->nplans, struct plan, product_id,
		row.product_id, &n);
	enum err e = product_parts_delete(db, row.product_id);

	if (e == OK)
		e = product_update(db, &row);
	for (size_t i = at; e == OK && i < at + n; i++) {
		struct plan plan = old->plans[i];
		size_t position = plan_position(p, plan.code);

		plan.retired = position == 0;
		if (position > 0)
			plan.position = (int64_t)position;
		e = plan_update(db, &plan);
	}
	return e;
}

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

struct item {
	const void *row;
	struct str key, key2;
	int64_t number, number2;
};

static int
item_cmp(const void *l, const void *r)
{
	const struct item *a = l, *b = r;
	int c = str_cmp(a->key, b->key);

	if (c == 0)
		c = str_cmp(a->key2, b->key2);
	if (c == 0)
		c = (a->number > b->number) - (a->number < b->number);
	return c != 0 ? c
		      : (a->number2 > b->number2) - (a->number2 < b->number2);
}

static enum err
put_texts(
    struct arena *a, struct buf *b, const struct product_text *t, size_t n)
{
	struct item *items = ARENA_NEWS(a, struct item, n);

	if (!items)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		items[i] = (struct item){ .row = &t[i], .key = t[i].locale };
	qsort(items, n, sizeof(*items), item_cmp);
	put_i64(b, (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		const struct product_text *row = items[i].row;

		put(b, row->locale);
		put(b, row->name);
		put(b, row->summary);
		put(b, row->description);
		put(b, row->keywords);
	}
	return OK;
}

static enum err
put_prices(struct arena *a, struct buf *b, const struct plan_price *p, size_t n)
{
	struct item *items = ARENA_NEWS(a, struct item, n);

	if (!items)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		items[i] = (struct item){ .row = &p[i],
			.key = str_from(p[i].price.currency.code),
			.key2 = p[i].price.capacity,
			.number = (int64_t)p[i].price.mode,
			.number2 = p[i].price.from_quantity };
	qsort(items, n, sizeof(*items), item_cmp);
	put_i64(b, (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		const struct plan_price *row = items[i].row;

		put(b, items[i].key);
		put(b, items[i].key2);
		put_i64(b, items[i].number);
		put_i64(b, items[i].number2);
		put_i64(b, row->price.amount_minor);
	}
	return OK;
}

static enum err
put_plan_texts(
    struct arena *a, struct buf *b, const struct plan_text *t, size_t n)
{
	struct item *items = ARENA_NEWS(a, struct item, n);

	if (!items)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		items[i] = (struct item){ .row = &t[i], .key = t[i].locale };
	qsort(items, n, sizeof(*items), item_cmp);
	put_i64(b, (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		const struct plan_text *row = items[i].row;

		put(b, row->locale);
		put(b, row->name);
		put(b, row->summary);
	}
	return OK;
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
	struct product_set rows;
	struct product row = product_row(p, target);
	struct buf now, then;
	enum err e = import_set_open(a, &rows, p, 1);

	buf_open(&now, IMPORT_FILE_MAX);
	buf_open(&then, IMPORT_FILE_MAX);
	if (e == OK) {
		/* New plan ids rise, so the parts are sorted by them. */
		add_parts(&rows, old, p, row.product_id, false);
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
