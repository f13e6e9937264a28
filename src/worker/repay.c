/*
 * Money goes back the way it came: the gateway is asked with no transaction
 * open, and asked again until it has decided; asked twice, it pays once.
 */
#include "act/refund.h"
#include "app/settle.h"
#include "base/log.h"
#include "base/sys.h"
#include "shop.h"
#include "store/payment.h"

enum {
	REPAY_BATCH = 5,
	/* Each of a batch may ask three times, NET_TOTAL_MS each. */
	REPAY_LEASE_S = 180
};

struct repay {
	struct step *step;
	struct id *ids;
	size_t n;
	/* the one at hand */
	struct id refund_id;
	struct refund refund;
	struct payment payment;
	struct gateway_refund said;
};

static enum err
claim_run(struct db *db, void *arg)
{
	struct repay *x = arg;
	int64_t now_us = x->step->now_us;

	return refunds_claim(db, x->step->arena, &x->ids, &x->n, now_us,
	    now_us + REPAY_LEASE_S * SEC_US, REPAY_BATCH);
}

static enum err
start_run(struct db *db, void *arg)
{
	struct repay *x = arg;
	struct act act = step_act(x->step, db);
	const struct id anybody = { { 0 } };
	enum err e = refund_start(&act, &x->refund, x->refund_id);

	return e == OK ? payment_get(db, x->step->arena, &x->payment,
			     x->refund.payment_id, anybody)
		       : e;
}

/* Is what the gateway speaks of the refund that we know? */
static bool
is_ours(const struct repay *x, struct str reference)
{
	if (str_eq(x->said.reference, reference) &&
	    money_eq(x->said.amount, x->refund.cash))
		return true;
	log_error("gateway refund differs from ours",
	    "refund=%.*s said_reference=%.*s", STR_FMT(reference),
	    STR_FMT(x->said.reference));
	return false;
}

static enum err
gateway_ask(struct repay *x, struct str reference)
{
	const struct site_config *site = &x->step->shop->site->config;
	struct arena *a = x->step->arena;
	const struct gateway *gateway;
	struct gateway_config config = { .url = STR("") };
	struct gateway_refund_start start = {
		.reference = reference,
		.payment_ref = x->payment.gateway_ref,
		.amount = x->refund.cash,
	};
	enum err e = settle_gateway(a, &gateway, &config, site);

	if (e != OK)
		return e;
	if (!str_is(x->payment.gateway, gateway->name))
		return ERR_METHOD_UNAVAILABLE;
	start.event_url = arena_printf(a, "%.*s/api/checkout/gateway-events/%s",
	    STR_FMT(site->public_url), gateway->name);
	if (!start.event_url.p)
		return ERR_NOMEM;
	if (x->refund.gateway_ref.n == 0)
		return gateway->refund(a, &x->said, &config, &start);
	return gateway->refund_find(a, &x->said, &config, x->refund.gateway_ref,
	    x->payment.gateway_ref, reference);
}

static enum err
unanswered_run(struct db *db, void *arg)
{
	struct repay *x = arg;
	struct act act = step_act(x->step, db);

	return refund_checked(&act, x->refund_id, STR(""));
}

/* An operator sends what this shop's gateway cannot, or refuses for good. */
static enum err
given_up_run(struct db *db, void *arg)
{
	struct repay *x = arg;
	struct act act = step_act(x->step, db);

	return refund_failed(&act, x->refund_id,
	    x->said.failure.n > 0 ? x->said.failure : STR("not_possible"));
}

static enum err
said_run(struct db *db, void *arg)
{
	struct repay *x = arg;
	struct act act = step_act(x->step, db);

	if (x->said.state == GATEWAY_REFUND_DONE)
		return refund_settled(&act, x->refund_id, x->said.ref);
	return refund_checked(&act, x->refund_id, x->said.ref);
}

static enum err
still_sent_run(struct db *db, void *arg)
{
	struct repay *x = arg;
	struct act act = step_act(x->step, db);

	return refund_settled(&act, x->refund_id, x->refund.gateway_ref);
}

/* What the gateway has sent, it is asked about whether the bank took it. */
static bool
was_sent(const struct repay *x)
{
	return x->refund.state == REFUND_REFUNDED;
}

/* Nothing but its own word that it failed takes it back. */
static tx_fn
outcome_of_sent(const struct repay *x, enum err said, struct str reference)
{
	if (said != OK && said != ERR_METHOD_UNAVAILABLE && said != ERR_INVALID)
		return unanswered_run;
	return said == OK && x->said.state == GATEWAY_REFUND_FAILED &&
		is_ours(x, reference)
	    ? given_up_run
	    : still_sent_run;
}

/* What of an answer, or of its lack, is written. */
static tx_fn
outcome_of(const struct repay *x, enum err said, struct str reference)
{
	if (was_sent(x))
		return outcome_of_sent(x, said, reference);
	if (said == ERR_METHOD_UNAVAILABLE || said == ERR_INVALID)
		return given_up_run;
	if (said != OK || x->said.state == GATEWAY_REFUND_ABSENT ||
	    !is_ours(x, reference))
		return unanswered_run;
	return x->said.state == GATEWAY_REFUND_FAILED ? given_up_run : said_run;
}

static enum err
repay_one(struct repay *x)
{
	struct step *s = x->step;
	struct db_pool *pool = s->shop->site->pool;
	char text[ID_TEXT_MAX];
	struct str reference = id_format(text, ID_REFUND, x->refund_id);
	enum err said, e;

	s->now_us = clock_now_us();
	e = tx_run(pool, s->arena, start_run, x);
	/* Sent by hand meanwhile. */
	if (e == ERR_STATE ||
	    (e == OK && x->refund.state != REFUND_PROCESSING && !was_sent(x)))
		return OK;
	if (e != OK)
		return e;
	crash_point("refund.started");
	x->said = (struct gateway_refund){ .state = GATEWAY_REFUND_ABSENT };
	said = settle_asked(gateway_ask(x, reference));
	log_info("refund asked for", "refund=%.*s error=%s", STR_FMT(reference),
	    err_name(said));
	if (said == ERR_NOMEM)
		return said;
	crash_point("refund.answered");
	return tx_run(pool, s->arena, outcome_of(x, said, reference), x);
}

enum err
refunds_repay(struct step *s)
{
	struct repay x = { .step = s };
	enum err e = tx_run(s->shop->site->pool, s->arena, claim_run, &x);

	s->more = x.n == REPAY_BATCH;
	for (size_t i = 0; !e && i < x.n && !s->stopping(s->stopping_arg);
	     i++) {
		x.refund_id = x.ids[i];
		e = repay_one(&x);
	}
	return e;
}
