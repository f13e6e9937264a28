#include "act/member.h"

#include "act/offer.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "store/api_key.h"
#include "store/member.h"
#include "store/profile.h"
#include "store/session.h"

static enum err
member_event(struct act *act, struct id user_id, const char *kind,
    struct str from, struct str to)
{
	struct event event = act_event(
	    act, "user", user_id, kind, NULL, NULL, STR_NONE);

	event.from_state = from;
	event.to_state = to;
	return events_insert(act->db, &event, 1);
}

/* Held with its company, so that who else is owner stays so. */
static enum err
member_hold(struct act *act, struct member *out, struct id company_id,
    struct id user_id)
{
	enum err e = company_hold(act->db, company_id);

	return e == OK
	    ? member_get(act->db, act->arena, out, company_id, user_id)
	    : e;
}

static enum err
mail_add(struct act *act, const char *template, struct id user_id,
    struct str address, struct id subject_id)
{
	struct message m = act_message(
	    act, "mail", template, user_id, subject_id);

	m.address = address;
	return outbox_insert(act->db, &m, 1);
}

/* One that changed nothing, of a user who is there. */
static enum err
refusal(const struct member *m, int64_t row_version)
{
	return row_version != 0 && row_version != m->row_version ? ERR_STALE
								 : ERR_STATE;
}

enum err
member_change_role(struct act *act, struct id company_id, struct id user_id,
    struct str role, int64_t row_version)
{
	struct member m;
	bool changed = false;
	enum err e = member_hold(act, &m, company_id, user_id);

	if (e != OK || str_eq(m.role, role))
		return e;
	e = member_set_role(
	    act->db, &changed, company_id, user_id, role, row_version);
	if (e == OK && !changed)
		e = refusal(&m, row_version);
	if (e == OK)
		e = session_delete_all(act->db, user_id);
	if (e == OK)
		e = member_event(act, user_id, "role_changed", m.role, role);
	return e == OK
	    ? mail_add(act, "role_changed", user_id, STR_NONE, company_id)
	    : e;
}

/* An owner steps down first: that asks whether another one is left. */
enum err
member_remove(struct act *act, struct id company_id, struct id user_id)
{
	struct member m;
	bool changed = false;
	enum err e = member_hold(act, &m, company_id, user_id);

	if (e == OK)
		e = member_set_role(
		    act->db, &changed, company_id, user_id, STR("viewer"), 0);
	if (e == OK && !changed)
		e = ERR_STATE;
	if (e == OK)
		e = member_event(
		    act, user_id, "removed", m.state, STR("ERASED"));
	if (e == OK)
		e = profile_erase(act->db, act->arena, user_id, act->now_us);
	return e == OK ? mail_add(act, "member_removed", (struct id){ { 0 } },
			     m.email, company_id)
		       : e;
}

/* What was given for the former company ends with it. */
static enum err
moved(struct act *act, struct id user_id)
{
	enum err e = api_keys_revoke_of(act->db, user_id, act->now_us);

	if (e == OK)
		e = session_delete_all(act->db, user_id);
	return e == OK ? member_event(act, user_id, "moved", STR_NONE, STR_NONE)
		       : e;
}

enum err
member_leave(struct act *act, bool *alone, struct id user_id, struct id from,
    const struct company *to)
{
	struct member m;
	bool changed = false;
	enum err e = member_hold(act, &m, from, user_id);

	*alone = false;
	if (e == OK)
		e = member_alone(act->db, act->arena, alone, from, user_id);
	if (e == OK && *alone)
		e = ERR_STATE;
	if (e == OK)
		e = company_insert(act->db, to);
	if (e == OK)
		e = member_move(act->db, &changed, from, user_id,
		    to->company_id, STR("owner"));
	if (e == OK && !changed)
		e = ERR_STATE;
	if (e == OK)
		e = moved(act, user_id);
	return e == OK ? offer_bind(act, user_id) : e;
}

static enum err
invitation_mail(struct act *act, const struct invitation *i)
{
	return mail_add(act, "invitation", (struct id){ { 0 } }, i->email,
	    i->invitation_id);
}

/* The company is held, so that two at once do not both find room. */
static enum err
room_check(struct act *act, bool *member, const struct invitation *i)
{
	struct invitation *open;
	struct user user;
	size_t n = 0;
	enum err e = user_by_email(act->db, act->arena, &user, i->email);

	*member = e == OK && id_eq(user.company_id, i->company_id);
	if (*member)
		return ERR_EXISTS;
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	e = invitations_of(act->db, act->arena, &open, &n, i->company_id,
	    INVITATIONS_OPEN_MAX);
	for (size_t k = 0; e == OK && k < n; k++)
		if (str_eq(open[k].email, i->email))
			return ERR_EXISTS;
	return e == OK && n == INVITATIONS_OPEN_MAX ? ERR_LIMIT : e;
}

enum err
invitation_make(struct act *act, bool *member, struct invitation *i,
    const struct keys *keys)
{
	enum err e = company_hold(act->db, i->company_id);

	i->invitation_id = id_new();
	i->created_at_us = act->now_us;
	i->expires_at_us = act->now_us + INVITATION_DAYS * DAY_US;
	if (e == OK)
		e = room_check(act, member, i);
	if (e == OK)
		e = invitation_insert(act->db, act->arena, i, keys);
	return e == OK ? invitation_mail(act, i) : e;
}

enum err
invitation_resend(struct act *act, struct invitation *i, struct id company_id,
    struct id invitation_id, const struct keys *keys)
{
	enum err e = invitation_get(
	    act->db, act->arena, i, company_id, invitation_id);

	if (e != OK)
		return e;
	i->invited_by = act->user_id;
	i->expires_at_us = act->now_us + INVITATION_DAYS * DAY_US;
	e = invitation_renew(act->db, act->arena, i, keys);
	return e == OK ? invitation_mail(act, i) : e;
}

enum err
invitation_sign_up(struct act *act, const struct invitation *i, struct user *u)
{
	enum err e;

	u->user_id = id_new();
	u->company_id = i->company_id;
	u->email = i->email;
	u->verified_at_us = act->now_us;
	u->role = i->role;
	u->created_at_us = act->now_us;
	act->user_id = u->user_id;
	e = invitation_accept(act->db, i, u->user_id, act->now_us);
	if (e == OK)
		e = user_insert(act->db, u);
	if (e == OK)
		e = member_event(act, u->user_id, "joined", STR_NONE, i->role);
	return e == OK ? offer_bind(act, u->user_id) : e;
}

/* The only one of a company may go where nothing is left behind. */
static enum err
leaving_check(struct act *act, struct id user_id, struct id from)
{
	bool alone = false, used = false;
	enum err e = member_alone(act->db, act->arena, &alone, from, user_id);

	if (e == OK && alone)
		e = member_company_used(act->db, act->arena, &used, from);
	return e == OK && used ? ERR_STATE : e;
}

enum err
invitation_join(struct act *act, const struct invitation *i, struct id user_id,
    struct id from)
{
	bool changed = false;
	enum err e = OK;

	if (id_eq(from, i->company_id))
		return ERR_EXISTS;
	e = company_hold(act->db, from);
	if (e == OK)
		e = leaving_check(act, user_id, from);
	if (e == OK)
		e = invitation_accept(act->db, i, user_id, act->now_us);
	/* The link proves the address as well. */
	if (e == OK)
		e = user_verify(act->db, user_id, i->email, act->now_us);
	if (e == OK)
		e = member_move(
		    act->db, &changed, from, user_id, i->company_id, i->role);
	if (e == OK && !changed)
		e = ERR_STATE;
	return e == OK ? moved(act, user_id) : e;
}
