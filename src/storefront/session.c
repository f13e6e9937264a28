#include <string.h>

#include "app/csrf.h"
#include "app/session.h"
#include "storefront/account.h"
#include "storefront/factor.h"
#include "storefront/routes.h"
#include "store/throttle.h"
#include "store/user.h"

static const char *
role_name(enum role r)
{
	static const char *const names[] = {
		[ROLE_VIEWER] = "viewer",
		[ROLE_FINANCE] = "finance",
		[ROLE_PURCHASER] = "purchaser",
		[ROLE_SELLER] = "seller",
		[ROLE_OWNER] = "owner",
		[ROLE_SUPPORT] = "support",
		[ROLE_ADMIN] = "admin",
	};

	return names[r];
}

enum err
session_reply(struct call *c, int status)
{
	const struct who *w = &c->who;
	bool nobody = id_is_nil(w->user_id);
	struct json *j = reply_json(c, status);

	json_object(j);
	json_key(j, "user");
	if (nobody) {
		json_null(j);
	} else {
		json_object(j);
		json_put_id(j, "id", ID_USER, w->user_id);
		json_put_str(j, "user_name", w->user_name);
		json_put_str(j, "email", w->email);
		json_put_bool(j, "verified", w->verified);
		json_put_cstr(j, "role", role_name(w->role));
		json_put_str(j, "locale", w->locale);
		json_put_bool(j, "factor", w->factor);
		json_end_object(j);
	}
	json_key(j, "company");
	if (nobody || id_is_nil(w->company_id)) {
		json_null(j);
	} else {
		json_object(j);
		json_put_id(j, "id", ID_COMPANY, w->company_id);
		json_put_str(j, "name", w->company_name);
		json_put_str(j, "country", w->company_country);
		json_put_cstr(j, "currency", w->currency.code);
		json_end_object(j);
	}
	json_key(j, "seller");
	if (id_is_nil(w->seller_id)) {
		json_null(j);
	} else {
		json_object(j);
		json_put_bool(j, "active", w->seller_active);
		json_end_object(j);
	}
	json_put_str(j, "csrf", nobody ? STR_NONE : csrf_token(c));
	json_end_object(j);
	return OK;
}

static enum err
session_get(struct call *c)
{
	return session_reply(c, 200);
}

struct sign_in {
	struct str email, password, code;
};

static const struct field sign_in_fields[] = {
	{ .name = "email",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = EMAIL_MAX,
	    .offset = offsetof(struct sign_in, email),
	    .about = "in any case; spaces around it do not count" },
	{ .name = "password",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = PASSWORD_MAX,
	    .offset = offsetof(struct sign_in, password),
	    .about = "as it was chosen" },
	{ .name = "code",
	    .type = FIELD_TEXT,
	    .max = FACTOR_CODE_MAX,
	    .offset = offsetof(struct sign_in, code),
	    .about = "of the authenticator app, or a recovery code; "
		     "when the answer was second_factor" },
};
static const struct shape sign_in_shape = SHAPE(
    "SignIn", struct sign_in, sign_in_fields);

struct signing_in {
	struct str email, subject, code;
	struct user user;
};

/* No such user leaves an empty hash, which costs as much to verify. */
static enum err
sign_in_find(struct call *c, void *arg)
{
	struct signing_in *s = arg;
	enum err e = user_by_email(c->db, c->arena, &s->user, s->email);

	if (e == ERR_NOT_FOUND ||
	    (e == OK && !str_is(s->user.state, "ACTIVE"))) {
		memset(&s->user, 0, sizeof(s->user));
		return OK;
	}
	return e;
}

/*
 * The password may have been changed, or the user locked, while this one
 * was verified; and neither may happen before the session is there, for
 * both end the sessions that they find.
 */
static enum err
sign_in_start(struct call *c, void *arg)
{
	struct signing_in *s = arg;
	struct user now;
	bool factor = false;
	enum err e = user_hold(c->db, c->arena, &now, s->user.user_id);

	if (e == ERR_NOT_FOUND ||
	    (e == OK &&
		(!str_is(now.state, "ACTIVE") ||
		    !str_eq(now.password_phc, s->user.password_phc))))
		return ERR_CREDENTIALS;
	if (e == OK)
		e = factor_ask(c, now.user_id, s->code, &factor);
	if (e == OK)
		e = throttle_clear(c->db, "sign-in", s->subject);
	return e == OK ? session_start(c, now.user_id, factor) : e;
}

/* An account as it is tried from one network. */
static struct str
sign_in_subject(const struct call *c, struct str email)
{
	return arena_printf(
	    c->arena, "%.*s %.*s", STR_FMT(email), STR_FMT(c->network));
}

/*
 * Of an account from one address few; many of one account from everywhere,
 * and of many accounts from one address, are guesses as well.
 */
static enum err
sign_in_throttle(struct call *c, const struct signing_in *s)
{
	enum err e = call_throttle(
	    c, "sign-in", s->subject, SIGN_IN_TRIES, SIGN_IN_WINDOW_S);

	if (e == OK)
		e = call_throttle(c, "sign-in account", s->email,
		    SIGN_IN_TRIES_WIDE, SIGN_IN_WINDOW_S);
	if (e == OK)
		e = call_throttle(c, "sign-in client", c->network,
		    SIGN_IN_TRIES_WIDE, SIGN_IN_WINDOW_S);
	return e;
}

static enum err
session_create(struct call *c)
{
	const struct sign_in *body = c->body;
	struct signing_in s = { .email = text_lower(
				    c->arena, str_trim(body->email)),
		.code = factor_code(c, body->code) };
	bool same = false;
	enum err e;

	s.subject = sign_in_subject(c, s.email);
	if (!s.email.p || !s.subject.p || !s.code.p)
		return ERR_NOMEM;
	e = sign_in_throttle(c, &s);
	if (e == OK)
		e = call_tx(c, sign_in_find, &s);
	if (e == OK)
		e = account_password_compare(
		    &same, s.user.password_phc, body->password);
	if (e == OK && !same)
		e = ERR_CREDENTIALS;
	/* Only who knows the password may try codes. */
	if (e == OK && s.code.n > 0)
		e = factor_throttle(c, s.user.user_id);
	if (e == OK)
		e = call_tx(c, sign_in_start, &s);
	return e == OK ? session_reply(c, 201) : e;
}

static enum err
session_delete_mine(struct call *c)
{
	c->reply->status = 204;
	return session_end(c);
}

/* Whoever holds the mailbox is let in, however many have guessed. */
enum err
sign_in_forgive(struct call *c, struct str email)
{
	struct str subject = sign_in_subject(c, email);
	enum err e;

	if (!subject.p)
		return ERR_NOMEM;
	e = throttle_clear(c->db, "sign-in", subject);
	return e == OK ? throttle_clear(c->db, "sign-in account", email) : e;
}

const struct route session_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/session",
	    .handler = session_get,
	    .caller = CALLER_VISITOR,
	    .answer = "Session",
	    .status = 200,
	    .summary = "Who is signed in; null for a visitor" },
	{ .method = "POST",
	    .pattern = "/api/storefront/session",
	    .handler = session_create,
	    .caller = CALLER_VISITOR,
	    .tx = TX_PHASES,
	    .body = &sign_in_shape,
	    .answer = "Session",
	    .status = 201,
	    .summary = "Sign in" },
	{ .method = "DELETE",
	    .pattern = "/api/storefront/session",
	    .handler = session_delete_mine,
	    .caller = CALLER_VISITOR,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Sign out" },
	{ .method = NULL }
};
