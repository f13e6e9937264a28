#include "app/settle.h"

#include "app/limits.h"
#include "base/log.h"
#include "base/sys.h"

static const struct id anybody = { { 0 } };

/* A request may still be on its way there. */
enum { ABSENT_GRACE_S = 60 };

/* One answer of the gateway and what is done with it. */
struct unit {
	const struct settle *s;
	const struct payment_notice *event;
	const struct gateway_payment *said;
	struct settled *out;
	bool known; /* by what was done: *out is not read again */
};

static struct act
act_of(const struct settle *s, struct db *db)
{
	return (struct act){ db, s->arena, s->now_us, s->actor, s->user_id,
		&s->site->calendar };
}

/* Is what the gateway speaks of the payment that we know? */
static bool
is_ours(const struct unit *u)
{
	const struct payment *p = &u->out->payment;
	char text[ID_TEXT_MAX];
	struct str reference = id_format(text, ID_PAYMENT, p->payment_id);

	if (str_eq(u->said->reference, reference) &&
	    money_eq(u->said->amount, p->amount))
		return true;
	log_error("gateway payment differs from ours",
	    "payment=%.*s ref=%.*s said_reference=%.*s said_amount=%lld %s "
	    "amount=%lld %s",
	    STR_FMT(reference), STR_FMT(u->said->ref),
	    STR_FMT(u->said->reference), (long long)u->said->amount.minor,
	    u->said->amount.currency.code, (long long)p->amount.minor,
	    p->amount.currency.code);
	return false;
}

static enum err
captured(struct act *act, struct unit *u)
{
	static const struct str words[] = {
		[CAPTURE_APPLIED] = STR("captured"),
		[CAPTURE_REPEATED] = STR("captured before"),
		[CAPTURE_TO_REFUND] = STR("captured, to be refunded"),
		[CAPTURE_MISMATCH] = STR("mismatch"),
	};
	struct sale_terms terms = settle_terms(u->s->site, act->now_us);
	enum capture_outcome outcome = CAPTURE_MISMATCH;
	enum err e = payment_captured(act, &outcome, u->out->payment.payment_id,
	    u->said->ref, u->said->amount, &terms);

	if (e == OK && outcome == CAPTURE_MISMATCH)
		log_error("gateway captured another amount than ours",
		    "payment=%.*s ref=%.*s said_amount=%lld %s",
		    STR_FMT(u->said->reference), STR_FMT(u->said->ref),
		    (long long)u->said->amount.minor,
		    u->said->amount.currency.code);
	u->out->outcome = words[outcome];
	if (e == OK && outcome == CAPTURE_APPLIED) {
		u->out->payment.state = PAYMENT_CAPTURED;
		u->out->payment.captured_at_us = act->now_us;
		u->out->payment.next_check_at_us = 0;
		u->known = true;
	}
	return e;
}

/* It waits there for somebody: ours waits too, and is asked about later. */
static enum err
undecided(struct act *act, struct unit *u)
{
	struct payment p = u->out->payment;
	struct id id = p.payment_id;
	enum err e = u->said->state == GATEWAY_PENDING
	    ? payment_processing(act, id, u->said->ref)
	    : payment_redirected(act, &p, u->said->ref, u->said->redirect_url);

	u->out->outcome = u->said->state == GATEWAY_PENDING ? STR("pending")
							    : STR("open");
	/* Changed since it was read: another one knows more. */
	if (e != OK && e != ERR_STATE && e != ERR_STALE)
		return e;
	return payment_checked(act, id);
}

static enum err
absent(struct act *act, struct unit *u)
{
	const struct payment *p = &u->out->payment;

	u->out->outcome = STR("absent");
	if (act->now_us - p->created_at_us < ABSENT_GRACE_S * SEC_US)
		return payment_checked(act, p->payment_id);
	return payment_failed(act, p->payment_id, STR("not_started"));
}

static enum err
said_apply(struct act *act, struct unit *u)
{
	struct id id = u->out->payment.payment_id;
	enum err e;

	if (u->said->state == GATEWAY_ABSENT)
		return absent(act, u);
	if (!is_ours(u)) {
		u->out->outcome = STR("mismatch");
		return payment_checked(act, id);
	}
	if (u->said->state == GATEWAY_CAPTURED)
		return captured(act, u);
	if (u->said->state != GATEWAY_FAILED)
		return undecided(act, u);
	u->out->outcome = STR("failed");
	e = payment_failed(act, id, u->said->failure);
	/* Money came after all: what was said of a failure is old. */
	if (e != ERR_STATE)
		return e;
	u->out->outcome = STR("ignored");
	return OK;
}

static enum err
unit_run(struct db *db, void *arg)
{
	struct unit *u = arg;
	struct act act = act_of(u->s, db);
	bool closed = false;
	enum err e;

	u->known = false;
	e = said_apply(&act, u);
	if (e == OK && u->event != NULL)
		e = payment_event_close(
		    db, &closed, u->event, u->out->outcome, act.now_us);
	if (e != OK)
		return e;
	crash_point("settle.applied");
	/* Who tells of an event does not wait for what became of it. */
	return u->event != NULL || u->known
	    ? OK
	    : payment_get(db, u->s->arena, &u->out->payment,
		  u->out->payment.payment_id, anybody);
}

/* No answer: whoever waits is told so, and the worker asks again. */
static enum err
unanswered_run(struct db *db, void *arg)
{
	struct unit *u = arg;
	struct act act = act_of(u->s, db);
	struct id id = u->out->payment.payment_id;
	enum err e = payment_no_answer(&act, id);

	if (e == OK || e == ERR_STATE)
		e = payment_checked(&act, id);
	return e != OK
	    ? e
	    : payment_get(db, u->s->arena, &u->out->payment, id, anybody);
}

struct look_up {
	const struct settle *s;
	struct id payment_id;
	struct str gateway, ref;
	struct payment *out;
};

static enum err
look_up_run(struct db *db, void *arg)
{
	struct look_up *l = arg;

	if (!id_is_nil(l->payment_id))
		return payment_get(
		    db, l->s->arena, l->out, l->payment_id, anybody);
	return payment_by_ref(db, l->s->arena, l->out, l->gateway, l->ref);
}

static bool
gave_no_answer(enum err e)
{
	return e == ERR_UNAVAILABLE || e == ERR_TIMEOUT || e == ERR_IO;
}

/*
 * Of our own units: that our database is away must not pass for a word of
 * the gateway, with which *out is set.
 */
static enum err
ours(enum err e)
{
	return gave_no_answer(e) ? ERR_BUSY : e;
}

enum err
settle_asked(enum err e)
{
	if (e != ERR_CONFIG)
		return e;
	log_error("gateway does not know our key",
	    "mend=\"see soukctl check, then correct the key's file\"");
	return ERR_UNAVAILABLE;
}

/* A gateway that is slow must not take all threads with it. */
static enum err
gateway_ask(struct arena *a, struct gateway_payment *said,
    const struct gateway *gateway, const struct gateway_config *config,
    struct str ref, struct str reference)
{
	enum err e = limits_wait_enter();

	if (e != OK)
		return e;
	e = gateway->find(a, said, config, ref, reference);
	limits_wait_leave();
	return settle_asked(e);
}

/* asked: what became of the question whose answer is said. */
static enum err
answer_apply(const struct settle *s, struct settled *out,
    const struct payment_notice *event, enum err asked,
    const struct gateway_payment *said)
{
	struct unit unit = { s, event, said, out, false };
	enum err e;

	if (asked == OK)
		return ours(tx_run(s->site->pool, s->arena, unit_run, &unit));
	if (!gave_no_answer(asked))
		return asked;
	out->outcome = STR("no answer");
	e = ours(tx_run(s->site->pool, s->arena, unanswered_run, &unit));
	return e != OK ? e : asked;
}

enum err
settle_said(const struct settle *s, struct settled *out,
    const struct gateway_payment *said)
{
	return answer_apply(s, out, NULL, OK, said);
}

struct close_unit {
	const struct settle *s;
	const struct payment_notice *event;
	struct str outcome;
};

static enum err
close_run(struct db *db, void *arg)
{
	struct close_unit *c = arg;
	bool closed = false;

	return payment_event_close(
	    db, &closed, c->event, c->outcome, c->s->now_us);
}

static enum err
event_close(const struct settle *s, const struct payment_notice *event,
    struct str outcome)
{
	struct close_unit unit = { s, event, outcome };

	return ours(tx_run(s->site->pool, s->arena, close_run, &unit));
}

enum err
settle_payment(
    const struct settle *s, struct settled *out, struct id payment_id)
{
	struct look_up look_up = {
		.s = s, .payment_id = payment_id, .out = &out->payment
	};
	enum err e = ours(
	    tx_read(s->site->pool, s->arena, look_up_run, &look_up));

	return e == OK ? settle_known(s, out) : e;
}

/* The act reads the payment again, locked. */
enum err
settle_known(const struct settle *s, struct settled *out)
{
	const struct payment *p = &out->payment;
	const struct gateway *gateway;
	struct gateway_config config;
	struct gateway_payment said;
	char text[ID_TEXT_MAX];
	enum err e;

	if (p->captured_at_us != 0) {
		out->outcome = STR("captured before");
		return OK;
	}
	e = settle_gateway(s->arena, &gateway, &config, &s->site->config);
	if (e != OK)
		return e;
	if (!str_is(p->gateway, gateway->name))
		return ERR_METHOD_UNAVAILABLE;
	e = gateway_ask(s->arena, &said, gateway, &config, p->gateway_ref,
	    id_format(text, ID_PAYMENT, p->payment_id));
	return answer_apply(s, out, NULL, e, &said);
}

/*
 * The gateway's reference is our payment's id, so a capture needs no other
 * look at the payment than the one that locks it.
 */
static enum err
capture_run(struct db *db, void *arg)
{
	struct unit *u = arg;
	struct act act = act_of(u->s, db);
	bool closed = false;
	enum err e = captured(&act, u);

	if (e == OK)
		e = payment_event_close(
		    db, &closed, u->event, u->out->outcome, act.now_us);
	if (e == OK)
		crash_point("settle.applied");
	return e;
}

/*
 * An event may outrun our own note of the gateway's id; then the gateway
 * tells which of our payments it means.
 */
static enum err
payment_find(const struct settle *s, struct settled *out,
    const struct payment_notice *event, enum err asked,
    const struct gateway_payment *said)
{
	struct look_up look_up = { .s = s,
		.gateway = event->gateway,
		.ref = event->gateway_ref,
		.out = &out->payment };
	enum err e = ours(
	    tx_read(s->site->pool, s->arena, look_up_run, &look_up));

	if (e != ERR_NOT_FOUND || asked != OK)
		return e == ERR_NOT_FOUND ? asked : e;
	if (said->state == GATEWAY_ABSENT ||
	    id_parse(&look_up.payment_id, ID_PAYMENT, said->reference) != OK)
		return ERR_NOT_FOUND;
	return ours(tx_read(s->site->pool, s->arena, look_up_run, &look_up));
}

static enum err
event_apply(const struct settle *s, struct settled *out,
    const struct payment_notice *event, enum err asked,
    const struct gateway_payment *said)
{
	struct unit unit = { s, event, said, out, false };
	enum err e;

	if (asked == OK && said->state == GATEWAY_CAPTURED &&
	    id_parse(&out->payment.payment_id, ID_PAYMENT, said->reference) ==
		OK)
		return ours(
		    tx_run(s->site->pool, s->arena, capture_run, &unit));
	e = payment_find(s, out, event, asked, said);
	if (e == OK && out->payment.captured_at_us != 0) {
		out->outcome = STR("captured before");
		return event_close(s, event, out->outcome);
	}
	return e != OK ? e : answer_apply(s, out, event, asked, said);
}

enum err
settle_event(const struct settle *s, struct settled *out,
    const struct payment_notice *event)
{
	const struct gateway *gateway;
	struct gateway_config config;
	struct gateway_payment said;
	enum err e = settle_gateway(
	    s->arena, &gateway, &config, &s->site->config);

	if (e != OK)
		return e;
	if (!str_is(event->gateway, gateway->name))
		return ERR_METHOD_UNAVAILABLE;
	e = gateway_ask(
	    s->arena, &said, gateway, &config, event->gateway_ref, STR_NONE);
	e = event_apply(s, out, event, e, &said);
	if (e != ERR_NOT_FOUND)
		return e;
	out->outcome = STR("no such payment");
	return event_close(s, event, out->outcome);
}
