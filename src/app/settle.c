#include "app/settle.h"

#include "app/limits.h"
#include "base/log.h"
#include "base/sys.h"
#include "settle_unit.h"

static const struct id anybody = { { 0 } };

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
    const struct order *order, const struct payment_notice *event,
    enum err asked, const struct gateway_payment *said)
{
	struct settle_unit unit = {
		.s = s, .event = event, .said = said, .out = out, .order = order
	};
	enum err e;

	if (asked == OK)
		return ours(
		    tx_run(s->site->pool, s->arena, settle_apply_run, &unit));
	if (!gave_no_answer(asked))
		return asked;
	out->outcome = STR("no answer");
	e = ours(tx_run(s->site->pool, s->arena, settle_unanswered_run, &unit));
	return e != OK ? e : asked;
}

enum err
settle_said(const struct settle *s, struct settled *out,
    const struct order *order, const struct gateway_payment *said)
{
	struct settle_unit unit = {
		.s = s, .said = said, .out = out, .order = order
	};

	return ours(tx_run(s->site->pool, s->arena, settle_apply_run, &unit));
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

	return e == OK ? settle_known(s, out, NULL) : e;
}

enum err
settle_known(
    const struct settle *s, struct settled *out, const struct order *order)
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
	return answer_apply(s, out, order, NULL, e, &said);
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
	struct settle_unit unit = {
		.s = s, .event = event, .said = said, .out = out
	};
	enum err e;

	if (asked == OK && said->state == GATEWAY_CAPTURED &&
	    id_parse(&out->payment.payment_id, ID_PAYMENT, said->reference) ==
		OK)
		return ours(
		    tx_run(s->site->pool, s->arena, settle_capture_run, &unit));
	e = payment_find(s, out, event, asked, said);
	if (e == OK && out->payment.captured_at_us != 0) {
		out->outcome = STR("captured before");
		return event_close(s, event, out->outcome);
	}
	return e != OK ? e : answer_apply(s, out, NULL, event, asked, said);
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
