/*
 * iCalendar (RFC 5545): a file of days that somebody should not miss, each
 * with a reminder.  CRLF, lines folded at 75 octets between characters.
 */
#ifndef PAPER_CALENDAR_H
#define PAPER_CALENDAR_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* A whole day of the reader's own clock. */
struct ical_day {
	struct str uid;			/* for ever the same: "off_...@host" */
	int64_t sequence;		/* grows when the day changes */
	int64_t stamp_us;		/* when this was written */
	int64_t day;			/* since 1970-01-01 */
	struct str summary;		/* cleaned, as is description */
	struct str description;		/* may have lines; may be empty */
	struct str url;			/* http(s); empty: none */
	int64_t alarm_min;		/* this long before the day; 0: none */
};

enum { ICAL_DAYS_MAX = 1000 };

/* ERR_INVALID: a uid or url has what no URI has; ERR_LIMIT. */
enum err ical_write(struct arena *a, struct str *out,
    const struct ical_day *days, size_t n) MUST_CHECK;

#endif
