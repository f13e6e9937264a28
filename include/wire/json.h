/*
 * JSON out: a writer onto a buffer that adds commas, escapes strings and
 * checks nesting.  "<" is written as \u003c, so its text may lie inside an
 * HTML data block.  RFC 8259.
 */
#ifndef WIRE_JSON_H
#define WIRE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/money.h"

struct json {
	struct buf *out;
	uint32_t has_items;		/* a bit a level */
	uint32_t in_array;
	unsigned depth;
	bool after_key;
};

void json_start(struct json *j, struct buf *out);

void json_object(struct json *j);
void json_end_object(struct json *j);
void json_array(struct json *j);
void json_end_array(struct json *j);
void json_key(struct json *j, const char *key);
void json_key_str(struct json *j, struct str key);

void json_str(struct json *j, struct str s);	/* .p NULL: null */
void json_cstr(struct json *j, const char *s);
void json_i64(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_null(struct json *j);
void json_raw(struct json *j, struct str json);	/* already JSON */
void json_id(struct json *j, const char *prefix, struct id id);
void json_time(struct json *j, int64_t us);	/* 0: null */
void json_money(struct json *j, struct money m);

/* A key and its value at once. */
void json_put_str(struct json *j, const char *key, struct str s);
void json_put_cstr(struct json *j, const char *key, const char *s);
void json_put_i64(struct json *j, const char *key, int64_t v);
void json_put_bool(struct json *j, const char *key, bool v);
void json_put_id(struct json *j, const char *key, const char *prefix,
    struct id id);
void json_put_time(struct json *j, const char *key, int64_t us);
void json_put_money(struct json *j, const char *key, struct money m);

/* key: {id_key: id, "name": name}. */
void json_put_named(struct json *j, const char *key, const char *id_key,
    struct str id, struct str name);

#endif
