/*
 * VAT numbers.  The right ones are companies' and offices' own, as the tests
 * of python-stdnum (test_eu_vat, test_gb_vat, test_ch_vat, test_no_mva,
 * eu.vat, hr.oib; 2026-08) collect them from imprints and reports; GD001 is
 * one by its form.
 */
#include "unit.h"

#include "domain/tax_number.h"

static const struct {
	const char *country, *typed, *kept;
} right[] = {
	{ "AT", "ATU 57194903", "ATU57194903" },
	{ "AT", "u13585627", "ATU13585627" },
	{ "BE", "BE 0202.239.951", "BE0202239951" },
	{ "BE", "BE (0)468.561.072", "BE0468561072" },
	{ "BE", "697 449 992", "BE0697449992" }, /* nine digits, of old */
	{ "BG", "BG 175 074 752", "BG175074752" },
	{ "BG", "BG7523169263", "BG7523169263" }, /* a citizen */
	{ "BG", "BG7111042925", "BG7111042925" }, /* a foreigner */
	{ "CH", "CHE-105.838.471 MWST", "CHE105838471MWST" },
	{ "CH", "CHE-101.415.551", "CHE101415551" },
	{ "CH", "CH 105.838.471 tva", "CHE105838471TVA" },
	{ "CY", "CY-10259033P", "CY10259033P" },
	{ "CZ", "CZ 25123891", "CZ25123891" },
	{ "CZ", "CZ 640229/4448", "CZ6402294448" }, /* a birth number */
	{ "CZ", "CZ640903926", "CZ640903926" },
	{ "DE", "DE136308783", "DE136308783" },
	{ "DE", "de 811.363.057", "DE811363057" },
	{ "DK", "DK 26 57 61 64", "DK26576164" },
	{ "EE", "EE 100 931 558", "EE100931558" },
	{ "ES", "ES A-28184661", "ESA28184661" },
	{ "ES", "ES Q-2818015-F", "ESQ2818015F" },
	{ "ES", "54362315K", "ES54362315K" },
	{ "ES", "ES X-5253868-R", "ESX5253868R" },
	{ "FI", "FI 2094606-3", "FI20946063" },
	{ "FR", "FR 83 404 833 048", "FR83404833048" },
	{ "FR", "FR K 7399859412", "FRK7399859412" }, /* a key of 2000 on */
	{ "FR", "FR23000047372", "FR23000047372" },   /* Monaco */
	{ "GB", "GB 507 5768 25", "GB507576825" },
	{ "GB", "GB 242338087388", "GB242338087388" }, /* of a group */
	{ "GB", "GB GD001", "GBGD001" },
	{ "GB", "XI 432525179", "XI432525179" },
	{ "GR", "EL 094012834", "EL094012834" },
	{ "GR", "GR094012834", "EL094012834" },
	{ "GR", "EL 94051189", "EL094051189" }, /* eight digits, of old */
	{ "HR", "HR 33392005961", "HR33392005961" },
	{ "HU", "HU-12892312", "HU12892312" },
	{ "IE", "IE 6388047V", "IE6388047V" },
	{ "IE", "IE6433435OA", "IE6433435OA" },
	{ "IE", "IE8D79739I", "IE8D79739I" },
	{ "IT", "IT 00118439991", "IT00118439991" },
	{ "LT", "LT 119511515", "LT119511515" },
	{ "LT", "LT 100001354118", "LT100001354118" },
	{ "LU", "LU 150 274 42", "LU15027442" },
	{ "LV", "LV 4000 3521 600", "LV40003521600" },
	{ "MT", "MT 1167-9112", "MT11679112" },
	{ "NL", "NL 8225.69.759 b01", "NL822569759B01" },
	{ "NL", "NL001162938B28", "NL001162938B28" }, /* since 2020 */
	{ "NO", "NO 987 008 644 MVA", "NO987008644MVA" },
	{ "NO", "917 313 008", "NO917313008" },
	{ "PL", "PL 584-030-44-72", "PL5840304472" },
	{ "PT", "PT 501 964 843", "PT501964843" },
	{ "RO", "RO 185 472 90", "RO18547290" },
	{ "RO", "ro 573768", "RO573768" },
	{ "SE", "SE 556.383.740.901", "SE556383740901" },
	{ "SI", "SI 50223054", "SI50223054" },
	{ "SK", "SK 202 274 96 19", "SK2022749619" },
};

enum { RIGHT = sizeof(right) / sizeof(right[0]) };

static enum err
parse(struct tax_number *out, const char *country, const char *text,
    enum tax_number_fault *fault)
{
	return tax_number_parse(out, str_from(country), str_from(text), fault);
}

static void
test_tax_number__printed_ones_are_right(void **state)
{
	enum tax_number_fault fault;
	struct tax_number n;

	(void)state;
	for (size_t i = 0; i < RIGHT; i++) {
		assert_ok(parse(&n, right[i].country, right[i].typed, &fault));
		assert_string_equal(n.text, right[i].kept);
		assert_ok(parse(&n, right[i].country, right[i].kept, &fault));
		assert_string_equal(n.text, right[i].kept);
	}
}

static void
test_tax_number__the_prefix_alone_tells_the_country(void **state)
{
	enum tax_number_fault fault;
	struct tax_number n;

	(void)state;
	for (size_t i = 0; i < RIGHT; i++) {
		assert_ok(parse(&n, "", right[i].kept, &fault));
		assert_string_equal(n.text, right[i].kept);
		if (strncmp(right[i].kept, "XI", 2) != 0)
			assert_string_equal(n.country, right[i].country);
	}
}

/* Of all slips in one digit, nearly all are caught (births lack a check). */
static void
test_tax_number__a_slip_in_one_digit_is_caught(void **state)
{
	int tried = 0, passed = 0;
	enum tax_number_fault fault;
	struct tax_number n;

	(void)state;
	for (size_t i = 0; i < RIGHT; i++) {
		char text[TAX_NUMBER_MAX + 1];

		memcpy(text, right[i].kept, strlen(right[i].kept) + 1);
		for (char *p = text + 2; *p != '\0'; p++) {
			char was = *p;

			if (was < '0' || was > '9')
				continue;
			for (*p = '0'; *p <= '9'; ++*p) {
				if (*p == was)
					continue;
				tried++;
				passed += parse(&n, right[i].country, text,
					      &fault) == OK;
			}
			*p = was;
		}
	}
	assert_true(tried > 4000);
	assert_true(passed * 20 < tried);
}

static void
test_tax_number__a_wrong_one_says_why(void **state)
{
	static const struct {
		const char *country, *typed;
		enum tax_number_fault fault;
	} wrong[] = {
		{ "DE", "", TAX_NUMBER_EMPTY },
		{ "DE", " - . ", TAX_NUMBER_EMPTY },
		{ "DE", "DE", TAX_NUMBER_LENGTH },
		{ "DE", "DE13630878", TAX_NUMBER_LENGTH },
		{ "DE", "DE1363087831", TAX_NUMBER_LENGTH },
		{ "DE", "DE13630878X", TAX_NUMBER_CHARACTER },
		{ "DE", "DE136308784", TAX_NUMBER_CHECK_DIGIT },
		{ "DE", "DE036308783", TAX_NUMBER_CHECK_DIGIT },
		{ "DE", "ATU57194903", TAX_NUMBER_OTHER_COUNTRY },
		{ "DE", "DE136308783;", TAX_NUMBER_CHARACTER },
		{ "DE", "\xd9\xa1\xd9\xa3", TAX_NUMBER_CHARACTER },
		{ "AT", "ATX57194903", TAX_NUMBER_CHARACTER },
		{ "CY", "CY12345678X", TAX_NUMBER_CHECK_DIGIT },
		{ "ES", "ESO2818015F", TAX_NUMBER_CHECK_DIGIT },
		{ "FR", "FRIO404833048", TAX_NUMBER_CHARACTER },
		{ "FR", "FR 404 833 048", TAX_NUMBER_LENGTH },
		{ "GB", "GB HA001", TAX_NUMBER_CHECK_DIGIT },
		{ "IT", "IT00000000000", TAX_NUMBER_CHECK_DIGIT },
		{ "NL", "NL822569759A01", TAX_NUMBER_CHARACTER },
		{ "RO", "RO0", TAX_NUMBER_LENGTH },
		{ "SE", "SE556383740995", TAX_NUMBER_CHARACTER },
		{ "SE", "SE556383740801", TAX_NUMBER_CHECK_DIGIT },
		{ "SK", "SK0000000000", TAX_NUMBER_CHECK_DIGIT },
		{ "", "1234567890123456789012345", TAX_NUMBER_LENGTH },
	};
	enum tax_number_fault fault;
	struct tax_number n;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_err(parse(&n, wrong[i].country, wrong[i].typed, &fault),
		    ERR_INVALID);
		assert_string_equal(tax_number_fault_name(fault),
		    tax_number_fault_name(wrong[i].fault));
	}
}

static void
test_tax_number__of_other_countries_nothing_is_said(void **state)
{
	enum tax_number_fault fault;
	struct tax_number n;

	(void)state;
	assert_err(parse(&n, "US", "12-3456789", &fault), ERR_NOT_FOUND);
	assert_int_equal(fault, TAX_NUMBER_NO_FORM);
	assert_err(parse(&n, "", "123456789", &fault), ERR_NOT_FOUND);
	assert_err(parse(&n, "DEU", "DE136308783", &fault), ERR_NOT_FOUND);
	assert_null(tax_number_shape(STR("US")));
	assert_string_equal(tax_number_shape(STR("GR")), "EL999999999");
	for (size_t i = 0; i < RIGHT; i++)
		assert_non_null(tax_number_shape(str_from(right[i].country)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tax_number__printed_ones_are_right),
		cmocka_unit_test(
		    test_tax_number__the_prefix_alone_tells_the_country),
		cmocka_unit_test(
		    test_tax_number__a_slip_in_one_digit_is_caught),
		cmocka_unit_test(test_tax_number__a_wrong_one_says_why),
		cmocka_unit_test(
		    test_tax_number__of_other_countries_nothing_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
