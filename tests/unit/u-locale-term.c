/*
 * Issue 4: terms end, and reminders fall due, by the clocks of the site's
 * time zone, over changes of summer time and on both sides of the date line.
 */
#include "unit.h"

#include "base/sys.h"
#include "domain/term.h"
#include "locale/zone.h"

static const struct {
	const char *zone, *bought, *ends;
} terms[] = {
	/* what ends after the change has summer time's midnight */
	{ "Europe/Berlin", "2026-01-31T22:30:00Z", "2026-02-28T23:00:00Z" },
	{ "Europe/Berlin", "2026-03-15T12:00:00Z", "2026-04-15T22:00:00Z" },
	{ "Europe/Berlin", "2026-10-01T12:00:00Z", "2026-11-01T23:00:00Z" },
	/* still the 30th there, already the 1st there */
	{ "America/Los_Angeles", "2026-05-01T05:00:00Z",
	    "2026-05-31T07:00:00Z" },
	{ "Pacific/Auckland", "2026-04-30T18:00:00Z", "2026-06-01T12:00:00Z" },
	{ "UTC", "2026-01-31T23:59:59Z", "2026-03-01T00:00:00Z" },
};

static int64_t
instant(const char *text)
{
	int64_t us;

	assert_ok(time_parse(&us, str_from(text)));
	return us;
}

static struct zone *
zone_named(struct arena *a, const char *name)
{
	struct zone *z;

	assert_ok(zone_open(&z, a, str_from(name)));
	return z;
}

static void
test_term__ends_at_midnight_of_the_zone(void **state)
{
	struct arena *a = arena_open(4 << 20);

	(void)state;
	assert_non_null(a);
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		struct zone *z = zone_named(a, terms[i].zone);
		char text[TIME_TEXT_MAX];
		struct term t;

		assert_ok(term_begin(&t, zone_day(z, instant(terms[i].bought)),
		    MODE_MONTHLY, 1));
		assert_str(time_format(text,
			       zone_midnight_us(z, term_last_day(&t) + 1)),
		    terms[i].ends);
	}
	arena_close(a);
}

/* Hour by hour through a term: each reminder once, on its own local day. */
static void
test_term__reminders_fall_on_local_days(void **state)
{
	struct arena *a = arena_open(4 << 20);

	(void)state;
	assert_non_null(a);
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		struct zone *z = zone_named(a, terms[i].zone);
		int64_t ends_us = instant(terms[i].ends);
		int64_t last_day = zone_day(z, ends_us) - 1;
		int sent = REMINDED_NEVER;

		for (int64_t us = instant(terms[i].bought);
		     us < ends_us + 3 * DAY_US; us += HOUR_US) {
			int64_t today = zone_day(z, us);
			int due = reminder_due(
			    &term_reminders, last_day, today, sent);

			if (due == REMINDED_NEVER)
				continue;
			assert_int_equal(due, sent + 1);
			assert_int_equal(
			    today - last_day, term_reminders.at[due]);
			sent = due;
		}
		assert_int_equal(sent, 1);
	}
	arena_close(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_term__ends_at_midnight_of_the_zone),
		cmocka_unit_test(test_term__reminders_fall_on_local_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
