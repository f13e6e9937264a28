/*
 * Cards on file (R4).  Putting one there has the recovery points of a
 * payment: the card is committed OPEN, the gateway is called with no
 * transaction open, its page is committed with the answer.
 */
#include <stddef.h>

#include "app/limits.h"
#include "app/settle_card.h"
#include "base/log.h"
#include "base/sys.h"
#include "checkout.h"
#include "domain/days.h"
#include "locale/zone.h"
#include "store/throttle.h"

void
card_json(const struct call *c, struct json *j, const struct card *card)
{
	json_object(j);
	json_put_id(j, "id", ID_CARD, card->card_id);
	json_put_cstr(j, "state", card_state_name(card->state));
	json_put_str(j, "brand", card->brand);
	json_put_str(j, "last4", card->last4);
	json_put_i64(j, "expires_month", card->expires_month);
	json_put_i64(j, "expires_year", card->expires_year);
	json_put_bool(j, "expired", card_is_expired(c, card));
	json_put_str(j, "failure", card->failure);
	json_put_time(j, "created_at", card->created_at_us);
	json_end_object(j);
}

void
cards_json(
    const struct call *c, struct json *j, const struct card *cards, size_t n)
{
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		if (cards[i].state == CARD_STATE_ON_FILE)
			card_json(c, j, &cards[i]);
	}
	json_end_array(j);
}

static enum err
cards_list(struct call *c)
{
	const struct gateway *gateway = settle_gateway_of(&c->site->config);
	struct card *cards = NULL;
	struct json *j;
	size_t n = 0;
	enum err e = company_required(c);

	if (e == OK && gateway != NULL)
		e = cards_of(c->db, c->arena, &cards, &n, c->who.company_id,
		    str_from(gateway->name));
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_key(j, "items");
	cards_json(c, j, cards, n);
	json_put_str(j, "next", STR_NONE);
	json_end_object(j);
	return OK;
}

struct card_body {
	struct id order;
};

static const struct field card_fields[] = {
	{ .name = "order",
	    .type = FIELD_ID,
	    .prefix = ID_ORDER,
	    .offset = offsetof(struct card_body, order),
	    .about = "to whose payment page the browser then comes back" },
};
static const struct shape card_shape = SHAPE(
    "CardRequest", struct card_body, card_fields);

struct opening {
	const struct gateway *gateway;
	struct gateway_config config;
	struct card card;
	struct str customer_ref;
	struct gateway_setup said;
};

/*
 * Who tries stolen cards puts them on file, one after the other.  Counted
 * within the unit, so that one count and one card are committed.
 */
static enum err
setup_count(struct call *c)
{
	char text[ID_TEXT_MAX];

	return throttle_hit(c->db, c->arena, "card",
	    id_format(text, ID_COMPANY, c->who.company_id), CARD_SETUPS,
	    DAY_US / SEC_US, c->now_us, &c->retry_after_s);
}

/* First phase: the key and the card, which a retry goes on with. */
static enum err
opening_commit(struct call *c, void *arg)
{
	struct opening *o = arg;
	struct act act = act_of_call(c);
	struct str gateway = str_from(o->gateway->name), note;
	char text[ID_TEXT_MAX];
	struct id card_id;
	bool resume;
	enum err e = idem_phase_begin(c, STR_NONE, &resume, &note);

	if (e == OK)
		e = card_customer(c->db, c->arena, &o->customer_ref,
		    c->who.company_id, gateway);
	if (e != OK)
		return e;
	if (resume && id_parse(&card_id, ID_CARD, note) == OK)
		return card_get(
		    c->db, c->arena, &o->card, card_id, c->who.company_id);
	e = setup_count(c);
	if (e == OK)
		e = card_open(&act, &o->card, c->who.company_id, gateway);
	if (e == ERR_LIMIT)
		return call_fail(c, ERR_STATE,
		    "Your company has %d cards on file; remove one first.",
		    CARDS_MAX);
	if (e != OK)
		return e;
	note = str_copy(c->arena, id_format(text, ID_CARD, o->card.card_id));
	return note.p == NULL ? ERR_NOMEM : idem_phase_note(c, note);
}

static enum err
opening_failed(struct call *c, void *arg)
{
	const struct opening *o = arg;
	struct act act = act_of_call(c);

	return card_failed(&act, o->card.card_id, STR("gateway_unavailable"));
}

/* What may have come about there is left OPEN: the worker asks. */
static enum err
opening_gone(struct call *c, struct opening *o, enum err why)
{
	bool may_have = why == ERR_TIMEOUT || why == ERR_IO;
	enum err e = OK;

	if (!may_have && why != ERR_UNAVAILABLE && why != ERR_INVALID)
		return why;
	if (!may_have)
		e = call_tx(c, opening_failed, o);
	return e != OK ? e
		       : call_fail(c, ERR_UNAVAILABLE,
			     "The payment provider cannot be reached; no "
			     "card was added. Please try again.");
}

/* Back to the payment of an order, or to the cards. */
static struct str
return_url(struct call *c, struct str card)
{
	const struct card_body *body = c->body;
	struct str public_url = c->site->config.public_url;
	char text[ID_TEXT_MAX];

	if (id_is_nil(body->order))
		return arena_printf(c->arena, "%.*s/my/cards/%.*s",
		    STR_FMT(public_url), STR_FMT(card));
	return arena_printf(c->arena, "%.*s/pay/%.*s?card=%.*s",
	    STR_FMT(public_url),
	    STR_FMT(id_format(text, ID_ORDER, body->order)), STR_FMT(card));
}

static enum err
gateway_setup(struct call *c, struct opening *o)
{
	char text[ID_TEXT_MAX], company[ID_TEXT_MAX];
	struct gateway_setup_start in = {
		.reference = id_format(text, ID_CARD, o->card.card_id),
		.customer = id_format(company, ID_COMPANY, c->who.company_id),
		.customer_ref = o->customer_ref,
		.name = c->who.company_name,
		.email = c->who.email,
		.event_url = gateway_event_url(c, o->gateway),
	};
	enum err e;

	in.return_url = return_url(c, in.reference);
	if (in.return_url.p == NULL || in.event_url.p == NULL)
		return ERR_NOMEM;
	e = limits_wait_enter();
	if (e != OK)
		return e;
	e = settle_asked(
	    o->gateway->setup(c->arena, &o->said, &o->config, &in));
	limits_wait_leave();
	return e == OK ? OK : opening_gone(c, o, e);
}

static enum err
opened_commit(struct call *c, void *arg)
{
	struct opening *o = arg;
	struct act act = act_of_call(c);
	struct card_said said = card_said_of(&o->said);
	struct json *j;
	enum err e = card_redirected(&act, o->card.card_id, &said);

	if (e != OK)
		return e;
	j = reply_json(c, 201);
	json_object(j);
	json_put_id(j, "id", ID_CARD, o->card.card_id);
	json_put_str(j, "redirect_url",
	    o->said.redirect_url.n > 0 ? o->said.redirect_url : STR_NONE);
	json_end_object(j);
	return idem_store(c);
}

static enum err
card_new(struct call *c)
{
	struct opening o = { .gateway = NULL };
	enum err e = company_required(c);

	if (e != OK)
		return e;
	e = settle_gateway(c->arena, &o.gateway, &o.config, &c->site->config);
	if (e == OK)
		e = call_tx(c, opening_commit, &o);
	if (e == OK)
		e = gateway_setup(c, &o);
	return e == OK ? call_tx(c, opened_commit, &o) : e;
}

struct read {
	struct id card_id;
	struct card card;
};

static enum err
card_read(struct call *c, void *arg)
{
	struct read *r = arg;

	return card_get(
	    c->db, c->arena, &r->card, r->card_id, c->who.company_id);
}

/* The buyer is back from the provider's page. */
static enum err
card_refresh(struct call *c)
{
	struct settle settle = settle_of_call(c, ACTOR_USER);
	struct read read;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&read.card_id, c, ID_CARD)) != OK ||
	    (e = call_tx(c, card_read, &read)) != OK)
		return e;
	if (read.card.state == CARD_STATE_OPEN)
		e = settle_card(&settle, &read.card, read.card_id);
	if (e == ERR_UNAVAILABLE || e == ERR_TIMEOUT || e == ERR_IO)
		log_warn("gateway gave no answer", "why=%s", err_name(e));
	else if (e != OK)
		return e;
	card_json(c, reply_json(c, 200), &read.card);
	return OK;
}

static enum err
card_drop(struct call *c)
{
	struct act act = act_of_call(c);
	struct id card_id;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&card_id, c, ID_CARD)) != OK)
		return e;
	e = card_remove(&act, card_id, c->who.company_id);
	if (e == OK)
		c->reply->status = 204;
	return e;
}

const struct route card_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/checkout/cards",
	    .handler = cards_list,
	    .caller = CALLER_USER,
	    .tx = TX_READ,
	    .answer = "Cards",
	    .status = 200,
	    .summary = "The company's cards on file" },
	{ .method = "POST",
	    .pattern = "/api/checkout/cards",
	    .handler = card_new,
	    .caller = CALLER_BUYER,
	    .tx = TX_PHASES,
	    .joined = true,
	    .idempotent = true,
	    .body = &card_shape,
	    .answer = "CardOpened",
	    .status = 201,
	    .summary = "Put a card on file, on the provider's page" },
	{ .method = "POST",
	    .pattern = "/api/checkout/cards/{card}/refreshes",
	    .handler = card_refresh,
	    .caller = CALLER_USER,
	    .tx = TX_PHASES,
	    .answer = "Card",
	    .status = 200,
	    .summary = "Ask the provider whether a card is on file" },
	{ .method = "DELETE",
	    .pattern = "/api/checkout/cards/{card}",
	    .handler = card_drop,
	    .caller = CALLER_BUYER,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Take a card off file, here and at the provider" },
	{ .method = NULL },
};
