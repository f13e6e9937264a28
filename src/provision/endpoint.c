#include "endpoint.h"

#include "base/buf.h"
#include "base/sys.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "drivers.h"
#include "net/fetch.h"

enum { URL_BYTES_MAX = 2048, NOTE_BYTES_MAX = 8 * 1024 };

/* A call under way. */
struct calling {
	struct arena *a;
	const struct endpoint_config *config;
	struct endpoint_trace *trace;
	struct str url; /* with its signature */
	struct str body;
};

static enum err
refuse(struct calling *c, enum err e, struct str why)
{
	c->trace->why = why;
	return e;
}

static enum err
config_check(struct calling *c)
{
	const struct endpoint_config *config = c->config;

	if (config->version != ENDPOINT_V2)
		return refuse(c, ERR_CONFIG,
		    STR("only version 2.0 of the protocol is spoken"));
	if (str_empty(config->key))
		return refuse(c, ERR_CONFIG, STR("the access key is empty"));
	if (str_empty(config->url) || config->url.n > URL_BYTES_MAX ||
	    !text_is(TEXT_URL, config->url) ||
	    str_find(config->url, '#') != config->url.n)
		return refuse(c, ERR_CONFIG,
		    STR("the endpoint's address is not an absolute http or "
			"https URL without a fragment"));
	return OK;
}

/* An address that has a query of its own keeps it. */
static enum err
url_sign(struct calling *c)
{
	char nonce_text[ENDPOINT_NONCE_CHARS + 1];
	struct str at = arena_printf(
	    c->a, "%lld", (long long)(clock_now_us() / 1000));
	struct str nonce = endpoint_nonce(nonce_text), signature;
	bool query = str_find(c->config->url, '?') < c->config->url.n;

	if (!at.p)
		return ERR_NOMEM;
	signature = endpoint_signature(
	    c->a, c->config->key, nonce, at, c->body);
	if (!signature.p)
		return ERR_NOMEM;
	c->url = arena_printf(c->a,
	    "%.*s%csignature=%.*s&timestamp=%.*s&nonce=%.*s",
	    STR_FMT(c->config->url), query ? '&' : '?', STR_FMT(signature),
	    STR_FMT(at), STR_FMT(nonce));
	return c->url.p ? OK : ERR_NOMEM;
}

#define ACCEPT "application/json"
#define CONTENT_TYPE "application/json;charset=utf8"

static enum err
request_trace(struct calling *c)
{
	struct str body = endpoint_masked(c->a, c->body);

	if (!body.p)
		return ERR_NOMEM;
	c->trace->request = arena_printf(c->a,
	    "POST %.*s\nContent-Type: " CONTENT_TYPE "\nAccept: " ACCEPT
	    "\n\n%.*s",
	    STR_FMT(c->url), STR_FMT(body));
	return c->trace->request.p ? OK : ERR_NOMEM;
}

static enum err
exchange(struct calling *c, struct fetch_answer *answer)
{
	const struct fetch_header headers[] = {
		{ STR("Content-Type"), STR(CONTENT_TYPE) },
		{ STR("Accept"), STR(ACCEPT) },
	};
	const struct fetch f = { .method = "POST",
		.url = c->url,
		.headers = headers,
		.nheaders = sizeof(headers) / sizeof(*headers),
		.body = c->body,
		.ca_file = c->config->ca_file,
		.foreign = c->config->outbound,
		.total_ms = ENDPOINT_MS,
		.wanted = "Body-Sign" };
	int64_t began_us = clock_mono_us();
	enum err e = fetch(c->a, answer, &f, &c->trace->why);

	c->trace->took_us = clock_mono_us() - began_us;
	c->trace->status = e ? 0 : answer->status;
	if (e == ERR_LIMIT)
		return refuse(c, e, STR("the answer is larger than 256 KiB"));
	if (e == ERR_TIMEOUT)
		return refuse(c, e, STR("no whole answer within 5 seconds"));
	return e == ERR_INVALID ? ERR_CONFIG : e;
}

static enum err
status_check(struct calling *c, int status)
{
	enum err e = status_err(status);
	struct str why = arena_printf(
	    c->a, "the status is %d, not 200", status);

	if (status == 200)
		return OK;
	if (e == ERR_FORBIDDEN)
		why = STR("the answer is a redirect, which is not followed");
	return refuse(c, e ? e : ERR_INVALID, why);
}

static enum err
signature_check(
    struct calling *c, bool *is_signed, const struct fetch_answer *answer)
{
	bool missing;

	*is_signed = endpoint_signed(
	    c->a, c->config->key, answer->wanted, answer->body, &missing);
	if (*is_signed || (missing && !c->config->signs))
		return OK;
	return refuse(c, ERR_SIGNATURE,
	    missing
		? STR("the answer has no Body-Sign, and earlier ones had")
		: STR("Body-Sign is not the answer's signature: is it made of "
		      "the bytes as sent, with the same access key?"));
}

enum err
endpoint_call(struct arena *a, struct endpoint_instance *out,
    struct endpoint_trace *trace, const struct endpoint_config *config,
    enum endpoint_activity activity, const struct endpoint_order *order)
{
	struct calling c = { .a = a, .config = config, .trace = trace };
	struct fetch_answer answer;

	*out = (struct endpoint_instance){ STR(""), false, false, STR(""),
		STR(""), STR(""), STR(""), STR(""), STR("") };
	*trace = (struct endpoint_trace){ STR(""), STR(""), STR(""), 0, 0 };
	enum err e = config_check(&c);
	if (!e)
		e = endpoint_body(
		    a, &c.body, config->test, activity, order, &trace->why);
	if (!e)
		e = url_sign(&c);
	if (!e)
		e = request_trace(&c);
	if (!e)
		e = exchange(&c, &answer);
	if (e)
		return e;
	trace->answer = endpoint_masked(a, answer.body);
	if (!trace->answer.p)
		e = ERR_NOMEM;
	if (!e)
		e = status_check(&c, answer.status);
	if (!e)
		e = signature_check(&c, &out->signs, &answer);
	if (!e)
		e = endpoint_read(a, out, config->key, activity, order,
		    answer.body, &trace->why);
	secret_wipe((void *)(uintptr_t)answer.body.p, answer.body.n);
	if (e)
		endpoint_wipe(out);
	return e;
}

/* "Name: value", on a line of its own. */
static void
line_add(struct buf *out, const char *name, struct str value)
{
	if (str_empty(value))
		return;
	if (out->n)
		buf_add_char(out, '\n');
	buf_add_cstr(out, name);
	buf_add(out, value);
}

static enum err
text_take(struct arena *a, struct str *out, struct buf *text)
{
	enum err e = buf_err(text);

	if (!e)
		*out = str_copy(a, buf_str(text));
	if (text->p)
		secret_wipe(text->p, text->n);
	buf_close(text);
	return !e && !out->p ? ERR_NOMEM : e;
}

enum err
endpoint_delivered(
    struct arena *a, struct delivered *out, const struct endpoint_instance *i)
{
	struct buf text;

	out->access_url = i->app_url;
	buf_open(&text, PROVISION_SECRET_MAX + 1);
	/* At once, for growing would leave a password behind. */
	(void)buf_reserve(&text, PROVISION_SECRET_MAX);
	line_add(&text, "User: ", i->user_name);
	line_add(&text, "Password: ", i->password);
	line_add(&text, "", i->license);
	enum err e = text_take(a, &out->secret, &text);
	if (e)
		return e;
	buf_open(&text, NOTE_BYTES_MAX);
	line_add(&text, "", i->memo);
	line_add(&text, "Administration: ", i->admin_url);
	return text_take(a, &out->note, &text);
}

void
endpoint_wipe(struct endpoint_instance *i)
{
	struct str secrets[] = { i->user_name, i->password, i->license };

	for (size_t k = 0; k < sizeof(secrets) / sizeof(*secrets); k++)
		if (secrets[k].n)
			secret_wipe(
			    (void *)(uintptr_t)secrets[k].p, secrets[k].n);
	i->user_name = i->password = i->license = STR("");
}
