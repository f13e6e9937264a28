#include "stripe_api.h"

#include <string.h>

#include "base/bounds.h"
#include "base/log.h"
#include "net/fetch.h"

void
stripe_put(struct buf *form, const char *key, struct str value)
{
	if (form->n > 0)
		buf_add_char(form, '&');
	buf_add_cstr(form, key);
	buf_add_char(form, '=');
	buf_add_percent(form, value);
}

void
stripe_put_units(struct buf *form, const char *key, int64_t units)
{
	stripe_put(form, key, STR(""));
	buf_add_i64(form, units);
}

void
stripe_put_currency(struct buf *form, const char *key, struct currency c)
{
	char lower[sizeof(c.code)] = { 0 };

	for (size_t i = 0; c.code[i]; i++)
		lower[i] = (char)(c.code[i] - 'A' + 'a');
	stripe_put(form, key, str_from(lower));
}

enum err
stripe_units_or_log(int64_t *out, struct money amount)
{
	struct str why;
	enum err e = stripe_units(out, amount, &why);

	if (e)
		log_error("amount not for this gateway",
		    "gateway=stripe amount=%lld currency=%s why=%.*s",
		    (long long)amount.minor, amount.currency.code,
		    STR_FMT(why));
	return e;
}

enum err
stripe_understood(enum err e, const char *what)
{
	if (!e || e == ERR_NOMEM)
		return e;
	log_error("gateway answer not understood",
	    "gateway=stripe what=%s error=%s", what, err_name(e));
	return ERR_IO;
}

static enum err
request_send(struct arena *a, struct fetch_answer *answer,
    const struct gateway_config *config, const struct stripe_call *call)
{
	struct str version = config->api_version;
	struct fetch_header headers[4] = {
		{ STR("Authorization"),
		    arena_printf(a, "Bearer %.*s", STR_FMT(config->secret)) },
		{ STR("Stripe-Version"),
		    str_empty(version) ? STR(STRIPE_VERSION) : version },
		{ STR("Content-Type"),
		    STR("application/x-www-form-urlencoded") },
		{ STR("Idempotency-Key"), call->key },
	};
	struct fetch f = { .method = call->form ? "POST" : "GET",
		.headers = headers,
		.nheaders = call->form ? 4 : 2 };
	struct str why;

	f.url = arena_printf(
	    a, "%.*s%.*s", STR_FMT(config->url), STR_FMT(call->path));
	if (!headers[0].value.p || !f.url.p)
		return ERR_NOMEM;
	if (call->form)
		f.body = buf_str(call->form);
	if (!str_empty(config->ca_file)) {
		f.ca_file = str_cstr(a, config->ca_file);
		if (!f.ca_file)
			return ERR_NOMEM;
	}
	enum err e = fetch(a, answer, &f, &why);
	if (e)
		log_warn("gateway call failed",
		    "gateway=stripe method=%s error=%s why=%.*s", f.method,
		    err_name(e), STR_FMT(why));
	/* What was too long to read was lost on the way, too. */
	return e == ERR_LIMIT ? ERR_IO : e;
}

/*
 * What a status of failure says of the effect.  409: the first call with
 * this key is still running, or did something else than this one asks.
 */
static enum err
status_err(int status, struct str type)
{
	if (status == 409 || status >= 500 || str_is(type, "idempotency_error"))
		return ERR_IO;
	if (status == 429)
		return ERR_UNAVAILABLE;
	if (status == 401 || status == 403)
		return ERR_CONFIG;
	if (status == 404)
		return ERR_NOT_FOUND;
	return status >= 400 ? ERR_INVALID : ERR_IO;
}

/* Its message may quote what was sent; its codes do not. */
static enum err
failure_read(struct arena *a, struct stripe_reply *out, int status)
{
	const struct node *error = node_get(tree_root(out->tree), "error");
	struct str type, code, decline, param;
	enum err e = field_maybe(a, &type, error, "type");

	if (!e)
		e = field_maybe(a, &code, error, "code");
	if (!e)
		e = field_maybe(a, &decline, error, "decline_code");
	if (!e)
		e = field_maybe(a, &param, error, "param");
	if (e)
		return e;
	out->root = error;
	out->refusal = !str_empty(decline) ? decline
	    : !str_empty(code)		   ? code
					   : type;
	/* Without a word of Stripe's it is somebody else who answers. */
	e = str_empty(type) && status < 500 && status != 429
	    ? ERR_IO
	    : status_err(status, type);
	if (e != ERR_NOT_FOUND)
		log_warn("gateway refused",
		    "gateway=stripe status=%d type=%.*s code=%.*s "
		    "decline=%.*s param=%.*s",
		    status, STR_FMT(type), STR_FMT(code), STR_FMT(decline),
		    STR_FMT(param));
	return e;
}

enum err
stripe_exchange(struct arena *a, struct stripe_reply *out,
    const struct gateway_config *config, const struct stripe_call *call)
{
	struct fetch_answer answer;
	enum err e = request_send(a, &answer, config, call);

	memset(out, 0, sizeof(*out));
	if (e)
		return e;
	e = tree_parse(
	    &out->tree, a, answer.body, JSON_FOREIGN_DEPTH_MAX, NULL);
	if (e) {
		out->tree = NULL;
		/* A proxy's page still says that nothing was done, by 429. */
		if (answer.status == 429)
			return ERR_UNAVAILABLE;
		return stripe_understood(e, "JSON");
	}
	out->root = tree_root(out->tree);
	if (answer.status != 200)
		e = failure_read(a, out, answer.status);
	if (e && e != ERR_INVALID)
		stripe_close(out);
	return e;
}

void
stripe_close(struct stripe_reply *r)
{
	if (r->tree)
		tree_close(r->tree);
	r->tree = NULL;
	r->root = NULL;
}

enum err
stripe_get(struct arena *a, struct stripe_reply *out,
    const struct gateway_config *config, const char *kind, struct str id,
    const char *query)
{
	struct stripe_call call = { .form = NULL };

	memset(out, 0, sizeof(*out));
	if (!field_is_id(id))
		return ERR_INVALID;
	call.path = arena_printf(a, "/v1/%s/%.*s%s", kind, STR_FMT(id), query);
	if (!call.path.p)
		return ERR_NOMEM;
	return stripe_exchange(a, out, config, &call);
}

struct str
stripe_metadata(const struct node *object, const char *name)
{
	struct str s;

	if (node_str(&s, node_get(node_get(object, "metadata"), name)))
		return STR("");
	return s;
}

enum err
stripe_id_at(struct arena *a, struct str *out, const struct node *object,
    const char *key)
{
	const struct node *n = node_get(object, key);

	return node_type(n) == NODE_OBJECT ? field_maybe(a, out, n, "id")
					   : field_maybe(a, out, object, key);
}

enum err
stripe_money_at(struct money *out, const struct node *object, const char *key)
{
	struct str code;
	int64_t units;
	enum err e = node_i64(&units, node_get(object, key));

	if (!e)
		e = node_str(&code, node_get(object, "currency"));
	return e ? e : stripe_money(out, units, code);
}
