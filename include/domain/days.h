/* Calendar arithmetic on days (proleptic Gregorian), no time zone. */
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

#endif
