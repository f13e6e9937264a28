#include "sale/quote_offer.h"

#include "act/milestone.h"
#include "app/auth.h"
#include "sale/quote_price.h"
#include "sale/quote_server.h"
#include "sale/quote_tax.h"

static size_t
differences(struct offer_difference *out, const struct offer_exclusive *x,
    const struct quote *q, const struct plan_sale *plan)
{
	const struct offer_choice chosen = {
		.plan_id = plan->plan_id,
		.plan_code = plan->plan_code,
		.offered_plan_code = x->names.plan_code,
		.plan = &plan->terms,
		.choice = &q->choice,
		.region = q->has_server ? q->server.region.code : STR_NONE,
		.flavour = q->has_server ? q->server.flavour.code : STR_NONE,
	};

	return offer_differs(out, &x->version.terms, &chosen);
}

/* The offered price in place of the list's, the tax of it, and its stages. */
static enum err
price_by(struct call *c, struct quote *q, const struct plan_sale *plan,
    const struct offer_exclusive *x)
{
	const struct offer_terms *terms = &x->version.terms;
	enum err e;

	q->offer.offer_id = x->offer.offer_id;
	q->offer.version = x->offer.version;
	q->offer.ends_at_us = x->offer.ends_at_us;
	/* It says what was left to the plan as well. */
	q->choice = terms->choice;
	if ((e = offer_saving_of(&q->offer.saving, terms)) != OK ||
	    (e = offer_net(&q->priced, terms)) != OK ||
	    (e = quote_tax(c, q, plan->delivery)) != OK || x->milestones == 0)
		return e;
	return plan_of_offer(c->db, c->arena, &q->offer.staged, &q->offer.plan,
	    x->offer.offer_id, x->offer.version, q->sum.net, q->sum.tax);
}

static void
near_add(struct near_offer *near, size_t *n, const struct offer_exclusive *x,
    const struct offer_difference *differs, size_t ndiffers)
{
	struct near_offer *of = &near[(*n)++];

	of->offer_id = x->offer.offer_id;
	of->ends_at_us = x->offer.ends_at_us;
	of->net = x->offer.net;
	of->n = ndiffers;
	for (size_t i = 0; i < ndiffers; i++)
		of->differs[i] = differs[i];
}

/* The best for the buyer comes first; what is linked has no near ones. */
static enum err
offers_compare(struct call *c, struct quote *q, const struct plan_sale *plan,
    const struct offer_exclusive *offers, size_t n)
{
	struct offer_difference differs[OFFER_DIFFERENCES_MAX];
	struct near_offer *near = ARENA_NEWS(
	    c->arena, struct near_offer, OFFERS_NEAR_MAX);
	const struct offer_exclusive *best = NULL;

	if (near == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		size_t ndiffers = differences(differs, &offers[i], q, plan);

		if (ndiffers == 0 && best == NULL)
			best = &offers[i];
		q->offer.of += ndiffers == 0;
		if (ndiffers > 0 && q->nnear < OFFERS_NEAR_MAX)
			near_add(
			    near, &q->nnear, &offers[i], differs, ndiffers);
	}
	q->near = near;
	if (best == NULL)
		return OK;
	q->nnear = 0;
	return price_by(c, q, plan, best);
}

enum err
quote_offers(struct call *c, struct quote *q, const struct plan_sale *plan)
{
	struct offer_exclusive *offers = NULL;
	size_t n = 0;
	enum err e;

	/* What an offer says is its company's; a key reads it with orders. */
	if (id_is_nil(c->who.company_id) || c->who.no_offers ||
	    (!id_is_nil(c->who.key_id) &&
		!auth_scope_listed(c->who.scopes, "orders:read")))
		return OK;
	e = offers_matching(c->db, c->arena, &offers, &n, c->who.company_id,
	    plan->product_id, c->now_us);
	return e != OK || n == 0 ? e : offers_compare(c, q, plan, offers, n);
}

enum err
quote_offer_keep(struct call *c, struct quote *q, const struct plan_sale *plan)
{
	struct offer_difference differs[OFFER_DIFFERENCES_MAX];
	struct offer_exclusive x;
	enum err e = offer_find(c, &x, q->offer.offer_id);

	if (e == ERR_NOT_FOUND)
		return call_fail(c, e,
		    "This price is not your company's; ask for a new quote.");
	if (e == OK)
		e = offer_orderable(c, &x, q->offer.version);
	if (e != OK)
		return e;
	if (!id_eq(x.version.terms.product_id, plan->product_id) ||
	    differences(differs, &x, q, plan) > 0)
		return call_fail(c, ERR_OFFER_DIFFERS,
		    "What was chosen is not what the offer says any more; "
		    "ask for a new quote.");
	q->offer.of = 1;
	return price_by(c, q, plan, &x);
}

enum err
quote_of_offer(struct call *c, struct quote *q, struct shelf_item *item,
    const struct offer_exclusive *x)
{
	const struct offer_terms *terms = &x->version.terms;
	enum err e;

	*q = (struct quote){ .product = x->names.product_slug,
		.plan = x->names.plan_code,
		.choice = terms->choice,
		.region = terms->region,
		.flavour = terms->flavour,
		.offer = { .of = 1 } };
	e = quote_item(c, item, q, SHELF_CURRENT);
	if (e == OK)
		e = quote_server(c, q, &item->plan);
	return e == OK ? price_by(c, q, &item->plan, x) : e;
}

static void
value_json(struct json *j, const char *key, const struct offer_difference *d,
    struct str text, int64_t count)
{
	if (d->number)
		json_put_i64(j, key, count);
	else
		json_put_str(j, key, text);
}

static void
near_json(struct json *j, const struct near_offer *near)
{
	json_object(j);
	json_put_id(j, "offer", ID_OFFER, near->offer_id);
	json_put_time(j, "ends_at", near->ends_at_us);
	json_put_money(j, "net", near->net);
	json_key(j, "differs");
	json_array(j);
	for (size_t i = 0; i < near->n; i++) {
		const struct offer_difference *d = &near->differs[i];

		json_object(j);
		json_put_cstr(j, "field", d->field);
		json_put_str(j, "capacity", d->capacity);
		value_json(j, "chosen", d, d->chosen, d->chosen_count);
		value_json(j, "offered", d, d->offered, d->offered_count);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}

void
quote_offer_json(struct json *j, const struct quote *q)
{
	const struct offer_saving *s = &q->offer.saving;

	json_key(j, "offer");
	if (id_is_nil(q->offer.offer_id)) {
		json_null(j);
	} else {
		json_object(j);
		json_put_id(j, "id", ID_OFFER, q->offer.offer_id);
		json_put_i64(j, "version", q->offer.version);
		json_put_time(j, "ends_at", q->offer.ends_at_us);
		json_put_money(j, "list_unit", s->list_unit);
		json_put_money(j, "list_net", s->list_net);
		json_put_money(j, "saved", s->saved);
		json_put_i64(j, "saved_bp", s->saved_bp);
		json_put_i64(j, "of", (int64_t)q->offer.of);
		json_end_object(j);
	}
	json_key(j, "near");
	json_array(j);
	for (size_t i = 0; i < q->nnear; i++)
		near_json(j, &q->near[i]);
	json_end_array(j);
}
