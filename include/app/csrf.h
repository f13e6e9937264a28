/*
 * Was a changing request made by this site's own pages?  A session's
 * requests carry its token; a visitor's must say that they are of the same
 * origin (Fetch Metadata, or Origin).
 */
#ifndef APP_CSRF_H
#define APP_CSRF_H

#include "app/call.h"

/* The session's token; .p NULL for a visitor or when out of memory. */
struct str csrf_token(const struct call *c);

enum err csrf_check(struct call *c) MUST_CHECK;

#endif
