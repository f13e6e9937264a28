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
	"(SELECT 1 AS part, p.position, e.entry_id, e.created_at, " \
	"e.occasion, e.order_id, e.subject_id, p.amount_minor AS reserved, " \
	"CASE WHEN e.occasion = 'bill_issued' THEN -p.amount_minor ELSE 0 " \
	"END AS billed FROM credit_reservations r " \
	"JOIN ledger_entries e ON e.order_id = r.order_id " \
	"JOIN ledger_postings p ON p.entry_id = e.entry_id " \
	"AND p.account = ? AND p.owner_id = r.company_id " \
	"WHERE r.company_id = ? AND r.pool = ? " \
	"UNION ALL SELECT 2, p.position, e.entry_id, e.created_at, " \
	"e.occasion, e.order_id, " \
	"e.subject_id, p.amount_minor, -p.amount_minor FROM bills b " \
	"JOIN ledger_entries e ON e.occasion = 'bill_issued' " \
	"AND e.subject_id = b.bill_id " \
	"JOIN ledger_postings p ON p.entry_id = e.entry_id " \
	"AND p.account = ? AND p.owner_id = b.company_id " \
	"WHERE b.company_id = ? AND b.pool = ? AND b.kind = 'statement' " \
	"UNION ALL SELECT 3, p.position, e.entry_id, e.created_at, " \
	"e.occasion, e.order_id, " \
	"e.subject_id, 0, p.amount_minor FROM credit_reservations r " \
	"JOIN ledger_entries e ON e.order_id = r.order_id " \
	"AND e.occasion IN ('bill_credited', 'stage_void', 'written_off', " \
	"'recovered') " \
	"JOIN ledger_postings p ON p.entry_id = e.entry_id " \
	"AND p.account = 'receivable' AND p.owner_id = r.company_id " \
	"WHERE r.company_id = ? AND r.pool = ? " \
	"UNION ALL SELECT 4, p.position, e.entry_id, e.created_at, " \
	"e.occasion, " \
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

/*
 * What came before is summed in the same pass: the moves of the past have no
 * instant, and come first.
 */
#define LATER "CASE WHEN m.created_at >= ? THEN "
static const char moves_sql[] =
    "SELECT g.at_time, g.occasion, g.order_id, b.bill_id, b.bill_no, "
    "g.reserved, g.billed FROM (SELECT " LATER
    "m.created_at END AS at_time, " LATER
    "m.entry_id END AS at_entry, MIN(m.occasion) AS occasion, "
    "MIN(m.order_id) AS order_id, MIN(m.subject_id) AS subject_id, "
    "SUM(m.reserved) AS reserved, SUM(m.billed) AS billed FROM " MOVES
    "WHERE m.created_at < ? "
    "GROUP BY at_time, at_entry, m.part, m.position) g "
    "LEFT JOIN bills b ON b.bill_id = g.subject_id "
    "ORDER BY g.at_time, g.at_entry LIMIT ?";

static struct credit_move
move_read(const struct db_result *r, struct currency currency)
{
	return (struct credit_move){
		.at_us = db_get_us(r, 0),
		.occasion = db_get_str(r, 1),
		.order_id = db_get_id(r, 2),
		.bill_id = db_get_id(r, 3),
		.bill_no = db_get_str(r, 4),
		.reserved = { db_get_i64(r, 5), currency },
		.billed = { db_get_i64(r, 6), currency },
	};
}

enum err
credit_moves(struct db *db, struct arena *a, struct credit_moves *out,
    struct id company_id, enum credit_kind kind, struct currency currency,
    int64_t from_us, int64_t until_us)
{
	struct db_arg args[MOVES_ARGS + 4] = { db_us(from_us), db_us(from_us) };
	struct db_result r;
	enum err e;

	moves_args(args + 2, company_id, kind);
	args[MOVES_ARGS + 2] = db_us(until_us);
	args[MOVES_ARGS + 3] = db_i64(CREDIT_MOVES_MAX);
	*out = (struct credit_moves){ .reserved = money_zero(currency),
		.billed = money_zero(currency) };
	e = db_query(db, a, &r, moves_sql, args, MOVES_ARGS + 4);
	if (e != OK)
		return e;
	out->list = ARENA_NEWS(a, struct credit_move, r.rows);
	if (out->list == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r)) {
		struct credit_move m = move_read(&r, currency);

		if (!db_is_null(&r, 0)) {
			out->list[out->n++] = m;
			continue;
		}
		e = money_add(&out->reserved, out->reserved, m.reserved);
		if (e == OK)
			e = money_add(&out->billed, out->billed, m.billed);
	}
	return e;
}
