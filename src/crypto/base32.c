#include <stdint.h>

#include "crypto/base32.h"

struct str
base32_encode(char *out, const void *bytes, size_t n)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	const uint8_t *in = bytes;
	uint32_t v = 0;
	unsigned bits = 0;
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		v = v << 8 | in[i];
		for (bits += 8; bits >= 5; bits -= 5)
			out[at++] = digits[v >> (bits - 5) & 31];
	}
	if (bits > 0)
		out[at++] = digits[v << (5 - bits) & 31];
	out[at] = '\0';
	return (struct str){ out, at };
}
