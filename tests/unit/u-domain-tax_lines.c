/*
 * Issue 4, done 4: over currencies of 0, 2 and 3 decimals, tiers, taxes and
 * discounts: lines sum to totals, tax to tax, shares to the whole, and what
 * is too large is an error.
 */
#include "unit.h"

#include "base/bounds.h"
#include "domain/price.h"
#include "domain/tax_lines.h"

enum { CASES = 20000, SHARES_MAX = 70 };

static const struct currency currencies[] = { { "JPY" }, { "EUR" }, { "KWD" } };
static const int64_t rates[] = { 0, 1, 2100, 8100, 13500, 19000, 25500,
	100000 };

/* A generator with a fixed seed: a failure can be run again. */
static uint64_t seed;

static uint64_t
next_random(void)
{
	uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static int64_t
random_in(int64_t min, int64_t max)
{
	return min + (int64_t)(next_random() % (uint64_t)(max - min + 1));
}

/* Small amounts round most, large ones overflow: every size is as likely. */
static int64_t
random_minor(void)
{
	return random_in(0, INT64_C(1) << random_in(0, 44));
}

static struct money
eur(int64_t minor)
{
	return (struct money){ minor, { "EUR" } };
}

static size_t
random_lines(struct tax_line *lines, struct currency c)
{
	size_t n = (size_t)random_in(1, LINES_MAX);

	for (size_t i = 0; i < n; i++) {
		int64_t rate = rates[random_in(0, 7)];

		lines[i] = (struct tax_line){
			.net = { random_minor(), c },
			.kind = rate > 0 ? TAX_CHARGED : TAX_REVERSE_CHARGE,
			.rate_milli = rate,
		};
	}
	return n;
}

static void
test_tax_lines__rounds_half_away_from_zero(void **state)
{
	static const struct {
		int64_t net, rate_milli, tax;
	} cases[] = {
		{ 100, 19000, 19 },
		{ 50, 19000, 10 }, /* 9.5 */
		{ -50, 19000, -10 },
		{ 49, 19000, 9 },
		{ 2, 25500, 1 }, /* 0.51 */
		{ 1, 50000, 1 },
		{ -1, 50000, -1 },
		{ 1, 49999, 0 },
		{ 0, 19000, 0 },
		{ 12345, 8100, 1000 }, /* 999.945 */
		{ MONEY_MAX_MINOR, 100000, MONEY_MAX_MINOR },
	};
	struct money tax;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_ok(tax_of(&tax, eur(cases[i].net), cases[i].rate_milli));
		assert_int_equal(tax.minor, cases[i].tax);
	}
	assert_err(tax_of(&tax, eur(1), -1), ERR_RANGE);
	assert_err(tax_of(&tax, eur(1), 100001), ERR_RANGE);
}

/* Against the definition: |2 (tax x 100000 - net x rate)| <= 100000. */
static void
test_tax_lines__a_tax_is_the_nearest(void **state)
{
	struct money tax;

	(void)state;
	seed = 1;
	for (int i = 0; i < CASES; i++) {
		int64_t net = random_minor(), rate = random_in(0, 100000);
		__int128 off;

		assert_ok(tax_of(&tax, eur(net), rate));
		off = ((__int128)tax.minor * 100000 - (__int128)net * rate) * 2;
		assert_true(off <= 100000 && off > -100000);
	}
}

static void
sums_check(const struct tax_sum *sum, const struct tax_line *lines, size_t n)
{
	struct tax_group groups[LINES_MAX];
	size_t ngroups = LINES_MAX;
	int64_t net = 0, tax = 0;

	for (size_t i = 0; i < n; i++) {
		net += lines[i].net.minor;
		tax += lines[i].tax.minor;
	}
	assert_int_equal(sum->net.minor, net);
	assert_int_equal(sum->tax.minor, tax);
	assert_int_equal(sum->total.minor, net + tax);
	assert_ok(tax_groups(groups, &ngroups, lines, n));
	for (size_t i = 0; i < ngroups; i++) {
		net -= groups[i].net.minor;
		tax -= groups[i].tax.minor;
	}
	assert_int_equal(net, 0);
	assert_int_equal(tax, 0);
}

static void
test_tax_lines__lines_sum_to_totals(void **state)
{
	struct tax_line lines[LINES_MAX];
	struct tax_sum sum;

	(void)state;
	seed = 2;
	for (int i = 0; i < CASES; i++) {
		struct currency c = currencies[i % 3];
		size_t n = random_lines(lines, c);

		assert_ok(tax_lines(&sum, c, lines, n));
		sums_check(&sum, lines, n);
	}
}

static void
test_tax_lines__a_discount_comes_off_whole(void **state)
{
	struct tax_line lines[LINES_MAX], cut[LINES_MAX];
	struct tax_sum before, after;

	(void)state;
	seed = 3;
	for (int i = 0; i < CASES; i++) {
		struct currency c = currencies[i % 3];
		size_t n = random_lines(lines, c);
		struct money off = money_zero(c);

		assert_ok(tax_lines(&before, c, lines, n));
		off.minor = i % 10 == 0 ? before.net.minor
					: random_in(0, before.net.minor);
		memcpy(cut, lines, sizeof(cut));
		assert_ok(tax_discount(cut, n, off));
		assert_ok(tax_lines(&after, c, cut, n));
		sums_check(&after, cut, n);
		assert_int_equal(after.net.minor, before.net.minor - off.minor);
		for (size_t k = 0; k < n; k++) {
			assert_true(cut[k].net.minor >= 0);
			assert_true(cut[k].net.minor <= lines[k].net.minor);
		}
		assert_ok(tax_discount(cut, 0, money_zero(c)));
		off.minor = before.net.minor + 1;
		assert_err(tax_discount(cut, 0, off), ERR_RANGE);
		assert_err(tax_discount(cut, n, off), ERR_RANGE);
	}
}

static void
test_tax_lines__the_remainder_goes_to_the_last_that_has_room(void **state)
{
	static const struct {
		int64_t nets[3], off, want[3];
	} cases[] = {
		{ { 100, 100, 100 }, 100, { 67, 67, 66 } },
		{ { 100, 100, 100 }, 1, { 100, 100, 99 } },
		{ { 10, 10, 0 }, 19, { 1, 0, 0 } },
		{ { 0, 0, 0 }, 0, { 0, 0, 0 } },
		{ { 1, 1, 1 }, 2, { 1, 0, 0 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tax_line lines[3];

		for (size_t k = 0; k < 3; k++)
			lines[k] = (struct tax_line){ .net = eur(
							  cases[i].nets[k]) };
		assert_ok(tax_discount(lines, 3, eur(cases[i].off)));
		for (size_t k = 0; k < 3; k++)
			assert_int_equal(lines[k].net.minor, cases[i].want[k]);
	}
}

/* 1-product, Tax: bills of milestones sum to the order in net and in tax. */
static void
test_tax_lines__shares_sum_back(void **state)
{
	struct money nets[SHARES_MAX], taxes[SHARES_MAX], sum;
	struct tax_group whole;
	int64_t shares[SHARES_MAX];

	(void)state;
	seed = 4;
	for (int i = 0; i < CASES; i++) {
		struct currency c = currencies[i % 3];
		size_t n = (size_t)random_in(1, SHARES_MAX);

		for (size_t k = 0; k < n; k++)
			shares[k] = random_in(k == 0, 10000);
		whole = (struct tax_group){ .net = { random_minor(), c } };
		assert_ok(tax_of(&whole.tax, whole.net, rates[i % 8]));
		assert_ok(tax_split(nets, taxes, &whole, shares, n));
		assert_ok(money_sum(&sum, c, nets, n));
		assert_true(money_eq(sum, whole.net));
		assert_ok(money_sum(&sum, c, taxes, n));
		assert_true(money_eq(sum, whole.tax));
	}
}

/* Tiers: what price_choice() makes of a random ladder, taxed and summed. */
static void
test_tax_lines__tiers_are_taxed_as_they_are_priced(void **state)
{
	struct price tiers[4];
	struct plan_terms plan = { .prices = tiers, .nprices = 4 };
	struct choice_fault fault;
	struct tax_sum sum;

	(void)state;
	seed = 5;
	for (int i = 0; i < CASES; i++) {
		struct currency c = currencies[i % 3];
		struct choice choice = { .mode = MODE_MONTHLY,
			.currency = c,
			.quantity = random_in(1, QUANTITY_MAX),
			.periods = random_in(1, PERIODS_MAX) };
		struct priced priced;
		struct tax_line line = { .kind = TAX_CHARGED };
		int64_t from = 1;

		for (size_t k = 0; k < 4; k++) {
			tiers[k] = (struct price){ .mode = MODE_MONTHLY,
				.currency = c,
				.from_quantity = from,
				.amount_minor = random_in(0, 100000000) };
			from += random_in(1, 3000);
		}
		assert_ok(price_choice(&priced, &plan, &choice, &fault));
		assert_int_equal(priced.net.minor,
		    priced.unit.minor * choice.quantity * choice.periods);
		line.net = priced.net;
		line.rate_milli = rates[i % 8];
		assert_ok(tax_lines(&sum, c, &line, 1));
		sums_check(&sum, &line, 1);
	}
}

static void
test_tax_lines__past_the_edge_is_an_overflow(void **state)
{
	struct tax_line lines[2] = {
		{ .net = { MONEY_MAX_MINOR - 1, { "EUR" } } },
		{ .net = { 1, { "EUR" } } },
	};
	struct tax_sum sum;
	struct money m;

	(void)state;
	assert_ok(tax_lines(&sum, lines[0].net.currency, lines, 2));
	assert_int_equal(sum.total.minor, MONEY_MAX_MINOR);
	lines[1].net.minor = 2;
	assert_err(
	    tax_lines(&sum, lines[0].net.currency, lines, 2), ERR_OVERFLOW);
	lines[1].net.minor = 1;
	lines[1].rate_milli = 50000; /* one more, by rounding */
	assert_err(
	    tax_lines(&sum, lines[0].net.currency, lines, 2), ERR_OVERFLOW);
	assert_err(tax_of(&m, eur(INT64_MAX), 100000), ERR_OVERFLOW);
	lines[1].net.currency = (struct currency){ "USD" };
	assert_err(
	    tax_lines(&sum, lines[0].net.currency, lines, 2), ERR_CURRENCY);
}

static void
test_tax_lines__more_groups_than_room_are_an_error(void **state)
{
	struct tax_line lines[2] = { { .net = { 1, { "EUR" } } },
		{ .net = { 1, { "EUR" } }, .rate_milli = 1 } };
	struct tax_group group;
	struct tax_sum sum;
	size_t n = 1;

	(void)state;
	assert_ok(tax_lines(&sum, lines[0].net.currency, lines, 2));
	assert_err(tax_groups(&group, &n, lines, 2), ERR_LIMIT);
	n = 1;
	assert_ok(tax_groups(&group, &n, lines, 1));
	assert_int_equal(n, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tax_lines__rounds_half_away_from_zero),
		cmocka_unit_test(test_tax_lines__a_tax_is_the_nearest),
		cmocka_unit_test(test_tax_lines__lines_sum_to_totals),
		cmocka_unit_test(test_tax_lines__a_discount_comes_off_whole),
		cmocka_unit_test(
		    test_tax_lines__the_remainder_goes_to_the_last_that_has_room),
		cmocka_unit_test(test_tax_lines__shares_sum_back),
		cmocka_unit_test(
		    test_tax_lines__tiers_are_taxed_as_they_are_priced),
		cmocka_unit_test(test_tax_lines__past_the_edge_is_an_overflow),
		cmocka_unit_test(
		    test_tax_lines__more_groups_than_room_are_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
