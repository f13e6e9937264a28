#include "unit.h"

#include "base/bounds.h"
#include "base/sys.h"
#include "gateway/sandbox.h"

static struct arena *arena;
static const int64_t now_us = INT64_C(1795398437) * SEC_US;
#define SECRET STR("a secret of the shop and its provider")
#define BODY \
	STR("{\"id\":\"sev_1\",\"type\":\"session.captured\"," \
	    "\"session\":\"ses_1\",\"reference\":\"pay_1\"}")

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

static void
test_signature__own_is_taken_within_the_skew(void **state)
{
	struct str s = sandbox_sign(arena, SECRET, BODY, now_us);
	int64_t skew_us = EVENT_SKEW_S * SEC_US;

	(void)state;
	assert_contains(s, "t=1795398437,v1=");
	assert_ok(sandbox_signed(SECRET, BODY, s, now_us));
	assert_ok(sandbox_signed(SECRET, BODY, s, now_us + skew_us));
	assert_ok(sandbox_signed(SECRET, BODY, s, now_us - skew_us));
	assert_err(sandbox_signed(SECRET, BODY, s, now_us + skew_us + SEC_US),
	    ERR_SIGNATURE);
	assert_err(sandbox_signed(SECRET, BODY, s, now_us - skew_us - SEC_US),
	    ERR_SIGNATURE);
}

static void
test_signature__other_secret_body_or_time_is_refused(void **state)
{
	struct str s = sandbox_sign(arena, SECRET, BODY, now_us);
	struct str later = arena_printf(
	    arena, "t=1795398438%.*s", STR_FMT(str_sub(s, 12, s.n)));

	(void)state;
	assert_err(
	    sandbox_signed(STR("another"), BODY, s, now_us), ERR_SIGNATURE);
	assert_err(sandbox_signed(SECRET, STR("{}"), s, now_us), ERR_SIGNATURE);
	assert_err(sandbox_signed(SECRET, BODY, later, now_us), ERR_SIGNATURE);
}

static void
test_signature__malformed_is_refused(void **state)
{
	static const char *const bad[] = { "", "t=1", "v1=00",
		"t=,v1=", "t=1795398437", "t=1795398437,v1=zz",
		"t=1795398437,t=1795398437", "x=1,t=1795398437,v1=00",
		"t=99999999999999999999,v1=00", "t=-9223372036854775808,v1=" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_err(
		    sandbox_signed(SECRET, BODY, str_from(bad[i]), now_us),
		    ERR_SIGNATURE);
}

static void
test_event__is_read_only_when_signed(void **state)
{
	const struct gateway *g = gateway_of(STR("sandbox"));
	const struct gateway_config config = { .secret = SECRET };
	struct gateway_event e;
	struct str s = sandbox_sign(arena, SECRET, BODY, now_us);

	(void)state;
	assert_non_null(g);
	assert_ok(g->event(arena, &e, &config, s, BODY, now_us));
	assert_str(e.event_ref, "sev_1");
	assert_str(e.kind, "session.captured");
	assert_str(e.ref, "ses_1");
	assert_err(g->event(arena, &e, &config, STR("t=1,v1=0"),
		       STR("not json"), now_us),
	    ERR_SIGNATURE);
	s = sandbox_sign(arena, SECRET, STR("not json"), now_us);
	assert_err(g->event(arena, &e, &config, s, STR("not json"), now_us),
	    ERR_SYNTAX);
	s = sandbox_sign(arena, SECRET, STR("{}"), now_us);
	assert_err(
	    g->event(arena, &e, &config, s, STR("{}"), now_us), ERR_INVALID);
}

static void
test_gateway__unknown_name_is_none(void **state)
{
	(void)state;
	assert_null(gateway_of(STR("stripes")));
	assert_null(gateway_of(STR("")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signature__own_is_taken_within_the_skew),
		cmocka_unit_test(
		    test_signature__other_secret_body_or_time_is_refused),
		cmocka_unit_test(test_signature__malformed_is_refused),
		cmocka_unit_test(test_event__is_read_only_when_signed),
		cmocka_unit_test(test_gateway__unknown_name_is_none),
	};

	return cmocka_run_group_tests_name("gateway", tests, setup, teardown);
}
