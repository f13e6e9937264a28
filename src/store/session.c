#include "store/session.h"

static const char find_sql[] =
    "SELECT s.created_at, s.seen_at, u.user_id, u.company_id, u.email,"
    " u.user_name, u.role, u.locale, u.email_verified_at IS NOT NULL,"
    " c.name, c.country, c.currency, l.seller_id, l.state = 'ACTIVE'"
    " FROM sessions s"
    " JOIN users u ON u.user_id = s.user_id"
    " LEFT JOIN companies c ON c.company_id = u.company_id"
    " LEFT JOIN sellers l ON l.company_id = u.company_id"
    " WHERE s.session_hash = ? AND s.seen_at > ? AND s.created_at > ?"
    " AND u.state = 'ACTIVE' AND (c.state IS NULL OR c.state = 'ACTIVE')";

enum err
session_find(struct db *db, struct arena *a, struct session *out,
    struct hash session, const struct session_limits *limits)
{
	struct db_result r;
	enum err e;

	e = db_query(db, a, &r, find_sql,
	    DB_ARGS(db_hash(session.b), db_us(limits->now_us - limits->idle_us),
		db_us(limits->now_us - limits->max_us)));
	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct session){ .created_at_us = db_get_us(&r, 0),
		.seen_at_us = db_get_us(&r, 1),
		.user_id = db_get_id(&r, 2),
		.company_id = db_get_id(&r, 3),
		.email = db_get_str(&r, 4),
		.user_name = db_get_str(&r, 5),
		.role = db_get_str(&r, 6),
		.locale = db_get_str(&r, 7),
		.verified = db_get_i64(&r, 8) != 0,
		.company_name = db_get_str(&r, 9),
		.company_country = db_get_str(&r, 10),
		.company_currency = db_get_str(&r, 11),
		.seller_id = db_get_id(&r, 12),
		.seller_active = db_get_i64(&r, 13) != 0 };
	return OK;
}

static const char insert_sql[] =
    "INSERT INTO sessions (session_hash, user_id, created_at, seen_at)"
    " VALUES (?, ?, ?, ?)";

enum err
session_insert(
    struct db *db, struct hash session, struct id user_id, int64_t now_us)
{
	return db_exec(db, NULL, insert_sql,
	    DB_ARGS(db_hash(session.b), db_id(user_id), db_us(now_us),
		db_us(now_us)));
}

static const char touch_sql[] =
    "UPDATE sessions SET seen_at = ? WHERE session_hash = ? AND seen_at = ?";

enum err
session_touch(
    struct db *db, struct hash session, int64_t seen_at_us, int64_t now_us)
{
	return db_exec(db, NULL, touch_sql,
	    DB_ARGS(db_us(now_us), db_hash(session.b), db_us(seen_at_us)));
}

static const char delete_sql[] = "DELETE FROM sessions WHERE session_hash = ?";

enum err
session_delete(struct db *db, struct hash session)
{
	return db_exec(db, NULL, delete_sql, DB_ARGS(db_hash(session.b)));
}

static const char delete_all_sql[] = "DELETE FROM sessions WHERE user_id = ?";

enum err
session_delete_all(struct db *db, struct id user_id)
{
	return db_exec(db, NULL, delete_all_sql, DB_ARGS(db_id(user_id)));
}

static const char purge_sql[] =
    "DELETE FROM sessions WHERE seen_at <= ? OR created_at <= ? LIMIT ?";

enum err
session_purge(struct db *db, const struct session_limits *limits, int64_t max,
    uint64_t *dropped)
{
	return db_exec(db, dropped, purge_sql,
	    DB_ARGS(db_us(limits->now_us - limits->idle_us),
		db_us(limits->now_us - limits->max_us), db_i64(max)));
}
