#include "base/hex.h"

void
hex_encode(char *out, const uint8_t *bytes, size_t n)
{
	static const char digit[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digit[bytes[i] >> 4];
		out[2 * i + 1] = digit[bytes[i] & 15];
	}
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

enum err
hex_decode(uint8_t *out, size_t n, struct str hex)
{
	if (hex.n % 2 != 0 || hex.n / 2 != n)
		return ERR_SYNTAX;
	for (size_t i = 0; i < n; i++) {
		int high = hex_value(hex.p[2 * i]);
		int low = hex_value(hex.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return ERR_SYNTAX;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return OK;
}
