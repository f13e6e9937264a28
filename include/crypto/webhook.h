/*
 * Signatures of Standard Webhooks (standardwebhooks.com, 1.0.0), symmetric:
 * header webhook-signature holds "v1,<base64>" entries with spaces between,
 * each HMAC-SHA-256 of "<webhook-id>.<webhook-timestamp>.<body>".
 */
#ifndef CRYPTO_WEBHOOK_H
#define CRYPTO_WEBHOOK_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Two, so that a key can be replaced with both ends running. */
enum { WEBHOOK_KEYS_MAX = 2, WEBHOOK_SKEW_S = 300 };

struct webhook_keys {
	struct str key[WEBHOOK_KEYS_MAX];
	size_t n;
};

/*
 * From "whsec_<base64 of 24 to 64 bytes>", one or two with white space
 * between.  ERR_CONFIG: not of this form.  The keys are in the arena; the
 * caller wipes them.
 */
enum err webhook_keys_read(
    struct arena *a, struct webhook_keys *out, struct str text) MUST_CHECK;
void webhook_keys_wipe(struct webhook_keys *k);

/* The header's value, an entry a key.  ERR_INVALID: a "." in the id. */
enum err webhook_sign(struct arena *a, struct str *out,
    const struct webhook_keys *keys, struct str id, int64_t at_s,
    struct str body) MUST_CHECK;

/*
 * ERR_SIGNATURE: a header is missing or malformed, no entry is of one of
 * the keys, or the timestamp is further than WEBHOOK_SKEW_S from now.
 */
enum err webhook_check(struct arena *a, const struct webhook_keys *keys,
    struct str id, struct str timestamp, struct str signature, struct str body,
    int64_t now_us) MUST_CHECK;

#endif
