#include "state.h"

enum err
state_open(struct state *s)
{
	s->arena = arena_open(STATE_BYTES_MAX);
	return s->arena ? OK : ERR_NOMEM;
}

void
state_close(struct state *s)
{
	map_close(&s->by_id);
	map_close(&s->by_key);
	map_close(&s->by_reference);
	map_close(&s->by_event);
	if (s->arena)
		arena_close(s->arena);
}

static enum err
session_add(struct state *s, const struct record *r)
{
	struct session *made = ARENA_NEW(s->arena, struct session);
	enum err e;

	if (!made)
		return ERR_NOMEM;
	*made = r->made;
	made->id = r->session;
	made->created_at_us = r->at_us;
	e = map_put(&s->by_id, made->id, made);
	if (!e)
		e = map_put(&s->by_key, made->key, made);
	if (!e)
		e = map_put(&s->by_reference, made->reference, made);
	if (e)
		return e;
	if (s->last)
		s->last->next = made;
	else
		s->first = made;
	s->last = made;
	return OK;
}

static enum err
duty_add(struct state *s, struct session *session, const struct record *r)
{
	struct duty *d = ARENA_NEW(s->arena, struct duty);

	if (!d)
		return ERR_NOMEM;
	d->session = session;
	d->event = r->event;
	d->made_at_us = r->at_us;
	d->due_us = r->due_us;
	d->copies = r->copies;
	d->next = s->duties;
	s->duties = d;
	return str_empty(d->event) ? OK : map_put(&s->by_event, d->event, d);
}

/* A capture that was awaited is a duty done. */
static void
capture_duty_drop(struct state *s, const struct session *session)
{
	for (struct duty *d = s->duties; d; d = d->next)
		if (d->session == session && str_empty(d->event)) {
			state_drop_duty(s, d);
			return;
		}
}

static void
event_sent(struct state *s, struct str event)
{
	struct duty *d = map_get(&s->by_event, event);

	if (d && d->copies > 0 && --d->copies == 0)
		state_drop_duty(s, d);
}

enum err
state_apply(struct state *s, const struct record *r)
{
	struct session *session = map_get(&s->by_id, r->session);

	if (r->kind == RECORD_SESSION)
		return session ? ERR_EXISTS : session_add(s, r);
	if (!session)
		return ERR_NOT_FOUND;
	switch (r->kind) {
	case RECORD_ACTION:
		session->state = SESSION_REQUIRES_ACTION;
		return OK;
	case RECORD_PROCESSING:
		session->state = SESSION_PROCESSING;
		session->capture_at_us = r->due_us;
		return duty_add(s, session, r);
	case RECORD_CAPTURED:
		capture_duty_drop(s, session);
		session->state = SESSION_CAPTURED;
		session->captures++;
		session->silent = (unsigned)r->silent;
		return r->copies ? duty_add(s, session, r) : OK;
	case RECORD_FAILED:
		session->state = SESSION_FAILED;
		session->failure = r->failure;
		return duty_add(s, session, r);
	case RECORD_SENT:
		event_sent(s, r->event);
		return OK;
	case RECORD_SESSION:
		break;
	}
	return ERR_BUG;
}

struct duty *
state_next_duty(const struct state *s)
{
	struct duty *next = NULL;

	for (struct duty *d = s->duties; d; d = d->next)
		if (!d->taken && (!next || d->due_us < next->due_us))
			next = d;
	return next;
}

void
state_drop_duty(struct state *s, struct duty *d)
{
	struct duty **link = &s->duties;

	while (*link && *link != d)
		link = &(*link)->next;
	if (*link)
		*link = d->next;
}
