/* What handlers ask of their call. */
#ifndef SALE_CALL_H
#define SALE_CALL_H

#include "act/act.h"
#include "app/call.h"
#include "domain/price.h"

/* Who acts, and when, on the transaction's connection. */
struct act act_of_call(const struct call *c);

/*
 * Rows are read by company, and a user without one (an operator) has none
 * of his own: ERR_FORBIDDEN.
 */
enum err company_required(struct call *c) MUST_CHECK;

/* The id in the path, or ERR_NOT_FOUND. */
enum err path_id(struct id *out, const struct call *c, const char *prefix)
    MUST_CHECK;

/* Language of names: the user's, else the site's first. */
struct str call_locale(const struct call *c);

/* One that is drafted or reviewed is, to everybody here, not there. */
bool product_is_public(struct str state);

/* "/media/<logo>", or STR_NONE. */
struct str logo_url(struct call *c, struct str logo);

/* {"users": 8, ...} */
void json_put_capacities(struct json *j, const struct choice *choice);

#endif
