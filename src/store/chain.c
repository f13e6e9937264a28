/* The chains over ledger entries and events: their heads and seals. */
#include "store/ledger.h"

static const char *const chain_names[CHAIN__MAX] = {
	[CHAIN_LEDGER] = "ledger",
	[CHAIN_EVENTS] = "events",
};

const char *
chain_name(enum chain c)
{
	return chain_names[c];
}

static const char chain_head_make_sql[] =
    "INSERT INTO chain_heads (chain, last_no, last_hash) VALUES (?, 0, ?)";
static const char chain_head_lock_sql[] =
    "SELECT last_no, last_hash FROM chain_heads WHERE chain = ? FOR UPDATE";
static const char chain_head_get_sql[] =
    "SELECT last_no, last_hash FROM chain_heads WHERE chain = ?";

static enum err
head_read(struct chain_head *out, struct db_result *r)
{
	if (!db_next(r))
		return ERR_NOT_FOUND;
	out->last_no = db_get_i64(r, 0);
	db_get_hash(r, 1, out->last_hash.b);
	return OK;
}

enum err
chain_head_lock(
    struct db *db, struct arena *a, struct chain_head *out, enum chain c)
{
	struct db_arg name = db_cstr(chain_names[c]);
	struct hash zeros = { { 0 } };
	struct db_result r;
	enum err e = db_query(db, a, &r, chain_head_lock_sql, &name, 1);

	if (e != OK)
		return e;
	if (head_read(out, &r) == OK)
		return OK;
	e = db_exec(
	    db, NULL, chain_head_make_sql, DB_ARGS(name, db_hash(zeros.b)));
	/* Another worker made it just now: the unit is run again. */
	if (e == ERR_EXISTS)
		return ERR_RETRY;
	*out = (struct chain_head){ .last_no = 0 };
	return e;
}

enum err
chain_head_get(
    struct db *db, struct arena *a, struct chain_head *out, enum chain c)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, chain_head_get_sql, DB_ARGS(db_cstr(chain_names[c])));

	if (e != OK)
		return e;
	e = head_read(out, &r);
	if (e == ERR_NOT_FOUND) {
		*out = (struct chain_head){ .last_no = 0 };
		e = OK;
	}
	return e;
}

static const char chain_head_write_sql[] =
    "UPDATE chain_heads SET last_no = ?, last_hash = ? "
    "WHERE chain = ? AND last_no = ?";

enum err
chain_head_write(
    struct db *db, enum chain c, int64_t from, const struct chain_head *to)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, chain_head_write_sql,
	    DB_ARGS(db_i64(to->last_no), db_hash(to->last_hash.b),
		db_cstr(chain_names[c]), db_i64(from)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

static const char ledger_hash_at_sql[] =
    "SELECT seal_hash FROM ledger_entries WHERE seal_no = ?";
static const char events_hash_at_sql[] =
    "SELECT seal_hash FROM events WHERE seal_no = ?";

enum err
chain_hash_at(
    struct db *db, struct arena *a, struct hash *out, enum chain c, int64_t no)
{
	struct db_arg arg = db_i64(no);
	struct db_result r;
	enum err e = c == CHAIN_LEDGER
	    ? db_query(db, a, &r, ledger_hash_at_sql, &arg, 1)
	    : db_query(db, a, &r, events_hash_at_sql, &arg, 1);

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	db_get_hash(&r, 0, out->b);
	return OK;
}

#define SEAL_ONE(table, key) \
	"UPDATE " table " SET seal_no = ?, seal_hash = ? " \
	"WHERE " key " = ? AND seal_no IS NULL"
#define TEN(s) s s s s s s s s s s
#define FIFTY(s) TEN(s) TEN(s) TEN(s) TEN(s) TEN(s)
#define SEAL_FIFTY(table, key) \
	"UPDATE " table " SET seal_no = CASE " key \
	    FIFTY(" WHEN ? THEN ?") " END, seal_hash = CASE " key FIFTY( \
		" WHEN ? THEN ?") " END WHERE " key " IN (?" TEN(",?") \
		TEN(",?") TEN(",?") \
		    TEN(",?") ",?,?,?,?,?,?,?,?,?) AND seal_no IS NULL"

enum { AT_ONCE = 50, ARGS_A_ROW = 5 };

static const char entry_seal_sql[] = SEAL_ONE("ledger_entries", "entry_id");
static const char event_seal_sql[] = SEAL_ONE("events", "event_id");
static const char entries_seal_sql[] = SEAL_FIFTY("ledger_entries", "entry_id");
static const char events_seal_sql[] = SEAL_FIFTY("events", "event_id");

static enum err
row_seal(
    struct db *db, uint64_t *changed, enum chain c, const struct chain_row *row)
{
	struct db_arg args[] = { db_i64(row->seal_no),
		db_hash(row->seal_hash.b), db_id(row->id) };

	return c == CHAIN_LEDGER
	    ? db_exec(db, changed, entry_seal_sql, args, 3)
	    : db_exec(db, changed, event_seal_sql, args, 3);
}

static enum err
fifty_seal(struct db *db, uint64_t *changed, enum chain c,
    const struct chain_row *rows)
{
	struct db_arg args[AT_ONCE * ARGS_A_ROW];
	struct db_arg *no = args, *hash = no + 2 * AT_ONCE,
		      *id = hash + 2 * AT_ONCE;

	for (size_t i = 0; i < AT_ONCE; i++) {
		*no++ = *hash++ = *id++ = db_id(rows[i].id);
		*no++ = db_i64(rows[i].seal_no);
		*hash++ = db_hash(rows[i].seal_hash.b);
	}
	return c == CHAIN_LEDGER
	    ? db_exec(db, changed, entries_seal_sql, args, AT_ONCE * ARGS_A_ROW)
	    : db_exec(db, changed, events_seal_sql, args, AT_ONCE * ARGS_A_ROW);
}

enum err
chain_seal_rows(
    struct db *db, enum chain c, const struct chain_row *rows, size_t n)
{
	enum err e = OK;

	while (e == OK && n > 0) {
		size_t step = n >= AT_ONCE ? AT_ONCE : 1;
		uint64_t changed = 0;

		e = step == 1 ? row_seal(db, &changed, c, rows)
			      : fifty_seal(db, &changed, c, rows);
		if (e == OK && changed != step)
			e = ERR_STALE;
		rows += step;
		n -= step;
	}
	return e;
}

static const char ledger_late_sql[] =
    "SELECT COUNT(*) FROM ledger_entries "
    "WHERE seal_no IS NULL AND created_at < ?";
static const char events_late_sql[] =
    "SELECT COUNT(*) FROM events WHERE seal_no IS NULL AND created_at < ?";

enum err
chain_unsealed_count(
    struct db *db, struct arena *a, int64_t *n, enum chain c, int64_t before_us)
{
	struct db_arg arg = db_us(before_us);
	struct db_result r;
	enum err e = c == CHAIN_LEDGER
	    ? db_query(db, a, &r, ledger_late_sql, &arg, 1)
	    : db_query(db, a, &r, events_late_sql, &arg, 1);

	if (e != OK)
		return e;
	*n = db_next(&r) ? db_get_i64(&r, 0) : 0;
	return OK;
}

static const char ledger_stray_sql[] =
    "SELECT seal_no FROM ledger_entries "
    "WHERE seal_no < 1 OR seal_no > ? ORDER BY seal_no LIMIT 1";
static const char events_stray_sql[] =
    "SELECT seal_no FROM events "
    "WHERE seal_no < 1 OR seal_no > ? ORDER BY seal_no LIMIT 1";
static const char ledger_half_sql[] =
    "SELECT 0 FROM ledger_entries "
    "WHERE seal_no IS NULL AND seal_hash IS NOT NULL LIMIT 1";
static const char events_half_sql[] =
    "SELECT 0 FROM events "
    "WHERE seal_no IS NULL AND seal_hash IS NOT NULL LIMIT 1";

enum err
chain_stray(struct db *db, struct arena *a, bool *found, int64_t *no,
    enum chain c, int64_t last_no)
{
	struct db_arg arg = db_i64(last_no);
	struct db_result r;
	enum err e = c == CHAIN_LEDGER
	    ? db_query(db, a, &r, ledger_stray_sql, &arg, 1)
	    : db_query(db, a, &r, events_stray_sql, &arg, 1);

	if (e == OK && r.rows == 0)
		e = c == CHAIN_LEDGER
		    ? db_query(db, a, &r, ledger_half_sql, DB_NO_ARGS)
		    : db_query(db, a, &r, events_half_sql, DB_NO_ARGS);
	if (e != OK)
		return e;
	*found = db_next(&r);
	*no = *found ? db_get_i64(&r, 0) : 0;
	return OK;
}

static const char ledger_age_sql[] =
    "SELECT created_at FROM ledger_entries WHERE seal_no > ? "
    "ORDER BY seal_no LIMIT 1";
static const char events_age_sql[] =
    "SELECT created_at FROM events WHERE seal_no > ? "
    "ORDER BY seal_no LIMIT 1";

enum err
chain_made_after(
    struct db *db, struct arena *a, int64_t *us, enum chain c, int64_t no)
{
	struct db_arg arg = db_i64(no);
	struct db_result r;
	enum err e = c == CHAIN_LEDGER
	    ? db_query(db, a, &r, ledger_age_sql, &arg, 1)
	    : db_query(db, a, &r, events_age_sql, &arg, 1);

	if (e != OK)
		return e;
	*us = db_next(&r) ? db_get_us(&r, 0) : 0;
	return OK;
}
