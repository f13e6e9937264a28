#include "store/payment.h"

#include <string.h>

#include "store/ids.h"
#include "store/row.h"

static const char payment_insert_sql[] =
    "INSERT INTO payments (payment_id, order_id, bill_id, company_id, "
    "open_order_id, open_bill_id, attempt, gateway, card_id, state, "
    "currency, amount_minor, next_check_at, created_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

static struct db_arg
open_order(const struct payment *p)
{
	return p->holds_order ? db_id(p->order_id) : db_null();
}

static struct db_arg
open_bill(const struct payment *p)
{
	return p->holds_bill ? db_id(p->bill_id) : db_null();
}

/* Empty is NULL: payments_ref_uq counts no two empty ones as equal. */
static struct db_arg
text_or_null(struct str s)
{
	return s.n == 0 ? db_null() : db_str(s);
}

enum err
payment_insert(struct db *db, const struct payment *p)
{
	return db_exec(db, NULL, payment_insert_sql,
	    DB_ARGS(db_id(p->payment_id), db_id(p->order_id), db_id(p->bill_id),
		db_id(p->company_id), open_order(p), open_bill(p),
		db_i64(p->attempt), db_str(p->gateway), db_id(p->card_id),
		db_cstr(payment_state_name(p->state)),
		db_cstr(p->amount.currency.code), db_i64(p->amount.minor),
		db_us(p->next_check_at_us), db_us(p->created_at_us)));
}

#define PAYMENT_COLUMNS \
	"p.payment_id, p.order_id, p.company_id, p.open_order_id, " \
	"p.attempt, p.gateway, p.state, p.currency, p.amount_minor, " \
	"p.gateway_ref, p.redirect_url, p.failure, p.checks, " \
	"p.next_check_at, p.created_at, p.captured_at, p.row_version, p.card_id, " \
	"p.bill_id, p.open_bill_id"
#define PAYMENT_SELECT "SELECT " PAYMENT_COLUMNS " FROM payments p "

/* Its columns begin at the one given. */
static enum err
payment_from_row(struct payment *p, const struct db_result *r, size_t at)
{
	memset(p, 0, sizeof(*p));
	p->payment_id = db_get_id(r, at);
	p->order_id = db_get_id(r, at + 1);
	p->company_id = db_get_id(r, at + 2);
	p->holds_order = !db_is_null(r, at + 3);
	p->attempt = db_get_i64(r, at + 4);
	p->gateway = db_get_str(r, at + 5);
	p->amount.currency = row_currency(r, at + 7);
	p->amount.minor = db_get_i64(r, at + 8);
	p->gateway_ref = db_get_str(r, at + 9);
	p->redirect_url = db_get_str(r, at + 10);
	p->failure = db_get_str(r, at + 11);
	p->checks = db_get_i64(r, at + 12);
	p->next_check_at_us = db_get_us(r, at + 13);
	p->created_at_us = db_get_us(r, at + 14);
	p->captured_at_us = db_get_us(r, at + 15);
	p->row_version = db_get_i64(r, at + 16);
	p->card_id = db_get_id(r, at + 17);
	p->bill_id = db_get_id(r, at + 18);
	p->holds_bill = !db_is_null(r, at + 19);
	return row_fault(payment_state_parse(&p->state, db_get_str(r, at + 6)));
}

static enum err
payment_one(struct payment *out, struct db_result *r)
{
	return db_next(r) ? payment_from_row(out, r, 0) : ERR_NOT_FOUND;
}

static const char payment_lock_sql[] = PAYMENT_SELECT
    "WHERE payment_id = ? FOR UPDATE";

enum err
payment_lock(
    struct db *db, struct arena *a, struct payment *out, struct id payment_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, payment_lock_sql, DB_ARGS(db_id(payment_id)));

	return e != OK ? e : payment_one(out, &r);
}

static const char payment_write_sql[] =
    "UPDATE payments SET open_order_id = ?, open_bill_id = ?, state = ?, gateway_ref = ?, "
    "redirect_url = ?, failure = ?, checks = ?, next_check_at = ?, "
    "captured_at = ?, row_version = row_version + 1 "
    "WHERE payment_id = ? AND state = ? AND row_version = ?";

enum err
payment_write(struct db *db, const struct payment *p, enum payment_state from)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, payment_write_sql,
	    DB_ARGS(open_order(p), open_bill(p),
		db_cstr(payment_state_name(p->state)),
		text_or_null(p->gateway_ref), text_or_null(p->redirect_url),
		text_or_null(p->failure), db_i64(p->checks),
		db_us(p->next_check_at_us), db_us(p->captured_at_us),
		db_id(p->payment_id), db_cstr(payment_state_name(from)),
		db_i64(p->row_version)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

static const char payment_get_sql[] = PAYMENT_SELECT
    "WHERE payment_id = ? AND (? IS NULL OR company_id = ?)";

enum err
payment_get(struct db *db, struct arena *a, struct payment *out,
    struct id payment_id, struct id company_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, payment_get_sql,
	    DB_ARGS(db_id(payment_id), db_id(company_id), db_id(company_id)));

	return e != OK ? e : payment_one(out, &r);
}

static const char payment_by_ref_sql[] = PAYMENT_SELECT
    "WHERE gateway = ? AND gateway_ref = ?";

enum err
payment_by_ref(struct db *db, struct arena *a, struct payment *out,
    struct str gateway, struct str gateway_ref)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, payment_by_ref_sql,
	    DB_ARGS(db_str(gateway), db_str(gateway_ref)));

	return e != OK ? e : payment_one(out, &r);
}

static enum err
payment_all(
    struct arena *a, struct payment **payments, size_t *n, struct db_result *r)
{
	enum err e = OK;

	*n = 0;
	*payments = ARENA_NEWS(a, struct payment, r->rows);
	if (*payments == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(r))
		e = payment_from_row(&(*payments)[(*n)++], r, 0);
	return e;
}

static const char payments_of_sql[] = PAYMENT_SELECT
    "WHERE order_id IN " IDS_IN " "
    "ORDER BY order_id, attempt DESC";

enum err
payments_of(struct db *db, struct arena *a, struct payment **payments,
    size_t *n, const struct id *order_ids, size_t norders)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	enum err e;

	ids_args(args, order_ids, norders);
	e = db_query(db, a, &r, payments_of_sql, args, LIST_MAX);
	return e != OK ? e : payment_all(a, payments, n, &r);
}

static const char payments_lock_of_sql[] = PAYMENT_SELECT
    "WHERE order_id = ? ORDER BY attempt DESC FOR UPDATE";

enum err
payments_lock_of(struct db *db, struct arena *a, struct payment **payments,
    size_t *n, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, payments_lock_of_sql, DB_ARGS(db_id(order_id)));

	return e != OK ? e : payment_all(a, payments, n, &r);
}

#define OF_BILL "WHERE bill_id = ? ORDER BY attempt DESC"
static const char payments_of_bill_sql[] = PAYMENT_SELECT OF_BILL;
static const char payments_lock_of_bill_sql[] = PAYMENT_SELECT OF_BILL
    " FOR UPDATE";

enum err
payments_of_bill(struct db *db, struct arena *a, struct payment **payments,
    size_t *n, struct id bill_id, bool locked)
{
	struct db_result r;
	enum err e = db_query(db, a, &r,
	    locked ? payments_lock_of_bill_sql : payments_of_bill_sql,
	    DB_ARGS(db_id(bill_id)));

	return e != OK ? e : payment_all(a, payments, n, &r);
}

/*
 * The order is found first and so locked first.  No attempt yet: one row
 * whose payment is NULL.
 */
#define ORDER_AND_PAYMENTS \
	"SELECT " ORDER_COLUMNS ", " PAYMENT_COLUMNS " FROM orders o " \
	"LEFT JOIN payments p ON p.order_id = o.order_id "

static enum err
order_and_payments(struct arena *a, struct order *o, struct payment **payments,
    size_t *n, struct db_result *r)
{
	enum err e;

	*n = 0;
	if (!db_next(r))
		return ERR_NOT_FOUND;
	e = row_order(o, r);
	if (e != OK || db_is_null(r, ORDER_COLUMNS_N))
		return e;
	*payments = ARENA_NEWS(a, struct payment, r->rows);
	if (*payments == NULL)
		return ERR_NOMEM;
	do
		e = payment_from_row(&(*payments)[(*n)++], r, ORDER_COLUMNS_N);
	while (e == OK && db_next(r));
	return e;
}

static const char payments_lock_with_order_sql[] = ORDER_AND_PAYMENTS
    "WHERE o.order_id = ? AND (? IS NULL OR o.company_id = ?) FOR UPDATE";

enum err
payments_lock_with_order(struct db *db, struct arena *a, struct order *o,
    struct payment **payments, size_t *n, struct id order_id,
    struct id company_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, payments_lock_with_order_sql,
	    DB_ARGS(db_id(order_id), db_id(company_id), db_id(company_id)));

	return e != OK ? e : order_and_payments(a, o, payments, n, &r);
}

/* Which order a payment is of never changes: that is read unlocked. */
static const char payments_lock_beside_sql[] = ORDER_AND_PAYMENTS
    "WHERE o.order_id = "
    "(SELECT k.order_id FROM payments k WHERE k.payment_id = ?) FOR UPDATE";

enum err
payments_lock_beside(struct db *db, struct arena *a, struct order *o,
    struct payment **payments, size_t *n, struct id payment_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, payments_lock_beside_sql, DB_ARGS(db_id(payment_id)));

	return e != OK ? e : order_and_payments(a, o, payments, n, &r);
}

static const char payment_get_with_order_sql[] =
    "SELECT " ORDER_COLUMNS ", " PAYMENT_COLUMNS " FROM payments p "
    "LEFT JOIN orders o ON o.order_id = p.order_id "
    "WHERE p.payment_id = ? AND p.company_id = ?";

enum err
payment_get_with_order(struct db *db, struct arena *a, struct payment *out,
    struct order *o, struct id payment_id, struct id company_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, payment_get_with_order_sql,
	    DB_ARGS(db_id(payment_id), db_id(company_id)));

	if (e == OK && !db_next(&r))
		e = ERR_NOT_FOUND;
	memset(o, 0, sizeof(*o));
	if (e == OK && !db_is_null(&r, 0))
		e = row_order(o, &r);
	return e != OK ? e : payment_from_row(out, &r, ORDER_COLUMNS_N);
}

static const char payments_to_check_sql[] =
    "SELECT payment_id, next_check_at FROM payments "
    "WHERE next_check_at <= ? ORDER BY next_check_at LIMIT ?";
static const char payment_claim_sql[] =
    "UPDATE payments SET next_check_at = ? "
    "WHERE payment_id = ? AND next_check_at = ?";

enum err
payments_claim(struct db *db, struct arena *a, struct id **payment_ids,
    size_t *n, int64_t now_us, int64_t until_us, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, payments_to_check_sql,
	    DB_ARGS(db_us(now_us), db_i64(limit)));

	if (e != OK)
		return e;
	*n = 0;
	*payment_ids = ARENA_NEWS(a, struct id, r.rows);
	if (*payment_ids == NULL)
		return ERR_NOMEM;
	while (db_next(&r)) {
		struct id id = db_get_id(&r, 0);
		uint64_t claimed = 0;

		e = db_exec(db, &claimed, payment_claim_sql,
		    DB_ARGS(
			db_us(until_us), db_id(id), db_us(db_get_us(&r, 1))));
		if (e != OK)
			return e;
		if (claimed == 1)
			(*payment_ids)[(*n)++] = id;
	}
	return OK;
}
