#include <string.h>

#include "app/session.h"
#include "base/sys.h"
#include "base/text.h"
#include "crypto/token.h"
#include "store/user.h"

struct session_limits
session_limits(const struct call *c)
{
	const struct site_config *s = &c->site->config;

	return (struct session_limits){ .now_us = c->now_us,
		.idle_us = s->session_idle_min * MIN_US,
		.max_us = s->session_max_h * HOUR_US };
}

static enum role
role_parse(struct str s)
{
	static const char *const names[] = { [ROLE_NONE] = "",
		[ROLE_VIEWER] = "viewer",
		[ROLE_FINANCE] = "finance",
		[ROLE_PURCHASER] = "purchaser",
		[ROLE_SELLER] = "seller",
		[ROLE_OWNER] = "owner",
		[ROLE_SUPPORT] = "support",
		[ROLE_ADMIN] = "admin" };

	for (int r = ROLE_VIEWER; r <= ROLE_ADMIN; r++)
		if (str_is(s, names[r]))
			return (enum role)r;
	return ROLE_NONE;
}

static struct str
cookie(const struct call *c)
{
	struct str token = request_cookie(
	    c->request, c->site->config.cookie_name);

	return token.n == TOKEN_CHARS ? token : STR_NONE;
}

bool
session_has_cookie(const struct call *c)
{
	return cookie(c).n > 0;
}

enum err
session_who(struct call *c, const struct session *s)
{
	c->who = (struct who){ .user_id = s->user_id,
		.company_id = s->company_id,
		.seller_id = s->seller_id,
		.seller_active = s->seller_active,
		.role = role_parse(s->role),
		.verified = s->verified,
		.factor = s->factor,
		.email = s->email,
		.user_name = s->user_name,
		.company_name = s->company_name,
		.company_country = s->company_country,
		.company_tax_number = s->company_tax_number,
		.locale = s->locale,
		.session_id = s->session_id,
		.catalogue_revision = s->catalogue_revision,
		.no_offers = s->catalogue_revision != 0 && !s->offered };
	if (s->company_currency.n > 0 &&
	    currency_parse(&c->who.currency, s->company_currency) != OK)
		return ERR_BUG;
	return OK;
}

static enum err
who_load(struct call *c, struct db *db, struct hash hash, int64_t *seen_at_us)
{
	struct session_limits limits = session_limits(c);
	struct session s;
	enum err e;

	e = c->route->prices
	    ? session_find_pricing(db, c->arena, &s, hash, &limits)
	    : session_find(db, c->arena, &s, hash, &limits);
	if (e == OK)
		e = session_who(c, &s);
	if (e != OK)
		return e;
	c->who.session = hash;
	*seen_at_us = s.seen_at_us;
	return OK;
}

enum err
session_load(struct call *c, struct db *db, bool *touched)
{
	struct str token = cookie(c);
	struct hash hash;
	int64_t seen_at_us;
	enum err e;

	*touched = false;
	if (token.n == 0)
		return OK;
	hash = hash_sha256(token);
	e = who_load(c, db, hash, &seen_at_us);
	if (e == ERR_NOT_FOUND)
		return OK;
	/* Once a minute is enough for a limit of half an hour. */
	*touched = e == OK && c->now_us - seen_at_us > SESSION_TOUCH_S * SEC_US;
	return *touched ? session_touch(db, hash, seen_at_us, c->now_us) : e;
}

static void
cookie_set(struct call *c, struct str token, const char *more)
{
	const struct site_config *s = &c->site->config;

	reply_header(c->reply, "Set-Cookie",
	    arena_printf(c->arena,
		"%.*s=%.*s; Path=/; HttpOnly; SameSite=Strict%s%s",
		STR_FMT(s->cookie_name), STR_FMT(token),
		s->secure_cookie ? "; Secure" : "", more));
}

/* What the client calls itself, as far as it can be kept. */
static struct str
user_agent(const struct call *c)
{
	struct str s = text_cut(
	    request_header(c->request, "HTTP_USER_AGENT"), USER_AGENT_MAX);

	return text_plain(s, false) && s.n > 0 ? s : STR("");
}

enum err
session_start(struct call *c, struct id user_id, bool factor)
{
	char text[TOKEN_CHARS + 1];
	struct str token = token_new(text), old = cookie(c);
	struct session_made made = { .hash = hash_sha256(token),
		.session_id = id_new(),
		.user_id = user_id,
		.address = c->client,
		.user_agent = user_agent(c),
		.now_us = c->now_us,
		.factor = factor };
	int64_t seen_at_us;
	enum err e = OK;

	if (old.n > 0)
		e = session_delete(c->db, hash_sha256(old));
	if (e == OK)
		e = session_insert(c->db, &made);
	if (e == OK)
		e = user_signed_in(c->db, user_id, c->now_us);
	if (e == OK)
		e = who_load(c, c->db, made.hash, &seen_at_us);
	if (e == OK)
		cookie_set(c, token, "");
	secret_wipe(text, sizeof(text));
	/* A user that may not sign in is none. */
	return e == ERR_NOT_FOUND ? ERR_CREDENTIALS : e;
}

enum err
session_end(struct call *c)
{
	struct str token = cookie(c);
	enum err e = OK;

	if (token.n > 0)
		e = session_delete(c->db, hash_sha256(token));
	if (e == OK) {
		memset(&c->who, 0, sizeof(c->who));
		cookie_set(c, STR_NONE, "; Max-Age=0");
	}
	return e;
}
