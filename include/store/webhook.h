/* Where companies want to be told of events (X9). */
#ifndef STORE_WEBHOOK_H
#define STORE_WEBHOOK_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

struct webhook {
	struct id webhook_id, company_id;
	struct str url, about;
	struct str kinds;		/* comma separated */
	struct str state;		/* ACTIVE, PAUSED, FAILING */
	struct str secret_sealed;	/* aad: webhook_id */
	struct str old_secret_sealed;	/* .p NULL: none */
	int64_t old_until_us;		/* 0: none */
	int64_t created_at_us;
	struct id created_by;
	int64_t row_version;
	int64_t waiting;		/* messages to be sent; webhook_counts() */
	int64_t sent_at_us;		/* the last that was taken; likewise */
};

/* ERR_LIMIT: the company has max; it must be held, see company_hold(). */
enum err webhook_insert(struct db *db, struct arena *a,
    const struct webhook *w, int64_t max) MUST_CHECK;

/* A company's, oldest first. */
enum err webhooks_of(struct db *db, struct arena *a, struct webhook **out,
    size_t *n, struct id company_id, int64_t max) MUST_CHECK;

/* company_id nil: anybody's.  ERR_NOT_FOUND. */
enum err webhook_get(struct db *db, struct arena *a, struct webhook *out,
    struct id webhook_id, struct id company_id) MUST_CHECK;

/* Looks at all its messages: for people, not for each call. */
enum err webhook_counts(struct db *db, struct arena *a, struct webhook *w)
    MUST_CHECK;

/*
 * Those of a company that were there at the time; with their kinds, state
 * and ids alone.
 */
enum err webhooks_told(struct db *db, struct arena *a, struct webhook **out,
    size_t *n, struct id company_id, int64_t at_us) MUST_CHECK;

/* Is there any in the site? */
enum err webhooks_any(struct db *db, struct arena *a, bool *any) MUST_CHECK;

/* All that can change, of that row_version.  ERR_STALE. */
enum err webhook_update(struct db *db, const struct webhook *w) MUST_CHECK;

/* With its messages and their attempts.  ERR_STALE. */
enum err webhook_delete(struct db *db, struct id webhook_id,
    int64_t row_version) MUST_CHECK;

/* It was called; until then none of its company's is; 0: it was quick. */
enum err webhook_rest(struct db *db, struct id webhook_id, int64_t until_us)
    MUST_CHECK;

/* ACTIVE to FAILING; *failed false: it is not ACTIVE any more. */
enum err webhook_fail(struct db *db, bool *failed, struct id webhook_id)
    MUST_CHECK;

/* Who is told that a company's webhook has failed: its ACTIVE owners. */
enum err webhook_owners(struct db *db, struct arena *a, struct id **user_ids,
    size_t *n, struct id company_id, int64_t limit) MUST_CHECK;

#endif
