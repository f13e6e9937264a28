/*
 * The second factor at rest: the sealed secret, the last step that was
 * accepted, and recovery codes as HMACs.
 */
#ifndef STORE_FACTOR_H
#define STORE_FACTOR_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "crypto/keys.h"
#include "db/db.h"

struct factor {
	struct str secret;		/* wipe it after use; .p NULL: none */
	int64_t confirmed_at_us;	/* 0: not in force yet */
	int64_t last_step;
};

/* ERR_NOT_FOUND: no such user. */
enum err factor_get(struct db *db, struct arena *a, struct factor *out,
    struct id user_id, const struct keys *keys) MUST_CHECK;

/* A secret to be confirmed.  ERR_EXISTS: one is in force already. */
enum err factor_begin(struct db *db, struct arena *a, struct id user_id,
    struct str secret, const struct keys *keys) MUST_CHECK;

/* In force from now on.  ERR_STATE: it is already, or none was begun. */
enum err factor_confirm(struct db *db, struct id user_id, int64_t step,
    int64_t now_us) MUST_CHECK;

/* Uses up a step's code.  ERR_SECOND_FACTOR: it was, or a later one. */
enum err factor_use(struct db *db, struct id user_id, int64_t step)
    MUST_CHECK;

/* Secret and recovery codes go. */
enum err factor_drop(struct db *db, struct id user_id) MUST_CHECK;

/* By which a recovery code is found. */
struct hash recovery_code_hash(struct id user_id, struct str code,
    const struct keys *keys);

/* Instead of all earlier ones. */
enum err recovery_codes_set(struct db *db, struct id user_id,
    const struct hash *codes, size_t n) MUST_CHECK;

/* Uses it up.  ERR_SECOND_FACTOR: unknown or used. */
enum err recovery_code_use(struct db *db, struct id user_id,
    struct hash code, int64_t now_us) MUST_CHECK;

#endif
