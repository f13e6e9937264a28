/* Terms, renewal, reminders (issue 4) and business days (1-product, Times). */
#include "unit.h"

#include <stdio.h>

#include "base/bounds.h"
#include "domain/days.h"
#include "domain/term.h"

static int64_t
day(int32_t year, int32_t month, int32_t d)
{
	return days_from_ymd((struct ymd){ year, month, d });
}

static void
assert_day(int64_t got, const char *want)
{
	struct ymd d = ymd_from_days(got);
	char text[40];

	snprintf(text, sizeof(text), "%04d-%02d-%02d", d.year, d.month, d.day);
	assert_string_equal(text, want);
}

static void
test_term__ends_on_the_same_day_or_the_months_last(void **state)
{
	static const struct {
		struct ymd first;
		enum billing_mode mode;
		int64_t periods;
		const char *last;
	} cases[] = {
		{ { 2026, 1, 15 }, MODE_MONTHLY, 1, "2026-02-15" },
		{ { 2026, 1, 31 }, MODE_MONTHLY, 1, "2026-02-28" },
		{ { 2028, 1, 31 }, MODE_MONTHLY, 1, "2028-02-29" },
		{ { 2026, 1, 31 }, MODE_MONTHLY, 2, "2026-03-31" },
		{ { 2026, 1, 31 }, MODE_MONTHLY, 3, "2026-04-30" },
		{ { 2026, 12, 31 }, MODE_MONTHLY, 2, "2027-02-28" },
		{ { 2028, 2, 29 }, MODE_YEARLY, 1, "2029-02-28" },
		{ { 2028, 2, 29 }, MODE_YEARLY, 4, "2032-02-29" },
		{ { 2026, 11, 23 }, MODE_YEARLY, 1, "2027-11-23" },
	};
	struct term t;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t first = days_from_ymd(cases[i].first);

		assert_ok(
		    term_begin(&t, first, cases[i].mode, cases[i].periods));
		assert_int_equal(term_first_day(&t), first);
		assert_day(term_last_day(&t), cases[i].last);
	}
}

static void
test_term__the_anchor_is_kept_through_short_months(void **state)
{
	static const char *const lasts[] = { "2026-02-28", "2026-03-31",
		"2026-04-30", "2026-05-31", "2026-06-30" };
	struct term t;

	(void)state;
	assert_ok(term_begin(&t, day(2026, 1, 31), MODE_MONTHLY, 1));
	for (size_t i = 0; i < 5; i++) {
		int64_t last = term_last_day(&t);

		assert_day(last, lasts[i]);
		assert_ok(term_renew(&t, &t, 1));
		assert_int_equal(term_first_day(&t), last + 1);
	}
}

/* However it is cut into terms, the whole time is the same. */
static void
test_term__renewals_come_to_what_one_long_term_would(void **state)
{
	struct term whole, part;

	(void)state;
	for (int64_t first = day(2024, 1, 1); first < day(2025, 1, 1);
	     first++) {
		assert_ok(term_begin(&whole, first, MODE_MONTHLY, 24));
		assert_ok(term_begin(&part, first, MODE_MONTHLY, 1));
		for (int64_t n = 1; n < 24;) {
			int64_t more = n % 3 + 1;

			assert_ok(term_renew(&part, &part, more));
			n += more;
			if (n == 24)
				assert_int_equal(term_last_day(&part),
				    term_last_day(&whole));
		}
	}
}

static void
test_term__what_is_no_term_is_refused(void **state)
{
	struct term t;

	(void)state;
	assert_err(term_begin(&t, 0, MODE_ONE_TIME, 1), ERR_INVALID);
	assert_err(term_begin(&t, 0, MODE_MONTHLY, 0), ERR_RANGE);
	assert_err(term_begin(&t, 0, MODE_MONTHLY, PERIODS_MAX + 1), ERR_RANGE);
	assert_ok(term_begin(&t, 0, MODE_YEARLY, PERIODS_MAX));
	assert_err(term_renew(&t, &t, 0), ERR_RANGE);
	while (t.before + t.periods + PERIODS_MAX <= 1200)
		assert_ok(term_renew(&t, &t, PERIODS_MAX));
	assert_err(term_renew(&t, &t, 1), ERR_RANGE);
}

static void
test_term__its_phase_goes_by_the_day(void **state)
{
	static const struct {
		int32_t month, day;
		enum term_phase phase;
		bool renew;
	} cases[] = {
		{ 1, 14, TERM_AHEAD, false },
		{ 1, 15, TERM_RUNNING, false },
		{ 3, 15, TERM_RUNNING, false },
		{ 3, 16, TERM_RENEWABLE, true }, /* 30 days before */
		{ 4, 15, TERM_RENEWABLE, true },
		{ 4, 16, TERM_GRACE, true },
		{ 4, 30, TERM_GRACE, true },
		{ 5, 1, TERM_OVER, false },
	};
	struct term t;

	(void)state;
	assert_ok(term_begin(&t, day(2026, 1, 15), MODE_MONTHLY, 3));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum term_phase p = term_phase_of(
		    &t, 30, 15, day(2026, cases[i].month, cases[i].day));

		assert_string_equal(
		    term_phase_name(p), term_phase_name(cases[i].phase));
		assert_int_equal(term_can_renew(p), cases[i].renew);
	}
}

static void
test_term__reminders_are_sent_once_and_not_late(void **state)
{
	static const struct {
		int64_t today;
		int last_sent, want;
	} cases[] = {
		{ 92, REMINDED_NEVER, REMINDED_NEVER },
		{ 93, REMINDED_NEVER, 0 }, /* 7 days before day 100 */
		{ 93, 0, REMINDED_NEVER },
		{ 98, REMINDED_NEVER, 0 }, /* the worker was away */
		{ 99, REMINDED_NEVER, 1 }, /* only the last of two */
		{ 99, 0, 1 }, { 100, 1, REMINDED_NEVER }, { 100, 0, 1 },
		{ 101, 0, REMINDED_NEVER }, /* it has ended */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(reminder_due(&term_reminders, 100,
				     cases[i].today, cases[i].last_sent),
		    cases[i].want);
}

static void
test_term__a_bills_reminders_go_on_after_its_day(void **state)
{
	static const int64_t days[] = { 93, 99, 101, 107, 115 };
	int last = REMINDED_NEVER;
	int64_t next;

	(void)state;
	for (int64_t today = 80; today < 140; today++) {
		int due = reminder_due(&bill_reminders, 100, today, last);

		if (due == REMINDED_NEVER)
			continue;
		assert_true(
		    reminder_next_day(&next, &bill_reminders, 100, last));
		assert_int_equal(next, today);
		assert_int_equal(today, days[due]);
		assert_int_equal(due, last + 1);
		last = due;
	}
	assert_int_equal(last, 4);
	assert_false(reminder_next_day(&next, &bill_reminders, 100, last));
	assert_int_equal(reminder_due(&bill_reminders, 100, 200, 3), 4);
}

static void
test_term__business_days_skip_weekends(void **state)
{
	(void)state;
	assert_true(business_day_is(day(2026, 11, 23))); /* a Monday */
	assert_true(business_day_is(day(2026, 11, 27)));
	assert_false(business_day_is(day(2026, 11, 28)));
	assert_false(business_day_is(day(2026, 11, 29)));
	assert_true(business_day_is(day(1970, 1, 1)));
	assert_false(business_day_is(day(1969, 12, 28))); /* a Sunday */
	assert_day(business_day_from(day(2026, 11, 27)), "2026-11-27");
	assert_day(business_day_from(day(2026, 11, 28)), "2026-11-30");
	assert_day(business_day_from(day(2026, 11, 29)), "2026-11-30");
	assert_day(business_days_after(day(2026, 11, 27), 1), "2026-11-30");
	assert_day(business_days_after(day(2026, 11, 23), 5), "2026-11-30");
}

/* Against counting day by day, from every weekday. */
static void
test_term__business_days_are_counted(void **state)
{
	(void)state;
	for (int64_t from = -20; from < 20; from++) {
		int64_t at = from;

		assert_int_equal(business_days_after(from, 0), from);
		for (int64_t n = 1; n <= 300; n++) {
			do {
				at++;
			} while (!business_day_is(at));
			assert_int_equal(business_days_after(from, n), at);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_term__ends_on_the_same_day_or_the_months_last),
		cmocka_unit_test(
		    test_term__the_anchor_is_kept_through_short_months),
		cmocka_unit_test(
		    test_term__renewals_come_to_what_one_long_term_would),
		cmocka_unit_test(test_term__what_is_no_term_is_refused),
		cmocka_unit_test(test_term__its_phase_goes_by_the_day),
		cmocka_unit_test(
		    test_term__reminders_are_sent_once_and_not_late),
		cmocka_unit_test(
		    test_term__a_bills_reminders_go_on_after_its_day),
		cmocka_unit_test(test_term__business_days_skip_weekends),
		cmocka_unit_test(test_term__business_days_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
