#include "store/invitation.h"

#include "crypto/token.h"

static struct str
hash_bytes(const struct hash *h)
{
	return (struct str){ (const char *)h->b, sizeof(h->b) };
}

/* The hash is bound to the sealed token, so that rows cannot be swapped. */
static enum err
token_make(struct arena *a, struct hash *hash, struct str *sealed,
    const struct keys *keys)
{
	char text[TOKEN_CHARS + 1];
	struct str token = token_new(text);
	enum err e;

	*hash = hash_hmac(keys_get(keys, KEY_TOKEN), token);
	e = seal(a, sealed, keys_get(keys, KEY_SEAL), hash_bytes(hash), token);
	secret_wipe(text, sizeof(text));
	return e;
}

static const char insert_sql[] =
    "INSERT INTO invitations (invitation_id, company_id, email, role, "
    "locale, state, token_hash, token_sealed, invited_by, created_at, "
    "expires_at) VALUES (?, ?, ?, ?, ?, 'PENDING', ?, ?, ?, ?, ?)";

enum err
invitation_insert(struct db *db, struct arena *a, const struct invitation *i,
    const struct keys *keys)
{
	struct hash hash;
	struct str sealed;
	enum err e = token_make(a, &hash, &sealed, keys);

	if (e != OK)
		return e;
	return db_exec(db, NULL, insert_sql,
	    DB_ARGS(db_id(i->invitation_id), db_id(i->company_id),
		db_str(i->email), db_str(i->role), db_str(i->locale),
		db_hash(hash.b), db_bytes(sealed), db_id(i->invited_by),
		db_us(i->created_at_us), db_us(i->expires_at_us)));
}

/* As good as its maker, who must still be one that may invite. */
#define MAKER_HOLDS \
	"u.company_id = i.company_id AND u.role = 'owner' " \
	"AND u.state = 'ACTIVE'"
#define INVITATION_COLUMNS \
	"i.invitation_id, i.company_id, i.email, i.role, i.locale, " \
	"i.invited_by, u.user_name, c.name, i.created_at, i.expires_at, " \
	"i.token_hash, " MAKER_HOLDS
#define INVITATION_TABLES \
	" FROM invitations i JOIN users u ON u.user_id = i.invited_by " \
	"JOIN companies c ON c.company_id = i.company_id "

static void
invitation_from_row(struct invitation *out, const struct db_result *r)
{
	*out = (struct invitation){ .invitation_id = db_get_id(r, 0),
		.company_id = db_get_id(r, 1),
		.email = db_get_str(r, 2),
		.role = db_get_str(r, 3),
		.locale = db_get_str(r, 4),
		.invited_by = db_get_id(r, 5),
		.inviter = db_get_str(r, 6),
		.company = db_get_str(r, 7),
		.created_at_us = db_get_us(r, 8),
		.expires_at_us = db_get_us(r, 9),
		.holds = db_get_i64(r, 11) != 0 };
	db_get_hash(r, 10, out->token_hash.b);
}

static const char list_sql[] =
    "SELECT " INVITATION_COLUMNS INVITATION_TABLES
    "WHERE i.company_id = ? AND i.state = 'PENDING' "
    "ORDER BY i.created_at DESC, i.invitation_id DESC LIMIT ?";

enum err
invitations_of(struct db *db, struct arena *a, struct invitation **invitations,
    size_t *n, struct id company_id, int64_t max)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, list_sql, DB_ARGS(db_id(company_id), db_i64(max)));

	if (e != OK)
		return e;
	*n = 0;
	*invitations = ARENA_NEWS(a, struct invitation, r.rows);
	if (!*invitations)
		return ERR_NOMEM;
	while (db_next(&r))
		invitation_from_row(&(*invitations)[(*n)++], &r);
	return OK;
}

static enum err
invitation_one(struct invitation *out, struct db_result *r, enum err none)
{
	if (!db_next(r))
		return none;
	invitation_from_row(out, r);
	return OK;
}

static const char get_sql[] =
    "SELECT " INVITATION_COLUMNS INVITATION_TABLES
    "WHERE i.invitation_id = ? AND i.company_id = ? AND i.state = 'PENDING'";

enum err
invitation_get(struct db *db, struct arena *a, struct invitation *out,
    struct id company_id, struct id invitation_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, get_sql,
	    DB_ARGS(db_id(invitation_id), db_id(company_id)));

	return e != OK ? e : invitation_one(out, &r, ERR_NOT_FOUND);
}

static enum err
changed_one(enum err e, uint64_t changed, enum err none)
{
	if (e != OK)
		return e;
	return changed == 1 ? OK : none;
}

static const char renew_sql[] =
    "UPDATE invitations SET token_hash = ?, token_sealed = ?, "
    "invited_by = ?, expires_at = ? WHERE invitation_id = ? "
    "AND company_id = ? AND state = 'PENDING'";

enum err
invitation_renew(struct db *db, struct arena *a, const struct invitation *i,
    const struct keys *keys)
{
	struct hash hash;
	struct str sealed;
	uint64_t changed = 0;
	enum err e = token_make(a, &hash, &sealed, keys);

	if (e == OK)
		e = db_exec(db, &changed, renew_sql,
		    DB_ARGS(db_hash(hash.b), db_bytes(sealed),
			db_id(i->invited_by), db_us(i->expires_at_us),
			db_id(i->invitation_id), db_id(i->company_id)));
	return changed_one(e, changed, ERR_NOT_FOUND);
}

static const char revoke_sql[] =
    "UPDATE invitations SET state = 'REVOKED' WHERE invitation_id = ? "
    "AND company_id = ? AND state = 'PENDING'";

enum err
invitation_revoke(struct db *db, struct id company_id, struct id invitation_id)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, revoke_sql,
	    DB_ARGS(db_id(invitation_id), db_id(company_id)));

	return changed_one(e, changed, ERR_NOT_FOUND);
}

static const char find_sql[] =
    "SELECT " INVITATION_COLUMNS INVITATION_TABLES
    "WHERE i.token_hash = ? AND i.state = 'PENDING' AND i.expires_at > ? "
    "AND c.state = 'ACTIVE' AND " MAKER_HOLDS;

enum err
invitation_find(struct db *db, struct arena *a, struct invitation *out,
    struct hash token_hash, int64_t now_us)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, find_sql, DB_ARGS(db_hash(token_hash.b), db_us(now_us)));

	return e != OK ? e : invitation_one(out, &r, ERR_TOKEN);
}

static const char accept_sql[] =
    "UPDATE invitations i SET i.state = 'ACCEPTED', i.user_id = ? "
    "WHERE i.invitation_id = ? AND i.token_hash = ? AND i.state = 'PENDING' "
    "AND i.expires_at > ? AND EXISTS (SELECT 1 FROM users u "
    "WHERE u.user_id = i.invited_by AND " MAKER_HOLDS ")";

enum err
invitation_accept(struct db *db, const struct invitation *i, struct id user_id,
    int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, accept_sql,
	    DB_ARGS(db_id(user_id), db_id(i->invitation_id),
		db_hash(i->token_hash.b), db_us(now_us)));

	return changed_one(e, changed, ERR_TOKEN);
}

static const char sealed_sql[] =
    "SELECT " INVITATION_COLUMNS ", i.token_sealed" INVITATION_TABLES
    "WHERE i.invitation_id = ? AND i.state = 'PENDING' AND i.expires_at > ? "
    "AND " MAKER_HOLDS;

enum err
invitation_unseal(struct db *db, struct arena *a, struct invitation *out,
    struct str *token, struct id invitation_id, const struct keys *keys,
    int64_t now_us)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sealed_sql,
	    DB_ARGS(db_id(invitation_id), db_us(now_us)));

	if (e == OK)
		e = invitation_one(out, &r, ERR_NOT_FOUND);
	if (e != OK)
		return e;
	return unseal(a, token, keys_get(keys, KEY_SEAL),
	    hash_bytes(&out->token_hash), db_get_str(&r, 12));
}

static const char purge_sql[] =
    "DELETE FROM invitations WHERE state <> 'ACCEPTED' AND expires_at < ? "
    "ORDER BY invitation_id LIMIT ?";

enum err
invitations_purge(
    struct db *db, int64_t before_us, int64_t max, uint64_t *dropped)
{
	return db_exec(
	    db, dropped, purge_sql, DB_ARGS(db_us(before_us), db_i64(max)));
}
