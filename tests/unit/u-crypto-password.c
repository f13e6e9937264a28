#include <pthread.h>

#include "base/bounds.h"
#include "base/sys.h"
#include "crypto/account.h"
#include "crypto/password.h"
#include "unit.h"

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

static void
test_password__acceptable(void **state)
{
	(void)state;
	assert_ok(password_acceptable(STR("plum tractor 81")));
	assert_ok(password_acceptable(STR("Zq9!rT2#mK7x")));
	assert_ok(password_acceptable(STR("gr\xc3\xbc\xc3\x9f"
					  "e aus Ulm")));
	assert_ok(password_acceptable(STR("482905117364")));
}

static void
test_password__short_long_or_guessed_is_refused(void **state)
{
	static const char *const bad[] = { "", "short", "elevenchars",
		"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
		"passwordpassword", "Password2026!", "PASSWORD1234",
		"123456789012", "qwertyuiop12", "iloveyou!!!!!", "aaaaaaaaaaaa",
		"abababababab", "abcabcabcabc", "letmeinletmein",
		"correcthorsebatterystaple", "2026password2026",
		"plum tractor\n81", "plum tractor \xff" };
	char text[600];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (password_acceptable(str_from(bad[i])) != ERR_INVALID)
			fail_msg("accepted: %s", bad[i]);
	}
	assert_err(password_acceptable(STR("plum tractor\0 81")), ERR_INVALID);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i * i % 23);
	assert_ok(password_acceptable((struct str){ text, PASSWORD_MAX }));
	assert_err(password_acceptable((struct str){ text, PASSWORD_MAX + 1 }),
	    ERR_INVALID);
	assert_err(password_acceptable((struct str){ text, sizeof(text) }),
	    ERR_INVALID);
}

static void
test_password__hash_and_verify(void **state)
{
	struct str phc, again;
	bool same;

	assert_ok(password_hash(*state, &phc, STR("plum tractor 81")));
	assert_true(str_starts(phc, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
	assert_ok(password_verify(&same, phc, STR("plum tractor 81")));
	assert_true(same);
	assert_ok(password_verify(&same, phc, STR("plum tractor 82")));
	assert_false(same);
	assert_ok(password_verify(&same, phc, STR("")));
	assert_false(same);
	assert_ok(password_hash(*state, &again, STR("plum tractor 81")));
	assert_false(str_eq(phc, again));
}

static void
test_password__damaged_hash_is_a_bug_not_a_yes(void **state)
{
	bool same = true;

	(void)state;
	assert_err(password_verify(&same, STR("x"), STR("x")), ERR_BUG);
	assert_false(same);
	assert_err(password_verify(&same,
		       STR("$argon2id$v=19$m=19456,t=2,"
			   "p=1$AAAA$AAAA"),
		       STR("x")),
	    ERR_BUG);
}

/* Equal time whether an account exists or not. */
static void
test_password__unknown_user_costs_the_same(void **state)
{
	int64_t start, known_us = 0, unknown_us = 0;
	struct str phc;
	bool same;

	assert_ok(password_hash(*state, &phc, STR("plum tractor 81")));
	for (int i = 0; i < 3; i++) {
		start = clock_mono_us();
		assert_ok(password_verify(&same, phc, STR("wrong")));
		known_us += clock_mono_us() - start;
		start = clock_mono_us();
		assert_ok(password_verify(&same, STR(""), STR("wrong")));
		unknown_us += clock_mono_us() - start;
		assert_false(same);
	}
	assert_true(unknown_us > known_us / 3);
	assert_true(unknown_us < known_us * 3);
}

static void *
verify_once(void *arg)
{
	bool same;
	enum err err = password_verify(&same, STR(""), STR("x"));

	*(enum err *)arg = err;
	return NULL;
}

static void
test_password__many_take_their_turns(void **state)
{
	enum { THREADS = 6 };
	pthread_t threads[THREADS];
	enum err errs[THREADS];

	(void)state;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, verify_once, &errs[i]),
		    0);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_true(errs[i] == OK || errs[i] == ERR_BUSY);
	}
	assert_ok(errs[0] == OK ? OK : errs[1]);
}

/* As the server's PASSWORD() says. */
static void
test_account__hash_is_the_servers(void **state)
{
	char out[ACCOUNT_HASH_MAX];

	(void)state;
	assert_str(account_hash(out, STR("password")),
	    "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_up, arena_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_password__acceptable),
		TEST(test_password__short_long_or_guessed_is_refused),
		TEST(test_password__hash_and_verify),
		TEST(test_password__damaged_hash_is_a_bug_not_a_yes),
		TEST(test_password__unknown_user_costs_the_same),
		TEST(test_password__many_take_their_turns),
		TEST(test_account__hash_is_the_servers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
