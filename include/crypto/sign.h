/* Ed25519 (RFC 8032) for the heads of the ledger's and events' chains. */
#ifndef CRYPTO_SIGN_H
#define CRYPTO_SIGN_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum { SIGNATURE_BYTES = 64, PUBLIC_KEY_BYTES = 32 };

enum err sign_ed25519(uint8_t out[SIGNATURE_BYTES], const uint8_t seed[32],
    struct str message) MUST_CHECK;
/* ERR_SIGNATURE when it does not verify. */
enum err sign_ed25519_check(const uint8_t seed[32], struct str message,
    const uint8_t signature[SIGNATURE_BYTES]) MUST_CHECK;

/* What others check signatures with. */
enum err sign_ed25519_public(uint8_t out[PUBLIC_KEY_BYTES],
    const uint8_t seed[32]) MUST_CHECK;

#endif
