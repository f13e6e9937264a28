#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "build.h"

/* A product's row with what decides where it stands. */
struct candidate {
	const struct product *row;
	enum listing listing;
	uint32_t seller, category;
	int64_t pin, paid_orders;
};

static int
descending(int64_t a, int64_t b)
{
	return (a < b) - (a > b);
}

/* R9: pins in their order, paid orders, newest, slug. */
static int
candidate_cmp(const void *l, const void *r)
{
	const struct candidate *a = l, *b = r;
	int c = (a->listing != LISTING_LIVE) - (b->listing != LISTING_LIVE);

	if (c == 0)
		c = (a->pin == 0) - (b->pin == 0);
	if (c == 0)
		c = (a->pin > b->pin) - (a->pin < b->pin);
	if (c == 0)
		c = descending(a->paid_orders, b->paid_orders);
	if (c == 0)
		c = descending(a->row->created_at_us, b->row->created_at_us);
	return c != 0 ? c : str_cmp(a->row->slug, b->row->slug);
}

/* The places of sellers and categories by id, for one look-up each. */
struct place {
	struct id id;
	uint32_t index;
};

static int
place_cmp(const void *l, const void *r)
{
	return memcmp(l, r, sizeof(struct id));
}

static bool
place_find(uint32_t *out, const struct place *places, size_t n, struct id id)
{
	struct place key = { .id = id };
	const struct place *p = bsearch(
	    &key, places, n, sizeof(*places), place_cmp);

	if (p)
		*out = p->index;
	return p != NULL;
}

struct places {
	struct place *sellers, *categories;
	size_t nsellers, ncategories;
};

static enum err
places_of(struct build *b, struct places *out)
{
	out->sellers = ARENA_NEWS(b->rows, struct place, b->nsellers);
	out->categories = ARENA_NEWS(b->rows, struct place, b->ncategories);
	if (!out->sellers || !out->categories)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < b->nsellers; i++)
		out->sellers[out->nsellers++] = (struct place){
			b->sellers[i].seller_id, i
		};
	for (size_t i = 0; i < b->ncategories; i++)
		if (b->category_index[i] != NO_CATEGORY)
			out->categories[out->ncategories++] = (struct place){
				b->categories[i].category_id,
				(uint32_t)b->category_index[i]
			};
	qsort(out->sellers, out->nsellers, sizeof(struct place), place_cmp);
	qsort(
	    out->categories, out->ncategories, sizeof(struct place), place_cmp);
	return OK;
}

/* false: never was on sale, or its rows are not all here yet. */
static bool
candidate_of(struct build *b, struct candidate *out,
    const struct places *places, const struct product *row)
{
	size_t n, ntexts, at;

	memset(out, 0, sizeof(*out));
	out->row = row;
	if (str_is(row->state, "LIVE"))
		out->listing = LISTING_LIVE;
	else if (str_is(row->state, "HIDDEN"))
		out->listing = LISTING_HIDDEN;
	else if (str_is(row->state, "RESTRICTED"))
		out->listing = LISTING_GONE;
	else
		return false;
	(void)ROWS_OF(
	    b->set.texts, b->set.ntexts, product_id, row->product_id, &ntexts);
	if (ntexts == 0 ||
	    !place_find(&out->seller, places->sellers, places->nsellers,
		row->seller_id) ||
	    !place_find(&out->category, places->categories, places->ncategories,
		row->category_id))
		return false;
	if (!b->c->sellers[out->seller].active)
		out->listing = LISTING_GONE;
	at = ROWS_OF(
	    b->popularity, b->npopularity, product_id, row->product_id, &n);
	if (n > 0) {
		out->pin = b->popularity[at].pin;
		out->paid_orders = b->popularity[at].paid_orders;
	}
	return true;
}

static enum err
product_texts(struct build *b, struct catalogue_product *p)
{
	size_t n, nlocales = b->c->nlocales;
	size_t at = ROWS_OF(
	    b->set.texts, b->set.ntexts, product_id, p->product_id, &n);
	const struct product_text *fallback = &b->set.texts[at];
	enum err e = OK;

	p->name = ARENA_NEWS(b->a, struct str, nlocales * 3);
	if (!p->name)
		return ERR_NOMEM;
	p->summary = p->name + nlocales;
	p->description_html = p->summary + nlocales;
	for (size_t l = 0; e == OK && l < nlocales; l++) {
		const struct product_text *t = fallback;

		for (size_t i = at; i < at + n; i++)
			if (str_eq(b->set.texts[i].locale, b->c->locales[l]))
				t = &b->set.texts[i];
		if (l == 0)
			fallback = t;
		p->name[l] = build_copy(b, t->name);
		p->summary[l] = build_copy(b, t->summary);
		e = build_html(b, &p->description_html[l], t->description);
	}
	return e;
}

static enum err
product_agreements(struct build *b, struct catalogue_product *p)
{
	size_t n,
	    at = ROWS_OF(b->set.agreements, b->set.nagreements, product_id,
		p->product_id, &n);
	struct catalogue_agreement *all = ARENA_NEWS(
	    b->a, struct catalogue_agreement, n);
	enum err e = OK;

	if (!all)
		return ERR_NOMEM;
	p->agreements = all;
	p->nagreements = n;
	for (size_t i = 0; e == OK && i < n; i++) {
		const struct product_agreement *g = &b->set.agreements[at + i];

		memcpy(all[i].document, g->document.b, sizeof(all[i].document));
		all[i].title = build_copy(b, g->title);
		e = build_html(
		    b, &all[i].html, text_untitled(g->text, g->title));
	}
	return e;
}

static enum err
plan_texts(struct build *b, struct catalogue_plan *p)
{
	size_t n, nlocales = b->c->nlocales;
	size_t at = ROWS_OF(
	    b->set.plan_texts, b->set.nplan_texts, plan_id, p->plan_id, &n);
	const struct plan_text *fallback = n ? &b->set.plan_texts[at] : NULL;

	p->name = ARENA_NEWS(b->a, struct str, nlocales);
	p->summary = ARENA_NEWS(b->a, struct str, nlocales);
	if (!p->name || !p->summary)
		return ERR_NOMEM;
	for (size_t l = 0; l < nlocales; l++) {
		const struct plan_text *t = fallback;

		for (size_t i = at; i < at + n; i++)
			if (str_eq(
				b->set.plan_texts[i].locale, b->c->locales[l]))
				t = &b->set.plan_texts[i];
		if (l == 0)
			fallback = t;
		p->name[l] = t ? build_copy(b, t->name) : p->code;
		p->summary[l] = t ? build_copy(b, t->summary) : STR("");
	}
	return OK;
}

static enum err
plan_options(struct build *b, struct catalogue_plan *p)
{
	size_t at = ROWS_OF(
	    b->set.options, b->set.noptions, plan_id, p->plan_id, &p->noptions);
	struct catalogue_option *all = ARENA_NEWS(
	    b->a, struct catalogue_option, p->noptions);

	if (!all)
		return ERR_NOMEM;
	for (size_t i = 0; i < p->noptions; i++) {
		all[i].name = build_copy(b, b->set.options[at + i].name);
		all[i].value = build_copy(b, b->set.options[at + i].value);
	}
	p->options = all;
	return OK;
}

static enum err
plan_terms(struct build *b, struct catalogue_plan *p)
{
	struct plan_terms *t = &p->terms;
	size_t capacity_at = ROWS_OF(b->set.capacities, b->set.ncapacities,
	    plan_id, p->plan_id, &t->ncapacities);
	size_t price_at = ROWS_OF(
	    b->set.prices, b->set.nprices, plan_id, p->plan_id, &t->nprices);
	struct capacity *capacities = ARENA_NEWS(
	    b->a, struct capacity, t->ncapacities);
	struct price *prices = ARENA_NEWS(b->a, struct price, t->nprices);

	if (!capacities || !prices)
		return ERR_NOMEM;
	for (size_t i = 0; i < t->ncapacities; i++) {
		capacities[i] = b->set.capacities[capacity_at + i].capacity;
		capacities[i].code = build_copy(b, capacities[i].code);
		capacities[i].unit = build_copy(b, capacities[i].unit);
	}
	for (size_t i = 0; i < t->nprices; i++) {
		prices[i] = b->set.prices[price_at + i].price;
		prices[i].capacity = build_copy(b, prices[i].capacity);
	}
	t->capacities = capacities;
	t->prices = prices;
	return OK;
}

/* Monthly prices are compared before yearly, those before one-time ones. */
static void
consider_from(struct catalogue_product *p, const struct price *price)
{
	static const int order[MODE__MAX] = {
		[MODE_MONTHLY] = 0,
		[MODE_YEARLY] = 1,
		[MODE_ONE_TIME] = 2,
	};

	if (p->has_from &&
	    (order[price->mode] > order[p->from_mode] ||
		(price->mode == p->from_mode &&
		    price->amount_minor >= p->from.minor)))
		return;
	p->has_from = true;
	p->from = (struct money){ price->amount_minor, price->currency };
	p->from_mode = price->mode;
}

static enum err
product_plans(struct build *b, struct catalogue_product *p)
{
	size_t n,
	    at = ROWS_OF(
		b->set.plans, b->set.nplans, product_id, p->product_id, &n);
	struct catalogue_plan *all = ARENA_NEWS(b->a, struct catalogue_plan, n);
	enum err e = OK;

	if (!all)
		return ERR_NOMEM;
	p->plans = all;
	for (size_t i = 0; e == OK && i < n; i++) {
		const struct plan *row = &b->set.plans[at + i];
		struct catalogue_plan *plan = &all[p->nplans];

		if (row->retired)
			continue;
		p->nplans++;
		plan->plan_id = row->plan_id;
		plan->code = build_copy(b, row->code);
		e = plan_texts(b, plan);
		if (e == OK)
			e = plan_options(b, plan);
		if (e == OK)
			e = plan_terms(b, plan);
		for (size_t k = 0; e == OK && k < plan->terms.nprices; k++) {
			const struct price *price = &plan->terms.prices[k];

			if (str_empty(price->capacity) &&
			    price->from_quantity == 1 &&
			    currency_eq(price->currency, b->c->currency))
				consider_from(p, price);
		}
	}
	return e;
}

static enum err
product_copy(
    struct build *b, struct catalogue_product *p, const struct candidate *from)
{
	const struct product *row = from->row;
	enum err e;

	p->product_id = row->product_id;
	p->slug = build_copy(b, row->slug);
	p->seller = from->seller;
	p->category = from->category;
	p->listing = from->listing;
	p->delivery = row->delivery;
	p->logo = build_copy(b, row->logo);
	p->website = build_copy(b, row->website);
	p->licence = build_copy(b, row->licence);
	p->platforms = build_copy(b, row->platforms);
	p->version = build_copy(b, row->version);
	p->support_email = build_copy(b, row->support_email);
	p->support_url = build_copy(b, row->support_url);
	p->refund_days = row->refund_days;
	p->created_at_us = row->created_at_us;
	p->updated_at_us = row->updated_at_us;
	p->pinned = from->pin > 0;
	p->popular = from->pin > 0 || from->paid_orders > 0;
	e = product_texts(b, p);
	if (e == OK)
		e = product_agreements(b, p);
	if (e == OK)
		e = product_plans(b, p);
	return e != OK ? e : b->err;
}

static void
count_listed(struct build *b, const struct catalogue_product *p)
{
	int32_t category = (int32_t)p->category;

	b->c->nlisted++;
	b->c->sellers[p->seller].products++;
	for (; category != NO_CATEGORY;
	     category = b->c->categories[category].parent)
		b->c->categories[category].products++;
}

enum err
build_products(struct build *b)
{
	struct candidate *all = ARENA_NEWS(
	    b->rows, struct candidate, b->set.nproducts);
	struct places places = { 0 };
	size_t n = 0;
	enum err e = places_of(b, &places);

	b->c->products = ARENA_NEWS(
	    b->a, struct catalogue_product, b->set.nproducts);
	if (e != OK || !all || !b->c->products)
		return ERR_NOMEM;
	for (size_t i = 0; i < b->set.nproducts; i++)
		n += candidate_of(b, &all[n], &places, &b->set.products[i]);
	qsort(all, n, sizeof(*all), candidate_cmp);
	b->c->nproducts = n;
	for (size_t i = 0; e == OK && i < n; i++) {
		e = product_copy(b, &b->c->products[i], &all[i]);
		b->c->products[i].number = (uint32_t)i;
		if (b->c->products[i].popular && i < POPULAR_MAX)
			b->c->products[i].popular_rank = (uint32_t)i + 1;
		if (all[i].listing == LISTING_LIVE)
			count_listed(b, &b->c->products[i]);
	}
	return e;
}
