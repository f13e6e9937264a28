/* What sellers are owed and paid: invariant 7, and that nothing is lost. */
#include "ctl/invariant.h"

/* Of what the cursor has passed, and of what the ledger has. */
static const char lines_ledger_sql[] =
    "SELECT x.seller_id, CONCAT(x.currency, ': its lines come to ',"
    " SUM(x.stated), ', the ledger owes ', SUM(x.owed))"
    " FROM (SELECT p.owner_id AS seller_id, p.currency,"
    " -p.amount_minor AS owed, 0 AS stated"
    " FROM ledger_postings AS p"
    " JOIN ledger_entries AS e ON e.entry_id = p.entry_id"
    " JOIN cursors AS c ON c.name = 'settlement_lines'"
    " AND e.seal_no <= c.last_no"
    " WHERE p.account = 'seller_payable' AND e.occasion <> 'settled'"
    " UNION ALL SELECT seller_id, currency, 0, payable_minor"
    " FROM settlement_lines) AS x GROUP BY x.seller_id, x.currency"
    " HAVING SUM(x.stated) <> SUM(x.owed)" INVARIANT_FIRST_ROWS;

/* Each line is what its own entry says. */
static const char line_entry_sql[] =
    "SELECT l.line_id, 'is not what its ledger entry says'"
    " FROM settlement_lines AS l LEFT JOIN ledger_postings AS p"
    " ON p.entry_id = l.entry_id AND p.account = 'seller_payable'"
    " AND p.owner_id = l.seller_id AND p.currency = l.currency"
    " WHERE p.entry_id IS NULL"
    " OR p.amount_minor <> -l.payable_minor" INVARIANT_FIRST_ROWS;

/*
 * Or the bill was written off and no line for that is missing, or nothing is
 * paid by it: what was sold and taken back before is stated together.
 */
static const char line_released_sql[] =
    "SELECT l.line_id, CONCAT('is ', l.state, ', its bill ',"
    " COALESCE(b.state, 'is not issued'), ', its stage ',"
    " CASE WHEN l.stage = 0 THEN 'the whole order'"
    " ELSE COALESCE(h.state, 'unknown') END)"
    " FROM settlement_lines AS l"
    " JOIN orders AS o ON o.order_id = l.order_id"
    " LEFT JOIN handovers AS h ON h.order_id = l.order_id"
    " AND h.stage = l.stage AND l.stage > 0"
    " LEFT JOIN credit_reservations AS r ON r.order_id = l.order_id"
    " AND l.stage = 0"
    " LEFT JOIN bills AS b ON b.bill_id = COALESCE(l.bill_id, r.bill_id)"
    " WHERE l.state <> 'HELD' AND NOT ("
    "CASE WHEN l.stage = 0 THEN o.active_at IS NOT NULL"
    " ELSE COALESCE(h.state = 'ACCEPTED', FALSE) END"
    " AND CASE WHEN b.bill_id IS NULL THEN r.order_id IS NULL"
    " WHEN b.state = 'UNCOLLECTIBLE' THEN NOT EXISTS"
    " (SELECT 1 FROM ledger_entries AS w JOIN cursors AS c"
    " ON c.name = 'settlement_lines' WHERE w.occasion = 'written_off'"
    " AND w.subject_id = CASE WHEN b.kind = 'statement' THEN l.order_id"
    " ELSE b.bill_id END"
    " AND (w.seal_no IS NULL OR w.seal_no > c.last_no))"
    " ELSE b.state = 'PAID' END)"
    " AND EXISTS (SELECT 1 FROM settlement_lines AS z"
    " WHERE z.order_id = l.order_id AND z.stage = l.stage"
    " AND z.state <> 'HELD' GROUP BY z.order_id"
    " HAVING SUM(z.payable_minor) <> 0)" INVARIANT_FIRST_ROWS;

static const char line_statement_sql[] =
    "SELECT l.line_id, CONCAT('is ', l.state, ' in a statement that is ',"
    " s.state) FROM settlement_lines AS l"
    " JOIN settlements AS s ON s.settlement_id = l.settlement_id"
    " WHERE (s.state = 'SETTLED' AND l.state <> 'SETTLED')"
    " OR (s.state = 'ISSUED' AND l.state <> 'IN_STATEMENT')"
    " OR s.seller_id <> l.seller_id"
    " OR s.currency <> l.currency" INVARIANT_FIRST_ROWS;

static const char settlement_sum_sql[] =
    "SELECT s.settlement_id, 'its lines have another sum'"
    " FROM settlements AS s LEFT JOIN settlement_lines AS l"
    " ON l.settlement_id = s.settlement_id"
    " GROUP BY s.settlement_id, s.net_minor, s.commission_minor"
    " HAVING COALESCE(SUM(l.net_minor), 0) <> s.net_minor"
    " OR COALESCE(SUM(l.commission_minor), 0) <> s.commission_minor" INVARIANT_FIRST_ROWS;

/* The balance of the one before, when that was carried. */
static const char settlement_carried_sql[] =
    "SELECT x.settlement_id, CONCAT('carries ', x.carried_minor,"
    " ', the one before left ', x.left_minor)"
    " FROM (SELECT s.settlement_id, s.carried_minor,"
    " COALESCE((SELECT CASE WHEN p.state = 'CARRIED'"
    " THEN p.payable_minor + p.carried_minor ELSE 0 END"
    " FROM settlements AS p WHERE p.seller_id = s.seller_id"
    " AND p.currency = s.currency AND p.month < s.month"
    " ORDER BY p.month DESC LIMIT 1), 0) AS left_minor"
    " FROM settlements AS s) AS x WHERE x.carried_minor <> x.left_minor" INVARIANT_FIRST_ROWS;

static const char settlement_state_sql[] =
    "SELECT settlement_id, CONCAT('is ', state, ', and ',"
    " payable_minor + carried_minor, ' are to be paid')"
    " FROM settlements WHERE (state = 'CARRIED')"
    " <> (payable_minor + carried_minor <= 0)" INVARIANT_FIRST_ROWS;

static const char settlement_entry_sql[] =
    "SELECT s.settlement_id, CONCAT('is ', s.state,"
    " ', and the ledger paid out ', COALESCE(SUM(p.amount_minor), 0))"
    " FROM settlements AS s LEFT JOIN ledger_entries AS e"
    " ON e.subject_id = s.settlement_id AND e.occasion = 'settled'"
    " LEFT JOIN ledger_postings AS p ON p.entry_id = e.entry_id"
    " AND p.account = 'seller_payable' AND p.owner_id = s.seller_id"
    " AND p.currency = s.currency"
    " GROUP BY s.settlement_id, s.state, s.payable_minor, s.carried_minor"
    " HAVING COALESCE(SUM(p.amount_minor), 0) <> CASE WHEN"
    " s.state = 'SETTLED' THEN s.payable_minor + s.carried_minor"
    " ELSE 0 END" INVARIANT_FIRST_ROWS;

static const char settlement_numbers_sql[] =
    "SELECT NULL, CONCAT(c.year, ': ', COUNT(s.settlement_id),"
    " ' statements, last number given ', c.last_no)"
    " FROM document_counters AS c LEFT JOIN settlements AS s"
    " ON s.settlement_no LIKE CONCAT('S-', c.year, '-%')"
    " WHERE c.kind = 'settlement' GROUP BY c.year, c.last_no"
    " HAVING COUNT(s.settlement_id) <> c.last_no OR (c.last_no > 0 AND"
    " MAX(CAST(SUBSTRING(s.settlement_no, 8) AS SIGNED)) <> c.last_no)" INVARIANT_FIRST_ROWS;

static const char settlement_counter_sql[] =
    "SELECT s.settlement_id, CONCAT(s.settlement_no, ' came from no"
    " counter') FROM settlements AS s LEFT JOIN document_counters AS c"
    " ON c.kind = 'settlement'"
    " AND s.settlement_no LIKE CONCAT('S-', c.year, '-%')"
    " WHERE c.kind IS NULL" INVARIANT_FIRST_ROWS;

static const char settlement_trail_sql[] = INVARIANT_TRAIL(
    "settlement", "settlement_id", "settlements");

const struct invariant settlement_invariants[] = {
	{ "settlement-lines-are-the-ledgers", ID_SELLER, false,
	    lines_ledger_sql, 0 },
	{ "settlement-line-has-its-entry", ID_SETTLEMENT_LINE, false,
	    line_entry_sql, 0 },
	{ "released-is-paid-and-accepted", ID_SETTLEMENT_LINE, false,
	    line_released_sql, 0 },
	{ "line-is-as-its-statement", ID_SETTLEMENT_LINE, false,
	    line_statement_sql, 0 },
	{ "statement-sums-to-lines", ID_SETTLEMENT, false, settlement_sum_sql,
	    0 },
	{ "statement-carries-the-last", ID_SETTLEMENT, false,
	    settlement_carried_sql, 0 },
	{ "carried-owes-nothing", ID_SETTLEMENT, false, settlement_state_sql,
	    0 },
	{ "payout-has-its-entry", ID_SETTLEMENT, false, settlement_entry_sql,
	    0 },
	{ "statement-numbers-are-gapless", NULL, false, settlement_numbers_sql,
	    0 },
	{ "statement-has-its-counter", ID_SETTLEMENT, false,
	    settlement_counter_sql, 0 },
	{ "settlement-trail", ID_SETTLEMENT, false, settlement_trail_sql, 0 },
	{ .name = NULL },
};
