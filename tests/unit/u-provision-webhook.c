#include <stdio.h>

#include "peer.h"

#include "base/sys.h"
#include "base/text.h"
#include "net/fetch.h"
#include "provision/callback.h"

#define KEY "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

static struct arena *arena;
static struct webhook_keys keys;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(16 * 1024 * 1024);
	return arena && net_open() == OK && text_open() == OK &&
		webhook_keys_read(arena, &keys, STR(KEY)) == OK
	    ? 0
	    : -1;
}

static int
teardown(void **state)
{
	(void)state;
	text_close();
	net_close();
	arena_close(arena);
	return 0;
}

static const struct provision_server server = {
	.region = STR("eu-1"),
	.flavour = STR("s2.small"),
	.vpc = STR("vpc-1"),
	.subnet = STR("10.0.0.0/24"),
	.image = STR("lumen-4"),
	.user = STR("root"),
	.password = STR("pa\"ss<word"),
};

static struct provision_line
line(enum provision_action action)
{
	return (struct provision_line){ .order_id = id_new(),
		.line_id = id_new(),
		.request_id = id_new(),
		.product_slug = STR("lumen"),
		.product_name = STR("Lumen Gallery"),
		.plan_code = STR("pro"),
		.plan_name = STR("Pro"),
		.delivery = DELIVERY_IMAGE,
		.quantity = 2,
		.action = action,
		.server = &server };
}

/* What the peer's thread says next, and what it heard last. */
static const char *next_status, *next_body;
static struct peer peer;

static const char *
answer_next(int n, const char *heard)
{
	static char text[16 * 1024];

	(void)heard;
	if (n)
		return NULL;
	snprintf(text, sizeof(text),
	    "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n%s", next_status,
	    strlen(next_body), next_body);
	return text;
}

static enum err
run(enum provision_outcome *outcome, struct delivered *d,
    const struct provision_line *l, struct str *why)
{
	struct provision_config config = { .driver = STR("webhook"),
		.callback_url = STR("https://shop.example/api/x"),
		.webhook_keys = &keys };

	peer_open(&peer, NULL, answer_next);
	config.url = arena_printf(arena, "http://127.0.0.1:%u/souk", peer.port);
	enum err e = provision_run(arena, outcome, d, &config, l, why);
	peer_close(&peer);
	return e;
}

/* The value of a header that the peer heard. */
static struct str
heard(const char *name)
{
	const char *at = memmem(peer.heard, peer.n, name, strlen(name));

	assert_non_null(at);
	at += strlen(name);
	const char *end = memchr(at, '\r', peer.n - (size_t)(at - peer.heard));
	assert_non_null(end);
	return (struct str){ at, (size_t)(end - at) };
}

/* R16: the sign-in reaches the host, signed, and no log line. */
static void
test_webhook__image_is_asked_for_with_its_sign_in(void **state)
{
	struct provision_line l = line(PROVISION_CREATE);
	enum provision_outcome outcome;
	char id_text[ID_TEXT_MAX];
	struct delivered d;
	struct str why;

	(void)state;
	next_status = "200 OK";
	next_body = "{\"access_url\":\"https://192.0.2.7/\",\"secret\":"
		    "\"one\\ntwo\",\"note\":\"Ready.\",\"more\":1}";
	assert_ok(run(&outcome, &d, &l, &why));
	assert_int_equal(outcome, PROVISION_DELIVERED);
	assert_str(d.access_url, "https://192.0.2.7/");
	assert_str(d.secret, "one\ntwo");
	assert_str(d.note, "Ready.");
	const char *body = memmem(peer.heard, peer.n, "\r\n\r\n", 4);
	struct str sent = str_from(body + 4);
	assert_contains(sent, "\"type\":\"service.create\"");
	assert_contains(sent, "\"delivery\":\"image\",\"quantity\":2");
	assert_contains(sent, "\"subnet\":\"10.0.0.0/24\"");
	assert_contains(sent, "\"password\":\"pa\\\"ss\\u003cword\"");
	assert_contains(
	    sent, "\"callback_url\":\"https://shop.example/api/x\"");
	assert_str(heard("webhook-id: "),
	    id_format(id_text, ID_MESSAGE, l.request_id).p);
	assert_ok(webhook_check(arena, &keys, heard("webhook-id: "),
	    heard("webhook-timestamp: "), heard("webhook-signature: "), sent,
	    clock_now_us()));
}

static void
test_webhook__later_actions_have_no_sign_in(void **state)
{
	static const char *const types[] = { [PROVISION_RENEW] = "renew",
		[PROVISION_FREEZE] = "freeze",
		[PROVISION_UNFREEZE] = "unfreeze",
		[PROVISION_RELEASE] = "release" };

	(void)state;
	next_status = "204 No Content";
	next_body = "";
	for (int i = PROVISION_RENEW; i < PROVISION_ACTION__MAX; i++) {
		struct provision_line l = line((enum provision_action)i);
		enum provision_outcome outcome;
		struct delivered d;
		char wanted[64];

		assert_ok(run(&outcome, &d, &l, NULL));
		assert_int_equal(outcome, PROVISION_DELIVERED);
		struct str all = { peer.heard, peer.n };
		snprintf(wanted, sizeof(wanted), "\"type\":\"service.%s\"",
		    types[i]);
		assert_contains(all, wanted);
		assert_null(memmem(all.p, all.n, "server", 6));
		assert_null(memmem(all.p, all.n, "word", 4));
	}
}

static void
test_webhook__answers_mean_what_they_say(void **state)
{
	static const struct {
		const char *status, *body;
		enum err err;
		enum provision_outcome outcome;
		bool again;
		const char *why;
	} rows[] = {
		{ "202 Accepted", "", OK, PROVISION_ACCEPTED, false, "" },
		{ "202 Accepted", "<html>", OK, PROVISION_ACCEPTED, false, "" },
		{ "200 OK", "", OK, PROVISION_DELIVERED, false, "" },
		{ "200 OK", "{}", OK, PROVISION_DELIVERED, false, "" },
		{ "200 OK", "[]", ERR_INVALID, 0, false, "no object" },
		{ "200 OK", "{", ERR_SYNTAX, 0, false, "not JSON" },
		{ "200 OK", "{\"access_url\":\"x\"}", ERR_INVALID, 0, false,
		    "access_url" },
		{ "200 OK", "{\"secret\":7}", ERR_INVALID, 0, false, "secret" },
		{ "200 OK", "{\"note\":\"\\u0007\"}", ERR_INVALID, 0, false,
		    "note" },
		{ "400 Bad", "{\"you\":\"sent pa\\\"ss<word\"}", ERR_INVALID, 0,
		    false, "status is 400" },
		{ "302 Found", "", ERR_FORBIDDEN, 0, false, "302" },
		{ "429 Slow", "", ERR_UNAVAILABLE, 0, true, "429" },
		{ "500 No", "", ERR_UNAVAILABLE, 0, true, "500" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct provision_line l = line(PROVISION_CREATE);
		enum provision_outcome outcome;
		struct delivered d;
		struct str why;

		next_status = rows[i].status;
		next_body = rows[i].body;
		enum err e = run(&outcome, &d, &l, &why);
		if (e != rows[i].err)
			fail_msg("row %zu: %s", i, err_name(e));
		if (!e)
			assert_int_equal(outcome, rows[i].outcome);
		assert_int_equal(provision_again(e), rows[i].again);
		assert_contains(why, rows[i].why);
		assert_null(memmem(why.p, why.n, "word", 4));
	}
}

static void
test_webhook__settings_are_needed(void **state)
{
	struct provision_config config = { .driver = STR("webhook"),
		.webhook_keys = &keys };
	struct provision_line l = line(PROVISION_CREATE);
	enum provision_outcome outcome;
	struct delivered d;
	struct str why;

	(void)state;
	assert_err(
	    provision_run(arena, &outcome, &d, &config, &l, &why), ERR_CONFIG);
	assert_contains(why, "SOUK_PROVISION_URL");
	config.url = STR("https://host.example/");
	config.webhook_keys = NULL;
	assert_err(
	    provision_run(arena, &outcome, &d, &config, &l, &why), ERR_CONFIG);
	config.webhook_keys = &keys;
	config.url = STR("file:///etc/passwd");
	assert_err(
	    provision_run(arena, &outcome, &d, &config, &l, &why), ERR_CONFIG);
	config.url = STR("http://127.0.0.1:1/");
	enum err e = provision_run(arena, &outcome, &d, &config, &l, &why);
	assert_err(e, ERR_UNAVAILABLE);
	assert_true(provision_again(e));
}

static enum err
callback(struct provision_callback *out, const char *body, int64_t skew_s,
    struct str *why)
{
	int64_t now_us = clock_now_us();
	struct callback_headers headers = { .id = STR("evt_7") };
	struct str text = str_from(body);

	assert_ok(webhook_sign(arena, &headers.signature, &keys, headers.id,
	    now_us / SEC_US, text));
	headers.timestamp = arena_printf(
	    arena, "%lld", (long long)(now_us / SEC_US));
	return provision_callback_read(
	    arena, out, &keys, &headers, text, now_us + skew_s * SEC_US, why);
}

#define LINE "\"line\":\"lin_01h455vb4pex5vsknk084sn02q\""

static void
test_webhook__callback_delivers_or_fails(void **state)
{
	struct provision_callback c;
	char id_text[ID_TEXT_MAX];
	struct str why;

	(void)state;
	assert_ok(callback(&c,
	    "{\"type\":\"service.delivered\",\"data\":{" LINE
	    ",\"access_url\":\"https://192.0.2.7/\",\"note\":\"Ready.\"}}",
	    0, &why));
	assert_str(c.event_id, "evt_7");
	assert_str(id_format(id_text, ID_ORDER_LINE, c.line_id),
	    "lin_01h455vb4pex5vsknk084sn02q");
	assert_false(c.failed);
	assert_str(c.what.access_url, "https://192.0.2.7/");
	assert_str(c.what.secret, "");
	assert_ok(callback(&c,
	    "{\"type\":\"service.failed\",\"data\":{" LINE
	    ",\"reason\":\"No such flavour.\"}}",
	    0, &why));
	assert_true(c.failed);
	assert_str(c.reason, "No such flavour.");
}

static void
test_webhook__callback_is_not_believed_unsigned(void **state)
{
	static const struct {
		const char *body;
		int64_t skew_s;
		enum err err;
	} rows[] = {
		{ "{\"type\":\"service.delivered\",\"data\":{" LINE "}}", 301,
		    ERR_SIGNATURE },
		{ "{\"type\":\"service.delivered\",\"data\":{" LINE "}}", -301,
		    ERR_SIGNATURE },
		{ "", 0, ERR_SYNTAX },
		{ "{}", 0, ERR_INVALID },
		{ "[]", 0, ERR_INVALID },
		{ "{\"type\":\"service.delivered\"}", 0, ERR_INVALID },
		{ "{\"type\":\"service.delivered\",\"data\":{\"line\":\"7\"}}",
		    0, ERR_INVALID },
		{ "{\"type\":\"service.create\",\"data\":{" LINE "}}", 0,
		    ERR_INVALID },
		{ "{\"type\":\"service.failed\",\"data\":{" LINE
		  ",\"reason\":\"a\\nb\"}}",
		    0, ERR_INVALID },
	};
	struct provision_callback c;
	struct str why;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		enum err e = callback(&c, rows[i].body, rows[i].skew_s, &why);

		if (e != rows[i].err || str_empty(why))
			fail_msg("row %zu: %s", i, err_name(e));
	}
	const struct callback_headers none = { STR(""), STR(""), STR("") };
	assert_err(provision_callback_read(arena, &c, &keys, &none, STR("{}"),
		       clock_now_us(), NULL),
	    ERR_SIGNATURE);
}

/* The drivers without a provisioner take the later actions as well. */
static void
test_webhook__other_drivers_know_the_actions(void **state)
{
	struct provision_config config = { .driver = STR("record") };
	struct provision_line l = line(PROVISION_RELEASE);
	enum provision_outcome outcome;
	struct delivered d;

	(void)state;
	assert_ok(provision_run(arena, &outcome, &d, &config, &l, NULL));
	assert_int_equal(outcome, PROVISION_PENDING);
	config.driver = STR("demo");
	assert_ok(provision_run(arena, &outcome, &d, &config, &l, NULL));
	assert_int_equal(outcome, PROVISION_DELIVERED);
	assert_true(str_empty(d.secret));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_webhook__image_is_asked_for_with_its_sign_in),
		cmocka_unit_test(test_webhook__later_actions_have_no_sign_in),
		cmocka_unit_test(test_webhook__answers_mean_what_they_say),
		cmocka_unit_test(test_webhook__settings_are_needed),
		cmocka_unit_test(test_webhook__callback_delivers_or_fails),
		cmocka_unit_test(
		    test_webhook__callback_is_not_believed_unsigned),
		cmocka_unit_test(test_webhook__other_drivers_know_the_actions),
	};

	return cmocka_run_group_tests_name(
	    "provision/webhook", tests, setup, teardown);
}
