/* What follows from the clock: the worker only records it, and tells. */
#include "base/sys.h"
#include "offer_moves.h"

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
offers_due(
    struct act *act, struct id **offer_ids, size_t *n, enum offer_due what)
{
	struct db *db = act->db;
	struct arena *a = act->arena;
	int64_t now_us = act->now_us;

	switch (what) {
	case OFFER_DUE_END:
		return offers_to_expire(
		    db, a, offer_ids, n, now_us, OFFER_BATCH);
	case OFFER_DUE_START:
		return offers_to_start(
		    db, a, offer_ids, n, now_us, OFFER_BATCH);
	case OFFER_DUE_REMINDER:
		return offers_to_remind(db, a, offer_ids, n, now_us,
		    now_us + OFFER_SOON_US, now_us + OFFER_LAST_US,
		    OFFER_BATCH);
	case OFFER_DUE__MAX:
		break;
	}
	return ERR_BUG;
}

enum err
offer_due_record(
    struct act *act, bool *done, struct id offer_id, enum offer_due what)
{
	static enum err (*const each[OFFER_DUE__MAX])(
	    struct act * act, struct offer * o, bool *done) = {
		[OFFER_DUE_END] = expire_one,
		[OFFER_DUE_START] = start_one,
		[OFFER_DUE_REMINDER] = remind_one,
	};
	struct offer o;
	enum err e = offer_lock(act->db, act->arena, &o, offer_id);

	*done = false;
	return e == OK ? each[what](act, &o, done) : e;
}

enum err
offer_due_put_off(struct act *act, struct id offer_id)
{
	return offer_put_off(
	    act->db, offer_id, act->now_us + OFFER_PUT_OFF_H * HOUR_US);
}
