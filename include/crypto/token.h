/*
 * Random tokens, signed tokens, sealed values.
 *
 * A signed token is base64url(payload) "." base64url(HMAC-SHA-256): not
 * secret, only unforgeable.  Its form follows no standard on purpose: one
 * algorithm, nothing to negotiate.
 */
#ifndef CRYPTO_TOKEN_H
#define CRYPTO_TOKEN_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* 160 random bits, lower-case base32 (RFC 4648), 32 characters. */
enum { TOKEN_CHARS = 32 };
struct str token_new(char out[TOKEN_CHARS + 1]);

enum err token_sign(struct arena *a, struct str *out, struct str key,
    struct str payload) MUST_CHECK;

/* ERR_SIGNATURE when it was not made by token_sign with this key. */
enum err token_verify(struct arena *a, struct str *payload, struct str key,
    struct str token) MUST_CHECK;

/* AES-256-GCM (NIST SP 800-38D): nonce, ciphertext, tag; aad is bound. */
enum err seal(struct arena *a, struct str *out, struct str key,
    struct str aad, struct str plain) MUST_CHECK;
enum err unseal(struct arena *a, struct str *out, struct str key,
    struct str aad, struct str sealed) MUST_CHECK;

enum err base64_decode(struct arena *a, struct str *out, struct str s)
    MUST_CHECK;
enum err base64_encode(struct arena *a, struct str *out, struct str s)
    MUST_CHECK;
enum err base64url_decode(struct arena *a, struct str *out, struct str s)
    MUST_CHECK;
enum err base64url_encode(struct arena *a, struct str *out, struct str s)
    MUST_CHECK;

#endif
