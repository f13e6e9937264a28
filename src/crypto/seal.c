#include <assert.h>
#include <limits.h>
#include <string.h>

#include "base/sys.h"
#include "crypto/token.h"
#include "openssl.h"

enum { NONCE = 12, TAG = 16, KEY = 32 };

static const unsigned char *
bytes_of(struct str s)
{
	return (const unsigned char *)(s.n == 0 ? "" : s.p);
}

/* sealed has room for nonce, ciphertext, tag; its nonce is set. */
static int
encrypt(EVP_CIPHER_CTX *c, unsigned char *sealed, struct str key,
    struct str aad, struct str plain)
{
	unsigned char *text = sealed + NONCE;
	int n, last;

	return EVP_EncryptInit_ex(
		   c, EVP_aes_256_gcm(), NULL, bytes_of(key), sealed) == 1 &&
	    EVP_EncryptUpdate(c, NULL, &n, bytes_of(aad), (int)aad.n) == 1 &&
	    EVP_EncryptUpdate(c, text, &n, bytes_of(plain), (int)plain.n) ==
	    1 &&
	    EVP_EncryptFinal_ex(c, text + n, &last) == 1 &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG, text + plain.n) ==
	    1;
}

static int
decrypt(EVP_CIPHER_CTX *c, unsigned char *plain, struct str key, struct str aad,
    struct str sealed)
{
	const unsigned char *text = bytes_of(sealed) + NONCE;
	size_t length = sealed.n - NONCE - TAG;
	unsigned char tag[TAG];
	int n, last;

	memcpy(tag, text + length, TAG);
	return EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, bytes_of(key),
		   bytes_of(sealed)) == 1 &&
	    EVP_DecryptUpdate(c, NULL, &n, bytes_of(aad), (int)aad.n) == 1 &&
	    EVP_DecryptUpdate(c, plain, &n, text, (int)length) == 1 &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG, tag) == 1 &&
	    EVP_DecryptFinal_ex(c, plain + n, &last) == 1;
}

enum err
seal(struct arena *a, struct str *out, struct str key, struct str aad,
    struct str plain)
{
	unsigned char *sealed;
	EVP_CIPHER_CTX *c;
	int ok;

	assert(key.n == KEY && aad.n <= INT_MAX);
	if (plain.n > INT_MAX - NONCE - TAG)
		return ERR_LIMIT;
	sealed = arena_alloc(a, NONCE + plain.n + TAG);
	c = EVP_CIPHER_CTX_new();
	if (sealed == NULL || c == NULL) {
		EVP_CIPHER_CTX_free(c);
		return ERR_NOMEM;
	}
	random_bytes(sealed, NONCE);
	ok = encrypt(c, sealed, key, aad, plain);
	EVP_CIPHER_CTX_free(c);
	*out = (struct str){ (char *)sealed, NONCE + plain.n + TAG };
	return ok ? OK : ERR_NOMEM;
}

/* ERR_SIGNATURE: another key, another aad, or not what seal() made. */
enum err
unseal(struct arena *a, struct str *out, struct str key, struct str aad,
    struct str sealed)
{
	unsigned char *plain;
	EVP_CIPHER_CTX *c;
	size_t n;
	int ok;

	assert(key.n == KEY && aad.n <= INT_MAX);
	if (sealed.n < NONCE + TAG || sealed.n > INT_MAX)
		return ERR_SIGNATURE;
	n = sealed.n - NONCE - TAG;
	plain = arena_alloc(a, n + 1);
	c = EVP_CIPHER_CTX_new();
	if (plain == NULL || c == NULL) {
		EVP_CIPHER_CTX_free(c);
		return ERR_NOMEM;
	}
	ok = decrypt(c, plain, key, aad, sealed);
	EVP_CIPHER_CTX_free(c);
	if (!ok) {
		memset(plain, 0, n); /* not to be read, not secret */
		return ERR_SIGNATURE;
	}
	*out = (struct str){ (char *)plain, n };
	return OK;
}
