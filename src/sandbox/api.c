#include "answer.h"
#include "base/text.h"
#include "wire/json.h"
#include "wire/shape.h"
#include "wanted.h"

struct wanted {
	struct str reference, currency, description, return_url, event_url;
	int64_t amount;
};

static const struct field wanted_fields[] = {
	WANTED_TEXT(reference, 64, "the shop's own id of the payment"),
	WANTED_AMOUNT(amount, "minor units"),
	WANTED_KIND(currency, TEXT_CURRENCY, true, "ISO 4217"),
	WANTED_TEXT(description, 200, "shown to the buyer"),
	WANTED_KIND(return_url, TEXT_URL, true,
	    "where the buyer's browser goes afterwards"),
	WANTED_KIND(event_url, TEXT_URL, true, "where events are posted"),
};

static const struct shape wanted_shape = SHAPE(
    "SandboxSessionRequest", struct wanted, wanted_fields);

static void
problem(struct answer *out, int status, const char *code, struct str pointer,
    struct str detail)
{
	struct json j;

	out->status = status;
	out->type = "application/json";
	buf_clear(&out->body);
	json_start(&j, &out->body);
	json_object(&j);
	json_put_cstr(&j, "code", code);
	if (pointer.n)
		json_put_str(&j, "pointer", pointer);
	json_put_str(&j, "detail", detail);
	json_end_object(&j);
}

void
api_problem(
    struct answer *out, int status, const char *code, const char *detail)
{
	problem(out, status, code, STR(""), str_from(detail));
}

bool
api_read(const struct asked *q, struct answer *out, void *wanted,
    const struct shape *shape)
{
	struct wire_faults faults = { .n = 0 };
	enum err e = shape_read(q->arena, wanted, shape, q->body, &faults);

	if (e == ERR_INVALID && faults.n)
		problem(out, 422, faults.at[0].code, faults.at[0].pointer,
		    faults.at[0].detail);
	else if (e)
		api_problem(out, 400, "syntax", "The body is not JSON.");
	return e == OK;
}

void
api_session(const struct asked *q, struct answer *out, int status,
    const struct session *s)
{
	struct json j;

	out->status = status;
	out->type = "application/json";
	json_start(&j, &out->body);
	json_object(&j);
	json_put_str(&j, "id", s->id);
	json_put_str(&j, "reference", s->reference);
	json_put_i64(&j, "amount", s->amount.minor);
	json_put_cstr(&j, "currency", s->amount.currency.code);
	json_put_cstr(&j, "state", session_state_name(s->state));
	json_put_str(
	    &j, "failure", s->state == SESSION_FAILED ? s->failure : STR_NONE);
	json_put_str(&j, "url",
	    arena_printf(q->arena, "%.*s/pay/%.*s", STR_FMT(q->public_url),
		STR_FMT(s->id)));
	json_put_time(&j, "created", s->created_at_us);
	json_end_object(&j);
}

void
api_error(struct answer *out, enum err e)
{
	switch (e) {
	case ERR_NOT_FOUND:
		api_problem(out, 404, "not_found", "There is none of that id.");
		break;
	case ERR_STATE:
		api_problem(out, 409, "not_captured",
		    "Nothing was captured that could be refunded.");
		break;
	case ERR_LIMIT:
		api_problem(out, 422, "too_much",
		    "So much is not left to be refunded.");
		break;
	case ERR_KEY_REUSED:
		api_problem(out, 409, "key_reused",
		    "This Idempotency-Key was used with another body.");
		break;
	case ERR_EXISTS:
		api_problem(out, 409, "reference_in_use",
		    "This reference has a session under another key.");
		break;
	case ERR_CURRENCY:
		api_problem(out, 422, "currency",
		    "The currency is not known, or not the payment's.");
		break;
	default:
		api_problem(out, 500, "internal",
		    "The book could not be written; see the log.");
	}
}

static enum err
wanted_session(const struct asked *q, struct session *s, const struct wanted *w)
{
	struct currency currency;
	enum err e = currency_parse(&currency, w->currency);

	*s = (struct session){ .key = q->key,
		.reference = w->reference,
		.description = w->description,
		.return_url = w->return_url,
		.event_url = w->event_url };
	s->body_hash = hash_sha256(q->body);
	return e ? ERR_CURRENCY : money_make(&s->amount, w->amount, currency);
}

void
api_create(const struct asked *q, struct answer *out)
{
	struct session wanted, s;
	struct wanted w;
	bool repeated;

	if (!text_is(TEXT_KEY, q->key)) {
		api_problem(out, 400, "key_missing",
		    "Send an Idempotency-Key of 8 to 255 visible characters.");
		return;
	}
	if (!api_read(q, out, &w, &wanted_shape))
		return;
	enum err e = wanted_session(q, &wanted, &w);
	if (!e)
		e = provider_create(q->provider, &s, &repeated, &wanted);
	if (e)
		api_error(out, e);
	else
		api_session(q, out, repeated ? 200 : 201, &s);
}

static void
look_up(const struct asked *q, struct answer *out, struct str id)
{
	struct session s;

	provider_hold(q->provider, id);
	enum err e = provider_by_id(q->provider, &s, id);
	if (e)
		api_error(out, e);
	else
		api_session(q, out, 200, &s);
}

void
api_get(const struct asked *q, struct answer *out, struct str id)
{
	look_up(q, out, id);
}

void
api_find(const struct asked *q, struct answer *out)
{
	struct session s;

	if (str_empty(q->reference))
		api_problem(out, 400, "reference", "Give ?reference=.");
	else if (provider_by_reference(q->provider, &s, q->reference))
		api_error(out, ERR_NOT_FOUND);
	else
		look_up(q, out, s.id);
}

void
api_book(const struct asked *q, struct answer *out)
{
	out->type = "application/json";
	if (provider_report(q->provider, &out->body))
		api_problem(out, 500, "internal", "The report is too large.");
}
