/* Browser sessions: only the SHA-256 of the cookie is stored. */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/str.h"
#include "crypto/hash.h"
#include "db/db.h"

struct session {
	struct id session_id;		/* nil: made before they had names */
	struct id user_id, company_id;	/* company nil: an operator */
	struct id seller_id;		/* of the company; nil: none */
	bool seller_active;
	struct str email, user_name, role, locale;
	struct str company_name, company_country, company_currency,
	    company_tax_number;
	bool verified;			/* the e-mail address is */
	bool factor;			/* a second factor was shown */
	int64_t created_at_us, seen_at_us;
	/* by session_find_pricing() alone: */
	int64_t catalogue_revision;	/* 0: not read */
	bool offered;			/* its company has offers that are
					   sent and not closed */
};

/* What is still a session at now_us, by both limits. */
struct session_limits {
	int64_t now_us, idle_us, max_us;
};

/*
 * Session, user and company in one statement.  ERR_NOT_FOUND: none, past
 * a limit, user not ACTIVE, or company suspended.
 */
enum err session_find(struct db *db, struct arena *a, struct session *out,
    struct hash session, const struct session_limits *limits) MUST_CHECK;

/* The same with what a price depends on, before any row of the product's. */
enum err session_find_pricing(struct db *db, struct arena *a,
    struct session *out, struct hash session,
    const struct session_limits *limits) MUST_CHECK;

struct session_made {
	struct hash hash;
	struct id session_id, user_id;
	struct str address, user_agent;	/* of the client; may be empty */
	int64_t now_us;
	bool factor;			/* a second factor was shown */
};
enum err session_insert(struct db *db, const struct session_made *s)
    MUST_CHECK;

/* Notes that it was used; a no-op when another request did since. */
enum err session_touch(struct db *db, struct hash session, int64_t seen_at_us,
    int64_t now_us) MUST_CHECK;

/* The second factor was shown in it, or is there no more (at_us 0). */
enum err session_set_factor(struct db *db, struct hash session,
    int64_t at_us) MUST_CHECK;

/* One of a user's sessions, as the user sees it. */
struct session_shown {
	struct id session_id;
	struct str address, user_agent;
	int64_t created_at_us, seen_at_us;
	bool factor;
};

/* Those still within the limits, the last used first, at most max. */
enum err sessions_of(struct db *db, struct arena *a,
    struct session_shown **sessions, size_t *n, struct id user_id,
    const struct session_limits *limits, int64_t max) MUST_CHECK;

enum err session_delete(struct db *db, struct hash session) MUST_CHECK;

/* ERR_NOT_FOUND: none of that name, or somebody else's. */
enum err session_delete_named(struct db *db, struct id session_id,
    struct id user_id) MUST_CHECK;

/* All of a user's: at a change of password or role. */
enum err session_delete_all(struct db *db, struct id user_id) MUST_CHECK;

/* All of a user's but one. */
enum err session_delete_others(struct db *db, struct id user_id,
    struct hash session) MUST_CHECK;

/* Drops what is past a limit, at most max rows; for the worker. */
enum err session_purge(struct db *db, const struct session_limits *limits,
    int64_t max, uint64_t *dropped) MUST_CHECK;

#endif
