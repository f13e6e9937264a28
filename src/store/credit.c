#include "store/credit.h"

#include <string.h>

#include "store/row.h"

#define POOL_SELECT \
	"SELECT company_id, pool, currency, limit_minor, reserved_minor, " \
	"billed_minor, row_version FROM credit_pools " \
	"WHERE company_id = ? AND pool = ?"

static enum err
credit_row_read(struct credit_row *out, struct db_result *r)
{
	struct currency c;

	if (!db_next(r))
		return ERR_NOT_FOUND;
	c = row_currency(r, 2);
	*out = (struct credit_row){
		.company_id = db_get_id(r, 0),
		.pool.limit = { db_get_i64(r, 3), c },
		.pool.reserved = { db_get_i64(r, 4), c },
		.pool.billed = { db_get_i64(r, 5), c },
		.row_version = db_get_i64(r, 6),
	};
	return row_fault(credit_kind_parse(&out->kind, db_get_str(r, 1)));
}

static const char credit_row_get_sql[] = POOL_SELECT;

enum err
credit_row_get(struct db *db, struct arena *a, struct credit_row *out,
    struct id company_id, enum credit_kind kind)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, credit_row_get_sql,
	    DB_ARGS(db_id(company_id), db_cstr(credit_kind_name(kind))));

	return e != OK ? e : credit_row_read(out, &r);
}

static const char credit_row_lock_sql[] = POOL_SELECT " FOR UPDATE";

enum err
credit_row_lock(struct db *db, struct arena *a, struct credit_row *out,
    struct id company_id, enum credit_kind kind)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, credit_row_lock_sql,
	    DB_ARGS(db_id(company_id), db_cstr(credit_kind_name(kind))));

	return e != OK ? e : credit_row_read(out, &r);
}

static const char credit_row_insert_sql[] =
    "INSERT INTO credit_pools (company_id, pool, currency, limit_minor, "
    "reserved_minor, billed_minor) VALUES (?, ?, ?, ?, ?, ?)";

enum err
credit_row_insert(struct db *db, const struct credit_row *r)
{
	return db_exec(db, NULL, credit_row_insert_sql,
	    DB_ARGS(db_id(r->company_id), db_cstr(credit_kind_name(r->kind)),
		db_cstr(r->pool.limit.currency.code),
		db_i64(r->pool.limit.minor), db_i64(r->pool.reserved.minor),
		db_i64(r->pool.billed.minor)));
}

static const char credit_row_write_sql[] =
    "UPDATE credit_pools SET limit_minor = ?, reserved_minor = ?, "
    "billed_minor = ?, row_version = row_version + 1 "
    "WHERE company_id = ? AND pool = ? AND row_version = ?";

enum err
credit_row_write(struct db *db, const struct credit_row *r)
{
	uint64_t changed = 0;
	enum err e = credit_check(&r->pool);

	if (e != OK)
		return e;
	e = db_exec(db, &changed, credit_row_write_sql,
	    DB_ARGS(db_i64(r->pool.limit.minor), db_i64(r->pool.reserved.minor),
		db_i64(r->pool.billed.minor), db_id(r->company_id),
		db_cstr(credit_kind_name(r->kind)), db_i64(r->row_version)));
	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

static const char reservation_insert_sql[] =
    "INSERT INTO credit_reservations (order_id, company_id, pool, currency, "
    "amount_minor, billed_minor, released_minor, bill_id, created_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

enum err
reservation_insert(struct db *db, const struct reservation *r)
{
	return db_exec(db, NULL, reservation_insert_sql,
	    DB_ARGS(db_id(r->order_id), db_id(r->company_id),
		db_cstr(credit_kind_name(r->kind)),
		db_cstr(r->amount.currency.code), db_i64(r->amount.minor),
		db_i64(r->billed.minor), db_i64(r->released.minor),
		db_id(r->bill_id), db_us(r->created_at_us)));
}

#define RESERVATION_SELECT \
	"SELECT r.order_id, r.company_id, r.pool, r.currency, " \
	"r.amount_minor, r.billed_minor, r.released_minor, r.bill_id, " \
	"r.created_at, o.net_minor, o.tax_minor FROM credit_reservations r " \
	"JOIN orders o ON o.order_id = r.order_id "

static enum err
reservation_read(struct reservation *v, const struct db_result *r)
{
	struct currency c = row_currency(r, 3);

	*v = (struct reservation){
		.order_id = db_get_id(r, 0),
		.company_id = db_get_id(r, 1),
		.amount = { db_get_i64(r, 4), c },
		.billed = { db_get_i64(r, 5), c },
		.released = { db_get_i64(r, 6), c },
		.bill_id = db_get_id(r, 7),
		.created_at_us = db_get_us(r, 8),
		.net = { db_get_i64(r, 9), c },
		.tax = { db_get_i64(r, 10), c },
	};
	return row_fault(credit_kind_parse(&v->kind, db_get_str(r, 2)));
}

static const char reservation_get_sql[] = RESERVATION_SELECT
    "WHERE r.order_id = ?";

enum err
reservation_get(
    struct db *db, struct arena *a, struct reservation *out, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, reservation_get_sql, DB_ARGS(db_id(order_id)));

	if (e != OK)
		return e;
	return db_next(&r) ? reservation_read(out, &r) : ERR_NOT_FOUND;
}

static const char reservation_take_sql[] =
    "UPDATE credit_reservations SET bill_id = ?, billed_minor = amount_minor "
    "WHERE order_id = ? AND bill_id IS NULL AND billed_minor = 0 "
    "AND released_minor = 0";

enum err
reservation_take(struct db *db, struct id order_id, struct id bill_id)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, reservation_take_sql,
	    DB_ARGS(db_id(bill_id), db_id(order_id)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

static const char reservation_bill_sql[] =
    "UPDATE credit_reservations SET billed_minor = billed_minor + ? "
    "WHERE order_id = ? AND billed_minor + released_minor + ? "
    "<= amount_minor";

static const char reservation_release_sql[] =
    "UPDATE credit_reservations SET released_minor = released_minor + ? "
    "WHERE order_id = ? AND billed_minor + released_minor + ? "
    "<= amount_minor";
static const char reservation_resize_sql[] =
    "UPDATE credit_reservations SET amount_minor = amount_minor + ? "
    "WHERE order_id = ? AND billed_minor + released_minor "
    "<= amount_minor + ?";

static enum err
reservation_move(
    struct db *db, const char *sql, struct id order_id, struct money amount)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, sql,
	    DB_ARGS(
		db_i64(amount.minor), db_id(order_id), db_i64(amount.minor)));

	return e == OK && changed != 1 ? ERR_STALE : e;
}

enum err
reservation_bill(struct db *db, struct id order_id, struct money amount)
{
	return reservation_move(db, reservation_bill_sql, order_id, amount);
}

enum err
reservation_release(struct db *db, struct id order_id, struct money amount)
{
	return reservation_move(db, reservation_release_sql, order_id, amount);
}

enum err
reservation_resize(struct db *db, struct id order_id, struct money more)
{
	return reservation_move(db, reservation_resize_sql, order_id, more);
}

static const char reservations_unbilled_sql[] = RESERVATION_SELECT
    "WHERE r.company_id = ? AND r.pool = 'general' AND r.bill_id IS NULL "
    "AND r.billed_minor = 0 AND r.released_minor = 0 AND r.created_at < ? "
    "ORDER BY r.created_at, r.order_id LIMIT ?";

enum err
reservations_unbilled(struct db *db, struct arena *a, struct reservation **out,
    size_t *n, struct id company_id, int64_t before_us, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, reservations_unbilled_sql,
	    DB_ARGS(db_id(company_id), db_us(before_us), db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*out = ARENA_NEWS(a, struct reservation, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = reservation_read(&(*out)[(*n)++], &r);
	return e;
}

static const char reservations_take_sql[] =
    "UPDATE credit_reservations SET bill_id = ?, billed_minor = amount_minor "
    "WHERE company_id = ? AND pool = 'general' AND bill_id IS NULL "
    "AND billed_minor = 0 AND released_minor = 0 "
    "AND (created_at, order_id) <= (?, ?)";

enum err
reservations_take(struct db *db, size_t *taken, struct id bill_id,
    struct id company_id, const struct reservation *last)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, reservations_take_sql,
	    DB_ARGS(db_id(bill_id), db_id(company_id),
		db_us(last->created_at_us), db_id(last->order_id)));

	*taken = (size_t)changed;
	return e;
}

static const char companies_unbilled_sql[] =
    "SELECT DISTINCT company_id FROM credit_reservations "
    "WHERE pool = 'general' AND bill_id IS NULL AND billed_minor = 0 "
    "AND released_minor = 0 AND created_at < ? "
    "ORDER BY company_id LIMIT ?";

enum err
companies_unbilled(struct db *db, struct arena *a, struct id **company_ids,
    size_t *n, int64_t before_us, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, companies_unbilled_sql,
	    DB_ARGS(db_us(before_us), db_i64(limit)));

	return e != OK ? e : row_ids(a, company_ids, n, &r);
}

/*
 * By the day, not by the state: a worker may not have run.  What is disputed
 * of a bill is not late.
 */
#define LATE \
	"b.total_minor - b.credited_minor - b.paid_minor + b.refunded_minor " \
	"- COALESCE(d.amount_minor, 0)"

static const char credit_overdue_sql[] =
    "SELECT COALESCE(SUM(" LATE "), 0), COUNT(b.bill_id), MIN(b.due_at) "
    "FROM bills b LEFT JOIN bill_disputes d ON d.open_bill_id = b.bill_id "
    "WHERE b.company_id = ? AND b.due_at <= ? AND b.kind <> 'credit_note' "
    "AND b.pool IS NOT NULL "
    "AND b.state IN ('ISSUED', 'PARTLY_PAID', 'OVERDUE', 'DISPUTED') "
    "AND " LATE " > 0";

enum err
credit_overdue(struct db *db, struct arena *a, struct credit_overdue *out,
    struct id company_id, int64_t now_us)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, credit_overdue_sql,
	    DB_ARGS(db_id(company_id), db_us(now_us)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	out->minor = db_get_i64(&r, 0);
	out->bills = db_get_i64(&r, 1);
	out->oldest_due_at_us = db_get_us(&r, 2);
	return OK;
}
