/* Rows of a request's shape; its struct is called wanted. */
#ifndef SANDBOX_WANTED_H
#define SANDBOX_WANTED_H

#include <stddef.h>

#include "domain/money.h"
#include "wire/shape.h"

#define WANTED_TEXT(member_, max_, about_) \
	{ \
		.name = #member_, .type = FIELD_TEXT, .required = true, \
		.min = 1, .max = (max_), \
		.offset = offsetof(struct wanted, member_), .about = (about_) \
	}
/* Minor units. */
#define WANTED_AMOUNT(member_, about_) \
	{ \
		.name = #member_, .type = FIELD_INT, .required = true, \
		.min = 1, .max = MONEY_MAX_MINOR, \
		.offset = offsetof(struct wanted, member_), .about = (about_) \
	}
#define WANTED_KIND(member_, kind_, required_, about_) \
	{ \
		.name = #member_, .type = FIELD_KIND, .required = (required_), \
		.kind = (kind_), .offset = offsetof(struct wanted, member_), \
		.about = (about_) \
	}

#endif
