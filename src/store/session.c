#include "store/session.h"

#define FIND_COLUMNS \
	"SELECT s.created_at, s.seen_at, u.user_id, u.company_id, u.email," \
	" u.user_name, u.role, u.locale, u.email_verified_at IS NOT NULL," \
	" c.name, c.country, c.currency, l.seller_id, l.state = 'ACTIVE'," \
	" s.session_id, s.factor_at IS NOT NULL, c.tax_number"
enum { FIND_COLUMNS_N = 17 };
#define FIND_FROM \
	" FROM sessions s" \
	" JOIN users u ON u.user_id = s.user_id" \
	" LEFT JOIN companies c ON c.company_id = u.company_id" \
	" LEFT JOIN sellers l ON l.company_id = u.company_id"
#define FIND_WHERE \
	" WHERE s.session_hash = ? AND s.seen_at > ? AND s.created_at > ?" \
	" AND u.state = 'ACTIVE' AND (c.state IS NULL OR c.state = 'ACTIVE')"

static const char find_sql[] = FIND_COLUMNS FIND_FROM FIND_WHERE;

/* Any offer will do, by offers_match_ix; subqueries cost twice the joins. */
static const char find_pricing_sql[] = FIND_COLUMNS
    ", g.value, f.offer_id IS NOT NULL" FIND_FROM
    " LEFT JOIN site_counters g ON g.name = 'catalogue_revision'"
    " LEFT JOIN offers f ON f.company_id = u.company_id"
    " AND f.state IN ('SENT', 'EFFECTIVE')" FIND_WHERE " LIMIT 1";

static enum err
session_read(struct db *db, struct arena *a, struct session *out,
    const char *sql, struct hash session, const struct session_limits *limits)
{
	struct db_result r;
	enum err e;

	e = db_query(db, a, &r, sql,
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
		.seller_active = db_get_i64(&r, 13) != 0,
		.session_id = db_get_id(&r, 14),
		.factor = db_get_i64(&r, 15) != 0,
		.company_tax_number = db_get_str(&r, 16) };
	if (r.columns > FIND_COLUMNS_N) {
		out->catalogue_revision = db_get_i64(&r, FIND_COLUMNS_N);
		out->offered = db_get_i64(&r, FIND_COLUMNS_N + 1) != 0;
	}
	return OK;
}

enum err
session_find(struct db *db, struct arena *a, struct session *out,
    struct hash session, const struct session_limits *limits)
{
	return session_read(db, a, out, find_sql, session, limits);
}

enum err
session_find_pricing(struct db *db, struct arena *a, struct session *out,
    struct hash session, const struct session_limits *limits)
{
	return session_read(db, a, out, find_pricing_sql, session, limits);
}

static const char insert_sql[] =
    "INSERT INTO sessions (session_hash, session_id, user_id, address,"
    " user_agent, created_at, seen_at, factor_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

enum err
session_insert(struct db *db, const struct session_made *s)
{
	return db_exec(db, NULL, insert_sql,
	    DB_ARGS(db_hash(s->hash.b), db_id(s->session_id), db_id(s->user_id),
		db_str(s->address), db_str(s->user_agent), db_us(s->now_us),
		db_us(s->now_us), db_us(s->factor ? s->now_us : 0)));
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

static const char set_factor_sql[] =
    "UPDATE sessions SET factor_at = ? WHERE session_hash = ?";

enum err
session_set_factor(struct db *db, struct hash session, int64_t at_us)
{
	return db_exec(db, NULL, set_factor_sql,
	    DB_ARGS(db_us(at_us), db_hash(session.b)));
}

static const char of_user_sql[] =
    "SELECT session_id, address, user_agent, created_at, seen_at,"
    " factor_at IS NOT NULL FROM sessions WHERE user_id = ?"
    " AND session_id IS NOT NULL AND seen_at > ? AND created_at > ?"
    " ORDER BY seen_at DESC, session_id LIMIT ?";

enum err
sessions_of(struct db *db, struct arena *a, struct session_shown **sessions,
    size_t *n, struct id user_id, const struct session_limits *limits,
    int64_t max)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, of_user_sql,
	    DB_ARGS(db_id(user_id), db_us(limits->now_us - limits->idle_us),
		db_us(limits->now_us - limits->max_us), db_i64(max)));

	if (e != OK)
		return e;
	*n = 0;
	*sessions = ARENA_NEWS(a, struct session_shown, r.rows);
	if (!*sessions)
		return ERR_NOMEM;
	while (db_next(&r))
		(*sessions)[(*n)++] = (struct session_shown){
			.session_id = db_get_id(&r, 0),
			.address = db_get_str(&r, 1),
			.user_agent = db_get_str(&r, 2),
			.created_at_us = db_get_us(&r, 3),
			.seen_at_us = db_get_us(&r, 4),
			.factor = db_get_i64(&r, 5) != 0,
		};
	return OK;
}

static const char delete_sql[] = "DELETE FROM sessions WHERE session_hash = ?";

enum err
session_delete(struct db *db, struct hash session)
{
	return db_exec(db, NULL, delete_sql, DB_ARGS(db_hash(session.b)));
}

static const char delete_named_sql[] =
    "DELETE FROM sessions WHERE session_id = ? AND user_id = ?";

enum err
session_delete_named(struct db *db, struct id session_id, struct id user_id)
{
	uint64_t gone = 0;
	enum err e = db_exec(db, &gone, delete_named_sql,
	    DB_ARGS(db_id(session_id), db_id(user_id)));

	if (e != OK)
		return e;
	return gone == 1 ? OK : ERR_NOT_FOUND;
}

static const char delete_others_sql[] =
    "DELETE FROM sessions WHERE user_id = ? AND session_hash <> ?";

enum err
session_delete_others(struct db *db, struct id user_id, struct hash session)
{
	return db_exec(db, NULL, delete_others_sql,
	    DB_ARGS(db_id(user_id), db_hash(session.b)));
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
