#include "act/seller.h"
#include "base/text.h"
#include "moves.h"
#include "offer_moves.h"
#include "store/offer_trace.h"
#include "store/user.h"

int64_t
offer_reminders(int64_t ends_at_us, int64_t now_us)
{
	int64_t left = ends_at_us - now_us;

	return left <= OFFER_LAST_US ? 2 : left <= OFFER_SOON_US ? 1 : 0;
}

enum err
offer_move(struct act *act, const struct offer *o, enum offer_state from,
    const char *kind, struct str reason)
{
	struct event event = act_event(act, "offer", o->offer_id, kind,
	    offer_state_name(from), offer_state_name(o->state),
	    reason_cut(reason));
	enum err e = offer_write(act->db, o, from);

	return e != OK ? e : events_insert(act->db, &event, 1);
}

enum err
offer_tell(
    struct act *act, const struct offer *o, const char *kind, unsigned sides)
{
	struct notice notice = {
		.kind = kind, .subject_id = o->offer_id, .at_us = o->ends_at_us
	};
	struct offer shown;
	enum err e = offer_get(act->db, act->arena, &shown, o->offer_id);

	if (e != OK)
		return e;
	notice.topic = shown.product_name;
	if (sides & OFFER_TELL_BUYER) {
		notice.party = shown.seller_name;
		e = notify_buyers(act, o->target.company_id, &notice);
	}
	if (e == OK && sides & OFFER_TELL_SELLER) {
		notice.party = shown.company_name.p != NULL
		    ? shown.company_name
		    : text_mask_email(act->arena, shown.contact_email);
		e = notify_sellers(act, o->seller_id, &notice);
	}
	return e;
}

struct request_answer
offer_answer(const struct offer *o)
{
	return (struct request_answer){ .request_id = o->request_id,
		.company_id = o->target.company_id,
		.seller_id = o->seller_id,
		.offer_id = o->offer_id,
		.version = o->version,
		.contact_id = o->target.user_id };
}

/* Locked, its seller's (nil: anybody's), of this row_version (0: any). */
static enum err
offer_take(struct act *act, struct offer *o, struct id offer_id,
    struct id seller_id, int64_t row_version)
{
	enum err e = offer_lock(act->db, act->arena, o, offer_id);

	if (e != OK)
		return e;
	if (!id_is_nil(seller_id) && !id_eq(o->seller_id, seller_id))
		return ERR_NOT_FOUND;
	return row_version != 0 && row_version != o->row_version ? ERR_STALE
								 : OK;
}

enum err
offer_withdraw(struct act *act, struct id offer_id, struct id seller_id,
    int64_t row_version, struct str reason)
{
	struct offer o;
	enum offer_state from;
	enum err e = offer_take(act, &o, offer_id, seller_id, 0);

	if (e != OK || o.state == OFFER_WITHDRAWN)
		return e;
	from = o.state;
	e = offer_step(&o.state, from, OFFER_ON_WITHDRAW);
	if (e != OK)
		return e;
	if (row_version != 0 && row_version != o.row_version)
		return ERR_STALE;
	o.close_reason = reason;
	o.closed_at_us = act->now_us;
	e = offer_move(act, &o, from, "withdrawn", reason);
	if (e == OK)
		e = offer_messages(
		    act, &o, "offer_withdrawn", OFFER_MAIL, NULL);
	return e != OK
	    ? e
	    : offer_tell(act, &o, NOTICE_OFFER_WITHDRAWN, OFFER_TELL_BUYER);
}

enum err
offer_extend(struct act *act, struct id offer_id, struct id seller_id,
    int64_t row_version, int64_t ends_at_us)
{
	struct offer o;
	enum offer_state from;
	enum err e = offer_take(act, &o, offer_id, seller_id, row_version);

	if (e != OK)
		return e;
	from = o.state;
	e = offer_step(&o.state, from, OFFER_ON_EXTEND);
	if (e != OK)
		return e;
	if (ends_at_us <= o.ends_at_us || ends_at_us <= act->now_us)
		return ERR_INVALID;
	o.ends_at_us = ends_at_us;
	o.closed_at_us = 0;
	o.reminders = offer_reminders(ends_at_us, act->now_us);
	e = offer_move(act, &o, from, "extended", STR_NONE);
	if (e == OK)
		e = offer_messages(act, &o, "offer_extended", NULL, NULL);
	return e != OK
	    ? e
	    : offer_tell(act, &o, NOTICE_OFFER_EXTENDED, OFFER_TELL_BUYER);
}

enum err
offer_decline(struct act *act, struct id offer_id, struct id company_id,
    struct str reason)
{
	struct request_answer answer;
	struct offer o;
	enum offer_state from;
	enum err e = offer_lock(act->db, act->arena, &o, offer_id);

	if (e != OK)
		return e;
	if (o.state == OFFER_DRAFT || !id_eq(o.target.company_id, company_id))
		return ERR_NOT_FOUND;
	if (o.state == OFFER_DECLINED)
		return OK;
	from = o.state;
	e = offer_step(&o.state, from, OFFER_ON_DECLINE);
	if (e == OK && act->now_us >= o.ends_at_us)
		e = ERR_STATE;
	if (e != OK)
		return e;
	o.close_reason = reason;
	o.closed_at_us = act->now_us;
	answer = offer_answer(&o);
	if ((e = offer_move(act, &o, from, "declined", reason)) != OK ||
	    (e = offer_request_turned_down(act, &answer, reason)) != OK ||
	    (e = seller_mail(act, o.seller_id, "offer_declined", o.offer_id)) !=
		OK)
		return e;
	return offer_tell(act, &o, NOTICE_OFFER_DECLINED, OFFER_TELL_SELLER);
}

bool
offer_binds(const struct user *u)
{
	return !id_is_nil(u->company_id) && u->verified_at_us != 0 &&
	    str_is(u->state, "ACTIVE") &&
	    (str_is(u->role, "owner") || str_is(u->role, "purchaser"));
}

/*
 * Another's verification may have come first: looked at once it is locked.
 * Whoever caused it has not seen the offer, and is told like the others.
 */
static enum err
bind_one(struct act *act, struct id offer_id, const struct user *u)
{
	struct act teller = *act;
	struct offer o;
	enum err e = offer_lock(act->db, act->arena, &o, offer_id);

	if (e != OK || !id_is_nil(o.target.company_id))
		return e;
	o.target = (struct offer_target){ .company_id = u->company_id,
		.user_id = u->user_id };
	e = offer_move(act, &o, o.state, "bound", STR_NONE);
	teller.user_id = (struct id){ { 0 } };
	return e != OK
	    ? e
	    : offer_tell(&teller, &o, NOTICE_OFFER_SENT, OFFER_TELL_BUYER);
}

enum err
offer_bind(struct act *act, struct id user_id)
{
	struct user u;
	struct id *ids = NULL;
	size_t n = 0;
	enum err e = user_get(act->db, act->arena, &u, user_id);

	if (e != OK)
		return e;
	if (!offer_binds(&u))
		return OK;
	e = offers_to_bind(act->db, act->arena, &ids, &n, u.email, OFFER_BATCH);
	for (size_t i = 0; e == OK && i < n; i++)
		e = bind_one(act, ids[i], &u);
	return e;
}
