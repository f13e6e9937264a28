/*
 * Issue 4, tax lines: which tax a line bears, by the seller's country, the
 * buyer's, the buyer's number, the class and the day.
 */
#include "unit.h"

#include "domain/days.h"
#include "domain/tax.h"

static struct tax_rate rates[] = {
	{ "DE", TAX_STANDARD, 16000, 18444, 18627, 1 }, /* 2020-07 to -12 */
	{ "DE", TAX_STANDARD, 19000, 18628, TAX_DAY_MAX, 2 },
	{ "DE", TAX_REDUCED, 7000, 18628, TAX_DAY_MAX, 3 },
	{ "FI", TAX_STANDARD, 25500, TAX_DAY_MIN, TAX_DAY_MAX, 4 },
	{ "CH", TAX_STANDARD, 8100, TAX_DAY_MIN, TAX_DAY_MAX, 5 },
};
static struct tax_rule rules[] = {
	{ TAX_DOMESTIC, "", TAX_CLASS__MAX, TAX_AT_SELLER_RATE, TAX_DAY_MIN,
	    TAX_DAY_MAX, 1 },
	{ TAX_UNION_BUSINESS, "", TAX_CLASS__MAX, TAX_REVERSED, TAX_DAY_MIN,
	    TAX_DAY_MAX, 2 },
	{ TAX_UNION_CONSUMER, "", TAX_CLASS__MAX, TAX_AT_BUYER_RATE,
	    TAX_DAY_MIN, TAX_DAY_MAX, 3 },
	{ TAX_UNION_CONSUMER, "", TAX_SERVICE, TAX_AT_SELLER_RATE, TAX_DAY_MIN,
	    TAX_DAY_MAX, 4 },
	{ TAX_EXPORT, "", TAX_CLASS__MAX, TAX_NOT_IN_SCOPE, TAX_DAY_MIN,
	    TAX_DAY_MAX, 5 },
	{ TAX_EXPORT, "CH", TAX_CLASS__MAX, TAX_AT_BUYER_RATE, 20454,
	    TAX_DAY_MAX, 6 }, /* 2026-01-01 */
	{ TAX_EXPORT, "CH", TAX_SERVICE, TAX_REVERSED, 20454, TAX_DAY_MAX, 7 },
};
static struct tax_country members[] = { { "DE", 1 }, { "FI", 1 }, { "MT", 1 } };
static const struct tax_table table = { rates, 5, rules, 7, members, 3 };

enum { TODAY = 20780 }; /* 2026-11-23 */

static struct tax_case
sale(const char *seller, const char *buyer, bool business, enum tax_class class)
{
	return (struct tax_case){ .seller_country = str_from(seller),
		.buyer_country = str_from(buyer),
		.business = business,
		.class = class,
		.day = TODAY };
}

static void
test_tax__the_case_decides(void **state)
{
	static const struct {
		const char *seller, *buyer;
		bool business;
		enum tax_class class;
		enum tax_kind kind;
		int64_t rate_milli;
		const char *note, *country;
	} cases[] = {
		{ "DE", "DE", false, TAX_DIGITAL, TAX_CHARGED, 19000, "",
		    "DE" },
		{ "DE", "DE", true, TAX_DIGITAL, TAX_CHARGED, 19000, "", "DE" },
		{ "DE", "DE", true, TAX_REDUCED, TAX_CHARGED, 7000, "", "DE" },
		{ "DE", "DE", true, TAX_EXEMPT, TAX_FREE, 0, "exempt", "" },
		{ "DE", "FI", true, TAX_DIGITAL, TAX_REVERSE_CHARGE, 0,
		    "article_196", "" },
		{ "DE", "FI", true, TAX_SERVICE, TAX_REVERSE_CHARGE, 0,
		    "article_196", "" },
		{ "DE", "FI", false, TAX_DIGITAL, TAX_CHARGED, 25500, "",
		    "FI" },
		{ "DE", "FI", false, TAX_SERVICE, TAX_CHARGED, 19000, "",
		    "DE" },
		{ "DE", "FI", false, TAX_REDUCED, TAX_CHARGED, 25500, "",
		    "FI" }, /* none of its own: the standard rate */
		{ "DE", "US", true, TAX_DIGITAL, TAX_OUT_OF_SCOPE, 0,
		    "outside_scope", "" },
		{ "US", "FI", true, TAX_DIGITAL, TAX_OUT_OF_SCOPE, 0,
		    "outside_scope", "" },
		{ "DE", "CH", false, TAX_DIGITAL, TAX_CHARGED, 8100, "", "CH" },
		{ "DE", "CH", false, TAX_SERVICE, TAX_REVERSE_CHARGE, 0,
		    "reverse_charge", "" },
		{ "DE", "CH", false, TAX_EXEMPT, TAX_FREE, 0, "exempt", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tax_case c = sale(cases[i].seller, cases[i].buyer,
		    cases[i].business, cases[i].class);
		struct tax_ruling r;

		assert_ok(tax_decide(&r, &table, &c));
		assert_string_equal(
		    tax_kind_name(r.kind), tax_kind_name(cases[i].kind));
		assert_int_equal(r.rate_milli, cases[i].rate_milli);
		assert_string_equal(r.note, cases[i].note);
		assert_string_equal(r.country, cases[i].country);
	}
}

static void
test_tax__a_rate_holds_on_its_days(void **state)
{
	static const struct {
		int32_t year, month, day;
		int64_t rate_milli;
	} cases[] = {
		{ 2020, 7, 1, 16000 },
		{ 2020, 12, 31, 16000 },
		{ 2021, 1, 1, 19000 },
		{ 2026, 11, 23, 19000 },
	};
	struct tax_case c = sale("DE", "DE", true, TAX_STANDARD);
	struct tax_ruling r;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		c.day = days_from_ymd((struct ymd){
		    cases[i].year, cases[i].month, cases[i].day });
		assert_ok(tax_decide(&r, &table, &c));
		assert_int_equal(r.rate_milli, cases[i].rate_milli);
	}
	c.day = 18443; /* before the table's first */
	assert_err(tax_decide(&r, &table, &c), ERR_NOT_FOUND);
}

static void
test_tax__a_rule_holds_on_its_days(void **state)
{
	struct tax_case c = sale("DE", "CH", false, TAX_DIGITAL);
	struct tax_ruling r;

	(void)state;
	c.day = 20453; /* the day before the registration */
	assert_ok(tax_decide(&r, &table, &c));
	assert_int_equal(r.kind, TAX_OUT_OF_SCOPE);
}

static void
test_tax__what_the_table_does_not_know_is_an_error(void **state)
{
	struct tax_table bare = { .nrates = 0 };
	struct tax_case c = sale("DE", "MT", false, TAX_DIGITAL);
	struct tax_ruling r;

	(void)state;
	assert_err(tax_decide(&r, &table, &c), ERR_NOT_FOUND);
	assert_err(tax_decide(&r, &bare, &c), ERR_NOT_FOUND);
	c = sale("DE", "", false, TAX_DIGITAL); /* who knows where it goes? */
	assert_err(tax_decide(&r, &table, &c), ERR_NOT_FOUND);
	assert_ok(tax_decide(&r, NULL, &c)); /* a site without a table */
	assert_int_equal(r.kind, TAX_NONE);
	assert_int_equal(r.rate_milli, 0);
}

static void
test_tax__categories_are_those_of_en_16931(void **state)
{
	(void)state;
	assert_string_equal(tax_category(TAX_CHARGED, 19000), "S");
	assert_string_equal(tax_category(TAX_CHARGED, 0), "Z");
	assert_string_equal(tax_category(TAX_REVERSE_CHARGE, 0), "AE");
	assert_string_equal(tax_category(TAX_FREE, 0), "E");
	assert_string_equal(tax_category(TAX_OUT_OF_SCOPE, 0), "O");
	assert_string_equal(tax_category(TAX_NONE, 0), "O");
}

static void
test_tax__names_are_read_back(void **state)
{
	enum tax_class class;
	enum tax_kind kind;
	enum tax_relation relation;
	enum tax_treatment treatment;

	(void)state;
	for (unsigned i = 0; i < TAX_CLASS__MAX; i++) {
		assert_ok(tax_class_parse(
		    &class, str_from(tax_class_name((enum tax_class)i))));
		assert_int_equal(class, i);
	}
	for (unsigned i = 0; i < TAX_KIND__MAX; i++) {
		assert_ok(tax_kind_parse(
		    &kind, str_from(tax_kind_name((enum tax_kind)i))));
		assert_int_equal(kind, i);
	}
	for (unsigned i = 0; i < TAX_RELATION__MAX; i++) {
		assert_ok(tax_relation_parse(&relation,
		    str_from(tax_relation_name((enum tax_relation)i))));
		assert_int_equal(relation, i);
	}
	for (unsigned i = 0; i < TAX_TREATMENT__MAX; i++) {
		assert_ok(tax_treatment_parse(&treatment,
		    str_from(tax_treatment_name((enum tax_treatment)i))));
		assert_int_equal(treatment, i);
	}
	assert_err(tax_class_parse(&class, STR("Standard")), ERR_INVALID);
	assert_err(tax_kind_parse(&kind, STR("")), ERR_INVALID);
}

static void
test_tax__a_rate_is_written_short(void **state)
{
	char text[TAX_RATE_TEXT_MAX];

	(void)state;
	assert_str(tax_rate_text(text, 19000), "19");
	assert_str(tax_rate_text(text, 25500), "25.5");
	assert_str(tax_rate_text(text, 8100), "8.1");
	assert_str(tax_rate_text(text, 1050), "1.05");
	assert_str(tax_rate_text(text, 1), "0.001");
	assert_str(tax_rate_text(text, 0), "0");
	assert_str(tax_rate_text(text, 100000), "100");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tax__the_case_decides),
		cmocka_unit_test(test_tax__a_rate_holds_on_its_days),
		cmocka_unit_test(test_tax__a_rule_holds_on_its_days),
		cmocka_unit_test(
		    test_tax__what_the_table_does_not_know_is_an_error),
		cmocka_unit_test(test_tax__categories_are_those_of_en_16931),
		cmocka_unit_test(test_tax__names_are_read_back),
		cmocka_unit_test(test_tax__a_rate_is_written_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
