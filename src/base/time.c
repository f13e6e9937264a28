#include <assert.h>
#include <stdio.h>
#include <time.h>

#include "base/sys.h"

struct str
time_format(char out[TIME_TEXT_MAX], int64_t us)
{
	time_t s = us / SEC_US - (us % SEC_US < 0);
	struct tm t;
	int n;

	if (gmtime_r(&s, &t) == NULL || t.tm_year > 9999 - 1900)
		return STR_NONE;
	n = snprintf(out, TIME_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02dZ",
	    t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min,
	    t.tm_sec);
	assert(n > 0 && n < TIME_TEXT_MAX);
	return (struct str){ out, (size_t)n };
}

/* Exactly n digits off the front of *s. */
static enum err
take_digits(int *out, struct str *s, size_t n)
{
	int v = 0;

	if (s->n < n)
		return ERR_SYNTAX;
	for (size_t i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return ERR_SYNTAX;
		v = v * 10 + s->p[i] - '0';
	}
	*s = str_sub(*s, n, s->n);
	*out = v;
	return OK;
}

static enum err
take_char(struct str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return ERR_SYNTAX;
	*s = str_sub(*s, 1, s->n);
	return OK;
}

/* "hh:mm" of the time and of the zone. */
static enum err
take_hour_minute(int *hour, int *minute, struct str *s)
{
	if (take_digits(hour, s, 2) != OK || take_char(s, ':') != OK ||
	    take_digits(minute, s, 2) != OK)
		return ERR_SYNTAX;
	return *hour > 23 || *minute > 59 ? ERR_RANGE : OK;
}

static int
days_of_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static enum err
take_date(struct tm *t, struct str *s)
{
	int year, month, day;

	if (take_digits(&year, s, 4) != OK || take_char(s, '-') != OK ||
	    take_digits(&month, s, 2) != OK || take_char(s, '-') != OK ||
	    take_digits(&day, s, 2) != OK)
		return ERR_SYNTAX;
	if (month < 1 || month > 12 || day < 1 ||
	    day > days_of_month(year, month))
		return ERR_RANGE;
	t->tm_year = year - 1900;
	t->tm_mon = month - 1;
	t->tm_mday = day;
	return OK;
}

/* ".5" is 500,000; digits past the microsecond are dropped. */
static enum err
take_fraction(int64_t *us, struct str *s)
{
	int64_t unit = SEC_US / 10;
	int digit;

	*us = 0;
	if (take_char(s, '.') != OK)
		return OK;
	if (take_digits(&digit, s, 1) != OK)
		return ERR_SYNTAX;
	do {
		*us += digit * unit;
		unit /= 10;
	} while (take_digits(&digit, s, 1) == OK);
	return OK;
}

static enum err
take_zone(int64_t *us, struct str *s)
{
	int sign, hour, minute;
	enum err err;

	*us = 0;
	if (take_char(s, 'Z') == OK)
		return OK;
	if (take_char(s, '+') == OK)
		sign = 1;
	else if (take_char(s, '-') == OK)
		sign = -1;
	else
		return ERR_SYNTAX;
	err = take_hour_minute(&hour, &minute, s);
	*us = sign * (hour * HOUR_US + minute * MIN_US);
	return err;
}

enum err
time_parse(int64_t *us, struct str s)
{
	struct tm t = { 0 };
	int64_t fraction_us, zone_us;
	enum err err = take_date(&t, &s);

	if (err != OK)
		return err;
	if (take_char(&s, 'T') != OK)
		return ERR_SYNTAX;
	err = take_hour_minute(&t.tm_hour, &t.tm_min, &s);
	if (err != OK)
		return err;
	if (take_char(&s, ':') != OK || take_digits(&t.tm_sec, &s, 2) != OK)
		return ERR_SYNTAX;
	if (t.tm_sec > 59)
		return ERR_RANGE;
	if (take_fraction(&fraction_us, &s) != OK)
		return ERR_SYNTAX;
	err = take_zone(&zone_us, &s);
	if (err != OK)
		return err;
	if (s.n != 0)
		return ERR_SYNTAX;
	*us = (int64_t)timegm(&t) * SEC_US + fraction_us - zone_us;
	return OK;
}
