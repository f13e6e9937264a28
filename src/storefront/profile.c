/* A user's own account: what it says, and what the user changes of it. */
#include "storefront/account.h"
#include "storefront/mailing.h"
#include "storefront/routes.h"
#include "store/profile.h"

/* Those who sell or operate cannot do without one. */
static bool
factor_required(const struct call *c)
{
	const struct who *w = &c->who;

	return c->site->config.totp_required &&
	    (w->role == ROLE_SUPPORT || w->role == ROLE_ADMIN ||
		(!id_is_nil(w->seller_id) &&
		    (w->role == ROLE_OWNER || w->role == ROLE_SELLER)));
}

static void
factor_write(struct call *c, struct json *j, const struct profile *p)
{
	bool in_force = p->totp_confirmed_at_us != 0;

	json_key(j, "totp");
	json_object(j);
	json_put_bool(j, "in_force", in_force);
	json_put_time(j, "since", p->totp_confirmed_at_us);
	json_put_i64(j, "recovery_codes_left", p->recovery_codes_left);
	json_put_bool(j, "required", factor_required(c));
	json_end_object(j);
}

static enum err
profile_reply(struct call *c)
{
	struct profile p;
	struct json *j;
	enum err e = profile_get(
	    c->db, c->arena, &p, c->who.user_id, c->now_us);

	if (e != OK)
		return e;
	call_version(c, p.row_version);
	j = reply_json(c, 200);
	json_object(j);
	json_put_id(j, "id", ID_USER, p.user_id);
	json_put_str(j, "user_name", p.user_name);
	json_put_str(j, "email", p.email);
	json_put_bool(j, "verified", p.verified_at_us != 0);
	json_put_str(j, "email_pending", p.email_pending);
	json_put_str(j, "mobile", p.mobile);
	json_put_bool(j, "sms", c->site->config.sms_url.n > 0);
	json_put_str(j, "locale", p.locale);
	json_put_time(j, "created_at", p.created_at_us);
	factor_write(c, j, &p);
	json_put_i64(j, "row_version", p.row_version);
	json_end_object(j);
	return OK;
}

struct profile_edit {
	struct str user_name, locale;
};

static const struct field profile_edit_fields[] = {
	{ .name = "user_name",
	    .type = FIELD_NAME,
	    .min = 1,
	    .max = USER_NAME_MAX,
	    .offset = offsetof(struct profile_edit, user_name),
	    .about = "as colleagues know you" },
	{ .name = "locale",
	    .type = FIELD_KIND,
	    .kind = TEXT_LOCALE,
	    .offset = offsetof(struct profile_edit, locale),
	    .about = "of pages and mails; one of the site's" },
};
static const struct shape profile_edit_shape = SHAPE(
    "AccountEdit", struct profile_edit, profile_edit_fields);

static enum err
locale_check(struct call *c, struct str locale)
{
	return site_speaks(&c->site->config, locale)
	    ? OK
	    : call_fault(c, "/locale", "choice",
		  "This site does not speak this language.");
}

static enum err
profile_patch(struct call *c)
{
	const struct profile_edit *body = c->body;
	struct str name = str_trim(body->user_name), locale = body->locale;
	int64_t row_version;
	enum err e = call_if_match(c, &row_version);

	if (!body->user_name.p)
		name = c->who.user_name;
	if (!locale.p)
		locale = c->who.locale;
	else if (e == OK)
		e = locale_check(c, locale);
	if (e == OK)
		e = profile_update(
		    c->db, c->who.user_id, name, locale, row_version);
	if (e == ERR_EXISTS)
		return call_fault(c, "/user_name", "user_name_taken",
		    "Somebody in your company has this name; add something "
		    "that tells you apart.");
	return e == OK ? profile_reply(c) : e;
}

struct new_address {
	struct str email, password;
};

static const struct field new_address_fields[] = {
	{ .name = "email",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 3,
	    .max = EMAIL_MAX,
	    .offset = offsetof(struct new_address, email),
	    .about = "the new one; the old one stays until it is confirmed" },
	{ .name = "password",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = PASSWORD_MAX,
	    .offset = offsetof(struct new_address, password),
	    .about = "of the account" },
};
static const struct shape new_address_shape = SHAPE(
    "EmailChange", struct new_address, new_address_fields);

struct moving {
	struct str email;
	struct proof proof;
};

/* Whether the address has an account already shows nowhere but there. */
static enum err
email_change_write(struct call *c, void *arg)
{
	struct moving *m = arg;
	struct user user, other;
	enum err e = account_hold(c, &user, &m->proof);

	if (e == OK)
		e = user_by_email(c->db, c->arena, &other, m->email);
	if (e == OK)
		e = mailing_decoy(c, m->email);
	else if (e == ERR_NOT_FOUND)
		e = mailing_change(c, user.user_id, m->email);
	if (e == OK)
		e = mailing_notice_at(
		    c, user.user_id, user.email, "email_change_requested");
	return e;
}

static enum err
email_change_create(struct call *c)
{
	const struct new_address *body = c->body;
	struct moving m = { .email = STR_NONE };
	enum err e = mailing_address(c, body->email, &m.email);

	if (e == OK && str_eq(m.email, c->who.email))
		e = call_fault(
		    c, "/email", "email_same", "This is your address already.");
	if (e == OK)
		e = account_prove(c, &m.proof, body->password);
	if (e == OK)
		e = mailing_throttle(c, "email-change", m.email);
	if (e == OK)
		e = mailing_throttle(c, "email-change from", c->who.email);
	if (e == OK)
		e = call_tx(c, email_change_write, &m);
	return e == OK ? account_reply(c, 202, m.email) : e;
}

const struct route profile_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/account",
	    .handler = profile_reply,
	    .caller = CALLER_USER,
	    .scope = "account:read",
	    .tx = TX_READ,
	    .answer = "Account",
	    .status = 200,
	    .summary = "One's own account" },
	{ .method = "PATCH",
	    .pattern = "/api/storefront/account",
	    .handler = profile_patch,
	    .caller = CALLER_USER,
	    .tx = TX_WRITE,
	    .body = &profile_edit_shape,
	    .answer = "Account",
	    .status = 200,
	    .summary = "Change one's name or language" },
	{ .method = "POST",
	    .pattern = "/api/storefront/account/email-changes",
	    .handler = email_change_create,
	    .caller = CALLER_USER,
	    .tx = TX_PHASES,
	    .body = &new_address_shape,
	    .answer = "Address",
	    .status = 202,
	    .summary = "Send a link that confirms a new address" },
	{ .method = NULL }
};
