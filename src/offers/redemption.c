/*
 * R30: an offer becomes an order.  What is bought and what it costs come of
 * the offer alone; the caller says which version of it was confirmed, and by
 * a digest what it said.
 */
#include <stddef.h>

#include "base/sys.h"
#include "buying.h"
#include "sale/order.h"

struct redemption_body {
	struct id offer;
	int64_t version;
	struct hash digest;
	struct order_with with;
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
	ORDER_WITH_FIELDS(struct redemption_body, with)
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

static enum err
redemption_new(struct call *c)
{
	const struct redemption_body *body = c->body;
	struct placement *p = ARENA_NEW(c->arena, struct placement);
	struct order_document *documents;
	struct exclusive now;
	enum err e;

	if (p == NULL)
		return ERR_NOMEM;
	if ((e = company_required(c)) != OK ||
	    (e = exclusive_read(c, &now, body->offer)) != OK ||
	    (e = offer_orderable(c, &now.x, body->version)) != OK ||
	    (e = now.sold) != OK)
		return e;
	if (!hash_eq(body->digest, now.digest))
		return offer_changed(c, &now);
	e = order_make(
	    c, p, &documents, &now.quote, &now.item, &body->with, STR_NONE);
	/* The catalogue has moved on since it was read: all of it again. */
	if (e == ERR_STALE)
		return ERR_RETRY;
	if (e != OK)
		return e;
	crash_point("redemption.placed");
	return placed_reply(c, p, documents);
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
