/* A card on file is charged: a session that is decided when it is made. */
#include <stddef.h>

#include "answer.h"
#include "base/text.h"

struct wanted {
	struct str reference, method, currency, description, return_url,
	    event_url;
	int64_t amount;
};

static const struct field wanted_fields[] = {
	{ .name = "reference",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = 64,
	    .offset = offsetof(struct wanted, reference),
	    .about = "the shop's own id of the payment" },
	{ .name = "method",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = 64,
	    .offset = offsetof(struct wanted, method),
	    .about = "the card on file" },
	{ .name = "amount",
	    .type = FIELD_INT,
	    .required = true,
	    .min = 1,
	    .max = MONEY_MAX_MINOR,
	    .offset = offsetof(struct wanted, amount),
	    .about = "minor units" },
	{ .name = "currency",
	    .type = FIELD_KIND,
	    .required = true,
	    .kind = TEXT_CURRENCY,
	    .offset = offsetof(struct wanted, currency),
	    .about = "ISO 4217" },
	{ .name = "description",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = 200,
	    .offset = offsetof(struct wanted, description),
	    .about = "shown to the buyer" },
	{ .name = "return_url",
	    .type = FIELD_KIND,
	    .kind = TEXT_URL,
	    .offset = offsetof(struct wanted, return_url),
	    .about = "where a challenged buyer goes; none: nobody is there" },
	{ .name = "event_url",
	    .type = FIELD_KIND,
	    .required = true,
	    .kind = TEXT_URL,
	    .offset = offsetof(struct wanted, event_url),
	    .about = "where events are posted" },
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
