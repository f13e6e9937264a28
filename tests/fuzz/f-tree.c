/*
 * tree_parse: what it accepts is UTF-8 without NUL, and written again by
 * our own writer it is accepted again.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/bounds.h"
#include "base/text.h"
#include "wire/json.h"
#include "wire/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void write_node(struct json *j, const struct node *n);

static void
require(int holds)
{
	if (!holds)
		abort();
}

static enum err
write_member(struct str key, const struct node *value, void *arg)
{
	json_key_str(arg, key);
	write_node(arg, value);
	return OK;
}

static void
write_items(struct json *j, const struct node *n)
{
	json_array(j);
	for (size_t i = 0; i < node_size(n); i++)
		write_node(j, node_at(n, i));
	json_end_array(j);
}

static void
write_node(struct json *j, const struct node *n)
{
	struct str s;
	int64_t v;
	bool b;

	switch (node_type(n)) {
	case NODE_OBJECT:
		json_object(j);
		require(node_each(n, write_member, j) == OK);
		json_end_object(j);
		break;
	case NODE_ARRAY:
		write_items(j, n);
		break;
	case NODE_STRING:
		require(node_str(&s, n) == OK && text_utf8(s));
		json_str(j, s);
		break;
	case NODE_INT:
		require(node_i64(&v, n) == OK);
		json_i64(j, v);
		break;
	case NODE_BOOL:
		require(node_bool(&b, n) == OK);
		json_bool(j, b);
		break;
	default:
		require(node_type(n) != NODE_ABSENT);
		json_null(j);
	}
}

static void
write_and_read_again(struct arena *a, const struct tree *t)
{
	struct tree *again;
	struct json j;
	struct buf b;

	buf_open(&b, 8 << 20);
	json_start(&j, &b);
	write_node(&j, tree_root(t));
	require(buf_err(&b) == OK);
	require(tree_parse(&again, a, buf_str(&b), JSON_DEPTH_MAX, NULL) == OK);
	require(node_type(tree_root(again)) == node_type(tree_root(t)) ||
	    node_type(tree_root(t)) == NODE_OTHER_NUMBER);
	require(node_size(tree_root(again)) == node_size(tree_root(t)));
	tree_close(again);
	buf_close(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open(64 << 20);
	struct str text = { (const char *)data, n }, where = STR_NONE;
	struct tree *t;
	enum err err;

	require(a != NULL);
	err = tree_parse(&t, a, text, JSON_DEPTH_MAX, &where);
	if (err == OK) {
		require(text_utf8(text));
		write_and_read_again(a, t);
		tree_close(t);
	} else {
		require(err == ERR_SYNTAX && where.p != NULL);
	}
	arena_close(a);
	return 0;
}
