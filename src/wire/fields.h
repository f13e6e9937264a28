/* Rows of the shapes that are drafts: nothing of them is required. */
#ifndef SRC_WIRE_FIELDS_H
#define SRC_WIRE_FIELDS_H

#include <stddef.h>

#include "wire/shape.h"

enum { CODE_MAX = 40, SLUG_MAX = 80 };

/* Amounts of a capacity: what domain/price.c can still multiply. */
#define CAPACITY_MAX INT64_C(1000000000)

#define TEXT(type_, member_, max_, about_) \
	{ \
		.name = #member_, .type = FIELD_TEXT, .max = (max_), \
		.offset = offsetof(struct type_, member_), .about = (about_) \
	}
#define LINES(type_, member_, max_, about_) \
	{ \
		.name = #member_, .type = FIELD_LINES, .max = (max_), \
		.offset = offsetof(struct type_, member_), .about = (about_) \
	}
#define INT(type_, member_, max_, about_) \
	{ \
		.name = #member_, .type = FIELD_INT, .max = (max_), \
		.offset = offsetof(struct type_, member_), .about = (about_) \
	}
#define OBJECT(type_, member_, shape_, about_) \
	{ \
		.name = #member_, .type = FIELD_OBJECT, .shape = (shape_), \
		.offset = offsetof(struct type_, member_), .about = (about_) \
	}
#define LIST(type_, member_, max_, shape_, about_) \
	{ \
		.name = #member_, .type = FIELD_LIST, .max = (max_), \
		.offset = offsetof(struct type_, member_), .shape = (shape_), \
		.about = (about_) \
	}

#endif
