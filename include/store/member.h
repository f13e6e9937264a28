/* The users of a company, as its owners see and change them. */
#ifndef STORE_MEMBER_H
#define STORE_MEMBER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

struct member {
	struct id user_id;
	struct str user_name, email, role;
	struct str state;		/* "ACTIVE", "LOCKED" */
	bool verified;			/* the address is */
	bool factor;			/* has a second one in force */
	int64_t signed_in_at_us;	/* 0: never */
	int64_t created_at_us;
	int64_t row_version;
};

/* Those that are not erased, oldest first, after the given id. */
enum err members_list(struct db *db, struct arena *a,
    struct member **members, size_t *n, struct id company_id,
    struct id after, int64_t limit) MUST_CHECK;

/* Who looks after its bills: ACTIVE owners and finance, oldest first. */
enum err members_of_finance(struct db *db, struct arena *a,
    struct id **user_ids, size_t *n, struct id company_id, int64_t limit)
    MUST_CHECK;

enum err member_get(struct db *db, struct arena *a, struct member *out,
    struct id company_id, struct id user_id) MUST_CHECK;

/*
 * One statement decides that the company keeps an ACTIVE owner; the company
 * must be held (company_hold), or two owners could end each other's at once.
 * row_version 0: whatever it is.  *changed is false for a user that is not
 * there, has changed, or is the last owner.
 */
enum err member_set_role(struct db *db, bool *changed, struct id company_id,
    struct id user_id, struct str role, int64_t row_version) MUST_CHECK;

/* Into another company, by the same rule; both must be held. */
enum err member_move(struct db *db, bool *changed, struct id from,
    struct id user_id, struct id to, struct str role) MUST_CHECK;

/* Does anybody but this user work in the company? */
enum err member_alone(struct db *db, struct arena *a, bool *alone,
    struct id company_id, struct id user_id) MUST_CHECK;

/* Has the company orders, or does it sell? */
enum err member_company_used(struct db *db, struct arena *a, bool *used,
    struct id company_id) MUST_CHECK;

#endif
