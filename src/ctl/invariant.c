#include "base/sys.h"
#include "ctl/invariant.h"

#define CAPTURED_STATES INVARIANT_CAPTURED_STATES

static const char entries_sum_sql[] =
    "SELECT entry_id, CONCAT('sums to ', SUM(amount_minor), ' ', currency)"
    " FROM ledger_postings GROUP BY entry_id, currency"
    " HAVING SUM(amount_minor) <> 0" INVARIANT_FIRST_ROWS;

static const char entries_empty_sql[] =
    "SELECT e.entry_id, 'has no postings' FROM ledger_entries AS e"
    " LEFT JOIN ledger_postings AS p ON p.entry_id = e.entry_id"
    " WHERE p.entry_id IS NULL" INVARIANT_FIRST_ROWS;

static const char postings_entry_sql[] =
    "SELECT p.entry_id, 'has postings and no entry'"
    " FROM ledger_postings AS p LEFT JOIN ledger_entries AS e"
    " ON e.entry_id = p.entry_id WHERE e.entry_id IS NULL" INVARIANT_FIRST_ROWS;

static const char capture_entry_sql[] =
    "SELECT p.payment_id, CASE WHEN e.entry_id IS NULL THEN 'has no entry'"
    " ELSE 'has 2 entries' END FROM payments AS p"
    " LEFT JOIN ledger_entries AS e ON e.occasion = 'order_paid'"
    " AND e.subject_id = p.payment_id"
    " LEFT JOIN ledger_entries AS d ON d.occasion = 'deposit'"
    " AND d.subject_id = p.payment_id"
    " WHERE p.bill_id IS NULL AND p.state IN " CAPTURED_STATES
    " AND (e.entry_id IS NULL) = (d.entry_id IS NULL)" INVARIANT_FIRST_ROWS;

/* Paid by a capture, by the bill that the buyer transferred, or on credit. */
static const char entry_cause_sql[] =
    "SELECT e.entry_id, CONCAT(e.occasion, ' without what caused it')"
    " FROM ledger_entries AS e"
    " LEFT JOIN payments AS p ON p.payment_id = e.subject_id"
    " AND p.state IN " CAPTURED_STATES
    " LEFT JOIN bills AS b ON b.bill_id = e.subject_id"
    " AND b.state = 'PAID' AND e.occasion = 'order_paid'"
    " LEFT JOIN credit_reservations AS r ON r.order_id = e.subject_id"
    " AND e.occasion = 'order_paid'"
    " WHERE e.occasion IN ('order_paid', 'deposit')"
    " AND p.payment_id IS NULL AND b.bill_id IS NULL"
    " AND r.order_id IS NULL" INVARIANT_FIRST_ROWS;

/* What was debited to clearing is what the gateway took. */
static const char capture_amount_sql[] =
    "SELECT p.payment_id, 'its entry has another amount'"
    " FROM payments AS p JOIN ledger_entries AS e"
    " ON e.subject_id = p.payment_id"
    " AND e.occasion IN ('order_paid', 'deposit')"
    " LEFT JOIN ledger_postings AS g ON g.entry_id = e.entry_id"
    " AND g.account = 'gateway_clearing' AND g.currency = p.currency"
    " GROUP BY p.payment_id, p.amount_minor"
    " HAVING COALESCE(SUM(g.amount_minor), 0) <> p.amount_minor" INVARIANT_FIRST_ROWS;

static const char order_captures_sql[] =
    "SELECT x.order_id, CONCAT('total ', x.total_minor, ', came ', x.came)"
    " FROM (SELECT o.order_id, COALESCE((SELECT n.total_minor"
    " FROM payment_plans AS n WHERE n.order_id = o.order_id"
    " AND n.version = o.plan_version), o.total_minor) AS total_minor,"
    " COALESCE((SELECT SUM(p.amount_minor) FROM ledger_entries AS e"
    " JOIN payments AS p ON p.payment_id = e.subject_id"
    " AND p.order_id = e.order_id AND p.currency = o.currency"
    " WHERE e.order_id = o.order_id AND e.occasion = 'order_paid'), 0)"
    " + COALESCE((SELECT SUM(t.applied_minor) FROM ledger_entries AS e"
    " JOIN bills AS b ON b.bill_id = e.subject_id"
    " AND b.order_id = e.order_id AND b.currency = o.currency"
    " JOIN bill_receipts AS t ON t.bill_id = b.bill_id"
    " WHERE e.order_id = o.order_id AND e.occasion = 'order_paid'), 0)"
    " + COALESCE((SELECT SUM(r.amount_minor)"
    " FROM credit_reservations AS r WHERE r.order_id = o.order_id"
    " AND r.currency = o.currency), 0) AS came"
    " FROM orders AS o WHERE o.paid_at IS NOT NULL) AS x"
    " WHERE x.came <> x.total_minor" INVARIANT_FIRST_ROWS;

static const char order_one_capture_sql[] =
    "SELECT order_id, CONCAT('was paid ', COUNT(*), ' times')"
    " FROM ledger_entries WHERE occasion = 'order_paid'"
    " GROUP BY order_id HAVING COUNT(*) > 1" INVARIANT_FIRST_ROWS;

static const char order_unpaid_sql[] =
    "SELECT o.order_id, CONCAT(o.state, ' although it was never paid')"
    " FROM orders AS o WHERE o.paid_at IS NULL"
    " AND o.state NOT IN ('PENDING_PAYMENT', 'CANCELLED')" INVARIANT_FIRST_ROWS;

/* Unless a part was transferred first: then the card's money goes back. */
static const char order_waits_sql[] =
    "SELECT o.order_id, 'awaits payment although one was captured'"
    " FROM orders AS o JOIN payments AS p ON p.order_id = o.order_id"
    " LEFT JOIN ledger_entries AS e ON e.subject_id = p.payment_id"
    " AND e.occasion = 'deposit'"
    " WHERE o.state = 'PENDING_PAYMENT' AND e.entry_id IS NULL"
    " AND p.state IN " CAPTURED_STATES INVARIANT_FIRST_ROWS;

/* By itself, or (before there were refunds) by an operator. */
static const char deposit_refund_sql[] =
    "SELECT e.order_id, 'holds a deposit that does not go back'"
    " FROM ledger_entries AS e LEFT JOIN tasks AS t"
    " ON t.order_id = e.order_id AND t.kind = 'refund'"
    " LEFT JOIN refunds AS r ON r.payment_id = e.subject_id"
    " AND r.kind = 'surplus'"
    " WHERE e.occasion = 'deposit' AND t.task_id IS NULL"
    " AND r.refund_id IS NULL" INVARIANT_FIRST_ROWS;

static const char order_lines_sum_sql[] =
    "SELECT o.order_id, 'its lines have another sum'"
    " FROM orders AS o LEFT JOIN order_lines AS l"
    " ON l.order_id = o.order_id"
    " GROUP BY o.order_id, o.net_minor, o.tax_minor"
    " HAVING COALESCE(SUM(l.net_minor), -1) <> o.net_minor"
    " OR COALESCE(SUM(l.tax_minor), -1) <> o.tax_minor" INVARIANT_FIRST_ROWS;

static const char payment_holds_sql[] =
    "SELECT payment_id, CONCAT(state, ' holds ',"
    " CASE WHEN open_order_id IS NULL THEN 'no order'"
    " ELSE 'an order' END)"
    " FROM payments WHERE (state IN ('FAILED', 'CANCELLED')"
    " AND open_order_id IS NOT NULL) OR open_order_id <> order_id"
    " OR open_bill_id <> bill_id OR (open_bill_id IS NULL) = (bill_id IS NOT"
    " NULL AND state IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING',"
    " 'UNKNOWN'))" INVARIANT_FIRST_ROWS;

static const char active_service_sql[] =
    "SELECT o.order_id, 'is active, and a line was not delivered'"
    " FROM orders AS o JOIN order_lines AS l ON l.order_id = o.order_id"
    " LEFT JOIN services AS s ON s.line_id = l.line_id"
    " WHERE o.state = 'ACTIVE' AND l.kind = 'software'"
    " AND o.renews_order_id IS NULL"
    " AND s.service_id IS NULL" INVARIANT_FIRST_ROWS;

static const char active_renewal_sql[] =
    "SELECT o.order_id, 'is active, and nothing runs by it'"
    " FROM orders AS o LEFT JOIN services AS s"
    " ON s.term_order_id = o.order_id"
    " WHERE o.state = 'ACTIVE' AND o.renews_order_id IS NOT NULL"
    " AND s.service_id IS NULL" INVARIANT_FIRST_ROWS;

/* Of an order never more goes back than its lines cost. */
static const char refund_lines_sql[] =
    "SELECT l.order_id, 'more is given back than was paid'"
    " FROM order_lines AS l JOIN refund_lines AS b ON b.line_id = l.line_id"
    " JOIN refunds AS r ON r.refund_id = b.refund_id"
    " AND r.state <> 'REFUSED'"
    " GROUP BY l.line_id, l.order_id, l.net_minor, l.tax_minor"
    " HAVING SUM(b.net_minor) > l.net_minor"
    " OR SUM(b.tax_minor) > l.tax_minor" INVARIANT_FIRST_ROWS;

static const char refund_sum_sql[] =
    "SELECT r.order_id, 'a refund is not the sum of its lines'"
    " FROM refunds AS r LEFT JOIN refund_lines AS b"
    " ON b.refund_id = r.refund_id WHERE r.kind <> 'surplus'"
    " GROUP BY r.refund_id, r.order_id,"
    " r.amount_minor HAVING COALESCE(SUM(b.net_minor + b.tax_minor), 0)"
    " <> r.amount_minor" INVARIANT_FIRST_ROWS;

static const char refund_entry_sql[] =
    "SELECT r.order_id, 'a refund and the ledger do not agree'"
    " FROM refunds AS r LEFT JOIN"
    " (SELECT e.subject_id, SUM(-g.amount_minor) AS minor"
    " FROM ledger_entries AS e JOIN ledger_postings AS g"
    " ON g.entry_id = e.entry_id"
    " AND g.account IN ('gateway_clearing', 'bank')"
    " WHERE e.occasion IN ('refund', 'refund_by_hand', 'refund_failed')"
    " GROUP BY e.subject_id) AS x ON x.subject_id = r.refund_id"
    " WHERE COALESCE(x.minor, 0) <>"
    " CASE WHEN r.state = 'REFUNDED' THEN r.cash_minor ELSE 0 END" INVARIANT_FIRST_ROWS;

static const char server_wiped_sql[] =
    "SELECT o.order_id, CONCAT('is ', o.state, ', and its server''s password'"
    " ' is kept') FROM orders AS o"
    " JOIN order_servers AS s ON s.order_id = o.order_id"
    " WHERE s.password_sealed IS NOT NULL AND o.state NOT IN"
    " ('PENDING_PAYMENT', 'PAID', 'PROVISIONING', 'PROVISION_FAILED')" INVARIANT_FIRST_ROWS;

static const char vpcs_apart_sql[] =
    "SELECT v.vpc_id, CONCAT('shares addresses with ', w.name)"
    " FROM vpcs AS v JOIN vpcs AS w ON w.company_id = v.company_id"
    " AND w.vpc_id > v.vpc_id AND w.first_address <= v.last_address"
    " AND w.last_address >= v.first_address" INVARIANT_FIRST_ROWS;

static const char subnets_within_sql[] =
    "SELECT s.subnet_id, CONCAT('lies outside its VPC, or meets ',"
    " COALESCE(t.name, 'nothing')) FROM subnets AS s"
    " JOIN vpcs AS v ON v.vpc_id = s.vpc_id"
    " LEFT JOIN subnets AS t ON t.vpc_id = s.vpc_id"
    " AND t.subnet_id > s.subnet_id AND t.first_address <= s.last_address"
    " AND t.last_address >= s.first_address"
    " WHERE t.subnet_id IS NOT NULL OR s.first_address < v.first_address"
    " OR s.last_address > v.last_address" INVARIANT_FIRST_ROWS;

/* Invariant 5: at most one live order redeems an offer, and it is known. */
static const char offer_redeemed_sql[] =
    "SELECT f.offer_id, CONCAT('is ', f.state, ', and redeemed by ',"
    " COUNT(o.order_id), ' orders') FROM offers AS f"
    " LEFT JOIN orders AS o ON o.offer_id = f.offer_id"
    " AND o.state <> 'CANCELLED'"
    " GROUP BY f.offer_id, f.state, f.order_id"
    " HAVING COUNT(o.order_id) <> CASE WHEN f.state = 'REDEEMED' THEN 1"
    " ELSE 0 END OR (f.order_id IS NOT NULL"
    " AND MAX(o.order_id) <> f.order_id)" INVARIANT_FIRST_ROWS;

/* And each order that ever redeemed one is what its version says. */
static const char offer_equals_sql[] =
    "SELECT x.order_id, CONCAT('is not what its offer says: ', x.what)"
    " FROM (SELECT o.order_id, CASE"
    " WHEN v.offer_id IS NULL THEN 'version'"
    " WHEN COALESCE(o.company_id <> f.company_id, 1) THEN 'company'"
    " WHEN o.seller_id <> f.seller_id THEN 'seller'"
    " WHEN o.offer_redemption > f.redemptions THEN 'redemption'"
    " WHEN l.line_id IS NULL OR l.kind <> 'software' THEN 'line'"
    " WHEN EXISTS (SELECT 1 FROM order_lines AS z"
    " WHERE z.order_id = o.order_id AND z.position > 1"
    " AND z.kind <> 'infrastructure') THEN 'lines'"
    " WHEN l.product_id <> v.product_id THEN 'product'"
    " WHEN l.plan_id <> v.plan_id THEN 'plan'"
    " WHEN l.billing_mode <> v.billing_mode THEN 'billing_mode'"
    " WHEN l.quantity <> v.quantity THEN 'quantity'"
    " WHEN l.periods <> v.periods THEN 'periods'"
    " WHEN l.capacities <> v.capacities THEN 'capacities'"
    " WHEN o.currency <> v.currency THEN 'currency'"
    " WHEN l.unit_minor <> v.unit_minor THEN 'unit'"
    " WHEN l.net_minor <> v.net_minor THEN 'net'"
    " WHEN COALESCE(l.list_unit_minor, l.unit_minor) <> v.list_unit_minor"
    " THEN 'list_unit'"
    " WHEN COALESCE(s.region, '') <> COALESCE(v.region, s.region, '')"
    " THEN 'region'"
    " WHEN COALESCE(s.flavour, '') <> COALESCE(v.flavour, s.flavour, '')"
    " THEN 'flavour'"
    " WHEN EXISTS (SELECT 1 FROM offer_documents AS d"
    " LEFT JOIN order_consents AS c ON c.order_id = o.order_id"
    " AND c.document_hash = d.document_hash"
    " WHERE d.offer_id = v.offer_id AND d.version = v.version"
    " AND c.order_id IS NULL) THEN 'documents' END AS what"
    " FROM orders AS o JOIN offers AS f ON f.offer_id = o.offer_id"
    " LEFT JOIN offer_versions AS v ON v.offer_id = o.offer_id"
    " AND v.version = o.offer_version"
    " LEFT JOIN order_lines AS l ON l.order_id = o.order_id"
    " AND l.position = 1"
    " LEFT JOIN order_servers AS s ON s.order_id = o.order_id) AS x"
    " WHERE x.what IS NOT NULL" INVARIANT_FIRST_ROWS;

static const char order_trail_sql[] = INVARIANT_TRAIL(
    "order", "order_id", "orders");
static const char payment_trail_sql[] = INVARIANT_TRAIL(
    "payment", "payment_id", "payments");
static const char refund_trail_sql[] = INVARIANT_TRAIL(
    "refund", "refund_id", "refunds");
static const char handover_trail_sql[] = INVARIANT_TRAIL(
    "handover", "handover_id", "handovers");
static const char offer_trail_sql[] = INVARIANT_TRAIL(
    "offer", "offer_id", "offers");
static const char outbox_dead_sql[] =
    "SELECT message_id, CONCAT(kind, ' ', template, ': ',"
    " COALESCE(last_error, 'no reason kept'))"
    " FROM outbox WHERE state = 'DEAD'" INVARIANT_FIRST_ROWS;

static const char outbox_late_sql[] =
    "SELECT message_id, CONCAT(kind, ' ', template, ' is due, and nobody"
    " sends it: is souk-worker running?')"
    " FROM outbox WHERE state IN ('QUEUED', 'RETRY') AND next_at < ?" INVARIANT_FIRST_ROWS;

static const char payment_unknown_sql[] =
    "SELECT payment_id, 'is UNKNOWN for long: does the gateway answer?'"
    " FROM payments WHERE state = 'UNKNOWN' AND created_at < ?" INVARIANT_FIRST_ROWS;

static const char event_unapplied_sql[] =
    "SELECT NULL, CONCAT(gateway, ' event ', event_ref,"
    " ' waits to be applied') FROM payment_events"
    " WHERE applied_at IS NULL AND received_at < ?" INVARIANT_FIRST_ROWS;

static const struct invariant sale_invariants[] = {
	{ "entries-sum-to-zero", ID_ENTRY, false, entries_sum_sql, 0 },
	{ "entries-have-postings", ID_ENTRY, false, entries_empty_sql, 0 },
	{ "postings-have-their-entry", ID_ENTRY, false, postings_entry_sql, 0 },
	{ "capture-has-one-entry", ID_PAYMENT, false, capture_entry_sql, 0 },
	{ "entry-has-its-cause", ID_ENTRY, false, entry_cause_sql, 0 },
	{ "entry-has-the-amount", ID_PAYMENT, false, capture_amount_sql, 0 },
	{ "captures-equal-total", ID_ORDER, false, order_captures_sql, 0 },
	{ "paid-once", ID_ORDER, false, order_one_capture_sql, 0 },
	{ "nothing-unpaid-goes-on", ID_ORDER, false, order_unpaid_sql, 0 },
	{ "nothing-paid-waits", ID_ORDER, false, order_waits_sql, 0 },
	{ "deposit-goes-back", ID_ORDER, false, deposit_refund_sql, 0 },
	{ "lines-sum-to-order", ID_ORDER, false, order_lines_sum_sql, 0 },
	{ "payment-holds-its-order", ID_PAYMENT, false, payment_holds_sql, 0 },
	{ "active-is-delivered", ID_ORDER, false, active_service_sql, 0 },
	{ "renewal-runs", ID_ORDER, false, active_renewal_sql, 0 },
	{ "refunds-are-paid-for", ID_ORDER, false, refund_lines_sql, 0 },
	{ "refund-sums-to-lines", ID_ORDER, false, refund_sum_sql, 0 },
	{ "refund-has-its-entry", ID_ORDER, false, refund_entry_sql, 0 },
	{ "server-password-is-wiped", ID_ORDER, false, server_wiped_sql, 0 },
	{ "vpcs-lie-apart", ID_VPC, false, vpcs_apart_sql, 0 },
	{ "subnets-lie-in-their-vpc", ID_SUBNET, false, subnets_within_sql, 0 },
	{ "offer-is-redeemed-once", ID_OFFER, false, offer_redeemed_sql, 0 },
	{ "order-equals-its-offer", ID_ORDER, false, offer_equals_sql, 0 },
	{ "order-trail", ID_ORDER, false, order_trail_sql, 0 },
	{ "payment-trail", ID_PAYMENT, false, payment_trail_sql, 0 },
	{ "refund-trail", ID_REFUND, false, refund_trail_sql, 0 },
	{ "handover-trail", ID_HANDOVER, false, handover_trail_sql, 0 },
	{ "offer-trail", ID_OFFER, false, offer_trail_sql, 0 },
	{ "outbox-dead", ID_MESSAGE, true, outbox_dead_sql, 0 },
	{ "outbox-late", ID_MESSAGE, true, outbox_late_sql, 5 * MIN_US },
	{ "payment-unknown", ID_PAYMENT, true, payment_unknown_sql,
	    15 * MIN_US },
	{ "event-unapplied", NULL, true, event_unapplied_sql, 5 * MIN_US },
	{ .name = NULL },
};

const struct invariant *
invariant_at(size_t i)
{
	const struct invariant *const sets[] = { sale_invariants,
		bill_invariants, settlement_invariants, stage_invariants };

	for (size_t k = 0; k < sizeof(sets) / sizeof(sets[0]); k++)
		for (const struct invariant *it = sets[k]; it->name; it++)
			if (i-- == 0)
				return it;
	return NULL;
}
