/*
 * JSON in: a body is declared as a shape, a table of fields that says name,
 * type, bounds and where the value goes in a struct.  The same tables are
 * printed by --routes and become the OpenAPI schemas.
 *
 * Strict: unknown fields, duplicate keys, NaN, comments, single quotes,
 * NUL, lone surrogates, trailing text, fractions for integers, numbers out
 * of range are all refused, each fault with its JSON pointer (RFC 6901).
 */
#ifndef WIRE_SHAPE_H
#define WIRE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bounds.h"
#include "base/err.h"
#include "base/str.h"
#include "base/text.h"

enum field_type {
	FIELD_TEXT,		/* struct str: one line; min/max code points */
	FIELD_NAME,		/* the same, and text_name() */
	FIELD_LINES,		/* struct str: may have \n and \t; required:
					   something that is seen */
	FIELD_KIND,		/* struct str: text_is(kind) */
	FIELD_HASH,		/* struct hash: 64 hex digits */
	FIELD_ID,		/* struct id: TypeID of .prefix */
	FIELD_INT,		/* int64_t: min/max */
	FIELD_BOOL,		/* bool */
	FIELD_CHOICE,		/* int: index into .choices */
	FIELD_OBJECT,		/* struct of .shape */
	FIELD_LIST,		/* struct wire_list of .shape or of text */
	FIELD_MAP		/* struct wire_list of struct wire_pair */
};

struct shape;

/*
 * min and max both 0: no bounds.  A required text has at least one code
 * point.  null is taken as absent.
 */
struct field {
	const char *name;
	enum field_type type;
	bool required;
	int64_t min, max;
	size_t offset;
	enum text_kind kind;
	const char *prefix;
	const char *const *choices;	/* NULL-terminated */
	const struct shape *shape;	/* OBJECT, LIST (NULL: list of str) */
	const char *about;		/* one line for the reader */
};

struct shape {
	const char *name;		/* schema name in OpenAPI */
	size_t size;			/* sizeof the struct */
	const struct field *fields;
	size_t nfields;
	bool lenient;			/* unknown fields ignored (answers
					   of others) */
	const char *const *keys;	/* fields by which items of a list are
					   told apart; NULL: their place */
};

#define SHAPE(name_, type_, fields_)                                   \
	{ .name = (name_), .size = sizeof(type_), .fields = (fields_), \
	    .nfields = sizeof(fields_) / sizeof((fields_)[0]) }

struct wire_list {
	void *items;			/* array of shape->size or struct str */
	size_t n;
};

/* {"users": 5}: keys are TEXT_CODE, values integers in min..max. */
struct wire_pair {
	struct str key;
	int64_t value;
};

struct wire_fault {
	struct str pointer;		/* "/consents/0/document" */
	const char *code;		/* "required", "unknown", "type",
					   "length", "range", "format",
					   "choice", "duplicate", "syntax" */
	struct str detail;		/* for people */
};

struct wire_faults {
	struct wire_fault at[WIRE_FAULTS_MAX];
	size_t n;
};

/*
 * Reads text into *out (zeroed first).  ERR_SYNTAX: not JSON as above, the
 * one fault says where.  ERR_INVALID: faults say what.  Strings point into
 * the arena and are NUL-terminated.  Wants text_open().
 */
enum err shape_read(struct arena *a, void *out, const struct shape *shape,
    struct str text, struct wire_faults *faults) MUST_CHECK;

void wire_fault_add(struct arena *a, struct wire_faults *f,
    struct str pointer, const char *code, const char *fmt, ...) PRINTF(5, 6);

#endif
