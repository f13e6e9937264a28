/* cmocka with what it needs before it, and assertions on our own types. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"

/* The text of a str, exactly. */
#define assert_str(actual, expected) \
	do { \
		struct str str_ = (actual); \
\
		assert_non_null(str_.p); \
		assert_int_equal(str_.n, strlen(expected)); \
		assert_memory_equal(str_.p, (expected), str_.n); \
	} while (0)

/* Names in the message instead of numbers. */
#define assert_err(actual, expected) \
	assert_string_equal(err_name(actual), err_name(expected))
#define assert_ok(actual) assert_err((actual), OK)

/* Somewhere in the str. */
#define assert_contains(actual, part) \
	do { \
		struct str str_ = (actual); \
\
		assert_non_null(str_.p); \
		if (memmem(str_.p, str_.n, (part), strlen(part)) == NULL) \
			fail_msg("\"%.*s\" lacks \"%s\"", STR_FMT(str_), \
			    (part)); \
	} while (0)

#endif
