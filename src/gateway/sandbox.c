#include "gateway/sandbox.h"

#include <string.h>

#include "base/bounds.h"
#include "base/log.h"
#include "net/fetch.h"
#include "wire/json.h"
#include "wire/tree.h"

enum { EVENT_ID_MAX = 255, EVENT_KIND_MAX = 64 };

/* A page of the provider's address, and nothing that could leave it. */
static bool
is_reference(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			c == '_'))
			return false;
	}
	return s.n > 0 && s.n <= 64;
}

static enum err
state_of(enum gateway_state *out, struct str word)
{
	static const struct {
		const char *word;
		enum gateway_state state;
	} words[] = {
		{ "open", GATEWAY_OPEN },
		{ "requires_action", GATEWAY_ACTION },
		{ "processing", GATEWAY_PENDING },
		{ "captured", GATEWAY_CAPTURED },
		{ "failed", GATEWAY_FAILED },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_is(word, words[i].word)) {
			*out = words[i].state;
			return OK;
		}
	return ERR_IO;
}

static enum err
text_at(struct arena *a, struct str *out, const struct node *object,
    const char *key)
{
	struct str text;
	enum err e = node_str(&text, node_get(object, key));

	if (e)
		return e;
	*out = str_copy(a, text);
	return out->p ? OK : ERR_NOMEM;
}

static enum err
amount_at(struct money *out, const struct node *session)
{
	struct currency currency;
	struct str code;
	int64_t minor;
	enum err e = node_i64(&minor, node_get(session, "amount"));

	if (!e)
		e = node_str(&code, node_get(session, "currency"));
	if (!e)
		e = currency_parse(&currency, code);
	return e ? e : money_make(out, minor, currency);
}

static enum err
session_fields(
    struct arena *a, struct gateway_payment *out, const struct node *session)
{
	struct str state;
	enum err e = node_str(&state, node_get(session, "state"));

	if (!e)
		e = state_of(&out->state, state);
	if (!e)
		e = text_at(a, &out->ref, session, "id");
	if (!e)
		e = text_at(a, &out->reference, session, "reference");
	if (!e)
		e = text_at(a, &out->redirect_url, session, "url");
	if (!e)
		e = amount_at(&out->amount, session);
	if (!e && out->state == GATEWAY_FAILED)
		e = text_at(a, &out->failure, session, "failure");
	return e;
}

/*
 * An answer that cannot be read is an answer lost: what the request did
 * there is not known, so it is ERR_IO and not the field's own error.
 */
static enum err
session_read(struct arena *a, struct gateway_payment *out, struct str json)
{
	struct tree *tree;
	struct str where;
	enum err e = tree_parse(&tree, a, json, JSON_FOREIGN_DEPTH_MAX, &where);

	if (!e) {
		e = session_fields(a, out, tree_root(tree));
		tree_close(tree);
	}
	if (e && e != ERR_NOMEM) {
		log_error("gateway answer not understood",
		    "gateway=sandbox error=%s", err_name(e));
		return ERR_IO;
	}
	return e;
}

/* Status 200 and 201 carry a session; the rest is told apart by effect. */
static enum err
answer_read(struct arena *a, struct gateway_payment *out,
    const struct fetch_answer *answer)
{
	if (answer->status == 200 || answer->status == 201)
		return session_read(a, out, answer->body);
	if (answer->status >= 500)
		return ERR_IO;
	log_error("gateway refused", "gateway=sandbox status=%d body=%.*s",
	    answer->status, STR_FMT(str_sub(answer->body, 0, 200)));
	return ERR_INVALID;
}

static enum err
call(struct arena *a, struct fetch_answer *answer,
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

static enum err
start_body(struct buf *out, const struct gateway_start *in)
{
	struct json j;

	json_start(&j, out);
	json_object(&j);
	json_put_str(&j, "reference", in->reference);
	json_put_i64(&j, "amount", in->amount.minor);
	json_put_cstr(&j, "currency", in->amount.currency.code);
	json_put_str(&j, "description", in->description);
	json_put_str(&j, "return_url", in->return_url);
	json_put_str(&j, "event_url", in->event_url);
	json_end_object(&j);
	return buf_err(out);
}

static enum err
sandbox_start(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, const struct gateway_start *in)
{
	const struct fetch_header headers[] = {
		{ STR("Content-Type"), STR("application/json") },
		{ STR("Idempotency-Key"), in->idempotency_key },
	};
	struct fetch f = { .method = "POST",
		.headers = headers,
		.nheaders = sizeof(headers) / sizeof(*headers) };
	struct fetch_answer answer;
	struct buf body;

	memset(out, 0, sizeof(*out));
	f.url = arena_printf(a, "%.*s/v1/sessions", STR_FMT(config->url));
	if (!f.url.p)
		return ERR_NOMEM;
	buf_open(&body, BODY_MAX);
	enum err e = start_body(&body, in);
	f.body = buf_str(&body);
	if (!e)
		e = call(a, &answer, config, &f);
	buf_close(&body);
	return e ? e : answer_read(a, out, &answer);
}

static enum err
sandbox_find(struct arena *a, struct gateway_payment *out,
    const struct gateway_config *config, struct str ref, struct str reference)
{
	struct fetch f = { .method = "GET" };
	struct fetch_answer answer;
	bool by_ref = !str_empty(ref);
	struct str id = by_ref ? ref : reference;

	memset(out, 0, sizeof(*out));
	if (!is_reference(id))
		return ERR_INVALID;
	f.url = arena_printf(a, "%.*s/v1/sessions%s%.*s", STR_FMT(config->url),
	    by_ref ? "/" : "?reference=", STR_FMT(id));
	if (!f.url.p)
		return ERR_NOMEM;
	enum err e = call(a, &answer, config, &f);
	if (e)
		return e;
	if (answer.status == 404) {
		out->state = GATEWAY_ABSENT;
		return OK;
	}
	return answer_read(a, out, &answer);
}

/* What cannot be kept, or asked about, would be tried for ever. */
static bool
event_fits(const struct gateway_event *event)
{
	return event->event_ref.n > 0 && event->event_ref.n <= EVENT_ID_MAX &&
	    event->kind.n > 0 && event->kind.n <= EVENT_KIND_MAX &&
	    is_reference(event->ref);
}

static enum err
sandbox_event(struct arena *a, struct gateway_event *out,
    const struct gateway_config *config, struct str signature, struct str body,
    int64_t now_us)
{
	struct tree *tree;
	enum err e = sandbox_signed(config->secret, body, signature, now_us);

	memset(out, 0, sizeof(*out));
	if (!e)
		e = tree_parse(&tree, a, body, JSON_FOREIGN_DEPTH_MAX, NULL);
	if (e)
		return e;
	e = text_at(a, &out->event_ref, tree_root(tree), "id");
	if (!e)
		e = text_at(a, &out->kind, tree_root(tree), "type");
	if (!e)
		e = text_at(a, &out->ref, tree_root(tree), "session");
	tree_close(tree);
	if (!e && !event_fits(out))
		e = ERR_INVALID;
	return e == ERR_NOT_FOUND ? ERR_INVALID : e;
}

const struct gateway gateway_sandbox = {
	.name = "sandbox",
	.signature_header = "HTTP_SOUK_SANDBOX_SIGNATURE",
	.start = sandbox_start,
	.find = sandbox_find,
	.event = sandbox_event,
};
