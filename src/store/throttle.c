#include "base/sys.h"
#include "crypto/hash.h"
#include "store/throttle.h"

static struct hash
throttle_hash(const char *purpose, struct str subject)
{
	const struct str parts[] = { str_from(purpose), STR("\n"), subject };

	return hash_sha256_parts(parts, 3);
}

/*
 * The assignments run from left to right: tries still sees the old
 * window.
 */
static const char hit_sql[] =
    "INSERT INTO throttles (throttle_hash, window_start, tries)"
    " VALUES (?, ?, 1) ON DUPLICATE KEY UPDATE"
    " tries = CASE WHEN window_start <= ? THEN 1 ELSE tries + 1 END,"
    " window_start = CASE WHEN window_start <= ? THEN ?"
    " ELSE window_start END";

static const char read_sql[] =
    "SELECT tries, window_start FROM throttles WHERE throttle_hash = ?";

enum err
throttle_hit(struct db *db, struct arena *a, const char *purpose,
    struct str subject, int64_t tries, int64_t window_s, int64_t now_us,
    int64_t *retry_after_s)
{
	struct hash key = throttle_hash(purpose, subject);
	int64_t over_us = now_us - window_s * SEC_US;
	int64_t end_us;
	struct db_result r;
	enum err e;

	*retry_after_s = 0;
	e = db_exec(db, NULL, hit_sql,
	    DB_ARGS(db_hash(key.b), db_us(now_us), db_us(over_us),
		db_us(over_us), db_us(now_us)));
	if (e == OK)
		e = db_query(db, a, &r, read_sql, DB_ARGS(db_hash(key.b)));
	if (e != OK)
		return e;
	if (!db_next(&r) || db_get_i64(&r, 0) <= tries)
		return OK;
	end_us = db_get_us(&r, 1) + window_s * SEC_US;
	*retry_after_s = (end_us - now_us) / SEC_US + 1;
	return ERR_THROTTLED;
}

static const char clear_sql[] = "DELETE FROM throttles WHERE throttle_hash = ?";

enum err
throttle_clear(struct db *db, const char *purpose, struct str subject)
{
	struct hash key = throttle_hash(purpose, subject);

	return db_exec(db, NULL, clear_sql, DB_ARGS(db_hash(key.b)));
}

static const char purge_sql[] =
    "DELETE FROM throttles WHERE window_start <= ? LIMIT ?";

enum err
throttle_purge(struct db *db, int64_t before_us, int64_t max, uint64_t *dropped)
{
	return db_exec(
	    db, dropped, purge_sql, DB_ARGS(db_us(before_us), db_i64(max)));
}
