/*
 * Bank accounts in texts that people wrote: IBAN (ISO 13616-1, with the
 * lengths of its registry) and BIC (ISO 9362).
 */
#ifndef DOMAIN_IBAN_H
#define DOMAIN_IBAN_H

#include "base/err.h"
#include "base/str.h"

enum { IBAN_MAX = 34, BIC_MAX = 11 };

/* Without spaces; where it stood in the text, label included. */
struct iban {
	char text[IBAN_MAX + 1];
	size_t at, n;
};
struct bic {
	char text[BIC_MAX + 1];
	size_t at, n;
};

/*
 * The first number whose country, length and check digits are right; its
 * digits may stand in groups.  ERR_NOT_FOUND.
 */
enum err iban_find(struct iban *out, struct str text) MUST_CHECK;

/* The code after the word BIC or SWIFT.  ERR_NOT_FOUND. */
enum err bic_find(struct bic *out, struct str text) MUST_CHECK;

#endif
