/* X9: where a company wants to be told of events. */
#include "webhook.h"

#include <stddef.h>

#include "app/paging.h"
#include "crypto/hash.h"
#include "domain/webhook.h"

enum { WEBHOOK_URL_CHARS = 1000, ABOUT_CHARS = 200 };

static const char *const states[] = { "ACTIVE", "PAUSED", NULL };

struct webhook_edit {
	struct str url, about, state;
	struct wire_list kinds;
};

#define URL_ABOUT "where events are sent to: https, public"
#define ABOUT_ABOUT "the company's own words for it"
#define KINDS_ABOUT "the kinds of event it is told of, as order.paid"

static const struct field make_fields[] = {
	{ .name = "url",
	    .type = FIELD_KIND,
	    .kind = TEXT_URL,
	    .required = true,
	    .offset = offsetof(struct webhook_edit, url),
	    .about = URL_ABOUT },
	{ .name = "about",
	    .type = FIELD_TEXT,
	    .max = ABOUT_CHARS,
	    .offset = offsetof(struct webhook_edit, about),
	    .about = ABOUT_ABOUT },
	{ .name = "kinds",
	    .type = FIELD_LIST,
	    .required = true,
	    .min = 1,
	    .max = WEBHOOK_KIND__MAX,
	    .offset = offsetof(struct webhook_edit, kinds),
	    .about = KINDS_ABOUT },
};
static const struct shape make_shape = SHAPE(
    "WebhookRequest", struct webhook_edit, make_fields);

static const struct field edit_fields[] = {
	{ .name = "url",
	    .type = FIELD_KIND,
	    .kind = TEXT_URL,
	    .offset = offsetof(struct webhook_edit, url),
	    .about = URL_ABOUT },
	{ .name = "about",
	    .type = FIELD_TEXT,
	    .max = ABOUT_CHARS,
	    .offset = offsetof(struct webhook_edit, about),
	    .about = ABOUT_ABOUT },
	{ .name = "kinds",
	    .type = FIELD_LIST,
	    .max = WEBHOOK_KIND__MAX,
	    .offset = offsetof(struct webhook_edit, kinds),
	    .about = KINDS_ABOUT },
	{ .name = "state",
	    .type = FIELD_TEXT,
	    .max = 16,
	    .offset = offsetof(struct webhook_edit, state),
	    .about = "ACTIVE: what waits is sent; PAUSED: it waits" },
};
static const struct shape edit_shape = SHAPE(
    "WebhookEdit", struct webhook_edit, edit_fields);

static void
webhook_json(struct call *c, struct json *j, const struct webhook *w)
{
	struct str kinds = w->kinds, kind;

	json_object(j);
	json_put_id(j, "id", ID_WEBHOOK, w->webhook_id);
	json_put_str(j, "url", w->url);
	json_put_str(j, "about", w->about);
	json_key(j, "kinds");
	json_array(j);
	while (str_cut(&kinds, ',', &kind))
		json_str(j, kind);
	json_end_array(j);
	json_put_str(j, "state", w->state);
	json_put_i64(j, "waiting", w->waiting);
	json_put_time(j, "sent_at", w->sent_at_us);
	json_put_time(j, "old_secret_until",
	    w->old_until_us > c->now_us ? w->old_until_us : 0);
	json_put_time(j, "created_at", w->created_at_us);
	json_put_i64(j, "row_version", w->row_version);
	json_end_object(j);
}

static enum err
webhook_answer(struct call *c, const struct webhook *w, int status)
{
	call_version(c, w->row_version);
	webhook_json(c, reply_json(c, status), w);
	return OK;
}

/* Shown this once. */
static void
secret_answer(struct call *c, const struct webhook *w, struct str secret)
{
	struct json *j;

	call_version(c, w->row_version);
	j = reply_json(c, 201);
	json_object(j);
	json_put_str(j, "secret", secret);
	json_key(j, "webhook");
	webhook_json(c, j, w);
	json_end_object(j);
	secret_wipe((void *)(uintptr_t)secret.p, secret.n);
}

static enum err
url_check(struct call *c, struct str url)
{
	if (url.n <= WEBHOOK_URL_CHARS && str_find(url, '#') == url.n)
		return OK;
	return call_fault(c, "/url", "format",
	    "Write an address of at most %d characters, without #.",
	    WEBHOOK_URL_CHARS);
}

static bool
is_wanted(const struct wire_list *kinds, const char *kind)
{
	const struct str *items = kinds->items;

	for (size_t i = 0; i < kinds->n; i++)
		if (str_is(items[i], kind))
			return true;
	return false;
}

/* In the order of the list above, each once. */
static enum err
kinds_read(struct call *c, struct str *out, const struct wire_list *kinds)
{
	const struct str *items = kinds->items;
	webhook_set set;

	for (size_t i = 0; i < kinds->n; i++)
		if (str_empty(items[i]) ||
		    str_find(items[i], ',') < items[i].n ||
		    webhook_set_parse(&set, items[i]) != OK)
			return call_fault(c, "/kinds", "choice",
			    "There is no such kind of event: %.*s.",
			    STR_FMT(items[i]));
	*out = STR("");
	for (size_t i = 0; i < WEBHOOK_KIND__MAX; i++)
		if (is_wanted(kinds, webhook_kinds[i])) {
			*out = arena_printf(c->arena, "%.*s%s%s", STR_FMT(*out),
			    out->n ? "," : "", webhook_kinds[i]);
			if (out->p == NULL)
				return ERR_NOMEM;
		}
	return OK;
}

static enum err
webhooks_show(struct call *c)
{
	struct webhook *all;
	struct json *j;
	size_t n = 0;
	enum err e = webhooks_of(
	    c->db, c->arena, &all, &n, c->who.company_id, WEBHOOKS_MAX);

	for (size_t i = 0; e == OK && i < n; i++)
		e = webhook_counts(c->db, c->arena, &all[i]);
	if (e != OK)
		return e;
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		webhook_json(c, j, &all[i]);
	paging_close_all(c);
	return OK;
}

static enum err
webhook_create(struct call *c)
{
	const struct webhook_edit *body = c->body;
	struct act act = act_of_call(c);
	struct webhook w = { .company_id = c->who.company_id,
		.url = body->url,
		.about = body->about.p ? str_trim(body->about) : STR("") };
	struct str secret = STR_NONE;
	enum err e = url_check(c, body->url);

	if (e == OK)
		e = kinds_read(c, &w.kinds, &body->kinds);
	if (e == OK)
		e = webhook_make(
		    &act, &w, &secret, keys_get(&c->site->keys, KEY_SEAL));
	if (e == ERR_LIMIT)
		return call_fail(c, ERR_STATE,
		    "Your company has %d webhooks; delete one that is not "
		    "used any more.",
		    WEBHOOKS_MAX);
	if (e == OK)
		secret_answer(c, &w, secret);
	return e;
}

static enum err
webhook_show(struct call *c)
{
	struct webhook w;
	enum err e = webhook_of_path(c, &w);

	return e == OK ? webhook_answer(c, &w, 200) : e;
}

/* If-Match, where it was sent, names the version that was looked at. */
static enum err
version_check(struct call *c, const struct webhook *w)
{
	int64_t yours;
	enum err e = call_if_match(c, &yours);

	return e == OK && yours != 0 && yours != w->row_version
	    ? call_stale(c, yours, w->row_version)
	    : e;
}

static enum err
edit_read(struct call *c, struct webhook *w, const struct webhook_edit *body)
{
	enum err e = OK;

	if (body->url.p != NULL) {
		w->url = body->url;
		e = url_check(c, w->url);
	}
	if (body->about.p != NULL)
		w->about = str_trim(body->about);
	if (e == OK && body->kinds.n > 0)
		e = kinds_read(c, &w->kinds, &body->kinds);
	if (e != OK || body->state.p == NULL)
		return e;
	w->state = body->state;
	if (str_is(w->state, states[0]) || str_is(w->state, states[1]))
		return OK;
	return call_fault(
	    c, "/state", "choice", "A webhook is set ACTIVE or PAUSED.");
}

static enum err
webhook_edit(struct call *c)
{
	struct act act = act_of_call(c);
	struct webhook w;
	struct str from;
	enum err e = webhook_of_path(c, &w);

	if (e == OK)
		e = version_check(c, &w);
	if (e != OK)
		return e;
	from = w.state;
	e = edit_read(c, &w, c->body);
	if (e == OK)
		e = webhook_change(&act, &w, from);
	return e == OK ? webhook_answer(c, &w, 200) : e;
}

static enum err
webhook_drop(struct call *c)
{
	struct act act = act_of_call(c);
	struct webhook w;
	enum err e = webhook_of_path(c, &w);

	if (e == OK)
		e = version_check(c, &w);
	return e == OK ? webhook_remove(&act, &w) : e;
}

static enum err
secret_replace(struct call *c)
{
	struct act act = act_of_call(c);
	struct str secret = STR_NONE;
	struct webhook w;
	enum err e = webhook_of_path(c, &w);

	if (e == OK)
		e = version_check(c, &w);
	if (e == OK)
		e = webhook_rotate(
		    &act, &w, &secret, keys_get(&c->site->keys, KEY_SEAL));
	if (e == OK)
		secret_answer(c, &w, secret);
	return e;
}

static enum err
test_send(struct call *c)
{
	struct act act = act_of_call(c);
	struct webhook_message m;
	struct webhook w;
	enum err e = webhook_of_path(c, &w);

	if (e == OK)
		e = webhook_test(&act, &m, &w);
	if (e == ERR_LIMIT)
		return call_fail(c, ERR_STATE,
		    "%d tests wait to be sent already.", WEBHOOK_TESTS_MAX);
	return e == OK ? webhook_message_answer(c, &m, 201) : e;
}

const struct route webhook_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/webhooks",
	    .handler = webhooks_show,
	    .caller = CALLER_OWNER,
	    .scope = "webhooks:read",
	    .tx = TX_READ,
	    .answer = "WebhookList",
	    .status = 200,
	    .summary = "The company's webhooks" },
	{ .method = "POST",
	    .pattern = "/api/billing/webhooks",
	    .handler = webhook_create,
	    .caller = CALLER_OWNER,
	    .scope = "webhooks:write",
	    .tx = TX_WRITE,
	    .body = &make_shape,
	    .answer = "WebhookMade",
	    .status = 201,
	    .summary = "Make a webhook; its secret is shown this once" },
	{ .method = "GET",
	    .pattern = "/api/billing/webhooks/{webhook}",
	    .handler = webhook_show,
	    .caller = CALLER_OWNER,
	    .scope = "webhooks:read",
	    .tx = TX_READ,
	    .answer = "Webhook",
	    .status = 200,
	    .summary = "One webhook" },
	{ .method = "PATCH",
	    .pattern = "/api/billing/webhooks/{webhook}",
	    .handler = webhook_edit,
	    .caller = CALLER_OWNER,
	    .scope = "webhooks:write",
	    .tx = TX_WRITE,
	    .body = &edit_shape,
	    .answer = "Webhook",
	    .status = 200,
	    .summary = "Change, pause or resume a webhook" },
	{ .method = "DELETE",
	    .pattern = "/api/billing/webhooks/{webhook}",
	    .handler = webhook_drop,
	    .caller = CALLER_OWNER,
	    .scope = "webhooks:write",
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Delete a webhook with its messages" },
	{ .method = "POST",
	    .pattern = "/api/billing/webhooks/{webhook}/secrets",
	    .handler = secret_replace,
	    .caller = CALLER_OWNER,
	    .scope = "webhooks:write",
	    .tx = TX_WRITE,
	    .answer = "WebhookMade",
	    .status = 201,
	    .summary = "A new secret; the old one signs as well for a day" },
	{ .method = "POST",
	    .pattern = "/api/billing/webhooks/{webhook}/tests",
	    .handler = test_send,
	    .caller = CALLER_OWNER,
	    .scope = "webhooks:write",
	    .tx = TX_WRITE,
	    .answer = "WebhookMessage",
	    .status = 201,
	    .summary = "Send a test message" },
	{ .method = NULL },
};
