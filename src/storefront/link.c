/* What a mailed link does, and how one is asked for. */
#include "act/offer.h"
#include "storefront/account.h"
#include "storefront/mailing.h"
#include "storefront/routes.h"
#include "store/profile.h"
#include "store/session.h"
#include "store/user.h"

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
	return e == OK ? account_reply(c, 202, email) : e;
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

/* Offers to the address that is proved now are the user's company's. */
static enum err
offers_bind(struct call *c, struct id user_id)
{
	struct act act = { .db = c->db,
		.arena = c->arena,
		.now_us = c->now_us,
		.actor = ACTOR_USER,
		.user_id = user_id };

	return offer_bind(&act, user_id);
}

/* The link to a new address makes it the user's, unless it is another's. */
static enum err
email_change(struct call *c, struct mail_token *token, struct hash hash)
{
	enum err e = mail_token_use(
	    c->db, c->arena, token, hash, STR("change"), c->now_us);

	if (e == OK)
		e = profile_set_email(
		    c->db, token->user_id, token->email, c->now_us);
	if (e == OK)
		e = account_event(
		    c, token->user_id, "email_changed", NULL, NULL);
	return e == ERR_EXISTS ? ERR_TOKEN : e;
}

static enum err
email_verification_create(struct call *c)
{
	const struct token_body *body = c->body;
	struct hash hash = mail_token_hash(
	    &c->site->keys, str_trim(body->token));
	struct mail_token token;
	enum err e = mail_token_use(
	    c->db, c->arena, &token, hash, STR("verify"), c->now_us);

	if (e == OK)
		e = user_verify(c->db, token.user_id, token.email, c->now_us);
	else if (e == ERR_TOKEN)
		e = email_change(c, &token, hash);
	if (e == OK)
		e = offers_bind(c, token.user_id);
	if (e == ERR_NOT_FOUND)
		return ERR_TOKEN;
	return e == OK ? account_reply(c, 200, token.email) : e;
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
		e = offers_bind(c, s->token.user_id);
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
	enum err e = account_password_check(c, body->password);

	if (e == OK)
		e = call_tx(c, change_peek, &s);
	if (e == OK)
		e = account_password(c, &s.phc, body->password);
	if (e == OK)
		e = call_tx(c, change_write, &s);
	return e == OK ? account_reply(c, 200, s.token.email) : e;
}

const struct route link_routes[] = {
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
