#include "sandbox_api.h"

#include <string.h>

#include "base/bounds.h"
#include "base/log.h"
#include "net/fetch.h"

enum { REF_CHARS_MAX = 64 };

bool
sandbox_is_ref(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			c == '_'))
			return false;
	}
	return s.n > 0 && s.n <= REF_CHARS_MAX;
}

enum err
sandbox_understood(enum err e)
{
	if (!e || e == ERR_NOMEM)
		return e;
	log_error("gateway answer not understood", "gateway=sandbox error=%s",
	    err_name(e));
	return ERR_IO;
}

enum err
sandbox_money_at(struct money *out, const struct node *object)
{
	struct currency currency;
	struct str code;
	int64_t minor;
	enum err e = node_i64(&minor, node_get(object, "amount"));

	if (!e)
		e = node_str(&code, node_get(object, "currency"));
	if (!e)
		e = currency_parse(&currency, code);
	return e ? e : money_make(out, minor, currency);
}

static enum err
request_send(struct arena *a, struct fetch_answer *answer,
    const struct gateway_config *config, struct fetch *f)
{
	struct str why;

	if (!str_empty(config->ca_file)) {
		f->ca_file = str_cstr(a, config->ca_file);
		if (!f->ca_file)
			return ERR_NOMEM;
	}
	enum err e = fetch(a, answer, f, &why);
	if (e)
		log_warn("gateway call failed",
		    "gateway=sandbox method=%s error=%s why=%.*s", f->method,
		    err_name(e), STR_FMT(why));
	/* What was too long to read was lost on the way, too. */
	return e == ERR_LIMIT ? ERR_IO : e;
}

/* Its code, when it says one. */
static enum err
refusal_read(
    struct arena *a, struct sandbox_reply *out, const struct fetch_answer *f)
{
	enum err e = tree_parse(
	    &out->tree, a, f->body, JSON_FOREIGN_DEPTH_MAX, NULL);

	if (e == OK) {
		e = field_maybe(a, &out->refusal, tree_root(out->tree), "code");
		tree_close(out->tree);
	}
	if (e == ERR_NOMEM)
		return e;
	if (str_empty(out->refusal))
		out->refusal = STR("refused");
	log_error("gateway refused", "gateway=sandbox status=%d body=%.*s",
	    f->status, STR_FMT(str_sub(f->body, 0, 200)));
	return ERR_INVALID;
}

enum err
sandbox_exchange(struct arena *a, struct sandbox_reply *out,
    const struct gateway_config *config, struct str path,
    const struct buf *body, struct str key)
{
	const struct fetch_header headers[] = {
		{ STR("Content-Type"), STR("application/json") },
		{ STR("Idempotency-Key"), key },
	};
	struct fetch f = { .method = body ? "POST" : "GET",
		.headers = headers,
		.nheaders = body ? 2 : 0 };
	struct fetch_answer answer;

	memset(out, 0, sizeof(*out));
	f.url = arena_printf(
	    a, "%.*s%.*s", STR_FMT(config->url), STR_FMT(path));
	if (!f.url.p)
		return ERR_NOMEM;
	if (body)
		f.body = buf_str(body);
	enum err e = request_send(a, &answer, config, &f);
	if (e)
		return e;
	if (answer.status == 404)
		return ERR_NOT_FOUND;
	if (answer.status >= 500)
		return ERR_IO;
	if (answer.status != 200 && answer.status != 201)
		return refusal_read(a, out, &answer);
	e = tree_parse(
	    &out->tree, a, answer.body, JSON_FOREIGN_DEPTH_MAX, NULL);
	if (e)
		return sandbox_understood(e);
	out->root = tree_root(out->tree);
	return OK;
}

void
sandbox_close(struct sandbox_reply *r)
{
	tree_close(r->tree);
	r->root = NULL;
}

enum err
sandbox_look(struct arena *a, struct sandbox_reply *out,
    const struct gateway_config *config, const char *kind, struct str ref,
    struct str reference)
{
	bool by_ref = !str_empty(ref);
	struct str id = by_ref ? ref : reference;

	if (!sandbox_is_ref(id))
		return ERR_INVALID;
	struct str path = arena_printf(
	    a, "/v1/%s%s%.*s", kind, by_ref ? "/" : "?reference=", STR_FMT(id));
	if (!path.p)
		return ERR_NOMEM;
	return sandbox_exchange(a, out, config, path, NULL, STR(""));
}
