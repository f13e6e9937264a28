/*
 * An amount: minor units (ISO 4217 exponent) and the currency's code.
 * Pure integer arithmetic; overflow and mixed currencies are errors.
 */
#ifndef DOMAIN_MONEY_H
#define DOMAIN_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* What JSON can carry exactly; beyond is ERR_OVERFLOW. */
#define MONEY_MAX_MINOR (INT64_C(9007199254740991))

struct currency {
	char code[4];
};

struct money {
	int64_t minor;
	struct currency currency;
};

/* ERR_CURRENCY when Souk does not know the code. */
enum err currency_parse(struct currency *out, struct str code) MUST_CHECK;
bool currency_eq(struct currency a, struct currency b);
unsigned currency_exponent(struct currency c);	/* JPY 0, USD 2, KWD 3 */

struct money money_zero(struct currency c);
enum err money_make(struct money *out, int64_t minor, struct currency c)
    MUST_CHECK;
enum err money_add(struct money *out, struct money a, struct money b)
    MUST_CHECK;
enum err money_sub(struct money *out, struct money a, struct money b)
    MUST_CHECK;
enum err money_times(struct money *out, struct money a, int64_t n) MUST_CHECK;

/* Basis points of it, rounded half away from zero. */
enum err money_rate_bp(struct money *out, struct money a, int64_t bp)
    MUST_CHECK;

/*
 * Splits by shares (non-negative, sum > 0), the remainder to the last:
 * the parts always sum to the whole.
 */
enum err money_split(struct money *parts, struct money whole,
    const int64_t *shares, size_t n) MUST_CHECK;

/*
 * Spreads a part over wholes (0 <= part <= their sum, none negative) in
 * proportion: no share is greater than its whole, they sum to the part, and
 * the remainder goes to the last that can bear it.  ERR_RANGE.
 */
enum err money_spread(struct money *shares, struct money part,
    const struct money *wholes, size_t n) MUST_CHECK;

/* The sum of n amounts in one currency; of none it is zero. */
enum err money_sum(struct money *out, struct currency c,
    const struct money *amounts, size_t n) MUST_CHECK;

bool money_eq(struct money a, struct money b);

/*
 * What somebody wrote: "1299.00", "1299", "12.5"; a point, no sign, no more
 * decimals than the currency has.  ERR_SYNTAX, ERR_RANGE.
 */
enum err money_parse(struct money *out, struct str text, struct currency c)
    MUST_CHECK;

enum { MONEY_TEXT_MAX = 32 };
/* "1299.00", "-0.05", "1200" (JPY): digits only, for wire and paper. */
struct str money_decimal(char out[MONEY_TEXT_MAX], struct money m);

#endif
