#include "sale/order_set.h"

static enum err
contact_read(struct call *c, struct order_set *s, struct id order_id)
{
	struct order_contact *contact = ARENA_NEW(
	    c->arena, struct order_contact);
	enum err e = contact == NULL
	    ? ERR_NOMEM
	    : order_contact_get(c->db, c->arena, contact, order_id);

	if (e == OK)
		s->contact = contact;
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Of a service: where its acceptance stands. */
static enum err
handover_read(struct call *c, struct order_set *s, struct id order_id)
{
	struct handover *handover = ARENA_NEW(c->arena, struct handover);
	enum err e = handover == NULL
	    ? ERR_NOMEM
	    : handover_of_order(c->db, c->arena, handover, order_id);

	if (e == OK)
		s->handover = handover;
	return e == ERR_NOT_FOUND ? OK : e;
}

/* A renewal shows the services that it renews. */
struct id
order_root(const struct order *o)
{
	return id_is_nil(o->renews_order_id) ? o->order_id : o->renews_order_id;
}

enum err
order_set_read(struct call *c, struct order_set *s, bool events)
{
	struct id *ids, *roots;
	bool servers = false, staged = false;
	enum err e = OK;

	if (s->norders == 0)
		return OK;
	ids = ARENA_NEWS(c->arena, struct id, s->norders);
	roots = ARENA_NEWS(c->arena, struct id, s->norders);
	if (ids == NULL || roots == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < s->norders; i++) {
		ids[i] = s->orders[i].order_id;
		roots[i] = order_root(&s->orders[i]);
		staged |= s->orders[i].plan_version > 0;
	}
	if ((e = order_lines_of(c->db, c->arena, &s->lines, &s->nlines, ids,
		 s->norders)) != OK ||
	    (e = order_documents_of(c->db, c->arena, &s->documents,
		 &s->ndocuments, ids, s->norders)) != OK ||
	    (e = payments_of(c->db, c->arena, &s->payments, &s->npayments, ids,
		 s->norders)) != OK ||
	    (e = bills_of(c->db, c->arena, &s->bills, &s->nbills, ids,
		 s->norders)) != OK ||
	    (e = services_of(c->db, c->arena, &s->services, &s->nservices,
		 roots, s->norders)) != OK)
		return e;
	for (size_t i = 0; i < s->nlines; i++)
		servers |= line_is_server(&s->lines[i]);
	if (servers)
		e = order_servers_of(c->db, c->arena, &s->servers, &s->nservers,
		    ids, s->norders);
	if (e == OK && staged)
		e = plan_progress_of(
		    c->db, c->arena, &s->plans, &s->nplans, ids, s->norders);
	if (e != OK || !events)
		return e;
	e = contact_read(c, s, ids[0]);
	if (e == OK && s->nlines > 0 &&
	    s->lines[0].delivery == DELIVERY_SERVICE)
		e = handover_read(c, s, ids[0]);
	return e == OK
	    ? events_of_order(c->db, c->arena, &s->events, &s->nevents, ids[0])
	    : e;
}
