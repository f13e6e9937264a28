/* Cards on file: customers, set-ups on the hosted page, methods. */
#include <string.h>

#include "stripe_api.h"

/*
 * A second customer for the same company, made after the key is forgotten,
 * is no harm: cards belong to the one they were set up with.
 */
static enum err
customer_make(struct arena *a, struct str *out,
    const struct gateway_config *config, const struct gateway_setup_start *in)
{
	struct stripe_call call = { .path = STR("/v1/customers") };
	struct stripe_reply reply;
	struct buf form;

	call.key = arena_printf(a, "customer-%.*s", STR_FMT(in->reference));
	if (!call.key.p)
		return ERR_NOMEM;
	buf_open(&form, STRIPE_FORM_MAX);
	if (!str_empty(in->name))
		stripe_put(&form, "name", in->name);
	if (!str_empty(in->email))
		stripe_put(&form, "email", in->email);
	stripe_put(&form, "metadata[" STRIPE_REFERENCE "]", in->customer);
	call.form = &form;
	enum err e = buf_err(&form);
	if (!e)
		e = stripe_exchange(a, &reply, config, &call);
	buf_close(&form);
	if (e == ERR_INVALID)
		stripe_close(&reply);
	if (e)
		return e;
	e = stripe_understood(field_text(a, out, reply.root, "id"), "customer");
	stripe_close(&reply);
	return e;
}

static enum err
method_read(
    struct arena *a, struct gateway_setup *out, const struct node *method)
{
	const struct node *card = node_get(method, "card");
	enum err e = field_text(a, &out->method_ref, method, "id");

	if (!e)
		e = field_text(a, &out->brand, card, "brand");
	if (!e)
		e = field_text(a, &out->last4, card, "last4");
	if (!e)
		e = node_i64(&out->expires_month, node_get(card, "exp_month"));
	if (!e)
		e = node_i64(&out->expires_year, node_get(card, "exp_year"));
	return e;
}

static enum err
intent_read(
    struct arena *a, struct gateway_setup *out, const struct node *intent)
{
	const struct node *method = node_get(intent, "payment_method");
	struct str status;
	enum err e = node_str(&status, node_get(intent, "status"));

	if (e)
		return e;
	if (str_is(status, "succeeded")) {
		out->state = GATEWAY_SETUP_DONE;
		return method_read(a, out, method);
	}
	if (str_is(status, "processing")) {
		out->state = GATEWAY_SETUP_OPEN;
		return OK;
	}
	out->state = GATEWAY_SETUP_FAILED;
	e = field_maybe(
	    a, &out->failure, node_get(intent, "last_setup_error"), "code");
	if (!e && str_empty(out->failure))
		e = field_text(a, &out->failure, intent, "status");
	return e;
}

static enum err
setup_state(
    struct arena *a, struct gateway_setup *out, const struct node *session)
{
	struct str status;
	enum err e = node_str(&status, node_get(session, "status"));

	if (e)
		return e;
	if (str_is(status, "open")) {
		out->state = GATEWAY_SETUP_OPEN;
		return field_text(a, &out->redirect_url, session, "url");
	}
	if (str_is(status, "expired")) {
		out->state = GATEWAY_SETUP_FAILED;
		out->failure = STR("expired");
		return OK;
	}
	return str_is(status, "complete")
	    ? intent_read(a, out, node_get(session, "setup_intent"))
	    : ERR_INVALID;
}

static enum err
setup_read(
    struct arena *a, struct gateway_setup *out, const struct node *session)
{
	memset(out, 0, sizeof(*out));
	enum err e = field_text(a, &out->ref, session, "id");

	if (!e)
		e = field_text(
		    a, &out->reference, session, "client_reference_id");
	if (!e)
		e = stripe_id_at(a, &out->customer_ref, session, "customer");
	if (!e)
		e = setup_state(a, out, session);
	return stripe_understood(e, "checkout session of a set-up");
}

static enum err
setup_create(struct arena *a, struct gateway_setup *out,
    const struct gateway_config *config, const struct gateway_setup_start *in,
    struct str customer_ref)
{
	struct stripe_call call = { .path = STR("/v1/checkout/sessions"),
		.key = in->reference };
	struct stripe_reply reply;
	struct buf form;

	buf_open(&form, STRIPE_FORM_MAX);
	stripe_put(&form, "mode", STR("setup"));
	stripe_put(&form, "client_reference_id", in->reference);
	stripe_put(&form, "customer", customer_ref);
	stripe_put(&form, "payment_method_types[0]", STR("card"));
	stripe_put(&form, "metadata[" STRIPE_REFERENCE "]", in->reference);
	stripe_put(&form, "setup_intent_data[metadata][" STRIPE_REFERENCE "]",
	    in->reference);
	stripe_put(&form, "success_url", in->return_url);
	stripe_put(&form, "cancel_url", in->return_url);
	call.form = &form;
	enum err e = buf_err(&form);
	if (!e)
		e = stripe_exchange(a, &reply, config, &call);
	buf_close(&form);
	if (e == ERR_INVALID)
		stripe_close(&reply);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_INVALID : e;
	e = setup_read(a, out, reply.root);
	stripe_close(&reply);
	return e;
}

enum err
stripe_setup(struct arena *a, struct gateway_setup *out,
    const struct gateway_config *config, const struct gateway_setup_start *in)
{
	struct str customer_ref = in->customer_ref;
	enum err e = OK;

	memset(out, 0, sizeof(*out));
	if (str_empty(customer_ref))
		e = customer_make(a, &customer_ref, config, in);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_INVALID : e;
	return setup_create(a, out, config, in, customer_ref);
}

static bool
is_setup_of(const struct node *session, struct str reference)
{
	struct str mode, id;

	return node_str(&mode, node_get(session, "mode")) == OK &&
	    str_is(mode, "setup") &&
	    node_str(&id, node_get(session, "client_reference_id")) == OK &&
	    str_eq(id, reference);
}

static enum err
setup_look(struct arena *a, struct str *out,
    const struct gateway_config *config, struct str reference)
{
	struct stripe_reply reply;
	const struct node *found;
	enum err e = stripe_look(a, &reply, &found, config, "checkout/sessions",
	    "", reference, is_setup_of);

	if (e)
		return e;
	e = stripe_understood(field_text(a, out, found, "id"), "id");
	stripe_close(&reply);
	return e;
}

enum err
stripe_setup_find(struct arena *a, struct gateway_setup *out,
    const struct gateway_config *config, struct str ref, struct str reference)
{
	struct stripe_reply reply;
	enum err e = OK;

	memset(out, 0, sizeof(*out));
	if (str_empty(ref))
		e = setup_look(a, &ref, config, reference);
	if (!e) {
		e = stripe_get(a, &reply, config, "checkout/sessions", ref,
		    "?expand%5B%5D=setup_intent.payment_method");
		if (e == ERR_INVALID)
			stripe_close(&reply);
	}
	if (e == ERR_NOT_FOUND) {
		out->state = GATEWAY_SETUP_ABSENT;
		return OK;
	}
	if (e)
		return e;
	e = setup_read(a, out, reply.root);
	stripe_close(&reply);
	return e;
}

enum err
stripe_forget(
    struct arena *a, const struct gateway_config *config, struct str method_ref)
{
	struct stripe_call call = { .key = method_ref };
	struct stripe_reply reply;
	struct buf form;

	if (!field_is_id(method_ref))
		return ERR_INVALID;
	call.path = arena_printf(
	    a, "/v1/payment_methods/%.*s/detach", STR_FMT(method_ref));
	if (!call.path.p)
		return ERR_NOMEM;
	buf_open(&form, STRIPE_FORM_MAX);
	call.form = &form;
	enum err e = stripe_exchange(a, &reply, config, &call);
	buf_close(&form);
	/* Refused because nobody has it any more, or it never was. */
	if (e == ERR_NOT_FOUND)
		return OK;
	if (!e || e == ERR_INVALID)
		stripe_close(&reply);
	return e == ERR_INVALID ? OK : e;
}
