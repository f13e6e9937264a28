#include "domain/term.h"

#include <assert.h>

#include "domain/days.h"

enum {
	YEAR_MONTHS = 12,
	TERM_PERIODS_MAX = 1200, /* of all terms since the anchor */
	WEEK = 7,
	WORKDAYS = 5,
	EPOCH_WEEKDAY = 3, /* 1970-01-01 was a Thursday; Monday is 0 */
	BUSINESS_DAYS_MAX = 10000
};

static const int term_days[] = { -7, -1 };
static const int bill_days[] = { -7, -1, 1, 7, 15 };

const struct reminders term_reminders = { term_days, 2 };
const struct reminders bill_reminders = { bill_days, 5 };

static const char *const phase_names[TERM_PHASE__MAX] = {
	[TERM_AHEAD] = "ahead",
	[TERM_RUNNING] = "running",
	[TERM_RENEWABLE] = "renewable",
	[TERM_GRACE] = "grace",
	[TERM_OVER] = "over",
};

enum err
term_begin(struct term *out, int64_t first_day, enum billing_mode mode,
    int64_t periods)
{
	if (mode != MODE_MONTHLY && mode != MODE_YEARLY)
		return ERR_INVALID;
	if (periods < 1 || periods > PERIODS_MAX)
		return ERR_RANGE;
	*out = (struct term){
		.anchor_day = first_day, .mode = mode, .periods = periods
	};
	return OK;
}

enum err
term_renew(struct term *out, const struct term *t, int64_t periods)
{
	int64_t before = t->before + t->periods;

	if (periods < 1 || periods > PERIODS_MAX ||
	    before > TERM_PERIODS_MAX - periods)
		return ERR_RANGE;
	*out = (struct term){ .anchor_day = t->anchor_day,
		.mode = t->mode,
		.before = before,
		.periods = periods };
	return OK;
}

/* Always counted from the anchor, so that a short month leaves no trace. */
static int64_t
day_after_periods(const struct term *t, int64_t periods)
{
	int64_t months = t->mode == MODE_YEARLY ? periods * YEAR_MONTHS
						: periods;

	return days_from_ymd(
	    ymd_add_months(ymd_from_days(t->anchor_day), (int32_t)months));
}

int64_t
term_first_day(const struct term *t)
{
	return t->before == 0 ? t->anchor_day
			      : day_after_periods(t, t->before) + 1;
}

int64_t
term_last_day(const struct term *t)
{
	return day_after_periods(t, t->before + t->periods);
}

const char *
term_phase_name(enum term_phase p)
{
	assert(p < TERM_PHASE__MAX);
	return phase_names[p];
}

enum term_phase
term_phase_by(
    int64_t last_day, int64_t renew_days, int64_t grace_days, int64_t today)
{
	if (today > last_day + grace_days)
		return TERM_OVER;
	if (today > last_day)
		return TERM_GRACE;
	return today >= last_day - renew_days ? TERM_RENEWABLE : TERM_RUNNING;
}

enum term_phase
term_phase_of(
    const struct term *t, int64_t renew_days, int64_t grace_days, int64_t today)
{
	return today < term_first_day(t)
	    ? TERM_AHEAD
	    : term_phase_by(term_last_day(t), renew_days, grace_days, today);
}

bool
term_can_renew(enum term_phase p)
{
	return p == TERM_RENEWABLE || p == TERM_GRACE;
}

int
reminder_due(
    const struct reminders *r, int64_t end_day, int64_t today, int last_sent)
{
	int due = REMINDED_NEVER;

	for (int i = 0; i < (int)r->n; i++) {
		bool too_late = r->at[i] < 0 && today > end_day;

		if (today >= end_day + r->at[i] && !too_late)
			due = i;
	}
	return due > last_sent ? due : REMINDED_NEVER;
}

bool
reminder_next_day(
    int64_t *out, const struct reminders *r, int64_t end_day, int last_sent)
{
	int next = last_sent + 1;

	if (next >= (int)r->n)
		return false;
	*out = end_day + r->at[next];
	return true;
}

/* Monday is 0. */
static int64_t
weekday(int64_t day)
{
	return ((day + EPOCH_WEEKDAY) % WEEK + WEEK) % WEEK;
}

bool
business_day_is(int64_t day)
{
	return weekday(day) < WORKDAYS;
}

int64_t
business_day_from(int64_t day)
{
	return business_day_is(day) ? day : day + WEEK - weekday(day);
}

int64_t
business_days_after(int64_t day, int64_t n)
{
	int64_t at = weekday(day);

	assert(n >= 0 && n <= BUSINESS_DAYS_MAX);
	if (n == 0)
		return day;
	/* From a weekend one counts as from its Friday. */
	if (at >= WORKDAYS) {
		day -= at - (WORKDAYS - 1);
		at = WORKDAYS - 1;
	}
	return day + n / WORKDAYS * WEEK + n % WORKDAYS +
	    (at + n % WORKDAYS >= WORKDAYS ? WEEK - WORKDAYS : 0);
}
