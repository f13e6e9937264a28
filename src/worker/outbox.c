#include "base/log.h"
#include "base/sys.h"
#include "shop.h"

enum {
	CLAIM_BATCH = 4,
	/* Each message of a batch may take NET_TOTAL_MS, and some more. */
	CLAIM_S = 60,
	BACKOFF_FIRST_S = 5,
	BACKOFF_MAX_S = 3600
};

struct claim {
	struct step *step;
	enum outbox_lane lane;
	struct message *messages;
	size_t n;
};

static enum err
claim_run(struct db *db, void *arg)
{
	struct claim *c = arg;

	return outbox_claim(db, c->step->arena, &c->messages, &c->n, c->lane,
	    c->step->now_us, c->step->now_us + CLAIM_S * SEC_US, CLAIM_BATCH);
}

/* What became of one message. */
struct verdict {
	const struct message *message;
	enum { VERDICT_SENT, VERDICT_RETRY, VERDICT_DEAD } is;
	int64_t at_us;
	struct str why;
};

/* Doubles from the first, and half of it is chance: no two in step. */
static int64_t
backoff_us(int64_t tries)
{
	int64_t s = BACKOFF_FIRST_S;

	for (int64_t i = 1; i < tries && s < BACKOFF_MAX_S; i++)
		s *= 2;
	if (s > BACKOFF_MAX_S)
		s = BACKOFF_MAX_S;
	return s * SEC_US / 2 +
	    (int64_t)random_below((uint64_t)(s * SEC_US / 2));
}

static enum err
verdict_run(struct db *db, void *arg)
{
	const struct verdict *v = arg;
	struct id id = v->message->message_id;

	switch (v->is) {
	case VERDICT_SENT:
		return outbox_sent(db, id, v->at_us);
	case VERDICT_RETRY:
		return outbox_retry(db, id, v->at_us, v->why);
	case VERDICT_DEAD:
		return outbox_dead(db, id, v->why);
	}
	return ERR_BUG;
}

static bool
is_final(enum err e)
{
	return e == ERR_INVALID || e == ERR_NOT_FOUND;
}

static struct verdict
verdict_of(const struct message *m, enum err e, struct str why)
{
	struct verdict v = {
		.message = m, .at_us = clock_now_us(), .why = why
	};

	if (e == OK) {
		v.is = VERDICT_SENT;
	} else if (is_final(e) || m->tries >= OUTBOX_TRIES_MAX) {
		v.is = VERDICT_DEAD;
	} else {
		v.is = VERDICT_RETRY;
		v.at_us += backoff_us(m->tries);
	}
	return v;
}

/* Else it is about a service that was delivered. */
static bool
is_of_order(const struct message *m)
{
	return str_is(m->template, "provision");
}

static enum err
message_send(struct step *s, const struct message *m, struct str *why)
{
	*why = STR("");
	if (str_is(m->kind, "mail"))
		return letter_send(s, m, why);
	if (str_is(m->kind, "sms"))
		return text_send(s, m, why);
	if (str_is(m->kind, "provision"))
		return is_of_order(m) ? order_fulfil(s, m, why)
				      : service_tell(s, m, why);
	*why = STR("no such kind of message");
	return ERR_INVALID;
}

static void
verdict_log(const struct verdict *v, enum err e)
{
	char id[ID_TEXT_MAX];
	const struct message *m = v->message;

	id_format(id, ID_MESSAGE, m->message_id);
	if (v->is == VERDICT_SENT)
		log_info("message sent", "message=%s template=%.*s tries=%lld",
		    id, STR_FMT(m->template), (long long)m->tries);
	else
		log_warn(v->is == VERDICT_DEAD ? "message dead"
					       : "message to be tried again",
		    "message=%s template=%.*s tries=%lld error=%s why=%.*s", id,
		    STR_FMT(m->template), (long long)m->tries, err_name(e),
		    STR_FMT(v->why));
}

static enum err
message_handle(struct step *s, const struct message *m)
{
	struct str why;
	enum err e = message_send(s, m, &why);

	/* Our own database is away: the claim's lease brings it back. */
	if (e == ERR_BUSY || e == ERR_NOMEM || e == ERR_UNKNOWN)
		return e;
	if (str_empty(why))
		why = str_from(err_name(e));
	struct verdict v = verdict_of(m, e, why);
	verdict_log(&v, e);
	crash_point("outbox.sent");
	if (v.is == VERDICT_DEAD && str_is(m->kind, "provision")) {
		e = is_of_order(m) ? order_give_up(s, m, why)
				   : service_give_up(s, m, why);
		if (e)
			return e;
	}
	e = tx_run(s->shop->site->pool, s->arena, verdict_run, &v);
	/* Another worker took it after our lease, and closed it. */
	return e == ERR_STALE ? OK : e;
}

/* Told to stop: what was claimed and not begun is free at once. */
static enum err
message_release(struct step *s, const struct message *m)
{
	struct verdict v = { .message = m,
		.is = VERDICT_RETRY,
		.at_us = clock_now_us(),
		.why = STR("the worker stopped") };
	enum err e = tx_run(s->shop->site->pool, s->arena, verdict_run, &v);

	return e == ERR_STALE ? OK : e;
}

static enum err
lane_drain(struct step *s, enum outbox_lane lane)
{
	struct claim c = { .step = s, .lane = lane };
	enum err e = tx_run(s->shop->site->pool, s->arena, claim_run, &c);

	if (e)
		return e;
	s->more = c.n > 0;
	for (size_t i = 0; !e && i < c.n; i++) {
		s->now_us = clock_now_us();
		e = s->stopping(s->stopping_arg)
		    ? message_release(s, &c.messages[i])
		    : message_handle(s, &c.messages[i]);
	}
	return e;
}

enum err
letters_drain(struct step *s)
{
	return lane_drain(s, LANE_LETTERS);
}

enum err
deliveries_drain(struct step *s)
{
	return lane_drain(s, LANE_DELIVERIES);
}
