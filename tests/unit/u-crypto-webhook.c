#include "unit.h"

#include "base/sys.h"
#include "crypto/webhook.h"

/* The worked example of the specification's own libraries. */
#define KEY "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define ID "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define BODY "{\"test\": 2432232314}"
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define OTHER_KEY "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

enum { AT_S = 1614265330 };

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

static struct webhook_keys
keys_of(const char *text)
{
	struct webhook_keys keys;

	assert_ok(webhook_keys_read(arena, &keys, str_from(text)));
	return keys;
}

/* X9 */
static void
test_webhook__signs_the_published_example(void **state)
{
	struct webhook_keys one = keys_of(KEY "\n");
	struct webhook_keys two = keys_of(OTHER_KEY " " KEY);
	struct str signature;

	(void)state;
	assert_ok(
	    webhook_sign(arena, &signature, &one, STR(ID), AT_S, STR(BODY)));
	assert_str(signature, SIGNATURE);
	assert_ok(
	    webhook_sign(arena, &signature, &two, STR(ID), AT_S, STR(BODY)));
	assert_true(str_ends(signature, STR(" " SIGNATURE)));
	assert_err(
	    webhook_sign(arena, &signature, &one, STR("a.1"), AT_S, STR(BODY)),
	    ERR_INVALID);
}

static enum err
check(const char *keys, const char *id, const char *timestamp,
    const char *signature, const char *body, int64_t now_s)
{
	struct webhook_keys k = keys_of(keys);

	return webhook_check(arena, &k, str_from(id), str_from(timestamp),
	    str_from(signature), str_from(body), now_s * SEC_US);
}

static void
test_webhook__takes_its_own_and_no_other(void **state)
{
	static const struct {
		const char *keys, *id, *timestamp, *signature, *body;
		int64_t now_s;
		enum err err;
	} rows[] = {
		{ KEY, ID, "1614265330", SIGNATURE, BODY, AT_S, OK },
		{ KEY, ID, "1614265330", SIGNATURE, BODY, AT_S + 300, OK },
		{ KEY, ID, "1614265330", SIGNATURE, BODY, AT_S - 300, OK },
		{ OTHER_KEY " " KEY, ID, "1614265330", SIGNATURE, BODY, AT_S,
		    OK },
		{ KEY, ID, "1614265330", "v1,AAAA v2,x " SIGNATURE, BODY, AT_S,
		    OK },
		{ KEY, ID, "1614265330", SIGNATURE, BODY, AT_S + 301,
		    ERR_SIGNATURE },
		{ KEY, ID, "1614265330", SIGNATURE, BODY, AT_S - 301,
		    ERR_SIGNATURE },
		{ OTHER_KEY, ID, "1614265330", SIGNATURE, BODY, AT_S,
		    ERR_SIGNATURE },
		{ KEY, ID "x", "1614265330", SIGNATURE, BODY, AT_S,
		    ERR_SIGNATURE },
		{ KEY, ID, "1614265331", SIGNATURE, BODY, AT_S, ERR_SIGNATURE },
		{ KEY, ID, "1614265330", SIGNATURE, BODY " ", AT_S,
		    ERR_SIGNATURE },
		{ KEY, ID, "1614265330", "", BODY, AT_S, ERR_SIGNATURE },
		{ KEY, ID, "1614265330",
		    "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", BODY,
		    AT_S, ERR_SIGNATURE },
		{ KEY, ID, "", SIGNATURE, BODY, AT_S, ERR_SIGNATURE },
		{ KEY, ID, " 1614265330", SIGNATURE, BODY, AT_S,
		    ERR_SIGNATURE },
		{ KEY, "", "1614265330", SIGNATURE, BODY, AT_S, ERR_SIGNATURE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		enum err e = check(rows[i].keys, rows[i].id, rows[i].timestamp,
		    rows[i].signature, rows[i].body, rows[i].now_s);

		if (e != rows[i].err)
			fail_msg("row %zu: %s", i, err_name(e));
	}
}

static void
test_webhook__keys_have_one_form(void **state)
{
	static const char *const rows[] = { "", " ", "secret", "whsec_",
		"whsec_AAAA", "whsec_not base64",
		/* 23 bytes; three keys; one good and one bad */
		"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRY=", KEY " " KEY " " KEY,
		KEY " x" };
	struct webhook_keys keys;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_err(webhook_keys_read(arena, &keys, str_from(rows[i])),
		    ERR_CONFIG);
	keys = keys_of(KEY "\n" OTHER_KEY "\n");
	assert_int_equal(keys.n, 2);
	webhook_keys_wipe(&keys);
	assert_int_equal(keys.n, 0);
	assert_int_equal(keys.key[0].p[0], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_webhook__signs_the_published_example),
		cmocka_unit_test(test_webhook__takes_its_own_and_no_other),
		cmocka_unit_test(test_webhook__keys_have_one_form),
	};

	return cmocka_run_group_tests_name(
	    "crypto/webhook", tests, setup, teardown);
}
