#include "store/factor.h"

#include <string.h>

#include "base/bounds.h"
#include "crypto/token.h"

/* Bound to the user, so that rows cannot be swapped. */
static struct str
id_bytes(const struct id *id)
{
	return (struct str){ (const char *)id->b, sizeof(id->b) };
}

static const char get_sql[] =
    "SELECT totp_sealed, totp_confirmed_at, totp_last_step FROM users "
    "WHERE user_id = ?";

enum err
factor_get(struct db *db, struct arena *a, struct factor *out,
    struct id user_id, const struct keys *keys)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, get_sql, DB_ARGS(db_id(user_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct factor){ .confirmed_at_us = db_get_us(&r, 1),
		.last_step = db_get_i64(&r, 2) };
	if (db_is_null(&r, 0))
		return OK;
	return unseal(a, &out->secret, keys_get(keys, KEY_SEAL),
	    id_bytes(&user_id), db_get_str(&r, 0));
}

static const char begin_sql[] =
    "UPDATE users SET totp_sealed = ?, totp_last_step = 0, "
    "row_version = row_version + 1 WHERE user_id = ? "
    "AND state = 'ACTIVE' AND totp_confirmed_at IS NULL";

enum err
factor_begin(struct db *db, struct arena *a, struct id user_id,
    struct str secret, const struct keys *keys)
{
	struct str sealed;
	uint64_t changed = 0;
	enum err e = seal(
	    a, &sealed, keys_get(keys, KEY_SEAL), id_bytes(&user_id), secret);

	if (e == OK)
		e = db_exec(db, &changed, begin_sql,
		    DB_ARGS(db_bytes(sealed), db_id(user_id)));
	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_EXISTS;
}

static const char confirm_sql[] =
    "UPDATE users SET totp_confirmed_at = ?, totp_last_step = ?, "
    "row_version = row_version + 1 WHERE user_id = ? "
    "AND totp_sealed IS NOT NULL AND totp_confirmed_at IS NULL";

enum err
factor_confirm(struct db *db, struct id user_id, int64_t step, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, confirm_sql,
	    DB_ARGS(db_us(now_us), db_i64(step), db_id(user_id)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STATE;
}

static enum err
used_one(enum err e, uint64_t changed)
{
	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_SECOND_FACTOR;
}

static const char use_sql[] =
    "UPDATE users SET totp_last_step = ? WHERE user_id = ? "
    "AND totp_confirmed_at IS NOT NULL AND totp_last_step < ?";

enum err
factor_use(struct db *db, struct id user_id, int64_t step)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, use_sql,
	    DB_ARGS(db_i64(step), db_id(user_id), db_i64(step)));

	return used_one(e, changed);
}

static const char drop_sql[] =
    "UPDATE users SET totp_sealed = NULL, totp_confirmed_at = NULL, "
    "totp_last_step = 0, row_version = row_version + 1 WHERE user_id = ?";
static const char drop_codes_sql[] =
    "DELETE FROM recovery_codes WHERE user_id = ?";

enum err
factor_drop(struct db *db, struct id user_id)
{
	enum err e = db_exec(db, NULL, drop_sql, DB_ARGS(db_id(user_id)));

	if (e == OK)
		e = db_exec(db, NULL, drop_codes_sql, DB_ARGS(db_id(user_id)));
	return e;
}

struct hash
recovery_code_hash(struct id user_id, struct str code, const struct keys *keys)
{
	char text[sizeof(user_id.b) + RECOVERY_CODE_CHARS];
	size_t n = code.n < RECOVERY_CODE_CHARS ? code.n : RECOVERY_CODE_CHARS;
	struct hash h;

	memcpy(text, user_id.b, sizeof(user_id.b));
	memcpy(text + sizeof(user_id.b), code.p, n);
	h = hash_hmac(keys_get(keys, KEY_TOKEN),
	    (struct str){ text, sizeof(user_id.b) + n });
	secret_wipe(text, sizeof(text));
	return h;
}

static const char insert_codes_rows_sql[] =
    "INSERT INTO recovery_codes (user_id, code_hash) VALUES";

enum err
recovery_codes_set(
    struct db *db, struct id user_id, const struct hash *codes, size_t n)
{
	struct db_arg args[2 * RECOVERY_CODES], *arg = args;
	enum err e;

	if (n > RECOVERY_CODES)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		*arg++ = db_id(user_id);
		*arg++ = db_hash(codes[i].b);
	}
	e = db_exec(db, NULL, drop_codes_sql, DB_ARGS(db_id(user_id)));
	if (e == OK)
		e = db_insert_rows(db, insert_codes_rows_sql, 2, args, n);
	return e;
}

static const char use_code_sql[] =
    "UPDATE recovery_codes SET used_at = ? WHERE user_id = ? "
    "AND code_hash = ? AND used_at IS NULL";

enum err
recovery_code_use(
    struct db *db, struct id user_id, struct hash code, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, use_code_sql,
	    DB_ARGS(db_us(now_us), db_id(user_id), db_hash(code.b)));

	return used_one(e, changed);
}
