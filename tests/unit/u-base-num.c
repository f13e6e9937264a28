#include "base/num.h"
#include "unit.h"

static void
test_num__whole_numbers_only(void **state)
{
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "01",
		"00", "-0", "-01", "1.0", "1e3", "0x10", "12abc", "--1",
		"\xd9\xa1" };
	int64_t v = 77;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_err(num_parse_i64(&v, str_from(bad[i])), ERR_SYNTAX);
	assert_int_equal(v, 77);
	assert_err(num_parse_i64(&v, STR_NONE), ERR_SYNTAX);
	assert_err(num_parse_i64(&v, STR("1\0")), ERR_SYNTAX);
	assert_ok(num_parse_i64(&v, STR("0")));
	assert_int_equal(v, 0);
	assert_ok(num_parse_i64(&v, STR("-120")));
	assert_int_equal(v, -120);
}

static void
test_num__ends_of_the_types(void **state)
{
	int64_t v;
	uint64_t u;

	(void)state;
	assert_ok(num_parse_i64(&v, STR("9223372036854775807")));
	assert_true(v == INT64_MAX);
	assert_ok(num_parse_i64(&v, STR("-9223372036854775808")));
	assert_true(v == INT64_MIN);
	assert_err(num_parse_i64(&v, STR("9223372036854775808")), ERR_RANGE);
	assert_err(num_parse_i64(&v, STR("-9223372036854775809")), ERR_RANGE);
	assert_err(
	    num_parse_i64(&v, STR("99999999999999999999999")), ERR_RANGE);
	assert_ok(num_parse_u64(&u, STR("18446744073709551615")));
	assert_true(u == UINT64_MAX);
	assert_err(num_parse_u64(&u, STR("18446744073709551616")), ERR_RANGE);
	assert_err(num_parse_u64(&u, STR("-1")), ERR_SYNTAX);
}

static void
test_num__bounds(void **state)
{
	int64_t v = 5;

	(void)state;
	assert_ok(num_parse_in(&v, STR("10"), 1, 10));
	assert_int_equal(v, 10);
	assert_err(num_parse_in(&v, STR("11"), 1, 10), ERR_RANGE);
	assert_err(num_parse_in(&v, STR("0"), 1, 10), ERR_RANGE);
	assert_int_equal(v, 10);
}

static void
test_num__overflow_is_reported(void **state)
{
	int64_t v;

	(void)state;
	assert_ok(num_add(&v, 2, 3));
	assert_int_equal(v, 5);
	assert_err(num_add(&v, INT64_MAX, 1), ERR_OVERFLOW);
	assert_err(num_sub(&v, INT64_MIN, 1), ERR_OVERFLOW);
	assert_err(num_mul(&v, INT64_MAX / 2, 3), ERR_OVERFLOW);
	assert_err(num_mul(&v, INT64_MIN, -1), ERR_OVERFLOW);
}

static void
test_num__mul_div_rounds_half_away_from_zero(void **state)
{
	int64_t v;

	(void)state;
	assert_ok(num_mul_div(&v, 1, 1, 2));
	assert_int_equal(v, 1);
	assert_ok(num_mul_div(&v, -1, 1, 2));
	assert_int_equal(v, -1);
	assert_ok(num_mul_div(&v, 1, 4, 10));
	assert_int_equal(v, 0);
	assert_ok(num_mul_div(&v, 7, 1, 3));
	assert_int_equal(v, 2);
	assert_ok(num_mul_div(&v, 5, 1, 3));
	assert_int_equal(v, 2);
	assert_ok(num_mul_div(&v, -5, 1, 3));
	assert_int_equal(v, -2);
	assert_ok(num_mul_div(&v, INT64_MAX, INT64_MAX, INT64_MAX));
	assert_true(v == INT64_MAX);
	assert_ok(num_mul_div(&v, INT64_MIN, INT64_MAX, INT64_MAX));
	assert_true(v == INT64_MIN);
	assert_err(num_mul_div(&v, INT64_MAX, 3, 2), ERR_OVERFLOW);
	assert_err(num_mul_div(&v, INT64_MIN, INT64_MIN, 1), ERR_OVERFLOW);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_num__whole_numbers_only),
		cmocka_unit_test(test_num__ends_of_the_types),
		cmocka_unit_test(test_num__bounds),
		cmocka_unit_test(test_num__overflow_is_reported),
		cmocka_unit_test(test_num__mul_div_rounds_half_away_from_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
