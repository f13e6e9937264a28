#include "parse.h"
#include "wire/tree.h"

struct tree {
	struct json_object *root;
};

struct node {
	char kind;
};

/* json-c has NULL for null, and nothing for what is absent. */
static const struct node absent_node = { 'a' };
static const struct node null_node = { 'n' };

enum err
tree_parse(struct tree **out, struct arena *a, struct str text,
    unsigned depth_max, struct str *where)
{
	struct tree *t = ARENA_NEW(a, struct tree);
	struct scan_fault fault;
	enum err err;

	if (t == NULL)
		return ERR_NOMEM;
	err = parse_json(&t->root, a, text, depth_max, &fault);
	if (err == ERR_SYNTAX && where != NULL)
		*where = fault.detail;
	if (err == OK)
		*out = t;
	return err;
}

void
tree_close(struct tree *t)
{
	if (t == NULL)
		return;
	parse_drop(t->root);
	t->root = NULL;
}

static const struct node *
node_of(struct json_object *o)
{
	return o == NULL ? &null_node : (const struct node *)o;
}

/* NULL for the two that json-c does not know. */
static struct json_object *
object_of(const struct node *n)
{
	if (n == &absent_node || n == &null_node)
		return NULL;
	return (struct json_object *)n;
}

const struct node *
tree_root(const struct tree *t)
{
	return node_of(t->root);
}

enum node_type
node_type(const struct node *n)
{
	struct json_object *o = object_of(n);
	int64_t v;
	bool fits;

	if (n == &absent_node)
		return NODE_ABSENT;
	switch (json_object_get_type(o)) {
	case json_type_null:
		return NODE_NULL;
	case json_type_boolean:
		return NODE_BOOL;
	case json_type_int:
		return parse_i64(&v, &fits, o) && fits ? NODE_INT
						       : NODE_OTHER_NUMBER;
	case json_type_double:
		return NODE_OTHER_NUMBER;
	case json_type_string:
		return NODE_STRING;
	case json_type_array:
		return NODE_ARRAY;
	case json_type_object:
		return NODE_OBJECT;
	}
	return NODE_ABSENT;
}

const struct node *
node_get(const struct node *n, const char *key)
{
	struct json_object *o = object_of(n), *value;

	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, key, &value))
		return &absent_node;
	return node_of(value);
}

size_t
node_size(const struct node *n)
{
	struct json_object *o = object_of(n);

	if (json_object_is_type(o, json_type_array))
		return json_object_array_length(o);
	if (json_object_is_type(o, json_type_object))
		return (size_t)json_object_object_length(o);
	return 0;
}

const struct node *
node_at(const struct node *n, size_t i)
{
	struct json_object *o = object_of(n);

	if (!json_object_is_type(o, json_type_array) ||
	    i >= json_object_array_length(o))
		return &absent_node;
	return node_of(json_object_array_get_idx(o, i));
}

enum err
node_each(const struct node *n,
    enum err (*fn)(struct str key, const struct node *value, void *arg),
    void *arg)
{
	struct json_object *o = object_of(n);
	enum err err = OK;

	if (!json_object_is_type(o, json_type_object))
		return n == &absent_node ? ERR_NOT_FOUND : ERR_INVALID;
	json_object_object_foreach(o, key, value)
	{
		err = fn(str_from(key), node_of(value), arg);
		if (err != OK)
			break;
	}
	return err;
}

static enum err
not_this(const struct node *n)
{
	return n == &absent_node ? ERR_NOT_FOUND : ERR_INVALID;
}

enum err
node_str(struct str *out, const struct node *n)
{
	struct json_object *o = object_of(n);

	if (!json_object_is_type(o, json_type_string))
		return not_this(n);
	*out = parse_str(o);
	return OK;
}

enum err
node_i64(int64_t *out, const struct node *n)
{
	int64_t v;
	bool fits;

	if (!parse_i64(&v, &fits, object_of(n)) || !fits)
		return not_this(n);
	*out = v;
	return OK;
}

enum err
node_bool(bool *out, const struct node *n)
{
	struct json_object *o = object_of(n);

	if (!json_object_is_type(o, json_type_boolean))
		return not_this(n);
	*out = json_object_get_boolean(o) != 0;
	return OK;
}
