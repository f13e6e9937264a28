/*
 * JSON in, where no shape fits: import files and the answers of others.
 * The text has passed the same strict scan; depth and size are bounded by
 * the caller.  Nodes are borrowed from the tree.
 */
#ifndef WIRE_TREE_H
#define WIRE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct tree;
struct node;			/* never NULL; absent is a node too */

enum node_type {
	NODE_ABSENT, NODE_NULL, NODE_BOOL, NODE_INT, NODE_OTHER_NUMBER,
	NODE_STRING, NODE_ARRAY, NODE_OBJECT
};

/* *where (may be NULL) is set to "line 3, column 14: ..." on ERR_SYNTAX. */
enum err tree_parse(struct tree **out, struct arena *a, struct str text,
    unsigned depth_max, struct str *where) MUST_CHECK;
void tree_close(struct tree *t);

const struct node *tree_root(const struct tree *t);
enum node_type node_type(const struct node *n);
const struct node *node_get(const struct node *n, const char *key);
size_t node_size(const struct node *n);
const struct node *node_at(const struct node *n, size_t i);

/* Visits members in their order; fn returns not OK to stop. */
enum err node_each(const struct node *n,
    enum err (*fn)(struct str key, const struct node *value, void *arg),
    void *arg) MUST_CHECK;

/* ERR_INVALID when it is of another type, ERR_NOT_FOUND when absent. */
enum err node_str(struct str *out, const struct node *n) MUST_CHECK;
enum err node_i64(int64_t *out, const struct node *n) MUST_CHECK;
enum err node_bool(bool *out, const struct node *n) MUST_CHECK;

#endif
