#include "answer.h"
#include "wire/json.h"
#include "wanted.h"

struct wanted {
	struct str reference, session, currency, event_url;
	int64_t amount;
};

static const struct field wanted_fields[] = {
	WANTED_TEXT(reference, 64, "the shop's own id of the refund"),
	WANTED_TEXT(session, 64, "what is refunded"),
	WANTED_AMOUNT(amount, "minor units"),
	WANTED_KIND(currency, TEXT_CURRENCY, true, "ISO 4217; the session's"),
	WANTED_KIND(event_url, TEXT_URL, true, "where events are posted"),
};

static const struct shape wanted_shape = SHAPE(
    "SandboxRefundRequest", struct wanted, wanted_fields);

static void
refund_answer(struct answer *out, int status, const struct refund *r)
{
	struct json j;

	out->status = status;
	out->type = "application/json";
	json_start(&j, &out->body);
	json_object(&j);
	json_put_str(&j, "id", r->id);
	json_put_str(&j, "reference", r->reference);
	json_put_str(&j, "session", r->session_id);
	json_put_i64(&j, "amount", r->amount.minor);
	json_put_cstr(&j, "currency", r->amount.currency.code);
	json_put_cstr(&j, "state", refund_state_name(r->state));
	json_put_str(
	    &j, "failure", r->state == REFUND_FAILED ? r->failure : STR_NONE);
	json_put_time(&j, "created", r->created_at_us);
	json_end_object(&j);
}

void
api_refund(const struct asked *q, struct answer *out)
{
	struct currency currency;
	struct refund wanted = { .id = STR("") }, r;
	struct wanted w;
	bool repeated = false;

	if (!api_read(q, out, &w, &wanted_shape))
		return;
	wanted.reference = w.reference;
	wanted.session_id = w.session;
	wanted.event_url = w.event_url;
	enum err e = currency_parse(&currency, w.currency);
	if (!e)
		e = money_make(&wanted.amount, w.amount, currency);
	if (!e)
		e = provider_refund(q->provider, &r, &repeated, &wanted);
	if (e)
		api_error(out, e);
	else
		refund_answer(out, repeated ? 200 : 201, &r);
}

void
api_refund_get(const struct asked *q, struct answer *out, struct str id)
{
	struct refund r;
	enum err e = provider_refund_by_id(q->provider, &r, id);

	if (e)
		api_error(out, e);
	else
		refund_answer(out, 200, &r);
}

void
api_refund_find(const struct asked *q, struct answer *out)
{
	struct refund r;
	enum err e = provider_refund_by_reference(
	    q->provider, &r, q->reference);

	if (e)
		api_error(out, e);
	else
		refund_answer(out, 200, &r);
}
