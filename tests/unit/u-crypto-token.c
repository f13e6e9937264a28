#include "crypto/token.h"
#include "unit.h"

#define KEY STR("0123456789abcdef0123456789abcdef")
#define OTHER_KEY STR("0123456789abcdef0123456789abcdeF")

static int
arena_up(void **state)
{
	*state = arena_open(1 << 20);
	return *state == NULL;
}

static int
arena_down(void **state)
{
	arena_close(*state);
	return 0;
}

/* RFC 4648, 10. */
static void
test_base64__vectors(void **state)
{
	static const char *const pairs[][3] = {
		{ "", "", "" },
		{ "f", "Zg==", "Zg" },
		{ "fo", "Zm8=", "Zm8" },
		{ "foo", "Zm9v", "Zm9v" },
		{ "foob", "Zm9vYg==", "Zm9vYg" },
		{ "fooba", "Zm9vYmE=", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
		{ "\xfb\xff\xbf", "+/+/", "-_-_" },
	};
	struct str s;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_ok(base64_encode(*state, &s, str_from(pairs[i][0])));
		assert_str(s, pairs[i][1]);
		assert_ok(base64_decode(*state, &s, str_from(pairs[i][1])));
		assert_str(s, pairs[i][0]);
		assert_ok(base64url_encode(*state, &s, str_from(pairs[i][0])));
		assert_str(s, pairs[i][2]);
		assert_ok(base64url_decode(*state, &s, str_from(pairs[i][2])));
		assert_str(s, pairs[i][0]);
	}
}

static void
test_base64__one_text_for_a_value(void **state)
{
	static const char *const bad[] = { "Zg=", "Zg", "Zg===", "Z", "=",
		"====", "Zh==", "Zm9=", "Zm 9v", "Zm9v\n", "-_-_",
		"Zg==Zg==", "Z===" };
	static const char *const bad_url[] = { "Zg==", "Z", "Zh", "Zm9", "+/+/",
		"Zm9v ", "Zm9v=" };
	struct str s;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (base64_decode(*state, &s, str_from(bad[i])) != ERR_SYNTAX)
			fail_msg("accepted: %s", bad[i]);
	}
	for (size_t i = 0; i < sizeof(bad_url) / sizeof(bad_url[0]); i++) {
		if (base64url_decode(*state, &s, str_from(bad_url[i])) !=
		    ERR_SYNTAX)
			fail_msg("accepted: %s", bad_url[i]);
	}
}

static void
test_token__new_ones_differ(void **state)
{
	char a[TOKEN_CHARS + 1], b[TOKEN_CHARS + 1];
	struct str s = token_new(a);

	(void)state;
	assert_int_equal(s.n, TOKEN_CHARS);
	assert_int_equal(
	    strspn(a, "abcdefghijklmnopqrstuvwxyz234567"), TOKEN_CHARS);
	token_new(b);
	assert_string_not_equal(a, b);
}

static void
test_token__signed_comes_back(void **state)
{
	struct str token, payload;

	assert_ok(token_sign(*state, &token, KEY, STR("{\"v\":1}")));
	assert_true(str_starts(token, STR("eyJ2IjoxfQ.")));
	assert_ok(token_verify(*state, &payload, KEY, token));
	assert_str(payload, "{\"v\":1}");
	assert_ok(token_sign(*state, &token, KEY, STR("")));
	assert_ok(token_verify(*state, &payload, KEY, token));
	assert_int_equal(payload.n, 0);
}

static void
test_token__every_altered_one_is_refused(void **state)
{
	struct str token, payload;
	char *bytes;

	assert_ok(token_sign(*state, &token, KEY, STR("total=129900")));
	assert_err(
	    token_verify(*state, &payload, OTHER_KEY, token), ERR_SIGNATURE);
	for (size_t i = 0; i < token.n; i++) {
		struct str copy = str_copy(*state, token);

		bytes = (char *)(uintptr_t)copy.p;
		bytes[i] = bytes[i] == 'A' ? 'B' : 'A';
		assert_err(
		    token_verify(*state, &payload, KEY, copy), ERR_SIGNATURE);
		assert_err(
		    token_verify(*state, &payload, KEY, str_sub(token, 0, i)),
		    ERR_SIGNATURE);
	}
	assert_err(token_verify(*state, &payload, KEY, STR("")), ERR_SIGNATURE);
	assert_err(
	    token_verify(*state, &payload, KEY, STR(".")), ERR_SIGNATURE);
	assert_err(
	    token_verify(*state, &payload, KEY, STR("a.b.c")), ERR_SIGNATURE);
}

static void
test_seal__opens_only_with_key_and_context(void **state)
{
	struct str sealed, again, plain;

	assert_ok(seal(*state, &sealed, KEY, STR("srv_1"), STR("secret")));
	assert_int_equal(sealed.n, 12 + 6 + 16);
	assert_ok(unseal(*state, &plain, KEY, STR("srv_1"), sealed));
	assert_str(plain, "secret");
	assert_err(
	    unseal(*state, &plain, KEY, STR("srv_2"), sealed), ERR_SIGNATURE);
	assert_err(unseal(*state, &plain, OTHER_KEY, STR("srv_1"), sealed),
	    ERR_SIGNATURE);
	for (size_t i = 0; i < sealed.n; i++) {
		struct str copy = str_copy(*state, sealed);

		((char *)(uintptr_t)copy.p)[i] ^= 1;
		assert_err(unseal(*state, &plain, KEY, STR("srv_1"), copy),
		    ERR_SIGNATURE);
		assert_err(unseal(*state, &plain, KEY, STR("srv_1"),
			       str_sub(sealed, 0, i)),
		    ERR_SIGNATURE);
	}
	assert_ok(seal(*state, &again, KEY, STR("srv_1"), STR("secret")));
	assert_memory_not_equal(again.p, sealed.p, 12);
	assert_ok(seal(*state, &sealed, KEY, STR(""), STR("")));
	assert_ok(unseal(*state, &plain, KEY, STR(""), sealed));
	assert_int_equal(plain.n, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_up, arena_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_base64__vectors),
		TEST(test_base64__one_text_for_a_value),
		TEST(test_token__new_ones_differ),
		TEST(test_token__signed_comes_back),
		TEST(test_token__every_altered_one_is_refused),
		TEST(test_seal__opens_only_with_key_and_context),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
