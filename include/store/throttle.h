/*
 * Rate limits that hold across processes.  A hit must survive the failure
 * that it counts, so it is made outside the handler's transaction: on a
 * connection in autocommit, or in a unit of its own.
 */
#ifndef STORE_THROTTLE_H
#define STORE_THROTTLE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"

/*
 * Counts a try of subject ("maria@example.org 192.0.2.1") for purpose
 * ("sign-in").  ERR_THROTTLED: it is past tries in window_s, and
 * *retry_after_s says when the window ends.
 */
enum err throttle_hit(struct db *db, struct arena *a, const char *purpose,
    struct str subject, int64_t tries, int64_t window_s, int64_t now_us,
    int64_t *retry_after_s) MUST_CHECK;

/* Forgets the tries: after a success. */
enum err throttle_clear(struct db *db, const char *purpose,
    struct str subject) MUST_CHECK;

/* Drops windows that began before before_us, at most max rows. */
enum err throttle_purge(struct db *db, int64_t before_us, int64_t max,
    uint64_t *dropped) MUST_CHECK;

#endif
