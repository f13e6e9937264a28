/* R26, R27, R40 to R42: how an order in stages is split and billed. */
#include "unit.h"

#include "domain/milestone.h"
#include "domain/offer.h"

enum { CASES = 2000 };

/* Of 0, 2 and 3 decimals. */
static const char *const currencies[] = { "JPY", "EUR", "KWD" };

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
amount(int64_t minor, const char *code)
{
	struct money m = { .minor = minor };

	assert_int_equal(currency_parse(&m.currency, str_from(code)), OK);
	return m;
}

/* Shares of n stages that sum to the whole, none of them 0. */
static void
shares_make(struct milestone *stages, size_t n)
{
	int64_t left = OFFER_SHARES - (int64_t)n;

	for (size_t i = 0; i < n; i++) {
		int64_t more = i + 1 < n ? random_in(0, left / 2) : left;

		stages[i].share_bp = 1 + more;
		left -= more;
	}
}

static struct payment_plan
plan_make(struct milestone *stages, size_t n, int64_t net, int64_t tax,
    const char *code)
{
	return (struct payment_plan){ .net = amount(net, code),
		.tax = amount(tax, code),
		.stages = stages,
		.n = n };
}

/* Each part but the last is its share, rounded once; the last has the rest. */
static void
assert_split(const struct payment_plan *plan)
{
	struct money gross, sum = money_zero(plan->net.currency);

	assert_int_equal(plan_check(plan), OK);
	for (size_t k = 1; k <= plan->n; k++) {
		const struct milestone *m = &plan->stages[k - 1];

		assert_true(m->net.minor >= 0 && m->tax.minor >= 0);
		assert_int_equal(
		    plan_stage_total(&gross, plan, (int64_t)k), OK);
		assert_int_equal(gross.minor, m->net.minor + m->tax.minor);
		assert_int_equal(money_add(&sum, sum, gross), OK);
		if (k < plan->n)
			assert_true(m->net.minor <= (__int128)plan->net.minor *
				    m->share_bp / OFFER_SHARES +
				1);
	}
	assert_int_equal(sum.minor, plan->net.minor + plan->tax.minor);
}

/* R27, over currencies, totals and 2 to 70 stages. */
static void
test_milestone__stages_sum_to_net_tax_and_gross(void **state)
{
	struct milestone stages[OFFER_MILESTONES_MAX];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		size_t n = (size_t)random_in(
		    OFFER_MILESTONES_MIN, OFFER_MILESTONES_MAX);
		int64_t net = random_in(
		    0, i % 2 ? MONEY_MAX_MINOR / 2 : random_in(1, 99999));
		struct payment_plan plan = plan_make(
		    stages, n, net, random_in(0, net), currencies[i % 3]);

		shares_make(stages, n);
		assert_int_equal(plan_split(&plan), OK);
		assert_split(&plan);
	}
}

static void
test_milestone__thirds_of_ten_thousand_and_a_cent(void **state)
{
	struct milestone stages[3] = { { .share_bp = 3333 },
		{ .share_bp = 3333 }, { .share_bp = 3334 } };
	struct payment_plan plan = plan_make(stages, 3, 1000001, 190000, "EUR");

	(void)state;
	assert_int_equal(plan_split(&plan), OK);
	assert_int_equal(stages[0].net.minor, 333300);
	assert_int_equal(stages[1].net.minor, 333300);
	assert_int_equal(stages[2].net.minor, 333401);
	assert_int_equal(stages[0].tax.minor, 63327);
	assert_int_equal(stages[2].tax.minor, 63346);
}

static void
test_milestone__what_is_no_whole_is_not_split(void **state)
{
	struct milestone stages[OFFER_MILESTONES_MAX + 1];
	struct payment_plan plan = plan_make(stages, 2, 1000, 190, "EUR");

	(void)state;
	stages[0].share_bp = 5000;
	stages[1].share_bp = 4999;
	assert_int_equal(plan_split(&plan), ERR_RANGE);
	stages[1].share_bp = 5001;
	assert_int_equal(plan_split(&plan), ERR_RANGE);
	plan.n = 1;
	stages[0].share_bp = OFFER_SHARES;
	assert_int_equal(plan_split(&plan), ERR_RANGE);
	plan.n = OFFER_MILESTONES_MAX + 1;
	assert_int_equal(plan_split(&plan), ERR_RANGE);
}

static void
test_milestone__a_plan_that_does_not_sum_is_told(void **state)
{
	struct milestone stages[2] = { { .share_bp = 5000 },
		{ .share_bp = 5000 } };
	struct payment_plan plan = plan_make(stages, 2, 1000, 190, "EUR");

	(void)state;
	assert_int_equal(plan_split(&plan), OK);
	stages[1].tax.minor++;
	assert_int_equal(plan_check(&plan), ERR_BUG);
	stages[1].tax.minor--;
	stages[0].net.minor--;
	assert_int_equal(plan_check(&plan), ERR_BUG);
	stages[0].net.minor = -500;
	stages[1].net.minor = 1500;
	assert_int_equal(plan_check(&plan), ERR_BUG);
	plan.n = 0;
	assert_int_equal(plan_check(&plan), ERR_BUG);
}

/* R40 to R42: each stage is billed once, by exactly one acceptance. */
static void
test_milestone__each_stage_is_billed_by_one_acceptance(void **state)
{
	struct payment_plan plan = { .n = OFFER_MILESTONES_MAX };

	(void)state;
	for (enum plan_billing b = 0; b < BILLING__MAX; b++) {
		int64_t n = (int64_t)plan.n, billed = 0;

		plan.billing = b;
		for (int64_t k = 0; k <= n; k++) {
			int64_t stage = plan_bills_after(&plan, k);

			if (stage == 0)
				continue;
			assert_int_equal(stage, ++billed);
			assert_int_equal(plan_billed_by(&plan, stage), k);
		}
		assert_int_equal(billed, n);
	}
	plan.billing = BILLING_ADVANCE;
	assert_int_equal(plan_bills_after(&plan, 0), 1);
	assert_int_equal(plan_bills_after(&plan, OFFER_MILESTONES_MAX), 0);
	plan.billing = BILLING_ARREARS;
	assert_int_equal(plan_bills_after(&plan, 0), 0);
	assert_int_equal(plan_bills_after(&plan, OFFER_MILESTONES_MAX),
	    OFFER_MILESTONES_MAX);
}

static void
test_milestone__billing_by_its_name(void **state)
{
	enum plan_billing b;

	(void)state;
	for (enum plan_billing i = 0; i < BILLING__MAX; i++) {
		assert_int_equal(
		    plan_billing_parse(&b, str_from(plan_billing_name(i))), OK);
		assert_int_equal(b, i);
	}
	assert_int_equal(plan_billing_parse(&b, STR("ADVANCE")), ERR_INVALID);
	assert_int_equal(plan_billing_parse(&b, STR_NONE), ERR_INVALID);
}

static void
test_milestone__criteria_are_lines(void **state)
{
	struct str rest = STR("It runs\n\nApproved by both"), one;

	(void)state;
	assert_true(criterion_next(&one, &rest));
	assert_true(str_is(one, "It runs"));
	assert_true(criterion_next(&one, &rest));
	assert_true(str_is(one, "Approved by both"));
	assert_false(criterion_next(&one, &rest));
	rest = STR("");
	assert_false(criterion_next(&one, &rest));
	rest = STR_NONE;
	assert_false(criterion_next(&one, &rest));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_milestone__stages_sum_to_net_tax_and_gross),
		cmocka_unit_test(
		    test_milestone__thirds_of_ten_thousand_and_a_cent),
		cmocka_unit_test(test_milestone__what_is_no_whole_is_not_split),
		cmocka_unit_test(
		    test_milestone__a_plan_that_does_not_sum_is_told),
		cmocka_unit_test(
		    test_milestone__each_stage_is_billed_by_one_acceptance),
		cmocka_unit_test(test_milestone__billing_by_its_name),
		cmocka_unit_test(test_milestone__criteria_are_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
