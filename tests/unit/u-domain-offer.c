/* R25, R27, R30, R32, R33: what an offer says, and whether a choice is it. */
#include "unit.h"

#include "domain/offer.h"

enum { CASES = 5000 };

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

/* Shares of n stages that sum to the whole, none of them 0. */
static void
shares_make(int64_t *shares, size_t n)
{
	int64_t left = OFFER_SHARES - (int64_t)n;

	for (size_t i = 0; i + 1 < n; i++) {
		int64_t more = random_in(0, left / 2);

		shares[i] = 1 + more;
		left -= more;
	}
	shares[n - 1] = 1 + left;
}

/* R27: 2 to 70 stages of any total sum to it, to the last minor unit. */
static void
test_offer__stages_sum_to_the_total(void **state)
{
	(void)state;
	for (int i = 0; i < CASES; i++) {
		size_t n = (size_t)random_in(
		    OFFER_MILESTONES_MIN, OFFER_MILESTONES_MAX);
		int64_t shares[OFFER_MILESTONES_MAX];
		struct money stages[OFFER_MILESTONES_MAX];
		int64_t total = random_in(
		    0, i % 2 ? MONEY_MAX_MINOR : random_in(1, 99999));
		int64_t sum = 0;

		shares_make(shares, n);
		assert_int_equal(
		    offer_stages(stages, eur(total), shares, n), OK);
		for (size_t k = 0; k < n; k++) {
			__int128 exact = (__int128)total * shares[k];

			/* all but the last are cut, and the last is not less
			   than its share */
			if (k + 1 < n)
				assert_true(
				    stages[k].minor == exact / OFFER_SHARES);
			else
				assert_true(
				    stages[k].minor >= exact / OFFER_SHARES);
			sum += stages[k].minor;
		}
		assert_int_equal(sum, total);
	}
}

static void
test_offer__shares_that_are_no_whole_are_refused(void **state)
{
	int64_t shares[OFFER_MILESTONES_MAX + 1];
	struct money stages[OFFER_MILESTONES_MAX + 1];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		size_t n = (size_t)random_in(2, OFFER_MILESTONES_MAX);
		size_t at = (size_t)random_in(0, (int64_t)n - 1);

		shares_make(shares, n);
		shares[at] += random_in(0, 1) ? 1 : -1;
		assert_int_equal(
		    offer_stages(stages, eur(1000), shares, n), ERR_RANGE);
	}
	/* the sum is right, but a share is none, or less than none */
	assert_int_equal(
	    offer_stages(stages, eur(1000), (int64_t[]){ 10000, 0 }, 2),
	    ERR_RANGE);
	assert_int_equal(
	    offer_stages(stages, eur(1000), (int64_t[]){ 10001, -1 }, 2),
	    ERR_RANGE);
	assert_int_equal(
	    offer_stages(stages, eur(1000), (int64_t[]){ 10000 }, 1),
	    ERR_RANGE);
	assert_int_equal(
	    offer_stages(stages, eur(-1), (int64_t[]){ 5000, 5000 }, 2),
	    ERR_RANGE);
	for (size_t i = 0; i < OFFER_MILESTONES_MAX; i++)
		shares[i] = 1;
	shares[OFFER_MILESTONES_MAX] = OFFER_SHARES - OFFER_MILESTONES_MAX;
	assert_int_equal(
	    offer_stages(stages, eur(1000), shares, OFFER_MILESTONES_MAX + 1),
	    ERR_RANGE);
}

static void
test_offer__a_percent_is_rounded_once(void **state)
{
	struct offer_terms terms = { .price = OFFER_PRICE_PERCENT };
	struct money unit;

	(void)state;
	terms.percent_bp = 1500;
	assert_int_equal(offer_unit(&unit, &terms, eur(1999)), OK);
	assert_int_equal(unit.minor, 1699); /* 1699.15 */
	terms.percent_bp = 5000;
	assert_int_equal(offer_unit(&unit, &terms, eur(1)), OK);
	assert_int_equal(unit.minor, 1); /* 0.5 */
	for (int i = 0; i < CASES; i++) {
		int64_t list = random_in(0, i % 2 ? MONEY_MAX_MINOR : 2000);
		int64_t bp = random_in(0, OFFER_SHARES);
		__int128 exact = (__int128)list * (OFFER_SHARES - bp);

		terms.percent_bp = bp;
		assert_int_equal(offer_unit(&unit, &terms, eur(list)), OK);
		assert_true(
		    unit.minor == (exact + OFFER_SHARES / 2) / OFFER_SHARES);
		assert_in_range(unit.minor, 0, list);
	}
	terms.percent_bp = OFFER_SHARES + 1;
	assert_int_equal(offer_unit(&unit, &terms, eur(1999)), ERR_RANGE);
	terms.percent_bp = -1;
	assert_int_equal(offer_unit(&unit, &terms, eur(1999)), ERR_RANGE);
}

static void
test_offer__an_amount_is_no_more_than_the_list(void **state)
{
	struct offer_terms terms = { .price = OFFER_PRICE_AMOUNT };
	struct money unit;

	(void)state;
	terms.unit = eur(1999);
	assert_int_equal(offer_unit(&unit, &terms, eur(1999)), OK);
	assert_int_equal(unit.minor, 1999);
	terms.unit = eur(2000);
	assert_int_equal(offer_unit(&unit, &terms, eur(1999)), ERR_RANGE);
	terms.unit = eur(-1);
	assert_int_equal(offer_unit(&unit, &terms, eur(1999)), ERR_RANGE);
	terms.unit = (struct money){ 1, { "USD" } };
	assert_int_equal(offer_unit(&unit, &terms, eur(1999)), ERR_CURRENCY);
}

static void
test_offer__net_is_unit_times_quantity_times_periods(void **state)
{
	struct offer_terms terms = { .unit = eur(1990) };
	struct priced p;

	(void)state;
	terms.choice.quantity = 10;
	terms.choice.periods = 12;
	assert_int_equal(offer_net(&p, &terms), OK);
	assert_int_equal(p.unit.minor, 1990);
	assert_int_equal(p.net.minor, 238800);
	assert_int_equal(p.tax.minor, 0);
	assert_int_equal(p.total.minor, 238800);
	terms.unit = eur(MONEY_MAX_MINOR);
	assert_int_equal(offer_net(&p, &terms), ERR_OVERFLOW);
}

static const struct capacity capacities[] = {
	{ { "users", sizeof("users") - 1 }, { "user", sizeof("user") - 1 }, 1,
	    500, 1, 5 },
	{ { "gb", sizeof("gb") - 1 }, { "GB", sizeof("GB") - 1 }, 10, 100, 10,
	    0 },
};
static const struct plan_terms plan = { .capacities = capacities,
	.ncapacities = 2 };

/* Whom both sides of a comparison are made for: field by field the same. */
struct pair {
	struct offer_terms terms;
	struct choice choice;
	struct offer_choice chosen;
};

static void
pair_make(struct pair *p)
{
	struct id plan_id = { { 7 } };

	*p = (struct pair){ .terms = { .plan_id = plan_id } };
	p->choice = (struct choice){ .mode = MODE_MONTHLY,
		.currency = { "EUR" },
		.quantity = random_in(1, QUANTITY_MAX),
		.periods = random_in(1, PERIODS_MAX),
		.ncapacities = 2 };
	p->choice.capacities[0] = (struct chosen_capacity){ STR("users"),
		random_in(1, 500) };
	p->choice.capacities[1] = (struct chosen_capacity){ STR("gb"),
		random_in(1, 10) * 10 };
	p->terms.choice = p->choice;
	if (random_in(0, 1)) {
		p->terms.region = STR("fsn1");
		p->terms.flavour = STR("c2.large");
	}
	p->chosen = (struct offer_choice){ .plan_id = plan_id,
		.plan_code = STR("pro"),
		.offered_plan_code = STR("pro"),
		.plan = &plan,
		.choice = &p->choice,
		.region = STR("fsn1"),
		.flavour = STR("c2.large") };
}

/* R32: what is offered, chosen exactly, links; in whichever order. */
static void
test_offer__the_same_choice_differs_nowhere(void **state)
{
	struct offer_difference d[OFFER_DIFFERENCES_MAX];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct pair p;

		pair_make(&p);
		if (random_in(0, 1)) {
			struct chosen_capacity first = p.choice.capacities[0];

			p.choice.capacities[0] = p.choice.capacities[1];
			p.choice.capacities[1] = first;
		}
		assert_int_equal(offer_differs(d, &p.terms, &p.chosen), 0);
	}
}

/* R33: each field that is changed is named, and no other. */
static void
test_offer__each_changed_field_is_named(void **state)
{
	static const char *const fields[] = { "plan", "billing_mode",
		"quantity", "periods", "capacities", "capacities", "region",
		"flavour", "currency" };
	enum { FIELDS = sizeof(fields) / sizeof(fields[0]) };
	struct offer_difference d[OFFER_DIFFERENCES_MAX];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		int64_t mask = random_in(0, (1 << FIELDS) - 1);
		struct pair p;
		size_t n, at = 0;

		pair_make(&p);
		if (p.terms.region.p == NULL)
			mask &= ~(1 << 6 | 1 << 7);
		if (mask & 1) {
			p.chosen.plan_id = (struct id){ { 8 } };
			p.chosen.plan_code = STR("basic");
		}
		if (mask & 1 << 1)
			p.choice.mode = MODE_YEARLY;
		if (mask & 1 << 2)
			p.choice.quantity++;
		if (mask & 1 << 3)
			p.choice.periods--;
		for (size_t k = 0; k < 2; k++) {
			if (mask & 1 << (4 + k))
				p.choice.capacities[k].amount += 10;
		}
		if (mask & 1 << 6)
			p.chosen.region = STR("nbg1");
		if (mask & 1 << 7)
			p.chosen.flavour = STR_NONE;
		if (mask & 1 << 8)
			p.choice.currency = (struct currency){ "USD" };
		n = offer_differs(d, &p.terms, &p.chosen);
		for (size_t k = 0; k < FIELDS; k++) {
			if (!(mask & 1 << k))
				continue;
			assert_true(at < n);
			assert_string_equal(d[at].field, fields[k]);
			assert_true(d[at].number
				? d[at].chosen_count != d[at].offered_count
				: !str_eq(d[at].chosen, d[at].offered));
			at++;
		}
		assert_int_equal(at, n);
	}
}

/* What is left out counts as what the plan gives then. */
static void
test_offer__a_capacity_left_out_counts_as_included(void **state)
{
	struct offer_difference d[OFFER_DIFFERENCES_MAX];
	struct pair p;

	(void)state;
	pair_make(&p);
	p.choice.ncapacities = 0;
	p.terms.choice.capacities[0].amount = 5;
	p.terms.choice.capacities[1].amount = 10;
	assert_int_equal(offer_differs(d, &p.terms, &p.chosen), 0);
	p.terms.choice.capacities[1].amount = 20;
	assert_int_equal(offer_differs(d, &p.terms, &p.chosen), 1);
	assert_true(str_is(d[0].capacity, "gb"));
	assert_int_equal(d[0].chosen_count, 10);
	assert_int_equal(d[0].offered_count, 20);
}

/* A plan's capacity that is newer than the offer is not had for nothing. */
static void
test_offer__a_new_capacity_is_as_included(void **state)
{
	struct offer_difference d[OFFER_DIFFERENCES_MAX];
	struct pair p;

	(void)state;
	pair_make(&p);
	p.terms.choice.ncapacities = 1;
	p.choice.capacities[1].amount = 10;
	assert_int_equal(offer_differs(d, &p.terms, &p.chosen), 0);
	p.choice.capacities[1].amount = 100;
	assert_int_equal(offer_differs(d, &p.terms, &p.chosen), 1);
	assert_int_equal(d[0].offered_count, 10);
	/* and one that the plan has lost is owed, and cannot be chosen */
	pair_make(&p);
	p.terms.choice.capacities[1].code = STR("cores");
	p.choice.capacities[1].amount = 10;
	assert_int_equal(offer_differs(d, &p.terms, &p.chosen), 1);
	assert_true(str_is(d[0].capacity, "cores"));
	assert_int_equal(d[0].chosen_count, 0);
}

/* X3, R25: dates say what an offer is, whatever a worker has recorded. */
static void
test_offer__dates_say_what_it_is(void **state)
{
	static const enum offer_state sent[] = { OFFER_SENT, OFFER_EFFECTIVE };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
		    offer_standing(sent[i], 10, 20, 9), OFFER_UPCOMING);
		assert_int_equal(
		    offer_standing(sent[i], 10, 20, 10), OFFER_IN_EFFECT);
		assert_int_equal(
		    offer_standing(sent[i], 10, 20, 19), OFFER_IN_EFFECT);
		assert_int_equal(
		    offer_standing(sent[i], 10, 20, 20), OFFER_OVER);
	}
	assert_int_equal(offer_standing(OFFER_EXPIRED, 10, 20, 15), OFFER_OVER);
	assert_int_equal(
	    offer_standing(OFFER_REDEEMED, 10, 20, 25), OFFER_USED);
	assert_int_equal(
	    offer_standing(OFFER_WITHDRAWN, 10, 20, 15), OFFER_TAKEN_BACK);
	assert_int_equal(
	    offer_standing(OFFER_DECLINED, 10, 20, 15), OFFER_TURNED_DOWN);
	assert_int_equal(offer_standing(OFFER_DRAFT, 0, 0, 15), OFFER_UNSENT);
	assert_string_equal(offer_standing_name(OFFER_OVER), "expired");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_offer__stages_sum_to_the_total),
		cmocka_unit_test(
		    test_offer__shares_that_are_no_whole_are_refused),
		cmocka_unit_test(test_offer__a_percent_is_rounded_once),
		cmocka_unit_test(
		    test_offer__an_amount_is_no_more_than_the_list),
		cmocka_unit_test(
		    test_offer__net_is_unit_times_quantity_times_periods),
		cmocka_unit_test(test_offer__the_same_choice_differs_nowhere),
		cmocka_unit_test(test_offer__each_changed_field_is_named),
		cmocka_unit_test(
		    test_offer__a_capacity_left_out_counts_as_included),
		cmocka_unit_test(test_offer__a_new_capacity_is_as_included),
		cmocka_unit_test(test_offer__dates_say_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
