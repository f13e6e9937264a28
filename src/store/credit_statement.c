#include "store/credit_statement.h"

#include "domain/ledger.h"

/*
 * By what the company has (its orders on credit, its bills and what came for
 * them), since postings have no index but their entries'.  The reserved part
 * is the memo account; what a bill takes out of it is billed, and the
 * receivable's side of what was paid, credited or written off is not any
 * more.  What comes for a bill that was written off is posted twice, once
 * each way.
 */
#define MOVES \
	"(SELECT e.entry_id, e.created_at, e.occasion, e.order_id, " \
	"e.subject_id, p.amount_minor AS reserved, " \
	"CASE WHEN e.occasion = 'bill_issued' THEN -p.amount_minor ELSE 0 " \
	"END AS billed FROM credit_reservations r " \
	"JOIN ledger_entries e ON e.order_id = r.order_id " \
	"JOIN ledger_postings p ON p.entry_id = e.entry_id " \
	"AND p.account = ? AND p.owner_id = r.company_id " \
	"WHERE r.company_id = ? AND r.pool = ? " \
	"UNION ALL SELECT e.entry_id, e.created_at, e.occasion, e.order_id, " \
	"e.subject_id, p.amount_minor, -p.amount_minor FROM bills b " \
	"JOIN ledger_entries e ON e.occasion = 'bill_issued' " \
	"AND e.subject_id = b.bill_id " \
	"JOIN ledger_postings p ON p.entry_id = e.entry_id " \
	"AND p.account = ? AND p.owner_id = b.company_id " \
	"WHERE b.company_id = ? AND b.pool = ? AND b.kind = 'statement' " \
	"UNION ALL SELECT e.entry_id, e.created_at, e.occasion, e.order_id, " \
	"e.subject_id, 0, p.amount_minor FROM credit_reservations r " \
	"JOIN ledger_entries e ON e.order_id = r.order_id " \
	"AND e.occasion IN ('bill_credited', 'written_off', 'recovered') " \
	"JOIN ledger_postings p ON p.entry_id = e.entry_id " \
	"AND p.account = 'receivable' AND p.owner_id = r.company_id " \
	"WHERE r.company_id = ? AND r.pool = ? " \
	"UNION ALL SELECT e.entry_id, e.created_at, e.occasion, " \
	"COALESCE(e.order_id, b.order_id), b.bill_id, 0, p.amount_minor " \
	"FROM bills b JOIN bill_receipts t ON t.bill_id = b.bill_id " \
	"JOIN ledger_entries e ON e.occasion = 'bill_paid' " \
	"AND e.subject_id = t.receipt_id " \
	"JOIN ledger_postings p ON p.entry_id = e.entry_id " \
	"AND p.account = 'receivable' AND p.owner_id = b.company_id " \
	"WHERE b.company_id = ? AND b.pool = ?) m "

enum { MOVES_ARGS = 10 };

static void
moves_args(struct db_arg *arg, struct id company_id, enum credit_kind kind)
{
	const struct db_arg company = db_id(company_id);
	const struct db_arg pool = db_cstr(credit_kind_name(kind));
	const struct db_arg memo = db_cstr(
	    account_name(kind == CREDIT_GENERAL ? ACCOUNT_GENERAL_RESERVE
						: ACCOUNT_MILESTONE_RESERVE));
	const struct db_arg all[MOVES_ARGS] = { memo, company, pool, memo,
		company, pool, company, pool, company, pool };

	for (size_t i = 0; i < MOVES_ARGS; i++)
		arg[i] = all[i];
}

static const char moved_before_sql[] =
    "SELECT COALESCE(SUM(m.reserved), 0), COALESCE(SUM(m.billed), 0) FROM " MOVES
    "WHERE m.created_at < ?";

enum err
credit_moved_before(struct db *db, struct arena *a, struct money *reserved,
    struct money *billed, struct id company_id, enum credit_kind kind,
    struct currency currency, int64_t before_us)
{
	struct db_arg args[MOVES_ARGS + 1];
	struct db_result r;
	enum err e;

	moves_args(args, company_id, kind);
	args[MOVES_ARGS] = db_us(before_us);
	e = db_query(db, a, &r, moved_before_sql, args, MOVES_ARGS + 1);
	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	*reserved = (struct money){ db_get_i64(&r, 0), currency };
	*billed = (struct money){ db_get_i64(&r, 1), currency };
	return OK;
}

static const char moves_sql[] =
    "SELECT m.created_at, m.occasion, m.order_id, b.bill_id, b.bill_no, "
    "m.reserved, m.billed FROM " MOVES
    "LEFT JOIN bills b ON b.bill_id = m.subject_id "
    "WHERE m.created_at >= ? AND m.created_at < ? "
    "ORDER BY m.created_at, m.entry_id LIMIT ?";

enum err
credit_moves(struct db *db, struct arena *a, struct credit_move **out,
    size_t *n, struct id company_id, enum credit_kind kind,
    struct currency currency, int64_t from_us, int64_t until_us)
{
	struct db_arg args[MOVES_ARGS + 3];
	struct db_result r;
	enum err e;

	moves_args(args, company_id, kind);
	args[MOVES_ARGS] = db_us(from_us);
	args[MOVES_ARGS + 1] = db_us(until_us);
	args[MOVES_ARGS + 2] = db_i64(CREDIT_MOVES_MAX);
	*n = 0;
	e = db_query(db, a, &r, moves_sql, args, MOVES_ARGS + 3);
	if (e != OK)
		return e;
	*out = ARENA_NEWS(a, struct credit_move, r.rows);
	if (*out == NULL)
		return ERR_NOMEM;
	while (db_next(&r))
		(*out)[(*n)++] = (struct credit_move){
			.at_us = db_get_us(&r, 0),
			.occasion = db_get_str(&r, 1),
			.order_id = db_get_id(&r, 2),
			.bill_id = db_get_id(&r, 3),
			.bill_no = db_get_str(&r, 4),
			.reserved = { db_get_i64(&r, 5), currency },
			.billed = { db_get_i64(&r, 6), currency },
		};
	return OK;
}
