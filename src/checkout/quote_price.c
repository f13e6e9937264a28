/* What a configuration costs now, or why it is not sold. */
#include "checkout.h"

static enum err
offer_on_sale(struct call *c, const struct plan_offer *o)
{
	if (str_is(o->product_state, "RESTRICTED") ||
	    !str_is(o->seller_state, "ACTIVE"))
		return call_fail(c, ERR_NOT_SOLD,
		    "%.*s is not sold any "
		    "more.",
		    STR_FMT(o->product_name));
	if (o->retired)
		return call_fail(c, ERR_NOT_SOLD,
		    "The plan %.*s is not sold "
		    "any more; choose another one.",
		    STR_FMT(o->plan_name));
	return OK;
}

static enum err
capacity_fault(struct call *c, const struct plan_offer *o, struct str code)
{
	struct str pointer = arena_printf(
	    c->arena, "/capacities/%.*s", STR_FMT(code));

	if (pointer.p == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < o->terms.ncapacities; i++) {
		const struct capacity *of = &o->terms.capacities[i];

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
	    STR_FMT(o->plan_name));
}

static enum err
choice_refused(struct call *c, enum err e, const struct plan_offer *o,
    const struct quote *q, const struct choice_fault *fault)
{
	if (e == ERR_CURRENCY)
		return call_fail(c, e, "%.*s is not sold in %s.",
		    STR_FMT(o->product_name), q->choice.currency.code);
	if (e == ERR_NOT_SOLD)
		return call_fail(c, e,
		    "The plan %.*s is not sold with "
		    "billing mode %s.",
		    STR_FMT(o->plan_name), billing_mode_name(q->choice.mode));
	if (e == ERR_OVERFLOW)
		return call_fail(c, e,
		    "The total is beyond what can be "
		    "billed; order less at once.");
	if (e != ERR_RANGE)
		return e;
	if (str_is(str_from(fault->field), "capacities"))
		return capacity_fault(c, o, fault->capacity);
	if (str_is(str_from(fault->field), "periods"))
		return call_fault(c, "/periods", "range",
		    "Choose from 1 to "
		    "%d periods, and 1 for one_time.",
		    PERIODS_MAX);
	return call_fault(c, "/quantity", "range",
	    "This plan is not sold in "
	    "this quantity.");
}

static struct offer_key
key_of(const struct call *c, const struct quote *q)
{
	return (struct offer_key){ .product = q->product,
		.plan = q->plan,
		.locale = call_locale(c),
		.fallback = c->site->config.locales[0] };
}

enum err
quote_price(
    struct call *c, struct offer *offer, struct quote *q, enum offer_age age)
{
	const struct offer_key key = key_of(c, q);
	const struct plan_offer *plan = &offer->plan;
	struct choice_fault fault;
	enum err e = offers_get(
	    desk_of(c)->offers, c->db, c->arena, offer, &key, age);

	if (e == OK && !product_is_public(plan->product_state))
		e = ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND)
		return call_fail(c, e, "There is no such product or plan.");
	if (e == OK)
		e = offer_on_sale(c, plan);
	if (e != OK)
		return e;
	q->product_revision = plan->product_revision;
	e = price_choice(&q->priced, &plan->terms, &q->choice, &fault);
	if (e != OK)
		return choice_refused(c, e, plan, q, &fault);
	e = quote_server(c, q, plan);
	return e == OK ? quote_tax(c, q, plan->delivery) : e;
}

enum err
quote_is_current(
    struct call *c, const struct offer *offer, const struct quote *q)
{
	const struct offer_key key = key_of(c, q);

	return offers_check(desk_of(c)->offers, c->db, c->arena, offer, &key);
}
