#include "store/cursor.h"

static const char cursor_lock_sql[] =
    "SELECT last_no FROM cursors WHERE name = ? FOR UPDATE";
static const char cursor_make_sql[] =
    "INSERT INTO cursors (name, last_no) VALUES (?, 0)";

enum err
cursor_lock(struct db *db, struct arena *a, int64_t *last_no, const char *name)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, cursor_lock_sql, DB_ARGS(db_cstr(name)));

	*last_no = 0;
	if (e != OK)
		return e;
	if (db_next(&r)) {
		*last_no = db_get_i64(&r, 0);
		return OK;
	}
	e = db_exec(db, NULL, cursor_make_sql, DB_ARGS(db_cstr(name)));
	/* Another worker made it just now: the unit is run again. */
	return e == ERR_EXISTS ? ERR_RETRY : e;
}

static const char cursor_move_sql[] =
    "UPDATE cursors SET last_no = ? WHERE name = ? AND last_no = ?";

enum err
cursor_move(struct db *db, const char *name, int64_t from, int64_t to)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, cursor_move_sql,
	    DB_ARGS(db_i64(to), db_cstr(name), db_i64(from)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}
