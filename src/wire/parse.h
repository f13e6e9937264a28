/* The strict scan, then json-c's tree.  Private to wire. */
#ifndef WIRE_PARSE_H
#define WIRE_PARSE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "scan.h"

/* *out is NULL for the text "null"; parse_drop() frees it. */
enum err parse_json(struct json_object **out, struct arena *a,
    struct str text, unsigned depth_max, struct scan_fault *fault) MUST_CHECK;

/* Texts are overwritten: one may be a password. */
void parse_drop(struct json_object *o);

/* False when the number is not a whole one; *fits when int64_t has it. */
bool parse_i64(int64_t *out, bool *fits, struct json_object *number);

/* Borrowed from the string. */
struct str parse_str(struct json_object *string);

#endif
