#include "store/offer.h"

#include <string.h>

#include "crypto/token.h"
#include "offer_row.h"
#include "store/row.h"

static const char offer_insert_sql[] =
    "INSERT INTO offers (offer_id, seller_id, state, request_id, title, "
    "created_at, created_by) VALUES (?, ?, 'DRAFT', ?, ?, ?, ?)";

enum err
offer_insert(struct db *db, const struct offer *o)
{
	return db_exec(db, NULL, offer_insert_sql,
	    DB_ARGS(db_id(o->offer_id), db_id(o->seller_id),
		db_id(o->request_id), db_str(o->title), db_us(o->created_at_us),
		db_id(o->created_by)));
}

/* It is written before its draft goes: nobody can send it meanwhile. */
static const char offer_delete_hold_sql[] =
    "UPDATE offers SET row_version = row_version + 1 "
    "WHERE offer_id = ? AND seller_id = ? AND state = 'DRAFT'";
static const char offer_delete_draft_sql[] =
    "DELETE FROM offer_drafts WHERE offer_id = ?";
static const char offer_delete_sql[] = "DELETE FROM offers WHERE offer_id = ?";

enum err
offer_delete(struct db *db, struct id offer_id, struct id seller_id)
{
	uint64_t held = 0;
	enum err e = db_exec(db, &held, offer_delete_hold_sql,
	    DB_ARGS(db_id(offer_id), db_id(seller_id)));

	if (e == OK && held == 0)
		return ERR_STATE;
	if (e == OK)
		e = db_exec(
		    db, NULL, offer_delete_draft_sql, DB_ARGS(db_id(offer_id)));
	return e != OK
	    ? e
	    : db_exec(db, NULL, offer_delete_sql, DB_ARGS(db_id(offer_id)));
}

static const char offer_set_title_sql[] =
    "UPDATE offers SET title = ? WHERE offer_id = ? AND seller_id = ?";

enum err
offer_set_title(
    struct db *db, struct id offer_id, struct id seller_id, struct str title)
{
	uint64_t found = 0;
	enum err e = db_exec(db, &found, offer_set_title_sql,
	    DB_ARGS(db_str(title), db_id(offer_id), db_id(seller_id)));

	return e == OK && found == 0 ? ERR_NOT_FOUND : e;
}

enum err
offer_from_row(struct offer *o, const struct db_result *r)
{
	*o = (struct offer){
		.offer_id = db_get_id(r, 0),
		.seller_id = db_get_id(r, 1),
		.version = db_get_i64(r, 3),
		.target = { .company_id = db_get_id(r, 4),
		    .user_id = db_get_id(r, 5),
		    .email = db_get_str(r, 6) },
		.product_id = db_get_id(r, 7),
		.net = { db_get_i64(r, 9), row_currency(r, 8) },
		.starts_at_us = db_get_us(r, 10),
		.ends_at_us = db_get_us(r, 11),
		.token_sealed = db_get_str(r, 13),
		.redemptions = db_get_i64(r, 14),
		.order_id = db_get_id(r, 15),
		.request_id = db_get_id(r, 16),
		.reminders = db_get_i64(r, 17),
		.close_reason = db_get_str(r, 18),
		.title = db_get_str(r, 19),
		.created_at_us = db_get_us(r, 20),
		.sent_at_us = db_get_us(r, 21),
		.closed_at_us = db_get_us(r, 22),
		.created_by = db_get_id(r, 23),
		.row_version = db_get_i64(r, 24),
	};
	if (!db_is_null(r, 12))
		db_get_hash(r, 12, o->token_hash.b);
	return row_fault(offer_state_parse(&o->state, db_get_str(r, 2)));
}

enum err
offer_with_parties(struct offer *o, const struct db_result *r)
{
	enum err e = offer_from_row(o, r);

	o->company_name = db_get_str(r, OFFER_COLUMNS_N);
	o->contact_email = db_get_str(r, OFFER_COLUMNS_N + 1);
	o->seller_slug = db_get_str(r, OFFER_COLUMNS_N + 2);
	o->seller_name = db_get_str(r, OFFER_COLUMNS_N + 3);
	return e;
}

static enum err
offer_one(struct db *db, struct arena *a, struct offer *out, const char *sql,
    const struct db_arg *args, size_t nargs)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sql, args, nargs);

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	e = offer_with_parties(out, &r);
	out->product_name = db_get_str(&r, OFFER_BOTH_N);
	return e;
}

#define OFFER_SELECT \
	"SELECT " OFFER_COLUMNS OFFER_PARTIES ", COALESCE((SELECT t.name " \
	"FROM product_texts t WHERE t.product_id = f.product_id " \
	"AND t.locale = 'en'), (SELECT MIN(t.name) FROM product_texts t " \
	"WHERE t.product_id = f.product_id))" OFFER_FROM

static const char offer_get_sql[] = OFFER_SELECT "WHERE f.offer_id = ?";
static const char offer_of_seller_sql[] = OFFER_SELECT
    "WHERE f.offer_id = ? AND f.seller_id = ?";
static const char offer_of_company_sql[] = OFFER_SELECT
    "WHERE f.offer_id = ? AND f.company_id = ? AND f.state <> 'DRAFT'";
static const char offer_by_token_sql[] = OFFER_SELECT "WHERE f.token_hash = ?";

enum err
offer_get(struct db *db, struct arena *a, struct offer *out, struct id offer_id)
{
	return offer_one(db, a, out, offer_get_sql, DB_ARGS(db_id(offer_id)));
}

enum err
offer_of_seller(struct db *db, struct arena *a, struct offer *out,
    struct id offer_id, struct id seller_id)
{
	return offer_one(db, a, out, offer_of_seller_sql,
	    DB_ARGS(db_id(offer_id), db_id(seller_id)));
}

enum err
offer_of_company(struct db *db, struct arena *a, struct offer *out,
    struct id offer_id, struct id company_id)
{
	return offer_one(db, a, out, offer_of_company_sql,
	    DB_ARGS(db_id(offer_id), db_id(company_id)));
}

enum err
offer_by_token(
    struct db *db, struct arena *a, struct offer *out, struct hash token_hash)
{
	return offer_one(
	    db, a, out, offer_by_token_sql, DB_ARGS(db_hash(token_hash.b)));
}

struct hash
offer_token_hash(const struct keys *keys, struct str token)
{
	return hash_hmac(keys_get(keys, KEY_TOKEN), token);
}

/* The hash is bound to the sealed token, so that rows cannot be swapped. */
static struct str
hash_bytes(const struct hash *h)
{
	return (struct str){ (const char *)h->b, sizeof(h->b) };
}

enum err
offer_token_make(struct arena *a, struct offer *o, const struct keys *keys)
{
	char text[TOKEN_CHARS + 1];
	struct str token = token_new(text);
	enum err e;

	o->token_hash = offer_token_hash(keys, token);
	e = seal(a, &o->token_sealed, keys_get(keys, KEY_SEAL),
	    hash_bytes(&o->token_hash), token);
	secret_wipe(text, sizeof(text));
	return e;
}

enum err
offer_unseal(struct arena *a, struct str *token, const struct offer *o,
    const struct keys *keys)
{
	if (o->token_sealed.p == NULL)
		return ERR_NOT_FOUND;
	return unseal(a, token, keys_get(keys, KEY_SEAL),
	    hash_bytes(&o->token_hash), o->token_sealed);
}

static const char offer_lock_sql[] =
    "SELECT " OFFER_COLUMNS " FROM offers f WHERE f.offer_id = ? FOR UPDATE";

static const char offer_lock_of_order_sql[] =
    "SELECT " OFFER_COLUMNS " FROM offers f WHERE f.order_id = ? FOR UPDATE";

static enum err
locked_one(struct db *db, struct arena *a, struct offer *out, const char *sql,
    struct id id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sql, DB_ARGS(db_id(id)));

	if (e != OK)
		return e;
	return db_next(&r) ? offer_from_row(out, &r) : ERR_NOT_FOUND;
}

enum err
offer_lock(
    struct db *db, struct arena *a, struct offer *out, struct id offer_id)
{
	return locked_one(db, a, out, offer_lock_sql, offer_id);
}

enum err
offer_lock_of_order(
    struct db *db, struct arena *a, struct offer *out, struct id order_id)
{
	return locked_one(db, a, out, offer_lock_of_order_sql, order_id);
}

static const char offer_write_sql[] =
    "UPDATE offers SET state = ?, version = ?, company_id = ?, "
    "contact_user_id = ?, contact_email = ?, product_id = ?, currency = ?, "
    "net_minor = ?, starts_at = ?, ends_at = ?, token_hash = ?, "
    "token_sealed = ?, order_id = ?, reminders = ?, close_reason = ?, "
    "title = ?, sent_at = ?, closed_at = ?, row_version = row_version + 1 "
    "WHERE offer_id = ? AND state = ? AND row_version = ?";

enum err
offer_write(struct db *db, const struct offer *o, enum offer_state from)
{
	bool sent = o->version > 0;
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, offer_write_sql,
	    DB_ARGS(db_cstr(offer_state_name(o->state)), db_i64(o->version),
		db_id(o->target.company_id), db_id(o->target.user_id),
		db_str(o->target.email), db_id(o->product_id),
		db_cstr(sent ? o->net.currency.code : NULL),
		sent ? db_i64(o->net.minor) : db_null(), db_us(o->starts_at_us),
		db_us(o->ends_at_us),
		sent ? db_hash(o->token_hash.b) : db_null(),
		db_bytes(o->token_sealed), db_id(o->order_id),
		db_i64(o->reminders), db_str(o->close_reason), db_str(o->title),
		db_us(o->sent_at_us), db_us(o->closed_at_us),
		db_id(o->offer_id), db_cstr(offer_state_name(from)),
		db_i64(o->row_version)));

	return e == OK && changed == 0 ? ERR_STALE : e;
}

/*
 * All that a redemption asks of an offer stands in this WHERE, and the row is
 * written: FOR UPDATE is granted on two nodes of a cluster at once, but of
 * two writes one is undone when it commits.
 */
static const char offer_redeem_write_sql[] =
    "UPDATE offers SET state = 'REDEEMED', order_id = ?, closed_at = ?, "
    "redemptions = LAST_INSERT_ID(redemptions + 1), "
    "row_version = row_version + 1 WHERE offer_id = ? AND version = ? "
    "AND company_id = ? AND state IN ('SENT', 'EFFECTIVE') "
    "AND starts_at <= ? AND ends_at > ? AND EXISTS (SELECT 1 FROM users u "
    "WHERE u.user_id = ? AND u.company_id = offers.company_id "
    "AND u.role IN ('owner', 'purchaser') AND u.state = 'ACTIVE')";

enum err
offer_redeem_write(struct db *db, int64_t *number, struct id offer_id,
    int64_t version, struct id company_id, struct id user_id,
    struct id order_id, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, offer_redeem_write_sql,
	    DB_ARGS(db_id(order_id), db_us(now_us), db_id(offer_id),
		db_i64(version), db_id(company_id), db_us(now_us),
		db_us(now_us), db_id(user_id)));

	if (e == OK && changed == 0)
		return ERR_STATE;
	*number = db_inserted(db);
	return e;
}

static const char offer_put_off_sql[] =
    "UPDATE offers SET put_off_until = ? WHERE offer_id = ?";

enum err
offer_put_off(struct db *db, struct id offer_id, int64_t until_us)
{
	return db_exec(db, NULL, offer_put_off_sql,
	    DB_ARGS(db_us(until_us), db_id(offer_id)));
}

#define NOT_PUT_OFF \
	" AND (f.put_off_until IS NULL OR f.put_off_until <= ?) " \
	"ORDER BY f.ends_at LIMIT ?"

static const char offers_to_start_sql[] =
    "SELECT f.offer_id FROM offers f WHERE f.state = 'SENT' "
    "AND f.starts_at <= ? AND f.ends_at > ?" NOT_PUT_OFF;

static enum err
ids_query(struct db *db, struct arena *a, struct id **ids, size_t *n,
    const char *sql, const struct db_arg *args, size_t nargs)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sql, args, nargs);

	return e != OK ? e : row_ids(a, ids, n, &r);
}

enum err
offers_to_start(struct db *db, struct arena *a, struct id **offer_ids,
    size_t *n, int64_t now_us, int64_t limit)
{
	return ids_query(db, a, offer_ids, n, offers_to_start_sql,
	    DB_ARGS(
		db_us(now_us), db_us(now_us), db_us(now_us), db_i64(limit)));
}

static const char offers_to_expire_sql[] =
    "SELECT f.offer_id FROM offers f WHERE f.state IN ('SENT', 'EFFECTIVE') "
    "AND f.ends_at <= ?" NOT_PUT_OFF;

enum err
offers_to_expire(struct db *db, struct arena *a, struct id **offer_ids,
    size_t *n, int64_t now_us, int64_t limit)
{
	return ids_query(db, a, offer_ids, n, offers_to_expire_sql,
	    DB_ARGS(db_us(now_us), db_us(now_us), db_i64(limit)));
}

static const char offers_to_remind_sql[] =
    "SELECT f.offer_id FROM offers f WHERE f.state IN ('SENT', 'EFFECTIVE') "
    "AND f.starts_at <= ? AND f.ends_at > ? AND f.ends_at <= ? "
    "AND f.reminders < CASE WHEN f.ends_at <= ? THEN 2 ELSE 1 END" NOT_PUT_OFF;

enum err
offers_to_remind(struct db *db, struct arena *a, struct id **offer_ids,
    size_t *n, int64_t now_us, int64_t soon_us, int64_t last_us, int64_t limit)
{
	return ids_query(db, a, offer_ids, n, offers_to_remind_sql,
	    DB_ARGS(db_us(now_us), db_us(now_us), db_us(soon_us),
		db_us(last_us), db_us(now_us), db_i64(limit)));
}

static const char offers_to_bind_sql[] =
    "SELECT f.offer_id FROM offers f WHERE f.contact_email = ? "
    "AND f.state IN ('SENT', 'EFFECTIVE', 'EXPIRED') "
    "AND f.company_id IS NULL ORDER BY f.offer_id LIMIT ?";

enum err
offers_to_bind(struct db *db, struct arena *a, struct id **offer_ids, size_t *n,
    struct str email, int64_t limit)
{
	return ids_query(db, a, offer_ids, n, offers_to_bind_sql,
	    DB_ARGS(db_str(email), db_i64(limit)));
}
