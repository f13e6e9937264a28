#include "domain/price.h"

#include <assert.h>

#include "base/num.h"
#include "base/sys.h"
#include "domain/days.h"

static const char *const mode_names[MODE__MAX] = {
	[MODE_ONE_TIME] = "one_time",
	[MODE_MONTHLY] = "monthly",
	[MODE_YEARLY] = "yearly",
};

static const char *const delivery_names[DELIVERY__MAX] = {
	[DELIVERY_IMAGE] = "image",
	[DELIVERY_SAAS] = "saas",
	[DELIVERY_LICENSE] = "license",
	[DELIVERY_SERVICE] = "service",
};

const char *
billing_mode_name(enum billing_mode m)
{
	assert(m < MODE__MAX);
	return mode_names[m];
}

enum err
billing_mode_parse(enum billing_mode *out, struct str s)
{
	for (unsigned i = 0; i < MODE__MAX; i++) {
		if (str_is(s, mode_names[i])) {
			*out = (enum billing_mode)i;
			return OK;
		}
	}
	return ERR_INVALID;
}

const char *
delivery_type_name(enum delivery_type t)
{
	assert(t < DELIVERY__MAX);
	return delivery_names[t];
}

enum err
delivery_type_parse(enum delivery_type *out, struct str s)
{
	for (unsigned i = 0; i < DELIVERY__MAX; i++) {
		if (str_is(s, delivery_names[i])) {
			*out = (enum delivery_type)i;
			return OK;
		}
	}
	return ERR_INVALID;
}

/* The price of what, at the highest tier that the quantity reaches. */
static const struct price *
price_of(const struct plan_terms *plan, struct str what, enum billing_mode mode,
    struct currency currency, int64_t quantity)
{
	const struct price *best = NULL;

	for (size_t i = 0; i < plan->nprices; i++) {
		const struct price *p = &plan->prices[i];

		if (p->mode != mode || !currency_eq(p->currency, currency) ||
		    !str_eq(p->capacity, what) || p->from_quantity > quantity)
			continue;
		if (best == NULL || p->from_quantity > best->from_quantity)
			best = p;
	}
	return best;
}

const struct price *
price_at(const struct plan_terms *plan, enum billing_mode mode,
    struct currency currency, int64_t quantity)
{
	return price_of(plan, STR(""), mode, currency, quantity);
}

static enum err
fault_at(struct choice_fault *fault, const char *field, struct str capacity)
{
	*fault = (struct choice_fault){ field, capacity };
	return ERR_RANGE;
}

/* Why is there no price?  Another currency has one, or none has. */
static enum err
unsold(const struct plan_terms *plan, const struct choice *choice,
    struct choice_fault *fault)
{
	for (size_t i = 0; i < plan->nprices; i++) {
		const struct price *p = &plan->prices[i];

		if (p->mode != choice->mode || p->capacity.n != 0)
			continue;
		if (currency_eq(p->currency, choice->currency))
			return fault_at(fault, "quantity", STR_NONE);
		fault->field = "currency";
	}
	if (fault->field != NULL)
		return ERR_CURRENCY;
	fault->field = "billing_mode";
	return ERR_NOT_SOLD;
}

static const struct capacity *
capacity_find(const struct plan_terms *plan, struct str code)
{
	for (size_t i = 0; i < plan->ncapacities; i++) {
		if (str_eq(plan->capacities[i].code, code))
			return &plan->capacities[i];
	}
	return NULL;
}

/* Every chosen capacity is one of the plan's, once, and within its bounds. */
static enum err
capacities_check(const struct plan_terms *plan, const struct choice *choice,
    struct choice_fault *fault)
{
	for (size_t i = 0; i < choice->ncapacities; i++) {
		const struct chosen_capacity *c = &choice->capacities[i];
		const struct capacity *of = capacity_find(plan, c->code);

		if (of == NULL || c->amount < of->min || c->amount > of->max ||
		    (c->amount - of->min) % of->step != 0)
			return fault_at(fault, "capacities", c->code);
		for (size_t j = 0; j < i; j++) {
			if (str_eq(choice->capacities[j].code, c->code))
				return fault_at(fault, "capacities", c->code);
		}
	}
	return OK;
}

int64_t
capacity_chosen(const struct capacity *of, const struct choice *choice)
{
	for (size_t i = 0; i < choice->ncapacities; i++) {
		if (str_eq(choice->capacities[i].code, of->code))
			return choice->capacities[i].amount;
	}
	return of->included > of->min ? of->included : of->min;
}

/* Adds what one capacity costs beyond what the plan includes of it. */
static enum err
capacity_add(int64_t *unit, const struct plan_terms *plan,
    const struct capacity *of, const struct choice *choice,
    struct choice_fault *fault)
{
	int64_t beyond = capacity_chosen(of, choice) - of->included;
	const struct price *p;
	int64_t amount = 0;

	if (beyond <= 0)
		return OK;
	p = price_of(
	    plan, of->code, choice->mode, choice->currency, choice->quantity);
	if (p == NULL)
		return fault_at(fault, "capacities", of->code);
	if (num_mul_div(&amount, beyond, p->amount_minor, of->step) != OK ||
	    num_add(unit, *unit, amount) != OK)
		return ERR_OVERFLOW;
	return OK;
}

static enum err
unit_price(struct money *out, const struct plan_terms *plan,
    const struct choice *choice, struct choice_fault *fault)
{
	const struct price *p = price_at(
	    plan, choice->mode, choice->currency, choice->quantity);
	int64_t unit;
	enum err e;

	if (p == NULL)
		return unsold(plan, choice, fault);
	unit = p->amount_minor;
	for (size_t i = 0; i < plan->ncapacities; i++) {
		e = capacity_add(
		    &unit, plan, &plan->capacities[i], choice, fault);
		if (e != OK)
			return e;
	}
	return money_make(out, unit, choice->currency);
}

enum err
price_choice(struct priced *out, const struct plan_terms *plan,
    const struct choice *choice, struct choice_fault *fault)
{
	enum err e;

	*fault = (struct choice_fault){ NULL, STR_NONE };
	if (choice->quantity < 1 || choice->quantity > QUANTITY_MAX)
		return fault_at(fault, "quantity", STR_NONE);
	if (choice->periods < 1 || choice->periods > PERIODS_MAX ||
	    (choice->mode == MODE_ONE_TIME && choice->periods != 1))
		return fault_at(fault, "periods", STR_NONE);
	if ((e = capacities_check(plan, choice, fault)) != OK ||
	    (e = unit_price(&out->unit, plan, choice, fault)) != OK ||
	    (e = money_times(&out->net, out->unit, choice->quantity)) != OK ||
	    (e = money_times(&out->net, out->net, choice->periods)) != OK)
		return e;
	out->tax = money_zero(choice->currency);
	return money_add(&out->total, out->net, out->tax);
}
