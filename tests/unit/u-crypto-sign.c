#include "base/hex.h"
#include "crypto/sign.h"
#include "unit.h"

/* RFC 8032, 7.1, tests 1 to 3. */
static const struct {
	const char *seed, *message, *signature;
} vectors[] = {
	{ "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	    "",
	    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
	    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
	{ "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	    "\x72",
	    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
	{ "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
	    "\xaf\x82",
	    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
	    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
};

static void
test_sign__vectors(void **state)
{
	uint8_t seed[32], want[SIGNATURE_BYTES], got[SIGNATURE_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		struct str message = str_from(vectors[i].message);

		assert_ok(hex_decode(seed, 32, str_from(vectors[i].seed)));
		assert_ok(hex_decode(
		    want, SIGNATURE_BYTES, str_from(vectors[i].signature)));
		assert_ok(sign_ed25519(got, seed, message));
		assert_memory_equal(got, want, SIGNATURE_BYTES);
		assert_ok(sign_ed25519_check(seed, message, got));
	}
}

static void
test_sign__altered_is_refused(void **state)
{
	uint8_t seed[32] = { 1 }, other[32] = { 2 }, s[SIGNATURE_BYTES];

	(void)state;
	assert_ok(sign_ed25519(s, seed, STR("head")));
	assert_err(sign_ed25519_check(seed, STR("Head"), s), ERR_SIGNATURE);
	assert_err(sign_ed25519_check(other, STR("head"), s), ERR_SIGNATURE);
	for (size_t i = 0; i < SIGNATURE_BYTES; i++) {
		s[i] ^= 1;
		assert_err(
		    sign_ed25519_check(seed, STR("head"), s), ERR_SIGNATURE);
		s[i] ^= 1;
	}
	assert_ok(sign_ed25519_check(seed, STR("head"), s));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sign__vectors),
		cmocka_unit_test(test_sign__altered_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
