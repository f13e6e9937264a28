/* Charges of a card on file, and what a payment intent says. */
#include <string.h>

#include "stripe_api.h"

static enum err
failure_at(struct arena *a, struct str *out, const struct node *intent,
    const char * or)
{
	const struct node *error = node_get(intent, "last_payment_error");
	enum err e = field_maybe(a, out, error, "decline_code");

	if (!e && str_empty(*out))
		e = field_maybe(a, out, error, "code");
	if (!e && str_empty(*out))
		e = field_maybe(a, out, intent, "cancellation_reason");
	if (!e && str_empty(*out))
		*out = str_from(or);
	return e;
}

static enum err
intent_state(
    struct arena *a, struct gateway_payment *out, const struct node *intent)
{
	const struct node *action = node_get(intent, "next_action");
	const struct node *failed = node_get(intent, "last_payment_error");
	struct str status;
	enum err e = node_str(&status, node_get(intent, "status"));

	if (e)
		return e;
	if (str_is(status, "succeeded")) {
		out->state = GATEWAY_CAPTURED;
		return stripe_money_at(&out->amount, intent, "amount_received");
	}
	if (str_is(status, "requires_action")) {
		out->state = GATEWAY_ACTION;
		return field_maybe(a, &out->redirect_url,
		    node_get(action, "redirect_to_url"), "url");
	}
	if (str_is(status, "canceled")) {
		out->state = GATEWAY_FAILED;
		return failure_at(a, &out->failure, intent, "canceled");
	}
	if (str_is(status, "requires_payment_method") &&
	    node_type(failed) == NODE_OBJECT) {
		out->state = GATEWAY_FAILED;
		return failure_at(a, &out->failure, intent, "card_declined");
	}
	/* "processing", and what Stripe itself goes on with. */
	out->state = GATEWAY_PENDING;
	return OK;
}

enum err
stripe_intent_read(
    struct arena *a, struct gateway_payment *out, const struct node *intent)
{
	memset(out, 0, sizeof(*out));
	enum err e = field_text(a, &out->ref, intent, "id");

	if (!e)
		out->reference = str_copy(
		    a, stripe_metadata(intent, STRIPE_REFERENCE));
	if (!e && !out->reference.p)
		e = ERR_NOMEM;
	if (!e)
		e = stripe_money_at(&out->amount, intent, "amount");
	return e ? e : intent_state(a, out, intent);
}

/* What was refused at once; the intent it names is there all the same. */
static enum err
refusal_read(struct arena *a, struct gateway_payment *out,
    const struct gateway_charge *in, const struct stripe_reply *reply)
{
	*out = (struct gateway_payment){ .state = GATEWAY_FAILED,
		.reference = in->reference,
		.amount = in->amount,
		.failure = reply->refusal };
	return stripe_id_at(a, &out->ref, reply->root, "payment_intent");
}

/* Answers of both creating and confirming. */
static enum err
intent_post(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, const struct gateway_charge *in,
    const struct stripe_call *call)
{
	struct stripe_reply reply;
	enum err e = stripe_exchange(a, &reply, config, call);

	if (e == ERR_NOT_FOUND) {
		*out = (struct gateway_payment){ .state = GATEWAY_FAILED,
			.ref = STR(""),
			.reference = in->reference,
			.amount = in->amount,
			.failure = reply.refusal };
		return OK;
	}
	if (e && e != ERR_INVALID)
		return e;
	e = e ? refusal_read(a, out, in, &reply)
	      : stripe_understood(
		    stripe_intent_read(a, out, reply.root), "payment intent");
	stripe_close(&reply);
	return e;
}

static enum err
charge_form(struct buf *form, const struct gateway_charge *in, int64_t units)
{
	stripe_put_units(form, "amount", units);
	stripe_put_currency(form, "currency", in->amount.currency);
	stripe_put(form, "customer", in->customer_ref);
	stripe_put(form, "payment_method", in->method_ref);
	stripe_put(form, "payment_method_types[0]", STR("card"));
	stripe_put(form, "off_session", STR("true"));
	stripe_put(form, "confirm", STR("true"));
	stripe_put(form, "description", in->description);
	stripe_put(form, "metadata[" STRIPE_REFERENCE "]", in->reference);
	stripe_put(form, "metadata[" STRIPE_FLOW "]", STR("charge"));
	return buf_err(form);
}

static enum err
charge_create(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, const struct gateway_charge *in)
{
	struct stripe_call call = { .path = STR("/v1/payment_intents"),
		.key = in->idempotency_key };
	struct buf form;
	int64_t units;

	if (stripe_units_or_log(&units, in->amount))
		return ERR_INVALID;
	buf_open(&form, STRIPE_FORM_MAX);
	enum err e = charge_form(&form, in, units);
	call.form = &form;
	if (!e)
		e = intent_post(a, out, config, in, &call);
	buf_close(&form);
	return e;
}

/*
 * The bank wants the buyer: confirmed again as if the buyer were here, the
 * intent says where to send the browser.
 */
static enum err
buyer_ask(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, const struct gateway_charge *in)
{
	struct stripe_call call = { .form = NULL };
	struct buf form;

	if (!field_is_id(out->ref))
		return stripe_understood(ERR_INVALID, "payment intent's id");
	call.path = arena_printf(
	    a, "/v1/payment_intents/%.*s/confirm", STR_FMT(out->ref));
	call.key = arena_printf(
	    a, "%.*s-confirm", STR_FMT(in->idempotency_key));
	if (!call.path.p || !call.key.p)
		return ERR_NOMEM;
	buf_open(&form, STRIPE_FORM_MAX);
	stripe_put(&form, "payment_method", in->method_ref);
	stripe_put(&form, "return_url", in->return_url);
	call.form = &form;
	enum err e = buf_err(&form);
	if (!e)
		e = intent_post(a, out, config, in, &call);
	buf_close(&form);
	return e;
}

bool
stripe_is_charge_of(const struct node *intent, struct str reference)
{
	return str_is(stripe_metadata(intent, STRIPE_FLOW), "charge") &&
	    str_eq(stripe_metadata(intent, STRIPE_REFERENCE), reference);
}

/*
 * Stripe forgets an Idempotency-Key after a day, and then the same request
 * would charge again: what was made by an earlier try is looked for first.
 */
static enum err
charge_made_before(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, const struct gateway_charge *in)
{
	struct stripe_reply reply;
	const struct node *found;
	struct str filter = arena_printf(
	    a, "&customer=%.*s", STR_FMT(in->customer_ref));

	if (!filter.p)
		return ERR_NOMEM;
	enum err e = stripe_look(a, &reply, &found, config, "payment_intents",
	    filter.p, in->reference, stripe_is_charge_of);
	if (e)
		return e;
	e = stripe_understood(
	    stripe_intent_read(a, out, found), "payment intent");
	stripe_close(&reply);
	return e;
}

enum err
stripe_charge(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, const struct gateway_charge *in)
{
	memset(out, 0, sizeof(*out));
	if (!field_is_id(in->customer_ref) || !field_is_id(in->method_ref))
		return ERR_INVALID;
	enum err e = charge_made_before(a, out, config, in);
	if (e == ERR_NOT_FOUND)
		e = charge_create(a, out, config, in);
	if (!e && out->state == GATEWAY_FAILED && !str_empty(in->return_url) &&
	    str_is(out->failure, "authentication_required"))
		e = buyer_ask(a, out, config, in);
	return e;
}
