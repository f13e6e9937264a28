/* What the chains seal: rows in their canonical form. */
#include "base/buf.h"
#include "base/hex.h"
#include "store/event.h"
#include "store/ledger.h"

/*
 * Canonical form: netstrings ("5:order,"), so that no two rows have the
 * same text; "-" stands for NULL.
 */
enum { CANONICAL_MAX = 8192 };

static void
field_text(struct buf *out, struct str s)
{
	if (s.p == NULL) {
		buf_add_char(out, '-');
		return;
	}
	buf_add_u64(out, s.n);
	buf_add_char(out, ':');
	buf_add(out, s);
	buf_add_char(out, ',');
}

static void
field_number(struct buf *out, int64_t v)
{
	buf_add_char(out, '#');
	buf_add_i64(out, v);
	buf_add_char(out, ',');
}

static void
field_id(struct buf *out, const struct db_result *r, size_t column)
{
	struct id id = db_get_id(r, column);
	char hex[2 * sizeof(id.b)];

	hex_encode(hex, id.b, sizeof(id.b));
	field_text(out,
	    db_is_null(r, column) ? STR_NONE
				  : (struct str){ hex, sizeof(hex) });
}

static void
event_fields(struct buf *out, const struct db_result *r)
{
	field_id(out, r, 0);
	field_text(out, db_get_str(r, 3));
	field_id(out, r, 4);
	for (size_t column = 5; column <= 8; column++)
		field_text(out, db_get_str(r, column));
	field_id(out, r, 9);
	field_text(out, db_get_str(r, 10));
	field_number(out, db_get_us(r, 11));
}

static void
entry_fields(struct buf *out, const struct db_result *r)
{
	field_id(out, r, 0);
	field_text(out, db_get_str(r, 3));
	field_id(out, r, 4);
	field_id(out, r, 5);
	field_number(out, db_get_us(r, 6));
}

static void
posting_fields(struct buf *out, const struct db_result *r)
{
	if (db_is_null(r, 7))
		return;
	field_number(out, db_get_i64(r, 7));
	field_text(out, db_get_str(r, 8));
	field_id(out, r, 9);
	field_text(out, db_get_str(r, 10));
	field_number(out, db_get_i64(r, 11));
}

static enum err
canonical_end(struct arena *a, struct chain_row *row, struct buf *text)
{
	enum err e = buf_err(text);

	if (e == OK) {
		row->canonical = str_copy(a, buf_str(text));
		e = row->canonical.p == NULL ? ERR_NOMEM : OK;
	}
	buf_clear(text);
	return e;
}

/* A result has a row for each event, and one for each entry's posting. */
static enum err
rows_read(struct arena *a, struct chain_row **rows, size_t *n, enum chain c,
    struct db_result *r)
{
	struct chain_row *row = NULL;
	struct buf text;
	enum err e = OK;

	*n = 0;
	*rows = ARENA_NEWS(a, struct chain_row, r->rows);
	if (*rows == NULL)
		return ERR_NOMEM;
	buf_open(&text, CANONICAL_MAX);
	while (e == OK && db_next(r)) {
		struct id id = db_get_id(r, 0);

		if (row == NULL || !id_eq(row->id, id)) {
			if (row != NULL)
				e = canonical_end(a, row, &text);
			row = &(*rows)[(*n)++];
			row->id = id;
			row->seal_no = db_get_i64(r, 1);
			if (!db_is_null(r, 2))
				db_get_hash(r, 2, row->seal_hash.b);
			if (c == CHAIN_EVENTS)
				event_fields(&text, r);
			else
				entry_fields(&text, r);
		}
		if (c == CHAIN_LEDGER)
			posting_fields(&text, r);
	}
	if (e == OK && row != NULL)
		e = canonical_end(a, row, &text);
	buf_close(&text);
	return e;
}

#define ENTRY_COLUMNS \
	"entry_id, seal_no, seal_hash, occasion, subject_id, " \
	"order_id, created_at"
#define ENTRY_SELECT \
	"SELECT e.entry_id, e.seal_no, e.seal_hash, e.occasion, " \
	"e.subject_id, e.order_id, e.created_at, p.position, " \
	"p.account, p.owner_id, p.currency, p.amount_minor FROM " \
	"(SELECT " ENTRY_COLUMNS " FROM ledger_entries "
#define ENTRY_POSTINGS \
	") e LEFT JOIN ledger_postings p ON p.entry_id = e.entry_id "
#define EVENT_SELECT \
	"SELECT event_id, seal_no, seal_hash, subject, subject_id, " \
	"kind, from_state, to_state, actor, actor_id, reason, " \
	"created_at FROM events "

/*
 * Ids are made in the order of time, and an index of InnoDB has its rows of
 * one value, and of none, in the order of their ids.  So the first of a
 * backlog are taken from there and no backlog is sorted, nor all that is
 * sealed read before it, which is what an ORDER BY of ids makes servers do.
 */
static const char ledger_unsealed_sql[] = ENTRY_SELECT
    "FORCE INDEX (ledger_entries_seal_uq) "
    "WHERE seal_no IS NULL LIMIT ?" ENTRY_POSTINGS
    "ORDER BY e.entry_id, p.position";
static const char events_unsealed_sql[] =
    "SELECT e.* FROM (" EVENT_SELECT "FORCE INDEX (events_seal_uq) "
    "WHERE seal_no IS NULL LIMIT ?) AS e ORDER BY e.event_id";

enum err
chain_unsealed(struct db *db, struct arena *a, struct chain_row **rows,
    size_t *n, enum chain c, int64_t limit)
{
	struct db_arg arg = db_i64(limit);
	struct db_result r;
	enum err e = c == CHAIN_LEDGER
	    ? db_query(db, a, &r, ledger_unsealed_sql, &arg, 1)
	    : db_query(db, a, &r, events_unsealed_sql, &arg, 1);

	return e != OK ? e : rows_read(a, rows, n, c, &r);
}

static const char ledger_sealed_sql[] = ENTRY_SELECT
    "WHERE seal_no >= ? AND seal_no < ?" ENTRY_POSTINGS
    "ORDER BY e.seal_no, p.position";
static const char events_sealed_sql[] = EVENT_SELECT
    "WHERE seal_no >= ? AND seal_no < ? ORDER BY seal_no";

enum err
chain_sealed(struct db *db, struct arena *a, struct chain_row **rows, size_t *n,
    enum chain c, int64_t from, int64_t limit)
{
	struct db_arg args[] = { db_i64(from), db_i64(from + limit) };
	struct db_result r;
	enum err e = c == CHAIN_LEDGER
	    ? db_query(db, a, &r, ledger_sealed_sql, args, 2)
	    : db_query(db, a, &r, events_sealed_sql, args, 2);

	return e != OK ? e : rows_read(a, rows, n, c, &r);
}

static const char ledger_of_order_sql[] = ENTRY_SELECT
    "WHERE order_id = ?" ENTRY_POSTINGS
    "ORDER BY e.seal_no IS NULL, e.seal_no, e.entry_id, p.position";
static const char events_of_order_sql[] =
    "SELECT e.event_id, e.seal_no, e.seal_hash, e.subject, e.subject_id, "
    "e.kind, e.from_state, e.to_state, e.actor, e.actor_id, e.reason, "
    "e.created_at FROM (SELECT order_id AS id FROM orders WHERE order_id = ? "
    "UNION SELECT payment_id FROM payments WHERE order_id = ? "
    "UNION SELECT p.payment_id FROM bills b JOIN payments p "
    "ON p.bill_id = b.bill_id WHERE b.order_id = ? "
    "UNION SELECT bill_id FROM bills WHERE order_id = ? "
    "UNION SELECT l.bill_id FROM order_lines o JOIN bill_lines l "
    "ON l.line_id = o.line_id WHERE o.order_id = ? "
    "UNION SELECT service_id FROM services WHERE order_id = ? "
    "UNION SELECT refund_id FROM refunds WHERE order_id = ? "
    "UNION SELECT handover_id FROM handovers WHERE order_id = ?) s "
    "JOIN events e ON e.subject_id = s.id "
    "AND (? = 1 OR e.kind <> '" EVENT_READ "') "
    "ORDER BY e.seal_no IS NULL, e.seal_no, e.event_id";

enum err
chain_of_order(struct db *db, struct arena *a, struct chain_row **rows,
    size_t *n, enum chain c, struct id order_id, bool readings)
{
	struct db_arg id = db_id(order_id);
	struct db_arg args[] = { id, id, id, id, id, id, id, id,
		db_i64(readings) };
	struct db_result r;
	enum err e = c == CHAIN_LEDGER
	    ? db_query(db, a, &r, ledger_of_order_sql, args, 1)
	    : db_query(db, a, &r, events_of_order_sql, args, 9);

	return e != OK ? e : rows_read(a, rows, n, c, &r);
}
