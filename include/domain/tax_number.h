/*
 * VAT numbers: form and check digits of the EU's member states, Northern
 * Ireland (XI), GB, CH and NO, by the Commission's "VAT number construction
 * rules" (VIES) and the national ones, as python-stdnum documents them.  A
 * right form does not say that the number is registered: only VIES or the
 * tax office can.
 */
#ifndef DOMAIN_TAX_NUMBER_H
#define DOMAIN_TAX_NUMBER_H

#include "base/err.h"
#include "base/str.h"

enum { TAX_NUMBER_MAX = 16 };

/* As it is kept and shown on bills: with its prefix, nothing between. */
struct tax_number {
	char country[3];		/* GR of EL..., XI of XI... */
	char text[TAX_NUMBER_MAX + 1];
};

enum tax_number_fault {
	TAX_NUMBER_EMPTY,
	TAX_NUMBER_NO_FORM,		/* no form of this country is known */
	TAX_NUMBER_OTHER_COUNTRY,	/* its prefix is another country's */
	TAX_NUMBER_LENGTH,
	TAX_NUMBER_CHARACTER,		/* a letter for a digit, or so */
	TAX_NUMBER_CHECK_DIGIT,		/* a slip of the pen, most likely */
	TAX_NUMBER__MAX
};
/* "empty", "no_form", "other_country", ...: the sentence's key. */
const char *tax_number_fault_name(enum tax_number_fault f);

/*
 * country is ISO 3166-1 alpha-2, or empty: then the prefix must say it.
 * Spaces, dots, hyphens, slashes, brackets and case do not matter, and the
 * prefix may be missing where the country is known.  ERR_INVALID, or
 * ERR_NOT_FOUND with TAX_NUMBER_NO_FORM: nothing can be said about it.
 */
enum err tax_number_parse(struct tax_number *out, struct str country,
    struct str text, enum tax_number_fault *fault) MUST_CHECK;

/*
 * How a number of that country looks, for a hint beside the field:
 * "ATU99999999", where 9 is a digit and L a letter; NULL when unknown.
 */
const char *tax_number_shape(struct str country);

#endif
