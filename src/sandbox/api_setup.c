/* Cards on file. */
#include "answer.h"
#include "wire/json.h"
#include "wanted.h"

struct wanted {
	struct str reference, customer, return_url, event_url;
};

static const struct field wanted_fields[] = {
	WANTED_TEXT(reference, 64, "the shop's own id of the set-up"),
	WANTED_TEXT(customer, 64, "the shop's own id of whose card it is"),
	WANTED_KIND(return_url, TEXT_URL, true,
	    "where the buyer's browser goes afterwards"),
	WANTED_KIND(event_url, TEXT_URL, true, "where events are posted"),
};

static const struct shape wanted_shape = SHAPE(
    "SandboxSetupRequest", struct wanted, wanted_fields);

static void
method_put(struct json *j, const struct setup *s)
{
	if (s->state != SETUP_DONE) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_str(j, "id", s->method);
	json_put_cstr(j, "brand", METHOD_BRAND);
	json_put_cstr(j, "last4", card_last4(s->card));
	json_put_i64(j, "expires_month", METHOD_EXPIRES_MONTH);
	json_put_i64(j, "expires_year", METHOD_EXPIRES_YEAR);
	json_put_bool(j, "forgotten", s->forgotten);
	json_end_object(j);
}

static void
setup_answer(const struct asked *q, struct answer *out, int status,
    const struct setup *s)
{
	struct json j;

	out->status = status;
	out->type = "application/json";
	json_start(&j, &out->body);
	json_object(&j);
	json_put_str(&j, "id", s->id);
	json_put_str(&j, "reference", s->reference);
	json_put_str(&j, "customer", s->customer);
	json_put_cstr(&j, "state", setup_state_name(s->state));
	json_put_str(
	    &j, "failure", s->state == SETUP_FAILED ? s->failure : STR_NONE);
	json_put_str(&j, "url",
	    arena_printf(q->arena, "%.*s/setup/%.*s", STR_FMT(q->public_url),
		STR_FMT(s->id)));
	json_key(&j, "method");
	method_put(&j, s);
	json_put_time(&j, "created", s->created_at_us);
	json_end_object(&j);
}

void
api_setup(const struct asked *q, struct answer *out)
{
	struct setup s;
	struct wanted w;
	bool repeated = false;

	if (!api_read(q, out, &w, &wanted_shape))
		return;
	const struct setup wanted = { .reference = w.reference,
		.customer = w.customer,
		.return_url = w.return_url,
		.event_url = w.event_url };
	enum err e = provider_setup(q->provider, &s, &repeated, &wanted);
	if (e)
		api_error(out, e);
	else
		setup_answer(q, out, repeated ? 200 : 201, &s);
}

void
api_setup_get(const struct asked *q, struct answer *out, struct str id)
{
	struct setup s;
	enum err e = provider_setup_by_id(q->provider, &s, id);

	if (e)
		api_error(out, e);
	else
		setup_answer(q, out, 200, &s);
}

void
api_setup_find(const struct asked *q, struct answer *out)
{
	struct setup s;
	enum err e = provider_setup_by_reference(q->provider, &s, q->reference);

	if (e)
		api_error(out, e);
	else
		setup_answer(q, out, 200, &s);
}

void
api_forget(const struct asked *q, struct answer *out, struct str id)
{
	enum err e = provider_forget(q->provider, id);

	if (e) {
		api_error(out, e);
		return;
	}
	out->type = "application/json";
	buf_add_cstr(&out->body, "{}");
}
