#include <string.h>

#include "stripe_api.h"

static enum err
refund_state(
    struct arena *a, struct gateway_refund *out, const struct node *refund)
{
	struct str status;
	enum err e = node_str(&status, node_get(refund, "status"));

	if (e)
		return e;
	if (str_is(status, "succeeded")) {
		out->state = GATEWAY_REFUND_DONE;
	} else if (str_is(status, "pending") ||
	    str_is(status, "requires_action")) {
		out->state = GATEWAY_REFUND_PENDING;
	} else if (str_is(status, "failed") || str_is(status, "canceled")) {
		out->state = GATEWAY_REFUND_FAILED;
		e = field_maybe(a, &out->failure, refund, "failure_reason");
		if (!e && str_empty(out->failure))
			e = field_text(a, &out->failure, refund, "status");
	} else {
		e = ERR_INVALID;
	}
	return e;
}

static enum err
refund_read(
    struct arena *a, struct gateway_refund *out, const struct node *refund)
{
	memset(out, 0, sizeof(*out));
	enum err e = field_text(a, &out->ref, refund, "id");

	if (!e)
		out->reference = str_copy(
		    a, stripe_metadata(refund, STRIPE_REFERENCE));
	if (!e && !out->reference.p)
		e = ERR_NOMEM;
	if (!e)
		e = stripe_money_at(&out->amount, refund, "amount");
	if (!e)
		e = refund_state(a, out, refund);
	return stripe_understood(e, "refund");
}

/* Refunds are of an intent; of a session's payment we keep the session. */
static enum err
intent_of(struct arena *a, struct str *out, const struct gateway_config *config,
    struct str payment_ref)
{
	struct stripe_reply reply;

	*out = payment_ref;
	if (!stripe_is_session(payment_ref))
		return field_is_id(payment_ref) ? OK : ERR_INVALID;
	enum err e = stripe_get(
	    a, &reply, config, "checkout/sessions", payment_ref, "");
	if (e == ERR_INVALID)
		stripe_close(&reply);
	if (e)
		return e;
	e = stripe_id_at(a, out, reply.root, "payment_intent");
	stripe_close(&reply);
	/* Never paid: there is nothing to refund. */
	if (!e && str_empty(*out))
		return ERR_NOT_FOUND;
	if (!e && !field_is_id(*out))
		e = ERR_INVALID;
	return stripe_understood(e, "payment intent of a session");
}

/* All of an intent's refunds are on one page: there are few. */
static enum err
refund_look(struct arena *a, struct gateway_refund *out,
    const struct gateway_config *config, struct str intent,
    struct str reference)
{
	struct stripe_call call = { .form = NULL };
	struct stripe_reply reply;
	const struct node *data;

	call.path = arena_printf(
	    a, "/v1/refunds?limit=100&payment_intent=%.*s", STR_FMT(intent));
	if (!call.path.p)
		return ERR_NOMEM;
	enum err e = stripe_exchange(a, &reply, config, &call);
	if (e == ERR_INVALID)
		stripe_close(&reply);
	if (e)
		return e;
	data = node_get(reply.root, "data");
	e = node_type(data) == NODE_ARRAY
	    ? ERR_NOT_FOUND
	    : stripe_understood(ERR_INVALID, "refunds");
	for (size_t i = 0; i < node_size(data) && e == ERR_NOT_FOUND; i++)
		if (str_eq(stripe_metadata(node_at(data, i), STRIPE_REFERENCE),
			reference))
			e = refund_read(a, out, node_at(data, i));
	stripe_close(&reply);
	return e;
}

static enum err
refund_create(struct arena *a, struct gateway_refund *out,
    const struct gateway_config *config, const struct gateway_refund_start *in,
    struct str intent)
{
	struct stripe_call call = { .path = STR("/v1/refunds"),
		.key = in->reference };
	struct stripe_reply reply;
	struct buf form;
	int64_t units;

	if (stripe_units_or_log(&units, in->amount))
		return ERR_INVALID;
	buf_open(&form, STRIPE_FORM_MAX);
	stripe_put(&form, "payment_intent", intent);
	stripe_put_units(&form, "amount", units);
	stripe_put(&form, "metadata[" STRIPE_REFERENCE "]", in->reference);
	call.form = &form;
	enum err e = buf_err(&form);
	if (!e)
		e = stripe_exchange(a, &reply, config, &call);
	buf_close(&form);
	if (e == ERR_INVALID || e == ERR_NOT_FOUND) {
		*out = (struct gateway_refund){ .state = GATEWAY_REFUND_FAILED,
			.ref = STR(""),
			.reference = in->reference,
			.failure = reply.refusal,
			.amount = in->amount };
		stripe_close(&reply);
		return OK;
	}
	if (e)
		return e;
	e = refund_read(a, out, reply.root);
	stripe_close(&reply);
	return e;
}

/*
 * Looked for first: Stripe forgets an Idempotency-Key after a day, and the
 * money would leave a second time.
 */
enum err
stripe_refund(struct arena *a, struct gateway_refund *out,
    const struct gateway_config *config, const struct gateway_refund_start *in)
{
	struct str intent;
	enum err e = intent_of(a, &intent, config, in->payment_ref);

	memset(out, 0, sizeof(*out));
	if (e == ERR_NOT_FOUND) {
		*out = (struct gateway_refund){ .state = GATEWAY_REFUND_FAILED,
			.ref = STR(""),
			.reference = in->reference,
			.failure = STR("not_captured"),
			.amount = in->amount };
		return OK;
	}
	if (e)
		return e;
	e = refund_look(a, out, config, intent, in->reference);
	return e == ERR_NOT_FOUND ? refund_create(a, out, config, in, intent)
				  : e;
}

static enum err
refund_by_ref(struct arena *a, struct gateway_refund *out,
    const struct gateway_config *config, struct str ref)
{
	struct stripe_reply reply;
	enum err e = stripe_get(a, &reply, config, "refunds", ref, "");

	if (e == ERR_INVALID)
		stripe_close(&reply);
	if (e)
		return e;
	e = refund_read(a, out, reply.root);
	stripe_close(&reply);
	return e;
}

enum err
stripe_refund_find(struct arena *a, struct gateway_refund *out,
    const struct gateway_config *config, struct str ref, struct str payment_ref,
    struct str reference)
{
	struct str intent;
	enum err e;

	memset(out, 0, sizeof(*out));
	if (!str_empty(ref)) {
		e = refund_by_ref(a, out, config, ref);
	} else {
		e = intent_of(a, &intent, config, payment_ref);
		if (!e)
			e = refund_look(a, out, config, intent, reference);
	}
	if (e != ERR_NOT_FOUND)
		return e;
	memset(out, 0, sizeof(*out));
	out->state = GATEWAY_REFUND_ABSENT;
	return OK;
}
