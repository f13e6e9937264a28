/* The driver against answers that a provider should not give. */
#include "peer.h"

#include "gateway/sandbox.h"
#include "net/fetch.h"

static struct arena *arena;
static const char *status_line, *body;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(8 * 1024 * 1024);
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

static const char *
answer(int n, const char *heard)
{
	(void)heard;
	return n ? NULL
		 : arena_printf(arena,
		       "HTTP/1.1 %s\r\nContent-Length: %zu"
		       "\r\nConnection: close\r\n\r\n%s",
		       status_line, strlen(body), body)
		       .p;
}

#define SESSION(state, more) \
	"{\"id\":\"ses_1\",\"reference\":\"pay_1\",\"amount\":129900," \
	"\"currency\":\"USD\",\"state\":\"" state "\",\"failure\":null," \
	"\"url\":\"http://pay.example/pay/ses_1\",\"new_field\":[1.5]" more \
	"}"

static enum err
find(struct gateway_payment *out, const char *status, const char *json)
{
	struct gateway_config config = { .ca_file = STR("") };
	struct peer p;

	status_line = status;
	body = json;
	peer_open(&p, NULL, answer);
	config.url = arena_printf(arena, "http://127.0.0.1:%u", p.port);
	enum err e = gateway_sandbox.find(
	    arena, out, &config, STR("ses_1"), STR("pay_1"));
	peer_close(&p);
	assert_contains(
	    ((struct str){ p.heard, p.n }), "GET /v1/sessions/ses_1 ");
	return e;
}

static void
test_sandbox__states_are_told_apart(void **state)
{
	static const struct {
		const char *json;
		enum gateway_state is;
	} rows[] = {
		{ SESSION("open", ""), GATEWAY_OPEN },
		{ SESSION("requires_action", ""), GATEWAY_ACTION },
		{ SESSION("processing", ""), GATEWAY_PENDING },
		{ SESSION("captured", ""), GATEWAY_CAPTURED },
	};
	struct gateway_payment got;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_ok(find(&got, "200 OK", rows[i].json));
		assert_int_equal(got.state, rows[i].is);
		assert_int_equal(got.amount.minor, 129900);
		assert_str(got.reference, "pay_1");
	}
	assert_ok(find(&got, "404 Not Found", "{}"));
	assert_int_equal(got.state, GATEWAY_ABSENT);
}

/* What cannot be understood is an answer lost, never a refusal. */
static void
test_sandbox__answer_not_understood_is_unknown(void **state)
{
	static const char *const bad[] = { "", "<html>", "[]", "{}",
		SESSION("vanished", ""), SESSION("failed", ""),
		"{\"id\":1,\"state\":\"open\"}" };
	struct gateway_payment got;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_err(find(&got, "200 OK", bad[i]), ERR_IO);
	assert_err(find(&got, "500 Internal", "{}"), ERR_IO);
	assert_err(find(&got, "503 Away", "{}"), ERR_IO);
	assert_err(find(&got, "409 Conflict", "{}"), ERR_INVALID);
}

static void
test_sandbox__odd_references_never_become_a_path(void **state)
{
	const struct gateway_config config = { .url = STR("http://127.0.0.1:1"),
		.ca_file = STR("") };
	static const char *const odd[] = { "", "../book", "ses_1?x", "a b",
		"SES" };
	struct gateway_payment got;

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
		assert_err(gateway_sandbox.find(
			       arena, &got, &config, STR(""), str_from(odd[i])),
		    ERR_INVALID);
	assert_err(
	    gateway_sandbox.find(arena, &got, &config, STR("ses_1"), STR("")),
	    ERR_UNAVAILABLE);
}

static struct gateway_config
config_open(struct peer *p, const char *status, const char *json)
{
	struct gateway_config config = { .secret = STR("of the shop"),
		.ca_file = STR("") };

	status_line = status;
	body = json;
	peer_open(p, NULL, answer);
	config.url = arena_printf(arena, "http://127.0.0.1:%u", p->port);
	return config;
}

static enum err
refund_find(struct gateway_refund *out, const char *status, const char *json)
{
	struct peer p;
	const struct gateway_config config = config_open(&p, status, json);
	enum err e = gateway_sandbox.refund_find(
	    arena, out, &config, STR("ref_1"), STR(""), STR(""));

	peer_close(&p);
	return e;
}

#define REFUND(state, failure) \
	"{\"id\":\"ref_1\",\"reference\":\"rfd_1\",\"amount\":500," \
	"\"currency\":\"USD\",\"state\":\"" state "\",\"failure\":" failure \
	"}"

static void
test_sandbox__refunds_are_told_apart(void **state)
{
	struct gateway_refund got;

	(void)state;
	assert_ok(refund_find(&got, "200 OK", REFUND("done", "null")));
	assert_int_equal(got.state, GATEWAY_REFUND_DONE);
	assert_int_equal(got.amount.minor, 500);
	assert_ok(refund_find(&got, "200 OK", REFUND("pending", "null")));
	assert_int_equal(got.state, GATEWAY_REFUND_PENDING);
	assert_ok(refund_find(&got, "200 OK", REFUND("failed", "\"why\"")));
	assert_int_equal(got.state, GATEWAY_REFUND_FAILED);
	assert_str(got.failure, "why");
	assert_ok(refund_find(&got, "404 Not Found", "{}"));
	assert_int_equal(got.state, GATEWAY_REFUND_ABSENT);
	assert_err(
	    refund_find(&got, "200 OK", REFUND("failed", "null")), ERR_IO);
	assert_err(
	    refund_find(&got, "200 OK", REFUND("vanished", "null")), ERR_IO);
	assert_err(refund_find(&got, "500 Oh", "{}"), ERR_IO);
}

static enum err
setup_find(struct gateway_setup *out, const char *status, const char *json)
{
	struct peer p;
	const struct gateway_config config = config_open(&p, status, json);
	enum err e = gateway_sandbox.setup_find(
	    arena, out, &config, STR("set_1"), STR(""));

	peer_close(&p);
	return e;
}

#define SETUP(state, method) \
	"{\"id\":\"set_1\",\"reference\":\"stp_1\",\"customer\":\"com_1\"," \
	"\"state\":\"" state "\",\"url\":\"http://pay.example/setup/set_1\"," \
	"\"failure\":null,\"method\":" method "}"
#define METHOD \
	"{\"id\":\"met_1\",\"brand\":\"visa\",\"last4\":\"4242\"," \
	"\"expires_month\":12,\"expires_year\":2039}"

static void
test_sandbox__set_ups_are_told_apart(void **state)
{
	struct gateway_setup got;

	(void)state;
	assert_ok(setup_find(&got, "200 OK", SETUP("open", "null")));
	assert_int_equal(got.state, GATEWAY_SETUP_OPEN);
	assert_str(got.redirect_url, "http://pay.example/setup/set_1");
	assert_ok(setup_find(&got, "200 OK", SETUP("done", METHOD)));
	assert_int_equal(got.state, GATEWAY_SETUP_DONE);
	assert_str(got.method_ref, "met_1");
	assert_str(got.customer_ref, "com_1");
	assert_int_equal(got.expires_month, 12);
	assert_ok(setup_find(&got, "404 Not Found", "{}"));
	assert_int_equal(got.state, GATEWAY_SETUP_ABSENT);
	assert_err(setup_find(&got, "200 OK", SETUP("done", "null")), ERR_IO);
	assert_err(setup_find(&got, "200 OK", SETUP("failed", "null")), ERR_IO);
	assert_err(setup_find(&got, "200 OK", SETUP("", "null")), ERR_IO);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sandbox__states_are_told_apart),
		cmocka_unit_test(
		    test_sandbox__answer_not_understood_is_unknown),
		cmocka_unit_test(
		    test_sandbox__odd_references_never_become_a_path),
		cmocka_unit_test(test_sandbox__refunds_are_told_apart),
		cmocka_unit_test(test_sandbox__set_ups_are_told_apart),
	};

	return cmocka_run_group_tests_name(
	    "gateway/sandbox", tests, setup, teardown);
}
