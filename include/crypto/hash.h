/* SHA-256 (FIPS 180-4), HMAC-SHA-256 (RFC 2104), constant-time compare. */
#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { HASH_BYTES = 32, HASH_HEX = 64 };

struct hash {
	uint8_t b[HASH_BYTES];
};

struct hash hash_sha256(struct str s);
struct hash hash_sha256_parts(const struct str *parts, size_t n);
struct hash hash_hmac(struct str key, struct str s);

/* SHA-256 of what comes piece by piece; hash_end() frees it. */
struct hash_stream;
struct hash_stream *hash_start(void);	/* NULL: out of memory */
void hash_add(struct hash_stream *s, struct str part);
struct hash hash_end(struct hash_stream *s);

/* Constant time; false when the lengths differ. */
bool hash_eq(struct hash a, struct hash b);
bool secret_eq(struct str a, struct str b);

/* Lower-case hexadecimal, NUL-terminated. */
struct str hash_hex(char out[HASH_HEX + 1], struct hash h);
enum err hash_from_hex(struct hash *out, struct str hex) MUST_CHECK;

/* Overwrites in a way the compiler may not drop. */
void secret_wipe(void *p, size_t n);

#endif
