/* R43: no bill is put on paper that does not add up. */
#include "base/bounds.h"
#include "bill_sample.h"

static struct bill_sample s;

static int
sample_up(void **state)
{
	(void)state;
	bill_sample_open(&s, 3, "USD", 129900, 19000);
	return 0;
}

static int
sample_down(void **state)
{
	(void)state;
	bill_sample_close(&s);
	return 0;
}

static void
refused(enum err expected, const char *part)
{
	struct str why;

	assert_err(bill_paper_check(&s.b, &why), expected);
	assert_contains(why, part);
}

static void
test_bill__one_that_adds_up_passes(void **state)
{
	struct str why;

	(void)state;
	assert_ok(bill_paper_check(&s.b, &why));
	s.b.paid = sample_money(100, s.b.total.currency);
	s.b.open.minor -= 100;
	assert_ok(bill_paper_check(&s.b, &why));
}

static void
test_bill__sums_are_checked_each(void **state)
{
	int64_t *const amounts[] = { &s.b.net.minor, &s.b.tax.minor,
		&s.b.total.minor, &s.b.paid.minor, &s.b.open.minor,
		&s.lines[1].net.minor, &s.lines[1].tax.minor,
		&s.taxes[0].net.minor, &s.taxes[0].tax.minor };
	struct str why;

	(void)state;
	for (size_t i = 0; i < sizeof(amounts) / sizeof(*amounts); i++) {
		*amounts[i] += 1;
		refused(ERR_INVALID, "");
		*amounts[i] -= 1;
	}
	assert_ok(bill_paper_check(&s.b, &why));
}

static void
test_bill__a_line_s_rate_needs_its_tax(void **state)
{
	(void)state;
	s.lines[2].rate_milli = 7000;
	refused(ERR_INVALID, "not that of its lines");
	s.lines[2].rate_milli = 19000;
	s.lines[2].tax_kind = PAPER_TAX_REVERSE;
	refused(ERR_INVALID, "not that of its lines");
}

static void
test_bill__currencies_do_not_mix(void **state)
{
	struct currency eur;

	(void)state;
	assert_ok(currency_parse(&eur, STR("EUR")));
	s.lines[0].net.currency = eur;
	refused(ERR_CURRENCY, "two currencies");
}

static void
test_bill__a_credit_note_names_what_it_corrects(void **state)
{
	struct str why;

	(void)state;
	s.b.kind = PAPER_CREDIT_NOTE;
	refused(ERR_INVALID, "names a bill");
	s.b.corrects = STR("2026-000016");
	assert_ok(bill_paper_check(&s.b, &why));
	s.b.kind = PAPER_BILL;
	refused(ERR_INVALID, "names a bill");
}

static void
test_bill__what_must_be_there(void **state)
{
	(void)state;
	s.b.number = STR("");
	refused(ERR_INVALID, "number");
	s.b.number = STR("1");
	s.b.issued_day = PAPER_NO_DAY;
	refused(ERR_INVALID, "day of issue");
	s.b.issued_day = 1;
	s.b.nlines = 0;
	refused(ERR_INVALID, "no line");
	s.b.nlines = PAPER_LINES_MAX + 1;
	refused(ERR_LIMIT, "bounds.h");
}

#define SAMPLE_TEST(f) \
	cmocka_unit_test_setup_teardown(f, sample_up, sample_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(test_bill__one_that_adds_up_passes),
		SAMPLE_TEST(test_bill__sums_are_checked_each),
		SAMPLE_TEST(test_bill__a_line_s_rate_needs_its_tax),
		SAMPLE_TEST(test_bill__currencies_do_not_mix),
		SAMPLE_TEST(test_bill__a_credit_note_names_what_it_corrects),
		SAMPLE_TEST(test_bill__what_must_be_there),
	};

	return cmocka_run_group_tests_name("paper/bill", tests, NULL, NULL);
}
