#include <stdio.h>
#include <stdlib.h>

#include "http/fcgi.h"
#include "unit.h"

#include "fcgi_client.h"

struct given {
	struct buf bytes;
	struct fcgi f;
	size_t used;
};

static int
setup(void **state)
{
	struct given *g = calloc(1, sizeof(*g));

	buf_open(&g->bytes, 1 << 22);
	fcgi_open(&g->f, BODY_MAX);
	*state = g;
	return 0;
}

static int
teardown(void **state)
{
	struct given *g = *state;

	buf_close(&g->bytes);
	fcgi_close(&g->f);
	free(g);
	return 0;
}

static void
feed(struct given *g)
{
	assert_ok(buf_err(&g->bytes));
	fcgi_feed(&g->f, buf_str(&g->bytes), &g->used);
}

static void
assert_broken(struct given *g, const char *fault)
{
	feed(g);
	assert_int_equal(g->f.phase, FCGI_BROKEN);
	assert_string_equal(g->f.fault, fault);
}

static void
assert_hello(const struct given *g)
{
	assert_int_equal(g->f.phase, FCGI_COMPLETE);
	assert_int_equal(g->f.request_id, 7);
	assert_true(g->f.keep);
	assert_str(fcgi_param(&g->f, "REQUEST_URI"), "/x");
	assert_str(fcgi_param(&g->f, "CONTENT_LENGTH"), "5");
	assert_null(fcgi_param(&g->f, "ABSENT").p);
	assert_str(buf_str(&g->f.body), "hello");
}

static void
test_fcgi__a_request_at_once(void **state)
{
	struct given *g = *state;

	request_bytes(&g->bytes, 7, true, "/x", STR("hello"), STR(""));
	feed(g);
	assert_hello(g);
	assert_int_equal(g->used, g->bytes.n);
}

static void
test_fcgi__a_request_byte_by_byte(void **state)
{
	struct given *g = *state;

	request_bytes(&g->bytes, 7, true, "/x", STR("hello"), STR(""));
	for (size_t i = 0; i < g->bytes.n; i++) {
		size_t used;

		assert_int_not_equal(g->f.phase, FCGI_COMPLETE);
		fcgi_feed(&g->f, str_sub(buf_str(&g->bytes), i, 1), &used);
		assert_int_equal(used, 1);
	}
	assert_hello(g);
}

static void
test_fcgi__stops_at_the_end_of_a_request(void **state)
{
	struct given *g = *state;
	size_t first;

	request_bytes(&g->bytes, 7, true, "/x", STR("hello"), STR(""));
	first = g->bytes.n;
	request_bytes(&g->bytes, 8, false, "/y", STR(""), STR(""));
	feed(g);
	assert_hello(g);
	assert_int_equal(g->used, first);
	fcgi_reset(&g->f);
	fcgi_feed(
	    &g->f, str_sub(buf_str(&g->bytes), first, g->bytes.n), &g->used);
	assert_int_equal(g->f.phase, FCGI_COMPLETE);
	assert_str(fcgi_param(&g->f, "REQUEST_URI"), "/y");
	assert_int_equal(g->f.body.n, 0);
	assert_false(g->f.keep);
}

static void
test_fcgi__long_values_have_four_byte_lengths(void **state)
{
	struct given *g = *state;
	static char value[FCGI_PARAM_MAX];
	struct buf more;

	memset(value, 'v', sizeof(value));
	buf_open(&more, 1 << 20);
	pair(&more, STR("HTTP_COOKIE"), (struct str){ value, sizeof(value) });
	request_bytes(&g->bytes, 7, true, "/x", STR(""), buf_str(&more));
	buf_close(&more);
	feed(g);
	assert_int_equal(g->f.phase, FCGI_COMPLETE);
	assert_int_equal(fcgi_param(&g->f, "HTTP_COOKIE").n, FCGI_PARAM_MAX);
}

static void
test_fcgi__body_too_large_is_drained_to_its_end(void **state)
{
	struct given *g = *state;
	static char body[BODY_MAX + 1];

	request_bytes(&g->bytes, 7, true, "/x",
	    (struct str){ body, sizeof(body) }, STR(""));
	feed(g);
	assert_int_equal(g->f.phase, FCGI_COMPLETE);
	assert_true(g->f.body_too_large);
	assert_int_equal(g->f.body.n, 0);
	assert_int_equal(g->used, g->bytes.n);
}

static void
test_fcgi__wrong_version(void **state)
{
	struct given *g = *state;

	record_begin(&g->bytes, 1, FCGI_RESPONDER, false);
	g->bytes.p[0] = 2;
	assert_broken(g, "not FastCGI version 1");
}

static void
test_fcgi__management_record(void **state)
{
	struct given *g = *state;

	record(&g->bytes, FCGI_GET_VALUES, 0, STR(""), 0);
	assert_broken(g, "management record");
}

static void
test_fcgi__other_roles(void **state)
{
	struct given *g = *state;

	record_begin(&g->bytes, 1, FCGI_AUTHORIZER, false);
	assert_broken(g, "a role other than responder");
}

static void
test_fcgi__begin_of_a_wrong_length(void **state)
{
	struct given *g = *state;

	record(&g->bytes, FCGI_BEGIN_REQUEST, 1, STR("123456789"), 0);
	assert_broken(g, "begin record of a wrong length");
}

static void
test_fcgi__parameters_before_begin(void **state)
{
	struct given *g = *state;

	record(&g->bytes, FCGI_PARAMS, 1, STR(""), 0);
	assert_broken(g, "record type out of turn");
}

static void
test_fcgi__body_before_parameters_ended(void **state)
{
	struct given *g = *state;

	record_begin(&g->bytes, 1, FCGI_RESPONDER, false);
	record(&g->bytes, FCGI_STDIN, 1, STR("x"), 0);
	assert_broken(g, "record type out of turn");
}

static void
test_fcgi__a_second_request_on_the_connection(void **state)
{
	struct given *g = *state;

	record_begin(&g->bytes, 1, FCGI_RESPONDER, false);
	record(&g->bytes, FCGI_PARAMS, 2, STR(""), 0);
	assert_broken(g, "a second request on a busy connection");
}

static void
test_fcgi__abort(void **state)
{
	struct given *g = *state;

	record_begin(&g->bytes, 1, FCGI_RESPONDER, false);
	record(&g->bytes, FCGI_ABORT_REQUEST, 1, STR(""), 0);
	assert_broken(g, "aborted by the web server");
}

static void
params_only(struct given *g, struct str pairs)
{
	record_begin(&g->bytes, 1, FCGI_RESPONDER, false);
	while (pairs.n > 0) {
		struct str part = str_sub(pairs, 0, 60000);

		record(&g->bytes, FCGI_PARAMS, 1, part, 0);
		pairs = str_sub(pairs, part.n, pairs.n - part.n);
	}
	record(&g->bytes, FCGI_PARAMS, 1, STR(""), 0);
}

static void
test_fcgi__a_length_of_two_gibibytes(void **state)
{
	struct given *g = *state;

	params_only(g, STR("\x04\xff\xff\xff\xffNAME"));
	assert_broken(g, "a parameter runs past its stream");
}

static void
test_fcgi__a_length_cut_short(void **state)
{
	struct given *g = *state;

	params_only(g, STR("\x04\x80\x00"));
	assert_broken(g, "a parameter runs past its stream");
}

static void
test_fcgi__a_nameless_parameter(void **state)
{
	struct given *g = *state;

	params_only(g, STR("\x00\x01v"));
	assert_broken(g, "a parameter is nameless or too long");
}

static void
test_fcgi__nul_in_a_value(void **state)
{
	struct given *g = *state;

	params_only(g,
	    STR("\x01\x03"
		"Na\0b"));
	assert_broken(g, "NUL in a parameter");
}

static void
test_fcgi__one_parameter_too_many(void **state)
{
	struct given *g = *state;
	struct buf pairs;

	buf_open(&pairs, 1 << 20);
	for (int i = 0; i <= FCGI_PARAMS_MAX; i++)
		pair(&pairs, STR("N"), STR("v"));
	params_only(g, buf_str(&pairs));
	buf_close(&pairs);
	assert_broken(g, "too many parameters");
}

static void
test_fcgi__parameters_too_long_in_all(void **state)
{
	struct given *g = *state;
	static char pairs[FCGI_PARAMS_BYTES_MAX + 1];

	params_only(g, (struct str){ pairs, sizeof(pairs) });
	assert_broken(g, "parameters too long");
}

/* Reads the answer's records back; the STDOUT content goes to *out. */
static bool
answer_unwrap(struct str bytes, struct buf *out)
{
	bool stdout_ended = false;

	while (bytes.n >= 8) {
		const uint8_t *h = (const uint8_t *)bytes.p;
		size_t n = (size_t)(h[4] << 8 | h[5]);
		struct str content = str_sub(bytes, 8, n);

		assert_int_equal(h[0], 1);
		assert_int_equal(h[2] << 8 | h[3], 513);
		bytes = str_sub(bytes, 8 + n + h[6], bytes.n);
		if (h[1] == FCGI_STDOUT && n > 0)
			buf_add(out, content);
		else if (h[1] == FCGI_STDOUT)
			stdout_ended = true;
		else
			return h[1] == FCGI_END_REQUEST && stdout_ended &&
			    n == 8 && bytes.n == 0;
	}
	return false;
}

static void
test_fcgi__an_answer_is_cut_into_records(void **state)
{
	static char body[200000];
	static const size_t sizes[] = { 0, 1, 65527 - 4, 65528 - 4, 65529,
		131056, 200000 };

	(void)state;
	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (char)(i * 7 / 3);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct buf out, back;

		buf_open(&out, 1 << 20);
		buf_open(&back, 1 << 20);
		fcgi_answer(
		    &out, 513, STR("head"), (struct str){ body, sizes[i] });
		assert_ok(buf_err(&out));
		assert_true(answer_unwrap(buf_str(&out), &back));
		assert_int_equal(back.n, sizes[i] + 4);
		assert_memory_equal(back.p, "head", 4);
		assert_memory_equal(back.p + 4, body, sizes[i]);
		buf_close(&out);
		buf_close(&back);
	}
}

/* A sink that takes ten bytes and refuses the next. */
static struct {
	struct buf got;
	unsigned closed;
} sunk;

static enum err
sunk_take(void *arg, struct str part)
{
	(void)arg;
	if (sunk.got.n + part.n > 10)
		return ERR_STORAGE;
	buf_add(&sunk.got, part);
	return OK;
}

static void
sunk_close(void *arg)
{
	(void)arg;
	sunk.closed++;
}

static void
sink_give(struct given *g)
{
	buf_open(&sunk.got, 100);
	sunk.closed = 0;
	g->f.holds_body = true;
	feed(g);
	assert_true(g->f.held);
	assert_true(g->used < g->bytes.n);
	assert_str(fcgi_param(&g->f, "REQUEST_URI"), "/x");
	g->f.held = false;
	g->f.sink = (struct fcgi_sink){ sunk_take, sunk_close, NULL };
	fcgi_feed(
	    &g->f, str_sub(buf_str(&g->bytes), g->used, g->bytes.n), &g->used);
}

static void
test_fcgi__a_sink_takes_the_body_and_is_closed_once(void **state)
{
	struct given *g = *state;

	request_bytes(&g->bytes, 7, true, "/x", STR("hello"), STR(""));
	sink_give(g);
	assert_int_equal(g->f.phase, FCGI_COMPLETE);
	assert_str(buf_str(&sunk.got), "hello");
	assert_int_equal(g->f.body.n, 0);
	assert_int_equal(g->f.body_bytes, 5);
	assert_int_equal(sunk.closed, 0);
	fcgi_reset(&g->f);
	fcgi_reset(&g->f);
	assert_int_equal(sunk.closed, 1);
	buf_close(&sunk.got);
}

static void
test_fcgi__what_a_sink_refuses_is_said(void **state)
{
	struct given *g = *state;

	request_bytes(&g->bytes, 7, true, "/x", STR("eleven byte"), STR(""));
	sink_give(g);
	assert_err(g->f.sink_err, ERR_STORAGE);
	assert_int_equal(sunk.got.n, 0);
	fcgi_reset(&g->f);
	assert_ok(g->f.sink_err);
	assert_int_equal(sunk.closed, 1);
	buf_close(&sunk.got);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = { CASE(test_fcgi__a_request_at_once),
		CASE(test_fcgi__a_request_byte_by_byte),
		CASE(test_fcgi__stops_at_the_end_of_a_request),
		CASE(test_fcgi__long_values_have_four_byte_lengths),
		CASE(test_fcgi__body_too_large_is_drained_to_its_end),
		CASE(test_fcgi__wrong_version),
		CASE(test_fcgi__management_record),
		CASE(test_fcgi__other_roles),
		CASE(test_fcgi__begin_of_a_wrong_length),
		CASE(test_fcgi__parameters_before_begin),
		CASE(test_fcgi__body_before_parameters_ended),
		CASE(test_fcgi__a_second_request_on_the_connection),
		CASE(test_fcgi__abort),
		CASE(test_fcgi__a_length_of_two_gibibytes),
		CASE(test_fcgi__a_length_cut_short),
		CASE(test_fcgi__a_nameless_parameter),
		CASE(test_fcgi__nul_in_a_value),
		CASE(test_fcgi__one_parameter_too_many),
		CASE(test_fcgi__parameters_too_long_in_all),
		CASE(test_fcgi__an_answer_is_cut_into_records),
		CASE(test_fcgi__a_sink_takes_the_body_and_is_closed_once),
		CASE(test_fcgi__what_a_sink_refuses_is_said) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
