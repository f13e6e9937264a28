/* R21: the draft of an offer's next version, from its beginning. */
#include <stddef.h>

#include "selling.h"
#include "store/offer_request.h"

struct beginning {
	struct id template_id, clone_id, request_id;
};

static const struct field beginning_fields[] = {
	{ .name = "template",
	    .type = FIELD_ID,
	    .prefix = ID_OFFER_TEMPLATE,
	    .offset = offsetof(struct beginning, template_id),
	    .about = "whose terms it begins with" },
	{ .name = "clone",
	    .type = FIELD_ID,
	    .prefix = ID_OFFER,
	    .offset = offsetof(struct beginning, clone_id),
	    .about = "the offer whose terms it begins with" },
	{ .name = "request",
	    .type = FIELD_ID,
	    .prefix = ID_OFFER_REQUEST,
	    .offset = offsetof(struct beginning, request_id),
	    .about = "the negotiation that it answers" },
};
static const struct shape beginning_shape = SHAPE(
    "OfferNew", struct beginning, beginning_fields);

/* What was typed, else what it is of and for whom: the list's name of it. */
static struct str
title_of(
    struct call *c, const struct offer_body *b, const struct offer_found *f)
{
	struct str what = f->plan ? f->sale.product_name : b->product;
	struct str who = f->buyer ? f->customer.name : b->target.value;
	struct str title;

	if (!str_empty(b->title))
		return b->title;
	if (str_empty(what) || str_empty(who))
		return str_empty(what) ? STR("") : what;
	title = arena_printf(
	    c->arena, "%.*s · %.*s", STR_FMT(what), STR_FMT(who));
	return text_length(title) <= OFFER_TITLE_MAX ? title : what;
}

static enum err
body_of_template(struct call *c, struct offer_body *out, struct id template_id)
{
	struct offer_template t;
	enum err e = offer_template_get(
	    c->db, c->arena, &t, template_id, c->who.seller_id);

	if (e == ERR_NOT_FOUND)
		return call_fault(
		    c, "/template", "not_found", "There is no such template.");
	return e == OK ? offer_terms_parse(c->arena, out, t.body) : e;
}

static enum err
body_of_offer(struct call *c, struct offer_body *out, struct id offer_id)
{
	enum err e = offer_body_of(c, out, offer_id);

	return e == ERR_NOT_FOUND
	    ? call_fault(c, "/clone", "not_found", "There is no such offer.")
	    : e;
}

/* What is asked for was chosen of the product's plans as they were then. */
static enum err
capacities_of(
    struct call *c, struct offer_body *out, const struct choice *choice)
{
	struct offer_body_capacity *list = ARENA_NEWS(
	    c->arena, struct offer_body_capacity, choice->ncapacities);

	if (list == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < choice->ncapacities; i++)
		list[i] = (struct offer_body_capacity){
			choice->capacities[i].code, choice->capacities[i].amount
		};
	out->capacities = (struct wire_list){ list, choice->ncapacities };
	return OK;
}

static enum err
request_find(struct call *c, struct offer_request *out, struct id request_id)
{
	const struct request_party party = { .seller_id = c->who.seller_id,
		.locale = call_locale(c) };
	enum err e = offer_request_get(
	    c->db, c->arena, out, request_id, &party);

	return e == ERR_NOT_FOUND ? call_fault(c, "/request", "not_found",
					"There is no such request.")
				  : e;
}

/*
 * Of the last round that says what is wanted.  Who asked is known to the
 * seller already: that counts as looked up.
 */
static enum err
body_of_request(
    struct call *c, struct offer_body *out, const struct offer_request *r)
{
	char company[ID_TEXT_MAX];
	struct request_round *rounds, *last = NULL;
	size_t n;
	enum err e = offer_request_rounds(
	    c->db, c->arena, &rounds, &n, r->request_id, call_locale(c));

	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		last = rounds[i].has_terms ? &rounds[i] : last;
	out->product = r->product_slug;
	out->target.kind = STR("company");
	out->target.value = str_copy(
	    c->arena, id_format(company, ID_COMPANY, r->company_id));
	if (last != NULL) {
		out->plan = last->plan_code;
		out->billing_mode = str_from(
		    billing_mode_name(last->choice.mode));
		out->quantity = last->choice.quantity;
		out->periods = last->choice.periods;
		out->currency = str_copy(
		    c->arena, str_from(last->choice.currency.code));
		out->starts_on = last->starts_on;
		if (last->has_target)
			out->price.amount = last->target.minor;
		e = capacities_of(c, out, &last->choice);
	}
	return e == OK ? customer_note(c, &out->target) : e;
}

static enum err
first_body(struct call *c, struct offer_body *out)
{
	const struct beginning *from = c->body;
	struct offer_request r;
	enum err e = id_is_nil(from->request_id)
	    ? OK
	    : request_find(c, &r, from->request_id);

	if (e != OK)
		return e;
	*out = (struct offer_body){
		.currency = str_from(c->site->config.currency.code),
		.quantity = 1,
		.periods = 1,
		.price = { .kind = STR("amount") },
	};
	if (!id_is_nil(from->template_id))
		return body_of_template(c, out, from->template_id);
	if (!id_is_nil(from->clone_id))
		return body_of_offer(c, out, from->clone_id);
	if (!id_is_nil(from->request_id))
		return body_of_request(c, out, &r);
	return OK;
}

static enum err
offer_create(struct call *c)
{
	struct act act = act_of_call(c);
	struct offer o = { .offer_id = id_new(),
		.seller_id = c->who.seller_id,
		.created_at_us = c->now_us,
		.created_by = c->who.user_id,
		.request_id = ((const struct beginning *)c->body)->request_id };
	struct offer_draft d = { .offer_id = o.offer_id,
		.updated_at_us = c->now_us,
		.updated_by = c->who.user_id };
	struct event event = act_event(
	    &act, "offer", o.offer_id, "created", NULL, "DRAFT", STR_NONE);
	struct offer_edit edit;
	struct offer_body body;
	enum err e = first_body(c, &body);

	if (e == OK)
		e = offer_terms_json(c->arena, &d.body, &body);
	if (e == OK)
		e = offer_edit_of(c, &edit, d.body);
	if (e != OK)
		return e;
	o.title = title_of(c, &body, &edit.found);
	if ((e = offer_insert(c->db, &o)) != OK ||
	    (e = offer_draft_put(c->db, &d)) != OK ||
	    (e = events_insert(c->db, &event, 1)) != OK)
		return e;
	return offer_reply(c, 201, o.offer_id);
}

/* The draft that the call edits; row_version 0: there is none yet. */
static enum err
draft_of_call(struct call *c, struct offer_draft *out, struct offer *o)
{
	int64_t version;
	enum err e;

	if ((e = call_draft_version(c, &version)) != OK ||
	    (e = offer_of_path(c, o)) != OK)
		return e;
	e = offer_draft_get(c->db, c->arena, out, o->offer_id);
	if (e == ERR_NOT_FOUND) {
		*out = (struct offer_draft){ .offer_id = o->offer_id };
		e = OK;
	}
	if (e == OK && version != out->row_version)
		return call_stale(c, version, out->row_version);
	return e;
}

/* A revision is for the same buyer: its link is out already. */
static enum err
target_kept(struct call *c, const struct offer *o, const struct offer_body *b)
{
	struct offer_version v;
	struct offer_body sent;
	enum err e;

	if (o->version == 0)
		return OK;
	e = offer_version_get(c->db, c->arena, &v, o->offer_id, o->version);
	if (e == OK)
		e = offer_terms_parse(c->arena, &sent, v.body);
	if (e == OK &&
	    (str_cmp(sent.target.kind, b->target.kind) != 0 ||
		str_cmp(sent.target.value, b->target.value) != 0))
		return call_fault(c, "/target/value", "fixed",
		    "The customer of an offer that was sent stays; clone it "
		    "for another one.");
	return e;
}

static enum err
draft_put(struct call *c)
{
	struct offer_body body = *(const struct offer_body *)c->body;
	struct offer_edit edit;
	struct offer_draft d;
	struct offer o;
	struct json *j;
	enum err e = draft_of_call(c, &d, &o);

	if (e == OK && !offer_is_open(c, &o))
		return call_fail(c, ERR_STATE,
		    "It is closed and keeps its terms; clone it for another "
		    "offer.");
	if (e == OK)
		e = offer_body_settle(c->arena, &body);
	if (e == OK)
		e = target_kept(c, &o, &body);
	if (e != OK)
		return e;
	e = offer_terms_json(c->arena, &d.body, &body);
	if (e == ERR_LIMIT)
		return call_fault(c, "", "length",
		    "The offer as a whole is too long; shorten its texts.");
	d.updated_at_us = c->now_us;
	d.updated_by = c->who.user_id;
	if (e == OK)
		e = offer_draft_put(c->db, &d);
	if (e == OK)
		e = offer_edit_of(c, &edit, d.body);
	if (e == OK && o.version == 0)
		e = offer_set_title(c->db, o.offer_id, c->who.seller_id,
		    title_of(c, &body, &edit.found));
	if (e != OK)
		return e;
	edit.draft = d;
	call_version(c, d.row_version);
	j = reply_json(c, 200);
	json_object(j);
	json_key(j, "draft");
	offer_draft_json(c, j, &edit);
	json_end_object(j);
	return OK;
}

static enum err
draft_discard(struct call *c)
{
	struct offer_draft d;
	struct offer o;
	enum err e = draft_of_call(c, &d, &o);

	if (e == OK && d.row_version == 0)
		return ERR_NOT_FOUND;
	if (e == OK && o.version == 0)
		return call_fail(c, ERR_STATE,
		    "It was never sent: delete the offer itself.");
	return e == OK ? offer_draft_delete(c->db, o.offer_id, d.row_version)
		       : e;
}

static enum err
offer_drop(struct call *c)
{
	struct act act = act_of_call(c);
	struct offer o;
	struct event event;
	enum err e = offer_of_path(c, &o);

	if (e == OK)
		e = offer_delete(c->db, o.offer_id, c->who.seller_id);
	if (e == ERR_STATE)
		return call_fail(
		    c, e, "It was sent and stays; withdraw it to end it.");
	if (e != OK)
		return e;
	event = act_event(
	    &act, "offer", o.offer_id, "deleted", "DRAFT", NULL, STR_NONE);
	return events_insert(c->db, &event, 1);
}

const struct route draft_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/offers/offers",
	    .handler = offer_create,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .idempotent = true,
	    .body = &beginning_shape,
	    .answer = "Offer",
	    .status = 201,
	    .summary = "Begin an offer, of nothing, a template or another" },
	{ .method = "DELETE",
	    .pattern = "/api/offers/offers/{offer}",
	    .handler = offer_drop,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Throw away one that was never sent" },
	{ .method = "PUT",
	    .pattern = "/api/offers/offers/{offer}/draft",
	    .handler = draft_put,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .body = &offer_terms_shape,
	    .body_max = BODY_LISTING_MAX,
	    .answer = "OfferDrafted",
	    .status = 200,
	    .summary = "Keep the next version's terms, complete or not; wants "
		       "If-Match" },
	{ .method = "DELETE",
	    .pattern = "/api/offers/offers/{offer}/draft",
	    .handler = draft_discard,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Give a revision up; wants If-Match" },
	{ .method = NULL }
};
