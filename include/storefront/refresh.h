/*
 * The catalogue at hand and the thread that renews it: once a second it
 * asks for the revision, and builds a new copy beside the old one when it
 * has grown.  Requests under way keep the copy that they began with.
 */
#ifndef STOREFRONT_REFRESH_H
#define STOREFRONT_REFRESH_H

#include "catalog/catalogue.h"
#include "db/pool.h"

struct refresh;

/* config is borrowed; pool too. */
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
