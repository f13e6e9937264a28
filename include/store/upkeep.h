/* What the worker does by the calendar, once among all workers. */
#ifndef STORE_UPKEEP_H
#define STORE_UPKEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db.h"

/* site_counters' names of what is done once a day or an hour. */
#define UPKEEP_POPULARITY_DAY "popularity_day"
#define UPKEEP_HEADS_HOUR "heads_hour"
#define UPKEEP_FILES_DAY "files_day"

/*
 * *claimed: this transaction is the one that does the work of period
 * number (days or hours since the epoch).  Rolled back, it is free again.
 */
enum err upkeep_claim(struct db *db, bool *claimed, const char *name,
    int64_t number) MUST_CHECK;

/* Drops mailed tokens that ended before before_us, at most max. */
enum err mail_tokens_purge(struct db *db, int64_t before_us, int64_t max,
    uint64_t *dropped) MUST_CHECK;

#endif
