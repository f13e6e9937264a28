/* R11: what a configuration costs is decided by these rules alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/sys.h"
#include "domain/price.h"

#define PRICE(mode_, code_, from_, amount_, capacity_) \
	{ \
		.mode = (mode_), .currency = { code_ }, \
		.from_quantity = (from_), .amount_minor = (amount_), \
		.capacity = STR(capacity_) \
	}

static const struct price prices[] = {
	PRICE(MODE_MONTHLY, "USD", 50, 3900, ""),
	PRICE(MODE_MONTHLY, "USD", 1, 4900, ""),
	PRICE(MODE_MONTHLY, "USD", 10, 4500, ""),
	PRICE(MODE_MONTHLY, "USD", 1, 250, "users"),
	PRICE(MODE_MONTHLY, "USD", 10, 200, "users"),
	PRICE(MODE_MONTHLY, "USD", 1, 1000, "storage"),
	PRICE(MODE_MONTHLY, "EUR", 1, 4600, ""),
	PRICE(MODE_YEARLY, "EUR", 1, 46000, ""),
	PRICE(MODE_ONE_TIME, "JPY", 5, 120000, ""),
};
static const struct capacity capacities[] = {
	{ STR("users"), STR("user"), 1, 500, 1, 5 },
	{ STR("storage"), STR("GB"), 10, 1000, 10, 0 },
	{ STR("projects"), STR("project"), 0, 100, 1, 3 },
};
static const struct plan_terms plan = {
	.prices = prices,
	.nprices = sizeof(prices) / sizeof(prices[0]),
	.capacities = capacities,
	.ncapacities = sizeof(capacities) / sizeof(capacities[0]),
};
/* The same without counted options: tiers are easier to see. */
static const struct plan_terms plain = {
	.prices = prices,
	.nprices = sizeof(prices) / sizeof(prices[0]),
};

static struct choice
monthly(int64_t quantity, int64_t periods)
{
	return (struct choice){ .mode = MODE_MONTHLY,
		.currency = { "USD" },
		.quantity = quantity,
		.periods = periods };
}

static void
choose(struct choice *c, struct str code, int64_t amount)
{
	c->capacities[c->ncapacities++] = (struct chosen_capacity){ code,
		amount };
}

static void
test_price__the_tier_goes_by_quantity(void **state)
{
	static const struct {
		int64_t quantity, unit;
	} cases[] = {
		{ 1, 4900 },
		{ 9, 4900 },
		{ 10, 4500 },
		{ 49, 4500 },
		{ 50, 3900 },
		{ QUANTITY_MAX, 3900 },
	};
	struct choice_fault fault;
	struct priced p;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct choice c = monthly(cases[i].quantity, 1);

		assert_int_equal(price_choice(&p, &plain, &c, &fault), OK);
		assert_int_equal(p.unit.minor, cases[i].unit);
		assert_int_equal(
		    p.net.minor, cases[i].unit * cases[i].quantity);
		assert_int_equal(p.tax.minor, 0);
		assert_true(money_eq(p.total, p.net));
	}
}

static void
test_price__capacities_cost_beyond_what_is_included(void **state)
{
	struct choice c = monthly(2, 12);
	struct choice_fault fault;
	struct priced p;

	(void)state;
	/* nothing chosen: 5 users are included, 10 GB are the least */
	assert_int_equal(price_choice(&p, &plan, &c, &fault), OK);
	assert_int_equal(p.unit.minor, 4900 + 1000);

	choose(&c, STR("users"), 8);
	choose(&c, STR("storage"), 50);
	assert_int_equal(price_choice(&p, &plan, &c, &fault), OK);
	assert_int_equal(p.unit.minor, 4900 + 3 * 250 + 5 * 1000);
	assert_int_equal(p.net.minor, p.unit.minor * 2 * 12);

	/* less than is included costs no less */
	c.capacities[0].amount = 1;
	assert_int_equal(price_choice(&p, &plan, &c, &fault), OK);
	assert_int_equal(p.unit.minor, 4900 + 5 * 1000);

	/* the tier holds for capacities too */
	c.capacities[0].amount = 6;
	c.quantity = 10;
	assert_int_equal(price_choice(&p, &plan, &c, &fault), OK);
	assert_int_equal(p.unit.minor, 4500 + 200 + 5 * 1000);
}

static void
assert_fault(const struct choice *c, enum err want, const char *field,
    const char *capacity)
{
	struct choice_fault fault;
	struct priced p;

	assert_int_equal(price_choice(&p, &plan, c, &fault), want);
	assert_string_equal(fault.field, field);
	if (capacity != NULL)
		assert_true(str_is(fault.capacity, capacity));
}

static void
test_price__each_fault_names_its_field(void **state)
{
	static const int64_t wrong[] = { 0, -1, INT64_MIN, INT64_MAX };
	struct choice c;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		c = monthly(wrong[i], 1);
		assert_fault(&c, ERR_RANGE, "quantity", NULL);
		c = monthly(1, wrong[i]);
		assert_fault(&c, ERR_RANGE, "periods", NULL);
		c = monthly(1, 1);
		choose(&c, STR("users"), wrong[i]);
		assert_fault(&c, ERR_RANGE, "capacities", "users");
	}
	c = monthly(QUANTITY_MAX + 1, 1);
	assert_fault(&c, ERR_RANGE, "quantity", NULL);
	c = monthly(1, PERIODS_MAX + 1);
	assert_fault(&c, ERR_RANGE, "periods", NULL);
	c = monthly(1, 1);
	choose(&c, STR("storage"), 15); /* not a whole step */
	assert_fault(&c, ERR_RANGE, "capacities", "storage");
	c = monthly(1, 1);
	choose(&c, STR("cpus"), 1); /* no such capacity */
	assert_fault(&c, ERR_RANGE, "capacities", "cpus");
	c = monthly(1, 1);
	choose(&c, STR("users"), 5);
	choose(&c, STR("users"), 6); /* twice */
	assert_fault(&c, ERR_RANGE, "capacities", "users");
	c = monthly(1, 1);
	choose(&c, STR("projects"), 4); /* no price beyond 3 */
	assert_fault(&c, ERR_RANGE, "capacities", "projects");
}

static void
test_price__what_is_not_sold_says_why(void **state)
{
	struct choice c = monthly(1, 1);

	(void)state;
	c.currency = (struct currency){ "GBP" };
	assert_fault(&c, ERR_CURRENCY, "currency", NULL);
	c = monthly(1, 1);
	c.mode = MODE_YEARLY;
	assert_fault(&c, ERR_CURRENCY, "currency", NULL);
	c.mode = MODE_ONE_TIME;
	c.currency = (struct currency){ "JPY" };
	assert_fault(&c, ERR_RANGE, "quantity", NULL); /* sold from 5 on */
	c.quantity = 5;
	c.periods = 2;
	assert_fault(&c, ERR_RANGE, "periods", NULL);
}

static void
test_price__no_price_at_all_is_not_sold(void **state)
{
	struct choice c = monthly(1, 1);
	struct plan_terms empty = { .nprices = 0 };
	struct choice_fault fault;
	struct priced p;

	(void)state;
	assert_int_equal(price_choice(&p, &empty, &c, &fault), ERR_NOT_SOLD);
	assert_string_equal(fault.field, "billing_mode");
	assert_null(price_at(&empty, MODE_MONTHLY, c.currency, 1));
}

static void
test_price__overflow_is_an_error(void **state)
{
	static const struct price dear[] = {
		PRICE(MODE_MONTHLY, "USD", 1, MONEY_MAX_MINOR, ""),
		PRICE(MODE_MONTHLY, "USD", 1, MONEY_MAX_MINOR, "users"),
	};
	static const struct capacity users[] = {
		{ STR("users"), STR("user"), 0, INT64_MAX, 1, 0 },
	};
	struct plan_terms terms = { dear, 2, users, 1 };
	struct choice c = monthly(2, 1);
	struct choice_fault fault;
	struct priced p;

	(void)state;
	assert_int_equal(price_choice(&p, &terms, &c, &fault), ERR_OVERFLOW);
	c = monthly(1, 2);
	assert_int_equal(price_choice(&p, &terms, &c, &fault), ERR_OVERFLOW);
	c = monthly(1, 1);
	assert_int_equal(price_choice(&p, &terms, &c, &fault), OK);
	choose(&c, STR("users"), INT64_MAX);
	assert_int_equal(price_choice(&p, &terms, &c, &fault), ERR_OVERFLOW);
}

static void
test_price__names_are_read_back(void **state)
{
	enum billing_mode mode;
	enum delivery_type type;

	(void)state;
	for (int i = 0; i < MODE__MAX; i++) {
		assert_int_equal(
		    billing_mode_parse(&mode,
			str_from(billing_mode_name((enum billing_mode)i))),
		    OK);
		assert_int_equal(mode, i);
	}
	for (int i = 0; i < DELIVERY__MAX; i++) {
		assert_int_equal(
		    delivery_type_parse(&type,
			str_from(delivery_type_name((enum delivery_type)i))),
		    OK);
		assert_int_equal(type, i);
	}
	assert_int_equal(billing_mode_parse(&mode, STR("weekly")), ERR_INVALID);
	assert_int_equal(delivery_type_parse(&type, STR("")), ERR_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_price__the_tier_goes_by_quantity),
		cmocka_unit_test(
		    test_price__capacities_cost_beyond_what_is_included),
		cmocka_unit_test(test_price__each_fault_names_its_field),
		cmocka_unit_test(test_price__what_is_not_sold_says_why),
		cmocka_unit_test(test_price__no_price_at_all_is_not_sold),
		cmocka_unit_test(test_price__overflow_is_an_error),
		cmocka_unit_test(test_price__names_are_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
