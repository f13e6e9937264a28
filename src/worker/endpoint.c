#include "act/term.h"
#include "act/endpoint.h"
#include "act/order.h"
#include "app/endpoint.h"
#include "base/log.h"
#include "base/sys.h"
#include "crypto/hash.h"
#include "shop.h"

/* A line, what is known of it, and what its seller's endpoint says. */
struct asking {
	struct step *step;
	const struct order *order;
	const struct order_line *line;
	struct endpoint at;
	struct provision made; /* instance_ref empty: nothing yet */
	struct contact contact;
	struct endpoint_instance said;
	struct endpoint_trace trace;
	struct str fault;
};

static enum err
known_run(struct db *db, void *arg)
{
	struct asking *q = arg;
	struct arena *a = q->step->arena;
	struct order_contact contact;
	enum err e = endpoint_get(db, a, &q->at, q->line->product_id);

	q->made = (struct provision){ .instance_ref = STR("") };
	q->contact = (struct contact){ CONTACT_NONE, STR("") };
	if (e != OK)
		return e;
	e = provision_get(db, a, &q->made, q->line->line_id);
	if (e == OK || e == ERR_NOT_FOUND)
		e = order_contact_get(db, a, &contact, q->order->order_id);
	/* What was erased since is not handed over any more. */
	if (e == OK && contact.contact.value.p)
		q->contact = contact.contact;
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
call(struct asking *q, enum endpoint_activity activity)
{
	const struct order_line *line = q->line;
	char order[ID_TEXT_MAX], id[ID_TEXT_MAX];
	const struct endpoint_order asked = {
		.order_id = id_format(order, ID_ORDER, line->order_id),
		.line_id = id_format(id, ID_ORDER_LINE, line->line_id),
		.instance_id = q->made.instance_ref,
		.product = line->product_slug,
		.plan = line->plan_code,
		.quantity = line->choice.quantity,
		.mode = line->choice.mode,
		.periods = line->choice.periods,
		.term_ends_us = term_from_now_us(&q->step->shop->site->calendar,
		    q->step->now_us, line->choice.mode, line->choice.periods),
		.contact = q->contact,
	};
	enum err e = endpoint_ask(q->step->arena, &q->said, &q->trace,
	    q->step->shop->site, &q->at, false, activity, &asked);

	log_info("seller's endpoint called",
	    "line=%.*s activity=%d status=%d took_ms=%lld error=%s",
	    STR_FMT(asked.line_id), (int)activity, q->trace.status,
	    (long long)(q->trace.took_us / 1000), err_name(e));
	return e;
}

static enum err
made_run(struct db *db, void *arg)
{
	struct asking *q = arg;
	struct act act = step_act(q->step, db);
	const struct provision p = {
		.line_id = q->line->line_id,
		.product_id = q->line->product_id,
		.instance_ref = q->said.instance_id,
		.answered = q->said.ready,
		.created_at_us = act.now_us,
	};

	return endpoint_made(&act, &p, q->said.signs);
}

/* The instance is kept before anything else is done with the answer. */
static enum err
create(struct asking *q)
{
	enum err e = call(q, ENDPOINT_CREATE);

	if (e != OK)
		return e;
	crash_point("endpoint.created");
	e = tx_run(q->step->shop->site->pool, q->step->arena, made_run, q);
	if (e == ERR_EXISTS)
		q->trace.why = STR("its instanceId is that of another order "
				   "line");
	else if (e != OK)
		return e;
	q->made.instance_ref = q->said.instance_id;
	return e;
}

static enum err
make(struct asking *q)
{
	enum err e = OK;

	if (str_empty(q->made.instance_ref) || q->made.answered)
		e = create(q);
	if (e != OK || q->said.ready)
		return e;
	endpoint_wipe(&q->said);
	return call(q, ENDPOINT_QUERY);
}

static enum err
fault_run(struct db *db, void *arg)
{
	struct asking *q = arg;
	struct act act = step_act(q->step, db);

	return endpoint_faulted(&act, q->at.product_id, q->fault);
}

/* Own troubles go on as they are; the seller's get its name. */
static enum err
refused(struct asking *q, enum err e, struct str *why)
{
	struct step *s = q->step;
	enum err noted;

	if (str_empty(q->trace.why))
		return e;
	q->fault = q->trace.why;
	*why = arena_printf(
	    s->arena, "the seller's endpoint: %.*s", STR_FMT(q->trace.why));
	if (!why->p)
		return ERR_NOMEM;
	noted = tx_run(s->shop->site->pool, s->arena, fault_run, q);
	if (noted != OK)
		return noted;
	return provision_again(e) ? ERR_UNAVAILABLE : ERR_INVALID;
}

enum err
line_by_endpoint(struct step *s, struct delivery *out, const struct order *o,
    const struct order_line *line, struct str *why)
{
	struct asking q = { .step = s,
		.order = o,
		.line = line,
		.said = { .user_name = STR("") },
		.trace = { .why = STR("") } };
	struct delivered got = { .access_url = STR("") };
	enum err e = tx_read(s->shop->site->pool, s->arena, known_run, &q);

	if (e != OK)
		return e;
	e = make(&q);
	if (e != OK) {
		endpoint_wipe(&q.said);
		return refused(&q, e, why);
	}
	e = endpoint_delivered(s->arena, &got, &q.said);
	endpoint_wipe(&q.said);
	*out = (struct delivery){ line->line_id, got.access_url, got.secret,
		got.note, STR("endpoint") };
	return e;
}

enum err
line_release(struct step *s, const struct order *o,
    const struct order_line *line, struct str *why)
{
	struct asking q = {
		.step = s, .order = o, .line = line, .trace = { .why = STR("") }
	};
	enum err e = tx_read(s->shop->site->pool, s->arena, known_run, &q);

	if (e != OK)
		return e;
	if (str_empty(q.made.instance_ref))
		return ERR_STATE;
	e = call(&q, ENDPOINT_RELEASE);
	endpoint_wipe(&q.said);
	return e == OK ? OK : refused(&q, e, why);
}
