#include "store/mobile_code.h"

#include <stdio.h>
#include <string.h>

#include "base/bounds.h"
#include "base/sys.h"
#include "crypto/token.h"

enum { CODES = 1000000 };

static struct str
id_bytes(const struct id *id)
{
	return (struct str){ (const char *)id->b, sizeof(id->b) };
}

struct hash
mobile_code_hash(struct id user_id, struct str code, const struct keys *keys)
{
	char text[sizeof(user_id.b) + MOBILE_CODE_DIGITS];
	size_t n = code.n < MOBILE_CODE_DIGITS ? code.n : MOBILE_CODE_DIGITS;
	struct hash h;

	memcpy(text, user_id.b, sizeof(user_id.b));
	memcpy(text + sizeof(user_id.b), code.p, n);
	h = hash_hmac(keys_get(keys, KEY_TOKEN),
	    (struct str){ text, sizeof(user_id.b) + n });
	secret_wipe(text, sizeof(text));
	return h;
}

static const char create_sql[] =
    "INSERT INTO mobile_codes (user_id, mobile, code_hash, code_sealed, "
    "tries, created_at, expires_at) VALUES (?, ?, ?, ?, 0, ?, ?) "
    "ON DUPLICATE KEY UPDATE mobile = ?, code_hash = ?, code_sealed = ?, "
    "tries = 0, created_at = ?, expires_at = ?";

enum err
mobile_code_create(struct db *db, struct arena *a, struct id user_id,
    struct str mobile, const struct keys *keys, int64_t now_us)
{
	char text[MOBILE_CODE_DIGITS + 1];
	struct str code = { text, MOBILE_CODE_DIGITS }, sealed;
	int64_t end_us = now_us + MOBILE_CODE_MIN * MIN_US;
	struct hash hash;
	enum err e;

	snprintf(text, sizeof(text), "%06u", (unsigned)random_below(CODES));
	hash = mobile_code_hash(user_id, code, keys);
	e = seal(
	    a, &sealed, keys_get(keys, KEY_SEAL), id_bytes(&user_id), code);
	secret_wipe(text, sizeof(text));
	if (e != OK)
		return e;
	return db_exec(db, NULL, create_sql,
	    DB_ARGS(db_id(user_id), db_str(mobile), db_hash(hash.b),
		db_bytes(sealed), db_us(now_us), db_us(end_us), db_str(mobile),
		db_hash(hash.b), db_bytes(sealed), db_us(now_us),
		db_us(end_us)));
}

static const char try_sql[] =
    "UPDATE mobile_codes SET tries = tries + 1 WHERE user_id = ? "
    "AND tries < ? AND expires_at > ?";

enum err
mobile_code_try(struct db *db, struct id user_id, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, try_sql,
	    DB_ARGS(db_id(user_id), db_i64(MOBILE_CODE_TRIES), db_us(now_us)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_NOT_FOUND;
}

static const char get_sql[] =
    "SELECT mobile, code_hash, tries, expires_at, code_sealed "
    "FROM mobile_codes WHERE user_id = ? AND expires_at > ?";

/* sealed: what the code is unsealed from. */
static enum err
get(struct db *db, struct arena *a, struct mobile_code *out, struct str *sealed,
    struct id user_id, int64_t now_us)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, get_sql, DB_ARGS(db_id(user_id), db_us(now_us)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct mobile_code){ .mobile = db_get_str(&r, 0),
		.tries = db_get_i64(&r, 2),
		.expires_at_us = db_get_us(&r, 3) };
	db_get_hash(&r, 1, out->hash.b);
	*sealed = db_get_str(&r, 4);
	return OK;
}

enum err
mobile_code_get(struct db *db, struct arena *a, struct mobile_code *out,
    struct id user_id, int64_t now_us)
{
	struct str sealed;

	return get(db, a, out, &sealed, user_id, now_us);
}

enum err
mobile_code_unseal(struct db *db, struct arena *a, struct mobile_code *out,
    struct id user_id, const struct keys *keys, int64_t now_us)
{
	struct str sealed;
	enum err e = get(db, a, out, &sealed, user_id, now_us);

	if (e == OK)
		e = unseal(a, &out->code, keys_get(keys, KEY_SEAL),
		    id_bytes(&user_id), sealed);
	return e;
}

static const char delete_sql[] = "DELETE FROM mobile_codes WHERE user_id = ?";

enum err
mobile_code_delete(struct db *db, struct id user_id)
{
	return db_exec(db, NULL, delete_sql, DB_ARGS(db_id(user_id)));
}

static const char purge_sql[] =
    "DELETE FROM mobile_codes WHERE expires_at <= ? LIMIT ?";

enum err
mobile_codes_purge(
    struct db *db, int64_t now_us, int64_t max, uint64_t *dropped)
{
	return db_exec(
	    db, dropped, purge_sql, DB_ARGS(db_us(now_us), db_i64(max)));
}
