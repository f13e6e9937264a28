/* Plans, their prices, and the images that they are delivered as. */
#include "listing_fault.h"

static void
plan_texts_check(struct check *c, size_t plan, const struct listing_plan *p)
{
	const struct listing_plan_text *t = p->texts.items;
	bool found = false;

	for (size_t i = 0; i < p->texts.n; i++) {
		found |= str_eq(t[i].locale, c->rules->locales[0]);
		listing_locale_check(
		    c, AT("/plans/%zu/texts/%zu/locale", plan, i), t[i].locale);
		listing_name_check(
		    c, AT("/plans/%zu/texts/%zu/name", plan, i), t[i].name);
		for (size_t k = 0; k < i; k++) {
			if (str_eq(t[k].locale, t[i].locale)) {
				listing_fault(c,
				    AT("/plans/%zu/texts/%zu/locale", plan, i),
				    "duplicate", "is there twice");
				break;
			}
		}
	}
	if (!found)
		listing_fault(c, AT("/plans/%zu/texts", plan), "required",
		    "are missing in the marketplace's first language");
}

static void
options_check(struct check *c, size_t plan, const struct listing_plan *p)
{
	const struct listing_option *o = p->options.items;

	for (size_t i = 0; i < p->options.n; i++) {
		listing_name_check(
		    c, AT("/plans/%zu/options/%zu/name", plan, i), o[i].name);
		listing_name_check(
		    c, AT("/plans/%zu/options/%zu/value", plan, i), o[i].value);
		for (size_t k = 0; k < i; k++) {
			if (str_eq(o[k].name, o[i].name)) {
				listing_fault(c,
				    AT("/plans/%zu/options/%zu/name", plan, i),
				    "duplicate", "is there twice");
				break;
			}
		}
	}
}

static void
capacity_check(struct check *c, struct at at, const struct listing_capacity *k)
{
	if (k->max < k->min)
		listing_fault(
		    c, AT("%s/max", at.text), "range", "is below min");
	if (k->max < 1)
		listing_fault(
		    c, AT("%s/max", at.text), "range", "must be 1 or more");
	if (k->step < 1)
		listing_fault(
		    c, AT("%s/step", at.text), "range", "must be 1 or more");
	else if ((k->max - k->min) % k->step != 0)
		listing_fault(c, AT("%s/step", at.text), "range",
		    "does not lead from min to max");
	if (k->included > k->max)
		listing_fault(
		    c, AT("%s/included", at.text), "range", "is above max");
}

static void
capacities_check(struct check *c, size_t plan, const struct listing_plan *p)
{
	const struct listing_capacity *k = p->capacities.items;

	for (size_t i = 0; i < p->capacities.n; i++) {
		struct at at = AT("/plans/%zu/capacities/%zu", plan, i);

		if (!text_is(TEXT_CODE, k[i].code))
			listing_fault(c, AT("%s/code", at.text), "format",
			    "must be a code of lower-case letters, digits and "
			    "_");
		listing_name_check(c, AT("%s/unit", at.text), k[i].unit);
		capacity_check(c, at, &k[i]);
		for (size_t other = 0; other < i; other++) {
			if (str_eq(k[other].code, k[i].code)) {
				listing_fault(c, AT("%s/code", at.text),
				    "duplicate", "is there twice");
				break;
			}
		}
	}
}

static bool
currency_sold(const struct check *c, struct str code)
{
	for (size_t i = 0; i < c->rules->ncurrencies; i++) {
		if (str_is(code, c->rules->currencies[i].code))
			return true;
	}
	return str_is(code, c->rules->currency.code);
}

static int64_t
tier_of(const struct listing_price *p)
{
	return p->from_quantity == 0 ? 1 : p->from_quantity;
}

/* Is there the plan's or the capacity's price that this one builds on? */
static bool
price_stands(const struct listing_plan *plan, const struct listing_price *of,
    struct str capacity)
{
	for (LISTING_EACH(price, p, &plan->prices)) {
		if (str_eq(p->mode, of->mode) &&
		    str_eq(p->currency, of->currency) && tier_of(p) == 1 &&
		    str_cmp(p->capacity, capacity) == 0)
			return true;
	}
	return false;
}

static bool
capacity_stands(const struct listing_plan *plan, struct str code)
{
	for (LISTING_EACH(capacity, k, &plan->capacities)) {
		if (str_eq(k->code, code))
			return true;
	}
	return false;
}

static bool
same_price(const struct listing_price *a, const struct listing_price *b)
{
	return str_eq(a->mode, b->mode) && str_eq(a->currency, b->currency) &&
	    str_cmp(a->capacity, b->capacity) == 0 && tier_of(a) == tier_of(b);
}

static void
price_check(struct check *c, struct at at, const struct listing_plan *plan,
    const struct listing_price *p)
{
	enum billing_mode mode;

	if (billing_mode_parse(&mode, p->mode) != OK)
		listing_fault(c, AT("%s/mode", at.text), "choice",
		    "must be one of: one_time, monthly, yearly");
	if (!currency_sold(c, p->currency))
		listing_fault(c, AT("%s/currency", at.text), "choice",
		    "is not a currency of this marketplace");
	if (!str_empty(p->capacity) && !capacity_stands(plan, p->capacity))
		listing_fault(c, AT("%s/capacity", at.text), "not_found",
		    "is not a capacity of this plan");
	if (tier_of(p) > 1 && !price_stands(plan, p, p->capacity))
		listing_fault(c, AT("%s/from_quantity", at.text), "range",
		    "has no price from quantity 1 before it");
	if (!str_empty(p->capacity) && !price_stands(plan, p, STR_NONE))
		listing_fault(c, AT("%s/capacity", at.text), "required",
		    "is priced, but the plan is not in this mode and "
		    "currency");
}

static void
prices_check(struct check *c, size_t plan, const struct listing_plan *p)
{
	const struct listing_price *all = p->prices.items;
	bool found = false;

	for (size_t i = 0; i < p->prices.n; i++) {
		struct at at = AT("/plans/%zu/prices/%zu", plan, i);

		found |= str_empty(all[i].capacity) &&
		    str_is(all[i].currency, c->rules->currency.code);
		price_check(c, at, p, &all[i]);
		for (size_t k = 0; k < i; k++) {
			if (same_price(&all[k], &all[i])) {
				listing_fault(c, at, "duplicate",
				    "is there twice for the same mode, "
				    "currency, capacity and quantity");
				break;
			}
		}
	}
	if (!found)
		wire_fault_add(c->a, c->faults,
		    str_from(AT("/plans/%zu/prices", plan).text), "required",
		    "have none in %s, the marketplace's currency",
		    c->rules->currency.code);
}

void
listing_plans_check(struct check *c)
{
	const struct listing_plan *p = c->l->plans.items;

	if (c->l->plans.n == 0)
		listing_fault(c, AT("/plans"), "required",
		    "are missing; add one with a price");
	for (size_t i = 0; i < c->l->plans.n; i++) {
		if (!text_is(TEXT_CODE, p[i].code))
			listing_fault(c, AT("/plans/%zu/code", i), "format",
			    "must be a code of lower-case letters, digits and "
			    "_");
		for (size_t k = 0; k < i; k++) {
			if (str_eq(p[k].code, p[i].code)) {
				listing_fault(c, AT("/plans/%zu/code", i),
				    "duplicate", "is there twice");
				break;
			}
		}
		plan_texts_check(c, i, &p[i]);
		options_check(c, i, &p[i]);
		capacities_check(c, i, &p[i]);
		prices_check(c, i, &p[i]);
	}
}

static void
image_check(struct check *c, size_t i)
{
	const struct listing_image *all = c->l->images.items, *m = &all[i];

	listing_name_check(c, AT("/images/%zu/image", i), m->image);
	if (str_empty(m->region))
		listing_fault(
		    c, AT("/images/%zu/region", i), "required", "is missing");
	else if (!c->found->regions[i])
		listing_fault(c, AT("/images/%zu/region", i), "choice",
		    "is not a region of this marketplace");
	for (size_t k = 0; k < i; k++) {
		if (str_eq(all[k].region, m->region)) {
			listing_fault(c, AT("/images/%zu/region", i),
			    "duplicate", "is there twice");
			break;
		}
	}
}

/*
 * An image's server is paid by the month or the year, and so is it; a
 * service is done once, and paid for once.
 */
void
listing_modes_check(struct check *c, bool once, const char *why)
{
	const struct listing_plan *plans = c->l->plans.items;

	for (size_t i = 0; i < c->l->plans.n; i++) {
		const struct listing_price *p = plans[i].prices.items;

		for (size_t k = 0; k < plans[i].prices.n; k++)
			if (str_is(p[k].mode, "one_time") != once)
				listing_fault(c,
				    AT("/plans/%zu/prices/%zu/mode", i, k),
				    "choice", why);
	}
}

void
listing_images_check(struct check *c)
{
	if (c->delivery != DELIVERY_IMAGE) {
		if (c->l->images.n > 0)
			listing_fault(c, AT("/images"), "unknown",
			    "are for products that are delivered as an image");
		return;
	}
	if (c->l->images.n == 0)
		listing_fault(c, AT("/images"), "required",
		    "are missing; name the image in a region");
	for (size_t i = 0; i < c->l->images.n; i++)
		image_check(c, i);
	listing_modes_check(
	    c, false, "must be monthly or yearly, as its server is");
}
