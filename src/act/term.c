#include "act/term.h"

#include <assert.h>

#include "act/service.h"
#include "moves.h"
#include "store/task.h"

static const struct id nobody = { { 0 } };

static const char *const renewal_names[RENEWAL__MAX] = {
	[RENEWAL_OPEN] = "open",
	[RENEWAL_NO_TERM] = "no_term",
	[RENEWAL_EARLY] = "early",
	[RENEWAL_OVER] = "over",
	[RENEWAL_UNDER_WAY] = "under_way",
};

const char *
renewal_name(enum renewal r)
{
	assert(r < RENEWAL__MAX);
	return renewal_names[r];
}

struct id
term_order_of(const struct service *s)
{
	return id_is_nil(s->term_order_id) ? s->order_id : s->term_order_id;
}

int64_t
term_end_us(const struct calendar *calendar, const struct term *t)
{
	return calendar_midnight_us(calendar, term_last_day(t) + 1);
}

int64_t
term_from_now_us(const struct calendar *calendar, int64_t now_us,
    enum billing_mode mode, int64_t periods)
{
	struct term t;

	return term_begin(&t, calendar_day(calendar, now_us), mode, periods) ==
		OK
	    ? term_end_us(calendar, &t)
	    : 0;
}

int64_t
service_last_day(const struct calendar *calendar, const struct service *s)
{
	return calendar_day(calendar, s->term_ends_at_us - 1);
}

enum term_phase
service_phase(const struct calendar *calendar, const struct service *s,
    int64_t grace_days, int64_t now_us)
{
	int64_t today = calendar_day(calendar, now_us);
	int64_t first = term_first_day(&s->term);
	int64_t last = service_last_day(calendar, s);

	if (s->ended_at_us != 0 || str_is(s->access, SERVICE_RELEASED))
		return TERM_OVER;
	return today < first && first <= last
	    ? TERM_AHEAD
	    : term_phase_by(last, RENEW_DAYS, grace_days, today);
}

static enum renewal
renewal_now(const struct service *s, const struct calendar *calendar,
    int64_t grace_days, int64_t now_us)
{
	if (s->term.periods == 0)
		return RENEWAL_NO_TERM;
	switch (service_phase(calendar, s, grace_days, now_us)) {
	case TERM_RENEWABLE:
	case TERM_GRACE:
		return RENEWAL_OPEN;
	case TERM_OVER:
		return RENEWAL_OVER;
	default:
		return RENEWAL_EARLY;
	}
}

enum err
renewal_of(struct db *db, struct arena *a, struct renewal_case *out,
    const struct service *services, size_t n, const struct calendar *calendar,
    int64_t grace_days, int64_t now_us)
{
	enum renewal_stage stage;
	enum err e;

	*out = (struct renewal_case){ .is = RENEWAL_NO_TERM };
	if (n == 0)
		return OK;
	out->is = renewal_now(services, calendar, grace_days, now_us);
	if (out->is == RENEWAL_NO_TERM || out->is == RENEWAL_OVER)
		return OK;
	out->until_us = calendar_midnight_us(
	    calendar, service_last_day(calendar, services) + grace_days + 1);
	if (out->is == RENEWAL_EARLY)
		return OK;
	e = order_renewal_stage(
	    db, a, &stage, &out->under_way, services->order_id);
	if (e == OK && stage != RENEWAL_STAGE_NONE)
		out->is = RENEWAL_UNDER_WAY;
	return e;
}

enum err
service_note(struct act *act, const struct service *s, const char *kind,
    struct str reason)
{
	struct event event = act_event(
	    act, "service", s->service_id, kind, NULL, NULL, reason);

	return events_insert(act->db, &event, 1);
}

/* What an operator has moved the end of goes on from there. */
enum err
term_next(struct term *out, const struct calendar *calendar,
    const struct service *s, int64_t periods)
{
	int64_t last = service_last_day(calendar, s);

	return last == term_last_day(&s->term)
	    ? term_renew(out, &s->term, periods)
	    : term_begin(out, last, s->term.mode, periods);
}

static enum err
service_lengthen(
    struct act *act, struct service *s, const struct order *o, int64_t periods)
{
	enum err e = term_next(&s->term, act->calendar, s, periods);

	if (e != OK)
		return e;
	s->term_order_id = o->order_id;
	s->term_ends_at_us = term_end_us(act->calendar, &s->term);
	s->reminded = REMINDED_NEVER;
	s->next_step_at_us = act->now_us;
	if ((e = service_write(act->db, s)) != OK ||
	    (e = service_note(act, s, "renewed", STR_NONE)) != OK)
		return e;
	/* Whoever provisioned it is told. */
	return service_renew(act, s->service_id, s->term_ends_at_us);
}

/* Frozen it is there still. */
static bool
is_over(const struct service *s)
{
	return s->ended_at_us != 0 || s->term.periods == 0 ||
	    str_is(s->access, SERVICE_RELEASED);
}

/*
 * Each service by the line of its own place (a server runs with its image);
 * ERR_STATE: one has ended.  ERR_RETRY: it is not follows' term any more.
 */
static enum err
services_renew(struct act *act, struct id follows, const struct order *o)
{
	struct order_line *lines = NULL;
	struct service *services = NULL;
	size_t nlines = 0, n = 0, at = 0;
	enum err e = order_lines_of(
	    act->db, act->arena, &lines, &nlines, &o->order_id, 1);

	if (e == OK)
		e = services_lock_of(
		    act->db, act->arena, &services, &n, o->renews_order_id);
	for (size_t i = 0; e == OK && i < nlines; i++) {
		struct service *s = &services[at];

		if (line_is_server(&lines[i]))
			continue;
		if (at++ == n)
			return ERR_BUG;
		if (is_over(s))
			return ERR_STATE;
		if (!id_eq(term_order_of(s), follows))
			return ERR_RETRY;
		e = service_lengthen(act, s, o, lines[i].choice.periods);
	}
	return e == OK && at != n ? ERR_BUG : e;
}

enum err
renewal_is_over(struct act *act, bool *over, const struct order *o)
{
	struct service *services = NULL;
	size_t n = 0;
	enum err e = services_of(
	    act->db, act->arena, &services, &n, &o->renews_order_id, 1);

	*over = false;
	for (size_t i = 0; e == OK && i < n; i++)
		*over |= is_over(&services[i]);
	return e;
}

enum err
order_hold(
    struct act *act, struct order *o, struct order *before, struct id order_id)
{
	struct service *services = NULL;
	size_t n = 0;
	enum err e = order_get(act->db, act->arena, o, order_id, nobody);

	if (e == OK && !id_is_nil(o->renews_order_id)) {
		e = services_of(
		    act->db, act->arena, &services, &n, &o->renews_order_id, 1);
		if (e == OK && n == 0)
			e = ERR_BUG;
		if (e == OK)
			e = order_lock(act->db, act->arena, before,
			    term_order_of(services), nobody);
	}
	return e == OK ? order_lock(act->db, act->arena, o, order_id, nobody)
		       : e;
}

/* The order whose term this one follows; paid back ahead, it stays so. */
static enum err
order_follow(struct act *act, struct order *before)
{
	enum order_state from = before->state;
	enum err e;

	if (from == ORDER_REFUNDED)
		return OK;
	e = order_step(&before->state, from, ORDER_ON_RENEW);
	if (e != OK || before->state == from)
		return e;
	before->closed_at_us = act->now_us;
	return order_move(act, before, from, "renewed", STR_NONE);
}

enum err
order_renew(struct act *act, struct id order_id)
{
	struct order o, before;
	enum order_state from;
	struct message mail;
	enum err e = order_hold(act, &o, &before, order_id);

	if (e != OK)
		return e;
	from = o.state;
	e = order_step(&o.state, from, ORDER_ON_PROVISIONED);
	if (e != OK || o.state == from)
		return e;
	o.active_at_us = act->now_us;
	mail = act_message(act, "mail", "order_renewed", o.user_id, order_id);
	if ((e = services_renew(act, before.order_id, &o)) != OK ||
	    (e = order_follow(act, &before)) != OK ||
	    (e = order_move(act, &o, from, "delivered", STR_NONE)) != OK ||
	    (e = task_close(
		 act->db, STR(TASK_DELIVER), order_id, act->now_us)) != OK)
		return e;
	return outbox_insert(act->db, &mail, 1);
}
