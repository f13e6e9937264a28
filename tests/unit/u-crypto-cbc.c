#include "unit.h"

#include "crypto/cbc.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(1024 * 1024);
	return arena ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

/*
 * Made by Java 17: KeyGenerator of AES with SecureRandom "SHA1PRNG" seeded
 * with the key, "AES/CBC/PKCS5Padding".  Keys longer than 20 bytes take a
 * second step of the generator, whose carries have signs.
 */
static void
test_cbc__opens_what_java_made(void **state)
{
	static const struct {
		unsigned bits;
		const char *key, *sealed, *plain;
	} rows[] = {
		{ 128, "4d9b21e6-6f4c-4b0e-9d3a-52c1f7a80b64",
		    "a1B2c3D4e5F6g7H8j+GtHWuoANTZ1hXpTkQGNQ==", "admin" },
		{ 256, "4d9b21e6-6f4c-4b0e-9d3a-52c1f7a80b64",
		    "a1B2c3D4e5F6g7H8pAQHFGXp1tUkUEa+jZB2Lg==", "admin" },
		{ 128, "ce791182-e292-4402-b2de-1c38e6b96aba",
		    "a1B2c3D4e5F6g7H88+5FhTFNerDtOEHfFHHCxw==", "admin" },
		{ 256, "ce791182-e292-4402-b2de-1c38e6b96aba",
		    "a1B2c3D4e5F6g7H8Dh57eEn/ipwol21QHp2x3A==", "admin" },
		{ 256, "k",
		    "a1B2c3D4e5F6g7H8tJBwDTyOLO6GU6+F+ABJGA==", "admin" },
		{ 256, "0123456789",
		    "a1B2c3D4e5F6g7H82uUtkQxrI0/BYLK5Y5YDNQ==", "admin" },
		{ 256, "4d9b21e6-6f4c-4b0e-9d3a-52c1f7a80b64",
		    "0Kq1v7Zr3TbW9xYpGKlpLewqlzXumyXdxVdD9ED3cPKRsjAr4ihohd"
		    "vHYvc=",
		    "first Password-1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str plain;

		assert_ok(cbc_open(arena, &plain, str_from(rows[i].key),
		    rows[i].bits, str_from(rows[i].sealed)));
		assert_str(plain, rows[i].plain);
	}
}

static void
test_cbc__refuses_what_is_not_sealed(void **state)
{
	static const char *const rows[] = { "", "admin", "a1B2c3D4e5F6g7H8",
		"a1B2c3D4e5F6g7H8====", "a1B2c3D4e5F6g7H8pAQHFGXp1tU=",
		"a1B2c3D4e5F6g7H8pAQHFGXp1tUkUEa+jZB2Lg",
		"a1B2c3D4e5F6g7H8 AQHFGXp1tUkUEa+jZB2Lg==",
		/* under another key */
		"a1B2c3D4e5F6g7H8Dh57eEn/ipwol21QHp2x3A==" };
	struct str plain;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_err(cbc_open(arena, &plain,
			       STR("4d9b21e6-6f4c-4b0e-9d3a-52c1f7a80b64"), 256,
			       str_from(rows[i])),
		    ERR_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cbc__opens_what_java_made),
		cmocka_unit_test(test_cbc__refuses_what_is_not_sealed),
	};

	return cmocka_run_group_tests_name(
	    "crypto/cbc", tests, setup, teardown);
}
