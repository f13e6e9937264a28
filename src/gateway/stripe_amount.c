#include <string.h>

#include "base/num.h"
#include "gateway/stripe.h"

enum {
	UNITS_MAX = 99999999, /* "up to eight digits" */
	HUNDRED = 100,
	LAST_DIGIT = 10
};

/* Where Stripe's unit is not ISO 4217's minor unit, or not settled. */
static const struct {
	char code[4];
	int64_t times, divided_by; /* 0: not taken */
} odd[] = {
	{ "ISK", HUNDRED, 1 },
	{ "MGA", 1, HUNDRED },
	/* Its documents name both units: a factor of a hundred. */
	{ "UGX", 0, 0 },
	/* Three decimals, and not among those that it lists. */
	{ "IQD", 0, 0 },
	{ "LYD", 0, 0 },
};

static void
scale(int64_t *times, int64_t *divided_by, struct currency c)
{
	*times = *divided_by = 1;
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
		if (strcmp(odd[i].code, c.code) == 0) {
			*times = odd[i].times;
			*divided_by = odd[i].divided_by;
		}
}

static enum err
refuse(enum err e, struct str *why, struct str sentence)
{
	if (why)
		*why = sentence;
	return e;
}

enum err
stripe_units(int64_t *out, struct money amount, struct str *why)
{
	int64_t times, divided_by, units;

	scale(&times, &divided_by, amount.currency);
	if (times == 0)
		return refuse(ERR_CURRENCY, why,
		    STR("The card provider does not take this currency."));
	if (amount.minor <= 0)
		return refuse(ERR_RANGE, why,
		    STR("The card provider takes positive amounts alone."));
	if (amount.minor % divided_by != 0)
		return refuse(ERR_RANGE, why,
		    STR("The card provider takes whole amounts alone in this "
			"currency."));
	if (num_mul(&units, amount.minor / divided_by, times) ||
	    units > UNITS_MAX)
		return refuse(ERR_RANGE, why,
		    STR("The amount is more than the card provider takes at "
			"once."));
	if (currency_exponent(amount.currency) == 3 && units % LAST_DIGIT != 0)
		return refuse(ERR_RANGE, why,
		    STR("The card provider takes this currency to two decimals "
			"alone."));
	*out = units;
	return OK;
}

enum err
stripe_money(struct money *out, int64_t units, struct str code)
{
	struct currency currency;
	char upper[3];
	int64_t times, divided_by, minor;

	if (code.n != sizeof(upper))
		return ERR_CURRENCY;
	for (size_t i = 0; i < sizeof(upper); i++)
		upper[i] = (char)(code.p[i] >= 'a' && code.p[i] <= 'z'
			? code.p[i] - 'a' + 'A'
			: code.p[i]);
	if (currency_parse(&currency, (struct str){ upper, sizeof(upper) }))
		return ERR_CURRENCY;
	scale(&times, &divided_by, currency);
	/* A fraction of what is asked for differs from it, as it should. */
	if (times == 0 || units % times != 0)
		return ERR_CURRENCY;
	if (num_mul(&minor, units / times, divided_by))
		return ERR_OVERFLOW;
	return money_make(out, minor, currency);
}
