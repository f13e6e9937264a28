#include "store/mail_token.h"

#include <string.h>

#include "crypto/token.h"

struct hash
mail_token_hash(const struct keys *keys, struct str token)
{
	return hash_hmac(keys_get(keys, KEY_TOKEN), token);
}

/* The hash is bound to the sealed token, so that rows cannot be swapped. */
static struct str
hash_bytes(const struct hash *h)
{
	return (struct str){ (const char *)h->b, sizeof(h->b) };
}

static const char mail_tokens_retire_sql[] =
    "UPDATE mail_tokens SET used_at = ? "
    "WHERE user_id = ? AND kind = ? AND used_at IS NULL";
static const char mail_token_insert_sql[] =
    "INSERT INTO mail_tokens (token_hash, kind, user_id, email, "
    "token_sealed, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)";

enum err
mail_token_create(struct db *db, struct arena *a, struct mail_token *t,
    const struct keys *keys)
{
	char text[TOKEN_CHARS + 1];
	struct str token = token_new(text), sealed;
	enum err e;

	t->token_hash = mail_token_hash(keys, token);
	e = seal(a, &sealed, keys_get(keys, KEY_SEAL),
	    hash_bytes(&t->token_hash), token);
	secret_wipe(text, sizeof(text));
	if (e != OK)
		return e;
	e = db_exec(db, NULL, mail_tokens_retire_sql,
	    DB_ARGS(
		db_us(t->created_at_us), db_id(t->user_id), db_str(t->kind)));
	if (e != OK)
		return e;
	return db_exec(db, NULL, mail_token_insert_sql,
	    DB_ARGS(db_hash(t->token_hash.b), db_str(t->kind),
		db_id(t->user_id), db_str(t->email), db_str(sealed),
		db_us(t->created_at_us), db_us(t->expires_at_us)));
}

static const char mail_token_get_sql[] =
    "SELECT token_hash, kind, user_id, email, created_at, expires_at "
    "FROM mail_tokens WHERE token_hash = ? AND kind = ? "
    "AND used_at IS NULL AND expires_at > ?";

enum err
mail_token_peek(struct db *db, struct arena *a, struct mail_token *out,
    struct hash token_hash, struct str kind, int64_t now_us)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, mail_token_get_sql,
	    DB_ARGS(db_hash(token_hash.b), db_str(kind), db_us(now_us)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_TOKEN;
	memset(out, 0, sizeof(*out));
	db_get_hash(&r, 0, out->token_hash.b);
	out->kind = db_get_str(&r, 1);
	out->user_id = db_get_id(&r, 2);
	out->email = db_get_str(&r, 3);
	out->created_at_us = db_get_us(&r, 4);
	out->expires_at_us = db_get_us(&r, 5);
	return OK;
}

static const char mail_token_use_sql[] =
    "UPDATE mail_tokens SET used_at = ? WHERE token_hash = ? "
    "AND used_at IS NULL AND expires_at > ?";

enum err
mail_token_use(struct db *db, struct arena *a, struct mail_token *out,
    struct hash token_hash, struct str kind, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = mail_token_peek(db, a, out, token_hash, kind, now_us);

	if (e != OK)
		return e;
	e = db_exec(db, &changed, mail_token_use_sql,
	    DB_ARGS(db_us(now_us), db_hash(token_hash.b), db_us(now_us)));
	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_TOKEN;
}

static const char mail_token_sealed_sql[] =
    "SELECT token_sealed FROM mail_tokens WHERE token_hash = ?";

enum err
mail_token_unseal(struct db *db, struct arena *a, struct str *token,
    struct hash token_hash, const struct keys *keys)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, mail_token_sealed_sql, DB_ARGS(db_hash(token_hash.b)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	return unseal(a, token, keys_get(keys, KEY_SEAL),
	    hash_bytes(&token_hash), db_get_str(&r, 0));
}
