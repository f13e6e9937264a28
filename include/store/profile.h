/* A user's own account: what the person may see, change and have erased. */
#ifndef STORE_PROFILE_H
#define STORE_PROFILE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

struct profile {
	struct id user_id;
	struct str user_name, email, locale;
	int64_t verified_at_us;		/* of the address; 0: not yet */
	struct str email_pending;	/* to be confirmed; .p NULL: none */
	struct str mobile;		/* E.164; .p NULL: none */
	int64_t mobile_verified_at_us;
	int64_t totp_confirmed_at_us;	/* 0: no second factor */
	int64_t recovery_codes_left;
	int64_t created_at_us;
	int64_t row_version;
};

/* ERR_NOT_FOUND: no such user, or not ACTIVE; so below. */
enum err profile_get(struct db *db, struct arena *a, struct profile *out,
    struct id user_id, int64_t now_us) MUST_CHECK;

/*
 * row_version 0: whatever it is.  ERR_STALE: it is another; ERR_EXISTS:
 * the company has another user of that name.
 */
enum err profile_update(struct db *db, struct id user_id,
    struct str user_name, struct str locale, int64_t row_version) MUST_CHECK;

/* A verified number; mobile .p NULL: none any more. */
enum err profile_set_mobile(struct db *db, struct id user_id,
    struct str mobile, int64_t now_us) MUST_CHECK;

/* A verified address, in lower case.  ERR_EXISTS: another user's. */
enum err profile_set_email(struct db *db, struct id user_id,
    struct str email, int64_t now_us) MUST_CHECK;

/*
 * Holds the company until the transaction ends, so that two owners cannot
 * leave at once, and counts its users that are not erased but user_id, and
 * the owners among them.
 */
enum err profile_others(struct db *db, struct arena *a, int64_t *users,
    int64_t *owners, struct id company_id, struct id user_id) MUST_CHECK;

/*
 * Leaves a row without personal data, ERASED, so that orders and events
 * keep whom they name; sessions, links, codes, keys and favourites go, and
 * what was proved theirs out of whom offers were for.  The address is free for
 * a new account.
 */
enum err profile_erase(struct db *db, struct arena *a, struct id user_id,
    int64_t now_us) MUST_CHECK;
/* Nobody's any more, and not to be written to. */
bool profile_is_erased(struct str email);

#endif
