/* X7: postings of an entry sum to zero. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/ledger.h"

static const struct id seller = { { 7 } };
static const struct id company = { { 9 } };
static const struct id site = { { 0 } };

static struct money
money(int64_t minor, const char *code)
{
	struct currency c;

	assert_int_equal(currency_parse(&c, str_from(code)), OK);
	return (struct money){ minor, c };
}

static int64_t
posted(const struct entry *e, enum account account, struct id owner)
{
	for (size_t i = 0; i < e->n; i++) {
		if (e->postings[i].account == account &&
		    id_eq(e->postings[i].owner, owner))
			return e->postings[i].amount.minor;
	}
	return 0;
}

static void
test_ledger__a_paid_order_splits_its_total(void **state)
{
	struct entry e;

	(void)state;
	assert_int_equal(
	    entry_order_paid(&e, ACCOUNT_GATEWAY_CLEARING, site, seller,
		money(10000, "EUR"), money(1900, "EUR"), 1000),
	    OK);
	assert_int_equal(e.n, 4);
	assert_int_equal(posted(&e, ACCOUNT_GATEWAY_CLEARING, site), 11900);
	assert_int_equal(posted(&e, ACCOUNT_SELLER_PAYABLE, seller), -9000);
	assert_int_equal(posted(&e, ACCOUNT_REVENUE_COMMISSION, site), -1000);
	assert_int_equal(posted(&e, ACCOUNT_TAX_PAYABLE, site), -1900);
}

/* Whatever the amounts, nothing is lost between the accounts. */
static void
test_ledger__every_paid_order_sums_to_zero(void **state)
{
	(void)state;
	for (int64_t net = 0; net < 400; net++) {
		for (int64_t bp = 0; bp <= 10000; bp += 625) {
			struct entry e;
			int64_t sum = 0;

			assert_int_equal(
			    entry_order_paid(&e, ACCOUNT_GATEWAY_CLEARING, site,
				seller, money(net, "JPY"),
				money(net / 5, "JPY"), bp),
			    OK);
			for (size_t i = 0; i < e.n; i++) {
				assert_int_not_equal(
				    e.postings[i].amount.minor, 0);
				sum += e.postings[i].amount.minor;
			}
			assert_int_equal(sum, 0);
		}
	}
}

static void
test_ledger__a_deposit_is_owed_to_the_company(void **state)
{
	struct entry e;

	(void)state;
	assert_int_equal(entry_deposit(&e, company, money(4900, "USD")), OK);
	assert_int_equal(e.n, 2);
	assert_int_equal(posted(&e, ACCOUNT_CUSTOMER_DEPOSITS, company), -4900);
}

static void
test_ledger__what_does_not_sum_to_zero_is_refused(void **state)
{
	struct entry e = { .n = 0 };

	(void)state;
	assert_int_equal(
	    entry_add(&e, ACCOUNT_BANK, company, money(5, "USD")), OK);
	assert_int_equal(entry_check(&e), ERR_BUG);
	assert_int_equal(
	    entry_add(&e, ACCOUNT_REFUNDS, company, money(-5, "EUR")), OK);
	assert_int_equal(entry_check(&e), ERR_BUG);
	assert_int_equal(
	    entry_add(&e, ACCOUNT_REFUNDS, company, money(-5, "USD")), OK);
	assert_int_equal(entry_check(&e), ERR_BUG);
	assert_int_equal(
	    entry_add(&e, ACCOUNT_BANK, company, money(5, "EUR")), OK);
	assert_int_equal(entry_check(&e), OK);
}

static void
test_ledger__an_entry_has_a_maximum(void **state)
{
	struct entry e = { .n = 0 };

	(void)state;
	for (int i = 0; i < POSTINGS_MAX; i++)
		assert_int_equal(entry_add(&e, ACCOUNT_BANK, company,
				     money(i % 2 ? 1 : -1, "USD")),
		    OK);
	assert_int_equal(
	    entry_add(&e, ACCOUNT_BANK, company, money(1, "USD")), ERR_LIMIT);
	assert_int_equal(entry_check(&e), OK);
}

/* What is given back in parts leaves nothing of the sale. */
static void
test_ledger__a_credit_note_reverses_the_sale(void **state)
{
	struct entry e;

	(void)state;
	assert_int_equal(
	    entry_bill_credited(&e, company, seller, money(10000, "EUR"),
		money(1900, "EUR"), money(1000, "EUR"), money(900, "EUR")),
	    OK);
	assert_int_equal(posted(&e, ACCOUNT_SELLER_PAYABLE, seller), 9000);
	assert_int_equal(posted(&e, ACCOUNT_REVENUE_COMMISSION, site), 1000);
	assert_int_equal(posted(&e, ACCOUNT_TAX_PAYABLE, site), 1900);
	assert_int_equal(posted(&e, ACCOUNT_RECEIVABLE, company), -900);
	assert_int_equal(
	    posted(&e, ACCOUNT_CUSTOMER_DEPOSITS, company), -11000);
}

static void
test_ledger__a_transfer_pays_what_was_billed(void **state)
{
	struct entry e;

	(void)state;
	assert_int_equal(entry_bill_issued(&e, company, money(500, "EUR")), OK);
	assert_int_equal(posted(&e, ACCOUNT_RECEIVABLE, company), 500);
	assert_int_equal(posted(&e, ACCOUNT_CUSTOMER_DEPOSITS, company), -500);
	assert_int_equal(entry_bill_paid(&e, ACCOUNT_BANK, company,
			     money(500, "EUR"), money(7, "EUR")),
	    OK);
	assert_int_equal(posted(&e, ACCOUNT_BANK, site), 507);
	assert_int_equal(posted(&e, ACCOUNT_RECEIVABLE, company), -500);
	assert_int_equal(posted(&e, ACCOUNT_CUSTOMER_DEPOSITS, company), -7);
	assert_int_equal(entry_reserved(&e, ACCOUNT_GENERAL_RESERVE, company,
			     money(500, "EUR")),
	    OK);
	assert_int_equal(posted(&e, ACCOUNT_GENERAL_RESERVE, company), 500);
	assert_int_equal(posted(&e, ACCOUNT_GENERAL_RESERVE, site), -500);
}

static void
test_ledger__currencies_are_not_mixed(void **state)
{
	struct entry e;

	(void)state;
	assert_int_equal(entry_order_paid(&e, ACCOUNT_GATEWAY_CLEARING, site,
			     seller, money(100, "EUR"), money(19, "USD"), 1000),
	    ERR_CURRENCY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ledger__a_paid_order_splits_its_total),
		cmocka_unit_test(test_ledger__every_paid_order_sums_to_zero),
		cmocka_unit_test(test_ledger__a_deposit_is_owed_to_the_company),
		cmocka_unit_test(
		    test_ledger__what_does_not_sum_to_zero_is_refused),
		cmocka_unit_test(test_ledger__an_entry_has_a_maximum),
		cmocka_unit_test(test_ledger__a_credit_note_reverses_the_sale),
		cmocka_unit_test(test_ledger__a_transfer_pays_what_was_billed),
		cmocka_unit_test(test_ledger__currencies_are_not_mixed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
