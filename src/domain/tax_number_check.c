#include "tax_number_check.h"

#include <stdint.h>
#include <string.h>

static int
digit(char c)
{
	return c - '0';
}

/* The sum of weight times digit over n digits. */
static int
weigh(const char *s, const int8_t *weights, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += weights[i] * digit(s[i]);
	return sum;
}

#define WEIGH(s, ...) \
	weigh((s), (const int8_t[]){ __VA_ARGS__ }, \
	    sizeof((const int8_t[]){ __VA_ARGS__ }))

static int64_t
number(const char *s, size_t n)
{
	int64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v * 10 + digit(s[i]);
	return v;
}

/* ISO/IEC 7812-1: the last digit makes the sum a multiple of ten. */
static int
luhn(const char *s, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++) {
		int d = digit(s[n - 1 - i]) * (i % 2 == 0 ? 1 : 2);

		sum += d / 10 + d % 10;
	}
	return sum % 10;
}

/* ISO/IEC 7064, MOD 11,10. */
static bool
mod_11_10(const char *s, size_t n)
{
	int check = 10;

	for (size_t i = 0; i + 1 < n; i++) {
		int sum = (digit(s[i]) + check) % 10;

		check = (sum == 0 ? 10 : sum) * 2 % 11;
	}
	return (check + digit(s[n - 1])) % 10 == 1;
}

bool
check_at(const char *s)
{
	return (luhn(s + 1, 7) + digit(s[8]) + 4) % 10 == 0;
}

bool
check_be(const char *s)
{
	return s[0] <= '1' && number(s, 8) > 0 &&
	    (number(s, 8) + number(s + 8, 2)) % 97 == 0;
}

static bool
bg_legal(const char *s)
{
	int check = WEIGH(s, 1, 2, 3, 4, 5, 6, 7, 8) % 11;

	if (check == 10)
		check = WEIGH(s, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10;
	return check == digit(s[8]);
}

/* A citizen's number begins with a date of birth, its century in the month. */
static bool
bg_citizen(const char *s)
{
	int64_t month = number(s + 2, 2) % 20, day = number(s + 4, 2);
	int check = WEIGH(s, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10;

	return month >= 1 && month <= 12 && number(s + 2, 2) <= 52 &&
	    day >= 1 && day <= 31 && check == digit(s[9]);
}

bool
check_bg(const char *s)
{
	if (strlen(s) == 9)
		return bg_legal(s);
	return bg_citizen(s) ||
	    WEIGH(s, 21, 19, 17, 13, 11, 9, 7, 3, 1) % 10 == digit(s[9]) ||
	    (11 - WEIGH(s, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11) % 11 == digit(s[9]);
}

bool
check_ch(const char *s)
{
	return (11 - WEIGH(s, 5, 4, 3, 2, 7, 6, 5, 4) % 11) % 11 == digit(s[8]);
}

bool
check_cy(const char *s)
{
	static const int8_t odd[] = { 1, 0, 5, 7, 9, 13, 15, 17, 19, 21 };
	int sum = 0;

	for (size_t i = 0; i < 8; i++)
		sum += i % 2 == 0 ? odd[digit(s[i])] : digit(s[i]);
	return strncmp(s, "12", 2) != 0 && 'A' + sum % 26 == s[8];
}

/* A birth number: women have 50 added to the month, an overflow 20. */
static bool
cz_born(const char *s)
{
	int64_t month = number(s + 2, 2) % 50 % 20, day = number(s + 4, 2);

	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static bool
cz_legal(const char *s)
{
	int check = (11 - WEIGH(s, 8, 7, 6, 5, 4, 3, 2) % 11) % 11;

	return s[0] != '9' && (check == 0 ? 1 : check % 10) == digit(s[7]);
}

bool
check_cz(const char *s)
{
	size_t n = strlen(s);

	if (n == 8)
		return cz_legal(s);
	if (n == 9 && s[0] == '6') {
		int rest = WEIGH(s + 1, 8, 7, 6, 5, 4, 3, 2) % 11;

		return (18 - (21 - rest) % 11) % 10 == digit(s[8]);
	}
	if (n == 9)
		return cz_born(s) && (number(s, 2) <= 53 || number(s, 2) >= 80);
	return cz_born(s) && number(s, 9) % 11 % 10 == digit(s[9]);
}

bool
check_de(const char *s)
{
	return s[0] != '0' && mod_11_10(s, 9);
}

bool
check_dk(const char *s)
{
	return s[0] != '0' && WEIGH(s, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
}

bool
check_ee(const char *s)
{
	return WEIGH(s, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0;
}

static bool
es_person(const char *s, int64_t n)
{
	return "TRWAGMYFPDXBNJZSQVHLCKE"[n % 23] == s[8];
}

/* Which organisations have a digit and which a letter is told differently. */
static bool
es_organisation(const char *s)
{
	static const char zero[] = "0";
	char digits[9];
	int check;

	memcpy(digits, s + 1, 7);
	memcpy(digits + 7, zero, 2);
	check = (10 - luhn(digits, 8)) % 10;
	return s[8] == '0' + check || s[8] == "JABCDEFGHI"[check];
}

bool
check_es(const char *s)
{
	if (s[0] >= '0' && s[0] <= '9')
		return es_person(s, number(s, 8));
	if (s[0] >= 'X')
		return es_person(
		    s, number(s + 1, 7) + (s[0] - 'X') * INT64_C(10000000));
	if (s[0] >= 'K' && s[0] <= 'M')
		return es_person(s, number(s + 1, 7));
	return strchr("ABCDEFGHJNPQRSUVW", s[0]) != NULL && es_organisation(s);
}

bool
check_fi(const char *s)
{
	return WEIGH(s, 7, 9, 10, 5, 8, 4, 2, 1) % 11 == 0;
}

static int64_t
fr_value(char c)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

	return strchr(alphabet, c) - alphabet;
}

/* The key is of digits, or, since 2000, with one or two letters in it. */
bool
check_fr(const char *s)
{
	bool first = s[0] <= '9', second = s[1] <= '9';
	int64_t siren = number(s + 2, 9), key;

	/* Monaco's numbers, 000..., are no SIREN. */
	if (strncmp(s + 2, "000", 3) != 0 && luhn(s + 2, 9) != 0)
		return false;
	if (first && second)
		return number(s, 2) == (siren * 100 + 12) % 97;
	key = first ? fr_value(s[0]) * 24 + fr_value(s[1]) - 10
		    : fr_value(s[0]) * 34 + fr_value(s[1]) - 100;
	return (siren + 1 + key / 11) % 11 == key % 11;
}

/*
 * Departments of government are below 500, health authorities not.  The
 * ranges from 100 on may be checked with 55 added ("9755"), and restarted
 * ones subtract it.
 */
bool
check_gb(const char *s)
{
	int rest;

	if (s[0] == 'G' || s[0] == 'H')
		return (number(s + 2, 3) < 500) == (s[0] == 'G');
	rest = WEIGH(s, 8, 7, 6, 5, 4, 3, 2, 10, 1) % 97;
	return rest == 0 || (s[0] != '0' && (rest == 42 || rest == 55));
}

bool
check_gr(const char *s)
{
	int sum = 0;

	for (size_t i = 0; i < 8; i++)
		sum = sum * 2 + digit(s[i]);
	return sum * 2 % 11 % 10 == digit(s[8]);
}

bool
check_hr(const char *s)
{
	return mod_11_10(s, 11);
}

bool
check_hu(const char *s)
{
	return WEIGH(s, 9, 7, 3, 1, 9, 7, 3, 1) % 10 == 0;
}

/* Old numbers have their first digit last, and a sign in its place. */
bool
check_ie(const char *s)
{
	bool old = s[1] < '0' || s[1] > '9';
	int sum = old ? WEIGH(s + 2, 7, 6, 5, 4, 3) + 2 * digit(s[0])
		      : WEIGH(s, 8, 7, 6, 5, 4, 3, 2);

	if (!old && s[8] != '\0' && s[8] != 'W')
		sum += 9 * (s[8] - 'A' + 1);
	return "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == s[7];
}

/* Digits 8 to 10 name the province's tax office. */
bool
check_it(const char *s)
{
	int64_t office = number(s + 7, 3);
	bool known = (office >= 1 && office <= 100) || office == 120 ||
	    office == 121 || office == 888 || office == 999;

	return number(s, 7) > 0 && known && luhn(s, 11) == 0;
}

bool
check_lt(const char *s)
{
	static const int8_t once[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2 };
	static const int8_t again[] = { 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4 };
	size_t n = strlen(s) - 1;
	int check = weigh(s, once, n) % 11;

	if (check == 10)
		check = weigh(s, again, n) % 11 % 10;
	return s[n - 1] == '1' && check == digit(s[n]);
}

bool
check_lu(const char *s)
{
	return number(s, 6) % 89 == number(s + 6, 2);
}

/* A person's number begins with a date of birth, or, since 2017, with 32. */
static bool
lv_person(const char *s)
{
	int64_t day = number(s, 2), month = number(s + 2, 2);
	int check = (1 + WEIGH(s, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)) % 11 % 10;
	bool born = day >= 1 && day <= 31 && month >= 1 && month <= 12;

	return (day == 32 || born) && check == digit(s[10]);
}

bool
check_lv(const char *s)
{
	if (s[0] <= '3')
		return lv_person(s);
	return WEIGH(s, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1) % 11 == 3;
}

bool
check_mt(const char *s)
{
	return s[0] != '0' && WEIGH(s, 3, 4, 6, 7, 8, 9, 10, 1) % 37 == 0;
}

/* ISO/IEC 7064, MOD 97-10, over "NL" and the number with its B. */
static bool
nl_since_2020(const char *s)
{
	int rest = (23 * 100 + 21) % 97; /* N and L */

	for (size_t i = 0; i < 12; i++)
		rest = i == 9 ? (rest * 100 + 11) % 97
			      : (rest * 10 + digit(s[i])) % 97;
	return rest == 1;
}

bool
check_nl(const char *s)
{
	int rest = WEIGH(s, 9, 8, 7, 6, 5, 4, 3, 2) % 11;

	return number(s, 9) > 0 && number(s + 10, 2) > 0 &&
	    (rest == digit(s[8]) || nl_since_2020(s));
}

bool
check_no(const char *s)
{
	return WEIGH(s, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
}

bool
check_pl(const char *s)
{
	return WEIGH(s, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11 == digit(s[9]);
}

bool
check_pt(const char *s)
{
	int check = (11 - WEIGH(s, 9, 8, 7, 6, 5, 4, 3, 2) % 11) % 11 % 10;

	return s[0] != '0' && check == digit(s[8]);
}

/* The weights belong to the last digits, however many there are. */
bool
check_ro(const char *s)
{
	static const int8_t weights[] = { 7, 5, 3, 2, 1, 7, 5, 3, 2 };
	size_t n = strlen(s) - 1;
	int sum = weigh(s, weights + 9 - n, n);

	return s[0] != '0' && sum * 10 % 11 % 10 == digit(s[n]);
}

bool
check_se(const char *s)
{
	return luhn(s, 10) == 0;
}

bool
check_si(const char *s)
{
	int check = 11 - WEIGH(s, 8, 7, 6, 5, 4, 3, 2) % 11;

	return s[0] != '0' && check != 11 && check % 10 == digit(s[7]);
}

bool
check_sk(const char *s)
{
	return s[0] != '0' && strchr("234789", s[2]) != NULL &&
	    number(s, 10) % 11 == 0;
}
