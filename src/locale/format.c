#include "locale/format.h"

#include <inttypes.h>

#include "base/sys.h"
#include "domain/days.h"

/* How a language separates thousands and the fraction. */
struct marks {
	const char *language;
	const char *group;
	const char *point;
	int currency_after;
};

static const struct marks marks[] = {
	{ "en", ",", ".", 0 },
	{ "zh", ",", ".", 0 },
	{ "ja", ",", ".", 0 },
	{ "de", ".", ",", 1 },
	{ "es", ".", ",", 1 },
	{ "it", ".", ",", 1 },
	{ "nl", ".", ",", 0 },
	{ "fr", "\u202f", ",", 1 },
};

static struct str
language(struct str locale)
{
	return str_sub(locale, 0, str_find(locale, '-'));
}

static const struct marks *
marks_of(struct str locale)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (str_is(language(locale), marks[i].language))
			return &marks[i];
	return &marks[0];
}

/* decimal is "-1299.00"; its digits are grouped by threes. */
static void
grouped(struct buf *out, const struct marks *m, struct str decimal)
{
	struct str whole = str_sub(decimal, 0, str_find(decimal, '.'));
	struct str fraction = str_sub(decimal, whole.n + 1, decimal.n);

	if (str_starts(whole, STR("-"))) {
		buf_add_cstr(out, "\u2212");
		whole = str_sub(whole, 1, whole.n);
	}
	for (size_t i = 0; i < whole.n; i++) {
		if (i > 0 && (whole.n - i) % 3 == 0)
			buf_add_cstr(out, m->group);
		buf_add_char(out, whole.p[i]);
	}
	if (fraction.n) {
		buf_add_cstr(out, m->point);
		buf_add(out, fraction);
	}
}

void
format_money(struct buf *out, struct str locale, struct money m)
{
	const struct marks *k = marks_of(locale);
	char text[MONEY_TEXT_MAX];
	struct str decimal = money_decimal(text, m);

	/* No-break spaces: an amount and its currency stay on one line. */
	if (!k->currency_after)
		buf_addf(out, "%s\u00a0", m.currency.code);
	grouped(out, k, decimal);
	if (k->currency_after)
		buf_addf(out, "\u00a0%s", m.currency.code);
}

void
format_amount(struct buf *out, struct str locale, struct money m)
{
	char text[MONEY_TEXT_MAX];

	grouped(out, marks_of(locale), money_decimal(text, m));
}

void
format_percent(struct buf *out, struct str locale, int64_t milli)
{
	const struct marks *k = marks_of(locale);
	struct buf digits;
	struct str s;

	buf_open(&digits, MONEY_TEXT_MAX);
	buf_addf(&digits, "%s%" PRId64 ".%03d", milli < 0 ? "-" : "",
	    milli < 0 ? -(milli / 1000) : milli / 1000,
	    (int)(milli < 0 ? -(milli % 1000) : milli % 1000));
	s = buf_str(&digits);
	while (str_ends(s, STR("0")))
		s.n--;
	if (str_ends(s, STR(".")))
		s.n--;
	grouped(out, k, s);
	buf_add_cstr(out, k->currency_after ? "\u00a0%" : "%");
	buf_close(&digits);
}

void
format_number(struct buf *out, struct str locale, int64_t n)
{
	struct buf digits;

	buf_open(&digits, MONEY_TEXT_MAX);
	buf_add_i64(&digits, n);
	grouped(out, marks_of(locale), buf_str(&digits));
	buf_close(&digits);
}

void
format_date(struct buf *out, struct str locale, int64_t us)
{
	static const char *const months[] = { "January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December" };
	int64_t days = us / DAY_US - (us % DAY_US < 0);
	struct ymd d = ymd_from_days(days);

	if (str_is(language(locale), "zh") || str_is(language(locale), "ja"))
		buf_addf(
		    out, "%d年%d月%d日", (int)d.year, (int)d.month, (int)d.day);
	else if (str_is(language(locale), "en"))
		buf_addf(out, "%d %s %d", (int)d.day, months[d.month - 1],
		    (int)d.year);
	else
		buf_addf(out, "%04d-%02d-%02d", (int)d.year, (int)d.month,
		    (int)d.day);
}

void
format_time(struct buf *out, struct str locale, int64_t us)
{
	int64_t second = us / SEC_US - (us % SEC_US < 0);
	int64_t minute = ((second % 86400) + 86400) % 86400 / 60;

	format_date(out, locale, us);
	buf_addf(out, " %02d:%02d UTC", (int)(minute / 60), (int)(minute % 60));
}
