/* R38, R39: two pools of credit; what is taken is free, and comes back. */
#include "unit.h"

#include "domain/credit.h"

enum { STEPS = 50000, ORDERS = 40 };

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

static struct money
eur(int64_t minor)
{
	return (struct money){ minor, { "EUR" } };
}

static struct credit_pool
pool(int64_t limit, int64_t reserved, int64_t billed)
{
	return (struct credit_pool){ eur(limit), eur(reserved), eur(billed) };
}

static void
assert_pool(const struct credit_pool *p, int64_t reserved, int64_t billed)
{
	assert_ok(credit_check(p));
	assert_int_equal(p->reserved.minor, reserved);
	assert_int_equal(p->billed.minor, billed);
}

static void
test_credit__an_order_goes_its_way(void **state)
{
	struct credit_pool p = pool(10000, 0, 0);
	struct money left;

	(void)state;
	assert_ok(credit_reserve(&p, eur(6000)));
	assert_pool(&p, 6000, 0);
	assert_ok(credit_bill(&p, eur(2000)));
	assert_pool(&p, 4000, 2000);
	assert_ok(credit_free(&left, &p));
	assert_int_equal(left.minor, 4000);
	assert_ok(credit_pay(&p, eur(500)));
	assert_ok(credit_unbill(&p, eur(1500)));
	assert_pool(&p, 5500, 0);
	assert_ok(credit_release(&p, eur(5500)));
	assert_pool(&p, 0, 0);
}

static void
test_credit__more_than_is_there_is_refused(void **state)
{
	struct credit_pool p = pool(10000, 4000, 2000);

	(void)state;
	assert_err(credit_reserve(&p, eur(4001)), ERR_LIMIT);
	assert_err(credit_bill(&p, eur(4001)), ERR_RANGE);
	assert_err(credit_release(&p, eur(4001)), ERR_RANGE);
	assert_err(credit_pay(&p, eur(2001)), ERR_RANGE);
	assert_err(credit_unbill(&p, eur(2001)), ERR_RANGE);
	assert_pool(&p, 4000, 2000);
	assert_ok(credit_reserve(&p, eur(4000)));
}

static void
test_credit__amounts_are_positive_and_in_its_currency(void **state)
{
	static enum err (*const moves[])(struct credit_pool *, struct money) = {
		credit_reserve,
		credit_release,
		credit_bill,
		credit_unbill,
		credit_pay,
	};
	struct credit_pool p = pool(10000, 4000, 2000);

	(void)state;
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		struct money usd = { 1, { "USD" } };

		assert_err(moves[i](&p, eur(0)), ERR_RANGE);
		assert_err(moves[i](&p, eur(-1)), ERR_RANGE);
		assert_err(moves[i](&p, usd), ERR_CURRENCY);
		assert_pool(&p, 4000, 2000);
	}
}

static void
test_credit__a_lowered_limit_takes_nothing_back(void **state)
{
	struct credit_pool p = pool(10000, 4000, 2000);
	struct money left;

	(void)state;
	assert_ok(credit_set_limit(&p, eur(5000)));
	assert_ok(credit_free(&left, &p));
	assert_int_equal(left.minor, -1000);
	assert_err(credit_reserve(&p, eur(1)), ERR_LIMIT);
	assert_ok(credit_bill(&p, eur(4000)));
	assert_ok(credit_pay(&p, eur(6000)));
	assert_ok(credit_reserve(&p, eur(5000)));
	assert_err(credit_set_limit(&p, eur(-1)), ERR_RANGE);
	assert_err(credit_set_limit(&p, eur(MONEY_MAX_MINOR + 1)), ERR_RANGE);
}

static void
test_credit__the_largest_pool_does_not_overflow(void **state)
{
	struct credit_pool p = pool(MONEY_MAX_MINOR, 0, 0);

	(void)state;
	assert_ok(credit_reserve(&p, eur(MONEY_MAX_MINOR)));
	assert_err(credit_reserve(&p, eur(1)), ERR_LIMIT);
	assert_ok(credit_bill(&p, eur(MONEY_MAX_MINOR)));
	p.reserved = eur(-1);
	assert_err(credit_check(&p), ERR_BUG);
}

/* An order's own book: what the pool must be the sum of. */
struct book {
	int64_t reserved, billed;
};

static void
step(struct credit_pool *p, struct book *b)
{
	int64_t amount = (int64_t)(next_random() % 3000) + 1;

	switch (next_random() % 5) {
	case 0:
		if (credit_reserve(p, eur(amount)) == OK)
			b->reserved += amount;
		break;
	case 1:
		if (b->reserved >= amount) {
			assert_ok(credit_release(p, eur(amount)));
			b->reserved -= amount;
		}
		break;
	case 2:
		if (b->reserved >= amount) {
			assert_ok(credit_bill(p, eur(amount)));
			b->reserved -= amount;
			b->billed += amount;
		}
		break;
	case 3:
		if (b->billed >= amount) {
			assert_ok(credit_unbill(p, eur(amount)));
			b->billed -= amount;
			b->reserved += amount;
		}
		break;
	default:
		if (b->billed >= amount) {
			assert_ok(credit_pay(p, eur(amount)));
			b->billed -= amount;
		}
	}
}

/* 2-domain, invariant 6, over random stories of many orders. */
static void
test_credit__the_pool_is_what_orders_and_bills_say(void **state)
{
	struct credit_pool p = pool(30000, 0, 0);
	struct book books[ORDERS] = { { 0, 0 } };
	int64_t most = 0;

	(void)state;
	seed = 6;
	for (int i = 0; i < STEPS; i++) {
		int64_t reserved = 0, billed = 0;

		step(&p, &books[next_random() % ORDERS]);
		for (size_t k = 0; k < ORDERS; k++) {
			reserved += books[k].reserved;
			billed += books[k].billed;
		}
		assert_pool(&p, reserved, billed);
		assert_true(reserved + billed <= 30000);
		most = reserved + billed > most ? reserved + billed : most;
	}
	assert_true(most > 29000); /* the limit was met, not only kept */
}

static void
test_credit__overdue_stops_new_orders_after_the_grace(void **state)
{
	(void)state;
	assert_false(credit_is_stopped(100, 100, 15));
	assert_false(credit_is_stopped(100, 115, 15));
	assert_true(credit_is_stopped(100, 116, 15));
	assert_true(credit_is_stopped(100, 101, 0));
}

static void
test_credit__names_are_read_back(void **state)
{
	enum credit_kind k;

	(void)state;
	for (unsigned i = 0; i < CREDIT__MAX; i++) {
		assert_ok(credit_kind_parse(
		    &k, str_from(credit_kind_name((enum credit_kind)i))));
		assert_int_equal(k, i);
	}
	assert_err(credit_kind_parse(&k, STR("both")), ERR_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_credit__an_order_goes_its_way),
		cmocka_unit_test(test_credit__more_than_is_there_is_refused),
		cmocka_unit_test(
		    test_credit__amounts_are_positive_and_in_its_currency),
		cmocka_unit_test(
		    test_credit__a_lowered_limit_takes_nothing_back),
		cmocka_unit_test(
		    test_credit__the_largest_pool_does_not_overflow),
		cmocka_unit_test(
		    test_credit__the_pool_is_what_orders_and_bills_say),
		cmocka_unit_test(
		    test_credit__overdue_stops_new_orders_after_the_grace),
		cmocka_unit_test(test_credit__names_are_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
