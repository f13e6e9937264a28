#include "store/evidence.h"

#define TEXT(name) \
	{ \
		name, EVIDENCE_TEXT, NULL \
	}
#define NUMBER(name) \
	{ \
		name, EVIDENCE_NUMBER, NULL \
	}
#define TIME(name) \
	{ \
		name, EVIDENCE_TIME, NULL \
	}
#define HASH(name) \
	{ \
		name, EVIDENCE_HASH, NULL \
	}
#define ID(name, prefix) \
	{ \
		name, EVIDENCE_ID, prefix \
	}

static const char orders_sql[] =
    "SELECT order_id, company_id, user_id, seller_id, renews_order_id, "
    "offer_id, offer_version, plan_version, state, currency, "
    "buyer_country, buyer_tax_number, po_number, cost_centre, "
    "net_minor, tax_minor, total_minor, created_at, paid_at, active_at, "
    "closed_at, close_reason FROM orders WHERE order_id = ?";
static const struct evidence_column orders_columns[] = {
	ID("order_id", ID_ORDER),
	ID("company_id", ID_COMPANY),
	ID("user_id", ID_USER),
	ID("seller_id", ID_SELLER),
	ID("renews_order_id", ID_ORDER),
	ID("offer_id", ID_OFFER),
	NUMBER("offer_version"),
	NUMBER("plan_version"),
	TEXT("state"),
	TEXT("currency"),
	TEXT("buyer_country"),
	TEXT("buyer_tax_number"),
	TEXT("po_number"),
	TEXT("cost_centre"),
	NUMBER("net_minor"),
	NUMBER("tax_minor"),
	NUMBER("total_minor"),
	TIME("created_at"),
	TIME("paid_at"),
	TIME("active_at"),
	TIME("closed_at"),
	TEXT("close_reason"),
};

static const char order_lines_sql[] =
    "SELECT line_id, position, kind, product_id, product_revision, "
    "product_name, plan_name, billing_mode, quantity, periods, "
    "capacities, unit_minor, net_minor, tax_kind, tax_rate, tax_minor "
    "FROM order_lines WHERE order_id = ? ORDER BY position";
static const struct evidence_column order_lines_columns[] = {
	ID("line_id", ID_ORDER_LINE),
	NUMBER("position"),
	TEXT("kind"),
	ID("product_id", ID_PRODUCT),
	NUMBER("product_revision"),
	TEXT("product_name"),
	TEXT("plan_name"),
	TEXT("billing_mode"),
	NUMBER("quantity"),
	NUMBER("periods"),
	TEXT("capacities"),
	NUMBER("unit_minor"),
	NUMBER("net_minor"),
	TEXT("tax_kind"),
	NUMBER("tax_rate"),
	NUMBER("tax_minor"),
};

static const char order_consents_sql[] =
    "SELECT document_hash, user_id, accepted_at FROM order_consents "
    "WHERE order_id = ? ORDER BY document_hash";
static const struct evidence_column order_consents_columns[] = {
	HASH("document_hash"),
	ID("user_id", ID_USER),
	TIME("accepted_at"),
};

static const char services_sql[] =
    "SELECT service_id, line_id, delivered_at, term_ends_at, ended_at "
    "FROM services WHERE order_id = ? ORDER BY delivered_at, service_id";
static const struct evidence_column services_columns[] = {
	ID("service_id", ID_SERVICE),
	ID("line_id", ID_ORDER_LINE),
	TIME("delivered_at"),
	TIME("term_ends_at"),
	TIME("ended_at"),
};

static const char payment_plans_sql[] =
    "SELECT version, billing, deemed_days, stages, currency, net_minor, "
    "tax_minor, total_minor, digest, created_at FROM payment_plans "
    "WHERE order_id = ? ORDER BY version";
static const struct evidence_column payment_plans_columns[] = {
	NUMBER("version"),
	TEXT("billing"),
	NUMBER("deemed_days"),
	NUMBER("stages"),
	TEXT("currency"),
	NUMBER("net_minor"),
	NUMBER("tax_minor"),
	NUMBER("total_minor"),
	HASH("digest"),
	TIME("created_at"),
};

static const char milestones_sql[] =
    "SELECT version, stage, name, share_bp, criteria, net_minor, "
    "tax_minor FROM milestones WHERE order_id = ? ORDER BY version, "
    "stage";
static const struct evidence_column milestones_columns[] = {
	NUMBER("version"),
	NUMBER("stage"),
	TEXT("name"),
	NUMBER("share_bp"),
	TEXT("criteria"),
	NUMBER("net_minor"),
	NUMBER("tax_minor"),
};

static const char plan_changes_sql[] =
    "SELECT kind, state, side, base_version, body, digest, reason, "
    "answer, created_at, created_by, answered_at, answered_by FROM "
    "plan_changes WHERE order_id = ? ORDER BY created_at, change_id";
static const struct evidence_column plan_changes_columns[] = {
	TEXT("kind"),
	TEXT("state"),
	TEXT("side"),
	NUMBER("base_version"),
	TEXT("body"),
	HASH("digest"),
	TEXT("reason"),
	TEXT("answer"),
	TIME("created_at"),
	ID("created_by", ID_USER),
	TIME("answered_at"),
	ID("answered_by", ID_USER),
};

static const char handovers_sql[] =
    "SELECT handover_id, stage, state, round, opened_at, delivered_at, "
    "accept_by_at, closed_at, deemed FROM handovers WHERE order_id = ? "
    "ORDER BY stage";
static const struct evidence_column handovers_columns[] = {
	ID("handover_id", ID_HANDOVER),
	NUMBER("stage"),
	TEXT("state"),
	NUMBER("round"),
	TIME("opened_at"),
	TIME("delivered_at"),
	TIME("accept_by_at"),
	TIME("closed_at"),
	NUMBER("deemed"),
};

static const char handover_rounds_sql[] =
    "SELECT r.handover_id, r.round, r.note, r.delivered_by, "
    "r.delivered_at, r.answer, r.answered_by, r.answered_at, r.appeal, "
    "r.ruling, r.ruled_by, r.ruled_at FROM handovers AS h JOIN "
    "handover_rounds AS r ON r.handover_id = h.handover_id "
    "AND r.recalled_at IS NULL WHERE h.order_id = ? "
    "ORDER BY h.stage, r.round";
static const struct evidence_column handover_rounds_columns[] = {
	ID("handover_id", ID_HANDOVER),
	NUMBER("round"),
	TEXT("note"),
	ID("delivered_by", ID_USER),
	TIME("delivered_at"),
	TEXT("answer"),
	ID("answered_by", ID_USER),
	TIME("answered_at"),
	TEXT("appeal"),
	TEXT("ruling"),
	ID("ruled_by", ID_USER),
	TIME("ruled_at"),
};

static const char handover_answers_sql[] =
    "SELECT r.handover_id, r.round, r.criterion, r.met, r.comment FROM "
    "handovers AS h JOIN handover_answers AS r ON r.handover_id = "
    "h.handover_id WHERE h.order_id = ? ORDER BY h.stage, r.round, "
    "r.criterion";
static const struct evidence_column handover_answers_columns[] = {
	ID("handover_id", ID_HANDOVER),
	NUMBER("round"),
	NUMBER("criterion"),
	NUMBER("met"),
	TEXT("comment"),
};

static const char handover_files_sql[] =
    "SELECT f.file_id, f.handover_id, f.round, f.name, f.bytes, "
    "f.content_hash, f.added_at FROM handovers AS h JOIN "
    "handover_rounds AS r ON r.handover_id = h.handover_id "
    "AND r.recalled_at IS NULL JOIN handover_files AS f "
    "ON f.handover_id = r.handover_id AND f.round = r.round "
    "WHERE h.order_id = ? ORDER BY h.stage, f.round, f.name";
static const struct evidence_column handover_files_columns[] = {
	ID("file_id", ID_HANDOVER_FILE),
	ID("handover_id", ID_HANDOVER),
	NUMBER("round"),
	TEXT("name"),
	NUMBER("bytes"),
	HASH("content_hash"),
	TIME("added_at"),
};

/* Its own, and the month's statement that has its lines. */
#define BILLS_OF_ORDER \
	"(SELECT bill_id FROM bills WHERE order_id = ? UNION " \
	"SELECT l.bill_id FROM order_lines AS o JOIN bill_lines AS l " \
	"ON l.line_id = o.line_id WHERE o.order_id = ?) AS x " \
	"JOIN bills AS b ON b.bill_id = x.bill_id "

static const char bills_sql[] =
    "SELECT b.bill_id, b.bill_no, b.kind, b.corrects_id, b.stage, "
    "b.stage_name, b.state, b.currency, b.net_minor, b.tax_minor, "
    "b.total_minor, b.paid_minor, b.credited_minor, b.refunded_minor, "
    "b.issued_at, b.due_at, b.paid_at, b.po_number, b.cost_centre "
    "FROM " BILLS_OF_ORDER "ORDER BY b.issued_at, b.bill_id";
static const struct evidence_column bills_columns[] = {
	ID("bill_id", ID_BILL),
	TEXT("bill_no"),
	TEXT("kind"),
	ID("corrects_id", ID_BILL),
	NUMBER("stage"),
	TEXT("stage_name"),
	TEXT("state"),
	TEXT("currency"),
	NUMBER("net_minor"),
	NUMBER("tax_minor"),
	NUMBER("total_minor"),
	NUMBER("paid_minor"),
	NUMBER("credited_minor"),
	NUMBER("refunded_minor"),
	TIME("issued_at"),
	TIME("due_at"),
	TIME("paid_at"),
	TEXT("po_number"),
	TEXT("cost_centre"),
};

static const char bill_lines_sql[] =
    "SELECT l.bill_id, l.position, l.line_id, l.seller_name, "
    "l.product_name, l.plan_name, l.quantity, l.periods, l.unit_minor, "
    "l.net_minor, l.tax_kind, l.tax_rate, l.tax_minor "
    "FROM order_lines AS o JOIN bill_lines AS l ON l.line_id = o.line_id "
    "JOIN bills AS b ON b.bill_id = l.bill_id WHERE o.order_id = ? "
    "ORDER BY b.issued_at, l.bill_id, l.position";
static const struct evidence_column bill_lines_columns[] = {
	ID("bill_id", ID_BILL),
	NUMBER("position"),
	ID("line_id", ID_ORDER_LINE),
	TEXT("seller_name"),
	TEXT("product_name"),
	TEXT("plan_name"),
	NUMBER("quantity"),
	NUMBER("periods"),
	NUMBER("unit_minor"),
	NUMBER("net_minor"),
	TEXT("tax_kind"),
	NUMBER("tax_rate"),
	NUMBER("tax_minor"),
};

static const char bill_receipts_sql[] =
    "SELECT r.receipt_id, r.bill_id, r.method, r.payment_id, "
    "r.currency, r.amount_minor, r.applied_minor, r.reference, "
    "r.received_at, r.recorded_at FROM " BILLS_OF_ORDER
    "JOIN bill_receipts AS r ON r.bill_id = b.bill_id "
    "ORDER BY r.recorded_at, r.receipt_id";
static const struct evidence_column bill_receipts_columns[] = {
	ID("receipt_id", ID_RECEIPT),
	ID("bill_id", ID_BILL),
	TEXT("method"),
	ID("payment_id", ID_PAYMENT),
	TEXT("currency"),
	NUMBER("amount_minor"),
	NUMBER("applied_minor"),
	TEXT("reference"),
	TIME("received_at"),
	TIME("recorded_at"),
};

static const char bill_disputes_sql[] =
    "SELECT d.bill_id, d.state, d.currency, d.amount_minor, "
    "d.credited_minor, d.reason, d.ruling, d.created_at, d.created_by, "
    "d.closed_at FROM " BILLS_OF_ORDER
    "JOIN bill_disputes AS d ON d.bill_id = b.bill_id "
    "ORDER BY d.created_at, d.dispute_id";
static const struct evidence_column bill_disputes_columns[] = {
	ID("bill_id", ID_BILL),
	TEXT("state"),
	TEXT("currency"),
	NUMBER("amount_minor"),
	NUMBER("credited_minor"),
	TEXT("reason"),
	TEXT("ruling"),
	TIME("created_at"),
	ID("created_by", ID_USER),
	TIME("closed_at"),
};

static const char payments_sql[] =
    "SELECT p.payment_id, p.bill_id, p.attempt, p.gateway, p.state, "
    "p.currency, p.amount_minor, p.failure, p.created_at, p.captured_at "
    "FROM (SELECT payment_id FROM payments WHERE order_id = ? UNION "
    "SELECT q.payment_id FROM bills AS b JOIN payments AS q ON "
    "q.bill_id = b.bill_id WHERE b.order_id = ?) AS x JOIN payments AS "
    "p ON p.payment_id = x.payment_id ORDER BY p.created_at, "
    "p.payment_id";
static const struct evidence_column payments_columns[] = {
	ID("payment_id", ID_PAYMENT),
	ID("bill_id", ID_BILL),
	NUMBER("attempt"),
	TEXT("gateway"),
	TEXT("state"),
	TEXT("currency"),
	NUMBER("amount_minor"),
	TEXT("failure"),
	TIME("created_at"),
	TIME("captured_at"),
};

static const char refunds_sql[] =
    "SELECT refund_id, bill_id, payment_id, kind, state, currency, "
    "amount_minor, cash_minor, reason, answer, appeal, ruling, "
    "created_at, answered_at, ruled_at, refunded_at FROM refunds WHERE "
    "order_id = ? ORDER BY created_at, refund_id";
static const struct evidence_column refunds_columns[] = {
	ID("refund_id", ID_REFUND),
	ID("bill_id", ID_BILL),
	ID("payment_id", ID_PAYMENT),
	TEXT("kind"),
	TEXT("state"),
	TEXT("currency"),
	NUMBER("amount_minor"),
	NUMBER("cash_minor"),
	TEXT("reason"),
	TEXT("answer"),
	TEXT("appeal"),
	TEXT("ruling"),
	TIME("created_at"),
	TIME("answered_at"),
	TIME("ruled_at"),
	TIME("refunded_at"),
};

#define TABLE(file, name, nargs) \
	{ \
		file, #name, name##_sql, nargs, name##_columns, \
		    sizeof(name##_columns) / sizeof(name##_columns[0]) \
	}

const struct evidence_table evidence_tables[] = {
	TABLE("order", orders, 1),
	TABLE("order", order_lines, 1),
	TABLE("order", order_consents, 1),
	TABLE("order", services, 1),
	TABLE("plan", payment_plans, 1),
	TABLE("plan", milestones, 1),
	TABLE("plan", plan_changes, 1),
	TABLE("handovers", handovers, 1),
	TABLE("handovers", handover_rounds, 1),
	TABLE("handovers", handover_answers, 1),
	TABLE("handovers", handover_files, 1),
	TABLE("bills", bills, 2),
	TABLE("bills", bill_lines, 1),
	TABLE("bills", bill_receipts, 2),
	TABLE("bills", bill_disputes, 2),
	TABLE("payments", payments, 2),
	TABLE("payments", refunds, 1),
};
const size_t nevidence_tables = sizeof(evidence_tables) /
    sizeof(evidence_tables[0]);

enum err
evidence_rows(struct db *db, struct arena *a, struct db_result *out,
    const struct evidence_table *t, struct id order_id)
{
	struct db_arg args[] = { db_id(order_id), db_id(order_id) };

	return db_query(db, a, out, t->sql, args, t->nargs);
}
