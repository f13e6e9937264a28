#include <stdlib.h>

#include "unit.h"
#include "wire/tree.h"

static int
arena_up(void **state)
{
	*state = arena_open(16 << 20);
	return *state == NULL;
}

static int
arena_down(void **state)
{
	arena_close(*state);
	return 0;
}

static struct tree *
parsed(struct arena *a, const char *text)
{
	struct tree *t = NULL;
	struct str where = STR("");

	if (tree_parse(&t, a, str_from(text), 8, &where) != OK)
		fail_msg("%s: %.*s", text, STR_FMT(where));
	return t;
}

/* What json-c 0.16 lets through, and what it does not, is refused alike. */
static void
test_tree__malformed_is_refused(void **state)
{
	static const struct {
		const char *text, *where, *what;
	} bad[] = {
		{ "", "line 1, column 1:", "missing" },
		{ "  ", "line 1, column 3:", "missing" },
		{ "{\"a\":1,\"a\":2}", "line 1, column 8:", "twice" },
		{ "{\"a\":1,\n\"\\u0061\":2}", "line 2, column 1:", "twice" },
		{ "[NaN]", "line 1, column 2:", "not a JSON value" },
		{ "[Infinity]", "line 1, column 2:", "not a JSON value" },
		{ "[-Infinity]", "line 1, column 3:", "digit" },
		{ "{'a':1}", "line 1, column 2:", "double quotes" },
		{ "['a']", "line 1, column 2:", "double quotes" },
		{ "[\"\\u0000\"]", "line 1, column 3:", "\\u0000" },
		{ "[\"\\ud800\"]", "line 1, column 3:", "surrogate" },
		{ "[\"\\ud800\\u0041\"]", "line 1, column 3:", "surrogate" },
		{ "[\"\\udc00\"]", "line 1, column 3:", "surrogate" },
		{ "[\"\\udc00\\ud800\"]", "line 1, column 3:", "surrogate" },
		{ "/* x */ {}", "line 1, column 1:", "comments" },
		{ "{} // x", "line 1, column 4:", "follows" },
		{ "# x\n{}", "line 1, column 1:", "comments" },
		{ "{} {}", "line 1, column 4:", "follows" },
		{ "{}x", "line 1, column 3:", "follows" },
		{ "[1,]", "line 1, column 4:", "nothing behind" },
		{ "{\"a\":1,}", "line 1, column 8:", "nothing behind" },
		{ "[,1]", "line 1, column 2:", "not a JSON value" },
		{ "[1 2]", "line 1, column 4:", "missing" },
		{ "{\"a\" 1}", "line 1, column 6:", "\":\" is missing" },
		{ "{\"a\":}", "line 1, column 6:", "not a JSON value" },
		{ "{1:2}", "line 1, column 2:", "double quotes" },
		{ "{a:2}", "line 1, column 2:", "double quotes" },
		{ "[", "line 1, column 2:", "missing" },
		{ "[1", "line 1, column 3:", "missing" },
		{ "[1}", "line 1, column 3:", "missing" },
		{ "{\"a\":1", "line 1, column 7:", "missing" },
		{ "[\"a]", "line 1, column 2:", "no end" },
		{ "[\"a\\\"]", "line 1, column 2:", "no end" },
		{ "[\"a\nb\"]", "line 1, column 4:", "\\u000a" },
		{ "[\"\\x41\"]", "line 1, column 3:", "escape" },
		{ "[\"\\u12g4\"]", "line 1, column 3:", "hexadecimal" },
		{ "[01]", "line 1, column 2:", "begin with 0" },
		{ "[-01]", "line 1, column 3:", "begin with 0" },
		{ "[+1]", "line 1, column 2:", "not a JSON value" },
		{ "[.5]", "line 1, column 2:", "not a JSON value" },
		{ "[1.]", "line 1, column 4:", "digit" },
		{ "[1e]", "line 1, column 4:", "digit" },
		{ "[-]", "line 1, column 3:", "digit" },
		{ "[0x10]", "line 1, column 3:", "missing" },
		{ "[12abc]", "line 1, column 4:", "missing" },
		{ "[True]", "line 1, column 2:", "not a JSON value" },
		{ "[nul]", "line 1, column 2:", "not a JSON value" },
		{ "[truefalse]", "line 1, column 6:", "missing" },
		{ "\xef\xbb\xbf{}", "line 1, column 1:", "not a JSON value" },
		{ "[\"\xff\"]", "line 1, column 3:", "UTF-8" },
		{ "[\"\xed\xa0\x80\"]", "line 1, column 3:", "UTF-8" },
		{ "[\xc2\xa0"
		  "1]",
		    "line 1, column 2:", "not a JSON value" },
		{ "[[[[[[[[[]]]]]]]]]", "line 1, column 9:", "deeper than 8" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct str where = STR_NONE;
		struct tree *t;

		if (tree_parse(&t, *state, str_from(bad[i].text), 8, &where) !=
		    ERR_SYNTAX)
			fail_msg("accepted: %s", bad[i].text);
		assert_contains(where, bad[i].where);
		assert_contains(where, bad[i].what);
		assert_err(
		    tree_parse(&t, *state, str_from(bad[i].text), 8, NULL),
		    ERR_SYNTAX);
	}
}

static void
test_tree__nul_is_refused_anywhere(void **state)
{
	struct str where;
	struct tree *t;

	assert_err(tree_parse(&t, *state, STR("{}\0"), 8, &where), ERR_SYNTAX);
	assert_contains(where, "NUL");
	assert_err(
	    tree_parse(&t, *state, STR("{\"a\0b\":1}"), 8, &where), ERR_SYNTAX);
	assert_contains(where, "NUL");
}

static void
test_tree__nodes_and_their_types(void **state)
{
	struct tree *t = parsed(*state,
	    " {\"s\":\"\\u00e9\\ud83c\\udf89\","
	    "\"i\":-12,\"f\":1.5,\"e\":1e3,\"b\":true,\"n\":null,"
	    "\"a\":[1,\"x\"],\"o\":{\"k\":{}}} \n");
	const struct node *root = tree_root(t);
	int64_t v;
	struct str s;
	bool b;

	assert_int_equal(node_type(root), NODE_OBJECT);
	assert_int_equal(node_size(root), 8);
	assert_ok(node_str(&s, node_get(root, "s")));
	assert_str(s, "\xc3\xa9\xf0\x9f\x8e\x89");
	assert_ok(node_i64(&v, node_get(root, "i")));
	assert_int_equal(v, -12);
	assert_int_equal(node_type(node_get(root, "f")), NODE_OTHER_NUMBER);
	assert_int_equal(node_type(node_get(root, "e")), NODE_OTHER_NUMBER);
	assert_err(node_i64(&v, node_get(root, "f")), ERR_INVALID);
	assert_err(node_i64(&v, node_get(root, "b")), ERR_INVALID);
	assert_err(node_i64(&v, node_get(root, "s")), ERR_INVALID);
	assert_err(node_i64(&v, node_get(root, "none")), ERR_NOT_FOUND);
	assert_ok(node_bool(&b, node_get(root, "b")));
	assert_true(b);
	assert_err(node_bool(&b, node_get(root, "i")), ERR_INVALID);
	assert_err(node_str(&s, node_get(root, "i")), ERR_INVALID);
	assert_err(node_str(&s, node_get(root, "n")), ERR_INVALID);
	assert_int_equal(node_type(node_get(root, "n")), NODE_NULL);
	assert_int_equal(node_type(node_get(root, "none")), NODE_ABSENT);
	assert_int_equal(
	    node_type(node_get(node_get(root, "x"), "y")), NODE_ABSENT);
	assert_int_equal(node_size(node_get(root, "a")), 2);
	assert_ok(node_str(&s, node_at(node_get(root, "a"), 1)));
	assert_str(s, "x");
	assert_int_equal(
	    node_type(node_at(node_get(root, "a"), 2)), NODE_ABSENT);
	assert_int_equal(node_type(node_at(root, 0)), NODE_ABSENT);
	assert_int_equal(node_size(node_get(root, "s")), 0);
	tree_close(t);
}

/* json-c clamps these without a word. */
static void
test_tree__numbers_out_of_range(void **state)
{
	struct tree *t = parsed(*state,
	    "[9223372036854775807,"
	    "9223372036854775808,18446744073709551616,"
	    "99999999999999999999999,-9223372036854775807,"
	    "-9223372036854775808,-99999999999999999999999,0,-0]");
	static const enum node_type types[] = { NODE_INT, NODE_OTHER_NUMBER,
		NODE_OTHER_NUMBER, NODE_OTHER_NUMBER, NODE_INT,
		NODE_OTHER_NUMBER, NODE_OTHER_NUMBER, NODE_INT, NODE_INT };
	int64_t v;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const struct node *n = node_at(tree_root(t), i);

		assert_int_equal(node_type(n), types[i]);
		assert_err(
		    node_i64(&v, n), types[i] == NODE_INT ? OK : ERR_INVALID);
	}
	assert_ok(node_i64(&v, node_at(tree_root(t), 0)));
	assert_true(v == INT64_MAX);
	tree_close(t);
}

static void
test_tree__scalars_alone(void **state)
{
	static const struct {
		const char *text;
		enum node_type type;
	} roots[] = { { "null", NODE_NULL }, { "12", NODE_INT },
		{ " \"x\" ", NODE_STRING }, { "false", NODE_BOOL },
		{ "0", NODE_INT }, { "1.5", NODE_OTHER_NUMBER } };

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		struct tree *t = parsed(*state, roots[i].text);

		assert_int_equal(node_type(tree_root(t)), roots[i].type);
		tree_close(t);
	}
}

static enum err
collect(struct str key, const struct node *value, void *arg)
{
	struct str *seen = arg;
	int64_t v;
	enum err err = node_i64(&v, value);

	if (err == OK && v == 3)
		return ERR_LIMIT;
	seen->n += key.n;
	return err;
}

static void
test_tree__each_visits_in_order_and_stops(void **state)
{
	struct tree *t = parsed(*state, "{\"a\":1,\"bb\":2,\"c\":3,\"d\":4}");
	struct str seen = { "", 0 };

	assert_err(node_each(tree_root(t), collect, &seen), ERR_LIMIT);
	assert_int_equal(seen.n, 3);
	assert_err(node_each(node_get(tree_root(t), "a"), collect, &seen),
	    ERR_INVALID);
	assert_err(node_each(node_get(tree_root(t), "x"), collect, &seen),
	    ERR_NOT_FOUND);
	tree_close(t);
}

static void
test_tree__depth_is_the_callers(void **state)
{
	struct tree *t;

	assert_ok(tree_parse(&t, *state, STR("[[[{\"a\":1}]]]"), 4, NULL));
	tree_close(t);
	assert_err(tree_parse(&t, *state, STR("[[[{\"a\":1}]]]"), 3, NULL),
	    ERR_SYNTAX);
}

/* 100,000 keys must not cost their square. */
static void
test_tree__many_keys(void **state)
{
	enum { KEYS = 100000, EACH = 12 };
	char *text = malloc(KEYS * EACH + 2);
	struct tree *t;
	size_t n = 1;

	assert_non_null(text);
	text[0] = '{';
	for (int i = 0; i < KEYS; i++) {
		char member[EACH + 1];

		memcpy(member, "\"k00000\":10,", sizeof(member));
		for (int d = 6, v = i; d > 1; d--, v /= 10)
			member[d] = (char)('0' + v % 10);
		memcpy(text + n, member, EACH);
		n += EACH;
	}
	text[n - 1] = '}';
	assert_ok(tree_parse(&t, *state, (struct str){ text, n }, 2, NULL));
	assert_int_equal(node_size(tree_root(t)), KEYS);
	tree_close(t);
	free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_up, arena_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_tree__malformed_is_refused),
		TEST(test_tree__nul_is_refused_anywhere),
		TEST(test_tree__nodes_and_their_types),
		TEST(test_tree__numbers_out_of_range),
		TEST(test_tree__scalars_alone),
		TEST(test_tree__each_visits_in_order_and_stops),
		TEST(test_tree__depth_is_the_callers),
		TEST(test_tree__many_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
