#include "store/member.h"
#include "store/row.h"

#define MEMBER_COLUMNS \
	"user_id, user_name, email, role, state, " \
	"email_verified_at IS NOT NULL, totp_confirmed_at IS NOT NULL, " \
	"signed_in_at, created_at, row_version"

static struct member
member_from_row(const struct db_result *r)
{
	return (struct member){ .user_id = db_get_id(r, 0),
		.user_name = db_get_str(r, 1),
		.email = db_get_str(r, 2),
		.role = db_get_str(r, 3),
		.state = db_get_str(r, 4),
		.verified = db_get_i64(r, 5) != 0,
		.factor = db_get_i64(r, 6) != 0,
		.signed_in_at_us = db_get_us(r, 7),
		.created_at_us = db_get_us(r, 8),
		.row_version = db_get_i64(r, 9) };
}

static const char list_sql[] = "SELECT " MEMBER_COLUMNS
			       " FROM users WHERE company_id = ? "
			       "AND user_id > ? AND state <> 'ERASED' "
			       "ORDER BY user_id LIMIT ?";

enum err
members_list(struct db *db, struct arena *a, struct member **members, size_t *n,
    struct id company_id, struct id after, int64_t limit)
{
	struct str from = { (const char *)after.b, sizeof(after.b) };
	struct db_result r;
	enum err e = db_query(db, a, &r, list_sql,
	    DB_ARGS(db_id(company_id), db_str(from), db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*members = ARENA_NEWS(a, struct member, r.rows);
	if (!*members)
		return ERR_NOMEM;
	while (db_next(&r))
		(*members)[(*n)++] = member_from_row(&r);
	return OK;
}

static const char get_sql[] = "SELECT " MEMBER_COLUMNS
			      " FROM users WHERE company_id = ? "
			      "AND user_id = ? AND state <> 'ERASED'";

enum err
member_get(struct db *db, struct arena *a, struct member *out,
    struct id company_id, struct id user_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, get_sql, DB_ARGS(db_id(company_id), db_id(user_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = member_from_row(&r);
	return OK;
}

/* The aggregate keeps MySQL from merging the table that is being changed. */
#define OTHER_OWNERS \
	"(SELECT n FROM (SELECT COUNT(*) AS n FROM users " \
	"WHERE company_id = ? AND role = 'owner' AND state = 'ACTIVE' " \
	"AND user_id <> ?) AS others) > 0"

static const char set_role_sql[] =
    "UPDATE users SET role = ?, row_version = row_version + 1 "
    "WHERE user_id = ? AND company_id = ? AND state <> 'ERASED' "
    "AND (? = 0 OR row_version = ?) "
    "AND (role <> 'owner' OR ? = 'owner' OR " OTHER_OWNERS ")";

enum err
member_set_role(struct db *db, bool *changed, struct id company_id,
    struct id user_id, struct str role, int64_t row_version)
{
	uint64_t rows = 0;
	enum err e = db_exec(db, &rows, set_role_sql,
	    DB_ARGS(db_str(role), db_id(user_id), db_id(company_id),
		db_i64(row_version), db_i64(row_version), db_str(role),
		db_id(company_id), db_id(user_id)));

	*changed = rows == 1;
	return e;
}

static const char move_sql[] =
    "UPDATE users SET company_id = ?, role = ?, "
    "row_version = row_version + 1 "
    "WHERE user_id = ? AND company_id = ? AND state = 'ACTIVE' "
    "AND (role <> 'owner' OR " OTHER_OWNERS " OR "
    "(SELECT n FROM (SELECT COUNT(*) AS n FROM users WHERE company_id = ? "
    "AND user_id <> ? AND state <> 'ERASED') AS rest) = 0)";

enum err
member_move(struct db *db, bool *changed, struct id from, struct id user_id,
    struct id to, struct str role)
{
	uint64_t rows = 0;
	enum err e = db_exec(db, &rows, move_sql,
	    DB_ARGS(db_id(to), db_str(role), db_id(user_id), db_id(from),
		db_id(from), db_id(user_id), db_id(from), db_id(user_id)));

	*changed = rows == 1;
	return e;
}

static enum err
count(struct db *db, struct arena *a, bool *some, const char *sql,
    struct id company_id, struct id user_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, sql, DB_ARGS(db_id(company_id), db_id(user_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	*some = db_get_i64(&r, 0) > 0;
	return OK;
}

static const char others_sql[] =
    "SELECT COUNT(*) FROM users WHERE company_id = ? AND user_id <> ? "
    "AND state <> 'ERASED'";

enum err
member_alone(struct db *db, struct arena *a, bool *alone, struct id company_id,
    struct id user_id)
{
	bool others = false;
	enum err e = count(db, a, &others, others_sql, company_id, user_id);

	*alone = !others;
	return e;
}

static const char used_sql[] =
    "SELECT (SELECT COUNT(*) FROM orders WHERE company_id = ?) + "
    "(SELECT COUNT(*) FROM sellers WHERE company_id = ?)";

enum err
member_company_used(
    struct db *db, struct arena *a, bool *used, struct id company_id)
{
	return count(db, a, used, used_sql, company_id, company_id);
}

static const char members_of_finance_sql[] =
    "SELECT user_id FROM users WHERE company_id = ? AND state = 'ACTIVE' "
    "AND role IN ('owner', 'finance') ORDER BY created_at, user_id LIMIT ?";

enum err
members_of_finance(struct db *db, struct arena *a, struct id **user_ids,
    size_t *n, struct id company_id, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, members_of_finance_sql,
	    DB_ARGS(db_id(company_id), db_i64(limit)));

	return e != OK ? e : row_ids(a, user_ids, n, &r);
}
