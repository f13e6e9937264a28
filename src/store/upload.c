#include "store/upload.h"

#include "store/ids.h"

static const char upload_insert_sql[] =
    "INSERT INTO uploads (upload_id, handover_id, user_id, name, bytes, "
    "content_hash, received, created_at, touched_at) "
    "VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)";

enum err
upload_insert(struct db *db, const struct upload_row *u)
{
	return db_exec(db, NULL, upload_insert_sql,
	    DB_ARGS(db_id(u->upload_id), db_id(u->handover_id),
		db_id(u->user_id), db_str(u->name), db_i64(u->bytes),
		db_hash(u->hash.b), db_us(u->created_at_us),
		db_us(u->created_at_us)));
}

static const char upload_get_sql[] =
    "SELECT upload_id, handover_id, user_id, name, bytes, content_hash, "
    "received, created_at, touched_at FROM uploads WHERE upload_id = ?";

enum err
upload_get(
    struct db *db, struct arena *a, struct upload_row *out, struct id upload_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, upload_get_sql, DB_ARGS(db_id(upload_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct upload_row){
		.upload_id = db_get_id(&r, 0),
		.handover_id = db_get_id(&r, 1),
		.user_id = db_get_id(&r, 2),
		.name = db_get_str(&r, 3),
		.bytes = db_get_i64(&r, 4),
		.received = db_get_i64(&r, 6),
		.created_at_us = db_get_us(&r, 7),
		.touched_at_us = db_get_us(&r, 8),
	};
	db_get_hash(&r, 5, out->hash.b);
	return OK;
}

static const char upload_advance_sql[] =
    "UPDATE uploads SET received = ?, touched_at = ? "
    "WHERE upload_id = ? AND received = ?";

enum err
upload_advance(struct db *db, struct id upload_id, int64_t from, int64_t to,
    int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, upload_advance_sql,
	    DB_ARGS(db_i64(to), db_us(now_us), db_id(upload_id), db_i64(from)));

	return e == OK && changed == 0 ? ERR_STALE : e;
}

static const char upload_delete_sql[] =
    "DELETE FROM uploads WHERE upload_id = ?";

enum err
upload_delete(struct db *db, struct id upload_id)
{
	uint64_t changed = 0;
	enum err e = db_exec(
	    db, &changed, upload_delete_sql, DB_ARGS(db_id(upload_id)));

	return e == OK && changed == 0 ? ERR_NOT_FOUND : e;
}

static const char uploads_count_sql[] =
    "SELECT COUNT(*) FROM uploads WHERE user_id = ?";

enum err
uploads_count(struct db *db, struct arena *a, int64_t *n, struct id user_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, uploads_count_sql, DB_ARGS(db_id(user_id)));

	*n = e == OK && db_next(&r) ? db_get_i64(&r, 0) : 0;
	return e;
}

static const char uploads_forget_sql[] =
    "DELETE FROM uploads WHERE touched_at < ? ORDER BY touched_at LIMIT ?";

enum err
uploads_forget(
    struct db *db, int64_t before_us, int64_t limit, uint64_t *dropped)
{
	return db_exec(db, dropped, uploads_forget_sql,
	    DB_ARGS(db_us(before_us), db_i64(limit)));
}

static const char uploads_known_sql[] =
    "SELECT upload_id FROM uploads WHERE upload_id IN " IDS_IN;

enum err
uploads_known(
    struct db *db, struct arena *a, bool *known, const struct id *ids, size_t n)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	enum err e;

	ids_args(args, ids, n);
	e = db_query(db, a, &r, uploads_known_sql, args, LIST_MAX);
	for (size_t i = 0; i < n; i++)
		known[i] = false;
	while (e == OK && db_next(&r))
		for (size_t i = 0; i < n; i++)
			known[i] |= id_eq(ids[i], db_get_id(&r, 0));
	return e;
}
