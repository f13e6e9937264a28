#include "crypto/cbc.h"

#include <assert.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "crypto/hash.h"
#include "crypto/token.h"
#include "openssl.h"

enum { SHA1_BYTES = 20, KEY_MAX = 32 };

static void
sha1(uint8_t out[SHA1_BYTES], const void *p, size_t n)
{
	if (EVP_Digest(p, n, out, NULL, EVP_sha1(), NULL) != 1)
		assert(0 && "SHA-1 failed");
}

/*
 * state += output + 1, mod 2^160.  The bytes are added with their signs, as
 * the original adds them: the carry may be -1.
 */
static void
state_step(uint8_t state[SHA1_BYTES], const uint8_t output[SHA1_BYTES])
{
	int carry = 1;
	bool moved = false;

	for (int i = 0; i < SHA1_BYTES; i++) {
		int sum = (int8_t)state[i] + (int8_t)output[i] + carry;
		uint8_t low = (uint8_t)(sum & 255);

		moved |= low != state[i];
		state[i] = low;
		carry = (sum - low) / 256;
	}
	if (!moved)
		state[0]++;
}

static void
key_derive(uint8_t *out, size_t n, struct str seed)
{
	uint8_t state[SHA1_BYTES], output[SHA1_BYTES];

	sha1(state, seed.n ? seed.p : "", seed.n);
	for (size_t done = 0; done < n;) {
		size_t piece = n - done < SHA1_BYTES ? n - done : SHA1_BYTES;

		sha1(output, state, sizeof(state));
		state_step(state, output);
		memcpy(out + done, output, piece);
		done += piece;
	}
	secret_wipe(state, sizeof(state));
	secret_wipe(output, sizeof(output));
}

static bool
decrypt(uint8_t *plain, int *n, const uint8_t key[KEY_MAX], unsigned bits,
    const char *iv, struct str text)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int last = 0;
	bool ok = c &&
	    EVP_DecryptInit_ex(c,
		bits == 128 ? EVP_aes_128_cbc() : EVP_aes_256_cbc(), NULL, key,
		(const uint8_t *)iv) == 1 &&
	    EVP_DecryptUpdate(
		c, plain, n, (const uint8_t *)text.p, (int)text.n) == 1 &&
	    EVP_DecryptFinal_ex(c, plain + *n, &last) == 1;

	EVP_CIPHER_CTX_free(c);
	*n += last;
	return ok;
}

enum err
cbc_open(struct arena *a, struct str *plain, struct str key, unsigned bits,
    struct str sealed)
{
	uint8_t aes[KEY_MAX], *out;
	struct str text;
	int n = 0;

	assert(bits == 128 || bits == 256);
	if (sealed.n <= CBC_IV_CHARS || sealed.n > INT_MAX)
		return ERR_INVALID;
	enum err e = base64_decode(
	    a, &text, str_sub(sealed, CBC_IV_CHARS, sealed.n));
	if (e)
		return e == ERR_NOMEM ? e : ERR_INVALID;
	out = arena_alloc(a, text.n + KEY_MAX);
	if (!out)
		return ERR_NOMEM;
	key_derive(aes, bits / 8, key);
	bool ok = decrypt(out, &n, aes, bits, sealed.p, text);
	secret_wipe(aes, sizeof(aes));
	if (!ok)
		return ERR_INVALID;
	*plain = (struct str){ (const char *)out, (size_t)n };
	return OK;
}
