#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/days.h"

static void
assert_ymd(struct ymd d, int32_t year, int32_t month, int32_t day)
{
	assert_int_equal(d.year, year);
	assert_int_equal(d.month, month);
	assert_int_equal(d.day, day);
}

static void
test_days__known_days(void **state)
{
	(void)state;
	assert_int_equal(days_from_ymd((struct ymd){ 1970, 1, 1 }), 0);
	assert_int_equal(days_from_ymd((struct ymd){ 1969, 12, 31 }), -1);
	assert_int_equal(days_from_ymd((struct ymd){ 2000, 2, 29 }), 11016);
	assert_int_equal(days_from_ymd((struct ymd){ 2026, 11, 23 }), 20780);
	assert_int_equal(days_from_ymd((struct ymd){ 1, 1, 1 }), -719162);
	assert_ymd(ymd_from_days(11016), 2000, 2, 29);
	assert_ymd(ymd_from_days(-719162), 1, 1, 1);
}

/* Every day of eight centuries: there and back, each a day after the last. */
static void
test_days__every_day_follows_the_one_before(void **state)
{
	struct ymd before = ymd_from_days(-150000);

	(void)state;
	for (int64_t day = -149999; day < 150000; day++) {
		struct ymd d = ymd_from_days(day);

		assert_int_equal(days_from_ymd(d), day);
		if (d.day != 1) {
			assert_int_equal(d.day, before.day + 1);
			assert_int_equal(d.month, before.month);
		} else {
			assert_int_equal(d.month, before.month % 12 + 1);
			assert_true(before.day >= 28);
		}
		before = d;
	}
}

static void
test_days__months_end_on_their_last_day(void **state)
{
	struct ymd last = { 2027, 1, 31 };

	(void)state;
	assert_ymd(ymd_add_months(last, 1), 2027, 2, 28);
	assert_ymd(ymd_add_months(last, 13), 2028, 2, 29);
	assert_ymd(ymd_add_months(last, 3), 2027, 4, 30);
	assert_ymd(ymd_add_months(last, 12), 2028, 1, 31);
	assert_ymd(ymd_add_months(last, 11), 2027, 12, 31);
	assert_ymd(ymd_add_months(last, -1), 2026, 12, 31);
	assert_ymd(ymd_add_months(last, -2), 2026, 11, 30);
	assert_ymd(
	    ymd_add_months((struct ymd){ 2028, 2, 29 }, 12), 2029, 2, 28);
	assert_ymd(
	    ymd_add_months((struct ymd){ 2026, 11, 23 }, 60), 2031, 11, 23);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days__known_days),
		cmocka_unit_test(test_days__every_day_follows_the_one_before),
		cmocka_unit_test(test_days__months_end_on_their_last_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
