#include "store/counter.h"

static const char counter_take_sql[] =
    "INSERT INTO document_counters (kind, year, last_no) VALUES (?, ?, 1) "
    "ON DUPLICATE KEY UPDATE last_no = last_no + 1";
static const char counter_get_sql[] =
    "SELECT last_no FROM document_counters WHERE kind = ? AND year = ?";

enum err
counter_next(
    struct db *db, struct arena *a, int64_t *no, struct str kind, int32_t year)
{
	struct db_result r;
	enum err e = db_exec(
	    db, NULL, counter_take_sql, DB_ARGS(db_str(kind), db_i64(year)));

	if (e == OK)
		e = db_query(db, a, &r, counter_get_sql,
		    DB_ARGS(db_str(kind), db_i64(year)));
	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	*no = db_get_i64(&r, 0);
	return OK;
}
