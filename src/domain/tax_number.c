#include "domain/tax_number.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "tax_number_check.h"

/*
 * In a form, d is a digit, ? one more digit or none, a a letter, x a letter
 * or a digit, k the same without I and O, p a letter, + or *; what is not
 * lower case stands for itself.
 */
struct form {
	const char *country;
	const char *prefix;
	const char *body;
	tax_number_check_fn *check;
	const char *shape; /* of the country's first row */
};

static const struct form forms[] = {
	{ "AT", "AT", "Udddddddd", check_at, "ATU99999999" },
	{ "BE", "BE", "dddddddddd", check_be, "BE9999999999" },
	{ "BG", "BG", "ddddddddd?", check_bg, "BG999999999" },
	{ "CH", "CHE", "ddddddddd", check_ch, "CHE999999999MWST" },
	{ "CH", "CHE", "dddddddddMWST", check_ch, NULL },
	{ "CH", "CHE", "dddddddddTVA", check_ch, NULL },
	{ "CH", "CHE", "dddddddddIVA", check_ch, NULL },
	{ "CH", "CHE", "dddddddddTPV", check_ch, NULL },
	{ "CY", "CY", "dddddddda", check_cy, "CY99999999L" },
	{ "CZ", "CZ", "dddddddd??", check_cz, "CZ99999999" },
	{ "DE", "DE", "ddddddddd", check_de, "DE999999999" },
	{ "DK", "DK", "dddddddd", check_dk, "DK99999999" },
	{ "EE", "EE", "ddddddddd", check_ee, "EE999999999" },
	{ "ES", "ES", "xdddddddx", check_es, "ESL9999999L" },
	{ "FI", "FI", "dddddddd", check_fi, "FI99999999" },
	{ "FR", "FR", "kkddddddddd", check_fr, "FR99999999999" },
	{ "GB", "GB", "ddddddddd", check_gb, "GB999999999" },
	{ "GB", "GB", "dddddddddddd", check_gb, NULL },
	{ "GB", "GB", "GDddd", check_gb, NULL },
	{ "GB", "GB", "HAddd", check_gb, NULL },
	{ "GR", "EL", "ddddddddd", check_gr, "EL999999999" },
	{ "HR", "HR", "ddddddddddd", check_hr, "HR99999999999" },
	{ "HU", "HU", "dddddddd", check_hu, "HU99999999" },
	{ "IE", "IE", "ddddddda", check_ie, "IE9999999L" },
	{ "IE", "IE", "dddddddaa", check_ie, NULL },
	{ "IE", "IE", "dpddddda", check_ie, NULL },
	{ "IT", "IT", "ddddddddddd", check_it, "IT99999999999" },
	{ "LT", "LT", "ddddddddd", check_lt, "LT999999999" },
	{ "LT", "LT", "dddddddddddd", check_lt, NULL },
	{ "LU", "LU", "dddddddd", check_lu, "LU99999999" },
	{ "LV", "LV", "ddddddddddd", check_lv, "LV99999999999" },
	{ "MT", "MT", "dddddddd", check_mt, "MT99999999" },
	{ "NL", "NL", "dddddddddBdd", check_nl, "NL999999999B99" },
	{ "NO", "NO", "ddddddddd", check_no, "NO999999999MVA" },
	{ "NO", "NO", "dddddddddMVA", check_no, NULL },
	{ "PL", "PL", "dddddddddd", check_pl, "PL9999999999" },
	{ "PT", "PT", "ddddddddd", check_pt, "PT999999999" },
	{ "RO", "RO", "dd????????", check_ro, "RO9999999999" },
	{ "SE", "SE", "dddddddddd01", check_se, "SE999999999901" },
	{ "SI", "SI", "dddddddd", check_si, "SI99999999" },
	{ "SK", "SK", "dddddddddd", check_sk, "SK9999999999" },
	{ "XI", "XI", "ddddddddd", check_gb, "XI999999999" },
	{ "XI", "XI", "dddddddddddd", check_gb, NULL },
	{ "XI", "XI", "GDddd", check_gb, NULL },
	{ "XI", "XI", "HAddd", check_gb, NULL },
};

enum { FORMS = sizeof(forms) / sizeof(forms[0]), COMPACT_MAX = 24 };

static const char *const fault_names[TAX_NUMBER__MAX] = {
	[TAX_NUMBER_EMPTY] = "empty",
	[TAX_NUMBER_NO_FORM] = "no_form",
	[TAX_NUMBER_OTHER_COUNTRY] = "other_country",
	[TAX_NUMBER_LENGTH] = "length",
	[TAX_NUMBER_CHARACTER] = "character",
	[TAX_NUMBER_CHECK_DIGIT] = "check_digit",
};

const char *
tax_number_fault_name(enum tax_number_fault f)
{
	assert(f < TAX_NUMBER__MAX);
	return fault_names[f];
}

/* The first form of a country; its others follow it. */
static const struct form *
country_forms(struct str country)
{
	for (size_t i = 0; i < FORMS; i++) {
		if (str_is(country, forms[i].country))
			return &forms[i];
	}
	return NULL;
}

const char *
tax_number_shape(struct str country)
{
	const struct form *f = country_forms(country);

	return f != NULL ? f->shape : NULL;
}

/* Bytes of the separator that s begins with; 0: it is none. */
static size_t
separator(struct str s)
{
	static const char *const wide[] = {
		"\xc2\xa0",	/* no-break space */
		"\xe2\x80\xaf", /* narrow no-break space */
		"\xe2\x80\x90", /* hyphen */
		"\xe2\x80\x91", /* non-breaking hyphen */
		"\xe2\x80\x93", /* en dash */
	};

	if (memchr(" .-/:()\t", s.p[0], 8) != NULL)
		return 1;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
		if (str_starts(s, str_from(wide[i])))
			return strlen(wide[i]);
	}
	return 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Without separators, in capitals; false with *fault set. */
static bool
compact(char out[COMPACT_MAX + 1], struct str text, enum tax_number_fault *f)
{
	size_t n = 0, cut;

	for (; text.n > 0; text = str_sub(text, cut, text.n)) {
		char c = text.p[0];

		if ((cut = separator(text)) > 0)
			continue;
		cut = 1;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		*f = TAX_NUMBER_CHARACTER;
		if (!is_digit(c) && !is_letter(c) && c != '+' && c != '*')
			return false;
		*f = TAX_NUMBER_LENGTH;
		if (n == COMPACT_MAX)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	*f = TAX_NUMBER_EMPTY;
	return n > 0;
}

static bool
fits(char form, char c)
{
	switch (form) {
	case 'd':
	case '?':
		return is_digit(c);
	case 'a':
		return is_letter(c);
	case 'x':
		return is_digit(c) || is_letter(c);
	case 'k':
		return is_digit(c) || (is_letter(c) && c != 'I' && c != 'O');
	case 'p':
		return is_letter(c) || c == '+' || c == '*';
	default:
		return form == c;
	}
}

static bool
length_fits(const char *form, size_t n)
{
	return n <= strlen(form) && (n == strlen(form) || form[n] == '?');
}

static bool
form_fits(const char *form, const char *s)
{
	if (!length_fits(form, strlen(s)))
		return false;
	for (; *s != '\0'; form++, s++) {
		if (!fits(*form, *s))
			return false;
	}
	return true;
}

/* Past the prefix; Greece's may be the ISO code, Switzerland's two letters. */
static const char *
without_prefix(const struct form *f, const char *s)
{
	size_t n = strlen(f->prefix);

	if (strncmp(s, f->prefix, n) == 0)
		return s + n;
	return strncmp(s, f->country, 2) == 0 ? s + 2 : s;
}

/* Numbers from before a country made its own one digit longer. */
static void
lengthen(const struct form *f, char body[COMPACT_MAX + 2])
{
	size_t n = strlen(body);

	if ((strcmp(f->country, "BE") == 0 && n == 9) ||
	    (strcmp(f->country, "GR") == 0 && n == 8)) {
		memmove(body + 1, body, n + 1);
		body[0] = '0';
	}
}

/* Why does the body fit none of the country's forms, from first on? */
static enum tax_number_fault
misfit(const struct form *first, const char *body)
{
	for (const struct form *f = first;
	     f < forms + FORMS && strcmp(f->country, first->country) == 0;
	     f++) {
		if (length_fits(f->body, strlen(body)))
			return TAX_NUMBER_CHARACTER;
	}
	return TAX_NUMBER_LENGTH;
}

static enum err
body_parse(struct tax_number *out, const struct form *first, const char *s,
    enum tax_number_fault *fault)
{
	char body[COMPACT_MAX + 2];

	memcpy(body, s, strlen(s) + 1);
	lengthen(first, body);
	*fault = misfit(first, body);
	for (const struct form *f = first;
	     f < forms + FORMS && strcmp(f->country, first->country) == 0;
	     f++) {
		if (!form_fits(f->body, body))
			continue;
		*fault = TAX_NUMBER_CHECK_DIGIT;
		if (!f->check(body))
			return ERR_INVALID;
		memcpy(out->country, f->country, sizeof(out->country));
		memcpy(out->text, f->prefix, strlen(f->prefix));
		memcpy(out->text + strlen(f->prefix), body, strlen(body) + 1);
		return OK;
	}
	return ERR_INVALID;
}

/* The forms that the text's own prefix names. */
static const struct form *
prefix_forms(const char *s)
{
	for (size_t i = 0; i < FORMS; i++) {
		if (strncmp(s, forms[i].prefix, strlen(forms[i].prefix)) == 0)
			return &forms[i];
	}
	return strncmp(s, "GR", 2) == 0 ? country_forms(STR("GR")) : NULL;
}

enum err
tax_number_parse(struct tax_number *out, struct str country, struct str text,
    enum tax_number_fault *fault)
{
	char s[COMPACT_MAX + 1];
	const struct form *named, *first;
	enum err e;

	if (!compact(s, text, fault))
		return ERR_INVALID;
	named = prefix_forms(s);
	first = country.n > 0 ? country_forms(country) : named;
	*fault = TAX_NUMBER_NO_FORM;
	if (first == NULL)
		return ERR_NOT_FOUND;
	if (named != NULL && str_is(country, "GB") &&
	    strcmp(named->country, "XI") == 0)
		first = named; /* a company of Northern Ireland */
	e = body_parse(out, first, without_prefix(first, s), fault);
	if (e != OK && *fault != TAX_NUMBER_CHECK_DIGIT && named != NULL &&
	    strcmp(named->country, first->country) != 0)
		*fault = TAX_NUMBER_OTHER_COUNTRY;
	return e;
}
