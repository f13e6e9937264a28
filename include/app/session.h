/*
 * Signing in and out.  The cookie is 160 random bits; the database has its
 * SHA-256 alone.  A new session is made at each sign-in and change of
 * role.
 */
#ifndef APP_SESSION_H
#define APP_SESSION_H

#include "app/call.h"
#include "store/session.h"

/*
 * Reads the request's cookie and its session into c->who by one statement
 * on db; c->who stays empty when there is none.  *touched: it was noted in
 * the database that the session is used, which is to be kept whatever
 * becomes of the request.
 */
enum err session_load(struct call *c, struct db *db, bool *touched)
    MUST_CHECK;

/* Makes the user that was found with it the caller. */
enum err session_who(struct call *c, const struct session *s) MUST_CHECK;

/* A cookie is there at all: without one, session_load() asks nothing. */
bool session_has_cookie(const struct call *c);

/* How long sessions of this site last. */
struct session_limits session_limits(const struct call *c);

/* Inside a transaction (c->db): ends the present one, makes a new one,
 * loads c->who anew and sets the cookie.  factor: a second one was shown. */
enum err session_start(struct call *c, struct id user_id, bool factor)
    MUST_CHECK;

/* Inside a transaction: ends it and clears the cookie; none is fine. */
enum err session_end(struct call *c) MUST_CHECK;

#endif
