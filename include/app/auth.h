/* May this caller use this route?  The route row alone decides. */
#ifndef APP_AUTH_H
#define APP_AUTH_H

#include "app/call.h"

/* Does a route of this kind look at the session? */
bool auth_wants_session(enum caller caller);

/* ERR_UNAUTHENTICATED, ERR_FORBIDDEN, ERR_UNVERIFIED,
 * ERR_FACTOR_REQUIRED. */
enum err auth_check(struct call *c) MUST_CHECK;

#endif
