#include <assert.h>

#include "base/sys.h"
#include "crypto/hash.h"
#include "crypto/totp.h"
#include "openssl.h"

enum { SHA1_BYTES = 20, COUNTER_BYTES = 8, CODES = 1000000 };

int64_t
totp_step(int64_t now_us)
{
	return now_us / (TOTP_STEP_S * SEC_US);
}

/* RFC 4226, 5.3: four bytes at an offset that the last byte names. */
static uint32_t
hotp(struct str secret, int64_t counter)
{
	uint8_t message[COUNTER_BYTES], mac[SHA1_BYTES];
	unsigned n = sizeof(mac), at;
	uint32_t code;

	for (int i = COUNTER_BYTES - 1; i >= 0; i--, counter >>= 8)
		message[i] = (uint8_t)counter;
	if (HMAC(EVP_sha1(), secret.p, (int)secret.n, message, sizeof(message),
		mac, &n) == NULL)
		assert(0 && "HMAC-SHA-1 failed");
	at = mac[SHA1_BYTES - 1] & 15;
	code = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 |
	    (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	secret_wipe(mac, sizeof(mac));
	return code % CODES;
}

struct str
totp_code(char out[TOTP_DIGITS + 1], struct str secret, int64_t step)
{
	uint32_t code = hotp(secret, step);

	for (int i = TOTP_DIGITS - 1; i >= 0; i--, code /= 10)
		out[i] = (char)('0' + code % 10);
	out[TOTP_DIGITS] = '\0';
	return (struct str){ out, TOTP_DIGITS };
}

enum err
totp_check(int64_t *step, struct str secret, struct str code, int64_t now_us,
    int64_t last_step)
{
	int64_t now = totp_step(now_us), found = -1;
	char text[TOTP_DIGITS + 1];

	/* All three are made, so that time tells nothing. */
	for (int64_t s = now - 1; s <= now + 1; s++)
		if (secret_eq(totp_code(text, secret, s), code) &&
		    s > last_step && found < 0)
			found = s;
	secret_wipe(text, sizeof(text));
	if (found < 0)
		return ERR_SECOND_FACTOR;
	*step = found;
	return OK;
}
