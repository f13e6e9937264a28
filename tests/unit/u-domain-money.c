/* Money: design 2-domain, section Money. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/money.h"

static struct currency
currency(const char *code)
{
	struct currency c;

	assert_int_equal(currency_parse(&c, str_from(code)), OK);
	return c;
}

static struct money
usd(int64_t minor)
{
	return (struct money){ minor, currency("USD") };
}

/* A generator with a fixed seed: a failure can be run again. */
static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static void
test_money__exponents_follow_iso_4217(void **state)
{
	static const struct {
		const char *code;
		unsigned exponent;
	} known[] = {
		{ "JPY", 0 },
		{ "KRW", 0 },
		{ "ISK", 0 },
		{ "CLP", 0 },
		{ "USD", 2 },
		{ "EUR", 2 },
		{ "CNY", 2 },
		{ "AED", 2 },
		{ "ZWG", 2 },
		{ "HUF", 2 },
		{ "KWD", 3 },
		{ "BHD", 3 },
		{ "TND", 3 },
		{ "XOF", 0 },
		{ "BIF", 0 },
		{ "XPF", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_int_equal(currency_exponent(currency(known[i].code)),
		    known[i].exponent);
}

static void
test_money__unknown_currencies_are_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"US",
		"USDX",
		"usd",
		"XXX",
		"XTS",
		"XAU",
		"EU\xc3\xa9",
		"SDE",
		"DEU",
		"AAA",
		"ZZZ",
		"000",
	};
	struct currency c;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(
		    currency_parse(&c, str_from(wrong[i])), ERR_CURRENCY);
}

static void
test_money__decimal_text(void **state)
{
	static const struct {
		int64_t minor;
		const char *code, *text;
	} cases[] = {
		{ 129900, "USD", "1299.00" },
		{ -5, "USD", "-0.05" },
		{ 0, "USD", "0.00" },
		{ 1200, "JPY", "1200" },
		{ -1, "JPY", "-1" },
		{ 1, "KWD", "0.001" },
		{ 1234567, "KWD", "1234.567" },
		{ MONEY_MAX_MINOR, "EUR", "90071992547409.91" },
		{ -MONEY_MAX_MINOR, "KWD", "-9007199254740.991" },
	};
	char text[MONEY_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct money m = { cases[i].minor, currency(cases[i].code) };

		assert_string_equal(money_decimal(text, m).p, cases[i].text);
	}
}

static void
test_money__overflow_is_an_error(void **state)
{
	struct money m, most = usd(MONEY_MAX_MINOR);

	(void)state;
	assert_int_equal(money_make(&m, MONEY_MAX_MINOR, most.currency), OK);
	assert_int_equal(
	    money_make(&m, MONEY_MAX_MINOR + 1, most.currency), ERR_OVERFLOW);
	assert_int_equal(
	    money_make(&m, INT64_MIN, most.currency), ERR_OVERFLOW);
	assert_int_equal(money_add(&m, most, usd(1)), ERR_OVERFLOW);
	assert_int_equal(money_add(&m, most, usd(0)), OK);
	assert_int_equal(money_sub(&m, usd(-1), most), ERR_OVERFLOW);
	assert_int_equal(money_times(&m, most, 2), ERR_OVERFLOW);
	assert_int_equal(money_times(&m, most, INT64_MAX), ERR_OVERFLOW);
	assert_int_equal(money_times(&m, most, -1), OK);
	assert_int_equal(m.minor, -MONEY_MAX_MINOR);
	assert_int_equal(money_rate_bp(&m, most, 10001), ERR_OVERFLOW);
	assert_int_equal(money_rate_bp(&m, most, INT64_MAX), ERR_OVERFLOW);
}

static void
test_money__currencies_do_not_mix(void **state)
{
	struct money m, euro = { 1, currency("EUR") };

	(void)state;
	assert_int_equal(money_add(&m, usd(1), euro), ERR_CURRENCY);
	assert_int_equal(money_sub(&m, usd(1), euro), ERR_CURRENCY);
	assert_false(money_eq(usd(1), euro));
	assert_true(money_eq(usd(1), usd(1)));
	assert_false(money_eq(usd(1), usd(2)));
}

static void
test_money__rates_round_half_away_from_zero(void **state)
{
	static const struct {
		int64_t minor, bp, part;
	} cases[] = {
		{ 4900, 1000, 490 },
		{ 5, 1000, 1 },
		{ 4, 1000, 0 },
		{ -5, 1000, -1 },
		{ -4, 1000, 0 },
		{ 15, 1000, 2 },
		{ 1, 5000, 1 },
		{ 1, 4999, 0 },
		{ 12345, 0, 0 },
		{ MONEY_MAX_MINOR, 10000, MONEY_MAX_MINOR },
	};
	struct money m;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    money_rate_bp(&m, usd(cases[i].minor), cases[i].bp), OK);
		assert_int_equal(m.minor, cases[i].part);
	}
}

/*
 * R27: for any whole and any shares the parts sum to the whole, each part
 * but the last is the exact share cut towards zero, and the last is off by
 * less than the number of parts.
 */
static void
test_money__R27_parts_sum_to_the_whole(void **state)
{
	enum { ROUNDS = 20000, PARTS_MAX = 70 };
	struct money parts[PARTS_MAX];
	int64_t shares[PARTS_MAX];
	uint64_t seed = 20260112;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		size_t n = 1 + next_random(&seed) % PARTS_MAX;
		uint64_t bound = round % 2 ? 10001 : UINT64_C(1) << 40;
		int64_t whole = (int64_t)(next_random(&seed) %
				    (uint64_t)(2 * MONEY_MAX_MINOR + 1)) -
		    MONEY_MAX_MINOR;
		int64_t sum = 0, total = 0;

		for (size_t i = 0; i < n; i++) {
			shares[i] = (int64_t)(next_random(&seed) % bound);
			total += shares[i];
		}
		if (total == 0)
			total = shares[0] = 1;
		assert_int_equal(money_split(parts, usd(whole), shares, n), OK);
		for (size_t i = 0; i < n; i++) {
			__int128 exact = (__int128)whole * shares[i] / total;
			__int128 off = parts[i].minor - exact;

			sum += parts[i].minor;
			assert_true(i + 1 < n
				? off == 0
				: off < (__int128)n && off > -(__int128)n);
		}
		assert_int_equal(sum, whole);
	}
}

static void
test_money__split_refuses_what_are_no_shares(void **state)
{
	struct money parts[2];

	(void)state;
	assert_int_equal(
	    money_split(parts, usd(100), (int64_t[]){ 0, 0 }, 2), ERR_RANGE);
	assert_int_equal(
	    money_split(parts, usd(100), (int64_t[]){ 2, -1 }, 2), ERR_RANGE);
	assert_int_equal(
	    money_split(parts, usd(100), (int64_t[]){ INT64_MAX, 1 }, 2),
	    ERR_RANGE);
	assert_int_equal(money_split(parts, usd(100), NULL, 0), ERR_RANGE);
}

static void
test_money__what_people_write_is_read(void **state)
{
	static const struct {
		const char *text, *code;
		int64_t minor; /* -1: refused */
	} cases[] = {
		{ "1299.00", "USD", 129900 },
		{ "1299", "USD", 129900 },
		{ "12.5", "USD", 1250 },
		{ "0.05", "USD", 5 },
		{ "1200", "JPY", 1200 },
		{ "1.234", "KWD", 1234 },
		{ "90071992547409.91", "USD", MONEY_MAX_MINOR },
		{ "90071992547409.92", "USD", -1 },
		{ "1.", "USD", -1 },
		{ ".5", "USD", -1 },
		{ "-1", "USD", -1 },
		{ "", "USD", -1 },
		{ "1,299", "USD", -1 },
		{ "1.234", "USD", -1 },
		{ "1.0", "JPY", -1 },
		{ "1e3", "USD", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct currency c;
		struct money m = { -1, { "" } };

		assert_int_equal(
		    currency_parse(&c, str_from(cases[i].code)), OK);
		if (money_parse(&m, str_from(cases[i].text), c) != OK)
			m.minor = -1;
		assert_int_equal(m.minor, cases[i].minor);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_money__exponents_follow_iso_4217),
		cmocka_unit_test(test_money__unknown_currencies_are_refused),
		cmocka_unit_test(test_money__decimal_text),
		cmocka_unit_test(test_money__what_people_write_is_read),
		cmocka_unit_test(test_money__overflow_is_an_error),
		cmocka_unit_test(test_money__currencies_do_not_mix),
		cmocka_unit_test(test_money__rates_round_half_away_from_zero),
		cmocka_unit_test(test_money__R27_parts_sum_to_the_whole),
		cmocka_unit_test(test_money__split_refuses_what_are_no_shares),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
