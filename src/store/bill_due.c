/* Bills for which something is to be done. */
#include "store/bill.h"
#include "store/row.h"

static const char bills_due_sql[] =
    "SELECT bill_id FROM bills WHERE state IN ('ISSUED', 'PARTLY_PAID') "
    "AND due_at <= ? ORDER BY due_at LIMIT ?";

enum err
bills_due(struct db *db, struct arena *a, struct id **bill_ids, size_t *n,
    int64_t now_us, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, bills_due_sql, DB_ARGS(db_us(now_us), db_i64(limit)));

	return e != OK ? e : row_ids(a, bill_ids, n, &r);
}

static const char bills_to_remind_sql[] =
    "SELECT bill_id FROM bills "
    "WHERE state IN ('ISSUED', 'PARTLY_PAID', 'OVERDUE') AND due_at <= ? "
    "AND ((reminders = 0) OR (reminders = 1 AND due_at <= ?) "
    "OR (reminders = 2 AND due_at <= ?) OR (reminders = 3 AND due_at <= ?) "
    "OR (reminders = 4 AND due_at <= ?)) "
    "AND kind <> 'credit_note' ORDER BY due_at LIMIT ?";

enum err
bills_to_remind(struct db *db, struct arena *a, struct id **bill_ids, size_t *n,
    const int64_t due_by_us[BILL_REMINDERS], int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, bills_to_remind_sql,
	    DB_ARGS(db_us(due_by_us[0]), db_us(due_by_us[1]),
		db_us(due_by_us[2]), db_us(due_by_us[3]), db_us(due_by_us[4]),
		db_i64(limit)));

	return e != OK ? e : row_ids(a, bill_ids, n, &r);
}

/* Nothing of it is on its paper, so its version stays. */
static const char bill_reminded_sql[] =
    "UPDATE bills SET reminders = ? WHERE bill_id = ? AND reminders = ?";

enum err
bill_reminded(struct db *db, const struct bill *b, int64_t reminders)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, bill_reminded_sql,
	    DB_ARGS(
		db_i64(reminders), db_id(b->bill_id), db_i64(b->reminders)));

	return e == OK && changed != 1 ? ERR_STALE : e;
}

static const char bills_unrendered_sql[] =
    "SELECT bill_id FROM bills WHERE paper_at IS NULL "
    "ORDER BY bill_id LIMIT ?";

enum err
bills_unrendered(struct db *db, struct arena *a, struct id **bill_ids,
    size_t *n, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, bills_unrendered_sql, DB_ARGS(db_i64(limit)));

	return e != OK ? e : row_ids(a, bill_ids, n, &r);
}

static const char bill_rendered_sql[] =
    "UPDATE bills SET paper_at = ? WHERE bill_id = ? AND row_version = ?";
static const char bill_unrendered_sql[] =
    "UPDATE bills SET paper_at = NULL WHERE bill_id = ?";

/*
 * Of a bill that changed meanwhile they are made again, even if another
 * worker has marked it since: its files may be overwritten by these.
 */
enum err
bill_rendered(
    struct db *db, struct id bill_id, int64_t row_version, int64_t now_us)
{
	uint64_t current = 0;
	enum err e = db_exec(db, &current, bill_rendered_sql,
	    DB_ARGS(db_us(now_us), db_id(bill_id), db_i64(row_version)));

	return e != OK || current == 1
	    ? e
	    : db_exec(db, NULL, bill_unrendered_sql, DB_ARGS(db_id(bill_id)));
}
