/* Stripe's units, signatures, and answers that it should not give. */
#include "peer.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/bounds.h"
#include "base/sys.h"
#include "gateway/stripe.h"
#include "net/fetch.h"

static struct arena *arena;
static const char *status_line, *body;
static const int64_t now_us = INT64_C(1795398437) * SEC_US;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(16 * 1024 * 1024);
	return arena && net_open() == OK ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	net_close();
	arena_close(arena);
	return 0;
}

static struct money
money(int64_t minor, const char *code)
{
	struct money m = { .minor = minor };

	assert_ok(currency_parse(&m.currency, str_from(code)));
	return m;
}

static void
test_stripe__units_are_those_of_its_documents(void **state)
{
	static const struct {
		const char *code, *theirs;
		int64_t minor, units;
	} rows[] = {
		{ "USD", "usd", 1299, 1299 },
		{ "USD", "usd", 99999999, 99999999 },
		{ "JPY", "jpy", 1200, 1200 },
		{ "HUF", "huf", 1045, 1045 },
		{ "ISK", "isk", 5, 500 },
		{ "MGA", "mga", 500, 5 },
		{ "KWD", "kwd", 5120, 5120 },
		{ "BHD", "bhd", 10, 10 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct money m = money(rows[i].minor, rows[i].code), back;
		struct str theirs = str_from(rows[i].theirs);
		int64_t units;

		assert_ok(stripe_units(&units, m, NULL));
		assert_int_equal(units, rows[i].units);
		assert_ok(stripe_money(&back, units, theirs));
		assert_true(money_eq(m, back));
	}
}

static void
test_stripe__amounts_that_it_cannot_take_are_named(void **state)
{
	static const struct {
		const char *code;
		int64_t minor;
		enum err e;
	} rows[] = {
		{ "USD", 0, ERR_RANGE },
		{ "USD", -1, ERR_RANGE },
		{ "USD", 100000000, ERR_RANGE },
		{ "ISK", 1000000, ERR_RANGE },
		{ "ISK", INT64_MAX, ERR_RANGE },
		{ "MGA", 501, ERR_RANGE },
		{ "KWD", 5124, ERR_RANGE },
		{ "UGX", 500, ERR_CURRENCY },
		{ "LYD", 1000, ERR_CURRENCY },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str why = STR("");
		int64_t units;

		assert_err(gateway_stripe.takes(
			       money(rows[i].minor, rows[i].code), &why),
		    rows[i].e);
		assert_true(why.n > 0);
		assert_err(stripe_units(&units,
			       money(rows[i].minor, rows[i].code), NULL),
		    rows[i].e);
	}
}

static void
test_stripe__units_of_nobody_are_refused(void **state)
{
	struct money m;

	(void)state;
	assert_err(stripe_money(&m, 1, STR("isk")), ERR_CURRENCY);
	assert_err(stripe_money(&m, 1, STR("ugx")), ERR_CURRENCY);
	assert_err(stripe_money(&m, 1, STR("xx")), ERR_CURRENCY);
	assert_err(stripe_money(&m, 1, STR("u d")), ERR_CURRENCY);
	assert_err(stripe_money(&m, INT64_MAX, STR("usd")), ERR_OVERFLOW);
	assert_err(stripe_money(&m, INT64_MAX, STR("mga")), ERR_OVERFLOW);
}

/* The signatures were made by Python's hmac. */
#define SECRET STR("whsec_a_secret_of_this_test")
#define FORMER STR("whsec_the_one_before_it")
#define EVENT \
	STR("{\"id\":\"evt_1\",\"type\":\"refund.updated\",\"data\":{" \
	    "\"object\":{\"id\":\"re_1\",\"object\":\"refund\"," \
	    "\"metadata\":{\"souk_reference\":\"rfd_1\"}}}}")
#define BY_SECRET \
	"f1aeb67b3472a1459fedde55df4f80bb" \
	"980fcfb79d46033ea089c07d2c01fd9c"
#define BY_FORMER \
	"cb7bc5cc9ec3afa24e84b36c8ad62647" \
	"23fbe725091bf5d861dfa381dda76db1"

static void
test_stripe__either_live_secret_signs(void **state)
{
	static const struct str signatures[] = {
		STR("t=1795398437,v1=" BY_SECRET),
		STR("t=1795398437,v1=" BY_FORMER),
		STR("t=1795398437,v0=" BY_FORMER ",v1=" BY_SECRET),
		STR("t=1795398437,v1=00,v1=" BY_FORMER),
	};
	const struct str both[] = { SECRET, FORMER };
	const struct gateway_config config = { .event_secret = {
						   FORMER, SECRET } };
	struct gateway_event event;

	(void)state;
	for (size_t i = 0; i < sizeof(signatures) / sizeof(*signatures); i++) {
		assert_ok(stripe_signed(both, 2, EVENT, signatures[i], now_us));
		assert_ok(gateway_stripe.event(
		    arena, &event, &config, signatures[i], EVENT, now_us));
		assert_str(event.event_ref, "evt_1");
		assert_str(event.ref, "re_1");
		assert_int_equal(event.about, GATEWAY_ABOUT_REFUND);
	}
	assert_err(stripe_signed(both, 1, EVENT, signatures[1], now_us),
	    ERR_SIGNATURE);
	assert_err(
	    stripe_signed(both, 0, EVENT, signatures[0], now_us), ERR_CONFIG);
}

static void
test_stripe__other_signatures_are_refused(void **state)
{
	static const char *const bad[] = { "", "t=1795398437", "v1=" BY_SECRET,
		"t=1795398438,v1=" BY_SECRET, "t=1795398437,v0=" BY_SECRET,
		"t=1795398437,v1=" BY_SECRET "00",
		"t=1795398437,t=1795398437,v1=" BY_SECRET, "t=,v1=" BY_SECRET,
		"t= 1795398437,v1=" BY_SECRET };
	const struct str secrets[] = { SECRET };
	struct str good = STR("t=1795398437,v1=" BY_SECRET);
	int64_t skew_us = (EVENT_SKEW_S + 1) * SEC_US;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_err(
		    stripe_signed(secrets, 1, EVENT, str_from(bad[i]), now_us),
		    ERR_SIGNATURE);
	assert_err(
	    stripe_signed(secrets, 1, STR("{}"), good, now_us), ERR_SIGNATURE);
	assert_err(stripe_signed(secrets, 1, EVENT, good, now_us + skew_us),
	    ERR_SIGNATURE);
	assert_err(stripe_signed(secrets, 1, EVENT, good, now_us - skew_us),
	    ERR_SIGNATURE);
}

static void
test_stripe__secrets_are_one_or_two_lines(void **state)
{
	struct gateway_config c;

	(void)state;
	assert_ok(gateway_event_secrets(
	    &c, STR("\n  whsec_a_secret_of_this_test \r\n\n")));
	assert_str(c.event_secret[0], "whsec_a_secret_of_this_test");
	assert_true(str_empty(c.event_secret[1]));
	assert_ok(gateway_event_secrets(
	    &c, STR("whsec_a_secret_of_this_test\nwhsec_the_one_before_it")));
	assert_str(c.event_secret[1], "whsec_the_one_before_it");
	assert_err(gateway_event_secrets(&c, STR(" \n")), ERR_CONFIG);
	assert_err(gateway_event_secrets(&c, STR("short")), ERR_CONFIG);
	assert_err(gateway_event_secrets(&c,
		       STR("whsec_a_secret_of_this_test\n"
			   "whsec_the_one_before_it\nwhsec_one_too_many")),
	    ERR_CONFIG);
}

static const char *
answer(int n, const char *heard)
{
	static char text[8192];

	(void)heard;
	if (n)
		return NULL;
	assert_in_range(
	    snprintf(text, sizeof(text),
		"HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n"
		"\r\n%s",
		status_line, strlen(body), body),
	    1, sizeof(text) - 1);
	return text;
}

static enum err
find(struct gateway_payment *out, const char *status, const char *json)
{
	struct gateway_config config = { .secret = STR("sk_test_1"),
		.ca_file = STR(""),
		.api_version = STR("") };
	struct peer p;

	status_line = status;
	body = json;
	peer_open(&p, NULL, answer);
	config.url = arena_printf(arena, "http://127.0.0.1:%u", p.port);
	enum err e = config.url.p
	    ? gateway_stripe.find(arena, out, &config, STR("pi_1"), STR(""))
	    : ERR_NOMEM;
	peer_close(&p);
	return e;
}

#define INTENT(status, more) \
	"{\"id\":\"pi_1\",\"object\":\"payment_intent\",\"amount\":129900," \
	"\"amount_received\":129900,\"currency\":\"usd\"," \
	"\"metadata\":{\"souk_reference\":\"pay_1\"}," \
	"\"unknown\":[1.5e300,{\"deep\":[[[[]]]]}],\"status\":\"" status \
	"\"" more "}"

static void
test_stripe__states_are_told_apart(void **state)
{
	static const struct {
		const char *json;
		enum gateway_state is;
		const char *failure;
	} rows[] = {
		{ INTENT("succeeded", ""), GATEWAY_CAPTURED, NULL },
		{ INTENT("processing", ""), GATEWAY_PENDING, NULL },
		{ INTENT("requires_payment_method", ""), GATEWAY_PENDING,
		    NULL },
		{ INTENT("of_the_future", ""), GATEWAY_PENDING, NULL },
		{ INTENT("requires_action", ""), GATEWAY_ACTION, NULL },
		{ INTENT("canceled", ""), GATEWAY_FAILED, "canceled" },
		{ INTENT("canceled", ",\"cancellation_reason\":\"abandoned\""),
		    GATEWAY_FAILED, "abandoned" },
		{ INTENT("requires_payment_method",
		      ",\"last_payment_error\":{\"code\":\"expired_card\"}"),
		    GATEWAY_FAILED, "expired_card" },
		{ INTENT("requires_payment_method",
		      ",\"last_payment_error\":{\"code\":\"card_declined\","
		      "\"decline_code\":\"lost_card\"}"),
		    GATEWAY_FAILED, "lost_card" },
	};
	struct gateway_payment got;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_ok(find(&got, "200 OK", rows[i].json));
		assert_int_equal(got.state, rows[i].is);
		assert_int_equal(got.amount.minor, 129900);
		assert_str(got.reference, "pay_1");
		if (rows[i].failure)
			assert_str(got.failure, rows[i].failure);
	}
}

#define ERROR(type) "{\"error\":{\"type\":\"" type "\",\"code\":\"a_code\"}}"

/* What money can have moved by is never called a refusal. */
static void
test_stripe__answers_of_failure_are_classed_by_effect(void **state)
{
	static const struct {
		const char *status, *json;
		enum err e;
	} rows[] = {
		{ "200 OK", "", ERR_IO },
		{ "200 OK", "<html>", ERR_IO },
		{ "200 OK", "[]", ERR_IO },
		{ "200 OK", "{}", ERR_IO },
		{ "200 OK", INTENT("succeeded", ",\"amount\":1"), ERR_IO },
		{ "302 Found", INTENT("succeeded", ""), ERR_IO },
		{ "400 Bad", "{}", ERR_IO },
		{ "400 Bad", ERROR("invalid_request_error"), ERR_INVALID },
		{ "400 Bad", ERROR("idempotency_error"), ERR_IO },
		{ "401 Who", ERROR("invalid_request_error"), ERR_CONFIG },
		{ "403 No", ERROR("invalid_request_error"), ERR_CONFIG },
		{ "409 Conflict", ERROR("idempotency_error"), ERR_IO },
		{ "429 Slow", ERROR("invalid_request_error"), ERR_UNAVAILABLE },
		{ "429 Slow", "slow down", ERR_UNAVAILABLE },
		{ "500 Oh", ERROR("api_error"), ERR_IO },
		{ "502 Oh", "<html>", ERR_IO },
		{ "404 None", "<html>", ERR_IO },
	};
	struct gateway_payment got;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_err(find(&got, rows[i].status, rows[i].json), rows[i].e);
	assert_ok(find(&got, "404 None", ERROR("invalid_request_error")));
	assert_int_equal(got.state, GATEWAY_ABSENT);
}

static void
test_stripe__odd_ids_never_become_a_path(void **state)
{
	static const char *const odd[] = { "../v1/balance", "pi_1?x", "pi 1",
		"pi_1/cancel", "cs_1#" };
	const struct gateway_config config = { .url = STR("http://127.0.0.1:1"),
		.secret = STR("sk_test_1"),
		.ca_file = STR("") };
	struct gateway_payment got;
	struct gateway_refund refund;

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		assert_err(gateway_stripe.find(
			       arena, &got, &config, str_from(odd[i]), STR("")),
		    ERR_INVALID);
		assert_err(gateway_stripe.refund_find(arena, &refund, &config,
			       STR(""), str_from(odd[i]), STR("rfd_1")),
		    ERR_INVALID);
		assert_err(
		    gateway_stripe.forget(arena, &config, str_from(odd[i])),
		    ERR_INVALID);
		assert_err(gateway_stripe.find(
			       arena, &got, &config, STR(""), str_from(odd[i])),
		    ERR_INVALID);
	}
	assert_err(
	    gateway_stripe.find(arena, &got, &config, STR("pi_1"), STR("")),
	    ERR_UNAVAILABLE);
}

/* Each allocation in turn: out of memory is said, and nothing leaks. */
static void
test_stripe__any_allocation_may_fail(void **state)
{
	const char *json = INTENT("requires_payment_method",
	    ",\"last_payment_error\":{\"code\":\"expired_card\"}");
	enum err e = ERR_NOMEM;

	(void)state;
	for (unsigned long n = 1; e == ERR_NOMEM; n++) {
		struct gateway_payment got;

		assert_true(n < 200);
		arena_fail_at(n);
		e = find(&got, "200 OK", json);
		arena_fail_at(0);
		if (e)
			assert_err(e, ERR_NOMEM);
	}
	assert_ok(e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stripe__units_are_those_of_its_documents),
		cmocka_unit_test(
		    test_stripe__amounts_that_it_cannot_take_are_named),
		cmocka_unit_test(test_stripe__units_of_nobody_are_refused),
		cmocka_unit_test(test_stripe__either_live_secret_signs),
		cmocka_unit_test(test_stripe__other_signatures_are_refused),
		cmocka_unit_test(test_stripe__secrets_are_one_or_two_lines),
		cmocka_unit_test(test_stripe__states_are_told_apart),
		cmocka_unit_test(
		    test_stripe__answers_of_failure_are_classed_by_effect),
		cmocka_unit_test(test_stripe__odd_ids_never_become_a_path),
		cmocka_unit_test(test_stripe__any_allocation_may_fail),
	};

	return cmocka_run_group_tests_name(
	    "gateway/stripe", tests, setup, teardown);
}
