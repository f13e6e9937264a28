/* An offer is sent: its versions. */
#include "moves.h"
#include "offer_moves.h"
#include "store/offer_draft.h"
#include "store/user.h"

/* Of the version that was sent last. */
static const char *
version_template(const struct offer *o)
{
	return o->version == 1 ? "offer" : "offer_revised";
}

enum err
offer_resend(struct act *act, struct id offer_id, struct id seller_id,
    const char *channel)
{
	struct event event;
	struct offer o;
	size_t n = 0;
	enum err e = offer_of_seller(
	    act->db, act->arena, &o, offer_id, seller_id);

	if (e != OK)
		return e;
	if ((o.state != OFFER_SENT && o.state != OFFER_EFFECTIVE) ||
	    act->now_us >= o.ends_at_us)
		return ERR_STATE;
	e = offer_messages(act, &o, version_template(&o), channel, &n);
	if (e == OK && n == 0)
		return ERR_INVALID;
	event = act_event(
	    act, "offer", o.offer_id, "resent", NULL, NULL, str_from(channel));
	return e != OK ? e : events_insert(act->db, &event, 1);
}

/*
 * An address that was nobody's when it was looked up may have been verified
 * since.  Held, so that a verification under way comes first, or meets the
 * offer that is sent.
 */
static enum err
target_bind(struct act *act, struct offer_target *target)
{
	struct user u;
	enum err e;

	if (!id_is_nil(target->company_id) || target->email.n == 0)
		return OK;
	e = user_by_email(act->db, act->arena, &u, target->email);
	if (e == OK)
		e = user_hold(act->db, act->arena, &u, u.user_id);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if (offer_binds(&u) && str_eq(u.email, target->email)) {
		target->company_id = u.company_id;
		target->user_id = u.user_id;
	}
	return OK;
}

/* Sent to an address, it becomes the company's that has proved it. */
static bool
target_stays(const struct offer_target *was, const struct offer_target *target)
{
	return id_is_nil(was->company_id)
	    ? str_eq(was->email, target->email)
	    : id_eq(was->company_id, target->company_id);
}

/* Revised, an offer stays the one company's; the contact may be another. */
static enum err
target_set(struct offer *o, const struct offer_target *target)
{
	if (id_is_nil(target->company_id)
		? target->email.n == 0 || !id_is_nil(target->user_id)
		: id_is_nil(target->user_id))
		return ERR_INVALID;
	if (o->version > 0 && !target_stays(&o->target, target))
		return ERR_STATE;
	o->target = *target;
	if (!id_is_nil(target->company_id))
		o->target.email = STR_NONE;
	return OK;
}

/* What follows from the terms is worked out here, not taken over. */
static enum err
terms_settle(struct act *act, struct offer_version *v)
{
	struct priced priced;
	enum err e = offer_unit(&v->terms.unit, &v->terms, v->terms.list_unit);

	if (e == OK)
		e = offer_net(&priced, &v->terms);
	if (e != OK)
		return e;
	v->net = priced.net;
	v->sent_at_us = act->now_us;
	v->sent_by = act->user_id;
	if (v->starts_at_us == 0)
		v->starts_at_us = act->now_us;
	return v->ends_at_us > v->starts_at_us && v->ends_at_us > act->now_us
	    ? OK
	    : ERR_INVALID;
}

static enum err
version_add(struct act *act, struct offer *o, struct offer_sending *s)
{
	struct offer_version *v = &s->version;
	enum err e = terms_settle(act, v);

	if (e == OK)
		e = target_set(o, &s->target);
	if (e == OK)
		e = offer_draft_delete(act->db, o->offer_id, s->draft_version);
	if (e == OK && o->version == 0)
		e = offer_token_make(act->arena, o, s->keys);
	if (e != OK)
		return e;
	v->offer_id = o->offer_id;
	v->version = ++o->version;
	o->product_id = v->terms.product_id;
	o->net = v->net;
	o->starts_at_us = v->starts_at_us;
	o->ends_at_us = v->ends_at_us;
	o->reminders = offer_reminders(v->ends_at_us, act->now_us);
	o->title = s->title;
	o->sent_at_us = act->now_us;
	o->closed_at_us = 0;
	return offer_version_insert(act->db, v, s->milestones, s->nmilestones,
	    s->documents, s->ndocuments);
}

static enum err
version_tell(struct act *act, const struct offer *o)
{
	struct request_answer answer = offer_answer(o);
	bool told = false;
	enum err e = offer_messages(act, o, version_template(o), NULL, NULL);

	if (e == OK)
		e = offer_request_answered(act, &told, &answer);
	return e != OK || told
	    ? e
	    : offer_tell(act, o,
		  o->version == 1 ? NOTICE_OFFER_SENT : NOTICE_OFFER_REVISED,
		  OFFER_TELL_BUYER);
}

enum err
offer_send(struct act *act, struct offer_sending *s)
{
	struct offer o;
	enum offer_state from;
	/* The user before the offer, as a verification holds them. */
	enum err e = target_bind(act, &s->target);

	if (e == OK)
		e = offer_lock(act->db, act->arena, &o, s->offer_id);
	if (e == OK && !id_eq(o.seller_id, s->seller_id))
		e = ERR_NOT_FOUND;
	if (e != OK)
		return e;
	from = o.state;
	e = offer_step(
	    &o.state, from, o.version == 0 ? OFFER_ON_SEND : OFFER_ON_REVISE);
	if (e != OK)
		return e;
	if (s->row_version != 0 && s->row_version != o.row_version)
		return ERR_STALE;
	e = version_add(act, &o, s);
	if (e == OK)
		e = offer_move(act, &o, from,
		    o.version == 1 ? "sent" : "revised", STR_NONE);
	return e != OK ? e : version_tell(act, &o);
}
