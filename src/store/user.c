#include "store/user.h"

#include <string.h>

#define USER_COLUMNS \
	"user_id, company_id, user_name, email, email_verified_at, " \
	"mobile, password_phc, role, state, locale, created_at, " \
	"row_version"

static void
user_from_row(struct user *u, const struct db_result *r)
{
	memset(u, 0, sizeof(*u));
	u->user_id = db_get_id(r, 0);
	u->company_id = db_get_id(r, 1);
	u->user_name = db_get_str(r, 2);
	u->email = db_get_str(r, 3);
	u->verified_at_us = db_get_us(r, 4);
	u->mobile = db_get_str(r, 5);
	u->password_phc = db_get_str(r, 6);
	u->role = db_get_str(r, 7);
	u->state = db_get_str(r, 8);
	u->locale = db_get_str(r, 9);
	u->created_at_us = db_get_us(r, 10);
	u->row_version = db_get_i64(r, 11);
}

static const char user_insert_sql[] =
    "INSERT INTO users (user_id, company_id, user_name, email, "
    "email_verified_at, mobile, password_phc, role, state, locale, "
    "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

enum err
user_insert(struct db *db, const struct user *u)
{
	struct str state = str_empty(u->state) ? STR("ACTIVE") : u->state;

	return db_exec(db, NULL, user_insert_sql,
	    DB_ARGS(db_id(u->user_id), db_id(u->company_id),
		db_str(u->user_name), db_str(u->email),
		db_us(u->verified_at_us), db_str(u->mobile),
		db_str(u->password_phc), db_str(u->role), db_str(state),
		db_str(u->locale), db_us(u->created_at_us)));
}

static enum err
user_one(struct user *out, struct db_result *r)
{
	if (!db_next(r))
		return ERR_NOT_FOUND;
	user_from_row(out, r);
	return OK;
}

static const char user_get_sql[] = "SELECT " USER_COLUMNS
				   " FROM users WHERE user_id = ?";

enum err
user_get(struct db *db, struct arena *a, struct user *out, struct id user_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, user_get_sql, DB_ARGS(db_id(user_id)));

	return e != OK ? e : user_one(out, &r);
}

static const char user_hold_sql[] = "SELECT " USER_COLUMNS
				    " FROM users WHERE user_id = ? FOR UPDATE";

enum err
user_hold(struct db *db, struct arena *a, struct user *out, struct id user_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, user_hold_sql, DB_ARGS(db_id(user_id)));

	return e != OK ? e : user_one(out, &r);
}

static const char user_by_email_sql[] = "SELECT " USER_COLUMNS
					" FROM users WHERE email = ?";

enum err
user_by_email(
    struct db *db, struct arena *a, struct user *out, struct str email)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, user_by_email_sql, DB_ARGS(db_str(email)));

	return e != OK ? e : user_one(out, &r);
}

static const char users_list_sql[] = "SELECT " USER_COLUMNS
				     " FROM users WHERE user_id > ? "
				     "ORDER BY user_id LIMIT ?";
static const char users_of_company_sql[] =
    "SELECT " USER_COLUMNS " FROM users WHERE user_id > ? "
    "AND company_id = ? ORDER BY user_id LIMIT ?";

enum err
users_list(struct db *db, struct arena *a, struct user **users, size_t *n,
    struct id company_id, struct id after, int64_t limit)
{
	struct db_result r;
	struct str from = { (const char *)after.b, sizeof(after.b) };
	enum err e;

	if (id_is_nil(company_id))
		e = db_query(db, a, &r, users_list_sql,
		    DB_ARGS(db_str(from), db_i64(limit)));
	else
		e = db_query(db, a, &r, users_of_company_sql,
		    DB_ARGS(db_str(from), db_id(company_id), db_i64(limit)));
	if (e != OK)
		return e;
	*n = 0;
	*users = ARENA_NEWS(a, struct user, r.rows);
	if (!*users)
		return ERR_NOMEM;
	while (db_next(&r))
		user_from_row(&(*users)[(*n)++], &r);
	return OK;
}

static enum err
user_changed(enum err e, uint64_t changed)
{
	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_NOT_FOUND;
}

static const char user_verify_sql[] =
    "UPDATE users SET email_verified_at = COALESCE(email_verified_at, ?), "
    "row_version = row_version + 1 "
    "WHERE user_id = ? AND email = ? AND state = 'ACTIVE'";

enum err
user_verify(struct db *db, struct id user_id, struct str email, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, user_verify_sql,
	    DB_ARGS(db_us(now_us), db_id(user_id), db_str(email)));

	return user_changed(e, changed);
}

static const char user_signed_in_sql[] =
    "UPDATE users SET signed_in_at = ? WHERE user_id = ?";

enum err
user_signed_in(struct db *db, struct id user_id, int64_t now_us)
{
	return db_exec(db, NULL, user_signed_in_sql,
	    DB_ARGS(db_us(now_us), db_id(user_id)));
}

static const char user_set_password_sql[] =
    "UPDATE users SET password_phc = ?, row_version = row_version + 1 "
    "WHERE user_id = ? AND state = 'ACTIVE'";
static const char user_end_links_sql[] =
    "UPDATE mail_tokens SET used_at = created_at WHERE user_id = ? "
    "AND kind <> 'verify' AND used_at IS NULL";

enum err
user_set_password(struct db *db, struct id user_id, struct str phc)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, user_set_password_sql,
	    DB_ARGS(db_str(phc), db_id(user_id)));

	e = user_changed(e, changed);
	return e == OK
	    ? db_exec(db, NULL, user_end_links_sql, DB_ARGS(db_id(user_id)))
	    : e;
}

static const char user_set_role_sql[] =
    "UPDATE users SET role = ?, row_version = row_version + 1 "
    "WHERE user_id = ? AND state <> 'ERASED'";

enum err
user_set_role(struct db *db, struct id user_id, struct str role)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, user_set_role_sql,
	    DB_ARGS(db_str(role), db_id(user_id)));

	return user_changed(e, changed);
}

static const char user_set_state_sql[] =
    "UPDATE users SET state = ?, row_version = row_version + 1 "
    "WHERE user_id = ? AND state <> 'ERASED'";

enum err
user_set_state(struct db *db, struct id user_id, struct str state)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, user_set_state_sql,
	    DB_ARGS(db_str(state), db_id(user_id)));

	return user_changed(e, changed);
}
