/* Issue 4, done 4: refunds never exceed, in the whole and in each line. */
#include "unit.h"

#include "base/bounds.h"
#include "domain/refund.h"
#include "domain/tax_lines.h"

enum { CASES = 5000 };

static const struct currency currencies[] = { { "JPY" }, { "EUR" }, { "KWD" } };

/* A generator with a fixed seed: a failure can be run again. */
static uint64_t seed;

static int64_t
random_in(int64_t min, int64_t max)
{
	uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	z ^= z >> 31;
	return min + (int64_t)(z % (uint64_t)(max - min + 1));
}

static struct money
eur(int64_t minor)
{
	return (struct money){ minor, { "EUR" } };
}

static struct refund_line
line(int64_t net, int64_t tax)
{
	return (struct refund_line){ eur(net), eur(tax), eur(0), eur(0) };
}

static int64_t
total_of(const struct refund_line *lines, size_t n)
{
	int64_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += lines[i].net.minor + lines[i].tax.minor;
	return total;
}

static void
test_refund__a_part_falls_on_lines_as_they_cost(void **state)
{
	struct refund_line lines[] = { line(10000, 1900), line(5000, 0) };
	struct refund_part parts[2];

	(void)state;
	assert_ok(refund_split(parts, eur(1690), lines, 2));
	assert_int_equal(parts[0].net.minor, 1000);
	assert_int_equal(parts[0].tax.minor, 190);
	assert_int_equal(parts[1].net.minor, 500);
	assert_int_equal(parts[1].tax.minor, 0);
	assert_ok(refund_book(lines, parts, 2));
	assert_int_equal(lines[0].net_back.minor, 1000);
	assert_err(refund_split(parts, eur(15211), lines, 2), ERR_RANGE);
	assert_ok(refund_split(parts, eur(15210), lines, 2));
	assert_int_equal(parts[0].net.minor, 9000);
	assert_int_equal(parts[0].tax.minor, 1710);
}

static void
test_refund__amounts_are_positive(void **state)
{
	struct refund_line lines[] = { line(10000, 1900) };
	struct refund_part parts[1];

	(void)state;
	assert_err(refund_split(parts, eur(0), lines, 1), ERR_RANGE);
	assert_err(refund_split(parts, eur(-1), lines, 1), ERR_RANGE);
	assert_err(refund_split(parts, eur(1), lines, 0), ERR_RANGE);
	assert_err(
	    refund_split(parts, (struct money){ 1, { "USD" } }, lines, 1),
	    ERR_CURRENCY);
	assert_err(
	    refund_split(parts, eur(1), lines, LINES_MAX + 1), ERR_LIMIT);
}

static void
test_refund__what_came_in_bounds_what_goes_back(void **state)
{
	struct refund_line lines[] = { line(10000, 1900) };
	static const struct {
		int64_t captured, back, want;
	} cases[] = {
		{ 11900, 0, 11900 },
		{ 11900, 11900, 0 },
		{ 5000, 0, 5000 }, /* a part payment by transfer */
		{ 5000, 4999, 1 },
		{ 20000, 0, 11900 }, /* overpaid: the rest is a deposit */
		{ 0, 0, 0 },
	};
	struct money m;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_ok(refund_available(
		    &m, eur(cases[i].captured), eur(cases[i].back), lines, 1));
		assert_int_equal(m.minor, cases[i].want);
	}
	assert_err(
	    refund_available(&m, eur(100), eur(101), lines, 1), ERR_RANGE);
	assert_err(refund_available(&m, eur(-1), eur(0), lines, 1), ERR_RANGE);
	lines[0].net_back = eur(10001);
	assert_err(refund_available(&m, eur(100), eur(0), lines, 1), ERR_RANGE);
}

static size_t
random_lines(struct refund_line *lines, struct currency c)
{
	size_t n = (size_t)random_in(1, LINES_MAX);

	for (size_t i = 0; i < n; i++) {
		struct money net = {
			random_in(0, INT64_C(1) << random_in(0, 40)), c
		};
		struct money tax;

		assert_ok(tax_of(&tax, net, random_in(0, 3) * 8500));
		lines[i] = (struct refund_line){ net, tax, money_zero(c),
			money_zero(c) };
	}
	return n;
}

/* Gives back amount after amount until nothing is left. */
static void
give_all_back(struct refund_line *lines, size_t n, struct currency c)
{
	struct refund_part parts[LINES_MAX];
	struct money captured = { total_of(lines, n), c };
	struct money back = money_zero(c), left, amount;
	int more = 0;

	assert_ok(refund_available(&left, captured, back, lines, n));
	for (; left.minor > 0 && more < 12; more++) {
		int64_t sum = 0;

		amount = left;
		if (more < 11)
			amount.minor = random_in(1, left.minor);
		assert_ok(refund_split(parts, amount, lines, n));
		for (size_t i = 0; i < n; i++) {
			assert_true(parts[i].net.minor >= 0);
			assert_true(parts[i].tax.minor >= 0);
			sum += parts[i].net.minor + parts[i].tax.minor;
		}
		assert_int_equal(sum, amount.minor);
		/* refused where it would exceed what a line has left */
		assert_ok(refund_book(lines, parts, n));
		assert_ok(money_add(&back, back, amount));
		assert_ok(refund_available(&left, captured, back, lines, n));
		assert_int_equal(left.minor, captured.minor - back.minor);
	}
	for (size_t i = 0; i < n; i++) {
		assert_true(money_eq(lines[i].net, lines[i].net_back));
		assert_true(money_eq(lines[i].tax, lines[i].tax_back));
	}
}

static void
test_refund__many_parts_never_exceed_the_whole(void **state)
{
	struct refund_line lines[LINES_MAX];

	(void)state;
	seed = 7;
	for (int i = 0; i < CASES; i++) {
		size_t n = random_lines(lines, currencies[i % 3]);

		give_all_back(lines, n, currencies[i % 3]);
	}
}

static void
test_refund__what_exceeds_a_line_is_not_booked(void **state)
{
	struct refund_line lines[] = { line(100, 19) };
	struct refund_part part = { eur(101), eur(0) };

	(void)state;
	assert_err(refund_book(lines, &part, 1), ERR_RANGE);
	assert_int_equal(lines[0].net_back.minor, 0);
}

/* 2-domain: of a billed, unpaid stage a refund is a credit note. */
static void
test_refund__debt_goes_before_money(void **state)
{
	static const struct {
		int64_t amount, owed, paid, note, cash;
	} cases[] = {
		{ 100, 100, 0, 100, 0 },
		{ 100, 0, 100, 0, 100 },
		{ 100, 30, 70, 30, 70 },
		{ 20, 30, 70, 20, 0 },
	};
	struct money note, cash;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_ok(refund_forms(&note, &cash, eur(cases[i].amount),
		    eur(cases[i].owed), eur(cases[i].paid)));
		assert_int_equal(note.minor, cases[i].note);
		assert_int_equal(cash.minor, cases[i].cash);
	}
	assert_err(
	    refund_forms(&note, &cash, eur(101), eur(30), eur(70)), ERR_RANGE);
	assert_err(
	    refund_forms(&note, &cash, eur(0), eur(30), eur(70)), ERR_RANGE);
}

static void
test_refund__cooling_off_says_why_not(void **state)
{
	static const struct {
		struct cooling_off_case c;
		int64_t today;
		enum cooling_off want;
	} cases[] = {
		{ { 100, 5, false, false }, 100, COOLING_OFF_OPEN },
		{ { 100, 5, false, false }, 105, COOLING_OFF_OPEN },
		{ { 100, 5, false, false }, 106, COOLING_OFF_PAST },
		{ { 100, 0, false, false }, 100, COOLING_OFF_NONE },
		{ { 100, 5, true, false }, 101, COOLING_OFF_DELIVERED },
		{ { 100, 5, false, true }, 101, COOLING_OFF_BY_OFFER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(cooling_off_name(cooling_off_of(
					&cases[i].c, cases[i].today)),
		    cooling_off_name(cases[i].want));
	assert_int_equal(cooling_off_last_day(&cases[0].c), 105);
}

static void
test_refund__the_sellers_rule_counts_from_delivery(void **state)
{
	(void)state;
	assert_true(refund_rule_holds(false, 0, 0, 100));
	assert_false(refund_rule_holds(true, 100, 0, 100));
	assert_true(refund_rule_holds(true, 100, 14, 114));
	assert_false(refund_rule_holds(true, 100, 14, 115));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_refund__a_part_falls_on_lines_as_they_cost),
		cmocka_unit_test(test_refund__amounts_are_positive),
		cmocka_unit_test(
		    test_refund__what_came_in_bounds_what_goes_back),
		cmocka_unit_test(
		    test_refund__many_parts_never_exceed_the_whole),
		cmocka_unit_test(
		    test_refund__what_exceeds_a_line_is_not_booked),
		cmocka_unit_test(test_refund__debt_goes_before_money),
		cmocka_unit_test(test_refund__cooling_off_says_why_not),
		cmocka_unit_test(
		    test_refund__the_sellers_rule_counts_from_delivery),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
