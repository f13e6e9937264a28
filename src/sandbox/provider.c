#include "provider.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/sys.h"
#include "crypto/token.h"
#include "state.h"
#include "wire/json.h"

const char *
session_state_name(enum session_state s)
{
	static const char *const names[SESSION__MAX] = { "open",
		"requires_action", "processing", "captured", "failed" };

	return names[s];
}

static const char *const cards[CARD__MAX] = { "success", "decline", "challenge",
	"timeout_after_capture", "duplicate_event", "late_event", "pending",
	"refund_fails" };

const char *
card_name(enum card c)
{
	return cards[c];
}

enum card
card_parse(struct str name)
{
	enum card c = CARD_SUCCESS;

	while (c < CARD__MAX && !str_is(name, cards[c]))
		c++;
	return c;
}

const char *
card_last4(enum card c)
{
	static const char *const last4[CARD__MAX] = { "4242", "0002", "3155",
		"0119", "0127", "0135", "0143", "0150" };

	return last4[c];
}

struct str
provider_id(char out[48], const char *prefix)
{
	char token[TOKEN_CHARS + 1];

	snprintf(out, 48, "%s%.*s", prefix, STR_FMT(token_new(token)));
	return str_from(out);
}

/* Locks, finds, and gives the session or nothing. */
struct session *
provider_take(struct provider *p, struct str id)
{
	pthread_mutex_lock(&p->lock);
	return map_get(&p->state.by_id, id);
}

enum err
provider_give(struct provider *p, struct session *out, const struct session *s,
    enum err e)
{
	if (s && !e)
		*out = *s;
	pthread_mutex_unlock(&p->lock);
	return s ? e : ERR_NOT_FOUND;
}

enum err
provider_by_id(struct provider *p, struct session *out, struct str id)
{
	const struct session *s = provider_take(p, id);

	return provider_give(p, out, s, OK);
}

enum err
provider_by_reference(
    struct provider *p, struct session *out, struct str reference)
{
	pthread_mutex_lock(&p->lock);
	return provider_give(
	    p, out, map_get(&p->state.by_reference, reference), OK);
}

static enum err
create_locked(
    struct provider *p, struct session *out, const struct session *wanted)
{
	char id[48];
	struct record r = { .kind = RECORD_SESSION, .made = *wanted };

	if (map_get(&p->state.by_reference, wanted->reference))
		return ERR_EXISTS;
	r.session = provider_id(id, "ses_");
	enum err e = provider_commit(p, &r);
	if (!e)
		*out = *(struct session *)map_get(&p->state.by_id, r.session);
	return e;
}

enum err
provider_create_locked(struct provider *p, struct session *out, bool *repeated,
    const struct session *wanted)
{
	const struct session *s = map_get(&p->state.by_key, wanted->key);
	enum err e = OK;

	*repeated = s != NULL;
	if (!s)
		e = create_locked(p, out, wanted);
	else if (!hash_eq(s->body_hash, wanted->body_hash))
		e = ERR_KEY_REUSED;
	else
		*out = *s;
	return e;
}

enum err
provider_create(struct provider *p, struct session *out, bool *repeated,
    const struct session *wanted)
{
	pthread_mutex_lock(&p->lock);
	enum err e = provider_create_locked(p, out, repeated, wanted);
	pthread_mutex_unlock(&p->lock);
	return e;
}

void
provider_hold(struct provider *p, struct str id)
{
	struct session *s = provider_take(p, id);

	if (s && s->silent > 0) {
		int64_t until = clock_mono_us() + p->config.silence_us;

		s->silent--;
		while (!p->stopping && clock_mono_us() < until)
			provider_wait(p, &p->stopped, until);
	}
	pthread_mutex_unlock(&p->lock);
}

static void
session_report(struct json *j, const struct session *s)
{
	json_object(j);
	json_put_str(j, "id", s->id);
	json_put_str(j, "reference", s->reference);
	json_put_i64(j, "amount", s->amount.minor);
	json_put_cstr(j, "currency", s->amount.currency.code);
	json_put_cstr(j, "state", session_state_name(s->state));
	json_put_i64(j, "captures", s->captures);
	json_put_i64(j, "refunded", s->refunded_minor);
	json_put_time(j, "created", s->created_at_us);
	json_end_object(j);
}

enum err
provider_report(struct provider *p, struct buf *out)
{
	struct json j;
	int64_t captures = 0;

	json_start(&j, out);
	json_object(&j);
	json_key(&j, "sessions");
	json_array(&j);
	pthread_mutex_lock(&p->lock);
	for (const struct session *s = p->state.first; s; s = s->next) {
		session_report(&j, s);
		captures += s->captures;
	}
	pthread_mutex_unlock(&p->lock);
	json_end_array(&j);
	json_put_i64(&j, "captures", captures);
	json_end_object(&j);
	return buf_err(out);
}

static enum err
line_replay(struct str line, void *arg)
{
	struct provider *p = arg;
	struct record r;
	enum err e = record_read(&r, p->state.arena, line);

	return e ? e : state_apply(&p->state, &r);
}

void
provider_call_duty(struct provider *p)
{
	if (state_next_duty(&p->state))
		pthread_cond_signal(&p->duty);
}

enum err
provider_commit(struct provider *p, struct record *r)
{
	struct buf line;

	r->at_us = clock_now_us();
	buf_open(&line, RECORD_BYTES_MAX);
	enum err e = record_write(&line, r);
	if (!e)
		e = book_append(&p->book, buf_str(&line));
	/* Through the reader, so that a restart comes to the same state. */
	if (!e)
		e = line_replay(buf_str(&line), p);
	buf_close(&line);
	provider_call_duty(p);
	return e;
}

static void
conds_open(struct provider *p)
{
	pthread_condattr_t monotonic;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&p->duty, &monotonic);
	pthread_cond_init(&p->stopped, &monotonic);
	pthread_condattr_destroy(&monotonic);
	pthread_mutex_init(&p->lock, NULL);
}

void
provider_wait(struct provider *p, pthread_cond_t *c, int64_t until_mono_us)
{
	struct timespec t = { .tv_sec = until_mono_us / SEC_US,
		.tv_nsec = until_mono_us % SEC_US * 1000 };

	pthread_cond_timedwait(c, &p->lock, &t);
}

enum err
provider_open(struct provider **out, const struct provider_config *config)
{
	struct provider *p = calloc(1, sizeof(*p));

	if (!p)
		return ERR_NOMEM;
	p->config = *config;
	conds_open(p);
	enum err e = state_open(&p->state);
	if (!e)
		e = book_open(&p->book, config->book_path, line_replay, p);
	if (e) {
		state_close(&p->state);
		free(p);
		return e;
	}
	for (; p->nthreads < DUTY_THREADS; p->nthreads++)
		if (pthread_create(
			&p->threads[p->nthreads], NULL, duties_run, p) != 0)
			break;
	if (p->nthreads == 0) {
		provider_close(p);
		return ERR_BUSY;
	}
	*out = p;
	return OK;
}

void
provider_stop(struct provider *p)
{
	pthread_mutex_lock(&p->lock);
	p->stopping = true;
	pthread_cond_broadcast(&p->duty);
	pthread_cond_broadcast(&p->stopped);
	pthread_mutex_unlock(&p->lock);
}

void
provider_close(struct provider *p)
{
	provider_stop(p);
	for (size_t i = 0; i < p->nthreads; i++)
		pthread_join(p->threads[i], NULL);
	book_close(&p->book);
	state_close(&p->state);
	pthread_cond_destroy(&p->duty);
	pthread_cond_destroy(&p->stopped);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
