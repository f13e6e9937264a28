#include "domain/days.h"

#include <stddef.h>

#include "base/sys.h"

/*
 * Years are counted from March, so that the leap day is a year's last, and
 * in eras of 400 years, which have the same days each.
 */
enum {
	ERA_YEARS = 400,
	ERA_DAYS = 146097,
	CENTURY_DAYS = 36524,
	FOUR_YEARS_DAYS = 1460,
	EPOCH = 719468 /* 1970-01-01 from 0000-03-01 */
};

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t
days_from_ymd(struct ymd d)
{
	int64_t year = d.month <= 2 ? (int64_t)d.year - 1 : d.year;
	int64_t era = floor_div(year, ERA_YEARS);
	int64_t year_of_era = year - era * ERA_YEARS;
	int64_t month = (d.month + 9) % 12; /* March is 0 */
	int64_t day_of_year = (153 * month + 2) / 5 + d.day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 -
	    year_of_era / 100 + day_of_year;

	return era * ERA_DAYS + day_of_era - EPOCH;
}

struct ymd
ymd_from_days(int64_t days)
{
	int64_t z = days + EPOCH;
	int64_t era = floor_div(z, ERA_DAYS);
	int64_t day_of_era = z - era * ERA_DAYS;
	int64_t year_of_era = (day_of_era - day_of_era / FOUR_YEARS_DAYS +
				  day_of_era / CENTURY_DAYS -
				  day_of_era / (ERA_DAYS - 1)) /
	    365;
	int64_t day_of_year = day_of_era -
	    (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;
	int64_t year = year_of_era + era * ERA_YEARS + (month >= 10);

	return (struct ymd){
		.year = (int32_t)year,
		.month = (int32_t)(month < 10 ? month + 3 : month - 9),
		.day = (int32_t)(day_of_year - (153 * month + 2) / 5 + 1),
	};
}

static int32_t
month_days(int32_t year, int32_t month)
{
	struct ymd first = { year, month, 1 };
	struct ymd next = month == 12 ? (struct ymd){ year + 1, 1, 1 }
				      : (struct ymd){ year, month + 1, 1 };

	return (int32_t)(days_from_ymd(next) - days_from_ymd(first));
}

struct ymd
ymd_add_months(struct ymd d, int32_t n)
{
	int64_t months = (int64_t)d.year * 12 + (d.month - 1) + n;
	int32_t year = (int32_t)floor_div(months, 12);
	int32_t month = (int32_t)(months - (int64_t)year * 12) + 1;
	int32_t last = month_days(year, month);

	return (struct ymd){ year, month, d.day < last ? d.day : last };
}

int64_t
calendar_day(const struct calendar *c, int64_t at_us)
{
	return c != NULL ? c->day(c->zone, at_us) : floor_div(at_us, DAY_US);
}

int64_t
calendar_midnight_us(const struct calendar *c, int64_t day)
{
	return c != NULL ? c->midnight_us(c->zone, day) : day * DAY_US;
}
