#include "ctl/import_set.h"

#include <stddef.h>
#include <string.h>

size_t
import_set_find(const void *rows, size_t nrows, size_t size, size_t offset,
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

struct product
import_set_row(const struct import_product *p, const struct product_target *t)
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
    const struct import_product *p, struct id id)
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
		const struct plan *known = old_plan(old, id, p->plans[i].code);
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
	struct product row = import_set_row(p, target);

	if (!target->old)
		set->products[set->nproducts++] = row;
	add_parts(set, old, p, row.product_id);
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
	struct product row = import_set_row(p, target);
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
