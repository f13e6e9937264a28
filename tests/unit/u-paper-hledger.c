/*
 * Issue 4, done 4: hledger itself reads a generated journal and finds it
 * right, with the balances that we reckon; and finds a wrong one wrong.
 */
#include "unit.h"

#include <stdio.h>

#include "../lib/hledger.h"
#include "paper/journal.h"

enum { ENTRIES = 600, SELLERS = 5, JOURNAL_MAX = 4 * 1024 * 1024 };

static const struct currency currencies[] = { { "JPY" }, { "EUR" }, { "KWD" } };

/* A generator with a fixed seed: a failure can be run again. */
static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static struct id
nth_id(uint8_t kind, uint16_t n)
{
	struct id id = { { 0x01, 0x89, kind } };

	id.b[14] = (uint8_t)(n >> 8);
	id.b[15] = (uint8_t)n;
	return id;
}

/* Every third is a deposit, the others are paid orders. */
static enum err
entry_make(struct entry *e, uint64_t *random, uint16_t i)
{
	struct currency c = currencies[next_random(random) % 3];
	struct money net = { (int64_t)(next_random(random) % 1000000000000),
		c };
	struct money tax = { net.minor / 5, c };

	net.minor++;
	if (i % 3 == 0)
		return entry_deposit(e, nth_id(2, 1), net);
	return entry_order_paid(e, ACCOUNT_GATEWAY_CLEARING,
	    (struct id){ { 0 } },
	    nth_id(1, (uint16_t)(next_random(random) % SELLERS)), net, tax,
	    1234);
}

static void
accounts_write(struct buf *b)
{
	static const enum account sites[] = { ACCOUNT_GATEWAY_CLEARING,
		ACCOUNT_REVENUE_COMMISSION, ACCOUNT_TAX_PAYABLE };

	for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++)
		journal_account(b, sites[i], (struct id){ { 0 } });
	journal_account(b, ACCOUNT_CUSTOMER_DEPOSITS, nth_id(2, 1));
	for (uint16_t i = 0; i < SELLERS; i++)
		journal_account(b, ACCOUNT_SELLER_PAYABLE, nth_id(1, i));
}

/* Writes the journal; *clearing is what the gateway holds, a currency each. */
static void
journal_write(struct buf *b, int64_t clearing[3])
{
	uint64_t random = 8;

	journal_head(b, currencies, 3);
	accounts_write(b);
	for (uint16_t i = 0; i < ENTRIES; i++) {
		struct entry e;
		struct journal_entry j = { .entry_id = nth_id(3, i),
			.order_id = nth_id(4, i),
			.day = 20780 + i / 20,
			.occasion = STR("order_paid"),
			.entry = &e };

		assert_ok(entry_make(&e, &random, i));
		assert_ok(journal_entry(b, &j));
		for (size_t k = 0; k < 3; k++)
			if (currency_eq(
				currencies[k], e.postings[0].amount.currency))
				clearing[k] += e.postings[0].amount.minor;
	}
}

static void
test_hledger__finds_the_journal_right(void **state)
{
	int64_t clearing[3] = { 0 };
	char said[2048], amount[MONEY_TEXT_MAX];
	struct buf b;

	(void)state;
	buf_open(&b, JOURNAL_MAX);
	journal_write(&b, clearing);
	/* An assertion each: hledger reckons the balances itself. */
	buf_add_cstr(&b, "\n2027-12-31 balances\n");
	for (size_t i = 0; i < 3; i++) {
		struct money m = { clearing[i], currencies[i] };

		buf_addf(&b, "    assets:gateway_clearing  %s 0 = %s %.*s\n",
		    currencies[i].code, currencies[i].code,
		    STR_FMT(money_decimal(amount, m)));
	}
	assert_ok(buf_err(&b));
	if (!hledger_accepts(buf_str(&b), said, sizeof(said)))
		fail_msg("%s", said);
	buf_close(&b);
}

/* The proof that it would have said so. */
static void
test_hledger__finds_a_wrong_one_wrong(void **state)
{
	static const char *const wrong[] = {
		"\n2027-01-01 x\n    assets:bank  EUR 1.00\n", /* unknown */
		"\n2027-01-01 x\n    assets:gateway_clearing  EUR 1.00\n"
		"    liabilities:tax_payable  EUR -0.99\n",
		"\n2027-01-01 x\n    assets:gateway_clearing  USD 1.00\n"
		"    liabilities:tax_payable  USD -1.00\n",
	};
	char said[2048];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		int64_t clearing[3] = { 0 };
		struct buf b;

		buf_open(&b, JOURNAL_MAX);
		journal_write(&b, clearing);
		buf_add_cstr(&b, wrong[i]);
		assert_ok(buf_err(&b));
		assert_false(hledger_accepts(buf_str(&b), said, sizeof(said)));
		buf_close(&b);
	}
}

static int
hledger_must_be_there(void **state)
{
	(void)state;
	if (hledger_is_installed())
		return 0;
	print_error("hledger is not installed (apt-get install hledger)\n");
	return -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hledger__finds_the_journal_right),
		cmocka_unit_test(test_hledger__finds_a_wrong_one_wrong),
	};

	return cmocka_run_group_tests(tests, hledger_must_be_there, NULL);
}
