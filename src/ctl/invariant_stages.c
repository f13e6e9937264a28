/* Invariants 2 to 6 of orders in stages. */
#include "ctl/invariant.h"

/* Orders whose stages go on or are done; one that was stopped is neither. */
#define LIVE "o.state IN ('IN_DELIVERY', 'COMPLETED')"
#define PLAN_OF_ORDER \
	" JOIN payment_plans AS p ON p.order_id = o.order_id" \
	" AND p.version = o.plan_version"

/* Each version of a plan is its stages. */
static const char plan_sums_sql[] =
    "SELECT p.order_id, CONCAT('its plan, version ', p.version,"
    " ', is not the sum of its stages') FROM payment_plans AS p"
    " LEFT JOIN milestones AS m ON m.order_id = p.order_id"
    " AND m.version = p.version"
    " GROUP BY p.order_id, p.version, p.stages, p.net_minor, p.tax_minor"
    " HAVING COUNT(m.stage) <> p.stages OR MAX(m.stage) <> p.stages"
    " OR SUM(m.net_minor) <> p.net_minor"
    " OR SUM(m.tax_minor) <> p.tax_minor" INVARIANT_FIRST_ROWS;

/* The first version is what the offer says, stage by stage. */
static const char plan_offer_sql[] =
    "SELECT o.order_id, 'its stages are not those of its offer'"
    " FROM orders AS o JOIN offer_versions AS v ON v.offer_id = o.offer_id"
    " AND v.version = o.offer_version"
    " LEFT JOIN payment_plans AS p ON p.order_id = o.order_id"
    " AND p.version = 1 WHERE (SELECT COUNT(*) FROM offer_milestones AS f"
    " WHERE f.offer_id = v.offer_id AND f.version = v.version)"
    " <> COALESCE(p.stages, 0) OR p.billing <> v.billing"
    " OR COALESCE(p.deemed_days, 0) <> CASE WHEN p.order_id IS NULL THEN 0"
    " ELSE COALESCE(v.deemed_days, 0) END"
    " OR EXISTS (SELECT 1 FROM offer_milestones AS f"
    " LEFT JOIN milestones AS m ON m.order_id = o.order_id"
    " AND m.version = 1 AND m.stage = f.position AND m.name = f.name"
    " AND m.share_bp = f.share_bp AND m.criteria = f.criteria"
    " WHERE f.offer_id = v.offer_id AND f.version = v.version"
    " AND m.stage IS NULL)" INVARIANT_FIRST_ROWS;

/* Invariant 2: as ordered, the plan is the order, and its pool reserves it. */
static const char plan_order_sql[] =
    "SELECT x.order_id, x.what FROM (SELECT o.order_id, CASE"
    " WHEN o.plan_version IS NULL THEN CASE WHEN o.state IN"
    " ('IN_DELIVERY', 'COMPLETED', 'CLOSED_EARLY')"
    " THEN 'is in stages and has no plan' WHEN r.pool = 'milestone'"
    " THEN 'is paid at once, from the pool of stages' END"
    " WHEN p.order_id IS NULL THEN 'the plan that it names is not there'"
    " WHEN p.version = 1 AND (p.net_minor <> o.net_minor"
    " OR p.tax_minor <> o.tax_minor) THEN 'its plan has another total'"
    " WHEN o.state IN ('ACTIVE', 'PROVISIONING', 'PAID')"
    " THEN 'is in stages, and delivered as a whole'"
    " WHEN o.paid_at IS NOT NULL AND COALESCE(r.pool, '') <> 'milestone'"
    " THEN 'is in stages, and its pool did not reserve it' END AS what"
    " FROM orders AS o LEFT JOIN payment_plans AS p"
    " ON p.order_id = o.order_id AND p.version = o.plan_version"
    " LEFT JOIN credit_reservations AS r ON r.order_id = o.order_id) AS x"
    " WHERE x.what IS NOT NULL" INVARIANT_FIRST_ROWS;

/* What is to be handed over: as many as the plan has stages. */
static const char stage_handover_sql[] =
    "SELECT o.order_id, CONCAT('has ', p.stages, ' stages, and ',"
    " COUNT(h.handover_id), ' to hand over') FROM orders AS o" PLAN_OF_ORDER
    " LEFT JOIN handovers AS h ON h.order_id = o.order_id"
    " AND h.stage BETWEEN 1 AND p.stages WHERE " LIVE
    " GROUP BY o.order_id, p.stages"
    " HAVING COUNT(h.handover_id) <> p.stages" INVARIANT_FIRST_ROWS;

/* A stage begins when the one before it is accepted, and not otherwise. */
static const char stage_turn_sql[] =
    "SELECT h.handover_id, CONCAT('stage ', h.stage, ' is ', h.state,"
    " ', the one before it ', COALESCE(b.state, 'not there'))"
    " FROM orders AS o JOIN handovers AS h ON h.order_id = o.order_id"
    " AND h.stage > 0 LEFT JOIN handovers AS b ON b.order_id = h.order_id"
    " AND b.stage = h.stage - 1 AND b.stage > 0"
    " WHERE " LIVE " AND (h.state = 'PLANNED')"
    " <> (h.stage > 1 AND COALESCE(b.state, '') <> 'ACCEPTED')" INVARIANT_FIRST_ROWS;

/* Invariant 3: a stage's bill is what the stage costs, so with those that
 * are not billed yet the bills are the plan. */
static const char stage_bill_sql[] =
    "SELECT b.bill_id, CONCAT('is not what stage ', b.stage, ' costs')"
    " FROM bills AS b JOIN orders AS o ON o.order_id = b.billed_order_id"
    " LEFT JOIN milestones AS m ON m.order_id = o.order_id"
    " AND m.version = o.plan_version AND m.stage = b.stage"
    " AND m.net_minor = b.net_minor AND m.tax_minor = b.tax_minor"
    " WHERE (b.stage > 0 OR o.plan_version IS NOT NULL)"
    " AND o.state <> 'CLOSED_EARLY' AND m.stage IS NULL" INVARIANT_FIRST_ROWS;

/* Invariant 4: a stage is billed if and only if what bills it has come. */
static const char stage_billed_sql[] =
    "SELECT o.order_id, CONCAT('stage ', m.stage, CASE WHEN b.bill_id IS NULL"
    " THEN ' is due and not billed' ELSE ' is billed too early' END)"
    " FROM orders AS o" PLAN_OF_ORDER
    " JOIN milestones AS m ON m.order_id = o.order_id"
    " AND m.version = o.plan_version"
    " LEFT JOIN bills AS b ON b.billed_order_id = o.order_id"
    " AND b.stage = m.stage"
    " LEFT JOIN handovers AS h ON h.order_id = o.order_id"
    " AND h.state = 'ACCEPTED' AND h.stage = m.stage -"
    " CASE WHEN p.billing = 'advance' THEN 1 ELSE 0 END AND h.stage > 0"
    " WHERE " LIVE " AND (b.bill_id IS NOT NULL) <> (h.handover_id IS NOT NULL"
    " OR (p.billing = 'advance' AND m.stage = 1))" INVARIANT_FIRST_ROWS;

/* The sale of a stage is posted once, with its bill, over its total. */
static const char stage_entry_sql[] =
    "SELECT b.bill_id, 'its sale is not in the ledger once, as it is'"
    " FROM bills AS b LEFT JOIN ledger_entries AS e"
    " ON e.subject_id = b.bill_id AND e.occasion = 'stage_billed'"
    " LEFT JOIN ledger_postings AS g ON g.entry_id = e.entry_id"
    " AND g.account = 'receivable' AND g.owner_id = b.company_id"
    " AND g.currency = b.currency WHERE b.kind = 'bill'"
    " GROUP BY b.bill_id, b.stage, b.total_minor"
    " HAVING COUNT(DISTINCT e.entry_id) <> CASE WHEN b.stage > 0 THEN 1"
    " ELSE 0 END OR COALESCE(SUM(g.amount_minor), 0)"
    " <> CASE WHEN b.stage > 0 THEN b.total_minor ELSE 0 END" INVARIANT_FIRST_ROWS;

/* Invariant 6: of a reservation is billed what the stages' bills ask for. */
static const char stage_credit_sql[] =
    "SELECT o.order_id, CONCAT('reserved ', r.amount_minor, ', billed of it ',"
    " r.billed_minor, ', its bills ', COALESCE(SUM(b.total_minor), 0))"
    " FROM orders AS o" PLAN_OF_ORDER
    " JOIN credit_reservations AS r ON r.order_id = o.order_id"
    " LEFT JOIN bills AS b ON b.billed_order_id = o.order_id"
    " WHERE " LIVE " GROUP BY o.order_id, r.amount_minor, r.billed_minor,"
    " p.total_minor HAVING COALESCE(SUM(b.total_minor), 0) <> r.billed_minor"
    " OR r.amount_minor < p.total_minor" INVARIANT_FIRST_ROWS;

/* COMPLETED if and only if every stage is accepted and every bill is paid. */
static const char stage_done_sql[] =
    "SELECT x.order_id, CONCAT('is ', x.state, ', and of its stages and bills ',"
    " x.waiting, ' are open') FROM (SELECT o.order_id, o.state,"
    " (SELECT COUNT(*) FROM handovers AS h WHERE h.order_id = o.order_id"
    " AND h.stage > 0 AND h.state <> 'ACCEPTED')"
    " + (SELECT COUNT(*) FROM bills AS b WHERE b.order_id = o.order_id"
    " AND b.kind = 'bill' AND b.state NOT IN ('PAID', 'VOID')) AS waiting"
    " FROM orders AS o WHERE " LIVE ") AS x"
    " WHERE (x.state = 'COMPLETED') <> (x.waiting = 0)" INVARIANT_FIRST_ROWS;

const struct invariant stage_invariants[] = {
	{ "plan-sums-to-stages", ID_ORDER, false, plan_sums_sql, 0 },
	{ "plan-equals-its-offer", ID_ORDER, false, plan_offer_sql, 0 },
	{ "order-has-its-plan", ID_ORDER, false, plan_order_sql, 0 },
	{ "stages-are-handed-over", ID_ORDER, false, stage_handover_sql, 0 },
	{ "stages-take-turns", ID_HANDOVER, false, stage_turn_sql, 0 },
	{ "stage-bill-is-its-stage", ID_BILL, false, stage_bill_sql, 0 },
	{ "stage-is-billed-when-due", ID_ORDER, false, stage_billed_sql, 0 },
	{ "stage-bill-has-its-entry", ID_BILL, false, stage_entry_sql, 0 },
	{ "stages-hold-their-credit", ID_ORDER, false, stage_credit_sql, 0 },
	{ "completed-is-complete", ID_ORDER, false, stage_done_sql, 0 },
	{ .name = NULL },
};
