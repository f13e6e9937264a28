/* JSON of an offer as its seller reads it. */
#include "paper/qr.h"
#include "selling.h"
#include "wire/diff.h"

static void
buyer_json(struct call *c, struct json *j, const struct offer *o)
{
	json_key(j, "buyer");
	if (o->contact_email.p == NULL && o->company_name.p == NULL) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_str(j, "name", o->company_name);
	json_put_str(j, "masked",
	    o->contact_email.p ? text_mask_email(c->arena, o->contact_email)
			       : STR_NONE);
	json_end_object(j);
}

static const char *
state_of(const struct offer *o, const struct offer_message *messages, size_t n,
    const char *channel)
{
	for (size_t i = 0; i < n; i++) {
		if (id_eq(messages[i].offer_id, o->offer_id) &&
		    str_is(messages[i].channel, channel))
			return offer_message_state(&messages[i]);
	}
	return NULL;
}

/* A mail goes out with each version, an SMS only to a verified number. */
static void
messages_json(struct call *c, struct json *j, const struct offer *o,
    const struct offer_message *messages, size_t n)
{
	const char *mail = state_of(o, messages, n, OFFER_MAIL);
	const char *sms = state_of(o, messages, n, OFFER_SMS);
	bool sends_sms = c->site->config.sms_url.n > 0 && o->version > 0;

	json_key(j, "messages");
	json_object(j);
	json_put_cstr(j, "mail", mail ? mail : "none");
	json_put_cstr(j, "sms", sms ? sms : sends_sms ? "no_mobile" : "none");
	json_end_object(j);
}

void
offer_row_json(struct call *c, struct json *j, const struct offer *o,
    const struct offer_names *names, const struct offer_message *messages,
    size_t n)
{
	json_put_id(j, "id", ID_OFFER, o->offer_id);
	json_put_str(j, "title", o->title);
	json_put_cstr(j, "state", offer_state_name(o->state));
	json_put_cstr(j, "standing",
	    offer_standing_name(offer_standing(
		o->state, o->starts_at_us, o->ends_at_us, c->now_us)));
	json_put_i64(j, "version", o->version);
	buyer_json(c, j, o);
	json_key(j, "product");
	if (names->product_slug.p == NULL) {
		json_null(j);
	} else {
		json_object(j);
		json_put_str(j, "slug", names->product_slug);
		json_put_str(j, "name", names->product_name);
		json_put_str(j, "logo", logo_url(c, names->logo));
		json_end_object(j);
	}
	json_key(j, "net");
	if (o->version > 0)
		json_money(j, o->net);
	else
		json_null(j);
	json_put_time(j, "starts_at", o->starts_at_us);
	json_put_time(j, "ends_at", o->ends_at_us);
	messages_json(c, j, o, messages, n);
	json_key(j, "order");
	if (id_is_nil(o->order_id))
		json_null(j);
	else
		json_id(j, ID_ORDER, o->order_id);
	json_put_str(j, "close_reason", o->close_reason);
	json_put_i64(j, "row_version", o->row_version);
}

/*
 * The link and its QR code, which only its seller gets to see again; in no
 * answer that is kept for its Idempotency-Key, for the rows hold it sealed.
 */
static enum err
link_json(struct call *c, struct json *j, const struct offer *o)
{
	struct str token, link, qr;
	enum err e = c->route->idempotent
	    ? ERR_NOT_FOUND
	    : offer_unseal(c->arena, &token, o, &c->site->keys);

	if (e == ERR_NOT_FOUND) {
		json_put_str(j, "link", STR_NONE);
		json_put_str(j, "qr", STR_NONE);
		return OK;
	}
	if (e != OK)
		return e;
	link = arena_printf(c->arena, "%.*s/o/#%.*s",
	    STR_FMT(c->site->config.public_url), STR_FMT(token));
	if (link.p == NULL)
		return ERR_NOMEM;
	e = qr_svg(c->arena, &qr, link);
	if (e != OK)
		return e;
	json_put_str(j, "link", link);
	json_put_str(j, "qr", qr);
	return OK;
}

/* Each version with what it changed of the one before. */
static enum err
versions_json(struct call *c, struct json *j,
    const struct offer_version *versions, size_t n)
{
	struct offer_body after, before;
	enum err e = OK;

	json_key(j, "versions");
	json_array(j);
	for (size_t i = 0; e == OK && i < n; i++) {
		e = offer_terms_parse(c->arena, &after, versions[i].body);
		json_object(j);
		json_put_i64(j, "version", versions[i].version);
		json_put_time(j, "sent_at", versions[i].sent_at_us);
		json_key(j, "changes");
		if (e == OK && i + 1 < n)
			e = offer_terms_parse(
			    c->arena, &before, versions[i + 1].body);
		if (e == OK && i + 1 < n) {
			shape_diff(j, &offer_terms_shape, &before, &after);
		} else {
			json_array(j);
			json_end_array(j);
		}
		json_end_object(j);
	}
	json_end_array(j);
	return e;
}

static void
message_list_json(
    struct json *j, const struct offer_message *messages, size_t n)
{
	json_key(j, "message_list");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		const struct offer_message *m = &messages[i];

		json_object(j);
		json_put_str(j, "channel", m->channel);
		json_put_str(j, "recipient", m->recipient);
		json_put_i64(j, "version", m->version);
		json_put_cstr(j, "state", offer_message_state(m));
		json_put_time(j, "at",
		    m->report_at_us	? m->report_at_us
			: m->sent_at_us ? m->sent_at_us
					: m->created_at_us);
		json_end_object(j);
	}
	json_end_array(j);
}

static enum err
openings_json(struct call *c, struct json *j, struct id offer_id)
{
	struct offer_opening *openings;
	size_t n = 0;
	enum err e = offer_openings_of(
	    c->db, c->arena, &openings, &n, offer_id);

	json_key(j, "openings");
	json_array(j);
	for (size_t i = 0; e == OK && i < n; i++) {
		json_object(j);
		json_put_str(
		    j, "who", text_mask_email(c->arena, openings[i].email));
		json_put_bool(j, "own", openings[i].own);
		json_put_i64(j, "version", openings[i].version);
		json_put_time(j, "last_at", openings[i].last_at_us);
		json_end_object(j);
	}
	json_end_array(j);
	return e;
}

static enum err
events_json(struct call *c, struct json *j, struct id offer_id)
{
	struct event *events;
	size_t n = 0;
	enum err e = events_of(c->db, c->arena, &events, &n, offer_id);

	json_key(j, "events");
	json_array(j);
	for (size_t i = 0; e == OK && i < n; i++) {
		json_object(j);
		json_put_str(j, "kind", events[i].kind);
		json_put_str(j, "from", events[i].from_state);
		json_put_str(j, "to", events[i].to_state);
		json_put_str(j, "reason", events[i].reason);
		json_put_time(j, "at", events[i].created_at_us);
		json_end_object(j);
	}
	json_end_array(j);
	return e;
}

/* What its seller may do now. */
static void
can_json(struct call *c, struct json *j, const struct offer *o, bool draft)
{
	enum offer_standing s = offer_standing(
	    o->state, o->starts_at_us, o->ends_at_us, c->now_us);
	bool out = s == OFFER_UPCOMING || s == OFFER_IN_EFFECT;

	json_key(j, "can");
	json_array(j);
	if (draft && (out || s == OFFER_UNSENT))
		json_cstr(j, "send");
	if (s == OFFER_UNSENT)
		json_cstr(j, "delete");
	if (out) {
		json_cstr(j, "revise");
		json_cstr(j, "withdraw");
		json_cstr(j, "resend");
	}
	if (out || s == OFFER_OVER)
		json_cstr(j, "extend");
	json_cstr(j, "clone");
	json_end_array(j);
}

/*
 * The sent version as its buyer sees it: what it names by today's names, its
 * prices and dates as they were sent.
 */
static enum err
sent_edit(struct call *c, struct offer_edit *out, const struct offer *o,
    const struct offer_version *v)
{
	struct offer_found *f = &out->found;
	enum err e = offer_edit_of(c, out, v->body);

	if (e != OK)
		return e;
	f->terms = v->terms;
	f->list.unit = v->terms.list_unit;
	f->priced = f->plan && offer_net(&f->offered, &v->terms) == OK &&
	    money_times(&f->list.net, v->terms.list_unit,
		v->terms.choice.quantity) == OK &&
	    money_times(&f->list.net, f->list.net, v->terms.choice.periods) ==
		OK;
	f->starts_at_us = o->starts_at_us;
	f->ends_at_us = o->ends_at_us;
	return OK;
}

static void
sent_json(struct call *c, struct json *j, const struct offer_edit *sent,
    struct str body)
{
	json_key(j, "terms");
	if (body.p == NULL)
		json_null(j);
	else
		json_raw(j, body);
	json_key(j, "preview");
	offer_preview_json(c, j, sent);
	json_key(j, "forecast");
	offer_forecast_json(c, j, sent);
}

enum err
offer_reply(struct call *c, int status, struct id offer_id)
{
	struct offer_message *messages;
	struct offer_version *versions;
	struct offer_names names;
	struct offer_edit edit, sent = { .found = { .plan = false } };
	struct offer o;
	size_t nmessages, nversions;
	struct json *j;
	enum err e;

	if ((e = offer_of_seller(
		 c->db, c->arena, &o, offer_id, c->who.seller_id)) != OK ||
	    (e = offer_edit_get(c, &edit, offer_id)) != OK ||
	    (e = offer_messages_of(
		 c->db, c->arena, &messages, &nmessages, offer_id)) != OK ||
	    (e = offer_versions_of(
		 c->db, c->arena, &versions, &nversions, offer_id)) != OK)
		return e;
	if (nversions > 0)
		e = sent_edit(c, &sent, &o, &versions[0]);
	if (e != OK)
		return e;
	names = (struct offer_names){ sent.found.sale.product_slug,
		sent.found.sale.product_name, sent.found.sale.logo,
		sent.found.sale.plan_code, sent.found.sale.plan_name };
	call_version(c, edit.draft.row_version);
	j = reply_json(c, status);
	json_object(j);
	offer_row_json(c, j, &o, &names, messages, nmessages);
	json_key(j, "draft");
	offer_draft_json(c, j, &edit);
	sent_json(c, j, &sent, nversions > 0 ? versions[0].body : STR_NONE);
	e = link_json(c, j, &o);
	if (e == OK)
		e = versions_json(c, j, versions, nversions);
	message_list_json(j, messages, nmessages);
	if (e == OK)
		e = openings_json(c, j, offer_id);
	if (e == OK)
		e = events_json(c, j, offer_id);
	json_key(j, "request");
	if (id_is_nil(o.request_id))
		json_null(j);
	else
		json_id(j, ID_OFFER_REQUEST, o.request_id);
	can_json(c, j, &o, edit.draft.row_version > 0);
	json_end_object(j);
	return e;
}
