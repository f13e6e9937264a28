#include <string.h>

#include "store/bill.h"
#include "store/row.h"

#define INSERT_HEAD \
	"INSERT INTO bill_lines (bill_id, position, order_id, line_id, " \
	"seller_name, product_name, plan_name, billing_mode, quantity, " \
	"periods, unit_minor, net_minor, tax_kind, tax_rate, tax_minor) "
#define OF_ORDER_LINE \
	"l.order_id, l.line_id, s.name, l.product_name, l.plan_name, " \
	"l.billing_mode, l.quantity, l.periods, l.unit_minor, l.net_minor, " \
	"l.tax_kind, l.tax_rate, l.tax_minor "

static const char bill_lines_of_order_sql[] = INSERT_HEAD
    "SELECT ?, l.position, " OF_ORDER_LINE
    "FROM orders o JOIN sellers s ON s.seller_id = o.seller_id "
    "JOIN order_lines l ON l.order_id = o.order_id WHERE o.order_id = ?";

enum err
bill_lines_of_order(struct db *db, struct id bill_id, struct id order_id)
{
	return db_exec(db, NULL, bill_lines_of_order_sql,
	    DB_ARGS(db_id(bill_id), db_id(order_id)));
}

static const char bill_line_of_stage_sql[] = INSERT_HEAD
    "SELECT ?, 1, l.order_id, l.line_id, s.name, l.product_name, "
    "l.plan_name, l.billing_mode, 1, 1, ?, ?, l.tax_kind, l.tax_rate, ? "
    "FROM orders o JOIN sellers s ON s.seller_id = o.seller_id "
    "JOIN order_lines l ON l.order_id = o.order_id WHERE o.order_id = ?";

enum err
bill_line_of_stage(struct db *db, struct id bill_id, struct id order_id,
    struct money net, struct money tax)
{
	uint64_t inserted = 0;
	enum err e = db_exec(db, &inserted, bill_line_of_stage_sql,
	    DB_ARGS(db_id(bill_id), db_i64(net.minor), db_i64(net.minor),
		db_i64(tax.minor), db_id(order_id)));

	return e == OK && inserted != 1 ? ERR_BUG : e;
}

static const char bill_lines_of_statement_sql[] = INSERT_HEAD
    "SELECT r.bill_id, ROW_NUMBER() OVER (ORDER BY r.created_at, "
    "l.order_id, l.position), " OF_ORDER_LINE
    "FROM credit_reservations r JOIN orders o ON o.order_id = r.order_id "
    "JOIN sellers s ON s.seller_id = o.seller_id "
    "JOIN order_lines l ON l.order_id = o.order_id WHERE r.bill_id = ?";

enum err
bill_lines_of_statement(struct db *db, struct id bill_id)
{
	return db_exec(
	    db, NULL, bill_lines_of_statement_sql, DB_ARGS(db_id(bill_id)));
}

enum { LINE_COLUMNS = 15 };

static const char bill_line_insert_rows_sql[] = INSERT_HEAD "VALUES";

enum err
bill_lines_insert(struct db *db, const struct bill_line *lines, size_t n)
{
	struct db_arg args[LINES_MAX * LINE_COLUMNS];
	struct db_arg *arg = args;

	if (n < 1 || n > LINES_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		const struct bill_line *l = &lines[i];

		*arg++ = db_id(l->bill_id);
		*arg++ = db_i64(l->position);
		*arg++ = db_id(l->order_id);
		*arg++ = db_id(l->line_id);
		*arg++ = db_str(l->seller_name);
		*arg++ = db_str(l->product_name);
		*arg++ = db_str(l->plan_name);
		*arg++ = db_str(l->billing_mode);
		*arg++ = db_i64(l->quantity);
		*arg++ = db_i64(l->periods);
		*arg++ = db_i64(l->unit.minor);
		*arg++ = db_i64(l->net.minor);
		*arg++ = db_cstr(tax_kind_name(l->tax_kind));
		*arg++ = db_i64(l->tax_rate_milli);
		*arg++ = db_i64(l->tax.minor);
	}
	return db_insert_rows(
	    db, bill_line_insert_rows_sql, LINE_COLUMNS, args, n);
}

static enum err
line_from_row(struct bill_line *l, const struct db_result *r)
{
	struct currency c = row_currency(r, 15);

	memset(l, 0, sizeof(*l));
	l->bill_id = db_get_id(r, 0);
	l->position = db_get_i64(r, 1);
	l->order_id = db_get_id(r, 2);
	l->line_id = db_get_id(r, 3);
	l->seller_name = db_get_str(r, 4);
	l->product_name = db_get_str(r, 5);
	l->plan_name = db_get_str(r, 6);
	l->billing_mode = db_get_str(r, 7);
	l->quantity = db_get_i64(r, 8);
	l->periods = db_get_i64(r, 9);
	l->unit = (struct money){ db_get_i64(r, 10), c };
	l->net = (struct money){ db_get_i64(r, 11), c };
	l->tax_rate_milli = db_get_i64(r, 13);
	l->tax = (struct money){ db_get_i64(r, 14), c };
	return row_fault(tax_kind_parse(&l->tax_kind, db_get_str(r, 12)));
}

static enum err
line_rows(
    struct arena *a, struct bill_line **lines, size_t *n, struct db_result *r)
{
	enum err e = OK;

	*n = 0;
	*lines = ARENA_NEWS(a, struct bill_line, r->rows);
	if (*lines == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(r))
		e = line_from_row(&(*lines)[(*n)++], r);
	return e;
}

#define LINE_NAMES \
	"l.order_id, l.line_id, l.seller_name, l.product_name, " \
	"l.plan_name, l.billing_mode, l.quantity, l.periods, l.unit_minor, "

static const char bill_lines_sql[] =
    "SELECT l.bill_id, l.position, " LINE_NAMES
    "l.net_minor, l.tax_kind, l.tax_rate, l.tax_minor, b.currency "
    "FROM bill_lines l JOIN bills b ON b.bill_id = l.bill_id "
    "WHERE l.bill_id = ? AND (? IS NULL OR l.order_id = ?) "
    "ORDER BY l.position";

enum err
bill_lines(struct db *db, struct arena *a, struct bill_line **lines, size_t *n,
    struct id bill_id, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, bill_lines_sql,
	    DB_ARGS(db_id(bill_id), db_id(order_id), db_id(order_id)));

	return e != OK ? e : line_rows(a, lines, n, &r);
}

static const char bill_last_order_sql[] =
    "SELECT order_id FROM bill_lines WHERE bill_id = ? "
    "ORDER BY position DESC LIMIT 1";

enum err
bill_last_order(
    struct db *db, struct arena *a, struct id *out, struct id bill_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, bill_last_order_sql, DB_ARGS(db_id(bill_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = db_get_id(&r, 0);
	return OK;
}

static const char bill_orders_sql[] =
    "SELECT order_id FROM bill_lines WHERE bill_id = ? "
    "GROUP BY order_id ORDER BY MIN(position)";

enum err
bill_orders(struct db *db, struct arena *a, struct id **order_ids, size_t *n,
    struct id bill_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, bill_orders_sql, DB_ARGS(db_id(bill_id)));

	return e != OK ? e : row_ids(a, order_ids, n, &r);
}

/* Each line of the bill once, with what its notes took off it. */
static const char bill_lines_credited_sql[] =
    "SELECT l.bill_id, l.position, " LINE_NAMES
    "COALESCE(SUM(k.net_minor), 0), l.tax_kind, l.tax_rate, "
    "COALESCE(SUM(k.tax_minor), 0), b.currency "
    "FROM bill_lines l JOIN bills b ON b.bill_id = l.bill_id "
    "LEFT JOIN (bills n JOIN bill_lines k ON k.bill_id = n.bill_id) "
    "ON n.corrects_id = l.bill_id AND k.line_id = l.line_id "
    "WHERE l.bill_id = ? AND (? IS NULL OR l.order_id = ?) "
    "GROUP BY l.bill_id, l.position, " LINE_NAMES
    "l.tax_kind, l.tax_rate, b.currency ORDER BY l.position";

enum err
bill_lines_credited(struct db *db, struct arena *a, struct bill_line **lines,
    size_t *n, struct id bill_id, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, bill_lines_credited_sql,
	    DB_ARGS(db_id(bill_id), db_id(order_id), db_id(order_id)));

	return e != OK ? e : line_rows(a, lines, n, &r);
}
