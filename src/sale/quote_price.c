#include "sale/quote_price.h"

#include "sale/call.h"
#include "sale/desk.h"
#include "sale/quote_server.h"
#include "sale/quote_tax.h"

static enum err
plan_on_sale(struct call *c, const struct plan_sale *plan)
{
	if (str_is(plan->product_state, "RESTRICTED") ||
	    !str_is(plan->seller_state, "ACTIVE"))
		return call_fail(c, ERR_NOT_SOLD,
		    "%.*s is not sold any "
		    "more.",
		    STR_FMT(plan->product_name));
	if (plan->retired)
		return call_fail(c, ERR_NOT_SOLD,
		    "The plan %.*s is not sold "
		    "any more; choose another one.",
		    STR_FMT(plan->plan_name));
	return OK;
}

static enum err
capacity_fault(struct call *c, const struct plan_sale *plan, struct str code)
{
	struct str pointer = arena_printf(
	    c->arena, "/capacities/%.*s", STR_FMT(code));

	if (pointer.p == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < plan->terms.ncapacities; i++) {
		const struct capacity *of = &plan->terms.capacities[i];

		if (str_eq(of->code, code))
			return call_fault(c, pointer.p, "range",
			    "Choose "
			    "from %lld to %lld in steps of %lld.",
			    (long long)of->min, (long long)of->max,
			    (long long)of->step);
	}
	return call_fault(c, pointer.p, "unknown",
	    "The plan %.*s has no "
	    "such capacity.",
	    STR_FMT(plan->plan_name));
}

static enum err
choice_refused(struct call *c, enum err e, const struct plan_sale *plan,
    const struct quote *q, const struct choice_fault *fault)
{
	if (e == ERR_CURRENCY)
		return call_fail(c, e, "%.*s is not sold in %s.",
		    STR_FMT(plan->product_name), q->choice.currency.code);
	if (e == ERR_NOT_SOLD)
		return call_fail(c, e,
		    "The plan %.*s is not sold with "
		    "billing mode %s.",
		    STR_FMT(plan->plan_name),
		    billing_mode_name(q->choice.mode));
	if (e == ERR_OVERFLOW)
		return call_fail(c, e,
		    "The total is beyond what can be "
		    "billed; order less at once.");
	if (e != ERR_RANGE)
		return e;
	if (str_is(str_from(fault->field), "capacities"))
		return capacity_fault(c, plan, fault->capacity);
	if (str_is(str_from(fault->field), "periods"))
		return call_fault(c, "/periods", "range",
		    "Choose from 1 to "
		    "%d periods, and 1 for one_time.",
		    PERIODS_MAX);
	return call_fault(c, "/quantity", "range",
	    "This plan is not sold in "
	    "this quantity.");
}

static struct shelf_key
key_of(const struct call *c, const struct quote *q)
{
	return (struct shelf_key){ .product = q->product,
		.plan = q->plan,
		.locale = call_locale(c),
		.fallback = c->site->config.locales[0] };
}

enum err
quote_item(struct call *c, struct shelf_item *item, struct quote *q,
    enum shelf_age age)
{
	const struct shelf_key key = key_of(c, q);
	const struct plan_sale *plan = &item->plan;
	enum err e = shelf_get(desk_of(c)->shelf, c->db, c->arena, item, &key,
	    age, c->who.catalogue_revision);

	if (e == OK && !product_is_public(plan->product_state))
		e = ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND)
		return call_fail(c, e, "There is no such product or plan.");
	if (e == OK)
		e = plan_on_sale(c, plan);
	if (e == OK)
		q->product_revision = plan->product_revision;
	return e;
}

enum err
quote_price(struct call *c, struct shelf_item *item, struct quote *q,
    enum shelf_age age)
{
	const struct plan_sale *plan = &item->plan;
	struct choice_fault fault;
	enum err e = quote_item(c, item, q, age);

	if (e != OK)
		return e;
	e = price_choice(&q->priced, &plan->terms, &q->choice, &fault);
	if (e != OK)
		return choice_refused(c, e, plan, q, &fault);
	e = quote_server(c, q, plan);
	return e == OK ? quote_tax(c, q, plan->delivery) : e;
}

enum err
quote_is_current(
    struct call *c, const struct shelf_item *item, const struct quote *q)
{
	const struct shelf_key key = key_of(c, q);

	return shelf_check(desk_of(c)->shelf, c->db, c->arena, item, &key);
}
