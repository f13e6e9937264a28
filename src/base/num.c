#include <assert.h>

#include "base/num.h"

__extension__ typedef __int128 wide;

enum err
num_parse_u64(uint64_t *out, struct str s)
{
	uint64_t v = 0;

	if (s.n == 0 || (s.n > 1 && s.p[0] == '0'))
		return ERR_SYNTAX;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return ERR_SYNTAX;
	}
	for (size_t i = 0; i < s.n; i++) {
		if (__builtin_mul_overflow(v, UINT64_C(10), &v) ||
		    __builtin_add_overflow(v, (uint64_t)(s.p[i] - '0'), &v))
			return ERR_RANGE;
	}
	*out = v;
	return OK;
}

enum err
num_parse_i64(int64_t *out, struct str s)
{
	const uint64_t most = INT64_MAX;
	int negative = s.n > 0 && s.p[0] == '-';
	uint64_t v;
	enum err err;

	if (negative)
		s = str_sub(s, 1, s.n);
	err = num_parse_u64(&v, s);
	if (err != OK)
		return err;
	if (negative && v == 0)
		return ERR_SYNTAX;
	if (v > most + (uint64_t)negative)
		return ERR_RANGE;
	*out = negative ? (int64_t)-v : (int64_t)v;
	return OK;
}

enum err
num_parse_in(int64_t *out, struct str s, int64_t min, int64_t max)
{
	int64_t v;
	enum err err = num_parse_i64(&v, s);

	if (err != OK)
		return err;
	if (v < min || v > max)
		return ERR_RANGE;
	*out = v;
	return OK;
}

enum err
num_add(int64_t *out, int64_t a, int64_t b)
{
	return __builtin_add_overflow(a, b, out) ? ERR_OVERFLOW : OK;
}

enum err
num_sub(int64_t *out, int64_t a, int64_t b)
{
	return __builtin_sub_overflow(a, b, out) ? ERR_OVERFLOW : OK;
}

enum err
num_mul(int64_t *out, int64_t a, int64_t b)
{
	return __builtin_mul_overflow(a, b, out) ? ERR_OVERFLOW : OK;
}

enum err
num_mul_div(int64_t *out, int64_t a, int64_t b, int64_t c)
{
	wide product = (wide)a * b;
	wide quotient, rest;

	assert(c > 0);
	quotient = product / c;
	rest = product % c;
	if (rest < 0)
		rest = -rest;
	if (2 * rest >= c)
		quotient += product < 0 ? -1 : 1;
	if (quotient < INT64_MIN || quotient > INT64_MAX)
		return ERR_OVERFLOW;
	*out = (int64_t)quotient;
	return OK;
}
