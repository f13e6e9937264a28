/* A mobile number is the user's when a code sent to it comes back. */
#include <string.h>

#include "storefront/account.h"
#include "storefront/mailing.h"
#include "storefront/routes.h"
#include "store/mobile_code.h"
#include "store/outbox.h"
#include "store/profile.h"

enum { MOBILE_TYPED_MAX = 40, CODE_TYPED_MAX = 20 };

struct mobile {
	struct str mobile;
};

static const struct field mobile_fields[] = {
	{ .name = "mobile",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = MOBILE_TYPED_MAX,
	    .offset = offsetof(struct mobile, mobile),
	    .about = "with the country's code: +49 151 23456789" },
};
static const struct shape mobile_shape = SHAPE(
    "Mobile", struct mobile, mobile_fields);

/* As E.164 has it, from what people write: blanks, dashes, 00 for +. */
static enum err
mobile_read(struct call *c, struct str typed, struct str *out)
{
	char *text = arena_alloc(c->arena, typed.n + 2);
	size_t n = 0;

	if (!text)
		return ERR_NOMEM;
	for (size_t i = 0; i < typed.n; i++)
		if (!strchr(" -./()", typed.p[i]))
			text[n++] = typed.p[i];
	text[n] = '\0';
	*out = (struct str){ text, n };
	if (str_starts(*out, STR("00"))) {
		text[1] = '+';
		*out = str_sub(*out, 1, n);
	}
	if (text_is(TEXT_MOBILE, *out))
		return OK;
	return call_fault(c, "/mobile", "mobile_format",
	    "Write the number with + and the country's code, such as "
	    "+49 151 23456789.");
}

/* Messages cost money: few to a number, few of a user, few of a network. */
static enum err
mobile_throttle(struct call *c, struct str mobile)
{
	char text[ID_TEXT_MAX];
	enum err e = mailing_throttle(c, "mobile-code", mobile);

	return e != OK ? e
		       : call_throttle(c, "mobile-code user",
			     id_format(text, ID_USER, c->who.user_id),
			     MAIL_TRIES, MAIL_WINDOW_S);
}

static enum err
code_write(struct call *c, void *arg)
{
	const struct str *mobile = arg;
	const struct message m = { .message_id = id_new(),
		.kind = STR("sms"),
		.template = STR("mobile_code"),
		.user_id = c->who.user_id,
		.next_at_us = c->now_us,
		.created_at_us = c->now_us };
	enum err e = mobile_code_create(c->db, c->arena, c->who.user_id,
	    *mobile, &c->site->keys, c->now_us);

	return e == OK ? outbox_insert(c->db, &m, 1) : e;
}

static enum err
mobile_reply(struct call *c, int status, struct str mobile)
{
	struct json *j = reply_json(c, status);

	json_object(j);
	json_put_str(j, "mobile", mobile);
	json_end_object(j);
	return OK;
}

static enum err
mobile_code_new(struct call *c)
{
	const struct mobile *body = c->body;
	struct str mobile;
	enum err e;

	if (c->site->config.sms_url.n == 0)
		return call_fail(c, ERR_STATE,
		    "This marketplace sends no SMS; its operator can set "
		    "SOUK_SMS_URL.");
	e = mobile_read(c, body->mobile, &mobile);
	if (e == OK)
		e = mobile_throttle(c, mobile);
	if (e == OK)
		e = call_tx(c, code_write, &mobile);
	return e == OK ? mobile_reply(c, 202, mobile) : e;
}

struct mobile_typed {
	struct str code;
};

static const struct field mobile_typed_fields[] = {
	{ .name = "code",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = CODE_TYPED_MAX,
	    .offset = offsetof(struct mobile_typed, code),
	    .about = "six digits from the SMS" },
};
static const struct shape mobile_typed_shape = SHAPE(
    "MobileCode", struct mobile_typed, mobile_typed_fields);

static enum err
code_try(struct call *c, void *arg)
{
	(void)arg;
	return mobile_code_try(c->db, c->who.user_id, c->now_us);
}

struct verifying {
	struct hash hash;
	struct mobile_code sent;
};

static enum err
code_take(struct call *c, void *arg)
{
	struct verifying *v = arg;
	struct id user_id = c->who.user_id;
	enum err e = mobile_code_get(
	    c->db, c->arena, &v->sent, user_id, c->now_us);

	if (e == OK && !hash_eq(v->sent.hash, v->hash))
		e = ERR_NOT_FOUND;
	if (e == OK)
		e = profile_set_mobile(
		    c->db, user_id, v->sent.mobile, c->now_us);
	if (e == OK)
		e = mobile_code_delete(c->db, user_id);
	return e == OK
	    ? account_event(c, user_id, "mobile_verified", NULL, NULL)
	    : e;
}

/* None sent, too old, tried too often or wrong: all the same answer. */
static enum err
mobile_verification_new(struct call *c)
{
	const struct mobile_typed *body = c->body;
	struct verifying v;
	enum err e = call_tx(c, code_try, NULL);

	v.hash = mobile_code_hash(
	    c->who.user_id, str_trim(body->code), &c->site->keys);
	if (e == OK)
		e = call_tx(c, code_take, &v);
	if (e == ERR_NOT_FOUND)
		return call_fault(c, "/code", "mobile_code_wrong",
		    "This code is wrong or too old. Codes hold for %d "
		    "minutes and %d tries; send a new one when in doubt.",
		    MOBILE_CODE_MIN, MOBILE_CODE_TRIES);
	return e == OK ? mobile_reply(c, 200, v.sent.mobile) : e;
}

static enum err
mobile_delete(struct call *c)
{
	enum err e = profile_set_mobile(
	    c->db, c->who.user_id, STR_NONE, c->now_us);

	c->reply->status = 204;
	return e == OK ? mobile_code_delete(c->db, c->who.user_id) : e;
}

const struct route mobile_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/storefront/account/mobile-codes",
	    .handler = mobile_code_new,
	    .caller = CALLER_USER,
	    .tx = TX_PHASES,
	    .body = &mobile_shape,
	    .answer = "Mobile",
	    .status = 202,
	    .summary = "Send a code to a mobile number" },
	{ .method = "POST",
	    .pattern = "/api/storefront/account/mobile-verifications",
	    .handler = mobile_verification_new,
	    .caller = CALLER_USER,
	    .tx = TX_PHASES,
	    .body = &mobile_typed_shape,
	    .answer = "Mobile",
	    .status = 200,
	    .summary = "Verify the number by its code" },
	{ .method = "DELETE",
	    .pattern = "/api/storefront/account/mobile",
	    .handler = mobile_delete,
	    .caller = CALLER_USER,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Forget the mobile number" },
	{ .method = NULL }
};
