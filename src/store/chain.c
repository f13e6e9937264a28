/* The chains over ledger entries and events: heads, rows, seals. */
#include <string.h>

#include "base/buf.h"
#include "base/hex.h"
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

static const char ledger_unsealed_sql[] = ENTRY_SELECT
    "WHERE seal_no IS NULL ORDER BY created_at, entry_id "
    "LIMIT ?" ENTRY_POSTINGS "ORDER BY e.created_at, e.entry_id, p.position";
static const char events_unsealed_sql[] = EVENT_SELECT
    "WHERE seal_no IS NULL ORDER BY created_at, event_id "
    "LIMIT ?";

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

static const char entry_seal_sql[] =
    "UPDATE ledger_entries SET seal_no = ?, seal_hash = ? "
    "WHERE entry_id = ? AND seal_no IS NULL";
static const char event_seal_sql[] =
    "UPDATE events SET seal_no = ?, seal_hash = ? "
    "WHERE event_id = ? AND seal_no IS NULL";

enum err
chain_seal_row(struct db *db, enum chain c, const struct chain_row *row)
{
	struct db_arg args[] = { db_i64(row->seal_no),
		db_hash(row->seal_hash.b), db_id(row->id) };
	uint64_t changed = 0;
	enum err e = c == CHAIN_LEDGER
	    ? db_exec(db, &changed, entry_seal_sql, args, 3)
	    : db_exec(db, &changed, event_seal_sql, args, 3);

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
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
