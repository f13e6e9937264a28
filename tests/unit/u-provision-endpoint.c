#include <stdio.h>

#include "peer.h"

#include "base/sys.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "net/fetch.h"
#include "provision/endpoint.h"

/* The worked signature of souk-endpoint(7); made with Java's Mac. */
#define KEY "4d9b21e6-6f4c-4b0e-9d3a-52c1f7a80b64"
#define NONCE "50D83FDECAED6CCD8EF597F2A577950527928BA287D04E6036E92B2806FD17DA"
#define LINE "lin_01h455vb4pex5vsknk084sn02q"
#define BODY \
	"{\"activity\":\"newInstance\",\"businessId\":\"" LINE "\"," \
	"\"email\":\"maria@example.org\"," \
	"\"orderId\":\"ord_01h455vb4pex5vsknk084sn02q\"," \
	"\"orderLineId\":\"" LINE "\",\"testFlag\":\"0\"}"
#define SIGNATURE \
	"0AC573455D81526D3651005EC060BE4228CB3A5029E218256083D151075B85A8"

static struct arena *arena;
static struct outbound rules;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open(16 * 1024 * 1024);
	return arena && net_open() == OK && text_open() == OK ? 0 : -1;
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

static const struct endpoint_order order = {
	.order_id = STR("ord_01h455vb4pex5vsknk084sn02q"),
	.line_id = STR(LINE),
	.contact = { CONTACT_EMAIL, STR("maria@example.org") },
};

static struct str
body_of(enum endpoint_activity activity, const struct endpoint_order *o)
{
	struct str body, why = STR("");
	enum err e = endpoint_body(arena, &body, false, activity, o, &why);

	if (e)
		fail_msg("%s: %.*s", err_name(e), STR_FMT(why));
	return body;
}

static void
test_endpoint__worked_signature_of_the_man_page(void **state)
{
	struct str body = body_of(ENDPOINT_CREATE, &order);

	(void)state;
	assert_str(body, BODY);
	assert_str(endpoint_signature(
		       arena, STR(KEY), STR(NONCE), STR("1680508066618"), body),
	    SIGNATURE);
}

static void
test_endpoint__worked_body_sign_of_the_man_page(void **state)
{
	const struct str body = STR("{\"resultCode\":\"000000\","
				    "\"resultMsg\":\"success.\","
				    "\"instanceId\":\"" LINE "\"}");
	static const struct {
		const char *header;
		bool right, missing;
	} rows[] = {
#define RIGHT "8f0jWDXihzLUKLtq3ZGIE27Z/i4n16sY3EfB/wQWXP0="
		{ "sign_type=\"HMAC-SHA256\", signature=\"" RIGHT "\"", true,
		    false },
		{ "sign_type=\"HMAC-SHA256\",signature=\"" RIGHT "\"", true,
		    false },
		{ "signature=\"" RIGHT "\", sign_type=\"HMAC-SHA256\"", true,
		    false },
		{ "signature=\"" RIGHT "\"", false, false },
		{ "sign_type=\"NONE\", signature=\"" RIGHT "\"", false, false },
		{ "sign_type=\"HMAC-SHA256\", signature=" RIGHT, false, false },
		{ "sign_type=\"HMAC-SHA256\", signature=\"\"", false, false },
		{ "sign_type=\"HMAC-SHA256\", signature=\"8f0jWDXihzLUKLtq"
		  "3ZGIE27Z/i4n16sY3EfB/wQWXP1=\"",
		    false, false },
		{ "", false, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bool missing,
		    right = endpoint_signed(arena, STR(KEY),
			str_from(rows[i].header), body, &missing);

		if (right != rows[i].right || missing != rows[i].missing)
			fail_msg("%s", rows[i].header);
	}
}

/* R18: one value, under the name of what it is, and only when created. */
static void
test_endpoint__each_activity_has_its_members(void **state)
{
	struct endpoint_order o = { .order_id = STR("ord_1"),
		.line_id = STR("lin_1"),
		.instance_id = STR("i-1"),
		.product = STR("lumen"),
		.plan = STR("pro"),
		.quantity = 3,
		.mode = MODE_YEARLY,
		.periods = 2,
		.term_ends_us = INT64_C(1680508066) * SEC_US,
		.scene = SCENE_RENEWAL_REFUNDED,
		.contact = {
		    CONTACT_USER_NAME, STR("mar\"ia <\\> \xc3\xbc/") } };

	(void)state;
	assert_str(body_of(ENDPOINT_CREATE, &o),
	    "{\"activity\":\"newInstance\",\"amount\":\"3\","
	    "\"businessId\":\"lin_1\",\"expireTime\":\"20230403074746\","
	    "\"orderId\":\"ord_1\",\"orderLineId\":\"lin_1\","
	    "\"periodNumber\":\"2\",\"periodType\":\"year\","
	    "\"productId\":\"lumen\",\"skuCode\":\"pro\",\"testFlag\":\"0\","
	    "\"userName\":\"mar\\\"ia <\\\\> \xc3\xbc/\"}");
	assert_str(body_of(ENDPOINT_RENEW, &o),
	    "{\"activity\":\"refreshInstance\","
	    "\"expireTime\":\"20230403074746\",\"instanceId\":\"i-1\","
	    "\"orderId\":\"ord_1\",\"orderLineId\":\"lin_1\","
	    "\"productId\":\"lumen\","
	    "\"scene\":\"UNSUBSCRIBE_RENEWAL_PERIOD\",\"testFlag\":\"0\"}");
	assert_str(body_of(ENDPOINT_FREEZE, &o),
	    "{\"activity\":\"updateInstanceStatus\",\"instanceId\":\"i-1\","
	    "\"status\":\"FREEZE\",\"testFlag\":\"0\"}");
	assert_str(body_of(ENDPOINT_UNFREEZE, &o),
	    "{\"activity\":\"updateInstanceStatus\",\"instanceId\":\"i-1\","
	    "\"status\":\"UNFREEZE\",\"testFlag\":\"0\"}");
	assert_str(body_of(ENDPOINT_RELEASE, &o),
	    "{\"activity\":\"releaseInstance\",\"instanceId\":\"i-1\","
	    "\"orderId\":\"ord_1\",\"orderLineId\":\"lin_1\","
	    "\"testFlag\":\"0\"}");
	assert_str(body_of(ENDPOINT_QUERY, &o),
	    "{\"activity\":\"queryInstance\",\"instanceId\":\"i-1\","
	    "\"testFlag\":\"0\"}");
}

static void
test_endpoint__values_that_cannot_be_sent_are_named(void **state)
{
	struct endpoint_order o = order;
	struct str body, why = STR("");

	(void)state;
	o.contact.value = STR("a\nb");
	assert_err(
	    endpoint_body(arena, &body, false, ENDPOINT_CREATE, &o, &why),
	    ERR_INVALID);
	assert_contains(why, "email");
	o = order;
	o.order_id = STR("");
	assert_err(
	    endpoint_body(arena, &body, false, ENDPOINT_CREATE, &o, &why),
	    ERR_INVALID);
	assert_contains(why, "orderId is missing");
	assert_err(
	    endpoint_body(arena, &body, false, ENDPOINT_QUERY, &order, &why),
	    ERR_INVALID);
	assert_contains(why, "instanceId is missing");
}

/* What the peer's thread says next. */
static struct {
	const char *status, *header, *body;
	bool sign;
} next;

/* Its Body-Sign, made before allocations are made to fail. */
static char next_sign[256];

static void
next_ready(void)
{
	struct hash h = hash_hmac(STR(KEY), str_from(next.body));
	struct str coded;

	next_sign[0] = '\0';
	if (!next.sign)
		return;
	assert_ok(base64_encode(
	    arena, &coded, (struct str){ (char *)h.b, sizeof(h.b) }));
	snprintf(next_sign, sizeof(next_sign),
	    "Body-Sign: sign_type=\"HMAC-SHA256\", signature=\"%.*s\"\r\n",
	    STR_FMT(coded));
}

static const char *
answer_next(int n, const char *heard)
{
	static char text[64 * 1024];

	(void)heard;
	if (n)
		return NULL;
	snprintf(text, sizeof(text),
	    "HTTP/1.1 %s\r\nContent-Length: %zu\r\n%s%s\r\n%s", next.status,
	    strlen(next.body), next_sign, next.header, next.body);
	return text;
}

static struct endpoint_trace trace;

static enum err
call(struct endpoint_instance *out, enum endpoint_activity activity,
    const char *known, bool signs)
{
	struct endpoint_config config = { .key = STR(KEY),
		.version = ENDPOINT_V2,
		.signs = signs,
		.outbound = &rules };
	struct endpoint_order o = order;
	struct peer p;

	o.instance_id = str_from(known);
	o.term_ends_us = SEC_US;
	next_ready();
	peer_open(&p, NULL, answer_next);
	assert_ok(outbound_read(
	    &rules, arena_printf(arena, "%u", p.port), STR("127.0.0.0/8")));
	config.url = arena_printf(
	    arena, "http://127.0.0.1:%u/saas?shop=1", p.port);
	enum err e = endpoint_call(arena, out, &trace, &config, activity, &o);
	peer_close(&p);
	assert_contains(
	    ((struct str){ p.heard, p.n }), "POST /saas?shop=1&signature=");
	return e;
}

#define OKAY "\"resultCode\":\"000000\",\"resultMsg\":\"success.\""
#define SEALED_256 "a1B2c3D4e5F6g7H8pAQHFGXp1tUkUEa+jZB2Lg=="
#define SEALED_128 "a1B2c3D4e5F6g7H8j+GtHWuoANTZ1hXpTkQGNQ=="

static void
test_endpoint__reads_what_endpoints_answer(void **state)
{
	static const struct {
		enum endpoint_activity activity;
		const char *known, *body;
		enum err err;
		bool ready;
		const char *user; /* NULL: not looked at */
		const char *why;
	} rows[] = {
		{ ENDPOINT_CREATE, "", "{" OKAY ",\"instanceId\":\"i-1\"}", OK,
		    false, "", NULL },
		{ ENDPOINT_CREATE, "i-1",
		    "{\"resultCode\":\"000004\",\"instanceId\":\"i-1\"}", OK,
		    false, "", NULL },
		{ ENDPOINT_CREATE, "",
		    "{" OKAY ",\"instanceId\":\"i-1\",\"more\":[1,{}],"
		    "\"appInfo\":{\"frontEndUrl\":\"https://a.example/\","
		    "\"userName\":\"admin\",\"password\":\"p\"}}",
		    OK, true, "admin", NULL },
		{ ENDPOINT_CREATE, "",
		    "{" OKAY ",\"instanceId\":\"i-1\",\"encryptType\":\"1\","
		    "\"appInfo\":{\"frontEndUrl\":\"https://a.example/\","
		    "\"userName\":\"" SEALED_256 "\"}}",
		    OK, true, "admin", NULL },
		{ ENDPOINT_CREATE, "",
		    "{" OKAY ",\"instanceId\":\"i-1\",\"encryptType\":2,"
		    "\"appInfo\":{\"frontEndUrl\":\"https://a.example/\","
		    "\"userName\":\"" SEALED_128 "\"}}",
		    OK, true, "admin", NULL },
		{ ENDPOINT_CREATE, "",
		    "{" OKAY ",\"instanceId\":\"i-1\",\"encryptType\":\"1\","
		    "\"appInfo\":{\"userName\":\"" SEALED_128 "\"}}",
		    ERR_INVALID, false, "", "userName is not encrypted" },
		{ ENDPOINT_CREATE, "",
		    "{" OKAY ",\"instanceId\":\"i-1\",\"encryptType\":\"3\"}",
		    ERR_INVALID, false, "", "encryptType" },
		{ ENDPOINT_CREATE, "i-1", "{" OKAY ",\"instanceId\":\"i-2\"}",
		    ERR_EXISTS, false, "", "another instanceId (i-2)" },
		{ ENDPOINT_CREATE, "", "{" OKAY ",\"instanceId\":\"a,b\"}",
		    ERR_INVALID, false, "", "instanceId" },
		{ ENDPOINT_CREATE, "", "{" OKAY "}", ERR_INVALID, false, "",
		    "instanceId is missing" },
		{ ENDPOINT_CREATE, "",
		    "{" OKAY ",\"instanceId\":\"i-1\",\"appInfo\":"
		    "{\"frontEndUrl\":\"javascript:alert(1)\"}}",
		    ERR_INVALID, false, "", "frontEndUrl" },
		{ ENDPOINT_CREATE, "",
		    "{" OKAY ",\"instanceId\":\"i-1\",\"appInfo\":"
		    "{\"frontEndUrl\":\"https://a.example/\",\"password\":7}}",
		    ERR_INVALID, false, "", "password is not plain text" },
		{ ENDPOINT_CREATE, "", "{\"resultCode\":\"000004\"}",
		    ERR_INVALID, false, "", "instanceId is missing" },
		{ ENDPOINT_CREATE, "", "{\"resultCode\":\"000001\"}",
		    ERR_CREDENTIALS, false, "", "the signature" },
		{ ENDPOINT_CREATE, "",
		    "{\"resultCode\":\"000005\",\"resultMsg\":\"db \\u001bX\"}",
		    ERR_UNAVAILABLE, false, "", "internal error: db \\u001bX" },
		{ ENDPOINT_CREATE, "", "{\"resultCode\":\"009999\"}",
		    ERR_INVALID, false, "", "resultCode 009999, a refusal" },
		{ ENDPOINT_CREATE, "", "{\"resultCode\":0}", ERR_INVALID, false,
		    "", "no text resultCode" },
		{ ENDPOINT_CREATE, "", "[]", ERR_INVALID, false, "",
		    "no text resultCode" },
		{ ENDPOINT_CREATE, "", "<html>", ERR_SYNTAX, false, "",
		    "not JSON" },
		{ ENDPOINT_QUERY, "i-1",
		    "{" OKAY ",\"info\":[{\"instanceId\":\"i-0\"},"
		    "{\"instanceId\":\"i-1\",\"appInfo\":{\"frontEndUrl\":"
		    "\"https://a.example/\",\"userName\":\"admin\"}}]}",
		    OK, true, "admin", NULL },
		{ ENDPOINT_QUERY, "i-1",
		    "{" OKAY ",\"info\":[{\"instanceId\":\"i-1\"}]}", OK, true,
		    "", NULL },
		{ ENDPOINT_CREATE, "",
		    "{" OKAY ",\"instanceId\":\"i-1\",\"appInfo\":"
		    "{\"license\":\"A-1\\nA-2\"}}",
		    OK, true, "", NULL },
		{ ENDPOINT_QUERY, "i-1", "{" OKAY ",\"info\":null}",
		    ERR_NOT_FOUND, false, "", "info has no instance i-1" },
		{ ENDPOINT_QUERY, "i-1", "{\"resultCode\":\"000004\"}",
		    ERR_BUSY, false, "", "under way" },
		{ ENDPOINT_RENEW, "i-1", "{" OKAY "}", OK, true, "", NULL },
		{ ENDPOINT_FREEZE, "i-1", "{\"resultCode\":\"000003\"}",
		    ERR_NOT_FOUND, false, "", "no such instance" },
		{ ENDPOINT_RELEASE, "i-1", "{\"resultCode\":\"000003\"}", OK,
		    true, "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct endpoint_instance got;

		next.status = "200 OK";
		next.header = "";
		next.body = rows[i].body;
		next.sign = true;
		enum err e = call(&got, rows[i].activity, rows[i].known, false);
		if (e != rows[i].err)
			fail_msg("row %zu: %s: %.*s", i, err_name(e),
			    STR_FMT(trace.why));
		assert_true(got.signs);
		assert_int_equal(!e && got.ready, rows[i].ready);
		if (rows[i].user && got.user_name.n + strlen(rows[i].user))
			assert_str(got.user_name, rows[i].user);
		if (rows[i].why)
			assert_contains(trace.why, rows[i].why);
		else
			assert_true(str_empty(trace.why));
		assert_int_equal(trace.status, 200);
	}
}

/* R17: the first sign-in goes to the buyer, as lines of one secret. */
static void
test_endpoint__what_the_buyer_gets(void **state)
{
	struct endpoint_instance i;
	struct delivered d;

	(void)state;
	next.status = "200 OK";
	next.header = "";
	next.sign = true;
	next.body = "{" OKAY ",\"instanceId\":\"i-1\",\"appInfo\":{"
		    "\"frontEndUrl\":\"https://a.example/\","
		    "\"adminUrl\":\"https://a.example/admin\","
		    "\"userName\":\"admin\",\"password\":\"p\","
		    "\"license\":\"A-1\\nA-2\",\"memo\":\"Hello.\"}}";
	assert_ok(call(&i, ENDPOINT_CREATE, "", false));
	assert_ok(endpoint_delivered(arena, &d, &i));
	assert_str(d.access_url, "https://a.example/");
	assert_str(d.secret, "User: admin\nPassword: p\nA-1\nA-2");
	assert_str(d.note, "Hello.\nAdministration: https://a.example/admin");
	const char *password = i.password.p, *license = i.license.p;
	endpoint_wipe(&i);
	assert_int_equal(password[0] | license[0] | license[4], 0);
	assert_true(str_empty(i.password) && str_empty(i.license));
	assert_ok(endpoint_delivered(arena, &d, &i));
	assert_str(d.secret, "");
}

static void
test_endpoint__status_says_later_or_never(void **state)
{
	static const struct {
		const char *status, *header;
		enum err err;
		bool again;
	} rows[] = {
		{ "500 No", "", ERR_UNAVAILABLE, true },
		{ "503 No", "", ERR_UNAVAILABLE, true },
		{ "429 No", "", ERR_UNAVAILABLE, true },
		{ "408 No", "", ERR_UNAVAILABLE, true },
		{ "404 No", "", ERR_INVALID, false },
		{ "201 Created", "", ERR_INVALID, false },
		{ "302 Found", "Location: http://127.0.0.1:1/\r\n",
		    ERR_FORBIDDEN, false },
		{ "307 Go", "Location: https://a.example/\r\n", ERR_FORBIDDEN,
		    false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct endpoint_instance got;

		next.status = rows[i].status;
		next.header = rows[i].header;
		next.body = "{" OKAY ",\"instanceId\":\"i-1\"}";
		next.sign = true;
		enum err e = call(&got, ENDPOINT_CREATE, "", false);
		assert_err(e, rows[i].err);
		assert_int_equal(provision_again(e), rows[i].again);
		assert_true(trace.why.n > 0);
	}
}

/* Who has signed once cannot be impersonated by leaving the header out. */
static void
test_endpoint__answers_stay_signed(void **state)
{
	struct endpoint_instance got;

	(void)state;
	next.status = "200 OK";
	next.header = "";
	next.body = "{" OKAY ",\"instanceId\":\"i-1\"}";
	next.sign = false;
	assert_ok(call(&got, ENDPOINT_CREATE, "", false));
	assert_false(got.signs);
	assert_err(call(&got, ENDPOINT_CREATE, "", true), ERR_SIGNATURE);
	assert_contains(trace.why, "no Body-Sign");
	next.header = "Body-Sign: sign_type=\"HMAC-SHA256\", "
		      "signature=\"AAAA\"\r\n";
	assert_err(call(&got, ENDPOINT_CREATE, "", false), ERR_SIGNATURE);
	assert_contains(trace.why, "is not the answer's signature");
	/* A right one beside a wrong one is no signature. */
	next.sign = true;
	assert_err(call(&got, ENDPOINT_CREATE, "", true), ERR_SIGNATURE);
}

static void
test_endpoint__trace_has_no_secrets(void **state)
{
	struct endpoint_instance got;

	(void)state;
	next.status = "200 OK";
	next.header = "";
	next.sign = true;
	next.body =
	    "{" OKAY ",\"instanceId\":\"i-1\", \"pass\\\"\":\"planted\","
	    "\"appInfo\" : {\"frontEndUrl\":\"https://a.example/x?t=planted\","
	    "\"userName\" : \"planted\",\"password\":\"pl\\\"planted\","
	    "\"pin\":4711,\"codes\":[\"planted\",\"planted\"],"
	    "\"memo\":\"planted\"}}";
	assert_ok(call(&got, ENDPOINT_CREATE, "", false));
	assert_str(got.password, "pl\"planted");
	assert_contains(trace.answer, "\"instanceId\":\"i-1\"");
	assert_contains(trace.answer, "\"https://a.example/x***\"");
	assert_contains(trace.answer, "\"userName\" : \"***\"");
	assert_null(memmem(trace.answer.p, trace.answer.n, "planted", 7));
	assert_null(memmem(trace.answer.p, trace.answer.n, "4711", 4));
	assert_contains(trace.request, "\"email\":\"***\"");
	assert_contains(trace.request, "\"orderId\":\"ord_01");
	assert_contains(trace.request, "Content-Type: application/json");
	assert_null(memmem(trace.request.p, trace.request.n, "maria", 5));
	assert_null(
	    memmem(trace.request.p, trace.request.n, KEY, sizeof(KEY) - 1));
	/* Cut short, so no JSON, but masked as far as it goes. */
	next.body = "{\"password\":\"planted";
	assert_err(call(&got, ENDPOINT_CREATE, "", false), ERR_SYNTAX);
	assert_contains(trace.answer, "\"password\":\"***\"");
}

/* Whichever allocation fails, nothing half-read is taken for an instance. */
static void
test_endpoint__out_of_memory_at_any_moment(void **state)
{
	struct endpoint_instance i;
	enum err e = ERR_NOMEM;
	unsigned long n = 0;

	(void)state;
	next.status = "200 OK";
	next.header = "";
	next.sign = true;
	next.body = "{" OKAY ",\"instanceId\":\"i-1\",\"encryptType\":\"1\","
		    "\"appInfo\":{\"frontEndUrl\":\"https://a.example/\","
		    "\"userName\":\"" SEALED_256 "\"}}";
	next_ready();
	while (e == ERR_NOMEM && n < 200) {
		struct endpoint_config config = { .key = STR(KEY),
			.version = ENDPOINT_V2,
			.outbound = &rules };
		struct peer p;

		peer_open(&p, NULL, answer_next);
		config.url = arena_printf(
		    arena, "http://127.0.0.1:%u/", p.port);
		assert_ok(outbound_read(&rules,
		    arena_printf(arena, "%u", p.port), STR("127.0.0.0/8")));
		arena_fail_at(++n);
		e = endpoint_call(
		    arena, &i, &trace, &config, ENDPOINT_CREATE, &order);
		arena_fail_at(0);
		peer_close(&p);
		if (e)
			assert_true(!i.ready && str_empty(i.user_name));
	}
	assert_ok(e);
	assert_true(i.ready);
	assert_str(i.user_name, "admin");
}

static void
test_endpoint__configuration_is_checked_first(void **state)
{
	static const struct {
		const char *url, *key;
		int version;
		enum err err;
	} rows[] = {
		{ "https://a.example/", "", 2, ERR_CONFIG },
		{ "https://a.example/", "k", 1, ERR_CONFIG },
		{ "", "k", 2, ERR_CONFIG },
		{ "ftp://a.example/", "k", 2, ERR_CONFIG },
		{ "https://a.example/#x", "k", 2, ERR_CONFIG },
		{ "https://127.0.0.1/", "k", 2, ERR_FORBIDDEN },
		{ "https://[::1]/", "k", 2, ERR_FORBIDDEN },
		{ "http://192.0.2.1:8080/", "k", 2, ERR_FORBIDDEN },
	};

	(void)state;
	assert_ok(outbound_read(&rules, STR("443"), STR("")));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct endpoint_config config = {
			.url = str_from(rows[i].url),
			.key = str_from(rows[i].key),
			.version = (enum endpoint_version)rows[i].version,
			.outbound = &rules,
		};
		struct endpoint_instance got;
		enum err e = endpoint_call(
		    arena, &got, &trace, &config, ENDPOINT_CREATE, &order);

		if (e != rows[i].err || str_empty(trace.why))
			fail_msg("row %zu: %s", i, err_name(e));
		assert_false(provision_again(e));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_endpoint__worked_signature_of_the_man_page),
		cmocka_unit_test(
		    test_endpoint__worked_body_sign_of_the_man_page),
		cmocka_unit_test(test_endpoint__each_activity_has_its_members),
		cmocka_unit_test(
		    test_endpoint__values_that_cannot_be_sent_are_named),
		cmocka_unit_test(test_endpoint__reads_what_endpoints_answer),
		cmocka_unit_test(test_endpoint__what_the_buyer_gets),
		cmocka_unit_test(test_endpoint__status_says_later_or_never),
		cmocka_unit_test(test_endpoint__answers_stay_signed),
		cmocka_unit_test(test_endpoint__trace_has_no_secrets),
		cmocka_unit_test(test_endpoint__out_of_memory_at_any_moment),
		cmocka_unit_test(test_endpoint__configuration_is_checked_first),
	};

	return cmocka_run_group_tests_name(
	    "provision/endpoint", tests, setup, teardown);
}
