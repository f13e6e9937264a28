/* Users: people who sign in, each in one company (or in none: operators). */
#ifndef STORE_USER_H
#define STORE_USER_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

struct user {
	struct id user_id;
	struct id company_id;		/* nil: an operator of the site */
	struct str user_name;		/* unique in its company */
	struct str email;		/* lower case, unique in the site */
	int64_t verified_at_us;		/* 0: not yet */
	struct str mobile;		/* E.164; .p NULL: none */
	struct str password_phc;
	struct str role;		/* "owner", "viewer", ... */
	struct str state;		/* "ACTIVE", "LOCKED", "ERASED" */
	struct str locale;
	int64_t created_at_us;
	int64_t row_version;
};

/* ERR_EXISTS: db_constraint() is users_email_uq or users_name_uq. */
enum err user_insert(struct db *db, const struct user *u) MUST_CHECK;

enum err user_get(struct db *db, struct arena *a, struct user *out,
    struct id user_id) MUST_CHECK;
/* The same, and until the transaction ends nobody changes this user. */
enum err user_hold(struct db *db, struct arena *a, struct user *out,
    struct id user_id) MUST_CHECK;
/* email in lower case. */
enum err user_by_email(struct db *db, struct arena *a, struct user *out,
    struct str email) MUST_CHECK;
/* company_id nil: all users; after nil: from the first; oldest first. */
enum err users_list(struct db *db, struct arena *a, struct user **users,
    size_t *n, struct id company_id, struct id after, int64_t limit)
    MUST_CHECK;

/* Repeated, it changes nothing; ERR_NOT_FOUND: not this user's address. */
enum err user_verify(struct db *db, struct id user_id, struct str email,
    int64_t now_us) MUST_CHECK;

/* Notes when a session began. */
enum err user_signed_in(struct db *db, struct id user_id, int64_t now_us)
    MUST_CHECK;

/*
 * Links that were mailed for a new password or address are used up: who
 * knew the old password may have asked for them.  ERR_NOT_FOUND: no such
 * user, or not ACTIVE.
 */
enum err user_set_password(struct db *db, struct id user_id, struct str phc)
    MUST_CHECK;
enum err user_set_role(struct db *db, struct id user_id, struct str role)
    MUST_CHECK;
enum err user_set_state(struct db *db, struct id user_id, struct str state)
    MUST_CHECK;

#endif
