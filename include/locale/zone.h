/* A site's time zone, read from the system's TZif files (RFC 8536). */
#ifndef LOCALE_ZONE_H
#define LOCALE_ZONE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct zone;

/* name as in "Europe/Berlin".  ERR_NOT_FOUND, ERR_SYNTAX. */
enum err zone_open(struct zone **out, struct arena *a, struct str name)
    MUST_CHECK;

/*
 * Seconds east of UTC at that instant.  After the last change that the file
 * lists (2037 where it is complete), the last offset holds.
 */
int64_t zone_offset_s(const struct zone *z, int64_t at_us);

/* The day's number, since 1970-01-01, as the zone's clocks have it. */
int64_t zone_day(const struct zone *z, int64_t at_us);

/* The instant at which the zone's clocks begin that day. */
int64_t zone_midnight_us(const struct zone *z, int64_t day);

#endif
