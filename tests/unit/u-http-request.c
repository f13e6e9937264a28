#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "http/request.h"
#include "unit.h"

#include "fcgi_client.h"

struct given {
	struct arena *arena;
	struct fcgi f;
	struct buf params, bytes;
	struct request r;
};

static int
setup(void **state)
{
	struct given *g = calloc(1, sizeof(*g));

	g->arena = arena_open(1 << 20);
	fcgi_open(&g->f, BODY_MAX);
	buf_open(&g->params, 1 << 20);
	buf_open(&g->bytes, 1 << 20);
	*state = g;
	return 0;
}

static int
teardown(void **state)
{
	struct given *g = *state;

	buf_close(&g->params);
	buf_close(&g->bytes);
	fcgi_close(&g->f);
	arena_close(g->arena);
	free(g);
	return 0;
}

/* Makes a request with these parameters and reads it. */
static enum err
reads(struct given *g, const char *uri, const char *base)
{
	struct str body = buf_str(&g->bytes);
	struct buf wire;
	size_t used;

	pair_cstr(&g->params, "REQUEST_METHOD", "POST");
	pair_cstr(&g->params, "REQUEST_URI", uri);
	buf_open(&wire, 1 << 20);
	record_begin(&wire, 1, FCGI_RESPONDER, false);
	record(&wire, FCGI_PARAMS, 1, buf_str(&g->params), 0);
	record(&wire, FCGI_PARAMS, 1, STR(""), 0);
	if (body.n > 0)
		record(&wire, FCGI_STDIN, 1, body, 0);
	record(&wire, FCGI_STDIN, 1, STR(""), 0);
	fcgi_reset(&g->f);
	fcgi_feed(&g->f, buf_str(&wire), &used);
	buf_close(&wire);
	buf_clear(&g->params);
	assert_int_equal(g->f.phase, FCGI_COMPLETE);
	return request_read(&g->r, g->arena, &g->f, str_from(base));
}

static void
test_request__path_is_decoded_once(void **state)
{
	struct given *g = *state;

	assert_ok(reads(g, "/c/caf%C3%A9%2525", ""));
	assert_str(g->r.path, "/c/caf\xc3\xa9%25");
	assert_int_equal(g->r.method, METHOD_POST);
	assert_ok(reads(g, "/", ""));
	assert_str(g->r.path, "/");
	assert_ok(reads(g, "/my/orders/", ""));
	assert_str(g->r.path, "/my/orders/");
}

static void
test_request__base_path_is_taken_off(void **state)
{
	struct given *g = *state;

	assert_ok(reads(g, "/shop/p/x?a=1", "/shop"));
	assert_str(g->r.path, "/p/x");
	assert_ok(reads(g, "/shop", "/shop"));
	assert_str(g->r.path, "/");
	assert_err(reads(g, "/shopping/p/x", "/shop"), ERR_NOT_FOUND);
	assert_err(reads(g, "/p/x", "/shop"), ERR_NOT_FOUND);
}

static void
test_request__crooked_paths_are_refused(void **state)
{
	static const char *const bad[] = { "", "x", "http://h/x", "//", "//x",
		"/a//b", "/a//", "/a/../b", "/..", "/.", "/a/.", "/a/%2e%2e/b",
		"/a%2Fb", "/a%2fb", "/a%5Cb", "/a\\b", "/a%00b", "/a%0Ab",
		"/a%", "/a%2", "/a%zz", "/a%C3", "/a%C0%AF", "/a%ED%A0%80",
		"/a%FF" };
	struct given *g = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (reads(g, bad[i], "") != ERR_SYNTAX)
			fail_msg("\"%s\" was not refused", bad[i]);
}

static void
test_request__long_and_deep_paths_are_refused(void **state)
{
	struct given *g = *state;
	char uri[PATH_MAX_BYTES + 2];

	memset(uri, 'a', sizeof(uri));
	uri[0] = '/';
	uri[sizeof(uri) - 1] = '\0';
	assert_err(reads(g, uri, ""), ERR_LIMIT);
	assert_err(reads(g, "/1/2/3/4/5/6/7/8/9", ""), ERR_LIMIT);
	assert_ok(reads(g, "/1/2/3/4/5/6/7/8", ""));
}

static void
test_request__query(void **state)
{
	struct given *g = *state;

	assert_ok(
	    reads(g, "/s?q=photo+gallery%2B%E7%94%B5&&cap.users=5&x", ""));
	assert_str(request_query(&g->r, "q"), "photo gallery+\xe7\x94\xb5");
	assert_str(request_query(&g->r, "cap.users"), "5");
	assert_str(request_query(&g->r, "x"), "");
	assert_null(request_query(&g->r, "y").p);
	assert_int_equal(g->r.nquery, 3);
}

static void
test_request__a_name_that_comes_again_keeps_all_values(void **state)
{
	struct given *g = *state;
	size_t at = 0;

	assert_ok(reads(g, "/s?f=b&q=1&f=a&q=2&f", ""));
	assert_str(request_query(&g->r, "q"), "1");
	assert_str(request_query_next(&g->r, "f", &at), "b");
	assert_str(request_query_next(&g->r, "f", &at), "a");
	assert_str(request_query_next(&g->r, "f", &at), "");
	assert_null(request_query_next(&g->r, "f", &at).p);
	assert_null(request_query_next(&g->r, "f", &at).p);
}

static void
test_request__crooked_queries_are_refused(void **state)
{
	struct given *g = *state;
	struct buf many;

	assert_err(reads(g, "/s?q=%", ""), ERR_SYNTAX);
	assert_err(reads(g, "/s?q=%00", ""), ERR_SYNTAX);
	assert_err(reads(g, "/s?%C3=1", ""), ERR_SYNTAX);
	buf_open(&many, 4096);
	buf_add_cstr(&many, "/s?");
	for (int i = 0; i <= QUERY_PAIRS_MAX; i++)
		buf_addf(&many, "k%d=v&", i);
	buf_add_char(&many, '\0');
	assert_err(reads(g, many.p, ""), ERR_LIMIT);
	buf_close(&many);
}

static void
test_request__body_must_have_its_announced_length(void **state)
{
	struct given *g = *state;

	buf_add(&g->bytes, STR("hello"));
	pair_cstr(&g->params, "CONTENT_LENGTH", "5");
	assert_ok(reads(g, "/x", ""));
	assert_str(g->r.body, "hello");
	pair_cstr(&g->params, "CONTENT_LENGTH", "6");
	assert_err(reads(g, "/x", ""), ERR_SYNTAX);
	pair_cstr(&g->params, "CONTENT_LENGTH", "4");
	assert_err(reads(g, "/x", ""), ERR_SYNTAX);
	pair_cstr(&g->params, "CONTENT_LENGTH", "-5");
	assert_err(reads(g, "/x", ""), ERR_SYNTAX);
	assert_err(reads(g, "/x", ""), ERR_SYNTAX);
}

static void
test_request__body_too_large(void **state)
{
	struct given *g = *state;

	assert_ok(reads(g, "/x", ""));
	g->f.body_too_large = true;
	assert_err(
	    request_read(&g->r, g->arena, &g->f, STR("")), ERR_BODY_TOO_LARGE);
}

static void
test_request__cookies(void **state)
{
	struct given *g = *state;

	pair_cstr(
	    &g->params, "HTTP_COOKIE", "a=1; __Host-souk-demo=abc=; xa=2;b=");
	assert_ok(reads(g, "/x", ""));
	assert_str(request_cookie(&g->r, STR("a")), "1");
	assert_str(request_cookie(&g->r, STR("__Host-souk-demo")), "abc=");
	assert_str(request_cookie(&g->r, STR("b")), "");
	assert_null(request_cookie(&g->r, STR("c")).p);
}

static void
test_request__id_is_the_web_servers_or_our_own(void **state)
{
	struct given *g = *state;

	pair_cstr(&g->params, "REQUEST_ID", "0123456789abcdef");
	assert_ok(reads(g, "/x", ""));
	assert_str(g->r.request_id, "0123456789abcdef");
	pair_cstr(&g->params, "REQUEST_ID", "evil\r\nSet-Cookie: x");
	assert_ok(reads(g, "/x", ""));
	assert_int_equal(g->r.request_id.n, 16);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_request__path_is_decoded_once),
		CASE(test_request__base_path_is_taken_off),
		CASE(test_request__crooked_paths_are_refused),
		CASE(test_request__long_and_deep_paths_are_refused),
		CASE(test_request__query),
		CASE(test_request__a_name_that_comes_again_keeps_all_values),
		CASE(test_request__crooked_queries_are_refused),
		CASE(test_request__body_must_have_its_announced_length),
		CASE(test_request__body_too_large), CASE(test_request__cookies),
		CASE(test_request__id_is_the_web_servers_or_our_own)
	};

	if (text_open() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
