/* The accept-by date as a calendar's file (RFC 5545). */
#include <stdlib.h>

#include "base/text.h"
#include "domain/days.h"
#include "paper/calendar.h"
#include "unit.h"

enum { ARENA_MAX = 64 << 20, LINE_OCTETS = 75 };

static struct arena *arena;

static int
arena_up(void **state)
{
	(void)state;
	arena = arena_open(ARENA_MAX);
	return arena ? 0 : -1;
}

static int
arena_down(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static struct ical_day
sample(void)
{
	return (struct ical_day){
		.uid = STR("off_01h455vb4pex5vsknk084sn02q@shop.example"),
		.sequence = 2,
		.stamp_us = INT64_C(1795392478) * 1000000,
		.day = days_from_ymd((struct ymd){ 2026, 12, 31 }),
		.summary = STR("Accept the offer for Lumen Gallery"),
		.url = STR("https://shop.example/my/offers/"),
		.alarm_min = 900,
	};
}

/*
 * A reader of its own: asserts CRLF, octets and characters of every line,
 * and gives the unfolded lines, ended by \n.
 */
static struct str
unfold(struct str file)
{
	char *out = arena_alloc(arena, file.n + 1);
	size_t n = 0;

	assert_non_null(out);
	while (file.n) {
		const char *end = memmem(file.p, file.n, "\r\n", 2);
		struct str line = { file.p, 0 };

		assert_non_null(end);
		line.n = (size_t)(end - file.p);
		assert_true(line.n > 0 && line.n <= LINE_OCTETS);
		assert_true(text_utf8(line));
		assert_null(memchr(line.p, '\r', line.n));
		assert_null(memchr(line.p, '\n', line.n));
		if (line.p[0] == ' ') {
			assert_true(n > 0);
			n--;
			line = str_sub(line, 1, line.n);
		}
		memcpy(out + n, line.p, line.n);
		n += line.n;
		out[n++] = '\n';
		file = str_sub(file, (size_t)(end + 2 - file.p), file.n);
	}
	return (struct str){ out, n };
}

/* The value of the property, unescaped. */
static struct str
value_of(struct str lines, const char *name)
{
	struct str line;

	while (str_cut(&lines, '\n', &line)) {
		char *out;
		size_t n = 0;

		if (!str_starts(line, str_from(name)) ||
		    line.p[strlen(name)] != ':')
			continue;
		out = arena_alloc(arena, line.n);
		for (size_t i = strlen(name) + 1; i < line.n; i++) {
			char c = line.p[i];

			if (c == '\\') {
				c = line.p[++i];
				assert_non_null(strchr("\\;,nN", c));
				c = c == 'n' ? '\n' : c;
			}
			out[n++] = c;
		}
		return (struct str){ out, n };
	}
	return STR_NONE;
}

static void
test_calendar__a_day_with_its_reminder(void **state)
{
	const struct ical_day day = sample();
	struct str file, lines;

	(void)state;
	assert_ok(ical_write(arena, &file, &day, 1));
	lines = unfold(file);
	assert_str(lines,
	    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Souk//Souk//EN\n"
	    "CALSCALE:GREGORIAN\nMETHOD:PUBLISH\nBEGIN:VEVENT\n"
	    "UID:off_01h455vb4pex5vsknk084sn02q@shop.example\n"
	    "DTSTAMP:20261123T000758Z\nSEQUENCE:2\n"
	    "DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270101\n"
	    "SUMMARY:Accept the offer for Lumen Gallery\n"
	    "URL:https://shop.example/my/offers/\n"
	    "TRANSP:TRANSPARENT\nBEGIN:VALARM\nACTION:DISPLAY\n"
	    "TRIGGER:-PT900M\n"
	    "DESCRIPTION:Accept the offer for Lumen Gallery\n"
	    "END:VALARM\nEND:VEVENT\nEND:VCALENDAR\n");
}

static void
test_calendar__texts_are_escaped_and_cannot_add_lines(void **state)
{
	struct ical_day day = sample();
	struct str file, lines;

	(void)state;
	day.summary = STR("a,b;c\\d\r\nATTENDEE:mailto:eve@evil.example");
	day.description = STR("eins\nzwei\r\nEND:VCALENDAR");
	assert_ok(ical_write(arena, &file, &day, 1));
	lines = unfold(file);
	assert_str(value_of(lines, "SUMMARY"),
	    "a,b;c\\d ATTENDEE:mailto:eve@evil.example");
	assert_contains(lines, "SUMMARY:a\\,b\\;c\\\\d ATTENDEE:mailto:");
	assert_null(memmem(lines.p, lines.n, "\nATTENDEE", 9));
	assert_ptr_equal(memmem(lines.p, lines.n, "\nEND:VCALENDAR", 14),
	    lines.p + lines.n - 15);
}

static void
test_calendar__long_lines_are_folded_between_characters(void **state)
{
	struct ical_day day = sample();
	struct str file, summary;
	char text[301];

	(void)state;
	for (int i = 0; i < 300; i += 3)
		memcpy(text + i, "\u5546", 3);
	for (size_t from = 0; from < 4; from++) {
		/* Odd beginnings, so that folds fall everywhere. */
		memcpy(text, "abc", 3);
		day.summary = (struct str){ text + 3 - from, 297 };
		assert_ok(ical_write(arena, &file, &day, 1));
		summary = value_of(unfold(file), "SUMMARY");
		assert_memory_equal(summary.p, day.summary.p, 290);
	}
}

static void
test_calendar__what_is_no_uri_is_refused(void **state)
{
	struct ical_day day = sample();
	struct str file;

	(void)state;
	day.url = STR("https://shop.example/\r\nATTACH:x");
	assert_err(ical_write(arena, &file, &day, 1), ERR_INVALID);
	day = sample();
	day.uid = STR("a b@shop.example");
	assert_err(ical_write(arena, &file, &day, 1), ERR_INVALID);
	day.uid = STR("");
	assert_err(ical_write(arena, &file, &day, 1), ERR_INVALID);
	day = sample();
	assert_err(
	    ical_write(arena, &file, &day, ICAL_DAYS_MAX + 1), ERR_LIMIT);
}

/* Whatever bytes people send: well-formed lines, as many as are ours. */
static void
test_calendar__any_bytes_stay_one_text(void **state)
{
	static const char spice[] = "\r\n\n;,:\\\"\xff\xe2\x80\xae"
				    "\xf0\x9f\x8e\x81\xd8\xb3 a\0";
	unsigned seed = 20261123;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct ical_day day = sample();
		char text[200];
		struct str file, lines;
		size_t ours = 0;

		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = rand_r(&seed) % 2
			    ? spice[(size_t)rand_r(&seed) % sizeof(spice)]
			    : (char)rand_r(&seed);
		day.summary = (struct str){ text,
			(size_t)rand_r(&seed) % sizeof(text) };
		day.description = (struct str){ text, sizeof(text) };
		assert_ok(ical_write(arena, &file, &day, 1));
		lines = unfold(file);
		for (size_t i = 0; i < lines.n; i++)
			ours += lines.p[i] == '\n';
		assert_in_range(ours, 19, 22);
		arena_reset(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_calendar__a_day_with_its_reminder, arena_up,
		    arena_down),
		cmocka_unit_test_setup_teardown(
		    test_calendar__texts_are_escaped_and_cannot_add_lines,
		    arena_up, arena_down),
		cmocka_unit_test_setup_teardown(
		    test_calendar__long_lines_are_folded_between_characters,
		    arena_up, arena_down),
		cmocka_unit_test_setup_teardown(
		    test_calendar__what_is_no_uri_is_refused, arena_up,
		    arena_down),
		cmocka_unit_test_setup_teardown(
		    test_calendar__any_bytes_stay_one_text, arena_up,
		    arena_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
