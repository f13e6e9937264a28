#include "paper/calendar.h"

#include <inttypes.h>

#include "base/bounds.h"
#include "base/buf.h"
#include "domain/days.h"
#include "paper/clean.h"

enum { LINE_OCTETS = 75, LINE_TEXT_MAX = 32 * 1024, ICAL_MAX = 8 << 20 };

/* Bytes of the character that begins here, in valid UTF-8. */
static size_t
char_octets(unsigned char c)
{
	return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* 3.1: what follows a fold begins with a space, which counts too. */
static void
line_add(struct buf *out, struct str line)
{
	size_t octets = 0;

	for (size_t i = 0, n; i < line.n; i += n) {
		n = char_octets((unsigned char)line.p[i]);
		if (octets + n > LINE_OCTETS) {
			buf_add_cstr(out, "\r\n ");
			octets = 1;
		}
		buf_add(out, str_sub(line, i, n));
		octets += n;
	}
	buf_add_cstr(out, "\r\n");
}

/* 3.3.11 */
static void
text_escape(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '\n':
			buf_add_cstr(out, "\\n");
			break;
		case '\\':
		case ';':
		case ',':
			buf_add_char(out, '\\');
			/* fall through */
		default:
			buf_add_char(out, s.p[i]);
		}
	}
}

static enum err
text_add(struct arena *a, struct buf *out, const char *name, struct str value,
    bool lines)
{
	struct str clean;
	struct buf line;
	enum err e = paper_clean(a, &clean, value, PAPER_TEXT_MAX, lines);

	if (e != OK || str_empty(clean))
		return e;
	buf_open(&line, LINE_TEXT_MAX);
	buf_addf(&line, "%s:", name);
	text_escape(&line, clean);
	e = buf_err(&line);
	if (e == OK)
		line_add(out, buf_str(&line));
	buf_close(&line);
	return e;
}

/* RFC 3986 knows visible ASCII alone. */
static bool
is_uri(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || s.p[i] == '"')
			return false;
	return true;
}

static void
uri_add(struct buf *out, const char *name, struct str uri)
{
	struct buf line;

	buf_open(&line, LINE_TEXT_MAX);
	buf_addf(&line, "%s:%.*s", name, STR_FMT(uri));
	line_add(out, buf_str(&line));
	buf_close(&line);
}

static void
date_add(struct buf *out, const char *name, int64_t day)
{
	struct ymd d = ymd_from_days(day);

	buf_addf(out,
	    "%s;VALUE=DATE:%04" PRId32 "%02" PRId32 "%02" PRId32 "\r\n", name,
	    d.year, d.month, d.day);
}

static void
stamp_add(struct buf *out, int64_t us)
{
	struct ymd d = ymd_from_days(calendar_day(NULL, us));
	int64_t s = us / 1000000 % 86400;

	buf_addf(out,
	    "DTSTAMP:%04" PRId32 "%02" PRId32 "%02" PRId32 "T%02" PRId64
	    "%02" PRId64 "%02" PRId64 "Z\r\n",
	    d.year, d.month, d.day, s / 3600, s / 60 % 60, s % 60);
}

static enum err
alarm_add(struct arena *a, struct buf *out, const struct ical_day *d)
{
	enum err e;

	buf_addf(out,
	    "BEGIN:VALARM\r\n"
	    "ACTION:DISPLAY\r\n"
	    "TRIGGER:-PT%" PRId64 "M\r\n",
	    d->alarm_min);
	e = text_add(a, out, "DESCRIPTION", d->summary, false);
	buf_add_cstr(out, "END:VALARM\r\n");
	return e;
}

static enum err
day_add(struct arena *a, struct buf *out, const struct ical_day *d)
{
	enum err e;

	if (str_empty(d->uid) || !is_uri(d->uid) || !is_uri(d->url))
		return ERR_INVALID;
	buf_add_cstr(out, "BEGIN:VEVENT\r\n");
	if ((e = text_add(a, out, "UID", d->uid, false)) != OK)
		return e;
	stamp_add(out, d->stamp_us);
	buf_addf(out, "SEQUENCE:%" PRId64 "\r\n", d->sequence);
	date_add(out, "DTSTART", d->day);
	date_add(out, "DTEND", d->day + 1);
	if ((e = text_add(a, out, "SUMMARY", d->summary, false)) != OK ||
	    (e = text_add(a, out, "DESCRIPTION", d->description, true)) != OK)
		return e;
	if (!str_empty(d->url))
		uri_add(out, "URL", d->url);
	/* A deadline keeps nobody busy. */
	buf_add_cstr(out, "TRANSP:TRANSPARENT\r\n");
	if (d->alarm_min > 0)
		e = alarm_add(a, out, d);
	buf_add_cstr(out, "END:VEVENT\r\n");
	return e;
}

enum err
ical_write(
    struct arena *a, struct str *out, const struct ical_day *days, size_t n)
{
	struct buf b;
	enum err e = OK;

	if (n > ICAL_DAYS_MAX)
		return ERR_LIMIT;
	buf_open(&b, ICAL_MAX);
	buf_add_cstr(&b,
	    "BEGIN:VCALENDAR\r\n"
	    "VERSION:2.0\r\n"
	    "PRODID:-//Souk//Souk//EN\r\n"
	    "CALSCALE:GREGORIAN\r\n"
	    "METHOD:PUBLISH\r\n");
	for (size_t i = 0; e == OK && i < n; i++)
		e = day_add(a, &b, &days[i]);
	buf_add_cstr(&b, "END:VCALENDAR\r\n");
	if (e == OK)
		e = buf_err(&b);
	if (e == OK) {
		*out = str_copy(a, buf_str(&b));
		e = out->p ? OK : ERR_NOMEM;
	}
	buf_close(&b);
	return e;
}
