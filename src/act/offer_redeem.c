/* An offer becomes an order, and is free again when that ends unpaid. */
#include "act/order.h"
#include "act/seller.h"
#include "moves.h"
#include "offer_moves.h"

/* The row was not as the UPDATE asks: why, for whom may know it. */
static enum err
refusal(struct act *act, struct placement *p, const struct offer *o)
{
	struct offer_redemption *r = &p->offer;

	if (o->state == OFFER_DRAFT ||
	    !id_eq(o->target.company_id, p->order.company_id))
		return ERR_NOT_FOUND;
	r->standing = offer_standing(
	    o->state, o->starts_at_us, o->ends_at_us, act->now_us);
	if (r->standing != OFFER_IN_EFFECT)
		return ERR_OFFER_STATE;
	return o->version != r->version ? ERR_OFFER_STALE : ERR_FORBIDDEN;
}

static bool
capacity_is(const struct choice *choice, const struct chosen_capacity *c)
{
	for (size_t i = 0; i < choice->ncapacities; i++) {
		if (str_eq(choice->capacities[i].code, c->code))
			return choice->capacities[i].amount == c->amount;
	}
	return false;
}

static bool
choice_is(const struct choice *a, const struct choice *b)
{
	if (a->mode != b->mode || !currency_eq(a->currency, b->currency) ||
	    a->quantity != b->quantity || a->periods != b->periods ||
	    a->ncapacities != b->ncapacities)
		return false;
	for (size_t i = 0; i < a->ncapacities; i++) {
		if (!capacity_is(b, &a->capacities[i]) ||
		    !capacity_is(a, &b->capacities[i]))
			return false;
	}
	return true;
}

static bool
server_is(const struct placement *p, const struct offer_terms *t)
{
	if (t->region.p == NULL && t->flavour.p == NULL)
		return true;
	return p->has_server &&
	    (t->region.p == NULL || str_eq(p->server.region, t->region)) &&
	    (t->flavour.p == NULL || str_eq(p->server.flavour, t->flavour));
}

/*
 * All that the offer says, and that nothing but its server's fee is added.
 * Then the line is written as the version has it, to the last letter.
 */
static enum err
line_settle(struct placement *p, const struct offer_version *v)
{
	struct order_line *l = &p->lines[0];
	const struct offer_terms *t = &v->terms;

	if (p->nlines != (size_t)1 + p->has_server || line_is_server(l) ||
	    !id_eq(l->product_id, t->product_id) ||
	    !id_eq(l->plan_id, t->plan_id) ||
	    !choice_is(&l->choice, &t->choice) || !money_eq(l->unit, t->unit) ||
	    !money_eq(l->net, v->net) || !server_is(p, t))
		return ERR_OFFER_DIFFERS;
	l->choice = t->choice;
	l->list_unit = t->list_unit;
	return OK;
}

static enum err
documents_check(struct act *act, const struct placement *p)
{
	struct document *wanted = NULL;
	size_t n = 0;
	enum err e = offer_documents_of(act->db, act->arena, &wanted, &n,
	    p->offer.offer_id, p->offer.version);

	for (size_t i = 0; e == OK && i < n; i++) {
		size_t at = 0;

		while (at < p->ndocuments &&
		    !hash_eq(p->documents[at], wanted[i].hash))
			at++;
		if (at == p->ndocuments)
			e = ERR_TERMS;
	}
	return e;
}

/* By either way in it is the redemption that has bought, and once. */
static struct hash
redemption_hash(const struct offer_redemption *r)
{
	const struct str parts[] = { STR("offer"),
		{ (const char *)r->offer_id.b, sizeof(r->offer_id.b) },
		{ (const char *)&r->number, sizeof(r->number) } };

	return hash_sha256_parts(parts, sizeof(parts) / sizeof(*parts));
}

static enum err
redemption_tell(
    struct act *act, const struct placement *p, const struct offer *o)
{
	const struct request_answer answer = offer_answer(o);
	char text[ID_TEXT_MAX];
	struct event event = act_event(act, "offer", o->offer_id, "redeemed",
	    offer_state_name(o->state), offer_state_name(OFFER_REDEEMED),
	    id_format(text, ID_ORDER, p->order.order_id));
	enum err e = events_insert(act->db, &event, 1);

	if (e == OK)
		e = offer_request_accepted(act, &answer);
	if (e == OK)
		e = seller_mail(
		    act, o->seller_id, "offer_redeemed", o->offer_id);
	return e != OK
	    ? e
	    : offer_tell(act, o, NOTICE_OFFER_REDEEMED, OFFER_TELL_SELLER);
}

/* The lock is for the order of locks and the words; the UPDATE decides. */
enum err
offer_redeem(struct act *act, struct placement *p)
{
	struct offer_redemption *r = &p->offer;
	struct order *o = &p->order;
	struct offer_version v;
	struct offer locked;
	enum err e = offer_lock(act->db, act->arena, &locked, r->offer_id);

	if (e == OK)
		e = offer_redeem_write(act->db, &r->number, r->offer_id,
		    r->version, o->company_id, o->user_id, o->order_id,
		    act->now_us);
	if (e == ERR_STATE)
		return refusal(act, p, &locked);
	if (e == OK)
		e = offer_version_get(
		    act->db, act->arena, &v, r->offer_id, r->version);
	if (e == OK)
		e = line_settle(p, &v);
	if (e == OK)
		e = documents_check(act, p);
	if (e != OK)
		return e;
	o->offer_id = r->offer_id;
	o->offer_version = r->version;
	o->offer_redemption = r->number;
	o->quote_hash = redemption_hash(r);
	return redemption_tell(act, p, &locked);
}

enum err
offer_hold(struct act *act, struct id order_id)
{
	struct offer o;
	enum err e = offer_lock_of_order(act->db, act->arena, &o, order_id);

	return e == ERR_NOT_FOUND ? OK : e;
}

/* Past its end too: then the worker records that, and tells both sides. */
enum err
offer_release(struct act *act, struct id order_id)
{
	struct offer o;
	enum offer_state from;
	enum err e = offer_lock_of_order(act->db, act->arena, &o, order_id);

	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	from = o.state;
	e = offer_step(&o.state, from, OFFER_ON_RELEASE);
	if (e != OK)
		return e;
	o.order_id = (struct id){ { 0 } };
	o.closed_at_us = 0;
	return offer_move(act, &o, from, "released", STR_NONE);
}
