/* The messages that tell the buyer of an offer. */
#include "base/text.h"
#include "moves.h"
#include "offer_moves.h"
#include "store/member.h"
#include "store/offer_trace.h"
#include "store/profile.h"

/* A mobile number's last three digits: "+49***123". */
static struct str
mobile_mask(struct arena *a, struct str mobile)
{
	struct str head = str_sub(mobile, 0, 3);
	struct str tail = mobile.n > 6 ? str_sub(mobile, mobile.n - 3, 3)
				       : STR("");

	return arena_printf(a, "%.*s***%.*s", STR_FMT(head), STR_FMT(tail));
}

struct telling {
	struct act *act;
	const struct offer *offer;
	const char *template;
	struct message messages[2];
	struct offer_message told[2];
	size_t n;
};

static void
message_add(struct telling *t, const char *channel, struct str masked)
{
	const struct offer *o = t->offer;
	struct message *m = &t->messages[t->n];

	*m = act_message(
	    t->act, channel, t->template, o->target.user_id, o->offer_id);
	if (id_is_nil(o->target.user_id))
		m->address = o->target.email;
	t->told[t->n++] = (struct offer_message){ .message_id = m->message_id,
		.offer_id = o->offer_id,
		.version = o->version,
		.channel = str_from(channel),
		.recipient = masked,
		.created_at_us = t->act->now_us };
}

static bool
is_wanted(const char *only, const char *channel)
{
	return only == NULL || str_is(str_from(only), channel);
}

/* As a user of the company whose price it is. */
static enum err
contact_get(struct act *act, struct profile *out, const struct offer_target *of)
{
	struct member m;
	enum err e = member_get(
	    act->db, act->arena, &m, of->company_id, of->user_id);

	return e == OK
	    ? profile_get(act->db, act->arena, out, of->user_id, act->now_us)
	    : e;
}

/*
 * A user who has left, or is no more, is told nothing; the company's others
 * see it in their pages.
 */
static enum err
messages_make(struct telling *t, const char *only)
{
	const struct offer_target *target = &t->offer->target;
	struct arena *a = t->act->arena;
	struct profile to = { .email = target->email };
	enum err e = OK;

	if (!id_is_nil(target->user_id))
		e = contact_get(t->act, &to, target);
	else if (profile_is_erased(target->email))
		e = ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e != OK)
		return e;
	if (is_wanted(only, OFFER_MAIL))
		message_add(t, OFFER_MAIL, text_mask_email(a, to.email));
	if (to.mobile.p != NULL && to.mobile_verified_at_us != 0 &&
	    is_wanted(only, OFFER_SMS))
		message_add(t, OFFER_SMS, mobile_mask(a, to.mobile));
	return OK;
}

enum err
offer_messages(struct act *act, const struct offer *o, const char *template,
    const char *only, size_t *n)
{
	struct telling t = { .act = act, .offer = o, .template = template };
	enum err e = messages_make(&t, only);

	if (n != NULL)
		*n = t.n;
	if (e != OK || t.n == 0)
		return e;
	e = outbox_insert(act->db, t.messages, t.n);
	return e != OK ? e : offer_messages_insert(act->db, t.told, t.n);
}
