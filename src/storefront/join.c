/* What the link of an invitation does, for who holds it. */
#include <string.h>

#include "app/session.h"
#include "storefront/account.h"
#include "storefront/member.h"
#include "storefront/routes.h"
#include "store/mail_token.h"

/* The invitation of a link, and the account of its address. */
struct joining {
	struct hash token_hash;
	struct invitation invitation;
	struct user user;
	bool known; /* there is such an account */
	struct str phc, user_name, locale;
};

/* Unknown links cost what known ones do up to here, and end here. */
static enum err
joining_read(struct call *c, void *arg)
{
	struct joining *s = arg;
	enum err e = invitation_find(
	    c->db, c->arena, &s->invitation, s->token_hash, c->now_us);

	if (e != OK)
		return e;
	e = user_by_email(c->db, c->arena, &s->user, s->invitation.email);
	s->known = e == OK;
	return e == ERR_NOT_FOUND ? OK : e;
}

static void
joining_open(const struct call *c, struct joining *s, struct str token)
{
	*s = (struct joining){ .token_hash = mail_token_hash(
				   &c->site->keys, str_trim(token)) };
}

static bool
is_caller(const struct call *c, const struct joining *s)
{
	return s->known && id_eq(s->user.user_id, c->who.user_id);
}

struct viewing {
	struct str token;
};

#define TOKEN_FIELD(type_) \
	{ \
		.name = "token", .type = FIELD_TEXT, .required = true, \
		.min = 1, .max = 200, .offset = offsetof(type_, token), \
		.about = "from the mailed link" \
	}

static const struct field viewing_fields[] = { TOKEN_FIELD(struct viewing) };
static const struct shape viewing_shape = SHAPE(
    "InvitationToken", struct viewing, viewing_fields);

static enum err
view_create(struct call *c)
{
	const struct viewing *body = c->body;
	struct joining s;
	struct json *j;
	enum err e;

	joining_open(c, &s, body->token);
	e = joining_read(c, &s);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_put_str(j, "company", s.invitation.company);
	json_put_str(j, "email", s.invitation.email);
	json_put_str(j, "role", s.invitation.role);
	json_put_str(j, "invited_by", s.invitation.inviter);
	json_put_time(j, "expires_at", s.invitation.expires_at_us);
	json_put_cstr(j, "account",
	    is_caller(c, &s) ? "yours"
		: s.known    ? "known"
			     : "none");
	json_end_object(j);
	return OK;
}

struct acceptance {
	struct str token, user_name, password, locale;
};

static const struct field acceptance_fields[] = {
	TOKEN_FIELD(struct acceptance),
	{ .name = "user_name",
	    .type = FIELD_NAME,
	    .min = 1,
	    .max = USER_NAME_MAX,
	    .offset = offsetof(struct acceptance, user_name),
	    .about = "as colleagues know you; of a new account" },
	{ .name = "password",
	    .type = FIELD_TEXT,
	    .min = PASSWORD_MIN,
	    .max = PASSWORD_MAX,
	    .offset = offsetof(struct acceptance, password),
	    .about = "12 characters or more; of a new account" },
	{ .name = "locale",
	    .type = FIELD_KIND,
	    .kind = TEXT_LOCALE,
	    .offset = offsetof(struct acceptance, locale),
	    .about = "of pages and mails; the invitation's without it" },
};
static const struct shape acceptance_shape = SHAPE(
    "InvitationAcceptance", struct acceptance, acceptance_fields);

static enum err
account_known(struct call *c)
{
	return call_fail(c, ERR_EXISTS,
	    "This address has an account already: sign in with it, then open "
	    "the link of the invitation again to move into the company.");
}

/* Who has an account moves with it, and is signed in anew. */
static enum err
joining_move(struct call *c, void *arg)
{
	struct joining *s = arg;
	struct act act = act_of_call(c);
	bool factor = c->who.factor;
	enum err e = invitation_join(
	    &act, &s->invitation, c->who.user_id, c->who.company_id);

	if (e == ERR_EXISTS)
		return call_fail(c, e, "You work for this company already.");
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "You are the last owner of a company that others work in, "
		    "or that has ordered or sells. Make somebody else its "
		    "owner first, or ask to be invited at another address.");
	return e == OK ? session_start(c, s->user.user_id, factor) : e;
}

static enum err
joining_sign_up(struct call *c, void *arg)
{
	struct joining *s = arg;
	struct user user = { .user_name = s->user_name,
		.password_phc = s->phc,
		.locale = s->locale };
	struct act act = act_of_call(c);
	enum err e = invitation_sign_up(&act, &s->invitation, &user);

	if (e == ERR_EXISTS &&
	    strcmp(db_constraint(c->db), "users_name_uq") == 0)
		return call_fault(c, "/user_name", "user_name_taken",
		    "Somebody in this company has this name; add something "
		    "that tells you apart.");
	if (e == ERR_EXISTS)
		return account_known(c);
	return e == OK ? session_start(c, user.user_id, false) : e;
}

/* The site's, as asked for; else that of the mail. */
static struct str
locale_of(const struct call *c, struct str asked, struct str mail)
{
	return site_speaks(&c->site->config, asked) ? asked : mail;
}

static enum err
sign_up(struct call *c, struct joining *s, const struct acceptance *body)
{
	enum err e = OK;

	s->user_name = str_trim(body->user_name);
	s->locale = locale_of(c, body->locale, s->invitation.locale);
	if (s->user_name.n == 0)
		e = call_fault(c, "/user_name", "required", "Write your name.");
	if (account_password_check(c, body->password) != OK)
		e = ERR_INVALID;
	if (e == OK)
		e = account_password(c, &s->phc, body->password);
	return e == OK ? call_tx(c, joining_sign_up, s) : e;
}

static enum err
acceptance_create(struct call *c)
{
	const struct acceptance *body = c->body;
	struct joining s;
	enum err e;

	joining_open(c, &s, body->token);
	e = call_tx(c, joining_read, &s);
	if (e != OK)
		return e;
	if (is_caller(c, &s) && !id_is_nil(c->who.company_id))
		e = call_tx(c, joining_move, &s);
	else if (s.known)
		e = account_known(c);
	else
		e = sign_up(c, &s, body);
	return e == OK ? session_reply(c, 201) : e;
}

const struct route join_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/storefront/invitation-views",
	    .handler = view_create,
	    .caller = CALLER_VISITOR,
	    .tx = TX_READ,
	    .body = &viewing_shape,
	    .answer = "InvitationView",
	    .status = 200,
	    .summary = "What the link of an invitation offers" },
	{ .method = "POST",
	    .pattern = "/api/storefront/invitation-acceptances",
	    .handler = acceptance_create,
	    .caller = CALLER_VISITOR,
	    .tx = TX_PHASES,
	    .body = &acceptance_shape,
	    .answer = "Session",
	    .status = 201,
	    .summary = "Accept an invitation; signs in" },
	{ .method = NULL }
};
