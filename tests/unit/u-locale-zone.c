#include "unit.h"

#include "base/sys.h"
#include "locale/zone.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(4 * 1024 * 1024);
	return arena ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static int64_t
at(const char *text)
{
	int64_t us;

	assert_ok(time_parse(&us, str_from(text)));
	return us;
}

static void
test_zone__summer_and_winter(void **state)
{
	struct zone *z;

	(void)state;
	assert_ok(zone_open(&z, arena, STR("Europe/Berlin")));
	assert_int_equal(zone_offset_s(z, at("2026-01-15T12:00:00Z")), 3600);
	assert_int_equal(zone_offset_s(z, at("2026-07-15T12:00:00Z")), 7200);
	assert_int_equal(zone_offset_s(z, at("2026-03-29T00:59:59Z")), 3600);
	assert_int_equal(zone_offset_s(z, at("2026-03-29T01:00:00Z")), 7200);
}

/* R9: the day begins at 00:00 of the site's clocks. */
static void
test_zone__day_begins_at_local_midnight(void **state)
{
	struct zone *z;

	(void)state;
	assert_ok(zone_open(&z, arena, STR("Asia/Shanghai")));
	int64_t day = zone_day(z, at("2026-11-22T16:00:00Z"));
	assert_int_equal(day, at("2026-11-23T00:00:00Z") / DAY_US);
	assert_int_equal(zone_day(z, at("2026-11-22T15:59:59Z")), day - 1);
	assert_int_equal(zone_midnight_us(z, day), at("2026-11-22T16:00:00Z"));
}

static void
test_zone__utc_needs_no_file(void **state)
{
	struct zone *z;

	(void)state;
	assert_ok(zone_open(&z, arena, STR("UTC")));
	assert_int_equal(zone_offset_s(z, at("2026-11-23T00:00:00Z")), 0);
	assert_int_equal(zone_midnight_us(z, 10), 10 * DAY_US);
}

static void
test_zone__names_do_not_leave_the_folder(void **state)
{
	struct zone *z;

	(void)state;
	assert_err(
	    zone_open(&z, arena, STR("../../../etc/passwd")), ERR_NOT_FOUND);
	assert_err(zone_open(&z, arena, STR("Nowhere/Land")), ERR_NOT_FOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zone__summer_and_winter),
		cmocka_unit_test(test_zone__day_begins_at_local_midnight),
		cmocka_unit_test(test_zone__utc_needs_no_file),
		cmocka_unit_test(test_zone__names_do_not_leave_the_folder),
	};

	return cmocka_run_group_tests_name(
	    "locale/zone", tests, setup, teardown);
}
