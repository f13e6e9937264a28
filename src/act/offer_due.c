/* What follows from the clock: the worker only records it, and tells. */
#include "offer_moves.h"

/* A list's offers, one by one, once each is locked. */
typedef enum err (*due_fn)(struct act *act, struct offer *o, bool *done);

static enum err
each(struct act *act, size_t *n, const struct id *ids, size_t nids, due_fn fn)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < nids; i++) {
		struct offer o;
		bool done = false;

		e = offer_lock(act->db, act->arena, &o, ids[i]);
		if (e == OK)
			e = fn(act, &o, &done);
		*n += done;
	}
	return e;
}

static bool
in_effect(const struct act *act, const struct offer *o)
{
	return offer_standing(o->state, o->starts_at_us, o->ends_at_us,
		   act->now_us) == OFFER_IN_EFFECT;
}

static enum err
start_one(struct act *act, struct offer *o, bool *done)
{
	enum offer_state from = o->state;
	enum err e;

	if (from != OFFER_SENT || !in_effect(act, o))
		return OK;
	*done = true;
	e = offer_step(&o->state, from, OFFER_ON_START);
	return e != OK ? e : offer_move(act, o, from, "started", STR_NONE);
}

enum err
offer_start_due(struct act *act, size_t *n)
{
	struct id *ids = NULL;
	size_t nids = 0;
	enum err e = offers_to_start(
	    act->db, act->arena, &ids, &nids, act->now_us, OFFER_BATCH);

	*n = 0;
	return e != OK ? e : each(act, n, ids, nids, start_one);
}

static enum err
expire_one(struct act *act, struct offer *o, bool *done)
{
	enum offer_state from = o->state;
	enum err e;

	if ((from != OFFER_SENT && from != OFFER_EFFECTIVE) ||
	    act->now_us < o->ends_at_us)
		return OK;
	*done = true;
	e = offer_step(&o->state, from, OFFER_ON_EXPIRE);
	o->closed_at_us = act->now_us;
	if (e == OK)
		e = offer_move(act, o, from, "expired", STR_NONE);
	return e != OK ? e
		       : offer_tell(act, o, NOTICE_OFFER_EXPIRED,
			     OFFER_TELL_BUYER | OFFER_TELL_SELLER);
}

enum err
offer_expire_due(struct act *act, size_t *n)
{
	struct id *ids = NULL;
	size_t nids = 0;
	enum err e = offers_to_expire(
	    act->db, act->arena, &ids, &nids, act->now_us, OFFER_BATCH);

	*n = 0;
	return e != OK ? e : each(act, n, ids, nids, expire_one);
}

/* A worker that was away for long reminds once, of what is left. */
static enum err
remind_one(struct act *act, struct offer *o, bool *done)
{
	int64_t due = offer_reminders(o->ends_at_us, act->now_us);
	enum err e;

	if (!in_effect(act, o) || o->reminders >= due)
		return OK;
	*done = true;
	o->reminders = due;
	e = offer_write(act->db, o, o->state);
	if (e == OK)
		e = offer_messages(act, o, "offer_ending", NULL, NULL);
	return e != OK
	    ? e
	    : offer_tell(act, o, NOTICE_OFFER_ENDING, OFFER_TELL_BUYER);
}

enum err
offer_remind_due(struct act *act, size_t *n)
{
	static const int64_t before_us[] = { OFFER_SOON_US, OFFER_LAST_US };
	enum err e = OK;

	*n = 0;
	for (size_t i = 0; e == OK && i < 2; i++) {
		struct id *ids = NULL;
		size_t nids = 0;

		e = offers_to_remind(act->db, act->arena, &ids, &nids,
		    act->now_us, act->now_us + before_us[i], (int64_t)i + 1,
		    OFFER_BATCH);
		if (e == OK)
			e = each(act, n, ids, nids, remind_one);
	}
	return e;
}
