#include <string.h>

#include "app/csrf.h"
#include "app/limits.h"
#include "app/session.h"
#include "base/sys.h"
#include "crypto/password.h"
#include "storefront/mailing.h"
#include "storefront/routes.h"
#include "store/company.h"
#include "store/session.h"
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

static enum err
reply_session(struct call *c, int status)
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
	json_put_str(j, "csrf", nobody ? STR_NONE : csrf_token(c));
	json_end_object(j);
	return OK;
}

static enum err
session_get(struct call *c)
{
	return reply_session(c, 200);
}

struct sign_in {
	struct str email, password;
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
};
static const struct shape sign_in_shape = SHAPE(
    "SignIn", struct sign_in, sign_in_fields);

struct signing_in {
	struct str email, subject;
	struct user user;
};

/* Both wait for a turn; browsing must go on however many sign in. */
static enum err
password_compare(bool *same, struct str phc, struct str password)
{
	enum err e = limits_wait_enter();

	if (e != OK)
		return e;
	e = password_verify(same, phc, password);
	limits_wait_leave();
	return e;
}

static enum err
password_store(struct call *c, struct str *phc, struct str password)
{
	enum err e = limits_wait_enter();

	if (e != OK)
		return e;
	e = password_hash(c->arena, phc, password);
	limits_wait_leave();
	return e;
}

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
	enum err e = user_hold(c->db, c->arena, &now, s->user.user_id);

	if (e == ERR_NOT_FOUND ||
	    (e == OK &&
		(!str_is(now.state, "ACTIVE") ||
		    !str_eq(now.password_phc, s->user.password_phc))))
		return ERR_CREDENTIALS;
	if (e == OK)
		e = throttle_clear(c->db, "sign-in", s->subject);
	return e == OK ? session_start(c, now.user_id) : e;
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
				    c->arena, str_trim(body->email)) };
	bool same = false;
	enum err e;

	s.subject = sign_in_subject(c, s.email);
	if (!s.email.p || !s.subject.p)
		return ERR_NOMEM;
	e = sign_in_throttle(c, &s);
	if (e == OK)
		e = call_tx(c, sign_in_find, &s);
	if (e == OK)
		e = password_compare(
		    &same, s.user.password_phc, body->password);
	if (e == OK && !same)
		e = ERR_CREDENTIALS;
	if (e == OK)
		e = call_tx(c, sign_in_start, &s);
	return e == OK ? reply_session(c, 201) : e;
}

static enum err
session_delete_mine(struct call *c)
{
	c->reply->status = 204;
	return session_end(c);
}

struct sign_up {
	struct str email, password, user_name, company, country, currency,
	    locale;
};

static const struct field sign_up_fields[] = {
	{ .name = "email",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 3,
	    .max = EMAIL_MAX,
	    .offset = offsetof(struct sign_up, email),
	    .about = "must be verified before the first order" },
	{ .name = "password",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = PASSWORD_MIN,
	    .max = PASSWORD_MAX,
	    .offset = offsetof(struct sign_up, password),
	    .about = "12 characters or more" },
	{ .name = "user_name",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = 64,
	    .offset = offsetof(struct sign_up, user_name),
	    .about = "as colleagues know you" },
	{ .name = "company",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = NAME_MAX_CHARS,
	    .offset = offsetof(struct sign_up, company),
	    .about = "as it stands on bills" },
	{ .name = "country",
	    .type = FIELD_KIND,
	    .required = true,
	    .kind = TEXT_COUNTRY,
	    .offset = offsetof(struct sign_up, country),
	    .about = "ISO 3166-1 alpha-2" },
	{ .name = "currency",
	    .type = FIELD_KIND,
	    .kind = TEXT_CURRENCY,
	    .offset = offsetof(struct sign_up, currency),
	    .about = "of all its orders; the site's without it" },
	{ .name = "locale",
	    .type = FIELD_KIND,
	    .kind = TEXT_LOCALE,
	    .offset = offsetof(struct sign_up, locale),
	    .about = "of mails; the site's first without it" },
};
static const struct shape sign_up_shape = SHAPE(
    "SignUp", struct sign_up, sign_up_fields);

struct signing_up {
	const struct sign_up *body;
	struct str email, phc, locale;
	struct currency currency;
};

static enum err
read_currency(struct call *c, struct signing_up *s)
{
	const struct site_config *config = &c->site->config;

	s->currency = config->currency;
	if (str_empty(s->body->currency))
		return OK;
	for (size_t i = 0; i < config->ncurrencies; i++)
		if (str_is(s->body->currency, config->currencies[i].code)) {
			s->currency = config->currencies[i];
			return OK;
		}
	return call_fault(c, "/currency", "choice",
	    "This marketplace does not sell in this currency.");
}

static void
read_locale(struct call *c, struct signing_up *s)
{
	const struct site_config *config = &c->site->config;

	s->locale = config->locales[0];
	for (size_t i = 0; i < config->nlocales; i++)
		if (str_eq(config->locales[i], s->body->locale))
			s->locale = config->locales[i];
}

static enum err
sign_up_known(struct call *c, const struct user *u)
{
	return mailing_queue(c, u, "already_registered", MAILING_RESET);
}

static enum err
sign_up_new(struct call *c, const struct signing_up *s)
{
	struct company company = { .company_id = id_new(),
		.name = str_trim(s->body->company),
		.country = s->body->country,
		.currency = s->currency,
		.created_at_us = c->now_us };
	struct user user = { .user_id = id_new(),
		.company_id = company.company_id,
		.user_name = str_trim(s->body->user_name),
		.email = s->email,
		.password_phc = s->phc,
		.role = STR("owner"),
		.locale = s->locale,
		.created_at_us = c->now_us };
	enum err e = company_insert(c->db, &company);

	if (e == OK)
		e = user_insert(c->db, &user);
	return e == OK ? mailing_queue(c, &user, "verify", MAILING_VERIFY) : e;
}

static enum err
sign_up_write(struct call *c, void *arg)
{
	const struct signing_up *s = arg;
	struct user known;
	enum err e = user_by_email(c->db, c->arena, &known, s->email);

	if (e == OK)
		return sign_up_known(c, &known);
	return e == ERR_NOT_FOUND ? sign_up_new(c, s) : e;
}

/* Two at once with the same address: the loser finds the winner. */
static enum err
sign_up_tx(struct call *c, struct signing_up *s)
{
	enum err e = call_tx(c, sign_up_write, s);

	return e == ERR_EXISTS ? call_tx(c, sign_up_write, s) : e;
}

static enum err
reply_email(struct call *c, int status, struct str email)
{
	struct json *j = reply_json(c, status);

	json_object(j);
	json_put_str(j, "email", email);
	json_end_object(j);
	return OK;
}

static enum err
password_check(struct call *c, struct str password)
{
	if (password_acceptable(password) == OK)
		return OK;
	return call_fault(c, "/password", "format",
	    "Choose one of %d to %d "
	    "characters that is not among the most common ones.",
	    PASSWORD_MIN, PASSWORD_MAX);
}

static enum err
user_create(struct call *c)
{
	const struct sign_up *body = c->body;
	struct signing_up s = { .body = body };
	enum err e = mailing_address(c, body->email, &s.email);

	if (e == OK)
		e = password_check(c, body->password);
	if (e == OK &&
	    (str_empty(str_trim(body->user_name)) ||
		str_empty(str_trim(body->company))))
		e = call_fault(c,
		    str_empty(str_trim(body->company)) ? "/company"
						       : "/user_name",
		    "length", "Write a name.");
	if (e == OK)
		e = read_currency(c, &s);
	if (e == OK)
		e = mailing_throttle(c, "sign-up", s.email);
	if (e != OK)
		return e;
	read_locale(c, &s);
	/* Known or not, the same work is done. */
	e = password_store(c, &s.phc, body->password);
	if (e == OK)
		e = sign_up_tx(c, &s);
	return e == OK ? reply_email(c, 202, s.email) : e;
}

struct address {
	struct str email;
};

static const struct field address_fields[] = {
	{ .name = "email",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 3,
	    .max = EMAIL_MAX,
	    .offset = offsetof(struct address, email),
	    .about = "of the account" },
};
static const struct shape address_shape = SHAPE(
    "Address", struct address, address_fields);

static enum err
verification_mail(struct call *c, void *arg)
{
	const struct str *email = arg;
	struct user user;
	enum err e = user_by_email(c->db, c->arena, &user, *email);

	if (e == OK && str_is(user.state, "ACTIVE") && user.verified_at_us == 0)
		return mailing_queue(c, &user, "verify", MAILING_VERIFY);
	return e == OK || e == ERR_NOT_FOUND ? mailing_decoy(c, *email) : e;
}

static enum err
reset_mail(struct call *c, void *arg)
{
	const struct str *email = arg;
	struct user user;
	enum err e = user_by_email(c->db, c->arena, &user, *email);

	if (e == OK && str_is(user.state, "ACTIVE"))
		return mailing_queue(c, &user, "reset", MAILING_RESET);
	return e == OK || e == ERR_NOT_FOUND ? mailing_decoy(c, *email) : e;
}

static enum err
mail_to(struct call *c, const char *purpose, call_tx_fn fn)
{
	const struct address *body = c->body;
	struct str email;
	enum err e = mailing_address(c, body->email, &email);

	if (e == OK)
		e = mailing_throttle(c, purpose, email);
	if (e == OK)
		e = call_tx(c, fn, &email);
	return e == OK ? reply_email(c, 202, email) : e;
}

static enum err
verification_mail_create(struct call *c)
{
	return mail_to(c, "verify-mail", verification_mail);
}

static enum err
password_reset_create(struct call *c)
{
	return mail_to(c, "reset-mail", reset_mail);
}

struct token_body {
	struct str token;
};

static const struct field token_fields[] = {
	{ .name = "token",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = 200,
	    .offset = offsetof(struct token_body, token),
	    .about = "from the mailed link" },
};
static const struct shape token_shape = SHAPE(
    "MailToken", struct token_body, token_fields);

static enum err
email_verification_create(struct call *c)
{
	const struct token_body *body = c->body;
	struct mail_token token;
	enum err e = mail_token_use(c->db, c->arena, &token,
	    mail_token_hash(&c->site->keys, str_trim(body->token)),
	    STR("verify"), c->now_us);

	if (e == OK)
		e = user_verify(c->db, token.user_id, token.email, c->now_us);
	if (e == ERR_NOT_FOUND)
		return ERR_TOKEN;
	return e == OK ? reply_email(c, 200, token.email) : e;
}

struct new_password {
	struct str token, password;
};

static const struct field new_password_fields[] = {
	{ .name = "token",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = 200,
	    .offset = offsetof(struct new_password, token),
	    .about = "from the mailed link" },
	{ .name = "password",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = PASSWORD_MIN,
	    .max = PASSWORD_MAX,
	    .offset = offsetof(struct new_password, password),
	    .about = "12 characters or more" },
};
static const struct shape new_password_shape = SHAPE(
    "NewPassword", struct new_password, new_password_fields);

struct changing {
	struct hash token_hash;
	struct mail_token token;
	struct str phc;
};

static enum err
change_peek(struct call *c, void *arg)
{
	struct changing *s = arg;

	return mail_token_peek(
	    c->db, c->arena, &s->token, s->token_hash, STR("reset"), c->now_us);
}

/* Whoever holds the mailbox is let in, however many have guessed. */
static enum err
sign_in_forgive(struct call *c, struct str email)
{
	struct str subject = sign_in_subject(c, email);
	enum err e;

	if (!subject.p)
		return ERR_NOMEM;
	e = throttle_clear(c->db, "sign-in", subject);
	return e == OK ? throttle_clear(c->db, "sign-in account", email) : e;
}

/* The link proves the address as well. */
static enum err
change_write(struct call *c, void *arg)
{
	struct changing *s = arg;
	enum err e = mail_token_use(
	    c->db, c->arena, &s->token, s->token_hash, STR("reset"), c->now_us);

	if (e == OK)
		e = user_set_password(c->db, s->token.user_id, s->phc);
	if (e == OK)
		e = user_verify(
		    c->db, s->token.user_id, s->token.email, c->now_us);
	if (e == OK)
		e = session_delete_all(c->db, s->token.user_id);
	if (e == OK)
		e = sign_in_forgive(c, s->token.email);
	if (e == OK)
		e = mailing_notice(c, s->token.user_id, "password_changed");
	return e == ERR_NOT_FOUND ? ERR_TOKEN : e;
}

static enum err
password_change_create(struct call *c)
{
	const struct new_password *body = c->body;
	struct changing s = { .token_hash = mail_token_hash(
				  &c->site->keys, str_trim(body->token)) };
	enum err e = password_check(c, body->password);

	if (e == OK)
		e = call_tx(c, change_peek, &s);
	if (e == OK)
		e = password_store(c, &s.phc, body->password);
	if (e == OK)
		e = call_tx(c, change_write, &s);
	return e == OK ? reply_email(c, 200, s.token.email) : e;
}

const struct route account_routes[] = {
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
	{ .method = "POST",
	    .pattern = "/api/storefront/users",
	    .handler = user_create,
	    .caller = CALLER_VISITOR,
	    .tx = TX_PHASES,
	    .body = &sign_up_shape,
	    .answer = "Address",
	    .status = 202,
	    .summary = "Create a company and its owner" },
	{ .method = "POST",
	    .pattern = "/api/storefront/verification-mails",
	    .handler = verification_mail_create,
	    .caller = CALLER_VISITOR,
	    .tx = TX_PHASES,
	    .body = &address_shape,
	    .answer = "Address",
	    .status = 202,
	    .summary = "Send the verification link again" },
	{ .method = "POST",
	    .pattern = "/api/storefront/email-verifications",
	    .handler = email_verification_create,
	    .caller = CALLER_VISITOR,
	    .tx = TX_WRITE,
	    .body = &token_shape,
	    .answer = "Address",
	    .status = 200,
	    .summary = "Verify an address by its link" },
	{ .method = "POST",
	    .pattern = "/api/storefront/password-resets",
	    .handler = password_reset_create,
	    .caller = CALLER_VISITOR,
	    .tx = TX_PHASES,
	    .body = &address_shape,
	    .answer = "Address",
	    .status = 202,
	    .summary = "Send a link to a new password" },
	{ .method = "POST",
	    .pattern = "/api/storefront/password-changes",
	    .handler = password_change_create,
	    .caller = CALLER_VISITOR,
	    .tx = TX_PHASES,
	    .body = &new_password_shape,
	    .answer = "Address",
	    .status = 200,
	    .summary = "Set a new password; ends all sessions" },
	{ .method = NULL }
};
