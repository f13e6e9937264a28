#include "domain/iban.h"

#include <stdbool.h>
#include <string.h>

/* Country and length, of the registry's release 99. */
static const char lengths[] =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22"
    "DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28"
    "HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25"
    "MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29"
    "RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29"
    "VA22VG24XK20YE30";

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

static bool
is_word(char c)
{
	return is_digit(c) || is_letter(c) || (c >= 'a' && c <= 'z');
}

/* 0: no country that has such numbers. */
static size_t
length_of(const char *country)
{
	for (const char *p = lengths; *p != '\0'; p += 4) {
		if (p[0] == country[0] && p[1] == country[1])
			return (size_t)(p[2] - '0') * 10 + (size_t)(p[3] - '0');
	}
	return 0;
}

/* ISO 7064, MOD 97-10, over the number with its first four at its end. */
static bool
is_checked(const char *number, size_t n)
{
	unsigned rest = 0;

	for (size_t i = 0; i < n; i++) {
		char c = number[(i + 4) % n];

		rest = is_digit(c) ? rest * 10 + (unsigned)(c - '0')
				   : rest * 100 + (unsigned)(c - 'A') + 10;
		rest %= 97;
	}
	return rest == 1;
}

/* The number that begins at text.p[at]; *n: the bytes that it takes. */
static bool
number_at(char out[IBAN_MAX + 1], struct str text, size_t at, size_t *n)
{
	size_t want = text.n - at >= 15 ? length_of(text.p + at) : 0;
	size_t got = 0, i = at;

	for (; got < want && i < text.n; i++) {
		char c = text.p[i];

		if (is_digit(c) || is_letter(c))
			out[got++] = c;
		else if (c != ' ' || text.p[i - 1] == ' ')
			return false;
	}
	if (want == 0 || got < want || (i < text.n && is_word(text.p[i])))
		return false;
	out[got] = '\0';
	*n = i - at;
	return is_digit(out[2]) && is_digit(out[3]) && is_checked(out, got);
}

/* Of the words that may label it, and what stands between. */
static size_t
label_begin(struct str text, size_t at, const char *const *labels)
{
	size_t i = at;

	while (i > 0 && strchr(" :.-\t", text.p[i - 1]) != NULL)
		i--;
	for (; *labels != NULL; labels++) {
		struct str label = str_from(*labels);

		if (i >= label.n &&
		    str_starts(str_sub(text, i - label.n, label.n), label) &&
		    (i == label.n || !is_word(text.p[i - label.n - 1])))
			return i - label.n;
	}
	return at;
}

enum err
iban_find(struct iban *out, struct str text)
{
	static const char *const labels[] = { "IBAN", "Iban", NULL };

	for (size_t at = 0; at < text.n; at++) {
		if ((at > 0 && is_word(text.p[at - 1])) ||
		    !number_at(out->text, text, at, &out->n))
			continue;
		out->at = label_begin(text, at, labels);
		out->n += at - out->at;
		return OK;
	}
	return ERR_NOT_FOUND;
}

/* Bank, country and place, and the branch or nothing. */
static size_t
code_at(struct str text, size_t at)
{
	size_t n = 0;

	while (at + n < text.n && is_word(text.p[at + n]))
		n++;
	if (n != 8 && n != BIC_MAX)
		return 0;
	for (size_t i = 0; i < n; i++) {
		char c = text.p[at + i];

		if (!is_letter(c) && (i < 6 || !is_digit(c)))
			return 0;
	}
	return n;
}

enum err
bic_find(struct bic *out, struct str text)
{
	static const char *const labels[] = { "SWIFT/BIC", "BIC/SWIFT", "BIC",
		"SWIFT", NULL };

	for (size_t at = 1; at < text.n; at++) {
		size_t begin = label_begin(text, at, labels), n;

		if (begin == at || is_word(text.p[at - 1]) ||
		    (n = code_at(text, at)) == 0)
			continue;
		memcpy(out->text, text.p + at, n);
		out->text[n] = '\0';
		out->at = begin;
		out->n = at + n - begin;
		return OK;
	}
	return ERR_NOT_FOUND;
}
