/* How far a job has read a sealed chain: a row a reader. */
#ifndef STORE_CURSOR_H
#define STORE_CURSOR_H

#include "base/arena.h"
#include "db/db.h"

#define CURSOR_SETTLEMENT_LINES "settlement_lines"
#define CURSOR_WEBHOOKS "webhooks"

/*
 * Locks the reader's row (made at 0 when absent), so that what it makes of
 * the rows after last_no is made once.
 */
enum err cursor_lock(struct db *db, struct arena *a, int64_t *last_no,
    const char *name) MUST_CHECK;

/* ERR_STALE: it is not at from any more. */
enum err cursor_move(struct db *db, const char *name, int64_t from,
    int64_t to) MUST_CHECK;

#endif
