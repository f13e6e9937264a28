/* Shares of threads. */
#include "app/limits.h"
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits__half_of_the_threads_may_wait),
		cmocka_unit_test(test_limits__a_single_thread_waits_as_it_must),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
