/* ISO 4217: the active currencies of countries, with their exponents. */
#include "domain/money.h"

#include <string.h>

/*
 * Sorted, codes of equal exponent together: nearly all have two digits.
 * Funds codes, metals and testing codes are left out: nothing is sold in
 * them.
 */
static const char exponent_0[] =
    "BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXVNDVUVXAFXOFXPF";
static const char exponent_2[] =
    "AEDAFNALLAMDAOAARSAUDAWGAZNBAMBBDBDTBMDBNDBOBBRLBSDBTNBWPBYNBZD"
    "CADCDFCHFCNYCOPCRCCUPCVECZKDKKDOPDZDEGPERNETBEURFJDFKPGBPGELGHS"
    "GIPGMDGTQGYDHKDHNLHTGHUFIDRILSINRIRRJMDKESKGSKHRKPWKYDKZTLAKLBP"
    "LKRLRDLSLMADMDLMGAMKDMMKMNTMOPMRUMURMVRMWKMXNMYRMZNNADNGNNIONOK"
    "NPRNZDPABPENPGKPHPPKRPLNQARRONRSDRUBSARSBDSCRSDGSEKSGDSHPSLESOS"
    "SRDSSPSTNSVCSYPSZLTHBTJSTMTTOPTRYTTDTWDTZSUAHUSDUYUUZSVEDVESWST"
    "XCDXCGYERZARZMWZWG";
static const char exponent_3[] = "BHDIQDJODKWDLYDOMRTND";

enum { CODE_CHARS = 3 };

static bool
codes_have(const char *codes, const char *code)
{
	size_t low = 0, high = strlen(codes) / CODE_CHARS;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = memcmp(code, codes + mid * CODE_CHARS, CODE_CHARS);

		if (order == 0)
			return true;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return false;
}

enum err
currency_parse(struct currency *out, struct str code)
{
	if (code.n != CODE_CHARS)
		return ERR_CURRENCY;
	if (!codes_have(exponent_2, code.p) &&
	    !codes_have(exponent_0, code.p) && !codes_have(exponent_3, code.p))
		return ERR_CURRENCY;
	memcpy(out->code, code.p, CODE_CHARS);
	out->code[CODE_CHARS] = '\0';
	return OK;
}

bool
currency_eq(struct currency a, struct currency b)
{
	return memcmp(a.code, b.code, CODE_CHARS) == 0;
}

unsigned
currency_exponent(struct currency c)
{
	if (codes_have(exponent_0, c.code))
		return 0;
	return codes_have(exponent_3, c.code) ? 3 : 2;
}
