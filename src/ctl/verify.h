/*
 * verify's checks, one at a time and on one connection: so that two
 * connections can share them.
 */
#ifndef CTL_VERIFY_H
#define CTL_VERIFY_H

#include "base/arena.h"
#include "base/str.h"
#include "crypto/keys.h"
#include "db/db.h"

/* What a check found: in the arena of the look that found it. */
struct found {
	const char *check;		/* "entries-sum-to-zero" */
	bool warns;			/* not a fault by itself */
	struct str subject;		/* "ord_..."; .p NULL: the whole */
	struct str text;
	struct found *next;
};

/* What one check says: in the order in which it was found. */
struct finds {
	struct found *first, *last;
};

/* A connection in a snapshot, and what the checks on it need. */
struct look {
	struct db *db;
	struct arena *arena;
	const struct keys *keys;
	struct str seals_dir;		/* where signed heads are */
	int64_t now_us;
	bool unsealed;			/* no worker seals between its runs */
};

/* How many there are; the dearest, the chains, are the last. */
size_t look_checks(void);

/* The i-th of them; an error is of the database, not of what is in it. */
enum err look_at(const struct look *l, size_t i, struct finds *out) MUST_CHECK;

#endif
