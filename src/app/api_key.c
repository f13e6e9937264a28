#include <string.h>

#include "app/api_key.h"
#include "app/limits.h"
#include "app/session.h"
#include "base/sys.h"
#include "store/api_key.h"

struct str
api_key_new(char out[API_KEY_CHARS + 1])
{
	const size_t n = sizeof(API_KEY_PREFIX) - 1;

	memcpy(out, API_KEY_PREFIX, n);
	(void)token_new(out + n);
	return (struct str){ out, API_KEY_CHARS };
}

/* The scheme's name has no case (RFC 9110, 11.1). */
static bool
bearer(const struct call *c, struct str *token)
{
	struct str rest = request_header(c->request, "HTTP_AUTHORIZATION");
	struct str scheme;

	if (!str_cut(&rest, ' ', &scheme) ||
	    !str_eq_nocase(scheme, STR("Bearer")))
		return false;
	*token = str_trim(rest);
	return true;
}

bool
api_key_given(const struct call *c)
{
	struct str token;

	return bearer(c, &token);
}

/* A key that programs use all day is written once an hour. */
static enum err
touch(struct call *c, struct db *db, const struct api_key_found *found,
    bool *touched)
{
	int64_t hour_us = c->now_us - c->now_us % HOUR_US;

	*touched = found->used_at_us < hour_us;
	return *touched ? api_key_touch(db, found->key_id, hour_us) : OK;
}

enum err
api_key_load(struct call *c, struct db *db, bool *touched)
{
	struct api_key_found found;
	struct str token;
	enum err e;

	*touched = false;
	if (!bearer(c, &token) || token.n != API_KEY_CHARS ||
	    !str_starts(token, STR(API_KEY_PREFIX)))
		return ERR_API_KEY;
	e = api_key_find(db, c->arena, &found, hash_sha256(token), c->now_us);
	if (e == ERR_NOT_FOUND)
		return ERR_API_KEY;
	if (e == OK)
		e = session_who(c, &found.session);
	if (e != OK)
		return e;
	c->who.key_id = found.key_id;
	c->who.scopes = found.scopes;
	e = limits_key(found.key_id, clock_mono_us());
	return e == OK ? touch(c, db, &found, touched) : e;
}
