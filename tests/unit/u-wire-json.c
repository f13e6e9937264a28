#include "unit.h"
#include "wire/json.h"
#include "wire/tree.h"

static struct buf out;

static int
buf_up(void **state)
{
	(void)state;
	buf_open(&out, 1 << 20);
	return 0;
}

static int
buf_down(void **state)
{
	(void)state;
	buf_close(&out);
	return 0;
}

static void
test_json__nested_with_commas(void **state)
{
	struct json j;

	(void)state;
	json_start(&j, &out);
	json_object(&j);
	json_key(&j, "empty");
	json_array(&j);
	json_end_array(&j);
	json_key(&j, "items");
	json_array(&j);
	json_i64(&j, 1);
	json_object(&j);
	json_end_object(&j);
	json_array(&j);
	json_bool(&j, true);
	json_null(&j);
	json_end_array(&j);
	json_end_array(&j);
	json_put_bool(&j, "last", false);
	json_key(&j, "raw");
	json_raw(&j, STR("{\"a\":1}"));
	json_end_object(&j);
	assert_str(buf_str(&out),
	    "{\"empty\":[],\"items\":[1,{},[true,null]],"
	    "\"last\":false,\"raw\":{\"a\":1}}");
	assert_ok(buf_err(&out));
}

static void
test_json__values_of_ours(void **state)
{
	static const struct id id = { { 0x01, 0x89, 0x0a, 0x5d, 0xac, 0x96,
	    0x77, 0x4b, 0xbc, 0xce, 0xb3, 0x02, 0x09, 0x9a, 0x80, 0x57 } };
	struct json j;

	(void)state;
	json_start(&j, &out);
	json_object(&j);
	json_put_id(&j, "id", "ord", id);
	json_put_money(&j, "total", (struct money){ -129900, { "USD" } });
	json_put_time(&j, "paid_at", INT64_C(1795394878000000));
	json_put_time(&j, "expires_at", 0);
	json_put_str(&j, "text", STR("x"));
	json_put_str(&j, "none", STR_NONE);
	json_put_cstr(&j, "null", NULL);
	json_put_i64(&j, "least", INT64_MIN);
	json_end_object(&j);
	assert_str(buf_str(&out),
	    "{\"id\":\"ord_01h455vb4pex5vsknk084sn02q\","
	    "\"total\":{\"amount\":-129900,\"currency\":\"USD\"},"
	    "\"paid_at\":\"2026-11-23T00:47:58Z\",\"expires_at\":null,"
	    "\"text\":\"x\",\"none\":null,\"null\":null,"
	    "\"least\":-9223372036854775808}");
}

static void
test_json__escapes(void **state)
{
	struct json j;

	(void)state;
	json_start(&j, &out);
	json_array(&j);
	json_str(&j, STR("a\"b\\c/d\b\f\n\r\te\x01\x1f"));
	json_str(&j, STR("</script><!--"));
	json_str(&j, STR("caf\xc3\xa9 \x7f"));
	json_str(&j, STR(""));
	json_end_array(&j);
	assert_str(buf_str(&out),
	    "[\"a\\\"b\\\\c/d\\b\\f\\n\\r\\te\\u0001\\u001f\","
	    "\"\\u003c/script>\\u003c!--\",\"caf\xc3\xa9 \x7f\",\"\"]");
}

/* Whatever is written reads back as itself. */
static void
test_json__every_byte_reads_back(void **state)
{
	struct arena *a = arena_open(1 << 20);
	struct json j;
	struct tree *t;
	struct str got;
	char all[127];

	(void)state;
	for (int i = 0; i < 127; i++)
		all[i] = (char)(i + 1);
	json_start(&j, &out);
	json_object(&j);
	json_key_str(&j, (struct str){ all, sizeof(all) });
	json_str(&j, (struct str){ all, sizeof(all) });
	json_end_object(&j);
	assert_ok(tree_parse(&t, a, buf_str(&out), 4, NULL));
	all[126] = 127;
	assert_int_equal(node_size(tree_root(t)), 1);
	{
		char key[128];

		memcpy(key, all, sizeof(all));
		key[127] = '\0';
		assert_ok(node_str(&got, node_get(tree_root(t), key)));
	}
	assert_int_equal(got.n, sizeof(all));
	assert_memory_equal(got.p, all, sizeof(all));
	tree_close(t);
	arena_close(a);
}

static void
test_json__limit_is_told_at_the_end(void **state)
{
	struct buf small;
	struct json j;

	(void)state;
	buf_open(&small, 10);
	json_start(&j, &small);
	json_array(&j);
	for (int i = 0; i < 100; i++)
		json_cstr(&j, "text");
	json_end_array(&j);
	assert_err(buf_err(&small), ERR_LIMIT);
	buf_close(&small);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, buf_up, buf_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_json__nested_with_commas),
		TEST(test_json__values_of_ours),
		TEST(test_json__escapes),
		TEST(test_json__every_byte_reads_back),
		TEST(test_json__limit_is_told_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
