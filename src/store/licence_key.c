#include "store/licence_key.h"

#include "store/ids.h"

enum { COLUMNS = 6 };

static const char licence_key_insert_rows_sql[] =
    "INSERT INTO licence_keys (key_id, plan_id, key_hash, key_sealed, "
    "added_by, added_at) VALUES";

enum err
licence_keys_insert(struct db *db, const struct licence_key *keys, size_t n,
    struct id plan_id, struct id user_id, int64_t now_us)
{
	struct db_arg args[LIST_MAX * COLUMNS];
	struct db_arg *arg = args;

	if (n > LIST_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		*arg++ = db_id(keys[i].key_id);
		*arg++ = db_id(plan_id);
		*arg++ = db_hash(keys[i].hash.b);
		*arg++ = db_bytes(keys[i].sealed);
		*arg++ = db_id(user_id);
		*arg++ = db_us(now_us);
	}
	return db_insert_rows(
	    db, licence_key_insert_rows_sql, COLUMNS, args, n);
}

static const char licence_keys_known_sql[] =
    "SELECT key_hash FROM licence_keys WHERE key_hash IN " IDS_IN;

enum err
licence_keys_known(struct db *db, struct arena *a, bool *known,
    const struct licence_key *keys, size_t n)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	struct hash hash;
	enum err e;

	if (n < 1 || n > LIST_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < LIST_MAX; i++)
		args[i] = db_hash(keys[i < n ? i : n - 1].hash.b);
	for (size_t i = 0; i < n; i++)
		known[i] = false;
	e = db_query(db, a, &r, licence_keys_known_sql, args, LIST_MAX);
	while (e == OK && db_next(&r)) {
		db_get_hash(&r, 0, hash.b);
		for (size_t i = 0; i < n; i++)
			known[i] |= hash_eq(keys[i].hash, hash);
	}
	return e;
}

static const char licence_pools_of_sql[] =
    "SELECT p.plan_id, p.code, COALESCE(t.name, p.code),"
    " (SELECT COUNT(*) FROM licence_keys k WHERE k.plan_id = p.plan_id"
    "  AND k.line_id IS NULL),"
    " (SELECT COUNT(*) FROM licence_keys k WHERE k.plan_id = p.plan_id"
    "  AND k.line_id IS NOT NULL)"
    " FROM plans p LEFT JOIN plan_texts t ON t.plan_id = p.plan_id"
    " AND t.locale = ? WHERE p.product_id = ? AND p.state = 'LIVE'"
    " ORDER BY p.position, p.code";

enum err
licence_pools_of(struct db *db, struct arena *a, struct licence_pool **pools,
    size_t *n, struct id product_id, struct str locale)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, licence_pools_of_sql,
	    DB_ARGS(db_str(locale), db_id(product_id)));

	if (e != OK)
		return e;
	*n = 0;
	*pools = ARENA_NEWS(a, struct licence_pool, r.rows);
	if (!*pools)
		return ERR_NOMEM;
	while (db_next(&r))
		(*pools)[(*n)++] = (struct licence_pool){
			.plan_id = db_get_id(&r, 0),
			.plan = db_get_str(&r, 1),
			.name = db_get_str(&r, 2),
			.free = db_get_i64(&r, 3),
			.taken = db_get_i64(&r, 4),
		};
	return OK;
}

static const char licence_pool_count_sql[] =
    "SELECT COUNT(*) - COUNT(line_id), COUNT(line_id) FROM licence_keys"
    " WHERE plan_id = ?";

enum err
licence_pool_count(
    struct db *db, struct arena *a, struct licence_pool *out, struct id plan_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, licence_pool_count_sql, DB_ARGS(db_id(plan_id)));

	*out = (struct licence_pool){ .plan_id = plan_id };
	if (e != OK || !db_next(&r))
		return e;
	out->free = db_get_i64(&r, 0);
	out->taken = db_get_i64(&r, 1);
	return OK;
}

static const char licence_keys_of_line_sql[] =
    "SELECT key_id, key_sealed FROM licence_keys WHERE plan_id = ?"
    " AND line_id = ? ORDER BY key_id LIMIT ? FOR UPDATE";
static const char licence_keys_free_sql[] =
    "SELECT key_id, key_sealed FROM licence_keys WHERE plan_id = ?"
    " AND line_id IS NULL ORDER BY key_id LIMIT ? FOR UPDATE";
static const char licence_keys_take_sql[] =
    "UPDATE licence_keys SET line_id = ?, taken_at = ?"
    " WHERE line_id IS NULL AND key_id IN " IDS_IN;

static void
keys_read(struct licence_key *keys, size_t *n, struct db_result *r)
{
	while (db_next(r))
		keys[(*n)++] = (struct licence_key){ .key_id = db_get_id(r, 0),
			.sealed = db_get_str(r, 1) };
}

static enum err
keys_mark(struct db *db, const struct licence_key *keys, size_t n,
    struct id line_id, int64_t now_us)
{
	struct db_arg args[2 + LIST_MAX];
	struct id ids[LIST_MAX];
	uint64_t marked = 0;
	enum err e;

	for (size_t i = 0; i < n; i++)
		ids[i] = keys[i].key_id;
	args[0] = db_id(line_id);
	args[1] = db_us(now_us);
	ids_args(args + 2, ids, n);
	e = db_exec(db, &marked, licence_keys_take_sql, args, 2 + LIST_MAX);
	return e == OK && marked != n ? ERR_RETRY : e;
}

enum err
licence_keys_take(struct db *db, struct arena *a, struct licence_key **keys,
    size_t *n, struct id plan_id, struct id line_id, size_t want,
    int64_t now_us)
{
	struct db_result r;
	size_t had;
	enum err e;

	*n = 0;
	*keys = ARENA_NEWS(a, struct licence_key, LIST_MAX);
	if (!*keys || want < 1 || want > LIST_MAX)
		return *keys ? ERR_LIMIT : ERR_NOMEM;
	e = db_query(db, a, &r, licence_keys_of_line_sql,
	    DB_ARGS(db_id(plan_id), db_id(line_id), db_i64((int64_t)want)));
	if (e == OK)
		keys_read(*keys, n, &r);
	if (e != OK || *n == want)
		return e;
	had = *n;
	e = db_query(db, a, &r, licence_keys_free_sql,
	    DB_ARGS(db_id(plan_id), db_i64((int64_t)(want - had))));
	if (e == OK)
		keys_read(*keys, n, &r);
	if (e != OK || *n < want)
		return e;
	return keys_mark(db, *keys + had, want - had, line_id, now_us);
}

static const char licence_keys_withdraw_sql[] =
    "DELETE FROM licence_keys WHERE plan_id = ? AND line_id IS NULL";

enum err
licence_keys_withdraw(struct db *db, struct id plan_id, uint64_t *removed)
{
	return db_exec(
	    db, removed, licence_keys_withdraw_sql, DB_ARGS(db_id(plan_id)));
}

static const char licence_orders_waiting_sql[] =
    "SELECT o.order_id FROM order_lines l"
    " JOIN orders o ON o.order_id = l.order_id"
    " WHERE l.plan_id = ? AND o.state IN ('PROVISIONING', 'PROVISION_FAILED')"
    " ORDER BY o.order_id LIMIT ?";

enum err
licence_orders_waiting(struct db *db, struct arena *a, struct id **order_ids,
    size_t *n, struct id plan_id, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, licence_orders_waiting_sql,
	    DB_ARGS(db_id(plan_id), db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*order_ids = ARENA_NEWS(a, struct id, r.rows);
	if (!*order_ids)
		return ERR_NOMEM;
	while (db_next(&r))
		(*order_ids)[(*n)++] = db_get_id(&r, 0);
	return OK;
}
