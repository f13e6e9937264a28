#include "store/settlement.h"

#include "store/cursor.h"
#include "store/row.h"

enum { LINE_COLUMNS = 14 };

/*
 * Of a sale by card or transfer the order's own bill counts, of one on
 * credit the statement that took it over, once there is one; of a credit
 * note the bill that it corrects, of money for what was written off the one
 * that it came for.
 */
static const char lines_unmade_sql[] =
    "SELECT x.seal_no, x.entry_id, x.occasion, x.order_id, x.created_at, "
    "p.owner_id, p.currency, p.amount_minor, COALESCE(c.amount_minor, 0), "
    "COALESCE(s.corrects_id, s.bill_id, o.bill_id, r.bill_id), "
    "COALESCE(k.stage, s.stage, 0) "
    "FROM (SELECT seal_no, entry_id, occasion, subject_id, order_id, "
    "created_at FROM ledger_entries WHERE seal_no > ? ORDER BY seal_no "
    "LIMIT ?) x "
    "LEFT JOIN ledger_postings p ON p.entry_id = x.entry_id "
    "AND p.account = 'seller_payable' AND x.occasion <> 'settled' "
    "LEFT JOIN ledger_postings c ON c.entry_id = x.entry_id "
    "AND c.account = 'revenue_commission' AND c.currency = p.currency "
    "LEFT JOIN bill_receipts t ON t.receipt_id = x.subject_id "
    "AND x.occasion = 'recovered' "
    "LEFT JOIN bills s ON s.bill_id = COALESCE(t.bill_id, x.subject_id) "
    "LEFT JOIN bills k ON k.bill_id = s.corrects_id "
    "LEFT JOIN bills o ON o.billed_order_id = x.order_id AND o.stage = 0 "
    "LEFT JOIN credit_reservations r ON r.order_id = x.order_id "
    "ORDER BY x.seal_no, p.position";

static enum err
line_unmade(struct settlement_line *l, const struct db_result *r)
{
	struct currency c = row_currency(r, 6);
	struct money payable = { db_get_i64(r, 7), c };
	struct money commission = { db_get_i64(r, 8), c };

	*l = (struct settlement_line){
		.line_id = id_new(),
		.entry_id = db_get_id(r, 1),
		.order_id = db_get_id(r, 3),
		.created_at_us = db_get_us(r, 4),
		.seller_id = db_get_id(r, 5),
		.bill_id = db_get_id(r, 9),
		.stage = db_get_i64(r, 10),
		.state = SETTLEMENT_LINE_HELD,
		.row_version = 1,
	};
	l->kind = settlement_line_kind_of(
	    db_get_str(r, 2), (struct money){ -payable.minor, c });
	return settlement_worth_of(&l->worth, payable, commission);
}

enum err
settlement_lines_unmade(struct db *db, struct arena *a,
    struct settlement_line **lines, size_t *n, int64_t *last_no,
    int64_t after_no, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, lines_unmade_sql,
	    DB_ARGS(db_i64(after_no), db_i64(limit)));

	*n = 0;
	*last_no = after_no;
	if (e != OK)
		return e;
	*lines = ARENA_NEWS(a, struct settlement_line, r.rows);
	if (*lines == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r)) {
		*last_no = db_get_i64(&r, 0);
		if (!db_is_null(&r, 7))
			e = line_unmade(&(*lines)[(*n)++], &r);
	}
	return e;
}

static const char lines_insert_rows_sql[] =
    "INSERT INTO settlement_lines (line_id, entry_id, seller_id, order_id, "
    "bill_id, stage, kind, state, currency, net_minor, commission_minor, "
    "payable_minor, created_at, row_version) VALUES";

enum { LINES_AT_ONCE = 64 };

static enum err
lines_insert_some(struct db *db, const struct settlement_line *lines, size_t n)
{
	struct db_arg args[LINES_AT_ONCE * LINE_COLUMNS];
	struct db_arg *arg = args;

	for (size_t i = 0; i < n; i++) {
		const struct settlement_line *l = &lines[i];

		*arg++ = db_id(l->line_id);
		*arg++ = db_id(l->entry_id);
		*arg++ = db_id(l->seller_id);
		*arg++ = db_id(l->order_id);
		*arg++ = db_id(l->bill_id);
		*arg++ = db_i64(l->stage);
		*arg++ = db_cstr(settlement_line_kind_name(l->kind));
		*arg++ = db_cstr(settlement_line_state_name(l->state));
		*arg++ = db_cstr(l->worth.net.currency.code);
		*arg++ = db_i64(l->worth.net.minor);
		*arg++ = db_i64(l->worth.commission.minor);
		*arg++ = db_i64(l->worth.payable.minor);
		*arg++ = db_us(l->created_at_us);
		*arg++ = db_i64(l->row_version);
	}
	return db_insert_rows(db, lines_insert_rows_sql, LINE_COLUMNS, args, n);
}

enum err
settlement_lines_insert(
    struct db *db, const struct settlement_line *lines, size_t n)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i += LINES_AT_ONCE)
		e = lines_insert_some(db, lines + i,
		    n - i < LINES_AT_ONCE ? n - i : LINES_AT_ONCE);
	return e;
}

/* Joins of a line l with what it waits for. */
#define LINE_WAITS \
	"FROM settlement_lines l JOIN orders o ON o.order_id = l.order_id " \
	"LEFT JOIN handovers h ON h.order_id = l.order_id " \
	"AND h.stage = l.stage AND l.stage > 0 " \
	"LEFT JOIN credit_reservations r ON r.order_id = l.order_id " \
	"AND l.stage = 0 " \
	"LEFT JOIN bills b ON b.bill_id = COALESCE(l.bill_id, r.bill_id) "
#define LINE_ACCEPTED \
	"CASE WHEN l.stage = 0 THEN o.active_at IS NOT NULL " \
	"ELSE COALESCE(h.state = 'ACCEPTED', FALSE) END"

/*
 * What of the write-off falls on this order is a line already.  On one of a
 * statement's orders nothing may: then there is none to wait for.
 */
#define LOSS_IS_LINE \
	"NOT EXISTS (SELECT 1 FROM ledger_entries w " \
	"WHERE w.occasion = 'written_off' AND w.subject_id = " \
	"CASE WHEN b.kind = 'statement' THEN l.order_id ELSE b.bill_id END " \
	"AND COALESCE(w.seal_no > (SELECT c.last_no FROM cursors c " \
	"WHERE c.name = '" CURSOR_SETTLEMENT_LINES "'), TRUE))"

/* What sums to nothing before it was ever due pays nobody anything. */
static const char lines_releasable_sql[] =
    "SELECT l.line_id, b.bill_id, l.row_version, l.order_id, l.stage " LINE_WAITS
    "WHERE l.state = 'HELD' AND ((" LINE_ACCEPTED
    " AND (b.state = 'PAID' OR (b.bill_id IS NULL AND r.order_id IS NULL) "
    "OR (b.state = 'UNCOLLECTIBLE' AND " LOSS_IS_LINE "))) "
    "OR EXISTS (SELECT 1 FROM settlement_lines z "
    "WHERE z.order_id = l.order_id AND z.stage = l.stage "
    "AND z.state = 'HELD' GROUP BY z.order_id "
    "HAVING SUM(z.net_minor) = 0 AND SUM(z.payable_minor) = 0)) "
    "ORDER BY l.order_id, l.stage, l.line_id LIMIT ?";

static bool
is_of_one_sale(
    const struct settlement_release *a, const struct settlement_release *b)
{
	return id_eq(a->order_id, b->order_id) && a->stage == b->stage;
}

/* As many as are within the limit, none without the others of its sale. */
static size_t
whole_sales(const struct settlement_release *lines, size_t n, size_t limit)
{
	size_t first = limit;

	if (n <= limit)
		return n;
	while (first > 0 && is_of_one_sale(&lines[first - 1], &lines[limit]))
		first--;
	return first > 0 ? first : limit;
}

enum err
settlement_lines_releasable(struct db *db, struct arena *a,
    struct settlement_release **out, size_t *n, bool *more, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, lines_releasable_sql, DB_ARGS(db_i64(limit + 1)));

	*n = 0;
	*more = false;
	if (e != OK)
		return e;
	*out = ARENA_NEWS(a, struct settlement_release, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		(*out)[(*n)++] = (struct settlement_release){
			.line_id = db_get_id(&r, 0),
			.bill_id = db_get_id(&r, 1),
			.row_version = db_get_i64(&r, 2),
			.order_id = db_get_id(&r, 3),
			.stage = db_get_i64(&r, 4),
		};
	*more = *n > (size_t)limit;
	*n = whole_sales(*out, *n, (size_t)limit);
	return OK;
}

static const char line_release_sql[] =
    "UPDATE settlement_lines SET state = 'RELEASABLE', released_at = ?, "
    "bill_id = COALESCE(bill_id, ?), row_version = row_version + 1 "
    "WHERE line_id = ? AND row_version = ? AND state = 'HELD'";

enum err
settlement_line_release(
    struct db *db, const struct settlement_release *r, int64_t now_us)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, line_release_sql,
	    DB_ARGS(db_us(now_us), db_id(r->bill_id), db_id(r->line_id),
		db_i64(r->row_version)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

static const char lines_list_sql[] =
    "SELECT l.line_id, l.entry_id, l.seller_id, l.order_id, b.bill_id, "
    "l.stage, l.kind, l.state, l.currency, l.net_minor, "
    "l.commission_minor, l.payable_minor, l.created_at, l.released_at, "
    "l.settlement_id, l.row_version, i.product_name, m.name, "
    "s.settlement_no, COALESCE(-t.amount_minor, 0), " LINE_ACCEPTED ", "
    "b.bill_no, b.state, b.due_at " LINE_WAITS
    "LEFT JOIN order_lines i ON i.order_id = l.order_id AND i.position = 1 "
    "LEFT JOIN milestones m ON m.order_id = l.order_id "
    "AND m.version = o.plan_version AND m.stage = l.stage "
    "LEFT JOIN settlements s ON s.settlement_id = l.settlement_id "
    "LEFT JOIN ledger_postings t ON t.entry_id = l.entry_id "
    "AND t.account = 'tax_payable' "
    "WHERE (? IS NULL OR l.seller_id = ?) "
    "AND (? IS NULL OR l.settlement_id = ?) "
    "AND (? IS NULL OR l.state = ? OR (? = 'open' AND l.state <> 'SETTLED')) "
    "AND (? IS NULL OR l.line_id < ?) "
    "ORDER BY l.line_id DESC LIMIT ?";

static enum err
line_read(struct settlement_line *l, const struct db_result *r)
{
	struct currency c = row_currency(r, 8);
	enum err e;

	*l = (struct settlement_line){
		.line_id = db_get_id(r, 0),
		.entry_id = db_get_id(r, 1),
		.seller_id = db_get_id(r, 2),
		.order_id = db_get_id(r, 3),
		.bill_id = db_get_id(r, 4),
		.stage = db_get_i64(r, 5),
		.worth = { { db_get_i64(r, 9), c }, { db_get_i64(r, 10), c },
		    { db_get_i64(r, 11), c } },
		.created_at_us = db_get_us(r, 12),
		.released_at_us = db_get_us(r, 13),
		.settlement_id = db_get_id(r, 14),
		.row_version = db_get_i64(r, 15),
		.product_name = db_get_str(r, 16),
		.stage_name = db_get_str(r, 17),
		.settlement_no = db_get_str(r, 18),
		.tax = { db_get_i64(r, 19), c },
		.accepted = db_get_i64(r, 20) != 0,
		.billed = !db_is_null(r, 4),
		.bill_no = db_get_str(r, 21),
		.bill_due_at_us = db_get_us(r, 23),
	};
	e = settlement_line_kind_parse(&l->kind, db_get_str(r, 6));
	if (e == OK)
		e = settlement_line_state_parse(&l->state, db_get_str(r, 7));
	if (e == OK && l->billed)
		e = bill_state_parse(&l->bill_state, db_get_str(r, 22));
	return row_fault(e);
}

enum err
settlement_lines_list(struct db *db, struct arena *a,
    struct settlement_line **lines, size_t *n,
    const struct settlement_line_filter *f, struct id before, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, lines_list_sql,
	    DB_ARGS(db_id(f->seller_id), db_id(f->seller_id),
		db_id(f->settlement_id), db_id(f->settlement_id),
		db_str(f->state), db_str(f->state), db_str(f->state),
		db_id(before), db_id(before), db_i64(limit)));

	*n = 0;
	if (e != OK)
		return e;
	*lines = ARENA_NEWS(a, struct settlement_line, r.rows);
	if (*lines == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = line_read(&(*lines)[(*n)++], &r);
	return e;
}

/* Of an order that ended no further stage is billed. */
static const char planned_sql[] =
    "SELECT o.order_id, m.stage, i.product_name, m.name, o.currency, "
    "m.net_minor, m.tax_minor, COALESCE(h.state = 'ACCEPTED', FALSE) "
    "FROM orders o JOIN milestones m ON m.order_id = o.order_id "
    "AND m.version = o.plan_version "
    "LEFT JOIN order_lines i ON i.order_id = o.order_id AND i.position = 1 "
    "LEFT JOIN handovers h ON h.order_id = m.order_id AND h.stage = m.stage "
    "LEFT JOIN bills b ON b.billed_order_id = m.order_id "
    "AND b.stage = m.stage "
    "WHERE o.seller_id = ? AND o.state = 'IN_DELIVERY' "
    "AND b.bill_id IS NULL AND COALESCE(h.state <> 'CANCELLED', TRUE) "
    "ORDER BY o.order_id, m.stage LIMIT ?";

enum err
settlement_planned(struct db *db, struct arena *a, struct settlement_plan **out,
    size_t *n, struct id seller_id, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, planned_sql, DB_ARGS(db_id(seller_id), db_i64(limit)));

	*n = 0;
	if (e != OK)
		return e;
	*out = ARENA_NEWS(a, struct settlement_plan, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (db_next(&r)) {
		struct currency c = row_currency(&r, 4);

		(*out)[(*n)++] = (struct settlement_plan){
			.order_id = db_get_id(&r, 0),
			.stage = db_get_i64(&r, 1),
			.product_name = db_get_str(&r, 2),
			.stage_name = db_get_str(&r, 3),
			.net = { db_get_i64(&r, 5), c },
			.tax = { db_get_i64(&r, 6), c },
			.accepted = db_get_i64(&r, 7) != 0,
		};
	}
	return OK;
}

static const char of_stages_sql[] =
    "SELECT stage, state FROM settlement_lines "
    "WHERE order_id = ? AND stage > 0 AND kind = 'sale' "
    "ORDER BY created_at, line_id";

enum err
settlement_of_stages(struct db *db, struct arena *a,
    struct settlement_of_stage **out, size_t *n, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, of_stages_sql, DB_ARGS(db_id(order_id)));

	*n = 0;
	if (e != OK)
		return e;
	*out = ARENA_NEWS(a, struct settlement_of_stage, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	for (; e == OK && db_next(&r); ++*n) {
		(*out)[*n].stage = db_get_i64(&r, 0);
		e = row_fault(settlement_line_state_parse(
		    &(*out)[*n].state, db_get_str(&r, 1)));
	}
	return e;
}
