/* What was handed over: files, kept by their hash. */
#include "store/handover.h"

#include "store/ids.h"

static const char handover_file_insert_sql[] =
    "INSERT INTO handover_files (file_id, handover_id, round, name, bytes, "
    "content_hash, added_at) VALUES (?, ?, ?, ?, ?, ?, ?)";

enum err
handover_file_insert(struct db *db, const struct handover_file *f)
{
	return db_exec(db, NULL, handover_file_insert_sql,
	    DB_ARGS(db_id(f->file_id), db_id(f->handover_id), db_i64(f->round),
		db_str(f->name), db_i64(f->bytes), db_hash(f->hash.b),
		db_us(f->added_at_us)));
}

#define FILE_SELECT \
	"SELECT file_id, handover_id, round, name, bytes, content_hash, " \
	"added_at FROM handover_files "

static void
file_from_row(struct handover_file *f, const struct db_result *r)
{
	f->file_id = db_get_id(r, 0);
	f->handover_id = db_get_id(r, 1);
	f->round = db_get_i64(r, 2);
	f->name = db_get_str(r, 3);
	f->bytes = db_get_i64(r, 4);
	db_get_hash(r, 5, f->hash.b);
	f->added_at_us = db_get_us(r, 6);
}

static const char handover_file_get_sql[] = FILE_SELECT "WHERE file_id = ?";

enum err
handover_file_get(struct db *db, struct arena *a, struct handover_file *out,
    struct id file_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, handover_file_get_sql, DB_ARGS(db_id(file_id)));

	if (e == OK && !db_next(&r))
		return ERR_NOT_FOUND;
	if (e == OK)
		file_from_row(out, &r);
	return e;
}

static const char handover_file_delete_sql[] =
    "DELETE FROM handover_files WHERE file_id = ?";

enum err
handover_file_delete(struct db *db, struct id file_id)
{
	return db_exec(
	    db, NULL, handover_file_delete_sql, DB_ARGS(db_id(file_id)));
}

static const char handover_files_of_sql[] = FILE_SELECT
    "WHERE handover_id = ? ORDER BY round, added_at, file_id";

enum err
handover_files_of(struct db *db, struct arena *a, struct handover_file **files,
    size_t *n, struct id handover_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, handover_files_of_sql, DB_ARGS(db_id(handover_id)));

	if (e != OK)
		return e;
	*n = 0;
	*files = ARENA_NEWS(a, struct handover_file, r.rows);
	if (*files == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		file_from_row(&(*files)[(*n)++], &r);
	return OK;
}

static const char handover_files_known_sql[] =
    "SELECT file_id FROM handover_files WHERE file_id IN " IDS_IN;

enum err
handover_files_known(
    struct db *db, struct arena *a, bool *known, const struct id *ids, size_t n)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	enum err e;

	ids_args(args, ids, n);
	e = db_query(db, a, &r, handover_files_known_sql, args, LIST_MAX);
	for (size_t i = 0; i < n; i++)
		known[i] = false;
	while (e == OK && db_next(&r))
		for (size_t i = 0; i < n; i++)
			known[i] |= id_eq(ids[i], db_get_id(&r, 0));
	return e;
}

static const char handover_files_stale_sql[] =
    "SELECT f.file_id FROM handover_files f "
    "JOIN handovers h ON h.handover_id = f.handover_id "
    "LEFT JOIN handover_rounds r ON r.handover_id = f.handover_id "
    "AND r.round = f.round AND r.recalled_at IS NULL "
    "WHERE h.closed_at < ? AND r.round IS NULL LIMIT ?";

enum err
handover_files_stale(struct db *db, struct arena *a, struct id **file_ids,
    size_t *n, int64_t before_us, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, handover_files_stale_sql,
	    DB_ARGS(db_us(before_us), db_i64(limit)));

	*n = 0;
	if (e != OK)
		return e;
	*file_ids = ARENA_NEWS(a, struct id, r.rows);
	if (*file_ids == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		(*file_ids)[(*n)++] = db_get_id(&r, 0);
	return OK;
}

static const char handover_files_bytes_sql[] =
    "SELECT CAST(COALESCE(SUM(f.bytes), 0) AS SIGNED) FROM handovers h "
    "JOIN handover_files f ON f.handover_id = h.handover_id "
    "WHERE h.seller_id = ?";

enum err
handover_files_bytes(
    struct db *db, struct arena *a, int64_t *out, struct id seller_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, handover_files_bytes_sql, DB_ARGS(db_id(seller_id)));

	*out = e == OK && db_next(&r) ? db_get_i64(&r, 0) : 0;
	return e;
}
