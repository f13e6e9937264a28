/* A bill's figures: what is open is never below zero, nothing is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/bill.h"

static struct money
usd(int64_t minor)
{
	return (struct money){ minor, { "USD" } };
}

static struct bill_sums
bill_over(int64_t total)
{
	return (struct bill_sums){ usd(total), usd(0), usd(0), usd(0) };
}

static int64_t
open_of(const struct bill_sums *b)
{
	struct money open;

	assert_int_equal(bill_open(&open, b), OK);
	return open.minor;
}

static void
test_bill__parts_come_in_and_the_rest_is_left(void **state)
{
	struct bill_sums b = bill_over(1000);
	struct money taken, left;

	(void)state;
	assert_int_equal(bill_take(&b, usd(400), &taken, &left), OK);
	assert_int_equal(taken.minor, 400);
	assert_int_equal(left.minor, 0);
	assert_int_equal(open_of(&b), 600);
	assert_int_equal(bill_take(&b, usd(700), &taken, &left), OK);
	assert_int_equal(taken.minor, 600);
	assert_int_equal(left.minor, 100);
	assert_int_equal(open_of(&b), 0);
	assert_int_equal(bill_take(&b, usd(0), &taken, &left), ERR_RANGE);
	assert_int_equal(bill_take(&b, usd(-1), &taken, &left), ERR_RANGE);
}

static void
test_bill__a_note_takes_what_is_open_first(void **state)
{
	struct bill_sums b = bill_over(1000);
	struct money taken, left, note, cash;

	(void)state;
	assert_int_equal(bill_take(&b, usd(700), &taken, &left), OK);
	assert_int_equal(bill_give(&b, usd(500), &note, &cash), OK);
	assert_int_equal(note.minor, 300);
	assert_int_equal(cash.minor, 200);
	assert_int_equal(open_of(&b), 0);
	assert_int_equal(bill_give(&b, usd(500), &note, &cash), OK);
	assert_int_equal(note.minor, 0);
	assert_int_equal(cash.minor, 500);
	assert_int_equal(bill_give(&b, usd(1), &note, &cash), ERR_RANGE);
}

/* Whatever comes and goes: taken, noted and paid back stay in balance. */
static void
test_bill__figures_stay_in_balance(void **state)
{
	uint64_t seed = 42;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct bill_sums b = bill_over(1 + (int64_t)(round * 7) % 977);

		for (int step = 0; step < 12; step++) {
			struct bill_sums was = b;
			struct money x, y;
			int64_t amount;

			seed = seed * 6364136223846793005u + 1;
			amount = (int64_t)(seed >> 33) % 400 + 1;
			if (seed >> 63) {
				assert_int_equal(
				    bill_take(&b, usd(amount), &x, &y), OK);
				assert_int_equal(x.minor + y.minor, amount);
			} else if (bill_give(&b, usd(amount), &x, &y) != OK) {
				b = was;
				continue;
			} else {
				assert_int_equal(x.minor + y.minor, amount);
			}
			assert_true(open_of(&b) >= 0);
			assert_true(b.refunded.minor <= b.paid.minor);
			assert_true(b.paid.minor - b.refunded.minor <=
			    b.total.minor - b.credited.minor);
		}
	}
}

static void
test_bill__money_ends_every_state_that_waits_for_it(void **state)
{
	enum bill_state to;

	(void)state;
	for (int s = 0; s < BILL__MAX; s++) {
		enum err e = bill_step(&to, (enum bill_state)s, BILL_ON_PAY);

		if (bill_is_payable((enum bill_state)s))
			assert_true(e == OK && to == BILL_PAID);
		else
			assert_int_equal(e, s == BILL_PAID ? OK : ERR_STATE);
	}
}

/* Void is what is owed, or was; what was paid is corrected otherwise. */
static void
test_bill__what_is_owed_can_be_void(void **state)
{
	(void)state;
	for (int s = 0; s < BILL__MAX; s++) {
		enum bill_state to = BILL__MAX;
		enum err e = bill_step(&to, (enum bill_state)s, BILL_ON_VOID);
		bool owed = s == BILL_ISSUED || s == BILL_PARTLY_PAID ||
		    s == BILL_OVERDUE || s == BILL_DISPUTED ||
		    s == BILL_UNCOLLECTIBLE;

		assert_int_equal(e, owed || s == BILL_VOID ? OK : ERR_STATE);
		assert_true(e != OK || to == BILL_VOID);
	}
}

static void
test_bill__kinds_have_their_words(void **state)
{
	enum bill_kind k;

	(void)state;
	for (int i = 0; i < BILL_KIND__MAX; i++) {
		assert_int_equal(
		    bill_kind_parse(
			&k, str_from(bill_kind_name((enum bill_kind)i))),
		    OK);
		assert_int_equal(k, i);
	}
	assert_int_equal(bill_kind_parse(&k, STR("invoice")), ERR_INVALID);
}

/* X6: in days from the one on which it is due. */
static void
test_bill__the_ladder_has_its_days(void **state)
{
	static const int64_t counts[][2] = { { -8, 0 }, { -7, 1 }, { -2, 1 },
		{ -1, 2 }, { 0, 2 }, { 1, 3 }, { 6, 3 }, { 7, 4 }, { 14, 4 },
		{ 15, 5 }, { 400, 5 } };

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		assert_int_equal(
		    bill_reminders_due(20000, 20000 + counts[i][0]),
		    counts[i][1]);
	assert_int_equal(bill_reminder_days(1), -7);
	assert_int_equal(bill_reminder_days(BILL_REMINDERS), 15);
}

static void
test_bill__a_dispute_leads_back_to_what_the_bill_is(void **state)
{
	static const enum bill_state back[] = { BILL_ISSUED, BILL_PARTLY_PAID,
		BILL_OVERDUE };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct currency c = { "EUR" };
		struct bill_sums sums = { { 1000, c }, { i == 1 ? 10 : 0, c },
			{ 0, c }, { 0, c } };
		enum bill_state to = BILL__MAX;

		assert_true(bill_is_disputable(back[i]));
		assert_int_equal(bill_step(&to, back[i], BILL_ON_DISPUTE), OK);
		assert_int_equal(to, BILL_DISPUTED);
		assert_int_equal(
		    bill_step(&to, to, bill_resolves(&sums, i == 2)), OK);
		assert_int_equal(to, back[i]);
	}
	assert_false(bill_is_disputable(BILL_PAID));
	assert_false(bill_is_disputable(BILL_UNCOLLECTIBLE));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bill__parts_come_in_and_the_rest_is_left),
		cmocka_unit_test(test_bill__a_note_takes_what_is_open_first),
		cmocka_unit_test(test_bill__figures_stay_in_balance),
		cmocka_unit_test(
		    test_bill__money_ends_every_state_that_waits_for_it),
		cmocka_unit_test(test_bill__what_is_owed_can_be_void),
		cmocka_unit_test(test_bill__kinds_have_their_words),
		cmocka_unit_test(test_bill__the_ladder_has_its_days),
		cmocka_unit_test(
		    test_bill__a_dispute_leads_back_to_what_the_bill_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
