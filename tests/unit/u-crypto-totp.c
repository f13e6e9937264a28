#include <string.h>

#include "base/sys.h"
#include "crypto/base32.h"
#include "crypto/totp.h"
#include "unit.h"

static const struct str secret = { "12345678901234567890", 20 };

static void
test_base32__rfc_4648_vectors(void **state)
{
	static const char *const pairs[][2] = { { "", "" }, { "f", "my" },
		{ "fo", "mzxq" }, { "foo", "mzxw6" }, { "foob", "mzxw6yq" },
		{ "fooba", "mzxw6ytb" }, { "foobar", "mzxw6ytboi" } };
	char out[BASE32_CHARS(6) + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		assert_str(base32_encode(out, pairs[i][0], strlen(pairs[i][0])),
		    pairs[i][1]);
}

/* RFC 6238, appendix B, SHA-1, its eight digits' last six. */
static void
test_totp__rfc_6238_vectors(void **state)
{
	static const struct {
		int64_t at_s;
		const char *code;
	} vectors[] = { { 59, "287082" }, { 1111111109, "081804" },
		{ 1111111111, "050471" }, { 1234567890, "005924" },
		{ 2000000000, "279037" }, { 20000000000, "353130" } };
	char out[TOTP_DIGITS + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++)
		assert_str(
		    totp_code(out, secret, totp_step(vectors[i].at_s * SEC_US)),
		    vectors[i].code);
}

static void
test_totp__one_step_of_drift_either_way(void **state)
{
	const int64_t now_us = 1234567890 * SEC_US, now = totp_step(now_us);
	char out[TOTP_DIGITS + 1];
	int64_t step;

	(void)state;
	for (int64_t s = now - 3; s <= now + 3; s++) {
		enum err e = totp_check(
		    &step, secret, totp_code(out, secret, s), now_us, 0);

		if (s < now - 1 || s > now + 1) {
			assert_int_equal(e, ERR_SECOND_FACTOR);
		} else {
			assert_ok(e);
			assert_int_equal(step, s);
		}
	}
}

static void
test_totp__no_code_counts_twice(void **state)
{
	const int64_t now_us = 1234567890 * SEC_US, now = totp_step(now_us);
	char out[TOTP_DIGITS + 1];
	int64_t step = 0;

	(void)state;
	assert_ok(totp_check(
	    &step, secret, totp_code(out, secret, now), now_us, now - 1));
	assert_int_equal(
	    totp_check(&step, secret, totp_code(out, secret, now), now_us, now),
	    ERR_SECOND_FACTOR);
	/* Nor one that is older than the last. */
	assert_int_equal(totp_check(&step, secret,
			     totp_code(out, secret, now - 1), now_us, now),
	    ERR_SECOND_FACTOR);
	assert_ok(totp_check(
	    &step, secret, totp_code(out, secret, now + 1), now_us, now));
}

static void
test_totp__what_is_no_code_is_none(void **state)
{
	static const char *const texts[] = { "", "2", "28708", "2870822",
		"28708x", "287 082", "٢٨٧٠٨٢" };
	int64_t step;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_int_equal(totp_check(&step, secret, str_from(texts[i]),
				     59 * SEC_US, 0),
		    ERR_SECOND_FACTOR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base32__rfc_4648_vectors),
		cmocka_unit_test(test_totp__rfc_6238_vectors),
		cmocka_unit_test(test_totp__one_step_of_drift_either_way),
		cmocka_unit_test(test_totp__no_code_counts_twice),
		cmocka_unit_test(test_totp__what_is_no_code_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
