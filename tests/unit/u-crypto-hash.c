#include <stdlib.h>

#include "crypto/hash.h"
#include "unit.h"

static void
assert_hash(struct hash h, const char *hex)
{
	char text[HASH_HEX + 1];

	assert_str(hash_hex(text, h), hex);
	assert_int_equal(text[HASH_HEX], '\0');
}

/* FIPS 180-4's examples. */
static void
test_hash__sha256_examples(void **state)
{
	char *million = malloc(1000000);

	(void)state;
	assert_hash(hash_sha256(STR("abc")),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_hash(hash_sha256(STR("")),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_hash(hash_sha256(STR("abcdbcdecdefdefgefghfghighijhijkijkljklmkl"
				    "mnlmnomnopnopq")),
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	assert_non_null(million);
	memset(million, 'a', 1000000);
	assert_hash(hash_sha256((struct str){ million, 1000000 }),
	    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(million);
}

static void
test_hash__parts_are_one_text(void **state)
{
	const struct str parts[] = { STR("a"), STR(""), STR("bc") };

	(void)state;
	assert_true(
	    hash_eq(hash_sha256_parts(parts, 3), hash_sha256(STR("abc"))));
	assert_true(hash_eq(hash_sha256_parts(NULL, 0), hash_sha256(STR_NONE)));
	assert_false(hash_eq(hash_sha256(STR("abc")), hash_sha256(STR("abd"))));
}

/* RFC 4231, test cases 1, 2, 3, 6 and 7. */
static void
test_hash__hmac_vectors(void **state)
{
	char key[131], data[50];

	(void)state;
	memset(key, 0x0b, 20);
	assert_hash(hash_hmac((struct str){ key, 20 }, STR("Hi There")),
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	assert_hash(hash_hmac(STR("Jefe"), STR("what do ya want for nothing?")),
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof(key));
	memset(data, 0xdd, sizeof(data));
	assert_hash(hash_hmac((struct str){ key, 20 },
			(struct str){ data, sizeof(data) }),
	    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
	assert_hash(
	    hash_hmac((struct str){ key, sizeof(key) },
		STR("Test Using Larger Than Block-Size Key - Hash Key First")),
	    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	assert_hash(
	    hash_hmac((struct str){ key, sizeof(key) },
		STR("This is a test using a larger than block-size key and a "
		    "larger than block-size data. The key needs to be hashed before "
		    "being used by the HMAC algorithm.")),
	    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

static void
test_hash__hex_is_strict(void **state)
{
	char text[HASH_HEX + 1];
	struct hash h = hash_sha256(STR("abc")), back;

	(void)state;
	assert_ok(hash_from_hex(&back, hash_hex(text, h)));
	assert_true(hash_eq(h, back));
	assert_err(hash_from_hex(&back, STR("ba78")), ERR_SYNTAX);
	text[0] = 'B';
	assert_err(hash_from_hex(&back, str_from(text)), ERR_SYNTAX);
}

static void
test_secret__equality_and_wiping(void **state)
{
	char secret[] = "secret";

	(void)state;
	assert_true(secret_eq(STR("abc"), STR("abc")));
	assert_false(secret_eq(STR("abc"), STR("abd")));
	assert_false(secret_eq(STR("abc"), STR("ab")));
	assert_true(secret_eq(STR(""), STR_NONE));
	secret_wipe(secret, sizeof(secret));
	for (size_t i = 0; i < sizeof(secret); i++)
		assert_int_equal(secret[i], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hash__sha256_examples),
		cmocka_unit_test(test_hash__parts_are_one_text),
		cmocka_unit_test(test_hash__hmac_vectors),
		cmocka_unit_test(test_hash__hex_is_strict),
		cmocka_unit_test(test_secret__equality_and_wiping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
