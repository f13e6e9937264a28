/* Cards on file at the test provider. */
#include <string.h>

#include "base/bounds.h"
#include "sandbox_api.h"

static enum err
method_fields(
    struct arena *a, struct gateway_setup *out, const struct node *method)
{
	enum err e = field_text(a, &out->method_ref, method, "id");

	if (!e)
		e = field_text(a, &out->brand, method, "brand");
	if (!e)
		e = field_text(a, &out->last4, method, "last4");
	if (!e)
		e = node_i64(
		    &out->expires_month, node_get(method, "expires_month"));
	if (!e)
		e = node_i64(
		    &out->expires_year, node_get(method, "expires_year"));
	return e;
}

static enum err
setup_fields(
    struct arena *a, struct gateway_setup *out, const struct node *setup)
{
	struct str state;
	enum err e = node_str(&state, node_get(setup, "state"));

	if (!e)
		e = field_text(a, &out->ref, setup, "id");
	if (!e)
		e = field_text(a, &out->reference, setup, "reference");
	if (!e)
		e = field_text(a, &out->customer_ref, setup, "customer");
	if (e)
		return e;
	if (str_is(state, "open")) {
		out->state = GATEWAY_SETUP_OPEN;
		return field_text(a, &out->redirect_url, setup, "url");
	}
	if (str_is(state, "failed")) {
		out->state = GATEWAY_SETUP_FAILED;
		return field_text(a, &out->failure, setup, "failure");
	}
	out->state = GATEWAY_SETUP_DONE;
	return str_is(state, "done")
	    ? method_fields(a, out, node_get(setup, "method"))
	    : ERR_INVALID;
}

static enum err
setup_read(
    struct arena *a, struct gateway_setup *out, struct sandbox_reply *reply)
{
	enum err e = sandbox_understood(setup_fields(a, out, reply->root));

	sandbox_close(reply);
	return e;
}

/* A customer needs no making there: it is named as we name it. */
static enum err
setup_body(struct buf *out, const struct gateway_setup_start *in)
{
	struct json j;

	json_start(&j, out);
	json_object(&j);
	json_put_str(&j, "reference", in->reference);
	json_put_str(&j, "customer", in->customer);
	json_put_str(&j, "return_url", in->return_url);
	json_put_str(&j, "event_url", in->event_url);
	json_end_object(&j);
	return buf_err(out);
}

enum err
sandbox_setup(struct arena *a, struct gateway_setup *out,
    const struct gateway_config *config, const struct gateway_setup_start *in)
{
	struct sandbox_reply reply;
	struct buf body;

	memset(out, 0, sizeof(*out));
	buf_open(&body, BODY_MAX);
	enum err e = setup_body(&body, in);
	if (!e)
		e = sandbox_exchange(
		    a, &reply, config, STR("/v1/setups"), &body, in->reference);
	buf_close(&body);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_INVALID : e;
	return setup_read(a, out, &reply);
}

enum err
sandbox_setup_find(struct arena *a, struct gateway_setup *out,
    const struct gateway_config *config, struct str ref, struct str reference)
{
	struct sandbox_reply reply;
	enum err e = sandbox_look(a, &reply, config, "setups", ref, reference);

	memset(out, 0, sizeof(*out));
	if (e == ERR_NOT_FOUND) {
		out->state = GATEWAY_SETUP_ABSENT;
		return OK;
	}
	return e ? e : setup_read(a, out, &reply);
}

enum err
sandbox_forget(
    struct arena *a, const struct gateway_config *config, struct str method_ref)
{
	struct sandbox_reply reply;
	struct buf body;

	if (!sandbox_is_ref(method_ref))
		return ERR_INVALID;
	struct str path = arena_printf(
	    a, "/v1/forgotten-methods/%.*s", STR_FMT(method_ref));
	if (!path.p)
		return ERR_NOMEM;
	buf_open(&body, BODY_MAX);
	enum err e = sandbox_exchange(
	    a, &reply, config, path, &body, method_ref);
	buf_close(&body);
	if (!e)
		sandbox_close(&reply);
	return e == ERR_NOT_FOUND ? OK : e;
}
