#include "peer.h"

#include "base/bounds.h"
#include "net/fetch.h"

static struct arena *arena;

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

static struct str
url_of(const struct peer *p, const char *path)
{
	return arena_printf(arena, "http://127.0.0.1:%u%s", p->port, path);
}

static const char *
answer_hello(int n, const char *heard)
{
	(void)heard;
	return n ? NULL
		 : "HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\n"
		   "Content-Length: 5\r\n\r\nhello";
}

static void
test_fetch__post_sends_headers_and_body(void **state)
{
	const struct fetch_header headers[] = {
		{ STR("Idempotency-Key"), STR("key-0001") },
	};
	struct fetch f = { .method = "POST",
		.headers = headers,
		.nheaders = 1,
		.body = STR("{\"a\":1}") };
	struct fetch_answer answer;
	struct peer p;

	(void)state;
	peer_open(&p, NULL, answer_hello);
	f.url = url_of(&p, "/v1/things?x=1");
	assert_ok(fetch(arena, &answer, &f, NULL));
	peer_close(&p);
	assert_int_equal(answer.status, 201);
	assert_str(answer.body, "hello");
	assert_str(answer.content_type, "text/plain");
	struct str heard = { p.heard, p.n };
	assert_contains(heard, "POST /v1/things?x=1 HTTP/1.1\r\n");
	assert_contains(heard, "Idempotency-Key: key-0001\r\n");
	assert_contains(heard, "\r\n\r\n{\"a\":1}");
}

static const char *
answer_headers(int n, const char *heard)
{
	(void)heard;
	return n ? NULL
		 : "HTTP/1.1 200 OK\r\nX-One: a, b\r\nX-Two: a\r\n"
		   "X-Two: b\r\nContent-Length: 0\r\n\r\n";
}

static void
test_fetch__keeps_the_wanted_header(void **state)
{
	static const char *const rows[][2] = { { "x-one", "a, b" },
		{ "X-Two", "" }, { "X-Three", "" } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct fetch f = { .method = "GET", .wanted = rows[i][0] };
		struct fetch_answer answer;
		struct peer p;

		peer_open(&p, NULL, answer_headers);
		f.url = url_of(&p, "/");
		assert_ok(fetch(arena, &answer, &f, NULL));
		peer_close(&p);
		assert_str(answer.wanted, rows[i][1]);
	}
}

/* An environment's proxy must not carry what we send. */
static void
test_fetch__environment_proxy_is_not_used(void **state)
{
	struct fetch f = { .method = "GET" };
	struct fetch_answer answer;
	struct peer p;

	(void)state;
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	peer_open(&p, NULL, answer_hello);
	f.url = url_of(&p, "/");
	assert_ok(fetch(arena, &answer, &f, NULL));
	peer_close(&p);
	unsetenv("http_proxy");
}

static const char *
answer_redirect(int n, const char *heard)
{
	(void)heard;
	return n ? NULL
		 : "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
		   "Content-Length: 0\r\n\r\n";
}

static void
test_fetch__redirects_are_not_followed(void **state)
{
	struct fetch f = { .method = "GET" };
	struct fetch_answer answer;
	struct peer p;

	(void)state;
	peer_open(&p, NULL, answer_redirect);
	f.url = url_of(&p, "/");
	assert_ok(fetch(arena, &answer, &f, NULL));
	peer_close(&p);
	assert_int_equal(answer.status, 302);
}

static const char *
answer_endless(int n, const char *heard)
{
	static char text[NET_ANSWER_MAX + 4096];
	const char head[] = "HTTP/1.1 200 OK\r\n\r\n";

	(void)heard;
	if (n)
		return NULL;
	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, head, sizeof(head) - 1);
	return text;
}

static void
test_fetch__answer_past_the_limit_is_refused(void **state)
{
	struct fetch f = { .method = "GET" };
	struct fetch_answer answer;
	struct peer p;

	(void)state;
	peer_open(&p, NULL, answer_endless);
	f.url = url_of(&p, "/");
	assert_err(fetch(arena, &answer, &f, NULL), ERR_LIMIT);
	peer_close(&p);
}

static const char *
answer_long_header(int n, const char *heard)
{
	static char text[256 * 1024];
	const char head[] = "HTTP/1.1 200 OK\r\nX-A: ";

	(void)heard;
	if (n)
		return NULL;
	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, head, sizeof(head) - 1);
	return text;
}

/* Out of memory, curl says: who believes that tries for ever. */
static void
test_fetch__too_long_a_header_is_the_peers_fault(void **state)
{
	struct fetch f = { .method = "GET" };
	struct fetch_answer answer;
	struct str why;
	struct peer p;

	(void)state;
	peer_open(&p, NULL, answer_long_header);
	f.url = url_of(&p, "/");
	assert_err(fetch(arena, &answer, &f, &why), ERR_IO);
	assert_str(why, "a header of the answer is too long");
	peer_close(&p);
}

static void
test_fetch__nobody_there_had_no_effect(void **state)
{
	struct fetch f = { .method = "GET", .url = STR("http://127.0.0.1:1/") };
	struct fetch_answer answer;
	struct str why;

	(void)state;
	assert_err(fetch(arena, &answer, &f, &why), ERR_UNAVAILABLE);
	assert_true(why.n > 0);
}

static const char *
answer_hang_up(int n, const char *heard)
{
	(void)n, (void)heard;
	return NULL;
}

static void
test_fetch__lost_answer_may_have_had_an_effect(void **state)
{
	struct fetch f = { .method = "POST", .body = STR("{}") };
	struct fetch_answer answer;
	struct peer p;

	(void)state;
	peer_open(&p, NULL, answer_hang_up);
	f.url = url_of(&p, "/");
	assert_err(fetch(arena, &answer, &f, NULL), ERR_IO);
	peer_close(&p);
}

static const char *
answer_nothing(int n, const char *heard)
{
	(void)n, (void)heard;
	return "";
}

static void
test_fetch__silence_ends_in_a_timeout(void **state)
{
	struct fetch f = { .method = "GET", .total_ms = 200 };
	struct fetch_answer answer;
	struct peer p;

	(void)state;
	peer_open(&p, NULL, answer_nothing);
	f.url = url_of(&p, "/");
	assert_err(fetch(arena, &answer, &f, NULL), ERR_TIMEOUT);
	peer_close(&p);
}

static void
test_fetch__other_urls_are_refused(void **state)
{
	static const char *const urls[] = { "", "ftp://example.org/",
		"file:///etc/passwd", "gopher://127.0.0.1:70/", "/v1/x",
		"http://", "http://user:pw@127.0.0.1/", "smtp://127.0.0.1/" };
	struct fetch_answer answer;

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		struct fetch f = { .method = "GET", .url = str_from(urls[i]) };
		enum err e = fetch(arena, &answer, &f, NULL);

		if (e != ERR_INVALID)
			fail_msg("\"%s\": %s", urls[i], err_name(e));
	}
}

/* The server would answer, but the URL came from a stranger. */
static void
test_fetch__foreign_url_to_loopback_is_refused(void **state)
{
	struct outbound rules;
	struct fetch f = { .method = "GET", .foreign = &rules };
	struct fetch_answer answer;
	struct str why;
	struct peer p;

	(void)state;
	peer_open(&p, NULL, answer_hello);
	f.url = url_of(&p, "/");
	assert_ok(outbound_read(&rules, STR("443"), STR("")));
	assert_err(fetch(arena, &answer, &f, &why), ERR_FORBIDDEN);
	assert_contains(why, "OUTBOUND_PORTS");
	struct str port = arena_printf(arena, "%u", p.port);
	assert_ok(outbound_read(&rules, port, STR("")));
	assert_err(fetch(arena, &answer, &f, &why), ERR_FORBIDDEN);
	assert_contains(why, "not public");
	f.url = arena_printf(arena, "https://localhost:%u/", p.port);
	assert_err(fetch(arena, &answer, &f, &why), ERR_FORBIDDEN);
	f.url = url_of(&p, "/");
	assert_ok(outbound_read(&rules, port, STR("127.0.0.0/8")));
	assert_ok(fetch(arena, &answer, &f, &why));
	peer_close(&p);
	assert_contains(((struct str){ p.heard, p.n }), "GET / HTTP/1.1");
}

static void
test_fetch__header_with_a_line_end_is_a_bug(void **state)
{
	const struct fetch_header headers[] = {
		{ STR("X-A"), STR("b\r\nX-C: d") },
	};
	const struct fetch f = { .method = "GET",
		.url = STR("http://127.0.0.1:1/"),
		.headers = headers,
		.nheaders = 1 };
	struct fetch_answer answer;

	(void)state;
	assert_err(fetch(arena, &answer, &f, NULL), ERR_BUG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fetch__post_sends_headers_and_body),
		cmocka_unit_test(test_fetch__keeps_the_wanted_header),
		cmocka_unit_test(test_fetch__environment_proxy_is_not_used),
		cmocka_unit_test(test_fetch__redirects_are_not_followed),
		cmocka_unit_test(test_fetch__answer_past_the_limit_is_refused),
		cmocka_unit_test(
		    test_fetch__too_long_a_header_is_the_peers_fault),
		cmocka_unit_test(test_fetch__nobody_there_had_no_effect),
		cmocka_unit_test(
		    test_fetch__lost_answer_may_have_had_an_effect),
		cmocka_unit_test(test_fetch__silence_ends_in_a_timeout),
		cmocka_unit_test(test_fetch__other_urls_are_refused),
		cmocka_unit_test(
		    test_fetch__foreign_url_to_loopback_is_refused),
		cmocka_unit_test(test_fetch__header_with_a_line_end_is_a_bug),
	};

	return cmocka_run_group_tests_name("net/fetch", tests, setup, teardown);
}
