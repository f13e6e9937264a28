#include "record.h"

#include <string.h>

#include "base/sys.h"
#include "wire/json.h"
#include "wire/tree.h"

static const char *const kinds[] = { "session", "action", "processing",
	"captured", "failed", "sent", "refund", "refund_done", "refund_failed",
	"setup", "setup_done", "setup_failed", "forgotten", NULL };

static void
session_put(struct json *j, const struct session *s)
{
	char hex[HASH_HEX + 1];

	json_put_str(j, "key", s->key);
	json_put_str(j, "body", hash_hex(hex, s->body_hash));
	json_put_str(j, "reference", s->reference);
	json_put_i64(j, "amount", s->amount.minor);
	json_put_cstr(j, "currency", s->amount.currency.code);
	json_put_str(j, "description", s->description);
	json_put_str(j, "return_url", s->return_url);
	json_put_str(j, "event_url", s->event_url);
	if (!str_empty(s->method))
		json_put_str(j, "method", s->method);
}

static void
refund_put(struct json *j, const struct refund *r)
{
	json_put_str(j, "reference", r->reference);
	json_put_i64(j, "amount", r->amount.minor);
	json_put_cstr(j, "currency", r->amount.currency.code);
	json_put_str(j, "event_url", r->event_url);
}

static void
setup_put(struct json *j, const struct setup *s)
{
	json_put_str(j, "reference", s->reference);
	json_put_str(j, "customer", s->customer);
	json_put_str(j, "return_url", s->return_url);
	json_put_str(j, "event_url", s->event_url);
}

enum err
record_write(struct buf *out, const struct record *r)
{
	struct json j;

	json_start(&j, out);
	json_object(&j);
	json_put_cstr(&j, "kind", kinds[r->kind]);
	json_put_i64(&j, "at", r->at_us);
	json_put_str(&j, "session", r->session);
	if (r->kind == RECORD_SESSION)
		session_put(&j, &r->made);
	if (r->kind == RECORD_REFUND)
		refund_put(&j, &r->made_refund);
	if (r->kind == RECORD_SETUP)
		setup_put(&j, &r->made_setup);
	if (!str_empty(r->refund))
		json_put_str(&j, "refund", r->refund);
	if (!str_empty(r->card))
		json_put_str(&j, "card", r->card);
	if (!str_empty(r->method))
		json_put_str(&j, "method", r->method);
	if (!str_empty(r->event))
		json_put_str(&j, "event", r->event);
	if (r->copies)
		json_put_i64(&j, "copies", r->copies);
	/* Microseconds: what is due must come back exactly. */
	if (r->due_us)
		json_put_i64(&j, "due", r->due_us);
	if (r->silent)
		json_put_i64(&j, "silent", r->silent);
	if (!str_empty(r->failure))
		json_put_str(&j, "failure", r->failure);
	json_end_object(&j);
	return buf_err(out);
}

static enum err
text(struct arena *a, struct str *out, const struct node *n, const char *key)
{
	struct str s;
	enum err e = node_str(&s, node_get(n, key));

	if (e)
		return e;
	*out = str_copy(a, s);
	return out->p ? OK : ERR_NOMEM;
}

/* Fields that only some lines have are left empty when absent. */
static enum err
maybe_text(
    struct arena *a, struct str *out, const struct node *n, const char *key)
{
	enum err e = text(a, out, n, key);

	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
maybe_number(int64_t *out, const struct node *n, const char *key)
{
	enum err e = node_i64(out, node_get(n, key));

	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
money_take(struct money *out, struct arena *a, const struct node *n)
{
	struct currency currency;
	struct str code;
	int64_t minor;
	enum err e = node_i64(&minor, node_get(n, "amount"));

	if (!e)
		e = text(a, &code, n, "currency");
	if (!e)
		e = currency_parse(&currency, code);
	return e ? e : money_make(out, minor, currency);
}

static enum err
refund_take(struct arena *a, struct refund *r, const struct node *n)
{
	enum err e = text(a, &r->reference, n, "reference");

	if (!e)
		e = text(a, &r->event_url, n, "event_url");
	return e ? e : money_take(&r->amount, a, n);
}

static enum err
setup_take(struct arena *a, struct setup *s, const struct node *n)
{
	enum err e = text(a, &s->reference, n, "reference");

	if (!e)
		e = text(a, &s->customer, n, "customer");
	if (!e)
		e = text(a, &s->return_url, n, "return_url");
	return e ? e : text(a, &s->event_url, n, "event_url");
}

static enum err
session_take(struct arena *a, struct session *s, const struct node *n)
{
	struct str hex;
	enum err e = text(a, &s->key, n, "key");

	if (!e)
		e = text(a, &hex, n, "body");
	if (!e)
		e = hash_from_hex(&s->body_hash, hex);
	if (!e)
		e = text(a, &s->reference, n, "reference");
	if (!e)
		e = text(a, &s->description, n, "description");
	if (!e)
		e = text(a, &s->return_url, n, "return_url");
	if (!e)
		e = text(a, &s->event_url, n, "event_url");
	if (!e)
		e = maybe_text(a, &s->method, n, "method");
	return e ? e : money_take(&s->amount, a, n);
}

/* What more some kinds have. */
static enum err
details_take(struct record *out, struct arena *a, const struct node *n)
{
	enum err e = maybe_text(a, &out->card, n, "card");

	if (!e)
		e = maybe_text(a, &out->refund, n, "refund");
	if (!e)
		e = maybe_text(a, &out->method, n, "method");
	if (e)
		return e;
	switch (out->kind) {
	case RECORD_SESSION:
		return session_take(a, &out->made, n);
	case RECORD_REFUND:
		return refund_take(a, &out->made_refund, n);
	case RECORD_SETUP:
		return setup_take(a, &out->made_setup, n);
	default:
		return OK;
	}
}

static enum err
record_take(struct record *out, struct arena *a, const struct node *n)
{
	struct str kind;
	enum err e = node_str(&kind, node_get(n, "kind"));

	while (!e && kinds[out->kind] && !str_is(kind, kinds[out->kind]))
		out->kind++;
	if (!e && !kinds[out->kind])
		e = ERR_SYNTAX;
	if (!e)
		e = node_i64(&out->at_us, node_get(n, "at"));
	if (!e)
		e = text(a, &out->session, n, "session");
	if (!e)
		e = maybe_text(a, &out->event, n, "event");
	if (!e)
		e = maybe_text(a, &out->failure, n, "failure");
	if (!e)
		e = maybe_number(&out->due_us, n, "due");
	if (!e)
		e = maybe_number(&out->copies, n, "copies");
	if (!e)
		e = maybe_number(&out->silent, n, "silent");
	return e ? e : details_take(out, a, n);
}

enum err
record_read(struct record *out, struct arena *a, struct str line)
{
	struct tree *tree;
	enum err e = tree_parse(&tree, a, line, 4, NULL);

	memset(out, 0, sizeof(*out));
	if (e)
		return e;
	e = record_take(out, a, tree_root(tree));
	tree_close(tree);
	return e;
}
