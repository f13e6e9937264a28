/* Issue 4, done 4: the ledger as a journal for hledger, to the byte. */
#include "unit.h"

#include "domain/days.h"
#include "paper/journal.h"

enum { JOURNAL_MAX = 64 * 1024 };

static const struct id seller = { { 0x01, 0x89, [15] = 1 } };
static const struct id company = { { 0x01, 0x89, [15] = 2 } };
static const struct id nobody = { { 0 } };

static struct journal_entry
paid(const struct entry *e)
{
	return (struct journal_entry){
		.entry_id = { { 0x01, 0x89, [15] = 3 } },
		.order_id = { { 0x01, 0x89, [15] = 4 } },
		.day = days_from_ymd((struct ymd){ 2026, 11, 23 }),
		.occasion = STR("order_paid"),
		.entry = e,
	};
}

static void
test_journal__an_entry_is_written_to_the_byte(void **state)
{
	struct money net = { 10000, { "EUR" } }, tax = { 1900, { "EUR" } };
	struct journal_entry j;
	struct entry e;
	struct buf b;

	(void)state;
	buf_open(&b, JOURNAL_MAX);
	assert_ok(entry_order_paid(&e, ACCOUNT_GATEWAY_CLEARING,
	    (struct id){ { 0 } }, seller, net, tax, 1000));
	j = paid(&e);
	assert_ok(journal_entry(&b, &j));
	assert_str(buf_str(&b),
	    "\n2026-11-23 (ent_01h40000000000000000000003) order_paid"
	    "  ; order:ord_01h40000000000000000000004\n"
	    "    assets:gateway_clearing             "
	    "                           EUR 119.00\n"
	    "    liabilities:seller_payable:sel_01h40"
	    "000000000000000000001      EUR -90.00\n"
	    "    revenues:revenue_commission         "
	    "                           EUR -10.00\n"
	    "    liabilities:tax_payable             "
	    "                           EUR -19.00\n");
	buf_close(&b);
}

static void
test_journal__currencies_have_their_decimals(void **state)
{
	static const struct currency all[] = { { "JPY" }, { "EUR" },
		{ "KWD" } };
	struct buf b;

	(void)state;
	buf_open(&b, JOURNAL_MAX);
	journal_head(&b, all, 3);
	assert_str(buf_str(&b),
	    "decimal-mark .\n\n"
	    "commodity JPY 0.\n"
	    "commodity EUR 0.00\n"
	    "commodity KWD 0.000\n");
	buf_close(&b);
}

static void
test_journal__accounts_name_their_owner(void **state)
{
	struct buf b;

	(void)state;
	buf_open(&b, JOURNAL_MAX);
	journal_account(&b, ACCOUNT_RECEIVABLE, company);
	journal_account(&b, ACCOUNT_BANK, nobody);
	journal_account(&b, ACCOUNT_GENERAL_RESERVE, company);
	assert_str(buf_str(&b),
	    "account assets:receivable:com_01h40000000000000000000002\n"
	    "account assets:bank\n"
	    "account memo:general_reserve:com_01h40000000000000000000002\n");
	buf_close(&b);
}

static void
test_journal__what_does_not_balance_is_not_written(void **state)
{
	struct entry e = { .n = 1,
		.postings = { { ACCOUNT_BANK, nobody, { 1, { "EUR" } } } } };
	struct entry none = { .n = 0 };
	struct journal_entry j = paid(&e);
	struct buf b;

	(void)state;
	buf_open(&b, JOURNAL_MAX);
	assert_err(journal_entry(&b, &j), ERR_BUG);
	j.entry = &none;
	assert_err(journal_entry(&b, &j), ERR_BUG);
	assert_int_equal(b.n, 0);
	buf_close(&b);
}

static void
test_journal__an_occasion_cannot_break_the_line(void **state)
{
	struct journal_entry j;
	struct entry e;
	struct buf b;

	(void)state;
	buf_open(&b, JOURNAL_MAX);
	assert_ok(entry_deposit(&e, company, (struct money){ 5, { "JPY" } }));
	j = paid(&e);
	j.occasion = STR("late\n2026-01-01 ; x | \xc3\xa4");
	assert_ok(journal_entry(&b, &j));
	assert_contains(buf_str(&b), ") late_2026-01-01 _ x _ __  ; order:");
	buf_close(&b);
}

static void
test_journal__a_full_buffer_is_an_error(void **state)
{
	struct journal_entry j;
	struct entry e;
	struct buf b;

	(void)state;
	assert_ok(entry_deposit(&e, company, (struct money){ 5, { "JPY" } }));
	j = paid(&e);
	for (size_t max = 1; max < 200; max += 7) {
		buf_open(&b, max);
		assert_err(journal_entry(&b, &j), ERR_LIMIT);
		buf_close(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_journal__an_entry_is_written_to_the_byte),
		cmocka_unit_test(test_journal__currencies_have_their_decimals),
		cmocka_unit_test(test_journal__accounts_name_their_owner),
		cmocka_unit_test(
		    test_journal__what_does_not_balance_is_not_written),
		cmocka_unit_test(
		    test_journal__an_occasion_cannot_break_the_line),
		cmocka_unit_test(test_journal__a_full_buffer_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
