/*
 * Terms: from when until when something bought by the month or year runs,
 * when it can be renewed and when people are reminded.  All in days of the
 * site's time zone (domain/days.h; locale/zone.h makes instants of them);
 * a day ends at 24:00.
 */
#ifndef DOMAIN_TERM_H
#define DOMAIN_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/price.h"

/*
 * The anchor is the first term's first day.  Terms end on its day of the
 * month, or on the month's last where that has fewer: from 31 January to 28
 * February, and the next one to 31 March again.
 */
struct term {
	int64_t anchor_day;
	enum billing_mode mode;
	int64_t before;			/* periods of the terms before it */
	int64_t periods;		/* of this one */
};

/*
 * ERR_INVALID for MODE_ONE_TIME, which has no end; ERR_RANGE for periods
 * outside 1 to PERIODS_MAX.
 */
enum err term_begin(struct term *out, int64_t first_day,
    enum billing_mode mode, int64_t periods) MUST_CHECK;

/* What follows a term; it begins on the day after its last. */
enum err term_renew(struct term *out, const struct term *t, int64_t periods)
    MUST_CHECK;

int64_t term_first_day(const struct term *t);
int64_t term_last_day(const struct term *t);

enum term_phase {
	TERM_AHEAD,			/* has not begun */
	TERM_RUNNING,
	TERM_RENEWABLE,			/* runs, its end is near */
	TERM_GRACE,			/* has ended, is still served */
	TERM_OVER,
	TERM_PHASE__MAX
};
const char *term_phase_name(enum term_phase p);	/* "ahead", ... */

/*
 * renew_days before the last day (that included) renewal opens; it is open
 * until grace_days (SOUK_GRACE_DAYS) after it have passed.
 */
enum term_phase term_phase_of(const struct term *t, int64_t renew_days,
    int64_t grace_days, int64_t today);
/* The same of one that runs, by its last day alone. */
enum term_phase term_phase_by(int64_t last_day, int64_t renew_days,
    int64_t grace_days, int64_t today);
bool term_can_renew(enum term_phase p);

/* Days from the end on which to remind; negative are before it. */
struct reminders {
	const int *at;			/* ascending */
	size_t n;
};
extern const struct reminders term_reminders;	/* -7, -1 */
extern const struct reminders bill_reminders;	/* -7, -1, 1, 7, 15 */

enum { REMINDED_NEVER = -1 };

/*
 * Which reminder is due today, as an index, given the last that was sent
 * (REMINDED_NEVER: none); REMINDED_NEVER when none is.  One that was missed
 * is not sent once the next is due, nor one of before the end after it.
 */
int reminder_due(const struct reminders *r, int64_t end_day, int64_t today,
    int last_sent);

/* The day of the first reminder after last_sent; false: there is none. */
bool reminder_next_day(int64_t *out, const struct reminders *r,
    int64_t end_day, int last_sent);

/* Business days are Monday to Friday. */
bool business_day_is(int64_t day);

/* The day itself, or the next business day. */
int64_t business_day_from(int64_t day);

/* n (0 to 10,000) business days after a day, which itself does not count. */
int64_t business_days_after(int64_t day, int64_t n);

#endif
