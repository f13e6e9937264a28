#include "store/counter.h"

/* LAST_INSERT_ID(x) brings x back with the answer: no second statement. */
static const char counter_take_sql[] =
    "INSERT INTO document_counters (kind, year, last_no) "
    "VALUES (?, ?, LAST_INSERT_ID(1)) "
    "ON DUPLICATE KEY UPDATE last_no = LAST_INSERT_ID(last_no + 1)";

enum err
counter_next(struct db *db, int64_t *no, struct str kind, int32_t year)
{
	enum err e = db_exec(
	    db, NULL, counter_take_sql, DB_ARGS(db_str(kind), db_i64(year)));

	if (e != OK)
		return e;
	*no = db_inserted(db);
	return *no > 0 ? OK : ERR_BUG;
}
