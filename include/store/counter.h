/* Gapless numbers, one row a kind and year. */
#ifndef STORE_COUNTER_H
#define STORE_COUNTER_H

#include "base/str.h"
#include "db/db.h"

/*
 * The next number of this kind and year.  The row stays locked until the
 * transaction ends, so it is taken last; a rollback gives it back.
 */
enum err counter_next(struct db *db, int64_t *no, struct str kind,
    int32_t year) MUST_CHECK;

#endif
