#include "app/settle.h"
#include "app/settle_card.h"
#include "base/log.h"
#include "base/sys.h"
#include "shop.h"

enum {
	ASK_BATCH = 10,
	/* Each of a batch may take NET_TOTAL_MS. */
	ASK_LEASE_S = 120,
	/* Younger events are in the hands of the call that received them. */
	EVENT_AGE_S = 15
};

struct payments {
	struct step *step;
	struct id *ids;
	size_t n;
};

static enum err
payments_run(struct db *db, void *arg)
{
	struct payments *p = arg;
	int64_t now_us = p->step->now_us;

	return payments_claim(db, p->step->arena, &p->ids, &p->n, now_us,
	    now_us + ASK_LEASE_S * SEC_US, ASK_BATCH);
}

static struct settle
settle_of(const struct step *s)
{
	return (struct settle){ .site = s->shop->site,
		.arena = s->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_WORKER };
}

/* No answer from the gateway is its own trouble, noted by settle. */
static bool
is_gateways(enum err e)
{
	return e == ERR_UNAVAILABLE || e == ERR_TIMEOUT || e == ERR_IO ||
	    e == ERR_METHOD_UNAVAILABLE || e == ERR_INVALID;
}

static enum err
payment_ask(struct step *s, struct id payment_id)
{
	const struct settle settle = settle_of(s);
	struct settled settled = { .outcome = STR("") };
	char id[ID_TEXT_MAX];
	enum err e = settle_payment(&settle, &settled, payment_id);

	log_info("payment asked about", "payment=%.*s outcome=%.*s error=%s",
	    STR_FMT(id_format(id, ID_PAYMENT, payment_id)),
	    STR_FMT(settled.outcome), err_name(e));
	return is_gateways(e) ? OK : e;
}

enum err
payments_reconcile(struct step *s)
{
	struct payments p = { .step = s };
	enum err e = tx_run(s->shop->site->pool, s->arena, payments_run, &p);

	if (e)
		return e;
	s->more = p.n == ASK_BATCH;
	for (size_t i = 0; !e && i < p.n && !s->stopping(s->stopping_arg); i++)
		e = payment_ask(s, p.ids[i]);
	return e;
}

struct cards {
	struct step *step;
	struct id *ids;
	size_t n;
};

static enum err
cards_run(struct db *db, void *arg)
{
	struct cards *v = arg;
	int64_t now_us = v->step->now_us;

	return cards_claim(db, v->step->arena, &v->ids, &v->n, now_us,
	    now_us + ASK_LEASE_S * SEC_US, ASK_BATCH);
}

enum err
cards_reconcile(struct step *s)
{
	struct cards v = { .step = s };
	enum err e = tx_run(s->shop->site->pool, s->arena, cards_run, &v);

	s->more = !e && v.n == ASK_BATCH;
	for (size_t i = 0; !e && i < v.n && !s->stopping(s->stopping_arg);
	     i++) {
		const struct settle settle = settle_of(s);
		struct card card = { .state = CARD_STATE_OPEN };
		char id[ID_TEXT_MAX];

		e = settle_card(&settle, &card, v.ids[i]);
		log_info("card asked about", "card=%.*s state=%s error=%s",
		    STR_FMT(id_format(id, ID_CARD, v.ids[i])),
		    card_state_name(card.state), err_name(e));
		if (is_gateways(e))
			e = OK;
	}
	return e;
}

struct events {
	struct step *step;
	struct str gateway;
	struct payment_notice *at;
	size_t n;
};

static enum err
events_run(struct db *db, void *arg)
{
	struct events *v = arg;

	return payment_events_open(db, v->step->arena, &v->at, &v->n,
	    v->gateway, v->step->now_us - EVENT_AGE_S * SEC_US, ASK_BATCH);
}

enum err
events_apply(struct step *s)
{
	const struct gateway *gateway = settle_gateway_of(
	    &s->shop->site->config);
	struct events v = { .step = s };
	enum err e;

	if (!gateway)
		return OK;
	v.gateway = str_from(gateway->name);
	e = tx_run(s->shop->site->pool, s->arena, events_run, &v);
	/* Not at once if one of them still waits: it would come first again. */
	s->more = v.n == ASK_BATCH;
	for (size_t i = 0; !e && i < v.n && !s->stopping(s->stopping_arg);
	     i++) {
		const struct settle settle = settle_of(s);
		struct settled settled = { .outcome = STR("") };

		e = settle_event(&settle, &settled, &v.at[i]);
		log_info("event applied",
		    "gateway=%.*s event=%.*s outcome=%.*s error=%s",
		    STR_FMT(v.at[i].gateway), STR_FMT(v.at[i].event_ref),
		    STR_FMT(settled.outcome), err_name(e));
		if (is_gateways(e)) {
			s->more = false;
			e = OK;
		}
	}
	return e;
}
