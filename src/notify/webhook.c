#include "notify/webhook.h"

#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"
#include "net/fetch.h"

/* Of what is no text, what comes before is shown. */
static struct str
shown(struct arena *a, struct str body, size_t max)
{
	return text_shown(a, str_sub(body, 0, text_utf8_prefix(body)), max);
}

static enum err
exchange(struct arena *a, struct webhook_answer *out,
    const struct webhook_call *call, struct str at, struct str signature)
{
	const struct fetch_header headers[] = {
		{ STR("Content-Type"), STR("application/json") },
		{ STR("webhook-id"), call->id },
		{ STR("webhook-timestamp"), at },
		{ STR("webhook-signature"), signature },
	};
	const struct fetch f = {
		.method = "POST",
		.url = call->url,
		.headers = headers,
		.nheaders = sizeof(headers) / sizeof(*headers),
		.body = call->body,
		.ca_file = call->ca_file,
		.foreign = call->outbound,
		.total_ms = NET_WEBHOOK_MS,
		.first_bytes = call->answer_max,
	};
	struct fetch_answer answer;
	enum err e = fetch(a, &answer, &f, &out->why);

	if (e == ERR_NOMEM || e == ERR_BUG)
		return e;
	if (e != OK) {
		if (str_empty(out->why))
			out->why = STR("no answer came");
		return OK;
	}
	out->status = answer.status;
	out->body = shown(a, answer.body, call->answer_max);
	if (out->status >= 300 && out->status < 400)
		out->why = STR("it answers with a redirect, which is not "
			       "followed");
	return out->body.p == NULL ? ERR_NOMEM : OK;
}

enum err
webhook_send(struct arena *a, struct webhook_answer *out,
    const struct webhook_call *call, int64_t now_us)
{
	int64_t at_s = now_us / SEC_US;
	struct str at = arena_printf(a, "%lld", (long long)at_s);
	struct str signature;
	enum err e;

	*out = (struct webhook_answer){ .body = STR(""), .why = STR("") };
	if (at.p == NULL)
		return ERR_NOMEM;
	e = webhook_sign(a, &signature, call->keys, call->id, at_s, call->body);
	return e == OK ? exchange(a, out, call, at, signature) : e;
}
