/* Base32 (RFC 4648) without padding: what people read aloud and type. */
#ifndef CRYPTO_BASE32_H
#define CRYPTO_BASE32_H

#include <stddef.h>

#include "base/str.h"

/* Characters for so many bytes, without the NUL. */
#define BASE32_CHARS(bytes) (((bytes) * 8 + 4) / 5)

/* Lower case, NUL-terminated; out has room for BASE32_CHARS(n) + 1. */
struct str base32_encode(char *out, const void *bytes, size_t n);

#endif
