/*
 * Six digits sent by SMS that prove a mobile number; one at a time for a
 * user.  At rest: the HMAC by which a typed one is compared, and the code
 * sealed, for the SMS's renderer alone.
 */
#ifndef STORE_MOBILE_CODE_H
#define STORE_MOBILE_CODE_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "crypto/keys.h"
#include "db/db.h"

enum { MOBILE_CODE_DIGITS = 6 };

struct mobile_code {
	struct str mobile;		/* E.164 */
	struct hash hash;
	struct str code;		/* wipe it after use */
	int64_t tries;
	int64_t expires_at_us;
};

struct hash mobile_code_hash(struct id user_id, struct str code,
    const struct keys *keys);

/* Makes a code for the number; an earlier one counts no more. */
enum err mobile_code_create(struct db *db, struct arena *a,
    struct id user_id, struct str mobile, const struct keys *keys,
    int64_t now_us) MUST_CHECK;

/* Counts a try of the code.  ERR_NOT_FOUND: none, expired, or tried too
 * often. */
enum err mobile_code_try(struct db *db, struct id user_id, int64_t now_us)
    MUST_CHECK;

/* code is left out.  ERR_NOT_FOUND: none, or expired. */
enum err mobile_code_get(struct db *db, struct arena *a,
    struct mobile_code *out, struct id user_id, int64_t now_us) MUST_CHECK;

/* The same with the code itself. */
enum err mobile_code_unseal(struct db *db, struct arena *a,
    struct mobile_code *out, struct id user_id, const struct keys *keys,
    int64_t now_us) MUST_CHECK;

enum err mobile_code_delete(struct db *db, struct id user_id) MUST_CHECK;

/* Drops those that have expired, at most max rows; for the worker. */
enum err mobile_codes_purge(struct db *db, int64_t now_us, int64_t max,
    uint64_t *dropped) MUST_CHECK;

#endif
