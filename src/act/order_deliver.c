#include "act/order.h"

#include "act/term.h"
#include "crypto/token.h"
#include "moves.h"
#include "store/handover.h"
#include "store/service.h"
#include "store/task.h"

/* From today on; what is bought once has no end. */
static enum err
service_begin(struct act *act, struct service *s, const struct choice *choice)
{
	int64_t today = calendar_day(act->calendar, act->now_us);
	enum err e;

	if (choice->mode == MODE_ONE_TIME)
		return OK;
	e = term_begin(&s->term, today, choice->mode, choice->periods);
	if (e != OK)
		return e;
	s->term_ends_at_us = term_end_us(act->calendar, &s->term);
	s->next_step_at_us = act->now_us;
	return OK;
}

/* A service is delivered by nothing but its buyer's acceptance. */
static enum err
acceptance_check(struct act *act, struct id order_id)
{
	struct handover h;
	enum err e = handover_of_order(act->db, act->arena, &h, order_id);

	if (e == OK && h.state == HANDOVER_ACCEPTED)
		return OK;
	return e == OK || e == ERR_NOT_FOUND ? ERR_STATE : e;
}

/* The one delivery that names this line; NULL when none or two do. */
static const struct delivery *
delivery_of(const struct order_line *line, bool only_line,
    const struct delivery *deliveries, size_t n)
{
	const struct delivery *found = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct delivery *d = &deliveries[i];

		if (!id_eq(d->line_id, line->line_id) &&
		    !(only_line && id_is_nil(d->line_id)))
			continue;
		if (found != NULL)
			return NULL;
		found = d;
	}
	return found;
}

static enum err
service_make(struct act *act, struct service *out, const struct order *o,
    const struct order_line *line, const struct delivery *d,
    struct str seal_key)
{
	struct str aad;
	enum err e;

	*out = (struct service){
		.service_id = id_new(),
		.line_id = line->line_id,
		.order_id = o->order_id,
		.company_id = o->company_id,
		.access_url = d->access_url,
		.note = d->note,
		.driver = d->driver,
		.delivered_at_us = act->now_us,
	};
	e = line->delivery == DELIVERY_SERVICE
	    ? acceptance_check(act, o->order_id)
	    : OK;
	if (e == OK)
		e = service_begin(act, out, &line->choice);
	if (e != OK || d->secret.n == 0)
		return e;
	aad = (struct str){ (const char *)out->service_id.b,
		sizeof(out->service_id.b) };
	return seal(act->arena, &out->secret_sealed, seal_key, aad, d->secret);
}

static enum err
services_make(struct act *act, const struct order *o,
    const struct delivery *deliveries, size_t n, struct str seal_key)
{
	struct service services[LINES_MAX];
	struct order_line *lines;
	size_t nlines = 0, nservices = 0, delivered = 0;
	enum err e = order_lines_of(
	    act->db, act->arena, &lines, &nlines, &o->order_id, 1);

	for (size_t i = 0; e == OK && i < nlines; i++)
		nservices += !line_is_server(&lines[i]);
	if (e == OK && (n != nservices || n > LINES_MAX))
		return ERR_INVALID;
	for (size_t i = 0; e == OK && i < nlines; i++) {
		const struct delivery *d = delivery_of(
		    &lines[i], nservices == 1, deliveries, n);

		if (line_is_server(&lines[i]))
			continue;
		e = d == NULL ? ERR_INVALID
			      : service_make(act, &services[delivered++], o,
				    &lines[i], d, seal_key);
	}
	return e != OK ? e : services_insert(act->db, services, delivered);
}

enum err
order_deliver(struct act *act, struct id order_id,
    const struct delivery *deliveries, size_t n, struct str seal_key)
{
	struct order o, before;
	enum order_state from;
	struct message mail;
	enum err e = order_hold(act, &o, &before, order_id);

	if (e != OK)
		return e;
	if (!id_is_nil(o.renews_order_id))
		return order_renew(act, order_id);
	from = o.state;
	e = order_step(&o.state, from, ORDER_ON_PROVISIONED);
	if (e != OK || o.state == from)
		return e;
	o.active_at_us = act->now_us;
	mail = act_message(
	    act, "mail", "order_delivered", o.user_id, o.order_id);
	if ((e = services_make(act, &o, deliveries, n, seal_key)) != OK ||
	    (e = order_move(act, &o, from, "delivered", STR_NONE)) != OK ||
	    (e = task_close(
		 act->db, STR(TASK_DELIVER), order_id, act->now_us)) != OK)
		return e;
	return outbox_insert(act->db, &mail, 1);
}
