#include "act/endpoint.h"
#include "act/service.h"
#include "app/endpoint.h"
#include "base/log.h"
#include "base/sys.h"
#include "shop.h"
#include "store/order.h"

/* A change of a service, and whom it is told to. */
struct telling {
	struct step *step;
	enum service_move move;
	struct service service;
	const struct order_line *line;
	struct endpoint at;
	struct provision made;
	struct str why;
};

static const struct {
	enum endpoint_activity activity;
	enum provision_action action;
} calls[SERVICE_MOVE__MAX] = {
	[SERVICE_FREEZE] = { ENDPOINT_FREEZE, PROVISION_FREEZE },
	[SERVICE_UNFREEZE] = { ENDPOINT_UNFREEZE, PROVISION_UNFREEZE },
	[SERVICE_RELEASE] = { ENDPOINT_RELEASE, PROVISION_RELEASE },
	[SERVICE_RENEW] = { ENDPOINT_RENEW, PROVISION_RENEW },
};

static enum err
line_read(struct db *db, struct telling *t)
{
	struct order_line *lines;
	size_t n = 0;
	enum err e = order_lines_of(
	    db, t->step->arena, &lines, &n, &t->service.order_id, 1);

	for (size_t i = 0; e == OK && i < n; i++)
		if (id_eq(lines[i].line_id, t->service.line_id)) {
			t->line = &lines[i];
			return OK;
		}
	return e == OK ? ERR_BUG : e;
}

static enum err
known_run(struct db *db, void *arg)
{
	struct telling *t = arg;
	struct arena *a = t->step->arena;
	enum err e = line_read(db, t);

	if (e != OK || !str_is(t->service.driver, "endpoint"))
		return e;
	e = endpoint_get(db, a, &t->at, t->line->product_id);
	return e == OK ? provision_get(db, a, &t->made, t->line->line_id) : e;
}

static enum err
service_run(struct db *db, void *arg)
{
	struct telling *t = arg;
	enum err e = service_find(
	    db, t->step->arena, &t->service, t->service.service_id);

	return e == OK ? known_run(db, t) : e;
}

static enum err
by_endpoint(struct telling *t)
{
	char order[ID_TEXT_MAX], line[ID_TEXT_MAX];
	const struct endpoint_order asked = {
		.order_id = id_format(order, ID_ORDER, t->service.order_id),
		.line_id = id_format(line, ID_ORDER_LINE, t->service.line_id),
		.instance_id = t->made.instance_ref,
		.product = t->line->product_slug,
		.term_ends_us = t->service.term_ends_at_us,
		.scene = SCENE_RENEWAL,
	};
	struct endpoint_instance said;
	struct endpoint_trace trace;
	enum err e = endpoint_ask(t->step->arena, &said, &trace,
	    t->step->shop->site, &t->at, false, calls[t->move].activity,
	    &asked);

	endpoint_wipe(&said);
	t->why = trace.why;
	return e;
}

static enum err
by_provisioner(struct telling *t, const struct message *m)
{
	const struct order_line *line = t->line;
	const struct provision_line asked = {
		.order_id = line->order_id,
		.line_id = line->line_id,
		.product_slug = line->product_slug,
		.product_name = line->product_name,
		.plan_code = line->plan_code,
		.plan_name = line->plan_name,
		.delivery = line->delivery,
		.quantity = line->choice.quantity,
		.action = calls[t->move].action,
		.request_id = m->message_id,
		.term_ends_us = t->service.term_ends_at_us,
	};
	enum provision_outcome outcome;
	struct delivered got;

	return driver_ask(t->step, &outcome, &got, &asked, &t->why);
}

static enum err
taken_run(struct db *db, void *arg)
{
	struct telling *t = arg;
	struct act act = step_act(t->step, db);

	return service_taken(&act, &t->service, t->move);
}

static enum err
fault_run(struct db *db, void *arg)
{
	struct telling *t = arg;
	struct act act = step_act(t->step, db);

	return endpoint_faulted(&act, t->at.product_id, t->why);
}

/* Whose trouble it is: the seller's is noted for the seller. */
static enum err
failed(struct telling *t, enum err e, struct str *why)
{
	enum err noted = OK;

	*why = t->why;
	if (str_is(t->service.driver, "endpoint") && t->why.n > 0)
		noted = tx_run(
		    t->step->shop->site->pool, t->step->arena, fault_run, t);
	if (noted != OK || e == ERR_CONFIG || e == ERR_NOMEM)
		return noted != OK ? noted : e;
	return provision_again(e) ? ERR_UNAVAILABLE : ERR_INVALID;
}

static enum err
telling_read(struct telling *t, struct step *s, const struct message *m)
{
	*t = (struct telling){ .step = s,
		.service = { .service_id = m->subject_id },
		.why = STR("") };
	enum err e = service_move_parse(&t->move, m->template);

	return e == OK ? tx_read(s->shop->site->pool, s->arena, service_run, t)
		       : e;
}

enum err
service_tell(struct step *s, const struct message *m, struct str *why)
{
	struct telling t;
	enum err e = telling_read(&t, s, m);

	if (e != OK)
		return e;
	/* A later change has overtaken this one. */
	if (!service_wants(&t.service, t.move))
		return OK;
	if (str_is(t.service.driver, "endpoint"))
		e = by_endpoint(&t);
	else if (str_is(t.service.driver, "webhook"))
		e = by_provisioner(&t, m);
	else
		return OK;
	if (e != OK)
		return failed(&t, e, why);
	log_info("service's provisioner told", "template=%.*s",
	    STR_FMT(m->template));
	return tx_run(s->shop->site->pool, s->arena, taken_run, &t);
}

static enum err
refused_run(struct db *db, void *arg)
{
	struct telling *t = arg;
	struct act act = step_act(t->step, db);
	struct order o;
	const struct id nobody = { { 0 } };
	enum err e = service_refused(&act, &t->service, t->move, t->why);

	if (e != OK || !str_is(t->service.driver, "endpoint"))
		return e;
	e = order_get(db, t->step->arena, &o, t->service.order_id, nobody);
	return e == OK ? endpoint_failed(&act, o.seller_id, t->at.product_id)
		       : e;
}

enum err
service_give_up(struct step *s, const struct message *m, struct str why)
{
	struct telling t;
	enum err e = telling_read(&t, s, m);

	if (e == ERR_NOT_FOUND || e == ERR_INVALID)
		return OK;
	t.why = why;
	return e == OK ? tx_run(s->shop->site->pool, s->arena, refused_run, &t)
		       : e;
}
