/* What a webhook was told, how each try ended, and once more. */
#include "webhook.h"

#include "app/paging.h"

void
webhook_message_open(struct json *j, const struct webhook_message *m)
{
	json_object(j);
	json_put_id(j, "id", ID_WEBHOOK_MESSAGE, m->message_id);
	json_put_id(j, "webhook", ID_WEBHOOK, m->webhook_id);
	json_put_str(j, "kind", m->kind);
	json_put_str(j, "state", m->state);
	json_put_i64(j, "tries", m->tries);
	json_put_time(j, "created_at", m->created_at_us);
	json_put_time(j, "sent_at", m->sent_at_us);
	json_put_time(j, "next_at",
	    str_is(m->state, "QUEUED") || str_is(m->state, "RETRY")
		? m->next_at_us
		: 0);
}

static void
attempts_json(struct json *j, const struct webhook_attempt *attempts, size_t n)
{
	json_key(j, "attempts");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		const struct webhook_attempt *t = &attempts[i];

		json_object(j);
		json_put_i64(j, "attempt", t->attempt);
		json_put_time(j, "started_at", t->started_at_us);
		json_put_i64(j, "took_ms", t->took_ms);
		json_key(j, "status");
		if (t->status)
			json_i64(j, t->status);
		else
			json_null(j);
		json_put_str(j, "error", t->error);
		json_put_str(j, "answer", t->answer);
		json_end_object(j);
	}
	json_end_array(j);
}

enum err
webhook_message_answer(
    struct call *c, const struct webhook_message *m, int status)
{
	struct webhook_attempt *attempts;
	struct json *j;
	size_t n = 0;
	enum err e = webhook_attempts_of(c->db, c->arena, &attempts, &n,
	    m->message_id, WEBHOOK_ATTEMPTS_SHOWN);

	if (e != OK)
		return e;
	j = reply_json(c, status);
	webhook_message_open(j, m);
	json_put_str(j, "body", m->body);
	attempts_json(j, attempts, n);
	json_end_object(j);
	return OK;
}

static enum err
messages_show(struct call *c)
{
	struct webhook_message *all;
	struct webhook w;
	struct paging p;
	struct id after;
	struct json *j;
	size_t n = 0;
	enum err e;

	if ((e = webhook_of_path(c, &w)) != OK ||
	    (e = paging_read_id(c, &p, &after)) != OK ||
	    (e = webhook_messages_of(c->db, c->arena, &all, &n, w.webhook_id,
		 after, p.limit + 1)) != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; i < n; i++) {
		webhook_message_open(j, &all[i]);
		json_end_object(j);
	}
	return paging_close_id(c, &p, p.more ? &all[n - 1].message_id : NULL);
}

static enum err
message_of_path(struct call *c, struct webhook_message *out)
{
	struct id id;

	if (id_parse(&id, ID_WEBHOOK_MESSAGE, c->path_arg[0]) != OK)
		return ERR_NOT_FOUND;
	return webhook_message_get(c->db, c->arena, out, id, c->who.company_id);
}

static enum err
message_show(struct call *c)
{
	struct webhook_message m;
	enum err e = message_of_path(c, &m);

	return e == OK ? webhook_message_answer(c, &m, 200) : e;
}

static enum err
message_replay(struct call *c)
{
	struct webhook_message m;
	enum err e = message_of_path(c, &m);

	if (e != OK)
		return e;
	e = webhook_message_replay(c->db, m.message_id, c->now_us);
	if (e == OK)
		e = message_of_path(c, &m);
	return e == OK ? webhook_message_answer(c, &m, 200) : e;
}

static const char *const list_query[] = { "limit", "after", NULL };

const struct route webhook_message_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/webhooks/{webhook}/messages",
	    .handler = messages_show,
	    .caller = CALLER_OWNER,
	    .scope = "webhooks:read",
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "WebhookMessages",
	    .status = 200,
	    .summary = "What a webhook was told, newest first" },
	{ .method = "GET",
	    .pattern = "/api/billing/webhook-messages/{message}",
	    .handler = message_show,
	    .caller = CALLER_OWNER,
	    .scope = "webhooks:read",
	    .tx = TX_READ,
	    .answer = "WebhookMessage",
	    .status = 200,
	    .summary = "One message, its body and its attempts" },
	{ .method = "POST",
	    .pattern = "/api/billing/webhook-messages/{message}/replays",
	    .handler = message_replay,
	    .caller = CALLER_OWNER,
	    .scope = "webhooks:write",
	    .tx = TX_WRITE,
	    .answer = "WebhookMessage",
	    .status = 200,
	    .summary = "Send a message once more, or at once" },
	{ .method = NULL },
};
