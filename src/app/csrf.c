#include "app/csrf.h"

struct str
csrf_token(const struct call *c)
{
	const struct str session = { (const char *)c->who.session.b,
		HASH_BYTES };
	char text[HASH_HEX + 1];
	struct hash mac;

	if (id_is_nil(c->who.user_id))
		return STR_NONE;
	mac = hash_hmac(keys_get(&c->site->keys, KEY_CSRF), session);
	return str_copy(c->arena, hash_hex(text, mac));
}

enum origin { ORIGIN_OURS, ORIGIN_FOREIGN, ORIGIN_UNSAID };

/*
 * Browsers that know Sec-Fetch-Site cannot be made to lie in it by a
 * page; Origin may be "null" under a strict referrer policy.
 */
static enum origin
origin_of(const struct call *c)
{
	struct str fetch = request_header(c->request, "HTTP_SEC_FETCH_SITE");
	struct str origin = request_header(c->request, "HTTP_ORIGIN");

	if (fetch.n > 0 && !str_is(fetch, "same-origin"))
		return ORIGIN_FOREIGN;
	if (origin.n > 0 && !str_is(origin, "null"))
		return str_eq(origin, c->site->config.origin) ? ORIGIN_OURS
							      : ORIGIN_FOREIGN;
	return fetch.n > 0 ? ORIGIN_OURS : ORIGIN_UNSAID;
}

enum err
csrf_check(struct call *c)
{
	struct str given = request_header(c->request, "HTTP_X_SOUK_CSRF");
	enum origin origin = origin_of(c);
	struct str expected;

	if (origin == ORIGIN_FOREIGN)
		return ERR_CSRF;
	if (c->route->caller == CALLER_ANYONE ||
	    c->route->caller == CALLER_VISITOR)
		if (origin == ORIGIN_OURS)
			return OK;
	expected = csrf_token(c);
	if (!expected.p)
		return ERR_CSRF;
	return secret_eq(expected, given) ? OK : ERR_CSRF;
}
