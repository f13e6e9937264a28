#include "domain/money.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/num.h"

enum { BP_WHOLE = 10000 };

struct money
money_zero(struct currency c)
{
	return (struct money){ .minor = 0, .currency = c };
}

enum err
money_make(struct money *out, int64_t minor, struct currency c)
{
	if (minor > MONEY_MAX_MINOR || minor < -MONEY_MAX_MINOR)
		return ERR_OVERFLOW;
	*out = (struct money){ .minor = minor, .currency = c };
	return OK;
}

/* num_ functions say ERR_RANGE of any number; of money it is an overflow. */
static enum err
money_result(struct money *out, enum err e, int64_t minor, struct currency c)
{
	return e != OK ? ERR_OVERFLOW : money_make(out, minor, c);
}

enum err
money_add(struct money *out, struct money a, struct money b)
{
	int64_t sum = 0;
	enum err e;

	if (!currency_eq(a.currency, b.currency))
		return ERR_CURRENCY;
	e = num_add(&sum, a.minor, b.minor);
	return money_result(out, e, sum, a.currency);
}

enum err
money_sub(struct money *out, struct money a, struct money b)
{
	int64_t difference = 0;
	enum err e;

	if (!currency_eq(a.currency, b.currency))
		return ERR_CURRENCY;
	e = num_sub(&difference, a.minor, b.minor);
	return money_result(out, e, difference, a.currency);
}

enum err
money_times(struct money *out, struct money a, int64_t n)
{
	int64_t product = 0;
	enum err e = num_mul(&product, a.minor, n);

	return money_result(out, e, product, a.currency);
}

enum err
money_rate_bp(struct money *out, struct money a, int64_t bp)
{
	int64_t part = 0;
	enum err e = num_mul_div(&part, a.minor, bp, BP_WHOLE);

	return money_result(out, e, part, a.currency);
}

/*
 * Each part but the last is cut towards zero, so that the remainder has
 * the whole's sign and is smaller than the number of parts.
 */
enum err
money_split(
    struct money *parts, struct money whole, const int64_t *shares, size_t n)
{
	int64_t sum = 0, rest = whole.minor;

	for (size_t i = 0; i < n; i++) {
		if (shares[i] < 0 || num_add(&sum, sum, shares[i]) != OK)
			return ERR_RANGE;
	}
	if (sum == 0)
		return ERR_RANGE;
	for (size_t i = 0; i + 1 < n; i++) {
		__int128 part = (__int128)whole.minor * shares[i] / sum;

		parts[i] = (struct money){ (int64_t)part, whole.currency };
		rest -= (int64_t)part;
	}
	parts[n - 1] = (struct money){ rest, whole.currency };
	return OK;
}

enum err
money_sum(
    struct money *out, struct currency c, const struct money *amounts, size_t n)
{
	*out = money_zero(c);
	for (size_t i = 0; i < n; i++) {
		enum err e = money_add(out, *out, amounts[i]);

		if (e != OK)
			return e;
	}
	return OK;
}

/* What was cut off: from the last on, as much as each has room for. */
static void
remainder_place(
    struct money *shares, int64_t rest, const struct money *wholes, size_t n)
{
	for (size_t i = n; rest > 0 && i-- > 0;) {
		int64_t room = wholes[i].minor - shares[i].minor;
		int64_t more = rest < room ? rest : room;

		shares[i].minor += more;
		rest -= more;
	}
}

enum err
money_spread(struct money *shares, struct money part,
    const struct money *wholes, size_t n)
{
	struct money sum;
	int64_t rest = part.minor;
	enum err e = money_sum(&sum, part.currency, wholes, n);

	if (e != OK)
		return e;
	if (part.minor < 0 || part.minor > sum.minor)
		return ERR_RANGE;
	for (size_t i = 0; i < n; i++) {
		if (wholes[i].minor < 0)
			return ERR_RANGE;
		shares[i] = money_zero(part.currency);
		if (sum.minor > 0)
			shares[i].minor = (int64_t)((__int128)part.minor *
			    wholes[i].minor / sum.minor);
		rest -= shares[i].minor;
	}
	remainder_place(shares, rest, wholes, n);
	return OK;
}

bool
money_eq(struct money a, struct money b)
{
	return a.minor == b.minor && currency_eq(a.currency, b.currency);
}

static bool
all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return s.n > 0;
}

enum err
money_parse(struct money *out, struct str text, struct currency c)
{
	size_t point = str_find(text, '.');
	struct str whole = str_sub(text, 0, point);
	struct str part = str_sub(text, point + 1, text.n);
	unsigned digits = currency_exponent(c);
	int64_t minor = 0;

	if (!all_digits(whole) || (point < text.n && !all_digits(part)) ||
	    part.n > digits)
		return ERR_SYNTAX;
	for (size_t i = 0; i < whole.n + digits; i++) {
		size_t at = i - whole.n;
		char digit = i < whole.n ? whole.p[i]
		    : at < part.n	 ? part.p[at]
					 : '0';

		minor = minor * 10 + (digit - '0');
		if (minor > MONEY_MAX_MINOR)
			return ERR_RANGE;
	}
	*out = (struct money){ minor, c };
	return OK;
}

struct str
money_decimal(char out[MONEY_TEXT_MAX], struct money m)
{
	static const uint64_t power[] = { 1, 10, 100, 1000 };
	unsigned digits = currency_exponent(m.currency);
	uint64_t size = m.minor < 0 ? 0 - (uint64_t)m.minor : (uint64_t)m.minor;
	const char *sign = m.minor < 0 ? "-" : "";
	int n;

	if (digits == 0)
		n = snprintf(out, MONEY_TEXT_MAX, "%s%" PRIu64, sign, size);
	else
		n = snprintf(out, MONEY_TEXT_MAX, "%s%" PRIu64 ".%0*" PRIu64,
		    sign, size / power[digits], (int)digits,
		    size % power[digits]);
	return (struct str){ out, (size_t)n };
}
