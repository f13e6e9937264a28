/* What was billed, what came for it, and what is owed on credit. */
#include "ctl/invariant.h"

/* Of a bill: what was captured is one receipt of it, of that amount. */
static const char capture_receipt_sql[] =
    "SELECT p.payment_id, CONCAT('is ', p.state, ', and receipts say ',"
    " COALESCE(SUM(t.amount_minor), 0))"
    " FROM payments AS p LEFT JOIN bill_receipts AS t"
    " ON t.payment_id = p.payment_id AND t.bill_id = p.bill_id"
    " AND t.method = 'card' AND t.currency = p.currency"
    " WHERE p.bill_id IS NOT NULL"
    " GROUP BY p.payment_id, p.state, p.amount_minor"
    " HAVING COALESCE(SUM(t.amount_minor), 0) <> CASE WHEN p.state IN " INVARIANT_CAPTURED_STATES
    " THEN p.amount_minor ELSE 0 END" INVARIANT_FIRST_ROWS;

static const char order_bill_sql[] =
    "SELECT o.order_id, 'has no paid bill of its total, and no credit'"
    " FROM orders AS o LEFT JOIN bills AS b ON b.billed_order_id = o.order_id"
    " AND b.stage = 0 AND b.state = 'PAID' AND b.currency = o.currency"
    " AND b.total_minor = o.total_minor AND b.paid_minor = o.total_minor"
    " AND b.company_id = o.company_id"
    " LEFT JOIN credit_reservations AS r ON r.order_id = o.order_id"
    " WHERE o.paid_at IS NOT NULL AND b.bill_id IS NULL"
    " AND r.order_id IS NULL" INVARIANT_FIRST_ROWS;

static const char bill_order_sql[] =
    "SELECT b.bill_id, 'bills an order that was not paid'"
    " FROM bills AS b JOIN orders AS o ON o.order_id = b.order_id"
    " WHERE b.kind = 'bill' AND b.stage = 0 AND b.state = 'PAID'"
    " AND o.paid_at IS NULL" INVARIANT_FIRST_ROWS;

static const char bill_waits_sql[] =
    "SELECT o.order_id, CASE WHEN o.billed_at IS NULL"
    " THEN 'has an open bill and does not know'"
    " ELSE 'awaits a bill that is not open' END"
    " FROM orders AS o LEFT JOIN bills AS b ON b.billed_order_id = o.order_id"
    " AND b.pool IS NULL"
    " AND b.state IN ('ISSUED', 'PARTLY_PAID', 'OVERDUE', 'DISPUTED',"
    " 'UNCOLLECTIBLE')"
    " WHERE (o.billed_at IS NULL) <> (b.bill_id IS NULL)" INVARIANT_FIRST_ROWS;

/* Paid in spite of it, a bill is PAID before its dispute is closed. */
static const char bill_disputed_sql[] =
    "SELECT b.bill_id, CONCAT('is ', b.state, ', and ', COUNT(d.dispute_id),"
    " ' disputes are open') FROM bills AS b LEFT JOIN bill_disputes AS d"
    " ON d.open_bill_id = b.bill_id GROUP BY b.bill_id, b.state"
    " HAVING COUNT(d.dispute_id) <> CASE WHEN b.state = 'DISPUTED' THEN 1"
    " WHEN b.state IN ('PAID', 'VOID') THEN COUNT(d.dispute_id)"
    " ELSE 0 END" INVARIANT_FIRST_ROWS;

/* What is open of it was taken out of the books. */
static const char bill_written_off_sql[] =
    "SELECT x.bill_id, CONCAT('is written off with ', x.open_minor,"
    " ' open, the ledger says ', x.booked) FROM (SELECT b.bill_id,"
    " b.total_minor - b.credited_minor - b.paid_minor + b.refunded_minor"
    " AS open_minor, COALESCE((SELECT -SUM(p.amount_minor)"
    " FROM ledger_entries AS e JOIN ledger_postings AS p"
    " ON p.entry_id = e.entry_id AND p.account = 'receivable'"
    " WHERE e.occasion = 'written_off' AND (e.subject_id = b.bill_id"
    " OR (b.kind = 'statement' AND e.subject_id IN"
    " (SELECT l.order_id FROM bill_lines AS l"
    " WHERE l.bill_id = b.bill_id)))), 0) AS booked FROM bills AS b"
    " WHERE b.state = 'UNCOLLECTIBLE') AS x"
    " WHERE x.booked < x.open_minor" INVARIANT_FIRST_ROWS;

static const char bill_receipts_sql[] =
    "SELECT b.bill_id, CONCAT('paid ', b.paid_minor, ', receipts ',"
    " COALESCE(SUM(r.applied_minor), 0))"
    " FROM bills AS b LEFT JOIN bill_receipts AS r ON r.bill_id = b.bill_id"
    " AND r.currency = b.currency WHERE b.kind <> 'credit_note'"
    " GROUP BY b.bill_id, b.paid_minor"
    " HAVING COALESCE(SUM(r.applied_minor), 0) <> b.paid_minor" INVARIANT_FIRST_ROWS;

static const char bill_notes_sql[] =
    "SELECT b.bill_id, CONCAT('credited ', b.credited_minor, ', its notes ',"
    " COALESCE(SUM(n.total_minor), 0))"
    " FROM bills AS b LEFT JOIN bills AS n ON n.corrects_id = b.bill_id"
    " AND n.currency = b.currency GROUP BY b.bill_id, b.credited_minor"
    " HAVING COALESCE(SUM(n.total_minor), 0) <> b.credited_minor" INVARIANT_FIRST_ROWS;

static const char bill_lines_sum_sql[] =
    "SELECT b.bill_id, 'its lines have another sum'"
    " FROM bills AS b LEFT JOIN bill_lines AS l ON l.bill_id = b.bill_id"
    " GROUP BY b.bill_id, b.net_minor, b.tax_minor"
    " HAVING COALESCE(SUM(l.net_minor), -1) <> b.net_minor"
    " OR COALESCE(SUM(l.tax_minor), -1) <> b.tax_minor" INVARIANT_FIRST_ROWS;

static const char bill_settled_sql[] =
    "SELECT bill_id, CONCAT(state, ', and ', total_minor - credited_minor"
    " - paid_minor + refunded_minor, ' of it are open')"
    " FROM bills WHERE (state = 'PAID') <> (total_minor - credited_minor"
    " - paid_minor + refunded_minor = 0) AND state <> 'VOID'" INVARIANT_FIRST_ROWS;

/* Invariant 6: what pools say is what orders and bills say. */
static const char pool_reserved_sql[] =
    "SELECT c.company_id, CONCAT(c.pool, ': reserved ', c.reserved_minor,"
    " ', its orders ', COALESCE(SUM(r.amount_minor - r.billed_minor"
    " - r.released_minor), 0))"
    " FROM credit_pools AS c LEFT JOIN credit_reservations AS r"
    " ON r.company_id = c.company_id AND r.pool = c.pool"
    " AND r.currency = c.currency"
    " GROUP BY c.company_id, c.pool, c.reserved_minor"
    " HAVING COALESCE(SUM(r.amount_minor - r.billed_minor"
    " - r.released_minor), 0) <> c.reserved_minor" INVARIANT_FIRST_ROWS;

static const char pool_billed_sql[] =
    "SELECT c.company_id, CONCAT(c.pool, ': billed ', c.billed_minor,"
    " ', its bills ', COALESCE(SUM(b.total_minor - b.credited_minor"
    " - b.paid_minor + b.refunded_minor), 0))"
    " FROM credit_pools AS c LEFT JOIN bills AS b"
    " ON b.company_id = c.company_id AND b.pool = c.pool"
    " AND b.currency = c.currency"
    " AND b.state IN ('ISSUED', 'PARTLY_PAID', 'OVERDUE', 'DISPUTED')"
    " GROUP BY c.company_id, c.pool, c.billed_minor"
    " HAVING COALESCE(SUM(b.total_minor - b.credited_minor - b.paid_minor"
    " + b.refunded_minor), 0) <> c.billed_minor" INVARIANT_FIRST_ROWS;

/* The memo accounts tell the same story as the pools. */
static const char pool_memo_sql[] =
    "SELECT c.company_id, CONCAT(c.pool, ': reserved ', c.reserved_minor,"
    " ', the ledger ', COALESCE(p.minor, 0))"
    " FROM credit_pools AS c LEFT JOIN"
    " (SELECT account, owner_id, currency, SUM(amount_minor) AS minor"
    " FROM ledger_postings"
    " WHERE account IN ('general_reserve', 'milestone_reserve')"
    " GROUP BY account, owner_id, currency) AS p"
    " ON p.owner_id = c.company_id AND p.currency = c.currency"
    " AND p.account = CONCAT(c.pool, '_reserve')"
    " WHERE COALESCE(p.minor, 0) <> c.reserved_minor" INVARIANT_FIRST_ROWS;

/* As many as the counter gave, none beyond it: then none is missing. */
static const char bill_numbers_sql[] =
    "SELECT NULL, CONCAT(c.year, ': ', COUNT(b.bill_id),"
    " ' bills, last number given ', c.last_no, ', highest ',"
    " COALESCE(MAX(b.bill_no), 'none'))"
    " FROM document_counters AS c"
    " LEFT JOIN bills AS b ON b.bill_no LIKE CONCAT(c.year, '-%')"
    " WHERE c.kind = 'bill' GROUP BY c.year, c.last_no"
    " HAVING COUNT(b.bill_id) <> c.last_no OR (c.last_no > 0 AND"
    " MAX(CAST(SUBSTRING(b.bill_no, 6) AS SIGNED)) <> c.last_no)" INVARIANT_FIRST_ROWS;

static const char bill_counter_sql[] =
    "SELECT b.bill_id, CONCAT(b.bill_no, ' came from no counter')"
    " FROM bills AS b LEFT JOIN document_counters AS c"
    " ON c.kind = 'bill' AND b.bill_no LIKE CONCAT(c.year, '-%')"
    " WHERE c.kind IS NULL" INVARIANT_FIRST_ROWS;

static const char bill_trail_sql[] = INVARIANT_TRAIL(
    "bill", "bill_id", "bills");

const struct invariant bill_invariants[] = {
	{ "capture-is-a-receipt", ID_PAYMENT, false, capture_receipt_sql, 0 },
	{ "paid-order-has-its-bill", ID_ORDER, false, order_bill_sql, 0 },
	{ "paid-bill-has-its-order", ID_BILL, false, bill_order_sql, 0 },
	{ "order-knows-its-bill", ID_ORDER, false, bill_waits_sql, 0 },
	{ "dispute-holds-its-bill", ID_BILL, false, bill_disputed_sql, 0 },
	{ "written-off-in-the-books", ID_BILL, false, bill_written_off_sql, 0 },
	{ "receipts-sum-to-paid", ID_BILL, false, bill_receipts_sql, 0 },
	{ "notes-sum-to-credited", ID_BILL, false, bill_notes_sql, 0 },
	{ "lines-sum-to-bill", ID_BILL, false, bill_lines_sum_sql, 0 },
	{ "nothing-open-is-paid", ID_BILL, false, bill_settled_sql, 0 },
	{ "pool-reserved", ID_COMPANY, false, pool_reserved_sql, 0 },
	{ "pool-billed", ID_COMPANY, false, pool_billed_sql, 0 },
	{ "pool-memo", ID_COMPANY, false, pool_memo_sql, 0 },
	{ "bill-numbers-are-gapless", NULL, false, bill_numbers_sql, 0 },
	{ "bill-has-its-counter", ID_BILL, false, bill_counter_sql, 0 },
	{ "bill-trail", ID_BILL, false, bill_trail_sql, 0 },
	{ .name = NULL },
};
