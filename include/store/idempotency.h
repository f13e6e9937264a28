/*
 * Idempotency keys: one effect for a key, for ever.  The row is claimed
 * first, in the transaction of the effect, so that a second call waits on
 * the UNIQUE key and then finds the stored answer.
 */
#ifndef STORE_IDEMPOTENCY_H
#define STORE_IDEMPOTENCY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "crypto/hash.h"
#include "db/db.h"

struct idempotency {
	struct hash body;
	bool done;			/* else: running, or its lease over */
	int64_t lease_until_us;		/* 0: none */
	struct str note;
	int status;
	struct str answer;
};

/* lease_until_us 0, note.p NULL: none.  ERR_EXISTS: claimed already. */
enum err idempotency_claim(struct db *db, struct hash scope, struct hash body,
    int64_t lease_until_us, struct str note, int64_t now_us) MUST_CHECK;

/* ERR_NOT_FOUND: never claimed, or its claim was rolled back. */
enum err idempotency_find(struct db *db, struct arena *a,
    struct idempotency *out, struct hash scope) MUST_CHECK;

/* Takes an ended lease over; ERR_KEY_IN_USE: another was faster. */
enum err idempotency_take_over(struct db *db, struct hash scope,
    int64_t old_until_us, int64_t new_until_us) MUST_CHECK;

/* Ends a lease of ours early; a no-op when it is not ours any more. */
enum err idempotency_release(struct db *db, struct hash scope,
    int64_t until_us, int64_t now_us) MUST_CHECK;

enum err idempotency_note(struct db *db, struct hash scope, struct str note)
    MUST_CHECK;

/* ERR_KEY_IN_USE: the row is done already, or not there. */
enum err idempotency_done(struct db *db, struct hash scope, int status,
    struct str answer) MUST_CHECK;

#endif
