#include "unit.h"

#include "base/sys.h"
#include "locale/format.h"

static struct buf b;

static int
setup(void **state)
{
	(void)state;
	buf_open(&b, 256);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	buf_close(&b);
	return 0;
}

static struct money
money(int64_t minor, const char *code)
{
	struct currency c;
	struct money m;

	assert_ok(currency_parse(&c, str_from(code)));
	assert_ok(money_make(&m, minor, c));
	return m;
}

static void
check_money(
    const char *locale, int64_t minor, const char *code, const char *expected)
{
	buf_clear(&b);
	format_money(&b, str_from(locale), money(minor, code));
	assert_str(buf_str(&b), expected);
}

static void
test_format__money_in_each_writing(void **state)
{
	(void)state;
	check_money("en", 129900, "USD", "USD\u00a01,299.00");
	check_money("zh-CN", 129900, "USD", "USD\u00a01,299.00");
	check_money("de", 129900, "EUR", "1.299,00\u00a0EUR");
	check_money("fr", 123456789, "EUR", "1\u202f234\u202f567,89\u00a0EUR");
	check_money("en", 5, "USD", "USD\u00a00.05");
	check_money("en", -129900, "USD", "USD\u00a0\u22121,299.00");
	check_money("en", 1000, "JPY", "JPY\u00a01,000");
	check_money("en", 1234567, "KWD", "KWD\u00a01,234.567");
	check_money("xx", 100000, "USD", "USD\u00a01,000.00");
	check_money(
	    "en", MONEY_MAX_MINOR, "USD", "USD\u00a090,071,992,547,409.91");
}

static void
check_percent(const char *locale, int64_t milli, const char *expected)
{
	buf_clear(&b);
	format_percent(&b, str_from(locale), milli);
	assert_str(buf_str(&b), expected);
}

static void
test_format__amounts_and_percents(void **state)
{
	(void)state;
	format_amount(&b, STR("de"), money(-129900, "EUR"));
	assert_str(buf_str(&b), "\u22121.299,00");
	buf_clear(&b);
	format_amount(&b, STR("en"), money(1234567, "KWD"));
	assert_str(buf_str(&b), "1,234.567");
	check_percent("en", 19000, "19%");
	check_percent("en", 5500, "5.5%");
	check_percent("de", 5500, "5,5\u00a0%");
	check_percent("en", 8875, "8.875%");
	check_percent("en", 0, "0%");
	check_percent("en", 100000, "100%");
	check_percent("en", -500, "\u22120.5%");
}

static void
test_format__dates_and_times(void **state)
{
	int64_t us;

	(void)state;
	assert_ok(time_parse(&us, STR("2026-11-23T00:47:58Z")));
	format_date(&b, STR("en"), us);
	assert_str(buf_str(&b), "23 November 2026");
	buf_clear(&b);
	format_date(&b, STR("zh-CN"), us);
	assert_str(buf_str(&b), "2026年11月23日");
	buf_clear(&b);
	format_time(&b, STR("en"), us);
	assert_str(buf_str(&b), "23 November 2026 00:47 UTC");
	buf_clear(&b);
	format_time(&b, STR("en"), -SEC_US);
	assert_str(buf_str(&b), "31 December 1969 23:59 UTC");
	buf_clear(&b);
	format_number(&b, STR("en"), 1348);
	assert_str(buf_str(&b), "1,348");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_format__money_in_each_writing, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_format__amounts_and_percents, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_format__dates_and_times, setup, teardown),
	};

	return cmocka_run_group_tests_name("locale/format", tests, NULL, NULL);
}
