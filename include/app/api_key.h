/*
 * API keys of requests, "Authorization: Bearer souk_..." (RFC 6750).  The
 * key's user is the caller, with the role that the user has now; the
 * route's scope must be among the key's.  The database has its SHA-256.
 */
#ifndef APP_API_KEY_H
#define APP_API_KEY_H

#include "app/call.h"
#include "crypto/token.h"

#define API_KEY_PREFIX "souk_"
enum { API_KEY_CHARS = sizeof(API_KEY_PREFIX) - 1 + TOKEN_CHARS };

/* A new one, to be shown once; wipe it after use. */
struct str api_key_new(char out[API_KEY_CHARS + 1]);

/* The request brings a bearer token, whatever it is. */
bool api_key_given(const struct call *c);

/*
 * Reads its user into c->who by one statement on db, and notes the hour.
 * ERR_API_KEY: unknown, expired or revoked.  ERR_THROTTLED.  *touched: the
 * hour was written, which is to be kept whatever becomes of the request.
 */
enum err api_key_load(struct call *c, struct db *db, bool *touched)
    MUST_CHECK;

#endif
