#include "store/handover.h"

#include "store/ids.h"

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
    "AND r.round = f.round "
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
