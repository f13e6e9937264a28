/* Numbers from text and arithmetic that reports instead of wrapping. */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Whole string, decimal, optional leading '-', no '+', no white space, no
 * leading zeros but "0" itself.  ERR_SYNTAX or ERR_RANGE.
 */
enum err num_parse_i64(int64_t *out, struct str s) MUST_CHECK;
enum err num_parse_u64(uint64_t *out, struct str s) MUST_CHECK;

/* As above, and min <= value <= max, else ERR_RANGE. */
enum err num_parse_in(int64_t *out, struct str s, int64_t min, int64_t max)
    MUST_CHECK;

enum err num_add(int64_t *out, int64_t a, int64_t b) MUST_CHECK;
enum err num_sub(int64_t *out, int64_t a, int64_t b) MUST_CHECK;
enum err num_mul(int64_t *out, int64_t a, int64_t b) MUST_CHECK;

/*
 * a * b / c, the product taken in 128 bits, rounded half away from zero.
 * c must be positive.
 */
enum err num_mul_div(int64_t *out, int64_t a, int64_t b, int64_t c)
    MUST_CHECK;

#endif
