/*
 * Calendar arithmetic on days (proleptic Gregorian), and whose days an
 * instant is counted in.
 */
#ifndef DOMAIN_DAYS_H
#define DOMAIN_DAYS_H

#include <stdint.h>

struct ymd {
	int32_t year;
	int32_t month;			/* 1 to 12 */
	int32_t day;			/* 1 to 31 */
};

int64_t days_from_ymd(struct ymd d);	/* since 1970-01-01 */
struct ymd ymd_from_days(int64_t days);

/* The same day n months on; the month's last day where it has fewer. */
struct ymd ymd_add_months(struct ymd d, int32_t n);

/* The days of a time zone, by the functions of locale/zone.h. */
struct zone;
struct calendar {
	const struct zone *zone;
	int64_t (*day)(const struct zone *zone, int64_t at_us);
	int64_t (*midnight_us)(const struct zone *zone, int64_t day);
};

/* calendar NULL: the days of UTC. */
int64_t calendar_day(const struct calendar *calendar, int64_t at_us);

/* The instant at which that day begins. */
int64_t calendar_midnight_us(const struct calendar *calendar, int64_t day);

#endif
