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
	map_close(&s->refunds);
	map_close(&s->refund_references);
	map_close(&s->setups);
	map_close(&s->setup_references);
	map_close(&s->methods);
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
duty_add(struct state *s, struct duty about, const struct record *r)
{
	struct duty *d = ARENA_NEW(s->arena, struct duty);

	if (!d)
		return ERR_NOMEM;
	*d = about;
	d->event = r->event;
	d->made_at_us = r->at_us;
	d->due_us = r->due_us;
	d->copies = r->copies;
	d->next = s->duties;
	s->duties = d;
	return str_empty(d->event) ? OK : map_put(&s->by_event, d->event, d);
}

/* A capture, or a refund, that was awaited is a duty done. */
static void
awaited_drop(struct state *s, const struct duty *about)
{
	for (struct duty *d = s->duties; d; d = d->next)
		if (d->session == about->session &&
		    d->refund == about->refund && str_empty(d->event)) {
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

static enum err
refund_add(struct state *s, struct session *session, const struct record *r)
{
	struct refund *made = ARENA_NEW(s->arena, struct refund);
	enum err e;

	if (!made)
		return ERR_NOMEM;
	*made = r->made_refund;
	made->id = r->refund;
	made->session = session;
	made->session_id = session->id;
	made->created_at_us = r->at_us;
	e = map_put(&s->refunds, made->id, made);
	if (!e)
		e = map_put(&s->refund_references, made->reference, made);
	if (e)
		return e;
	session->refunded_minor += made->amount.minor;
	return duty_add(s, (struct duty){ .refund = made }, r);
}

static enum err
refund_apply(struct state *s, struct session *session, const struct record *r)
{
	struct refund *refund = map_get(&s->refunds, r->refund);
	const struct duty about = { .refund = refund };

	if (r->kind == RECORD_REFUND)
		return refund ? ERR_EXISTS : refund_add(s, session, r);
	if (!refund)
		return ERR_NOT_FOUND;
	awaited_drop(s, &about);
	refund->state = r->kind == RECORD_REFUND_DONE ? REFUND_DONE
						      : REFUND_FAILED;
	refund->failure = r->failure;
	if (refund->state == REFUND_FAILED)
		session->refunded_minor -= refund->amount.minor;
	return duty_add(s, about, r);
}

static enum err
setup_add(struct state *s, const struct record *r)
{
	struct setup *made = ARENA_NEW(s->arena, struct setup);
	enum err e;

	if (!made)
		return ERR_NOMEM;
	*made = r->made_setup;
	made->id = r->session;
	made->created_at_us = r->at_us;
	e = map_put(&s->setups, made->id, made);
	return e ? e : map_put(&s->setup_references, made->reference, made);
}

static enum err
setup_apply(struct state *s, const struct record *r)
{
	struct setup *setup = map_get(&s->setups, r->session);
	enum err e;

	if (r->kind == RECORD_SETUP)
		return setup ? ERR_EXISTS : setup_add(s, r);
	if (!setup)
		return ERR_NOT_FOUND;
	if (r->kind == RECORD_FORGOTTEN) {
		setup->forgotten = true;
		return OK;
	}
	setup->state = r->kind == RECORD_SETUP_DONE ? SETUP_DONE : SETUP_FAILED;
	setup->failure = r->failure;
	setup->method = r->method;
	setup->card = card_parse(r->card);
	e = duty_add(s, (struct duty){ .setup = setup }, r);
	if (e || setup->state == SETUP_FAILED)
		return e;
	return map_put(&s->methods, setup->method, setup);
}

static enum err
session_apply(struct state *s, struct session *session, const struct record *r)
{
	const struct duty about = { .session = session };

	if (!str_empty(r->card))
		session->card = card_parse(r->card);
	switch (r->kind) {
	case RECORD_ACTION:
		session->state = SESSION_REQUIRES_ACTION;
		return OK;
	case RECORD_PROCESSING:
		session->state = SESSION_PROCESSING;
		session->capture_at_us = r->due_us;
		return duty_add(s, about, r);
	case RECORD_CAPTURED:
		awaited_drop(s, &about);
		session->state = SESSION_CAPTURED;
		session->captures++;
		session->silent = (unsigned)r->silent;
		return r->copies ? duty_add(s, about, r) : OK;
	case RECORD_FAILED:
		session->state = SESSION_FAILED;
		session->failure = r->failure;
		return duty_add(s, about, r);
	default:
		return refund_apply(s, session, r);
	}
}

enum err
state_apply(struct state *s, const struct record *r)
{
	struct session *session = map_get(&s->by_id, r->session);

	switch (r->kind) {
	case RECORD_SENT:
		event_sent(s, r->event);
		return OK;
	case RECORD_SETUP:
	case RECORD_SETUP_DONE:
	case RECORD_SETUP_FAILED:
	case RECORD_FORGOTTEN:
		return setup_apply(s, r);
	case RECORD_SESSION:
		return session ? ERR_EXISTS : session_add(s, r);
	default:
		return session ? session_apply(s, session, r) : ERR_NOT_FOUND;
	}
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
