/*
 * Reads what sellers' endpoints encrypted for us: 16 characters of IV, then
 * base64 of AES-CBC with PKCS#7 padding.  The AES key is what Java's
 * SHA1PRNG gives when it is seeded with the shared key, for that is how the
 * protocol's own examples make it.  Nothing is authenticated by it.
 */
#ifndef CRYPTO_CBC_H
#define CRYPTO_CBC_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { CBC_IV_CHARS = 16 };

/* bits: 128 or 256.  ERR_INVALID: not of this form, or of another key. */
enum err cbc_open(struct arena *a, struct str *plain, struct str key,
    unsigned bits, struct str sealed) MUST_CHECK;

#endif
