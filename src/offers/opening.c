/*
 * R22, X2: what the link of an offer shows, by who opens it.  A link that is
 * no offer's, whatever is wrong with it, is looked for in the same way and
 * answered with the same bytes.
 */
#include <stddef.h>

#include "act/notification.h"
#include "buying.h"

enum { OPENINGS = 120, OPENINGS_WINDOW_S = 600 };

struct opening_body {
	struct str token;
};

static const struct field opening_fields[] = {
	{ .name = "token",
	    .type = FIELD_LINES,
	    .offset = offsetof(struct opening_body, token),
	    .about = "what follows # in the link" },
};
static const struct shape opening_shape = SHAPE(
    "OpeningRequest", struct opening_body, opening_fields);

/* What anybody sees who has the link. */
static void
face_json(struct call *c, struct json *j, const struct offer_exclusive *x)
{
	const struct offer *o = &x->offer;

	json_put_cstr(j, "standing",
	    offer_standing_name(offer_standing(
		o->state, o->starts_at_us, o->ends_at_us, c->now_us)));
	exclusive_seller_json(j, o);
	exclusive_product_json(c, j, &x->names);
	json_put_time(j, "ends_at", o->ends_at_us);
}

static struct str
name_masked(struct call *c, struct str name)
{
	size_t head = name.n > 0;

	/* Its first character, of however many bytes. */
	while (head < name.n && (name.p[head] & 0xc0) == 0x80)
		head++;
	return arena_printf(
	    c->arena, "%.*s***", STR_FMT(str_sub(name, 0, head)));
}

static void
wrong_account_json(struct call *c, struct json *j, const struct offer *o)
{
	json_put_cstr(j, "access", "wrong_account");
	json_put_str(j, "issued_to",
	    o->contact_email.n > 0 ? text_mask_email(c->arena, o->contact_email)
				   : name_masked(c, o->company_name));
	json_put_str(j, "you", text_mask_email(c->arena, c->who.email));
}

static enum err
own_json(struct call *c, struct json *j, struct id offer_id)
{
	bool buys = c->who.verified &&
	    (c->who.role == ROLE_OWNER || c->who.role == ROLE_PURCHASER);
	struct exclusive exclusive;
	enum err e = exclusive_read(c, &exclusive, offer_id);

	json_put_cstr(j, "access", buys ? "full" : "role");
	json_key(j, "offer");
	return e == OK ? exclusive_json(c, j, &exclusive) : e;
}

/* The link went further than it was meant to. */
static enum err
elsewhere_tell(struct call *c, const struct offer_exclusive *x)
{
	struct act act = act_of_call(c);
	const struct notice notice = {
		.kind = NOTICE_OFFER_OPENED_ELSEWHERE,
		.subject_id = x->offer.offer_id,
		.topic = x->names.product_name,
		.at_us = x->offer.ends_at_us,
	};

	return notify_sellers(&act, x->offer.seller_id, &notice);
}

/*
 * Who has opened it, for its seller, who may look at it without a trace;
 * and what the buyer saw, for the changes.
 */
static enum err
opening_note(struct call *c, const struct offer_exclusive *x, bool own)
{
	const struct offer *o = &x->offer;
	const struct offer_opening opening = {
		.offer_id = o->offer_id,
		.user_id = c->who.user_id,
		.own = own,
		.version = o->version,
		.first_at_us = c->now_us,
		.last_at_us = c->now_us,
	};
	bool first;
	enum err e;

	if (id_eq(c->who.seller_id, o->seller_id))
		return OK;
	e = offer_opening_put(c->db, &first, &opening);
	return e == OK && first && !own ? elsewhere_tell(c, x) : e;
}

static enum err
opening_run(struct call *c, void *arg)
{
	const struct opening_body *body = c->body;
	const struct hash hash = offer_token_hash(&c->site->keys, body->token);
	struct offer_exclusive x;
	struct json *j;
	bool own;
	enum err e = offer_exclusive_by_token(c->db, c->arena, &x, hash,
	    call_locale(c), c->site->config.locales[0]);

	(void)arg;
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_OFFER_TOKEN : e;
	own = !id_is_nil(c->who.company_id) &&
	    id_eq(c->who.company_id, x.offer.target.company_id);
	j = reply_json(c, 200);
	json_object(j);
	face_json(c, j, &x);
	if (id_is_nil(c->who.user_id))
		json_put_cstr(j, "access", "sign_in");
	else if (own)
		e = own_json(c, j, x.offer.offer_id);
	else
		wrong_account_json(c, j, &x.offer);
	json_end_object(j);
	if (e == OK && !id_is_nil(c->who.user_id))
		e = opening_note(c, &x, own);
	return e;
}

static enum err
opening_new(struct call *c)
{
	enum err e = call_throttle(
	    c, "offer opening", c->network, OPENINGS, OPENINGS_WINDOW_S);

	return e == OK ? call_tx(c, opening_run, NULL) : e;
}

const struct route opening_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/offers/openings",
	    .handler = opening_new,
	    .caller = CALLER_VISITOR,
	    .tx = TX_PHASES,
	    .body = &opening_shape,
	    .answer = "OpenedOffer",
	    .status = 200,
	    .summary = "What the link of an offer leads to" },
	{ .method = NULL },
};
