/* Shares of threads. */
#include "app/limits.h"
#include "base/sys.h"
#include "unit.h"

static void
test_limits__half_of_the_threads_may_wait(void **state)
{
	(void)state;
	limits_open(5, 0);
	assert_ok(limits_wait_enter());
	assert_ok(limits_wait_enter());
	assert_err(limits_wait_enter(), ERR_BUSY);
	assert_err(limits_wait_enter(), ERR_BUSY);
	limits_wait_leave();
	assert_ok(limits_wait_enter());
	limits_wait_leave();
	limits_wait_leave();
}

/* mod_fcgid's processes, and the worker: nobody else would be served. */
static void
test_limits__a_single_thread_waits_as_it_must(void **state)
{
	(void)state;
	limits_open(1, 0);
	assert_ok(limits_wait_enter());
	assert_ok(limits_wait_enter());
	limits_wait_leave();
	limits_wait_leave();
}

/* X7: a proxy's own address is not that of whom it could not name. */
static void
test_limits__client_is_whom_the_proxies_name(void **state)
{
	static const struct {
		const char *peer, *forwarded, *client;
	} rows[] = {
		{ "10.0.0.1", "192.0.2.7", "192.0.2.7" },
		{ "10.0.0.1", "127.0.0.1, 192.0.2.7", "192.0.2.7" },
		{ "10.0.0.1", "192.0.2.7, 10.0.0.2", "192.0.2.7" },
		{ "10.0.0.1", "", "10.0.0.1" },
		{ "192.0.2.9", "127.0.0.1", "192.0.2.9" },
		{ "10.0.0.1", "unknown", "" },
		{ "10.0.0.1", "192.0.2.7:5678", "" },
		{ "10.0.0.1", "192.0.2.7,", "" },
	};
	struct site site = { .config.trusted_proxies = STR("10.0.0.0/8") };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fcgi in = { .nparams = 1 };
		struct request r = { .fcgi = &in,
			.remote_addr = str_from(rows[i].peer) };

		in.param[0] = (struct fcgi_param){ STR("HTTP_X_FORWARDED_FOR"),
			str_from(rows[i].forwarded) };
		assert_str(limits_client(&site, &r), rows[i].client);
	}
}

static void
test_limits__a_network_is_counted_as_one(void **state)
{
	struct arena *a = arena_open(4096);
	struct str one = limits_network(a, STR("2001:db8:1:2::1"));

	(void)state;
	assert_str(limits_network(a, STR("192.0.2.7")), "192.0.2.7");
	assert_true(
	    str_eq(one, limits_network(a, STR("2001:db8:1:2:ffff::9"))));
	assert_false(str_eq(one, limits_network(a, STR("2001:db8:1:3::1"))));
	assert_true(limits_network(a, STR("")).p != NULL);
	arena_close(a);
}

/* X9: programs' requests are counted by their key, reads too. */
static void
test_limits__a_key_has_its_burst_and_its_rate(void **state)
{
	struct id one = { { 1, [15] = 1 } }, other = { { 1, [15] = 2 } };

	(void)state;
	limits_open(4, 50);
	for (int i = 0; i < KEY_REQUESTS_BURST; i++)
		assert_ok(limits_key(one, SEC_US));
	assert_err(limits_key(one, SEC_US), ERR_THROTTLED);
	assert_ok(limits_key(other, SEC_US));
	assert_ok(limits_key(one, SEC_US + SEC_US / KEY_REQUESTS_PER_S + 1));
	assert_err(limits_key(one, SEC_US + SEC_US / KEY_REQUESTS_PER_S + 2),
	    ERR_THROTTLED);
	limits_open(4, 0);
	assert_ok(limits_key(one, SEC_US));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits__client_is_whom_the_proxies_name),
		cmocka_unit_test(test_limits__a_key_has_its_burst_and_its_rate),
		cmocka_unit_test(test_limits__a_network_is_counted_as_one),
		cmocka_unit_test(test_limits__half_of_the_threads_may_wait),
		cmocka_unit_test(test_limits__a_single_thread_waits_as_it_must),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
