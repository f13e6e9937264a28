/* Evidence on its way: files that are sent piece by piece, and so resumed. */
#ifndef STORE_UPLOAD_H
#define STORE_UPLOAD_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"

struct upload_row {
	struct id upload_id, handover_id;
	struct id user_id;		/* who sends it */
	struct str name;
	int64_t bytes;			/* it will have */
	struct hash hash;		/* SHA-256 it will have */
	int64_t received;		/* bytes that are there */
	int64_t created_at_us, touched_at_us;
};

enum err upload_insert(struct db *db, const struct upload_row *u) MUST_CHECK;

/* ERR_NOT_FOUND. */
enum err upload_get(struct db *db, struct arena *a, struct upload_row *out,
    struct id upload_id) MUST_CHECK;

/* So much is there now, if it was from before; else ERR_STALE. */
enum err upload_advance(struct db *db, struct id upload_id, int64_t from,
    int64_t to, int64_t now_us) MUST_CHECK;

enum err upload_delete(struct db *db, struct id upload_id) MUST_CHECK;

/* How many a user has under way. */
enum err uploads_count(struct db *db, struct arena *a, int64_t *n,
    struct id user_id) MUST_CHECK;

/* Not touched since then: forgotten, at most limit. */
enum err uploads_forget(struct db *db, int64_t before_us, int64_t limit,
    uint64_t *dropped) MUST_CHECK;

/* known[i]: there is one of ids[i]; 1 to LIST_MAX of them. */
enum err uploads_known(struct db *db, struct arena *a, bool *known,
    const struct id *ids, size_t n) MUST_CHECK;

#endif
