/* X9: companies' webhooks are told what was sealed, and called. */
#include "act/webhook.h"
#include "base/bounds.h"
#include "base/log.h"
#include "base/sys.h"
#include "crypto/webhook.h"
#include "notify/webhook.h"
#include "shop.h"

enum {
	CLAIM_BATCH = 4,
	/* Each message of a batch may take NET_WEBHOOK_MS, and some more. */
	CLAIM_S = 90
};

struct telling {
	struct step *step;
	size_t read;
};

static enum err
tell_run(struct db *db, void *arg)
{
	struct telling *t = arg;
	struct act act = step_act(t->step, db);

	return webhooks_tell(&act, &t->read);
}

enum err
webhooks_fan_out(struct step *s)
{
	struct telling t = { .step = s };
	enum err e = tx_run(s->shop->site->pool, s->arena, tell_run, &t);

	s->more = t.read == WEBHOOK_EVENTS_BATCH;
	return e;
}

struct claim {
	struct step *step;
	struct webhook_message *messages;
	size_t n;
};

static enum err
claim_run(struct db *db, void *arg)
{
	struct claim *c = arg;

	return webhook_messages_claim(db, c->step->arena, &c->messages, &c->n,
	    c->step->now_us, c->step->now_us + CLAIM_S * SEC_US, CLAIM_BATCH);
}

/* A message and one try at it. */
struct attempting {
	struct step *step;
	const struct webhook_message *message;
	struct webhook webhook;
	struct webhook_answer answer;
	struct webhook_attempt attempt;
	enum webhook_outcome outcome;
};

static enum err
webhook_run(struct db *db, void *arg)
{
	struct attempting *t = arg;
	const struct id anybody = { { 0 } };

	return webhook_get(
	    db, t->step->arena, &t->webhook, t->message->webhook_id, anybody);
}

static enum webhook_outcome
outcome_of(int status)
{
	if (status >= 200 && status < 300)
		return WEBHOOK_TAKEN;
	if (status == 410)
		return WEBHOOK_GONE;
	return status == 0 || status == 429 || status >= 500 ? WEBHOOK_SILENT
							     : WEBHOOK_REFUSED;
}

static enum err
call(struct attempting *t)
{
	const struct site *site = t->step->shop->site;
	struct arena *a = t->step->arena;
	struct webhook_keys keys;
	char id[ID_TEXT_MAX];
	struct webhook_call c = {
		.url = t->webhook.url,
		.id = id_format(id, ID_WEBHOOK_MESSAGE, t->message->message_id),
		.body = t->message->body,
		.keys = &keys,
		.outbound = &site->config.outbound,
		.answer_max = WEBHOOK_ANSWER_MAX,
	};
	int64_t mono_us = clock_mono_us();
	enum err e = webhook_keys_now(a, &keys, &t->webhook,
	    keys_get(&site->keys, KEY_SEAL), t->step->now_us);

	if (e != OK)
		return e;
	if (site->config.ca_file.n > 0 &&
	    (c.ca_file = str_cstr(a, site->config.ca_file)) == NULL)
		e = ERR_NOMEM;
	if (e == OK)
		e = webhook_send(a, &t->answer, &c, t->step->now_us);
	webhook_keys_wipe(&keys);
	t->attempt = (struct webhook_attempt){
		.started_at_us = t->step->now_us,
		.took_ms = (clock_mono_us() - mono_us) / 1000,
		.status = t->answer.status,
		.error = t->answer.why,
		.answer = t->answer.body,
	};
	t->outcome = outcome_of(t->answer.status);
	return e;
}

static enum err
tried_run(struct db *db, void *arg)
{
	struct attempting *t = arg;
	struct act act = step_act(t->step, db);

	return webhook_tried(&act, t->message, &t->attempt, t->outcome);
}

static void
try_log(const struct attempting *t)
{
	char message[ID_TEXT_MAX], webhook[ID_TEXT_MAX];

	id_format(message, ID_WEBHOOK_MESSAGE, t->message->message_id);
	id_format(webhook, ID_WEBHOOK, t->message->webhook_id);
	log_info("webhook called",
	    "message=%s webhook=%s kind=%.*s try=%lld status=%d took_ms=%lld",
	    message, webhook, STR_FMT(t->message->kind),
	    (long long)t->message->tries, t->answer.status,
	    (long long)t->attempt.took_ms);
}

static enum err
message_try(struct step *s, const struct webhook_message *m)
{
	struct attempting t = { .step = s, .message = m };
	enum err e = tx_read(s->shop->site->pool, s->arena, webhook_run, &t);

	/* Deleted since. */
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e == OK)
		e = call(&t);
	if (e != OK)
		return e;
	try_log(&t);
	crash_point("webhook.called");
	s->now_us = clock_now_us();
	return tx_run(s->shop->site->pool, s->arena, tried_run, &t);
}

struct freeing {
	struct id message_id;
	int64_t now_us;
};

static enum err
free_run(struct db *db, void *arg)
{
	const struct freeing *f = arg;

	return webhook_message_release(db, f->message_id, f->now_us);
}

/* What was claimed and not begun is free at once. */
static enum err
message_free(struct step *s, const struct webhook_message *m)
{
	struct freeing f = { m->message_id, s->now_us };

	return tx_run(s->shop->site->pool, s->arena, free_run, &f);
}

enum err
webhooks_call(struct step *s)
{
	struct claim c = { .step = s };
	enum err e = tx_run(s->shop->site->pool, s->arena, claim_run, &c);

	s->more = c.n > 0;
	for (size_t i = 0; i < c.n; i++) {
		bool go_on = e == OK && !s->stopping(s->stopping_arg);
		enum err one;

		s->now_us = clock_now_us();
		one = go_on ? message_try(s, &c.messages[i])
			    : message_free(s, &c.messages[i]);
		e = e != OK ? e : one;
	}
	return e;
}
