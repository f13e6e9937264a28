#include <stdint.h>
#include <string.h>

#include "crypto/token.h"

/*
 * RFC 4648, strict: no white space, no other alphabet, padding exactly as
 * the encoder writes it (base64) or none (base64url), unused bits zero.
 * So every value has one text and a signed text cannot be varied.
 */
static const char standard[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static enum err
encode(struct arena *a, struct str *out, struct str s, const char *digits,
    bool padded)
{
	const uint8_t *b = (const uint8_t *)s.p;
	char *p = arena_alloc(a, s.n / 3 * 4 + 5);
	size_t n = 0;

	if (p == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < s.n; i += 3) {
		size_t left = s.n - i;
		uint32_t v = (uint32_t)b[i] << 16;

		if (left > 1)
			v |= (uint32_t)b[i + 1] << 8;
		if (left > 2)
			v |= b[i + 2];
		p[n++] = digits[v >> 18];
		p[n++] = digits[v >> 12 & 63];
		if (left > 1)
			p[n++] = digits[v >> 6 & 63];
		if (left > 2)
			p[n++] = digits[v & 63];
	}
	while (padded && n % 4 != 0)
		p[n++] = '=';
	*out = (struct str){ p, n };
	return OK;
}

static enum err
decode(struct arena *a, struct str *out, struct str s, const char *digits)
{
	char *p = arena_alloc(a, s.n / 4 * 3 + 3);
	uint32_t v = 0;
	size_t n = 0;
	unsigned bits = 0;

	if (p == NULL)
		return ERR_NOMEM;
	if (s.n % 4 == 1)
		return ERR_SYNTAX;
	for (size_t i = 0; i < s.n; i++) {
		const char *at = memchr(digits, s.p[i], 64);

		if (at == NULL)
			return ERR_SYNTAX;
		v = v << 6 | (uint32_t)(at - digits);
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		p[n++] = (char)(uint8_t)(v >> bits);
		v &= (1U << bits) - 1;
	}
	if (v != 0)
		return ERR_SYNTAX;
	*out = (struct str){ p, n };
	return OK;
}

enum err
base64_encode(struct arena *a, struct str *out, struct str s)
{
	return encode(a, out, s, standard, true);
}

enum err
base64url_encode(struct arena *a, struct str *out, struct str s)
{
	return encode(a, out, s, url_safe, false);
}

enum err
base64_decode(struct arena *a, struct str *out, struct str s)
{
	if (s.n % 4 != 0)
		return ERR_SYNTAX;
	if (str_ends(s, STR("==")))
		s.n -= 2;
	else if (str_ends(s, STR("=")))
		s.n -= 1;
	return decode(a, out, s, standard);
}

enum err
base64url_decode(struct arena *a, struct str *out, struct str s)
{
	return decode(a, out, s, url_safe);
}
