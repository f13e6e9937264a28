/* May this caller use this route?  The route row alone decides. */
#ifndef APP_AUTH_H
#define APP_AUTH_H

#include "app/call.h"

/* All that an API key may be allowed; NULL-terminated. */
extern const char *const auth_scopes[];

/* Is the name among the comma-separated ones? */
bool auth_scope_listed(struct str list, const char *name);

/* Where a route asks for more in some cases: may a key do this, too? */
enum err auth_scope(struct call *c, const char *scope) MUST_CHECK;

/*
 * What CALLER_SELLER, CALLER_BUYER and CALLER_OPERATOR ask for, where others
 * are let in: is it a person who sells, or operates the site, with the factor
 * if it is required, or somebody who buys?  ERR_UNAUTHENTICATED,
 * ERR_FORBIDDEN, ERR_FACTOR_REQUIRED.
 */
bool auth_sells(const struct call *c);
bool auth_buys(const struct call *c);
enum err auth_operates(const struct call *c) MUST_CHECK;

/* Does a route of this kind look at the session, or an API key? */
bool auth_wants_session(enum caller caller);

/*
 * ERR_UNAUTHENTICATED, ERR_FORBIDDEN, ERR_UNVERIFIED, ERR_FACTOR_REQUIRED,
 * ERR_SCOPE.
 */
enum err auth_check(struct call *c) MUST_CHECK;

#endif
