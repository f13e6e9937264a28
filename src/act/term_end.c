#include "act/term.h"

#include "act/service.h"
#include "base/sys.h"
#include "moves.h"
#include "store/task.h"

static const struct id nobody = { { 0 } };

/* A renewal that is being paid keeps its services until that is decided. */
enum { HOLD_H = 1 };

static enum err
service_end(struct act *act, struct service *s, struct str reason)
{
	enum err e;

	s->ended_at_us = act->now_us;
	s->next_step_at_us = 0;
	if ((e = service_write(act->db, s)) != OK ||
	    (e = service_note(act, s, "ended", reason)) != OK)
		return e;
	return service_change(act, s->service_id, SERVICE_RELEASE, reason);
}

/* By hand is switched off what was switched on by hand. */
static enum err
release_by_hand(struct act *act, const struct service *services, size_t n)
{
	struct order_line *lines = NULL;
	bool wanted = false;
	size_t nlines = 0;
	enum err e = order_lines_of(
	    act->db, act->arena, &lines, &nlines, &services->order_id, 1);

	for (size_t i = 0; e == OK && i < n * nlines; i++) {
		const struct service *s = &services[i / nlines];
		const struct order_line *l = &lines[i % nlines];

		wanted |= id_eq(s->line_id, l->line_id) &&
		    s->driver.p == NULL &&
		    (l->delivery == DELIVERY_SAAS ||
			l->delivery == DELIVERY_IMAGE);
	}
	return e == OK && wanted ? task_open(act->db, STR(TASK_RELEASE),
				       services->order_id, act->now_us)
				 : e;
}

/*
 * Each is given up (act/service.h), and an operator's task is opened for
 * what was delivered by hand and has something to switch off.
 */
static enum err
services_end(
    struct act *act, struct service *services, size_t n, struct str reason)
{
	size_t ended = 0;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++) {
		if (services[i].ended_at_us != 0)
			continue;
		ended++;
		e = service_end(act, &services[i], reason);
	}
	return e == OK && ended > 0 ? release_by_hand(act, services, n) : e;
}

/* Nobody has renewed it in time, or an operator has given it up. */
static enum err
term_over(struct act *act, struct order *o, struct service *services, size_t n)
{
	bool given_up = str_is(services->access, SERVICE_RELEASED);
	enum order_state from = o->state;
	struct message mail = act_message(
	    act, "mail", "term_ended", o->user_id, o->order_id);
	enum err e = services_end(act, services, n,
	    given_up ? STR_NONE : STR("The term was not renewed."));

	if (e == OK)
		e = order_step(&o->state, from, ORDER_ON_TERM_END);
	/* A renewal that was paid back has ended before its services. */
	if (e == ERR_STATE)
		e = OK;
	else if (e == OK && o->state != from) {
		o->closed_at_us = act->now_us;
		e = order_move(act, o, from, "ended", STR_NONE);
	}
	return e == OK && !given_up ? outbox_insert(act->db, &mail, 1) : e;
}

/* What was paid for before the term that is given back is served on. */
static enum err
services_shorten(
    struct act *act, struct service *services, size_t n, int64_t first_day)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++) {
		services[i].term_ends_at_us = calendar_midnight_us(
		    act->calendar, first_day);
		services[i].reminded = REMINDED_NEVER;
		services[i].next_step_at_us = act->now_us;
		e = service_write(act->db, &services[i]);
	}
	return e;
}

enum err
term_give_back(struct act *act, const struct order *o)
{
	struct id root = id_is_nil(o->renews_order_id) ? o->order_id
						       : o->renews_order_id;
	struct service *services = NULL;
	int64_t first;
	size_t n = 0;
	enum err e = services_lock_of(act->db, act->arena, &services, &n, root);

	if (e != OK || n == 0 || services->ended_at_us != 0 ||
	    !id_eq(term_order_of(services), o->order_id))
		return e;
	first = term_first_day(&services->term);
	/* Begun anew where an operator had moved the end: the day after. */
	if (services->term.before == 0 && !id_is_nil(o->renews_order_id))
		first++;
	return services->term.periods > 0 &&
		calendar_day(act->calendar, act->now_us) < first
	    ? services_shorten(act, services, n, first)
	    : services_end(act, services, n, STR("It was paid back."));
}

static enum err
next_step(struct act *act, struct service *s, int64_t grace_days)
{
	int64_t end = service_last_day(act->calendar, s);
	int64_t day = end + grace_days + 1, reminder;

	if (reminder_next_day(
		&reminder, &term_reminders, end, (int)s->reminded) &&
	    reminder > calendar_day(act->calendar, act->now_us))
		day = reminder;
	s->next_step_at_us = calendar_midnight_us(act->calendar, day);
	return service_write(act->db, s);
}

static enum err
term_remind(struct act *act, const struct order *o, struct service *services,
    size_t n, int64_t grace_days)
{
	int64_t today = calendar_day(act->calendar, act->now_us);
	int due = reminder_due(&term_reminders,
	    service_last_day(act->calendar, services), today,
	    (int)services->reminded);
	struct message mail = act_message(
	    act, "mail", "term_ending", o->user_id, o->order_id);
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++) {
		if (due != REMINDED_NEVER)
			services[i].reminded = due;
		e = next_step(act, &services[i], grace_days);
	}
	return e == OK && due != REMINDED_NEVER
	    ? outbox_insert(act->db, &mail, 1)
	    : e;
}

static enum err
term_hold(struct act *act, struct service *services, size_t n)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++) {
		services[i].next_step_at_us = act->now_us + HOLD_H * HOUR_US;
		e = service_write(act->db, &services[i]);
	}
	return e;
}

/* *o is the order whose term runs. */
static enum err
term_lock(struct act *act, struct order *o, struct service **services,
    size_t *n, struct id root)
{
	struct id running;
	enum err e = order_lock(act->db, act->arena, o, root, nobody);

	if (e == OK)
		e = services_of(act->db, act->arena, services, n, &root, 1);
	if (e == OK && *n == 0)
		e = ERR_BUG;
	if (e != OK)
		return e;
	running = term_order_of(*services);
	if (!id_eq(running, root))
		e = order_lock(act->db, act->arena, o, running, nobody);
	if (e == OK)
		e = services_lock_of(act->db, act->arena, services, n, root);
	return e == OK && !id_eq(term_order_of(*services), running) ? ERR_RETRY
								    : e;
}

/* root is the order that the services were delivered for. */
static enum err
term_step(struct act *act, struct id root, int64_t grace_days)
{
	struct service *services;
	struct order o;
	struct id renewal;
	enum renewal_stage stage = RENEWAL_STAGE_NONE;
	size_t n = 0;
	enum err e = term_lock(act, &o, &services, &n, root);

	/* Another worker was here since the list was read. */
	if (e != OK || services->next_step_at_us == 0 ||
	    services->next_step_at_us > act->now_us)
		return e;
	if (service_phase(act->calendar, services, grace_days, act->now_us) !=
	    TERM_OVER)
		return term_remind(act, &o, services, n, grace_days);
	e = order_renewal_stage(act->db, act->arena, &stage, &renewal, root);
	if (e != OK)
		return e;
	return stage == RENEWAL_STAGE_PAYING ? term_hold(act, services, n)
					     : term_over(act, &o, services, n);
}

enum err
terms_step_due(struct act *act, size_t *done, int64_t grace_days)
{
	struct id *ids;
	size_t n = 0;
	enum err e = services_due(
	    act->db, act->arena, &ids, &n, act->now_us, TERMS_BATCH);

	*done = 0;
	for (size_t i = 0; e == OK && i < n; i++) {
		e = term_step(act, ids[i], grace_days);
		*done += e == OK;
	}
	return e;
}
