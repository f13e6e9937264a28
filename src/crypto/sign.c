#include "crypto/sign.h"
#include "openssl.h"

static EVP_PKEY *
key_of(const uint8_t seed[32])
{
	return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
}

static const unsigned char *
bytes_of(struct str s)
{
	return (const unsigned char *)(s.n == 0 ? "" : s.p);
}

enum err
sign_ed25519(
    uint8_t out[SIGNATURE_BYTES], const uint8_t seed[32], struct str message)
{
	EVP_PKEY *key = key_of(seed);
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	size_t n = SIGNATURE_BYTES;
	int ok = key != NULL && c != NULL &&
	    EVP_DigestSignInit(c, NULL, NULL, NULL, key) == 1 &&
	    EVP_DigestSign(c, out, &n, bytes_of(message), message.n) == 1;

	EVP_MD_CTX_free(c);
	EVP_PKEY_free(key);
	return ok ? OK : ERR_NOMEM;
}

enum err
sign_ed25519_check(const uint8_t seed[32], struct str message,
    const uint8_t signature[SIGNATURE_BYTES])
{
	EVP_PKEY *key = key_of(seed);
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	enum err err = ERR_NOMEM;

	if (key != NULL && c != NULL &&
	    EVP_DigestVerifyInit(c, NULL, NULL, NULL, key) == 1)
		err = EVP_DigestVerify(c, signature, SIGNATURE_BYTES,
			  bytes_of(message), message.n) == 1
		    ? OK
		    : ERR_SIGNATURE;
	EVP_MD_CTX_free(c);
	EVP_PKEY_free(key);
	return err;
}

enum err
sign_ed25519_public(uint8_t out[PUBLIC_KEY_BYTES], const uint8_t seed[32])
{
	EVP_PKEY *key = key_of(seed);
	size_t n = PUBLIC_KEY_BYTES;
	int ok = key != NULL && EVP_PKEY_get_raw_public_key(key, out, &n) == 1;

	EVP_PKEY_free(key);
	return ok ? OK : ERR_NOMEM;
}
