/* A card on file is charged: a session that is decided when it is made. */
#include "answer.h"
#include "base/text.h"
#include "wanted.h"

struct wanted {
	struct str reference, method, currency, description, return_url,
	    event_url;
	int64_t amount;
};

static const struct field wanted_fields[] = {
	WANTED_TEXT(reference, 64, "the shop's own id of the payment"),
	WANTED_TEXT(method, 64, "the card on file"),
	WANTED_AMOUNT(amount, "minor units"),
	WANTED_KIND(currency, TEXT_CURRENCY, true, "ISO 4217"),
	WANTED_TEXT(description, 200, "shown to the buyer"),
	WANTED_KIND(return_url, TEXT_URL, false,
	    "where a challenged buyer goes; none: nobody is there"),
	WANTED_KIND(event_url, TEXT_URL, true, "where events are posted"),
};

static const struct shape wanted_shape = SHAPE(
    "SandboxChargeRequest", struct wanted, wanted_fields);

static enum err
charge(const struct asked *q, struct session *out, const struct wanted *w)
{
	struct currency currency;
	struct session wanted = { .key = q->key,
		.reference = w->reference,
		.method = w->method,
		.description = w->description,
		.return_url = w->return_url.p ? w->return_url : STR(""),
		.event_url = w->event_url };

	wanted.body_hash = hash_sha256(q->body);
	if (currency_parse(&currency, w->currency))
		return ERR_CURRENCY;
	enum err e = money_make(&wanted.amount, w->amount, currency);
	return e ? e : provider_charge(q->provider, out, &wanted);
}

void
api_charge(const struct asked *q, struct answer *out)
{
	struct wanted w;
	struct session s;

	if (!text_is(TEXT_KEY, q->key)) {
		api_problem(out, 400, "key_missing",
		    "Send an Idempotency-Key of 8 to 255 visible characters.");
		return;
	}
	if (!api_read(q, out, &w, &wanted_shape))
		return;
	enum err e = charge(q, &s, &w);
	if (e) {
		api_error(out, e);
		return;
	}
	provider_hold(q->provider, s.id);
	api_session(q, out, 201, &s);
}
