#include "http/reply.h"
#include "unit.h"

static void
test_reply__head(void **state)
{
	struct reply r;
	struct buf out;

	(void)state;
	reply_open(&r);
	buf_open(&out, 4096);
	r.status = 201;
	r.content_type = "application/json";
	reply_header(&r, "ETag", STR("\"x\""));
	buf_add(&r.body, STR("{}"));
	reply_head(&out, &r);
	assert_str(buf_str(&out),
	    "Status: 201 Created\r\n"
	    "Content-Type: application/json\r\nETag: \"x\"\r\n"
	    "Content-Length: 2\r\n\r\n");
	buf_close(&out);
	reply_close(&r);
}

static void
test_reply__304_has_neither_type_nor_length(void **state)
{
	struct reply r;
	struct buf out;

	(void)state;
	reply_open(&r);
	buf_open(&out, 4096);
	r.status = 304;
	r.content_type = "application/json";
	reply_head(&out, &r);
	assert_str(buf_str(&out), "Status: 304 Not Modified\r\n\r\n");
	buf_close(&out);
	reply_close(&r);
}

static void
test_reply__a_line_break_in_a_value_is_refused(void **state)
{
	struct reply r;

	(void)state;
	reply_open(&r);
	reply_header(&r, "Location", STR("/x\r\nSet-Cookie: a=b"));
	assert_err(buf_err(&r.headers), ERR_BUG);
	reply_clear(&r);
	assert_ok(buf_err(&r.headers));
	reply_close(&r);
}

static void
count(void *arg)
{
	++*(int *)arg;
}

static void
test_reply__shared_body_is_released_once(void **state)
{
	struct reply r;
	int released = 0;

	(void)state;
	reply_open(&r);
	r.shared_body = STR("shared");
	r.release = count;
	r.release_arg = &released;
	assert_str(reply_body(&r), "shared");
	reply_clear(&r);
	reply_clear(&r);
	reply_close(&r);
	assert_int_equal(released, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_reply__head),
		cmocka_unit_test(test_reply__304_has_neither_type_nor_length),
		cmocka_unit_test(
		    test_reply__a_line_break_in_a_value_is_refused),
		cmocka_unit_test(test_reply__shared_body_is_released_once) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
