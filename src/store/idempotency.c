#include "store/idempotency.h"

static const char claim_sql[] =
    "INSERT INTO idempotency_keys (scope_hash, body_hash, state,"
    " lease_until, note, created_at) VALUES (?, ?, 'RUNNING', ?, ?, ?)";

enum err
idempotency_claim(struct db *db, struct hash scope, struct hash body,
    int64_t lease_until_us, struct str note, int64_t now_us)
{
	return db_exec(db, NULL, claim_sql,
	    DB_ARGS(db_hash(scope.b), db_hash(body.b), db_us(lease_until_us),
		db_str(note), db_us(now_us)));
}

static const char find_sql[] =
    "SELECT body_hash, state = 'DONE', lease_until, note, status, answer"
    " FROM idempotency_keys WHERE scope_hash = ?";

enum err
idempotency_find(
    struct db *db, struct arena *a, struct idempotency *out, struct hash scope)
{
	struct db_result r;
	enum err e;

	e = db_query(db, a, &r, find_sql, DB_ARGS(db_hash(scope.b)));
	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	db_get_hash(&r, 0, out->body.b);
	out->done = db_get_i64(&r, 1) != 0;
	out->lease_until_us = db_get_us(&r, 2);
	out->note = db_get_str(&r, 3);
	out->status = (int)db_get_i64(&r, 4);
	out->answer = db_get_str(&r, 5);
	return OK;
}

/* One row changed, or somebody else was faster. */
static enum err
exactly_one(enum err e, uint64_t changed)
{
	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_KEY_IN_USE;
}

static const char take_over_sql[] =
    "UPDATE idempotency_keys SET lease_until = ?"
    " WHERE scope_hash = ? AND state = 'RUNNING' AND lease_until = ?";

enum err
idempotency_take_over(struct db *db, struct hash scope, int64_t old_until_us,
    int64_t new_until_us)
{
	uint64_t changed = 0;
	enum err e;

	e = db_exec(db, &changed, take_over_sql,
	    DB_ARGS(
		db_us(new_until_us), db_hash(scope.b), db_us(old_until_us)));
	return exactly_one(e, changed);
}

enum err
idempotency_release(
    struct db *db, struct hash scope, int64_t until_us, int64_t now_us)
{
	return db_exec(db, NULL, take_over_sql,
	    DB_ARGS(db_us(now_us), db_hash(scope.b), db_us(until_us)));
}

static const char note_sql[] = "UPDATE idempotency_keys SET note = ?"
			       " WHERE scope_hash = ? AND state = 'RUNNING'";

enum err
idempotency_note(struct db *db, struct hash scope, struct str note)
{
	uint64_t changed = 0;
	enum err e;

	e = db_exec(
	    db, &changed, note_sql, DB_ARGS(db_str(note), db_hash(scope.b)));
	return exactly_one(e, changed);
}

static const char done_sql[] =
    "UPDATE idempotency_keys SET state = 'DONE', lease_until = NULL,"
    " status = ?, answer = ? WHERE scope_hash = ? AND state = 'RUNNING'";

enum err
idempotency_done(
    struct db *db, struct hash scope, int status, struct str answer)
{
	uint64_t changed = 0;
	enum err e;

	e = db_exec(db, &changed, done_sql,
	    DB_ARGS(db_i64(status), db_bytes(answer), db_hash(scope.b)));
	return exactly_one(e, changed);
}
