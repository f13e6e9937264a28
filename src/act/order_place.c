#include "act/order.h"

#include "act/term.h"
#include "crypto/token.h"
#include "stages.h"

/* Ids and sums of an order whose lines are priced. */
static enum err
placement_total(struct placement *p)
{
	struct order *o = &p->order;
	struct currency c = p->lines[0].net.currency;
	enum err e;

	o->net = o->tax = money_zero(c);
	for (size_t i = 0; i < p->nlines; i++) {
		struct order_line *l = &p->lines[i];

		l->line_id = id_new();
		l->order_id = o->order_id;
		l->position = (int64_t)i + 1;
		if ((e = money_add(&o->net, o->net, l->net)) != OK ||
		    (e = money_add(&o->tax, o->tax, l->tax)) != OK)
			return e;
	}
	return money_add(&o->total, o->net, o->tax);
}

/* Its password is sealed for the worker; in clear nothing keeps it. */
static enum err
server_place(struct act *act, struct placement *p)
{
	struct order_server *s = &p->server;
	struct str aad;
	enum err e;

	s->order_id = p->order.order_id;
	s->line_id = p->lines[p->nlines - 1].line_id;
	aad = (struct str){ (const char *)s->line_id.b, sizeof(s->line_id.b) };
	e = seal(act->arena, &s->password_sealed, p->seal_key, aad,
	    p->server_password);
	return e == OK ? order_server_insert(act->db, s) : e;
}

static enum err
contact_keep(struct act *act, struct placement *p)
{
	if (p->contact.contact.kind == CONTACT_NONE)
		return OK;
	p->contact.order_id = p->order.order_id;
	p->contact.user_id = p->order.user_id;
	p->contact.consented_at_us = act->now_us;
	return order_contact_insert(act->db, &p->contact);
}

/*
 * The first order's lock makes it one renewal at a time.  An offer to renew
 * does not outlast what is renewed.
 */
static enum err
renewal_check(
    struct act *act, struct placement *p, const struct sale_terms *terms)
{
	struct order *o = &p->order;
	size_t wanted = 0;
	struct renewal_case renewal;
	struct service *services = NULL;
	struct order root;
	size_t n = 0;
	enum err e = order_lock(
	    act->db, act->arena, &root, o->renews_order_id, o->company_id);

	if (e == OK)
		e = services_lock_of(
		    act->db, act->arena, &services, &n, root.order_id);
	if (e == OK)
		e = renewal_of(act->db, act->arena, &renewal, services, n,
		    act->calendar, terms->grace_days, act->now_us);
	for (size_t i = 0; i < p->nlines; i++)
		wanted += !line_is_server(&p->lines[i]);
	if (e == OK && (renewal.is != RENEWAL_OPEN || n != wanted))
		e = ERR_STATE;
	if (e == OK && renewal.until_us < o->expires_at_us)
		o->expires_at_us = renewal.until_us;
	return e;
}

/*
 * On a cluster a redemption that another node's has beaten may meet that
 * one's order before it learns that it is undone: the rerun sees the offer.
 */
static enum err
row_insert(struct act *act, const struct placement *p)
{
	enum err e = order_insert(act->db, &p->order, p->catalogue_revision);

	return e == ERR_EXISTS && !id_is_nil(p->offer.offer_id) ? ERR_RETRY : e;
}

enum err
order_place(
    struct act *act, struct placement *p, const struct sale_terms *terms)
{
	struct order *o = &p->order;
	struct event placed;
	enum err e;

	if (p->nlines < 1 || p->nlines > LINES_MAX)
		return ERR_LIMIT;
	o->order_id = id_new();
	o->state = ORDER_PENDING_PAYMENT;
	o->created_at_us = act->now_us;
	o->row_version = 1;
	if (!id_is_nil(o->renews_order_id)) {
		e = renewal_check(act, p, terms);
		if (e != OK)
			return e;
	}
	if (!id_is_nil(p->offer.offer_id)) {
		e = offer_redeem(act, p);
		if (e != OK)
			return e;
	}
	placed = act_event(act, "order", o->order_id, "placed", NULL,
	    order_state_name(o->state), STR_NONE);
	if ((e = placement_total(p)) != OK ||
	    (!id_is_nil(o->offer_id) &&
		(e = plan_agree(act, p, terms)) != OK) ||
	    (e = row_insert(act, p)) != OK ||
	    (e = order_lines_insert(act->db, p->lines, p->nlines)) != OK ||
	    (o->plan_version > 0 &&
		(e = payment_plan_insert(act->db, &p->plan)) != OK) ||
	    (e = order_consents_insert(act->db, o->order_id, o->user_id,
		 p->documents, p->ndocuments, act->now_us)) != OK ||
	    (e = contact_keep(act, p)) != OK ||
	    (p->has_server && (e = server_place(act, p)) != OK))
		return e;
	return o->total.minor > 0
	    ? events_insert(act->db, &placed, 1)
	    : order_paid(act, o, &placed, FUNDED_BY_CAPTURE, terms);
}
