/* Payments at the test provider: sessions, and charges, which are some. */
#include "gateway/sandbox.h"

#include <string.h>

#include "base/bounds.h"
#include "sandbox_api.h"

static enum err
takes(struct money amount, struct str *why)
{
	if (amount.minor > 0 && amount.minor <= MONEY_MAX_MINOR)
		return OK;
	if (why)
		*why = STR("The card provider takes positive amounts alone.");
	return ERR_RANGE;
}

static enum err
state_of(enum gateway_state *out, struct str word)
{
	static const struct {
		const char *word;
		enum gateway_state state;
	} words[] = {
		{ "open", GATEWAY_OPEN },
		{ "requires_action", GATEWAY_ACTION },
		{ "processing", GATEWAY_PENDING },
		{ "captured", GATEWAY_CAPTURED },
		{ "failed", GATEWAY_FAILED },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_is(word, words[i].word)) {
			*out = words[i].state;
			return OK;
		}
	return ERR_IO;
}

static enum err
session_fields(
    struct arena *a, struct gateway_payment *out, const struct node *session)
{
	struct str state;
	enum err e = node_str(&state, node_get(session, "state"));

	if (!e)
		e = state_of(&out->state, state);
	if (!e)
		e = field_text(a, &out->ref, session, "id");
	if (!e)
		e = field_text(a, &out->reference, session, "reference");
	if (!e)
		e = field_text(a, &out->redirect_url, session, "url");
	if (!e)
		e = sandbox_money_at(&out->amount, session);
	if (!e && out->state == GATEWAY_FAILED)
		e = field_text(a, &out->failure, session, "failure");
	return e;
}

static enum err
session_read(
    struct arena *a, struct gateway_payment *out, struct sandbox_reply *reply)
{
	enum err e = sandbox_understood(session_fields(a, out, reply->root));

	sandbox_close(reply);
	return e;
}

static enum err
start_body(struct buf *out, const struct gateway_start *in)
{
	struct json j;

	json_start(&j, out);
	json_object(&j);
	json_put_str(&j, "reference", in->reference);
	json_put_i64(&j, "amount", in->amount.minor);
	json_put_cstr(&j, "currency", in->amount.currency.code);
	json_put_str(&j, "description", in->description);
	json_put_str(&j, "return_url", in->return_url);
	json_put_str(&j, "event_url", in->event_url);
	json_end_object(&j);
	return buf_err(out);
}

static enum err
sandbox_start(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, const struct gateway_start *in)
{
	struct sandbox_reply reply;
	struct buf body;

	memset(out, 0, sizeof(*out));
	buf_open(&body, BODY_MAX);
	enum err e = start_body(&body, in);
	if (!e)
		e = sandbox_exchange(a, &reply, config, STR("/v1/sessions"),
		    &body, in->idempotency_key);
	buf_close(&body);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_INVALID : e;
	return session_read(a, out, &reply);
}

static enum err
charge_body(struct buf *out, const struct gateway_charge *in)
{
	struct json j;

	json_start(&j, out);
	json_object(&j);
	json_put_str(&j, "reference", in->reference);
	json_put_str(&j, "method", in->method_ref);
	json_put_i64(&j, "amount", in->amount.minor);
	json_put_cstr(&j, "currency", in->amount.currency.code);
	json_put_str(&j, "description", in->description);
	if (!str_empty(in->return_url))
		json_put_str(&j, "return_url", in->return_url);
	json_put_str(&j, "event_url", in->event_url);
	json_end_object(&j);
	return buf_err(out);
}

static enum err
sandbox_charge(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, const struct gateway_charge *in)
{
	struct sandbox_reply reply;
	struct buf body;

	memset(out, 0, sizeof(*out));
	buf_open(&body, BODY_MAX);
	enum err e = charge_body(&body, in);
	if (!e)
		e = sandbox_exchange(a, &reply, config, STR("/v1/charges"),
		    &body, in->idempotency_key);
	buf_close(&body);
	/* The method is gone. */
	if (e == ERR_NOT_FOUND) {
		*out = (struct gateway_payment){ .state = GATEWAY_FAILED,
			.ref = STR(""),
			.reference = in->reference,
			.failure = STR("no_such_method"),
			.amount = in->amount };
		return OK;
	}
	return e ? e : session_read(a, out, &reply);
}

static enum err
sandbox_find(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, struct str ref, struct str reference)
{
	struct sandbox_reply reply;
	enum err e = sandbox_look(
	    a, &reply, config, "sessions", ref, reference);

	memset(out, 0, sizeof(*out));
	if (e == ERR_NOT_FOUND) {
		out->state = GATEWAY_ABSENT;
		return OK;
	}
	return e ? e : session_read(a, out, &reply);
}

const struct gateway gateway_sandbox = {
	.name = "sandbox",
	.signature_header = "HTTP_SOUK_SANDBOX_SIGNATURE",
	.takes = takes,
	.start = sandbox_start,
	.find = sandbox_find,
	.charge = sandbox_charge,
	.refund = sandbox_refund,
	.refund_find = sandbox_refund_find,
	.setup = sandbox_setup,
	.setup_find = sandbox_setup_find,
	.forget = sandbox_forget,
	.event = sandbox_event,
};
