#include "store/refund.h"

#include <string.h>

#include "store/row.h"

static const char refund_insert_sql[] =
    "INSERT INTO refunds (refund_id, order_id, company_id, seller_id, "
    "user_id, kind, state, currency, amount_minor, reason, answer_by, "
    "created_at, payment_id, next_check_at, cash_minor, ruling, ruled_at, "
    "bill_id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

static const char refund_lines_insert_rows_sql[] =
    "INSERT INTO refund_lines (refund_id, line_id, net_minor, tax_minor) "
    "VALUES";
enum { SHARE_COLUMNS = 4 };

enum err
refund_insert(struct db *db, const struct refund *r,
    const struct refund_share *shares, size_t n)
{
	struct db_arg args[LINES_MAX * SHARE_COLUMNS];
	struct db_arg *arg = args;
	enum err e = db_exec(db, NULL, refund_insert_sql,
	    DB_ARGS(db_id(r->refund_id), db_id(r->order_id),
		db_id(r->company_id), db_id(r->seller_id), db_id(r->user_id),
		db_str(r->kind), db_cstr(refund_state_name(r->state)),
		db_cstr(r->amount.currency.code), db_i64(r->amount.minor),
		db_str(r->reason), db_us(r->answer_by_us),
		db_us(r->created_at_us), db_id(r->payment_id),
		db_us(r->next_check_at_us), db_i64(r->cash.minor),
		db_str(r->ruling), db_us(r->ruled_at_us), db_id(r->bill_id)));

	if (n > LINES_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		*arg++ = db_id(r->refund_id);
		*arg++ = db_id(shares[i].line_id);
		*arg++ = db_i64(shares[i].part.net.minor);
		*arg++ = db_i64(shares[i].part.tax.minor);
	}
	return e != OK ? e
		       : db_insert_rows(db, refund_lines_insert_rows_sql,
			     SHARE_COLUMNS, args, n);
}

#define REFUND_COLUMNS \
	"r.refund_id, r.order_id, r.company_id, r.seller_id, r.user_id, " \
	"r.kind, r.state, r.amount_minor, r.reason, r.answer, r.appeal, " \
	"r.ruling, r.answer_by, r.created_at, r.answered_at, r.ruled_at, " \
	"r.currency, r.payment_id, r.gateway_ref, r.failure, r.checks, " \
	"r.next_check_at, r.refunded_at, r.row_version, r.cash_minor, " \
	"r.bill_id"
enum { REFUND_COLUMNS_N = 26, CURRENCY_COLUMN = 16 };

static enum err
refund_from_row(struct refund *o, const struct db_result *r)
{
	*o = (struct refund){
		.refund_id = db_get_id(r, 0),
		.order_id = db_get_id(r, 1),
		.company_id = db_get_id(r, 2),
		.seller_id = db_get_id(r, 3),
		.user_id = db_get_id(r, 4),
		.kind = db_get_str(r, 5),
		.amount = { db_get_i64(r, 7),
		    row_currency(r, CURRENCY_COLUMN) },
		.reason = db_get_str(r, 8),
		.answer = db_get_str(r, 9),
		.appeal = db_get_str(r, 10),
		.ruling = db_get_str(r, 11),
		.answer_by_us = db_get_us(r, 12),
		.created_at_us = db_get_us(r, 13),
		.answered_at_us = db_get_us(r, 14),
		.ruled_at_us = db_get_us(r, 15),
		.payment_id = db_get_id(r, 17),
		.gateway_ref = db_get_str(r, 18),
		.failure = db_get_str(r, 19),
		.checks = db_get_i64(r, 20),
		.next_check_at_us = db_get_us(r, 21),
		.refunded_at_us = db_get_us(r, 22),
		.row_version = db_get_i64(r, 23),
		.cash = { db_get_i64(r, 24), row_currency(r, CURRENCY_COLUMN) },
		.bill_id = db_get_id(r, 25),
	};
	return row_fault(refund_state_parse(&o->state, db_get_str(r, 6)));
}

static const char refund_lock_sql[] = "SELECT " REFUND_COLUMNS
				      " FROM refunds r WHERE r.refund_id = ? "
				      "FOR UPDATE";

enum err
refund_lock(
    struct db *db, struct arena *a, struct refund *out, struct id refund_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, refund_lock_sql, DB_ARGS(db_id(refund_id)));

	if (e != OK)
		return e;
	return db_next(&r) ? refund_from_row(out, &r) : ERR_NOT_FOUND;
}

static const char refund_write_sql[] =
    "UPDATE refunds SET state = ?, answer = ?, appeal = ?, ruling = ?, "
    "answered_at = ?, ruled_at = ?, gateway_ref = ?, failure = ?, "
    "checks = ?, next_check_at = ?, refunded_at = ?, cash_minor = ?, "
    "row_version = row_version + 1 "
    "WHERE refund_id = ? AND state = ? AND row_version = ?";

enum err
refund_write(struct db *db, const struct refund *r, enum refund_state from)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, refund_write_sql,
	    DB_ARGS(db_cstr(refund_state_name(r->state)), db_str(r->answer),
		db_str(r->appeal), db_str(r->ruling), db_us(r->answered_at_us),
		db_us(r->ruled_at_us),
		r->gateway_ref.n ? db_str(r->gateway_ref) : db_null(),
		r->failure.n ? db_str(r->failure) : db_null(),
		db_i64(r->checks), db_us(r->next_check_at_us),
		db_us(r->refunded_at_us), db_i64(r->cash.minor),
		db_id(r->refund_id), db_cstr(refund_state_name(from)),
		db_i64(r->row_version)));

	return e == OK && changed == 0 ? ERR_STALE : e;
}

#define REFUND_SELECT \
	"SELECT " REFUND_COLUMNS ", l.product_name, c.name, s.name, " \
	"(SELECT b.bill_no FROM bills b WHERE b.bill_id = r.bill_id) " \
	"FROM refunds r " \
	"JOIN order_lines l ON l.order_id = r.order_id AND l.position = 1 " \
	"JOIN companies c ON c.company_id = r.company_id " \
	"JOIN sellers s ON s.seller_id = r.seller_id "

static enum err
refund_read(struct refund *o, const struct db_result *r)
{
	enum err e = refund_from_row(o, r);

	o->product_name = db_get_str(r, REFUND_COLUMNS_N);
	o->company_name = db_get_str(r, REFUND_COLUMNS_N + 1);
	o->seller_name = db_get_str(r, REFUND_COLUMNS_N + 2);
	o->bill_no = db_get_str(r, REFUND_COLUMNS_N + 3);
	return e;
}

static enum err
refunds_read(
    struct arena *a, struct refund **refunds, size_t *n, struct db_result *r)
{
	enum err e = OK;

	*n = 0;
	*refunds = ARENA_NEWS(a, struct refund, r->rows);
	if (*refunds == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(r))
		e = refund_read(&(*refunds)[(*n)++], r);
	return e;
}

static const char refund_get_sql[] = REFUND_SELECT
    "WHERE r.refund_id = ? AND (? IS NULL OR r.company_id = ?) "
    "AND (? IS NULL OR r.seller_id = ?)";

enum err
refund_get(struct db *db, struct arena *a, struct refund *out,
    struct id refund_id, struct id company_id, struct id seller_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, refund_get_sql,
	    DB_ARGS(db_id(refund_id), db_id(company_id), db_id(company_id),
		db_id(seller_id), db_id(seller_id)));

	if (e != OK)
		return e;
	return db_next(&r) ? refund_read(out, &r) : ERR_NOT_FOUND;
}

static const char refunds_of_order_sql[] = REFUND_SELECT
    "WHERE r.order_id = ? ORDER BY r.created_at DESC, r.refund_id DESC";

enum err
refunds_of_order(struct db *db, struct arena *a, struct refund **refunds,
    size_t *n, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, refunds_of_order_sql, DB_ARGS(db_id(order_id)));

	return e != OK ? e : refunds_read(a, refunds, n, &r);
}

/* The cursor names a refund; where it stands is looked up. */
#define AFTER_REFUND \
	"AND (? IS NULL OR (r.created_at, r.refund_id) < (SELECT " \
	"x.created_at, x.refund_id FROM refunds x WHERE x.refund_id = ?)) " \
	"ORDER BY r.created_at DESC, r.refund_id DESC LIMIT ?"

static const char refunds_of_seller_sql[] = REFUND_SELECT
    "WHERE r.seller_id = ? AND r.kind = 'request' " AFTER_REFUND;

static const char refunds_of_site_sql[] = REFUND_SELECT
    "WHERE (r.ruled_at IS NOT NULL "
    "OR r.state IN ('IN_REVIEW', 'APPROVED', 'FAILED')) " AFTER_REFUND;

enum err
refunds_of_seller(struct db *db, struct arena *a, struct refund **refunds,
    size_t *n, struct id seller_id, struct id after, int64_t limit)
{
	struct db_result r;
	enum err e = id_is_nil(seller_id)
	    ? db_query(db, a, &r, refunds_of_site_sql,
		  DB_ARGS(db_id(after), db_id(after), db_i64(limit + 1)))
	    : db_query(db, a, &r, refunds_of_seller_sql,
		  DB_ARGS(db_id(seller_id), db_id(after), db_id(after),
		      db_i64(limit + 1)));

	return e != OK ? e : refunds_read(a, refunds, n, &r);
}

static enum err
shares_read(struct arena *a, struct refund_share **shares, size_t *n,
    struct db_result *r, struct currency c)
{
	struct refund_share *s = ARENA_NEWS(a, struct refund_share, r->rows);

	if (s == NULL)
		return ERR_NOMEM;
	*shares = s;
	*n = r->rows;
	for (; db_next(r); s++) {
		s->line_id = db_get_id(r, 0);
		s->part.net = (struct money){ db_get_i64(r, 1), c };
		s->part.tax = (struct money){ db_get_i64(r, 2), c };
	}
	return OK;
}

/*
 * What is granted has its note, so the notes and what waits are all of it:
 * an amount that was disputed has notes alone.
 */
static const char refund_shares_back_sql[] =
    "SELECT x.line_id, CAST(GREATEST(SUM(x.net), SUM(x.waits_net) "
    "+ SUM(x.noted_net)) AS SIGNED), CAST(GREATEST(SUM(x.tax), "
    "SUM(x.waits_tax) + SUM(x.noted_tax)) AS SIGNED) FROM ("
    "SELECT l.line_id, l.net_minor AS net, l.tax_minor AS tax, "
    "CASE WHEN r.state IN ('REQUESTED', 'IN_REVIEW') THEN l.net_minor "
    "ELSE 0 END AS waits_net, "
    "CASE WHEN r.state IN ('REQUESTED', 'IN_REVIEW') THEN l.tax_minor "
    "ELSE 0 END AS waits_tax, 0 AS noted_net, 0 AS noted_tax "
    "FROM refunds r JOIN refund_lines l ON l.refund_id = r.refund_id "
    "WHERE r.order_id = ? AND r.state <> 'REFUSED' "
    "AND (? IS NULL OR r.refund_id <> ?) "
    "UNION ALL SELECT o.line_id, 0, 0, 0, 0, k.net_minor, k.tax_minor "
    "FROM order_lines o JOIN bill_lines k ON k.line_id = o.line_id "
    "JOIN bills n ON n.bill_id = k.bill_id AND n.kind = 'credit_note' "
    "WHERE o.order_id = ?) AS x GROUP BY x.line_id";

enum err
refund_shares_back(struct db *db, struct arena *a, struct refund_share **shares,
    size_t *n, struct id order_id, struct id except, struct currency currency)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, refund_shares_back_sql,
	    DB_ARGS(db_id(order_id), db_id(except), db_id(except),
		db_id(order_id)));

	return e != OK ? e : shares_read(a, shares, n, &r, currency);
}

static const char refund_hurry_sql[] =
    "UPDATE refunds SET next_check_at = ? "
    "WHERE gateway_ref = ? AND state IN ('PROCESSING', 'REFUNDED')";

enum err
refund_hurry(struct db *db, struct str gateway_ref, int64_t now_us)
{
	return db_exec(db, NULL, refund_hurry_sql,
	    DB_ARGS(db_us(now_us), db_str(gateway_ref)));
}

static const char refunds_open_sql[] =
    "SELECT refund_id FROM refunds WHERE next_check_at <= ? "
    "ORDER BY next_check_at LIMIT ?";

static const char refund_claim_sql[] =
    "UPDATE refunds SET next_check_at = ? "
    "WHERE refund_id = ? AND next_check_at <= ?";

enum err
refunds_claim(struct db *db, struct arena *a, struct id **refund_ids, size_t *n,
    int64_t now_us, int64_t until_us, int64_t limit)
{
	struct db_result r;
	struct id *ids = NULL;
	size_t found = 0;
	enum err e = db_query(
	    db, a, &r, refunds_open_sql, DB_ARGS(db_us(now_us), db_i64(limit)));

	if (e == OK)
		e = row_ids(a, &ids, &found, &r);
	*n = 0;
	for (size_t i = 0; e == OK && i < found; i++) {
		uint64_t changed = 0;

		e = db_exec(db, &changed, refund_claim_sql,
		    DB_ARGS(db_us(until_us), db_id(ids[i]), db_us(now_us)));
		if (changed == 1)
			ids[(*n)++] = ids[i];
	}
	*refund_ids = ids;
	return e;
}

static const char refund_shares_of_sql[] =
    "SELECT line_id, net_minor, tax_minor FROM refund_lines "
    "WHERE refund_id = ? ORDER BY line_id";

enum err
refund_shares_of(struct db *db, struct arena *a, struct refund_share **shares,
    size_t *n, const struct refund *of)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, refund_shares_of_sql, DB_ARGS(db_id(of->refund_id)));

	return e != OK ? e : shares_read(a, shares, n, &r, of->amount.currency);
}

#define CASH_OF_PAYMENT \
	"SELECT CAST(COALESCE(SUM(cash_minor), 0) AS SIGNED) FROM refunds " \
	"WHERE payment_id = ? AND state "
static const char refunds_cash_sql[] = CASH_OF_PAYMENT "= 'REFUNDED'";
static const char refunds_promised_sql[] = CASH_OF_PAYMENT "<> 'REFUSED'";

static enum err
cash_sum(struct db *db, struct arena *a, struct money *out, const char *sql,
    struct id payment_id, struct currency currency)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sql, DB_ARGS(db_id(payment_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	*out = (struct money){ db_get_i64(&r, 0), currency };
	return OK;
}

enum err
refunds_cash(struct db *db, struct arena *a, struct money *out,
    struct id payment_id, struct currency currency)
{
	return cash_sum(db, a, out, refunds_cash_sql, payment_id, currency);
}

enum err
refunds_promised(struct db *db, struct arena *a, struct money *out,
    struct id payment_id, struct currency currency)
{
	return cash_sum(db, a, out, refunds_promised_sql, payment_id, currency);
}
