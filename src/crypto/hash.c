#include <assert.h>

#include "base/hex.h"
#include "crypto/hash.h"
#include "openssl.h"

struct hash
hash_sha256(struct str s)
{
	return hash_sha256_parts(&s, 1);
}

struct hash
hash_sha256_parts(const struct str *parts, size_t n)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	struct hash h;
	int ok = c != NULL && EVP_DigestInit_ex(c, EVP_sha256(), NULL);

	for (size_t i = 0; i < n && ok; i++)
		ok = EVP_DigestUpdate(c, parts[i].p, parts[i].n);
	ok = ok && EVP_DigestFinal_ex(c, h.b, NULL);
	EVP_MD_CTX_free(c);
	/* A hash has no way to say no; without memory there is none. */
	assert(ok);
	return h;
}

/* OpenSSL's context by another name, which callers need not know. */
static EVP_MD_CTX *
context_of(struct hash_stream *s)
{
	return (EVP_MD_CTX *)s;
}

struct hash_stream *
hash_start(void)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();

	if (c != NULL && !EVP_DigestInit_ex(c, EVP_sha256(), NULL)) {
		EVP_MD_CTX_free(c);
		c = NULL;
	}
	return (struct hash_stream *)c;
}

void
hash_add(struct hash_stream *s, struct str part)
{
	int ok = EVP_DigestUpdate(context_of(s), part.p, part.n);

	assert(ok);
}

struct hash
hash_end(struct hash_stream *s)
{
	struct hash h;
	int ok = EVP_DigestFinal_ex(context_of(s), h.b, NULL);

	assert(ok);
	EVP_MD_CTX_free(context_of(s));
	return h;
}

struct hash
hash_hmac(struct str key, struct str s)
{
	struct hash h;
	unsigned n = sizeof(h.b);

	assert(key.n > 0 && key.n <= INT32_MAX);
	if (HMAC(EVP_sha256(), key.p, (int)key.n,
		(const unsigned char *)(s.n == 0 ? "" : s.p), s.n, h.b,
		&n) == NULL)
		assert(0 && "HMAC-SHA-256 failed");
	return h;
}

bool
hash_eq(struct hash a, struct hash b)
{
	return CRYPTO_memcmp(a.b, b.b, sizeof(a.b)) == 0;
}

bool
secret_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

struct str
hash_hex(char out[HASH_HEX + 1], struct hash h)
{
	hex_encode(out, h.b, sizeof(h.b));
	out[HASH_HEX] = '\0';
	return (struct str){ out, HASH_HEX };
}

enum err
hash_from_hex(struct hash *out, struct str hex)
{
	return hex_decode(out->b, sizeof(out->b), hex);
}
