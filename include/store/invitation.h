/*
 * Invitations into a company: mailed links that work once.  At rest, as
 * of other mailed links, the HMAC of the token and the token sealed.
 */
#ifndef STORE_INVITATION_H
#define STORE_INVITATION_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "crypto/keys.h"
#include "db/db.h"

struct invitation {
	struct id invitation_id, company_id;
	struct str email;		/* lower case; who may accept */
	struct str role, locale;
	struct id invited_by;
	struct str inviter, company;	/* names; read alone */
	int64_t created_at_us, expires_at_us;
	bool holds;			/* its maker still may invite; read */
	struct hash token_hash;		/* set by invitation_find() */
};

/* With a new token.  state PENDING. */
enum err invitation_insert(struct db *db, struct arena *a,
    const struct invitation *i, const struct keys *keys) MUST_CHECK;

/*
 * Open ones of a company, the newest first; expired ones among them until
 * they are dropped.  n may reach max.
 */
enum err invitations_of(struct db *db, struct arena *a,
    struct invitation **invitations, size_t *n, struct id company_id,
    int64_t max) MUST_CHECK;

/* ERR_NOT_FOUND: none, not this company's, accepted or revoked. */
enum err invitation_get(struct db *db, struct arena *a,
    struct invitation *out, struct id company_id, struct id invitation_id)
    MUST_CHECK;

/* A new token and term: earlier links are void.  ERR_NOT_FOUND. */
enum err invitation_renew(struct db *db, struct arena *a,
    const struct invitation *i, const struct keys *keys) MUST_CHECK;

enum err invitation_revoke(struct db *db, struct id company_id,
    struct id invitation_id) MUST_CHECK;

/*
 * By the HMAC of its token.  ERR_TOKEN: unknown, accepted, revoked or
 * expired, the company suspended, or its maker no owner of it any more; all
 * alike.
 */
enum err invitation_find(struct db *db, struct arena *a,
    struct invitation *out, struct hash token_hash, int64_t now_us)
    MUST_CHECK;

/* One conditional UPDATE decides between two at once.  ERR_TOKEN. */
enum err invitation_accept(struct db *db, const struct invitation *i,
    struct id user_id, int64_t now_us) MUST_CHECK;

/*
 * For its mail: the invitation, whatever company, and the token itself; to
 * be wiped after use.  ERR_NOT_FOUND: it is open no more.
 */
enum err invitation_unseal(struct db *db, struct arena *a,
    struct invitation *out, struct str *token, struct id invitation_id,
    const struct keys *keys, int64_t now_us) MUST_CHECK;

/* Drops those that nobody accepted in time, at most max; for the worker. */
enum err invitations_purge(struct db *db, int64_t before_us, int64_t max,
    uint64_t *dropped) MUST_CHECK;

#endif
