/* Setting the second factor up, taking it away, and its recovery codes. */
#include "base/sys.h"
#include "crypto/base32.h"
#include "crypto/token.h"
#include "crypto/totp.h"
#include "html/html.h"
#include "paper/qr.h"
#include "storefront/account.h"
#include "storefront/factor.h"
#include "storefront/mailing.h"
#include "storefront/routes.h"
#include "store/factor.h"
#include "store/session.h"

enum { URI_MAX = 1024, SECRET_CHARS = BASE32_CHARS(TOTP_SECRET_BYTES) };

struct password {
	struct str password;
};

static const struct field password_fields[] = {
	{ .name = "password",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = PASSWORD_MAX,
	    .offset = offsetof(struct password, password),
	    .about = "of the account" },
};
static const struct shape password_shape = SHAPE(
    "Password", struct password, password_fields);

/* As authenticator apps read it: base32 in capitals, the brand twice. */
static enum err
uri_write(struct call *c, struct str *uri, struct str secret)
{
	struct str brand = c->site->config.name;
	struct buf b;
	enum err e;

	buf_open(&b, URI_MAX);
	buf_add_cstr(&b, "otpauth://totp/");
	html_url_part(&b, brand);
	buf_add_char(&b, ':');
	html_url_part(&b, c->who.email);
	buf_addf(&b, "?secret=%.*s&issuer=", STR_FMT(secret));
	html_url_part(&b, brand);
	buf_addf(&b, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS,
	    TOTP_STEP_S);
	e = buf_err(&b);
	if (e == OK) {
		*uri = str_copy(c->arena, buf_str(&b));
		e = uri->p ? OK : ERR_NOMEM;
	}
	buf_close(&b);
	return e;
}

static enum err
qr_write(struct call *c, struct str *qr, struct str uri)
{
	struct str svg, text;
	enum err e = qr_svg(c->arena, &svg, uri);

	if (e == OK)
		e = base64_encode(c->arena, &text, svg);
	if (e == OK)
		*qr = arena_printf(
		    c->arena, "data:image/svg+xml;base64,%.*s", STR_FMT(text));
	return e == OK && !qr->p ? ERR_NOMEM : e;
}

static enum err
setup_reply(struct call *c, struct str secret)
{
	char text[SECRET_CHARS + 1];
	struct str shown = base32_encode(text, secret.p, secret.n), uri, qr;
	struct json *j;
	enum err e;

	for (size_t i = 0; i < shown.n; i++)
		if (text[i] >= 'a')
			text[i] = (char)(text[i] - 'a' + 'A');
	e = uri_write(c, &uri, shown);
	if (e == OK)
		e = qr_write(c, &qr, uri);
	if (e == OK) {
		j = reply_json(c, 200);
		json_object(j);
		json_put_str(j, "secret", shown);
		json_put_str(j, "uri", uri);
		json_put_str(j, "qr", qr);
		json_end_object(j);
	}
	secret_wipe(text, sizeof(text));
	return e;
}

struct setting_up {
	struct proof proof;
	struct str secret;
};

static enum err
setup_write(struct call *c, void *arg)
{
	struct setting_up *s = arg;
	struct user user;
	enum err e = account_hold(c, &user, &s->proof);

	if (e == OK)
		e = factor_begin(
		    c->db, c->arena, user.user_id, s->secret, &c->site->keys);
	return e == ERR_EXISTS
	    ? call_fail(c, e,
		  "A second factor is in force already; turn it off before "
		  "you set up another.")
	    : e;
}

static enum err
totp_create(struct call *c)
{
	const struct password *body = c->body;
	char secret[TOTP_SECRET_BYTES];
	struct setting_up s = { .secret = { secret, sizeof(secret) } };
	enum err e = account_prove(c, &s.proof, body->password);

	random_bytes(secret, sizeof(secret));
	if (e == OK)
		e = call_tx(c, setup_write, &s);
	if (e == OK)
		e = setup_reply(c, s.secret);
	secret_wipe(secret, sizeof(secret));
	return e;
}

struct typed {
	struct str code;
};

static const struct field typed_fields[] = {
	{ .name = "code",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = FACTOR_CODE_MAX,
	    .offset = offsetof(struct typed, code),
	    .about = "six digits that the app shows now" },
};
static const struct shape typed_shape = SHAPE(
    "Code", struct typed, typed_fields);

struct confirming {
	struct str code;
	struct recovery_codes codes;
};

static enum err
begun_check(struct call *c, struct id user_id, struct str code, int64_t *step)
{
	struct factor f;
	enum err e = factor_get(c->db, c->arena, &f, user_id, &c->site->keys);

	if (e == OK && f.confirmed_at_us != 0)
		e = call_fail(
		    c, ERR_EXISTS, "A second factor is in force already.");
	else if (e == OK && !f.secret.p)
		e = call_fail(
		    c, ERR_STATE, "Begin by showing the app its QR code.");
	if (e == OK)
		e = totp_check(step, f.secret, code, c->now_us, 0);
	secret_wipe((void *)(uintptr_t)f.secret.p, f.secret.n);
	return e;
}

/* Sessions that showed no code do not outlive its coming into force. */
static enum err
sessions_raise(struct call *c)
{
	enum err e = session_delete_others(
	    c->db, c->who.user_id, c->who.session);

	return e == OK ? session_set_factor(c->db, c->who.session, c->now_us)
		       : e;
}

static enum err
confirm_write(struct call *c, void *arg)
{
	struct confirming *s = arg;
	struct id user_id = c->who.user_id;
	struct user user;
	int64_t step;
	enum err e = user_hold(c->db, c->arena, &user, user_id);

	if (e == OK)
		e = begun_check(c, user_id, s->code, &step);
	if (e == OK)
		e = factor_confirm(c->db, user_id, step, c->now_us);
	if (e == OK)
		e = factor_recovery(c, user_id, &s->codes);
	if (e == OK)
		e = sessions_raise(c);
	if (e == OK)
		e = account_event(c, user_id, "factor_on", NULL, NULL);
	return e == OK ? mailing_notice(c, user_id, "totp_on") : e;
}

static enum err
codes_reply(struct call *c, struct recovery_codes *codes)
{
	struct json *j = reply_json(c, 200);

	json_object(j);
	json_key(j, "recovery_codes");
	json_array(j);
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		json_cstr(j, codes->text[i]);
	json_end_array(j);
	json_end_object(j);
	secret_wipe(codes, sizeof(*codes));
	return OK;
}

static enum err
code_fault(struct call *c)
{
	return call_fault(c, "/code", "code_wrong",
	    "This code is wrong or was used already; wait for the app's next "
	    "one. Does the phone's clock run right?");
}

static enum err
totp_confirm(struct call *c)
{
	const struct typed *body = c->body;
	struct confirming s = { .code = factor_code(c, body->code) };
	enum err e = s.code.p ? factor_throttle(c, c->who.user_id) : ERR_NOMEM;

	if (e == OK)
		e = call_tx(c, confirm_write, &s);
	if (e == ERR_SECOND_FACTOR)
		return code_fault(c);
	return e == OK ? codes_reply(c, &s.codes) : e;
}

struct removal {
	struct str password, code;
};

static const struct field removal_fields[] = {
	{ .name = "password",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = PASSWORD_MAX,
	    .offset = offsetof(struct removal, password),
	    .about = "of the account" },
	{ .name = "code",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = FACTOR_CODE_MAX,
	    .offset = offsetof(struct removal, code),
	    .about = "of the app, or a recovery code" },
};
static const struct shape removal_shape = SHAPE(
    "FactorRemoval", struct removal, removal_fields);

struct removing {
	struct proof proof;
	struct str code;
};

static enum err
removal_write(struct call *c, void *arg)
{
	struct removing *s = arg;
	struct user user;
	enum err e = account_hold(c, &user, &s->proof);

	if (e == OK)
		e = factor_take(c, user.user_id, s->code);
	if (e == OK)
		e = factor_drop(c->db, user.user_id);
	if (e == OK)
		e = session_set_factor(c->db, c->who.session, 0);
	if (e == OK)
		e = account_event(c, user.user_id, "factor_off", NULL, NULL);
	return e == OK ? mailing_notice(c, user.user_id, "totp_off") : e;
}

static enum err
totp_remove(struct call *c)
{
	const struct removal *body = c->body;
	struct removing s = { .code = factor_code(c, body->code) };
	enum err e = s.code.p ? account_prove(c, &s.proof, body->password)
			      : ERR_NOMEM;

	if (e == OK)
		e = factor_throttle(c, c->who.user_id);
	if (e == OK)
		e = call_tx(c, removal_write, &s);
	if (e == ERR_SECOND_FACTOR)
		return code_fault(c);
	c->reply->status = 204;
	return e;
}

struct renewing {
	struct proof proof;
	struct recovery_codes codes;
};

static enum err
renew_write(struct call *c, void *arg)
{
	struct renewing *s = arg;
	struct user user;
	struct factor f;
	enum err e = account_hold(c, &user, &s->proof);

	if (e == OK)
		e = factor_get(
		    c->db, c->arena, &f, user.user_id, &c->site->keys);
	if (e != OK)
		return e;
	secret_wipe((void *)(uintptr_t)f.secret.p, f.secret.n);
	if (f.confirmed_at_us == 0)
		return call_fail(c, ERR_STATE,
		    "No second factor is in force; set one up first.");
	e = factor_recovery(c, user.user_id, &s->codes);
	if (e == OK)
		e = account_event(
		    c, user.user_id, "recovery_codes_made", NULL, NULL);
	return e == OK ? mailing_notice(c, user.user_id, "recovery_codes") : e;
}

static enum err
recovery_codes_create(struct call *c)
{
	const struct password *body = c->body;
	struct renewing s;
	enum err e = account_prove(c, &s.proof, body->password);

	if (e == OK)
		e = call_tx(c, renew_write, &s);
	return e == OK ? codes_reply(c, &s.codes) : e;
}

const struct route totp_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/storefront/totp",
	    .handler = totp_create,
	    .caller = CALLER_USER,
	    .tx = TX_PHASES,
	    .body = &password_shape,
	    .answer = "FactorSetup",
	    .status = 200,
	    .summary = "Begin to set up a second factor" },
	{ .method = "POST",
	    .pattern = "/api/storefront/totp/confirmations",
	    .handler = totp_confirm,
	    .caller = CALLER_USER,
	    .tx = TX_PHASES,
	    .body = &typed_shape,
	    .answer = "RecoveryCodes",
	    .status = 200,
	    .summary = "Put the second factor in force by its first code" },
	{ .method = "POST",
	    .pattern = "/api/storefront/totp/removals",
	    .handler = totp_remove,
	    .caller = CALLER_USER,
	    .tx = TX_PHASES,
	    .body = &removal_shape,
	    .status = 204,
	    .summary = "Turn the second factor off" },
	{ .method = "POST",
	    .pattern = "/api/storefront/totp/recovery-codes",
	    .handler = recovery_codes_create,
	    .caller = CALLER_USER,
	    .tx = TX_PHASES,
	    .body = &password_shape,
	    .answer = "RecoveryCodes",
	    .status = 200,
	    .summary = "New recovery codes instead of the old ones" },
	{ .method = NULL }
};
