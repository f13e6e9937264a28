#include "base/sys.h"
#include "client.h"

/*
 * Days since 1970-01-01 and back, by eras of 400 years that begin on
 * 1 March, so that the leap day is the last of its year.
 */
enum {
	DAYS_OF_ERA = 146097,
	DAYS_TO_EPOCH = 719468 /* from 0000-03-01 */
};

static int64_t
days_from_date(int64_t year, int64_t month, int64_t day)
{
	int64_t era, year_of_era, day_of_year, day_of_era;

	if (month <= 2)
		year--;
	era = (year >= 0 ? year : year - 399) / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 +
	    day - 1;
	day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	    day_of_year;
	return era * DAYS_OF_ERA + day_of_era - DAYS_TO_EPOCH;
}

static void
date_from_days(MYSQL_TIME *out, int64_t days)
{
	int64_t era, day_of_era, year_of_era, day_of_year, month;

	days += DAYS_TO_EPOCH;
	era = (days >= 0 ? days : days - DAYS_OF_ERA + 1) / DAYS_OF_ERA;
	day_of_era = days - era * DAYS_OF_ERA;
	year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			  day_of_era / 146096) /
	    365;
	day_of_year = day_of_era -
	    (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	month = (5 * day_of_year + 2) / 153;
	out->day = (unsigned)(day_of_year - (153 * month + 2) / 5 + 1);
	out->month = (unsigned)(month < 10 ? month + 3 : month - 9);
	out->year = (unsigned)(year_of_era + era * 400 +
	    (out->month <= 2 ? 1 : 0));
}

enum err
time_to_client(MYSQL_TIME *out, int64_t us)
{
	static const int64_t first_us = -62135596800 * SEC_US; /* year 1 */
	static const int64_t end_us = 253402300800 * SEC_US;   /* year 10000 */
	int64_t days, rest;

	if (us < first_us || us >= end_us)
		return ERR_RANGE;
	days = us / DAY_US;
	rest = us % DAY_US;
	if (rest < 0) {
		rest += DAY_US;
		days--;
	}
	*out = (MYSQL_TIME){ .time_type = MYSQL_TIMESTAMP_DATETIME };
	date_from_days(out, days);
	out->hour = (unsigned)(rest / HOUR_US);
	out->minute = (unsigned)(rest / MIN_US % 60);
	out->second = (unsigned)(rest / SEC_US % 60);
	out->second_part = (unsigned long)(rest % SEC_US);
	return OK;
}

bool
time_from_client(int64_t *us, const MYSQL_TIME *t)
{
	int64_t days = days_from_date(t->year, t->month, t->day);
	MYSQL_TIME real;

	date_from_days(&real, days);
	*us = 0;
	if (real.year != t->year || real.month != t->month ||
	    real.day != t->day)
		return false;
	*us = days * DAY_US + t->hour * HOUR_US + t->minute * MIN_US +
	    t->second * SEC_US + (int64_t)t->second_part;
	return true;
}
