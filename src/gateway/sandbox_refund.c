#include <string.h>

#include "base/bounds.h"
#include "sandbox_api.h"

static enum err
refund_fields(
    struct arena *a, struct gateway_refund *out, const struct node *refund)
{
	struct str state;
	enum err e = node_str(&state, node_get(refund, "state"));

	if (e)
		return e;
	if (str_is(state, "done"))
		out->state = GATEWAY_REFUND_DONE;
	else if (str_is(state, "pending"))
		out->state = GATEWAY_REFUND_PENDING;
	else if (str_is(state, "failed"))
		out->state = GATEWAY_REFUND_FAILED;
	else
		return ERR_INVALID;
	e = field_text(a, &out->ref, refund, "id");
	if (!e)
		e = field_text(a, &out->reference, refund, "reference");
	if (!e)
		e = sandbox_money_at(&out->amount, refund);
	if (!e && out->state == GATEWAY_REFUND_FAILED)
		e = field_text(a, &out->failure, refund, "failure");
	return e;
}

static enum err
refund_read(
    struct arena *a, struct gateway_refund *out, struct sandbox_reply *reply)
{
	enum err e = sandbox_understood(refund_fields(a, out, reply->root));

	sandbox_close(reply);
	return e;
}

static enum err
refund_body(struct buf *out, const struct gateway_refund_start *in)
{
	struct json j;

	json_start(&j, out);
	json_object(&j);
	json_put_str(&j, "reference", in->reference);
	json_put_str(&j, "session", in->payment_ref);
	json_put_i64(&j, "amount", in->amount.minor);
	json_put_cstr(&j, "currency", in->amount.currency.code);
	json_put_str(&j, "event_url", in->event_url);
	json_end_object(&j);
	return buf_err(out);
}

enum err
sandbox_refund(struct arena *a, struct gateway_refund *out,
    const struct gateway_config *config, const struct gateway_refund_start *in)
{
	struct sandbox_reply reply;
	struct buf body;

	memset(out, 0, sizeof(*out));
	buf_open(&body, BODY_MAX);
	enum err e = refund_body(&body, in);
	if (!e)
		e = sandbox_exchange(a, &reply, config, STR("/v1/refunds"),
		    &body, in->reference);
	buf_close(&body);
	if (e != ERR_INVALID && e != ERR_NOT_FOUND)
		return e ? e : refund_read(a, out, &reply);
	*out = (struct gateway_refund){ .state = GATEWAY_REFUND_FAILED,
		.ref = STR(""),
		.reference = in->reference,
		.failure = e == ERR_INVALID ? reply.refusal
					    : STR("no_such_payment"),
		.amount = in->amount };
	return OK;
}

enum err
sandbox_refund_find(struct arena *a, struct gateway_refund *out,
    const struct gateway_config *config, struct str ref, struct str payment_ref,
    struct str reference)
{
	struct sandbox_reply reply;
	enum err e = sandbox_look(a, &reply, config, "refunds", ref, reference);

	(void)payment_ref;
	memset(out, 0, sizeof(*out));
	if (e == ERR_NOT_FOUND) {
		out->state = GATEWAY_REFUND_ABSENT;
		return OK;
	}
	return e ? e : refund_read(a, out, &reply);
}
