/* What a sale is worth to its seller, and what a statement comes to (R28, X8). */
#include "unit.h"

#include "domain/days.h"
#include "domain/settlement.h"

static struct money
usd(int64_t minor)
{
	return (struct money){ minor, { "USD" } };
}

static void
test_settlement__a_line_is_what_its_entry_posted(void **state)
{
	struct settlement_worth w;

	(void)state;
	assert_int_equal(settlement_worth_of(&w, usd(-9000), usd(-1000)), OK);
	assert_int_equal(w.net.minor, 10000);
	assert_int_equal(w.commission.minor, 1000);
	assert_int_equal(w.payable.minor, 9000);
	assert_int_equal(settlement_worth_of(&w, usd(450), usd(50)), OK);
	assert_int_equal(w.net.minor, -500);
	assert_int_equal(w.commission.minor, -50);
	assert_int_equal(w.payable.minor, -450);
	assert_int_equal(
	    settlement_worth_of(&w, usd(1), (struct money){ 1, { "EUR" } }),
	    ERR_CURRENCY);
	assert_int_equal(
	    settlement_worth_of(&w, usd(-MONEY_MAX_MINOR), usd(-1)),
	    ERR_OVERFLOW);
}

static void
test_settlement__a_line_is_of_a_kind(void **state)
{
	static const struct {
		const char *occasion;
		int64_t payable;
		enum settlement_line_kind kind;
	} cases[] = {
		{ "order_paid", 9000, SETTLES_SALE },
		{ "stage_billed", 9000, SETTLES_SALE },
		{ "bill_credited", -9000, SETTLES_REFUND },
		{ "written_off", -9000, SETTLES_WRITE_OFF },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum settlement_line_kind k, back;

		k = settlement_line_kind_of(
		    str_from(cases[i].occasion), usd(cases[i].payable));
		assert_int_equal(k, cases[i].kind);
		assert_int_equal(settlement_line_kind_parse(&back,
				     str_from(settlement_line_kind_name(k))),
		    OK);
		assert_int_equal(back, k);
	}
}

/* What is not above zero waits for the next month. */
static void
test_settlement__what_is_below_zero_is_carried(void **state)
{
	struct settlement_worth w = { usd(1000), usd(100), usd(900) };
	struct money due;

	(void)state;
	assert_int_equal(settlement_due(&due, &w, usd(0)), OK);
	assert_int_equal(due.minor, 900);
	assert_int_equal(settlement_begins(due), SETTLEMENT_ISSUED);
	assert_int_equal(settlement_due(&due, &w, usd(-900)), OK);
	assert_int_equal(settlement_begins(due), SETTLEMENT_CARRIED);
	assert_int_equal(settlement_due(&due, &w, usd(-901)), OK);
	assert_int_equal(due.minor, -1);
	assert_int_equal(settlement_begins(due), SETTLEMENT_CARRIED);
	assert_int_equal(settlement_due(&due, &w, usd(1)), ERR_RANGE);
}

static void
test_settlement__only_what_is_issued_is_paid(void **state)
{
	enum settlement_state to;

	(void)state;
	assert_int_equal(
	    settlement_step(&to, SETTLEMENT_ISSUED, SETTLEMENT_ON_PAY), OK);
	assert_int_equal(to, SETTLEMENT_SETTLED);
	assert_int_equal(
	    settlement_step(&to, SETTLEMENT_SETTLED, SETTLEMENT_ON_PAY), OK);
	assert_int_equal(to, SETTLEMENT_SETTLED);
	assert_int_equal(
	    settlement_step(&to, SETTLEMENT_CARRIED, SETTLEMENT_ON_PAY),
	    ERR_STATE);
}

static void
test_settlement__states_have_names(void **state)
{
	(void)state;
	for (unsigned i = 0; i < SETTLEMENT__MAX; i++) {
		enum settlement_state s;

		assert_int_equal(settlement_state_parse(&s,
				     str_from(settlement_state_name(
					 (enum settlement_state)i))),
		    OK);
		assert_int_equal(s, i);
	}
	for (unsigned i = 0; i < SETTLEMENT_LINE__MAX; i++) {
		enum settlement_line_state s;

		assert_int_equal(settlement_line_state_parse(&s,
				     str_from(settlement_line_state_name(
					 (enum settlement_line_state)i))),
		    OK);
		assert_int_equal(s, i);
	}
}

static void
test_settlement__the_first_of_the_next_month_states_it(void **state)
{
	static const struct {
		struct ymd released, stated;
	} cases[] = {
		{ { 2026, 11, 1 }, { 2026, 12, 1 } },
		{ { 2026, 11, 30 }, { 2026, 12, 1 } },
		{ { 2026, 12, 31 }, { 2027, 1, 1 } },
		{ { 2028, 1, 31 }, { 2028, 2, 1 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    settlement_day_after(days_from_ymd(cases[i].released)),
		    days_from_ymd(cases[i].stated));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_settlement__a_line_is_what_its_entry_posted),
		cmocka_unit_test(test_settlement__a_line_is_of_a_kind),
		cmocka_unit_test(
		    test_settlement__what_is_below_zero_is_carried),
		cmocka_unit_test(test_settlement__only_what_is_issued_is_paid),
		cmocka_unit_test(test_settlement__states_have_names),
		cmocka_unit_test(
		    test_settlement__the_first_of_the_next_month_states_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
