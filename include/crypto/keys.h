/*
 * The site's SECRET_FILE: 64 random bytes in base64, made by keygen, mode
 * 0600 or 0640.  Every key is derived from it by HKDF-SHA-256 (RFC 5869)
 * with its purpose as info, so that one purpose cannot stand in for
 * another.
 */
#ifndef CRYPTO_KEYS_H
#define CRYPTO_KEYS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum key_purpose {
	KEY_QUOTE,		/* signs quotes */
	KEY_CSRF,		/* derives a session's CSRF token */
	KEY_TOKEN,		/* hashes mail tokens at rest */
	KEY_SEAL,		/* AES-256-GCM for what is kept sealed */
	KEY_PAYMENT,		/* derives gateways' idempotency keys */
	KEY_CHAIN,		/* seed of the Ed25519 key that signs heads */
	KEY_REPORT,		/* signs the addresses that SMS reports come to */
	KEY__MAX
};

struct keys {
	uint8_t key[KEY__MAX][32];
};

/* ERR_CONFIG when others may read it or it is not of this form. */
enum err keys_load(struct keys *out, const char *path) MUST_CHECK;
enum err keys_create(const char *path) MUST_CHECK;	/* never overwrites */
void keys_wipe(struct keys *k);
struct str keys_get(const struct keys *k, enum key_purpose purpose);

#endif
