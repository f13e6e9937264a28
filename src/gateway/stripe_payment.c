/* Payments on the hosted page, and finding any payment again. */
#include <string.h>

#include "stripe_api.h"

bool
stripe_is_session(struct str ref)
{
	return str_starts(ref, STR("cs_"));
}

static enum err
start_form(struct buf *form, const struct gateway_start *in, int64_t units)
{
	stripe_put(form, "mode", STR("payment"));
	stripe_put(form, "client_reference_id", in->reference);
	stripe_put(form, "metadata[" STRIPE_REFERENCE "]", in->reference);
	stripe_put(form, "payment_intent_data[metadata][" STRIPE_REFERENCE "]",
	    in->reference);
	stripe_put(form, "payment_intent_data[metadata][" STRIPE_FLOW "]",
	    STR("checkout"));
	stripe_put(form, "payment_intent_data[description]", in->description);
	stripe_put(form, "payment_method_types[0]", STR("card"));
	stripe_put(form, "line_items[0][quantity]", STR("1"));
	stripe_put_currency(
	    form, "line_items[0][price_data][currency]", in->amount.currency);
	stripe_put_units(form, "line_items[0][price_data][unit_amount]", units);
	stripe_put(form, "line_items[0][price_data][product_data][name]",
	    in->description);
	/* The buyer pays the order's currency: what is captured must equal. */
	stripe_put(form, "adaptive_pricing[enabled]", STR("false"));
	stripe_put(form, "success_url", in->return_url);
	stripe_put(form, "cancel_url", in->return_url);
	return buf_err(form);
}

/* A finished session that is not paid waits for, or was refused by, a bank. */
static enum err
unpaid_read(
    struct arena *a, struct gateway_payment *out, const struct node *intent)
{
	struct gateway_payment p;

	out->state = GATEWAY_PENDING;
	if (node_type(intent) != NODE_OBJECT)
		return OK;
	enum err e = stripe_intent_read(a, &p, intent);
	if (e || p.state != GATEWAY_FAILED)
		return e;
	out->state = GATEWAY_FAILED;
	out->failure = p.failure;
	return OK;
}

static enum err
session_state(
    struct arena *a, struct gateway_payment *out, const struct node *session)
{
	const struct node *intent = node_get(session, "payment_intent");
	struct str status, paid;
	enum err e = node_str(&status, node_get(session, "status"));

	if (!e)
		e = node_str(&paid, node_get(session, "payment_status"));
	if (e)
		return e;
	if (str_is(status, "open")) {
		out->state = GATEWAY_OPEN;
		return field_text(a, &out->redirect_url, session, "url");
	}
	if (str_is(status, "expired")) {
		out->state = GATEWAY_FAILED;
		out->failure = STR("expired");
		return OK;
	}
	if (!str_is(status, "complete"))
		return ERR_INVALID;
	if (!str_is(paid, "paid"))
		return unpaid_read(a, out, intent);
	out->state = GATEWAY_CAPTURED;
	/* What came in, not what was asked for, where both are said. */
	return node_type(intent) == NODE_OBJECT
	    ? stripe_money_at(&out->amount, intent, "amount_received")
	    : OK;
}

static enum err
session_read(
    struct arena *a, struct gateway_payment *out, const struct node *session)
{
	enum err e = field_text(a, &out->ref, session, "id");

	if (!e)
		e = field_text(
		    a, &out->reference, session, "client_reference_id");
	if (!e)
		e = stripe_money_at(&out->amount, session, "amount_total");
	if (!e)
		e = session_state(a, out, session);
	return stripe_understood(e, "checkout session");
}

enum err
stripe_start(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, const struct gateway_start *in)
{
	struct stripe_call call = { .path = STR("/v1/checkout/sessions"),
		.key = in->idempotency_key };
	struct stripe_reply reply;
	struct buf form;
	int64_t units;

	memset(out, 0, sizeof(*out));
	if (stripe_units_or_log(&units, in->amount))
		return ERR_INVALID;
	buf_open(&form, STRIPE_FORM_MAX);
	enum err e = start_form(&form, in, units);
	call.form = &form;
	if (!e)
		e = stripe_exchange(a, &reply, config, &call);
	buf_close(&form);
	if (e == ERR_INVALID)
		stripe_close(&reply);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_INVALID : e;
	e = session_read(a, out, reply.root);
	stripe_close(&reply);
	return e;
}

static bool
is_session_of(const struct node *session, struct str reference)
{
	struct str mode, id;

	return node_str(&mode, node_get(session, "mode")) == OK &&
	    str_is(mode, "payment") &&
	    node_str(&id, node_get(session, "client_reference_id")) == OK &&
	    str_eq(id, reference);
}

static enum err
find_session(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, struct str ref)
{
	struct stripe_reply reply;
	enum err e = stripe_get(a, &reply, config, "checkout/sessions", ref,
	    "?expand%5B%5D=payment_intent");

	if (e == ERR_INVALID)
		stripe_close(&reply);
	if (e)
		return e;
	e = session_read(a, out, reply.root);
	stripe_close(&reply);
	return e;
}

static enum err
find_intent(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, struct str ref)
{
	struct stripe_reply reply;
	enum err e = stripe_get(a, &reply, config, "payment_intents", ref, "");

	if (e == ERR_INVALID)
		stripe_close(&reply);
	if (e)
		return e;
	e = stripe_understood(
	    stripe_intent_read(a, out, reply.root), "payment intent");
	stripe_close(&reply);
	return e;
}

/* A list's sessions are not expanded, so what is found is asked for. */
static enum err
find_by_reference(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, struct str reference)
{
	struct stripe_reply reply;
	const struct node *found;
	struct str ref;
	bool session = true;
	enum err e = stripe_look(a, &reply, &found, config, "checkout/sessions",
	    "", reference, is_session_of);

	if (e == ERR_NOT_FOUND) {
		session = false;
		e = stripe_look(a, &reply, &found, config, "payment_intents",
		    "", reference, stripe_is_charge_of);
	}
	if (e)
		return e;
	e = stripe_understood(field_text(a, &ref, found, "id"), "id");
	stripe_close(&reply);
	if (e)
		return e;
	return session ? find_session(a, out, config, ref)
		       : find_intent(a, out, config, ref);
}

enum err
stripe_find(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, struct str ref, struct str reference)
{
	enum err e;

	memset(out, 0, sizeof(*out));
	if (str_empty(ref))
		e = find_by_reference(a, out, config, reference);
	else if (stripe_is_session(ref))
		e = find_session(a, out, config, ref);
	else
		e = find_intent(a, out, config, ref);
	if (e != ERR_NOT_FOUND)
		return e;
	memset(out, 0, sizeof(*out));
	out->state = GATEWAY_ABSENT;
	return OK;
}
