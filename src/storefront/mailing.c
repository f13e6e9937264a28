#include "storefront/mailing.h"

#include "base/sys.h"
#include "store/outbox.h"
#include "store/throttle.h"

enum { CLIENT_SHARE = 4 };

enum err
mailing_address(struct call *c, struct str typed, struct str *out)
{
	*out = text_lower(c->arena, str_trim(typed));
	if (!out->p)
		return ERR_NOMEM;
	if (text_is(TEXT_EMAIL, *out))
		return OK;
	return call_fault(c, "/email", "format",
	    "Write an address such as maria@example.org.");
}

enum err
mailing_throttle(struct call *c, const char *purpose, struct str email)
{
	enum err e = call_throttle(
	    c, purpose, c->network, MAIL_TRIES * CLIENT_SHARE, MAIL_WINDOW_S);

	return e != OK
	    ? e
	    : call_throttle(c, purpose, email, MAIL_TRIES, MAIL_WINDOW_S);
}

static struct message
mail_for(const struct call *c, struct id user_id, const char *template)
{
	return (struct message){ .message_id = id_new(),
		.kind = STR("mail"),
		.template = str_from(template),
		.user_id = user_id,
		.next_at_us = c->now_us,
		.created_at_us = c->now_us };
}

enum err
mailing_notice(struct call *c, struct id user_id, const char *template)
{
	const struct message m = mail_for(c, user_id, template);

	return outbox_insert(c->db, &m, 1);
}

enum err
mailing_queue(struct call *c, const struct user *to, const char *template,
    enum mailing kind)
{
	int64_t life_us = kind == MAILING_VERIFY ? VERIFY_TOKEN_H * HOUR_US
						 : RESET_TOKEN_MIN * MIN_US;
	struct mail_token token = {
		.kind = kind == MAILING_VERIFY ? STR("verify") : STR("reset"),
		.user_id = to->user_id,
		.email = to->email,
		.created_at_us = c->now_us,
		.expires_at_us = c->now_us + life_us
	};
	struct message m = mail_for(c, to->user_id, template);
	enum err e = mail_token_create(c->db, c->arena, &token, &c->site->keys);

	m.has_token = true;
	m.token_hash = token.token_hash;
	return e == OK ? outbox_insert(c->db, &m, 1) : e;
}

enum err
mailing_change(struct call *c, struct id user_id, struct str address)
{
	struct mail_token token = { .kind = STR("change"),
		.user_id = user_id,
		.email = address,
		.created_at_us = c->now_us,
		.expires_at_us = c->now_us + CHANGE_TOKEN_H * HOUR_US };
	struct message m = mail_for(c, user_id, "change_email");
	enum err e = mail_token_create(c->db, c->arena, &token, &c->site->keys);

	m.address = address;
	m.has_token = true;
	m.token_hash = token.token_hash;
	return e == OK ? outbox_insert(c->db, &m, 1) : e;
}

enum err
mailing_notice_at(
    struct call *c, struct id user_id, struct str address, const char *template)
{
	struct message m = mail_for(c, user_id, template);

	m.address = address;
	return outbox_insert(c->db, &m, 1);
}

/* Rows of the rate limits: the worker drops them with the others. */
enum err
mailing_decoy(struct call *c, struct str email)
{
	static const char *const purposes[] = { "decoy", "decoy-token",
		"decoy-mail" };
	int64_t wait_s;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < 3; i++)
		e = throttle_hit(c->db, c->arena, purposes[i], email, INT32_MAX,
		    MAIL_WINDOW_S, c->now_us, &wait_s);
	return e;
}
