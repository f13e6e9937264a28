/*
 * Links sent by mail, used once.  At rest: the HMAC of the token, by which
 * it is found, and the token sealed, for the mail's renderer alone.
 */
#ifndef STORE_MAIL_TOKEN_H
#define STORE_MAIL_TOKEN_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "crypto/keys.h"
#include "db/db.h"

struct mail_token {
	struct hash token_hash;
	struct str kind;		/* "verify", "reset" */
	struct id user_id;
	struct str email;		/* the address it proves */
	int64_t created_at_us, expires_at_us;
};

/*
 * Makes a new token for t (its hash is set) and stores it; earlier unused
 * ones of this user and kind are used up.
 */
enum err mail_token_create(struct db *db, struct arena *a,
    struct mail_token *t, const struct keys *keys) MUST_CHECK;

/* The HMAC by which a token is found. */
struct hash mail_token_hash(const struct keys *keys, struct str token);

/*
 * Uses it up: one conditional UPDATE decides between two uses at once.
 * ERR_TOKEN: unknown, of another kind, used or expired; all alike.
 */
enum err mail_token_use(struct db *db, struct arena *a,
    struct mail_token *out, struct hash token_hash, struct str kind,
    int64_t now_us) MUST_CHECK;

/* The same without using it up, to refuse early. */
enum err mail_token_peek(struct db *db, struct arena *a,
    struct mail_token *out, struct hash token_hash, struct str kind,
    int64_t now_us) MUST_CHECK;

/* The token itself, for the mail; wipe it after use.  ERR_NOT_FOUND. */
enum err mail_token_unseal(struct db *db, struct arena *a, struct str *token,
    struct hash token_hash, const struct keys *keys) MUST_CHECK;

#endif
