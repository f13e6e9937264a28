/* API keys: programs that act for a user; only their SHA-256 is stored. */
#ifndef STORE_API_KEY_H
#define STORE_API_KEY_H

#include "crypto/hash.h"
#include "store/session.h"

struct api_key {
	struct id key_id, company_id;
	struct id user_id;		/* who made it, and for whom it acts */
	struct str user_name;		/* read alone */
	struct str name;
	struct hash key_hash;		/* written alone */
	struct str hint;		/* its last 4 characters */
	struct str scopes;		/* comma separated */
	int64_t created_at_us;
	int64_t expires_at_us;		/* 0: no end */
	int64_t used_at_us;		/* to the hour; 0: never */
};

/*
 * ERR_LIMIT: the company has max in force.  The company must be held, see
 * company_hold().
 */
enum err api_key_insert(struct db *db, struct arena *a,
    const struct api_key *k, int64_t max) MUST_CHECK;

/* Not revoked ones, the newest first; user_id nil: of all users. */
enum err api_keys_of(struct db *db, struct arena *a, struct api_key **keys,
    size_t *n, struct id company_id, struct id user_id, int64_t max)
    MUST_CHECK;

/*
 * ERR_NOT_FOUND: none of this company (user_id nil) or of this user of it,
 * or revoked before.
 */
enum err api_key_revoke(struct db *db, struct id key_id,
    struct id company_id, struct id user_id, int64_t now_us) MUST_CHECK;

/* A user's that are in force. */
enum err api_keys_in_force(struct db *db, struct arena *a, int64_t *n,
    struct id user_id, int64_t now_us) MUST_CHECK;

/* All of a user's. */
enum err api_keys_revoke_of(struct db *db, struct id user_id,
    int64_t now_us) MUST_CHECK;

/* What a request with the key needs to know; the user as in a session. */
struct api_key_found {
	struct id key_id;
	struct str scopes;
	int64_t used_at_us;
	struct session session;		/* factor: the user has one in force */
};

/*
 * ERR_NOT_FOUND: unknown, expired or revoked; its user is not ACTIVE, or
 * in the company no more; the company is suspended.
 */
enum err api_key_find(struct db *db, struct arena *a,
    struct api_key_found *out, struct hash key, int64_t now_us) MUST_CHECK;

enum err api_key_touch(struct db *db, struct id key_id, int64_t hour_us)
    MUST_CHECK;

#endif
