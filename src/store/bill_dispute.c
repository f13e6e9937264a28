#include "store/bill_dispute.h"

#include "store/row.h"

static const char dispute_insert_sql[] =
    "INSERT INTO bill_disputes (dispute_id, bill_id, open_bill_id, state, "
    "currency, amount_minor, reason, created_at, created_by) "
    "VALUES (?, ?, ?, 'OPEN', ?, ?, ?, ?, ?)";

enum err
bill_dispute_insert(struct db *db, const struct bill_dispute *d)
{
	return db_exec(db, NULL, dispute_insert_sql,
	    DB_ARGS(db_id(d->dispute_id), db_id(d->bill_id), db_id(d->bill_id),
		db_cstr(d->amount.currency.code), db_i64(d->amount.minor),
		db_str(d->reason), db_us(d->created_at_us),
		db_id(d->created_by)));
}

#define DISPUTE_SELECT \
	"SELECT d.dispute_id, d.bill_id, d.state, d.currency, " \
	"d.amount_minor, d.credited_minor, d.reason, d.ruling, " \
	"d.created_at, d.created_by, d.closed_at, d.closed_by, " \
	"d.row_version, b.company_id, b.bill_no, b.customer_name, " \
	"b.total_minor, b.total_minor - b.credited_minor - b.paid_minor " \
	"+ b.refunded_minor, b.due_at " \
	"FROM bill_disputes d JOIN bills b ON b.bill_id = d.bill_id "

static enum err
dispute_from_row(struct bill_dispute *d, const struct db_result *r)
{
	struct currency c = row_currency(r, 3);

	*d = (struct bill_dispute){
		.dispute_id = db_get_id(r, 0),
		.bill_id = db_get_id(r, 1),
		.amount = { db_get_i64(r, 4), c },
		.credited = { db_get_i64(r, 5), c },
		.reason = db_get_str(r, 6),
		.ruling = db_get_str(r, 7),
		.created_at_us = db_get_us(r, 8),
		.created_by = db_get_id(r, 9),
		.closed_at_us = db_get_us(r, 10),
		.closed_by = db_get_id(r, 11),
		.row_version = db_get_i64(r, 12),
		.company_id = db_get_id(r, 13),
		.bill_no = db_get_str(r, 14),
		.customer = db_get_str(r, 15),
		.total = { db_get_i64(r, 16), c },
		.open = { db_get_i64(r, 17), c },
		.due_at_us = db_get_us(r, 18),
	};
	return row_fault(dispute_state_parse(&d->state, db_get_str(r, 2)));
}

static enum err
dispute_rows(
    struct arena *a, struct bill_dispute **out, size_t *n, struct db_result *r)
{
	enum err e = OK;

	*n = 0;
	*out = ARENA_NEWS(a, struct bill_dispute, r->rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(r))
		e = dispute_from_row(&(*out)[(*n)++], r);
	return e;
}

static const char dispute_get_sql[] = DISPUTE_SELECT
    "WHERE d.dispute_id = ? AND (? IS NULL OR b.company_id = ?)";

enum err
bill_dispute_get(struct db *db, struct arena *a, struct bill_dispute *out,
    struct id dispute_id, struct id company_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, dispute_get_sql,
	    DB_ARGS(db_id(dispute_id), db_id(company_id), db_id(company_id)));

	if (e != OK)
		return e;
	return db_next(&r) ? dispute_from_row(out, &r) : ERR_NOT_FOUND;
}

static const char dispute_close_sql[] =
    "UPDATE bill_disputes SET state = ?, open_bill_id = NULL, "
    "credited_minor = ?, ruling = ?, closed_at = ?, closed_by = ?, "
    "row_version = row_version + 1 "
    "WHERE dispute_id = ? AND state = 'OPEN' AND row_version = ?";

enum err
bill_dispute_close(struct db *db, const struct bill_dispute *d)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, dispute_close_sql,
	    DB_ARGS(db_cstr(dispute_state_name(d->state)),
		db_i64(d->credited.minor), db_str(d->ruling),
		db_us(d->closed_at_us), db_id(d->closed_by),
		db_id(d->dispute_id), db_i64(d->row_version)));

	return e == OK && changed != 1 ? ERR_STALE : e;
}

static const char disputes_of_sql[] = DISPUTE_SELECT
    "WHERE d.bill_id = ? ORDER BY d.dispute_id DESC LIMIT ?";

enum err
bill_disputes_of(struct db *db, struct arena *a, struct bill_dispute **out,
    size_t *n, struct id bill_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, disputes_of_sql,
	    DB_ARGS(db_id(bill_id), db_i64(LIST_MAX)));

	return e != OK ? e : dispute_rows(a, out, n, &r);
}

/* Ids are in the order of time. */
static const char disputes_list_sql[] = DISPUTE_SELECT
    "WHERE (? IS NULL OR d.state = ?) AND (? IS NULL OR d.dispute_id < ?) "
    "ORDER BY d.dispute_id DESC LIMIT ?";

enum err
bill_disputes_list(struct db *db, struct arena *a, struct bill_dispute **out,
    size_t *n, struct str state, struct id after, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, disputes_list_sql,
	    DB_ARGS(db_str(state), db_str(state), db_id(after), db_id(after),
		db_i64(limit + 1)));

	return e != OK ? e : dispute_rows(a, out, n, &r);
}
