/* Sealed events become messages. */
#include "act/webhook.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "domain/webhook.h"
#include "store/cursor.h"
#include "webhook_body.h"

/* For one that is not called it waits, as long as it is kept. */
static int64_t
due_us(const struct act *act, const struct webhook *w)
{
	return str_is(w->state, "ACTIVE")
	    ? act->now_us
	    : act->now_us + WEBHOOK_KEPT_DAYS * DAY_US;
}

static enum err
message_make(struct act *act, const struct webhook *w, enum webhook_side side,
    enum webhook_kind kind, const struct event *event,
    const struct webhook_subject *s)
{
	struct webhook_message m = {
		.message_id = id_new(),
		.webhook_id = w->webhook_id,
		.event_id = event->event_id,
		.kind = str_from(webhook_kinds[kind]),
		.next_at_us = due_us(act, w),
		.created_at_us = act->now_us,
	};
	enum err e = webhook_body(act->arena, &m.body, kind, side, event, s);

	if (e == OK)
		e = webhook_message_insert(act->db, &m);
	return e == ERR_EXISTS ? OK : e;
}

static enum err
side_tell(struct act *act, struct id company_id, enum webhook_side side,
    const struct event *event, const struct webhook_subject *s)
{
	struct webhook *all;
	size_t n = 0;
	enum err e = webhooks_told(
	    act->db, act->arena, &all, &n, company_id, event->created_at_us);

	for (size_t i = 0; e == OK && i < n; i++) {
		webhook_set wanted;
		enum webhook_kind kind;

		e = webhook_set_parse(&wanted, all[i].kinds);
		if (e != OK)
			return ERR_BUG;
		kind = webhook_kind_of(
		    event->subject, event->kind, event->to_state, side, wanted);
		if (kind != WEBHOOK_KIND__MAX)
			e = message_make(act, &all[i], side, kind, event, s);
	}
	return e;
}

/* A company that buys of itself hears of it as the buyer. */
static enum err
event_tell(struct act *act, const struct event *event)
{
	struct webhook_subject s;
	enum err e = webhook_subject_get(act->db, act->arena, &s, event);

	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if (!id_is_nil(s.company_id))
		e = side_tell(act, s.company_id, WEBHOOK_BUYER, event, &s);
	if (e == OK && !id_is_nil(s.seller_company_id))
		e = side_tell(
		    act, s.seller_company_id, WEBHOOK_SELLER, event, &s);
	return e;
}

/* Is it of any kind at all? */
static bool
is_told(const struct event *event)
{
	const webhook_set all = ((webhook_set)1 << WEBHOOK_KIND__MAX) - 1;

	return webhook_kind_of(event->subject, event->kind, event->to_state,
		   WEBHOOK_BUYER, all) != WEBHOOK_KIND__MAX ||
	    webhook_kind_of(event->subject, event->kind, event->to_state,
		WEBHOOK_SELLER, all) != WEBHOOK_KIND__MAX;
}

/* The cursor is locked all the while, and moves with what it made. */
enum err
webhooks_tell(struct act *act, size_t *read)
{
	struct event *events = NULL;
	int64_t from, to;
	bool any = false;
	enum err e = cursor_lock(act->db, act->arena, &from, CURSOR_WEBHOOKS);

	*read = 0;
	if (e == OK)
		e = webhook_events(act->db, act->arena, &events, read, &to,
		    from, WEBHOOK_EVENTS_BATCH);
	if (e != OK || *read == 0)
		return e;
	e = webhooks_any(act->db, act->arena, &any);
	for (size_t i = 0; e == OK && any && i < *read; i++)
		if (is_told(&events[i]))
			e = event_tell(act, &events[i]);
	crash_point("webhooks.told");
	return e == OK ? cursor_move(act->db, CURSOR_WEBHOOKS, from, to) : e;
}
