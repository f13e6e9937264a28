#include "store/api_key.h"

static const char count_sql[] =
    "SELECT COUNT(*) FROM api_keys WHERE company_id = ? "
    "AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)";
static const char insert_sql[] =
    "INSERT INTO api_keys (key_id, company_id, user_id, name, key_hash, "
    "hint, scopes, created_at, expires_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

enum err
api_key_insert(
    struct db *db, struct arena *a, const struct api_key *k, int64_t max)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, count_sql,
	    DB_ARGS(db_id(k->company_id), db_us(k->created_at_us)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	if (db_get_i64(&r, 0) >= max)
		return ERR_LIMIT;
	return db_exec(db, NULL, insert_sql,
	    DB_ARGS(db_id(k->key_id), db_id(k->company_id), db_id(k->user_id),
		db_str(k->name), db_hash(k->key_hash.b), db_str(k->hint),
		db_str(k->scopes), db_us(k->created_at_us),
		db_us(k->expires_at_us)));
}

static const char list_sql[] =
    "SELECT k.key_id, k.user_id, u.user_name, k.name, k.hint, k.scopes, "
    "k.created_at, k.expires_at, k.used_at FROM api_keys k "
    "JOIN users u ON u.user_id = k.user_id WHERE k.company_id = ? "
    "AND (? IS NULL OR k.user_id = ?) AND k.revoked_at IS NULL "
    "ORDER BY k.created_at DESC, k.key_id DESC LIMIT ?";

enum err
api_keys_of(struct db *db, struct arena *a, struct api_key **keys, size_t *n,
    struct id company_id, struct id user_id, int64_t max)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, list_sql,
	    DB_ARGS(db_id(company_id), db_id(user_id), db_id(user_id),
		db_i64(max)));

	if (e != OK)
		return e;
	*n = 0;
	*keys = ARENA_NEWS(a, struct api_key, r.rows);
	if (!*keys)
		return ERR_NOMEM;
	while (db_next(&r))
		(*keys)[(*n)++] = (struct api_key){
			.key_id = db_get_id(&r, 0),
			.company_id = company_id,
			.user_id = db_get_id(&r, 1),
			.user_name = db_get_str(&r, 2),
			.name = db_get_str(&r, 3),
			.hint = db_get_str(&r, 4),
			.scopes = db_get_str(&r, 5),
			.created_at_us = db_get_us(&r, 6),
			.expires_at_us = db_get_us(&r, 7),
			.used_at_us = db_get_us(&r, 8),
		};
	return OK;
}

static const char revoke_sql[] =
    "UPDATE api_keys SET revoked_at = ? WHERE key_id = ? "
    "AND company_id = ? AND (? IS NULL OR user_id = ?) "
    "AND revoked_at IS NULL";

enum err
api_key_revoke(struct db *db, struct id key_id, struct id company_id,
    struct id user_id, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, revoke_sql,
	    DB_ARGS(db_us(now_us), db_id(key_id), db_id(company_id),
		db_id(user_id), db_id(user_id)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_NOT_FOUND;
}

static const char revoke_of_sql[] = "UPDATE api_keys SET revoked_at = ? "
				    "WHERE user_id = ? AND revoked_at IS NULL";

enum err
api_keys_revoke_of(struct db *db, struct id user_id, int64_t now_us)
{
	return db_exec(
	    db, NULL, revoke_of_sql, DB_ARGS(db_us(now_us), db_id(user_id)));
}

static const char in_force_sql[] =
    "SELECT COUNT(*) FROM api_keys k JOIN users u ON u.user_id = k.user_id "
    "WHERE k.user_id = ? AND k.revoked_at IS NULL "
    "AND (k.expires_at IS NULL OR k.expires_at > ?) "
    "AND k.company_id = u.company_id";

enum err
api_keys_in_force(struct db *db, struct arena *a, int64_t *n, struct id user_id,
    int64_t now_us)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, in_force_sql, DB_ARGS(db_id(user_id), db_us(now_us)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	*n = db_get_i64(&r, 0);
	return OK;
}

static const char find_sql[] =
    "SELECT k.key_id, k.scopes, k.used_at, u.user_id, u.company_id, "
    "u.email, u.user_name, u.role, u.locale, "
    "u.email_verified_at IS NOT NULL, u.totp_confirmed_at IS NOT NULL, "
    "c.name, c.country, c.currency, l.seller_id, l.state = 'ACTIVE', "
    "c.tax_number "
    "FROM api_keys k JOIN users u ON u.user_id = k.user_id "
    "JOIN companies c ON c.company_id = u.company_id "
    "LEFT JOIN sellers l ON l.company_id = u.company_id "
    "WHERE k.key_hash = ? AND k.revoked_at IS NULL "
    "AND (k.expires_at IS NULL OR k.expires_at > ?) "
    "AND k.company_id = u.company_id AND u.state = 'ACTIVE' "
    "AND c.state = 'ACTIVE'";

enum err
api_key_find(struct db *db, struct arena *a, struct api_key_found *out,
    struct hash key, int64_t now_us)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, find_sql, DB_ARGS(db_hash(key.b), db_us(now_us)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct api_key_found){ .key_id = db_get_id(&r, 0),
		.scopes = db_get_str(&r, 1),
		.used_at_us = db_get_us(&r, 2),
		.session = { .user_id = db_get_id(&r, 3),
		    .company_id = db_get_id(&r, 4),
		    .email = db_get_str(&r, 5),
		    .user_name = db_get_str(&r, 6),
		    .role = db_get_str(&r, 7),
		    .locale = db_get_str(&r, 8),
		    .verified = db_get_i64(&r, 9) != 0,
		    .factor = db_get_i64(&r, 10) != 0,
		    .company_name = db_get_str(&r, 11),
		    .company_country = db_get_str(&r, 12),
		    .company_currency = db_get_str(&r, 13),
		    .seller_id = db_get_id(&r, 14),
		    .seller_active = db_get_i64(&r, 15) != 0,
		    .company_tax_number = db_get_str(&r, 16) } };
	return OK;
}

static const char touch_sql[] =
    "UPDATE api_keys SET used_at = ? WHERE key_id = ? "
    "AND (used_at IS NULL OR used_at < ?)";

enum err
api_key_touch(struct db *db, struct id key_id, int64_t hour_us)
{
	return db_exec(db, NULL, touch_sql,
	    DB_ARGS(db_us(hour_us), db_id(key_id), db_us(hour_us)));
}
