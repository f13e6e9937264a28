/*
 * R30: an offer becomes an order.  What is bought and what it costs come of
 * the offer alone; the caller says which version of it was confirmed, and by
 * a digest what it said.
 */
#include <stddef.h>

#include "app/settle.h"
#include "base/sys.h"
#include "buying.h"
#include "sale/consent.h"
#include "sale/order.h"
#include "sale/order_server.h"

enum { REFERENCE_MAX = 64 };

struct redemption_body {
	struct id offer;
	int64_t version;
	struct hash digest;
	struct wire_list documents;
	struct hash contact;
	struct str po_number, cost_centre;
	struct server_body server;
};

static const struct field redemption_fields[] = {
	{ .name = "offer",
	    .type = FIELD_ID,
	    .prefix = ID_OFFER,
	    .required = true,
	    .offset = offsetof(struct redemption_body, offer),
	    .about = "one of the company's that is in effect" },
	{ .name = "version",
	    .type = FIELD_INT,
	    .required = true,
	    .min = 1,
	    .max = INT32_MAX,
	    .offset = offsetof(struct redemption_body, version),
	    .about = "of it, as it was shown" },
	{ .name = "digest",
	    .type = FIELD_HASH,
	    .required = true,
	    .offset = offsetof(struct redemption_body, digest),
	    .about = "the \"digest\" of what was confirmed" },
	{ .name = "documents",
	    .type = FIELD_LIST,
	    .required = true,
	    .offset = offsetof(struct redemption_body, documents),
	    .about = "hashes of the documents that were accepted" },
	{ .name = "contact",
	    .type = FIELD_HASH,
	    .offset = offsetof(struct redemption_body, contact),
	    .about = "the \"consent\" of the offer, where its seller asks for "
		     "the buyer's contact" },
	{ .name = "po_number",
	    .type = FIELD_NAME,
	    .max = REFERENCE_MAX,
	    .offset = offsetof(struct redemption_body, po_number),
	    .about = "the buyer's purchase order, for its bills" },
	{ .name = "cost_centre",
	    .type = FIELD_NAME,
	    .max = REFERENCE_MAX,
	    .offset = offsetof(struct redemption_body, cost_centre),
	    .about = "the buyer's cost centre, for its bills" },
	{ .name = "server",
	    .type = FIELD_OBJECT,
	    .shape = &server_shape,
	    .offset = offsetof(struct redemption_body, server),
	    .about = "of an image: where its server stands, and its first "
		     "sign-in" },
};
static const struct shape redemption_shape = SHAPE(
    "RedemptionRequest", struct redemption_body, redemption_fields);

/* What it says now goes out with the refusal, to be confirmed at once. */
static enum err
offer_changed(struct call *c, const struct exclusive *now)
{
	struct json j;
	struct buf text;
	enum err e;

	buf_open(&text, REPLY_MAX);
	json_start(&j, &text);
	e = exclusive_json(c, &j, now);
	if (e == OK)
		e = buf_err(&text);
	c->extension_json = str_copy(c->arena, buf_str(&text));
	buf_close(&text);
	if (e != OK)
		return e;
	c->extension = "offer";
	return ERR_OFFER_CHANGED;
}

/* An order under way. */
struct redeeming {
	struct placement *placement;
	struct order_document *documents;
	struct exclusive exclusive;
};

static enum err
redemption_write(struct call *c, struct redeeming *r)
{
	const struct redemption_body *body = c->body;
	const struct exclusive *x = &r->exclusive;
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct act act = act_of_call(c);
	struct placement *p = r->placement;
	enum err e;

	if ((e = documents_accept(c, p, &r->documents, &body->documents,
		 &x->item, &x->extra)) != OK ||
	    (e = consent_accept(c, p, x->item.plan.contact, body->contact)) !=
		OK)
		return e;
	placement_fill(c, p, &x->quote, &x->item, STR_NONE);
	references_fill(&p->order, body->po_number, body->cost_centre);
	p->seal_key = keys_get(&c->site->keys, KEY_SEAL);
	e = server_accept(c, p, &x->quote, &body->server);
	return e != OK ? e : offer_refused(c, order_place(&act, p, &terms), p);
}

static enum err
redemption_new(struct call *c)
{
	const struct redemption_body *body = c->body;
	struct redeeming r = { .placement = ARENA_NEW(
				   c->arena, struct placement) };
	enum err e;

	if (r.placement == NULL)
		return ERR_NOMEM;
	if ((e = company_required(c)) != OK ||
	    (e = exclusive_read(c, &r.exclusive, body->offer)) != OK ||
	    (e = offer_orderable(c, &r.exclusive.x, body->version)) != OK ||
	    (e = r.exclusive.sold) != OK)
		return e;
	if (!hash_eq(body->digest, r.exclusive.digest))
		return offer_changed(c, &r.exclusive);
	e = redemption_write(c, &r);
	/* The catalogue has moved on since it was read: all of it again. */
	if (e == ERR_STALE)
		return ERR_RETRY;
	if (e != OK)
		return e;
	crash_point("redemption.placed");
	return placed_reply(c, r.placement, r.documents);
}

const struct route redemption_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/offers/redemptions",
	    .handler = redemption_new,
	    .caller = CALLER_BUYER,
	    .tx = TX_WRITE,
	    .idempotent = true,
	    .body = &redemption_shape,
	    .answer = "Order",
	    .status = 201,
	    .summary = "Place the order that an offer says" },
	{ .method = NULL },
};
