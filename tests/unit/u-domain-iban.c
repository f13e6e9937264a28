/* Accounts in what a site's operator wrote as BANK_DETAILS. */
#include "domain/iban.h"
#include "unit.h"

static void
finds(const char *text, const char *number, const char *where)
{
	struct iban got;

	assert_ok(iban_find(&got, str_from(text)));
	assert_string_equal(got.text, number);
	assert_true(str_is(str_sub(str_from(text), got.at, got.n), where));
}

static void
test_iban__stands_anywhere_in_groups_or_not(void **state)
{
	(void)state;
	finds("DE02 1203 0000 0000 2020 51", "DE02120300000000202051",
	    "DE02 1203 0000 0000 2020 51");
	finds("Souk GmbH, IBAN: DE02120300000000202051, BIC BYLADEM1001",
	    "DE02120300000000202051", "IBAN: DE02120300000000202051");
	/* Its last group is full: the next word is none of it. */
	finds("BE68 5390 0754 7034 KBC", "BE68539007547034",
	    "BE68 5390 0754 7034");
	finds("Sort 60-16-13 GB29NWBK60161331926819", "GB29NWBK60161331926819",
	    "GB29NWBK60161331926819");
	finds(
	    "x NO93 8601 1117 947\ny", "NO9386011117947", "NO93 8601 1117 947");
}

static void
test_iban__what_is_none_is_not_found(void **state)
{
	static const char *const none[] = { "", "DE", "Account 123 456 789",
		"DE03 1203 0000 0000 2020 51", "DE02 1203 0000 0000 2020",
		"DE02  1203 0000 0000 2020 51", "XDE02120300000000202051",
		"DE021203000000002020511", "de02120300000000202051",
		"ZZ02120300000000202051", "US64 SVBK US6S 3300 9586 37" };
	struct iban got;

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_int_equal(
		    iban_find(&got, str_from(none[i])), ERR_NOT_FOUND);
}

static void
test_iban__a_bic_follows_its_word(void **state)
{
	struct bic got;

	(void)state;
	assert_ok(bic_find(&got, STR("IBAN X, BIC: BYLADEM1001.")));
	assert_string_equal(got.text, "BYLADEM1001");
	assert_ok(bic_find(&got, STR("SWIFT/BIC DEUTDEFF")));
	assert_string_equal(got.text, "DEUTDEFF");
	assert_int_equal(got.at, 0);
	assert_int_equal(
	    bic_find(&got, STR("HAMBURGX BIC deutdeff")), ERR_NOT_FOUND);
	assert_int_equal(bic_find(&got, STR("BIC DEUT")), ERR_NOT_FOUND);
	assert_int_equal(bic_find(&got, STR("")), ERR_NOT_FOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_iban__stands_anywhere_in_groups_or_not),
		cmocka_unit_test(test_iban__what_is_none_is_not_found),
		cmocka_unit_test(test_iban__a_bic_follows_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
