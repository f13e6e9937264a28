/*
 * The catalogue at hand and the threads that renew it.  Once a second one
 * asks for the revision; what has changed goes into the delta of a new
 * view.  When the delta has grown to a hundredth, the other makes a new
 * base meanwhile, in no more than a hundredth of the time and at least
 * every ten minutes when it is needed.  Requests under way keep the view
 * that they began with, and none of them ever makes or frees one.
 */
#ifndef STOREFRONT_REFRESH_H
#define STOREFRONT_REFRESH_H

#include "catalog/catalogue.h"
#include "db/pool.h"

struct refresh;

/* What config points to is borrowed; pool too. */
enum err refresh_open(struct refresh **out, struct db_pool *pool,
    const struct catalogue_config *config) MUST_CHECK;
void refresh_close(struct refresh *r);

/*
 * A reference, or NULL while there is none: waits for the first build, at
 * most REFRESH_WAIT_MS.
 */
enum { REFRESH_WAIT_MS = 2000 };
struct catalogue *refresh_catalogue(struct refresh *r);

#endif
