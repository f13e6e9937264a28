/*
 * soukctl verify's statements (design 2-domain, invariants 1 and 2): silent
 * on a sound sale, and each one speaks when what it guards is broken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "act/credit.h"
#include "act/handover.h"
#include "act/milestone.h"
#include "act/provision.h"
#include "act/refund.h"
#include "act/seal.h"
#include "act/settlement.h"
#include "base/sys.h"
#include "ctl/invariant.h"
#include "offering.h"
#include "store/task.h"

static const char seal_key_bytes[32] = "a key of thirty-two bytes exactl";

static enum err
delivery_make(struct act act, struct id order_id)
{
	struct delivery d = { .access_url = STR("https://app.example.org/"),
		.secret = STR("first sign-in"),
		.note = STR("Ready.") };
	enum err e = order_provision_start(&act, order_id);

	return e != OK
	    ? e
	    : order_deliver(&act, order_id, &d, 1,
		  (struct str){ seal_key_bytes, sizeof(seal_key_bytes) });
}

static enum capture_outcome
capture_make(struct id payment_id, const char *ref, int64_t minor)
{
	struct act act = shop_act(ACTOR_GATEWAY);
	enum capture_outcome outcome;

	assert_int_equal(SHOP_TX(payment_captured(&act, &outcome, payment_id,
			     str_from(ref), shop_money(minor), &shop_terms)),
	    OK);
	return outcome;
}

/* An order from its beginning until it is ACTIVE. */
static void
sale_make(const char *ref)
{
	struct id order_id = shop_place(4900);
	struct id payment_id = shop_redirect(order_id, ref);

	assert_int_equal(capture_make(payment_id, ref, 4900), CAPTURE_APPLIED);
	assert_int_equal(
	    SHOP_TX(delivery_make(shop_act(ACTOR_WORKER), order_id)), OK);
	assert_order_state(order_id, ORDER_ACTIVE);
}

/* Money for an order that was cancelled before it came. */
static void
deposit_make(const char *ref)
{
	struct id order_id = shop_place(700);
	struct id payment_id = shop_redirect(order_id, ref), nil = { { 0 } };
	struct act act = shop_act(ACTOR_GATEWAY);

	assert_int_equal(
	    SHOP_TX(payment_failed(&act, payment_id, STR("declined"))), OK);
	act = shop_act(ACTOR_OPERATOR);
	assert_int_equal(
	    SHOP_TX(order_cancel(&act, order_id, nil, STR("asked"))), OK);
	assert_int_equal(capture_make(payment_id, ref, 700), CAPTURE_TO_REFUND);
}

/* Half of a sale, given back by the gateway. */
static void
refund_make_paid(const char *ref)
{
	struct act act = shop_act(ACTOR_USER);
	struct id order_id = shop_place(4900), refund_id;
	struct id payment_id = shop_redirect(order_id, ref);
	struct refund r;

	assert_int_equal(capture_make(payment_id, ref, 4900), CAPTURE_APPLIED);
	assert_int_equal(SHOP_TX(refund_request(&act, &refund_id, order_id,
			     shop_company, shop_money(2450), STR("Half."))),
	    OK);
	assert_int_equal(SHOP_TX(refund_approve(
			     &act, refund_id, shop_seller, 1, &shop_terms)),
	    OK);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(refund_start(&act, &r, refund_id)), OK);
	assert_int_equal(
	    SHOP_TX(refund_settled(&act, refund_id, STR("re_1"))), OK);
}

/* A service that its seller was told of. */
static void
handover_make(void)
{
	struct act act = shop_act(ACTOR_WORKER);
	struct id nobody = { { 0 } };
	struct order o;

	assert_int_equal(
	    order_get(fixture_db(), shop_arena(), &o, shop_place(4900), nobody),
	    OK);
	assert_int_equal(SHOP_TX(handover_open(&act, &o)), OK);
}

/* One that an order has redeemed, after another that was cancelled. */
static void
offer_make(void)
{
	struct document d = { .kind = STR("agreement"),
		.locale = STR("en"),
		.title = STR("Deal"),
		.text = STR("# Deal\n") };
	struct act act = shop_act(ACTOR_USER);
	struct offer_sending s;
	struct placement p;

	assert_int_equal(
	    SHOP_TX(document_put(fixture_db(), &d, SHOP_NOW_US)), OK);
	offering_make(&s);
	s.documents = &d.hash;
	s.ndocuments = 1;
	offering_send(&s);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
	assert_int_equal(SHOP_TX(order_cancel(
			     &act, p.order.order_id, shop_company, STR("no"))),
	    OK);
	offering_send(&s);
	offering_placement(&p, &s);
	assert_int_equal(offering_try_redeem(&p), OK);
}

static struct handover
stage_first(struct id order_id)
{
	struct handover *all;
	size_t n;

	assert_int_equal(
	    handovers_of_stages(fixture_db(), shop_arena(), &all, &n, order_id),
	    OK);
	return all[0];
}

static void
credit_grant(int64_t limit_minor)
{
	struct act act = shop_act(ACTOR_OPERATOR);

	fixture_exec("UPDATE companies SET postpaid = TRUE "
		     "WHERE company_id = x'c0010000000000000000000000000000'");
	assert_int_equal(SHOP_TX(credit_limit_set(&act, shop_company,
			     CREDIT_MILESTONE, shop_money(limit_minor))),
	    OK);
}

/* An order in three stages, each billed in advance, on credit. */
static struct id
staged_order(void)
{
	static const struct offer_milestone three[] = {
		{ STR("Concept"), STR("A written concept"), 3333 },
		{ STR("Build"), STR("It runs"), 3333 },
		{ STR("Handover"), STR(""), 3334 },
	};
	struct act act = shop_act(ACTOR_USER);
	struct offer_sending s;
	struct placement p;
	struct plan_version v;
	enum credit_refusal why;
	bool has;

	offering_make(&s);
	s.version.terms.choice.mode = MODE_ONE_TIME;
	s.version.terms.choice.quantity = s.version.terms.choice.periods = 1;
	s.version.billing = STR("advance");
	s.milestones = three;
	s.nmilestones = 3;
	offering_send(&s);
	offering_placement(&p, &s);
	assert_int_equal(plan_of_offer(fixture_db(), shop_arena(), &has, &v,
			     s.offer_id, 1, shop_money(3990), shop_money(0)),
	    OK);
	p.plan_digest = v.digest;
	assert_int_equal(offering_try_redeem(&p), OK);
	assert_int_equal(SHOP_TX(credit_pay_order(&act, &why, p.order.order_id,
			     shop_company, CREDIT_MILESTONE, &shop_terms)),
	    OK);
	return p.order.order_id;
}

/* Its first stage accepted, the second one under way. */
static void
stages_make(void)
{
	struct act act = offering_seller_act();
	struct handover h;
	struct id order_id;

	credit_grant(100000);
	order_id = staged_order();
	h = stage_first(order_id);
	assert_int_equal(SHOP_TX(handover_deliver(&act, h.handover_id,
			     shop_seller, h.row_version, STR("Done."))),
	    OK);
	act = shop_act(ACTOR_USER);
	h = stage_first(order_id);
	assert_int_equal(SHOP_TX(handover_accept(&act, h.handover_id,
			     shop_company, h.row_version, &shop_terms)),
	    OK);
}

/* Its worker had read it before it was given back. */
static void
test_invariant__no_handover_of_what_is_closed(void **state)
{
	struct act act = shop_act(ACTOR_OPERATOR);
	struct id order_id = shop_place(4900), nobody = { { 0 } };
	struct handover h;
	struct order o;

	(void)state;
	assert_int_equal(
	    order_get(fixture_db(), shop_arena(), &o, order_id, nobody), OK);
	assert_int_equal(
	    SHOP_TX(order_cancel(&act, order_id, nobody, STR("asked"))), OK);
	act = shop_act(ACTOR_WORKER);
	assert_int_equal(SHOP_TX(handover_open(&act, &o)), OK);
	assert_int_equal(
	    handover_of_order(fixture_db(), shop_arena(), &h, order_id),
	    ERR_NOT_FOUND);
}

/* What its provisioner had made was not looked at yet when it went back. */
static void
test_invariant__what_was_made_is_released(void **state)
{
	struct act act = shop_act(ACTOR_GATEWAY);
	struct id order_id = shop_place(4900), refund_id;
	struct provision_report said = { .event_ref = STR("evt_1"),
		.access_url = STR("https://192.0.2.1/"),
		.secret = STR("first sign-in"),
		.note = STR("") };
	struct str key = { seal_key_bytes, sizeof(seal_key_bytes) };
	struct order_line *lines;
	struct task *tasks;
	size_t n = 0;

	(void)state;
	assert_int_equal(
	    capture_make(shop_redirect(order_id, "ses_1"), "ses_1", 4900),
	    CAPTURE_APPLIED);
	assert_int_equal(SHOP_TX(order_provision_start(&act, order_id)), OK);
	assert_int_equal(order_lines_of(fixture_db(), shop_arena(), &lines, &n,
			     &order_id, 1),
	    OK);
	said.line_id = lines[0].line_id;
	assert_int_equal(SHOP_TX(provision_reported(&act, &said, key)), OK);
	act = shop_act(ACTOR_USER);
	assert_int_equal(
	    SHOP_TX(refund_cool_off(&act, &refund_id, order_id, shop_company,
		STR("Changed my mind."), 7, &shop_terms)),
	    OK);
	assert_order_state(order_id, ORDER_REFUNDED);
	assert_int_equal(
	    tasks_open(fixture_db(), shop_arena(), &tasks, &n, 9), OK);
	assert_int_equal(n, 1);
	assert_true(str_is(tasks[0].kind, TASK_RELEASE));
	assert_int_equal(
	    fixture_i64("SELECT COUNT(*) FROM provision_results"), 0);
}

static size_t
rows_of(const struct invariant *it)
{
	/* Messages of the sale wait since then, and none is late yet. */
	struct db_arg before = db_us(SHOP_NOW_US - it->age_us);
	struct db_result r;

	assert_int_equal(db_query(fixture_db(), shop_arena(), &r, it->sql,
			     &before, it->age_us > 0 ? 1 : 0),
	    OK);
	return r.rows;
}

static const struct invariant *
invariant_find(const char *name)
{
	const struct invariant *it;

	for (size_t i = 0; (it = invariant_at(i)) != NULL; i++)
		if (strcmp(it->name, name) == 0)
			return it;
	fail_msg("no invariant %s", name);
	return NULL;
}

/* What the sales before are worth, stated a month later, and paid. */
static void
settlement_make(void)
{
	struct settlement_terms terms = { .issuer = shop_terms.issuer };
	const struct settlement_subject of = { shop_seller,
		shop_money(0).currency };
	struct act act = shop_act(ACTOR_WORKER);
	struct settlement s;
	size_t n;
	bool some;

	assert_int_equal(SHOP_TX(seal_chain(&act, &n, CHAIN_LEDGER)), OK);
	assert_int_equal(SHOP_TX(settlement_lines_make(&act, &n, &some)), OK);
	assert_int_equal(SHOP_TX(settlement_release_due(&act, &n, &some)), OK);
	act.now_us += INT64_C(31) * DAY_US;
	assert_int_equal(settlement_month(&terms, &act), OK);
	assert_int_equal(
	    SHOP_TX(settlement_issue(&act, &some, &s, &of, &terms)), OK);
	assert_true(some);
	assert_int_equal(SHOP_TX(settlement_pay(&act, &s, s.settlement_id,
			     s.row_version, STR("PAYOUT 1"), act.now_us)),
	    OK);
}

static void
test_invariant__a_sound_sale_breaks_none(void **state)
{
	const struct invariant *it;
	struct str fault;

	(void)state;
	sale_make("ses_1");
	sale_make("ses_2");
	deposit_make("ses_3");
	refund_make_paid("ses_4");
	handover_make();
	offer_make();
	settlement_make();
	stages_make();
	for (size_t i = 0; (it = invariant_at(i)) != NULL; i++)
		if (rows_of(it) != 0)
			fail_msg("%s", it->name);
	assert_int_equal(
	    invariant_moves(fixture_db(), shop_arena(), &fault), OK);
	assert_null(fault.p);
}

/* A pool of which no order and no bill knows. */
#define POOL(sums) \
	"INSERT INTO credit_pools SELECT company_id, 'general', currency," \
	" 100, " sums ", 1 FROM companies LIMIT 1"

#define OFFERED "UPDATE offer_versions SET "

/* What somebody with all rights could do to the database. */
static const struct {
	const char *invariant, *damage;
} damages[] = {
	{ "entries-sum-to-zero",
	    "UPDATE ledger_postings SET amount_minor ="
	    " amount_minor + 1 WHERE position = 1" },
	{ "entries-have-postings", "DELETE FROM ledger_postings" },
	{ "postings-have-their-entry", "DELETE FROM ledger_entries" },
	{ "capture-has-one-entry",
	    "UPDATE ledger_entries SET occasion ="
	    " 'other' WHERE occasion = 'order_paid'" },
	{ "entry-has-its-cause",
	    "UPDATE payments SET state = 'FAILED',"
	    " open_order_id = NULL WHERE state = 'CAPTURED'" },
	{ "entry-has-the-amount", "UPDATE payments SET amount_minor = 1" },
	{ "captures-equal-total",
	    "UPDATE orders SET net_minor = 1,"
	    " total_minor = 1 + tax_minor WHERE paid_at IS NOT NULL" },
	{ "paid-once",
	    "UPDATE ledger_entries SET occasion = 'order_paid',"
	    " order_id = (SELECT MIN(order_id) FROM orders)"
	    " WHERE occasion IN ('order_paid', 'deposit')" },
	{ "nothing-unpaid-goes-on", "UPDATE orders SET paid_at = NULL" },
	{ "nothing-paid-waits",
	    "UPDATE orders SET state ="
	    " 'PENDING_PAYMENT'" },
	{ "deposit-goes-back", "DELETE FROM refunds WHERE kind = 'surplus'" },
	{ "lines-sum-to-order",
	    "UPDATE order_lines SET net_minor ="
	    " net_minor + 1" },
	{ "paid-order-has-its-bill", "UPDATE bills SET state = 'ISSUED'" },
	{ "paid-bill-has-its-order", "UPDATE orders SET paid_at = NULL" },
	{ "capture-is-a-receipt",
	    "UPDATE payments SET bill_id = (SELECT MAX(bill_id) FROM bills),"
	    " order_id = NULL, open_order_id = NULL"
	    " WHERE state = 'CAPTURED' ORDER BY payment_id LIMIT 1" },
	{ "dispute-holds-its-bill", "UPDATE bills SET state = 'DISPUTED'" },
	{ "written-off-in-the-books",
	    "UPDATE bills SET state = 'UNCOLLECTIBLE', paid_minor = 0,"
	    " refunded_minor = 0" },
	{ "order-knows-its-bill",
	    "UPDATE orders SET billed_at = '2026-11-23 00:00:00'" },
	{ "receipts-sum-to-paid", "DELETE FROM bill_receipts" },
	{ "notes-sum-to-credited",
	    "UPDATE bills SET credited_minor = 1, refunded_minor = 1"
	    " WHERE state = 'PAID'" },
	{ "lines-sum-to-bill",
	    "UPDATE bill_lines SET net_minor = net_minor + 1" },
	{ "nothing-open-is-paid",
	    "UPDATE bills SET paid_minor = 0, refunded_minor = 0" },
	{ "pool-reserved", POOL("10, 0") },
	{ "pool-billed", POOL("0, 10") },
	{ "pool-memo", POOL("10, 0") },
	{ "bill-numbers-are-gapless",
	    "UPDATE document_counters SET last_no"
	    " = last_no + 1 WHERE kind = 'bill'" },
	{ "bill-numbers-are-gapless",
	    "UPDATE bills SET bill_no ="
	    " CONCAT(SUBSTRING(bill_no, 1, 5), '000009')"
	    " ORDER BY bill_no DESC LIMIT 1" },
	{ "bill-has-its-counter", "DELETE FROM document_counters" },
	{ "payment-holds-its-order",
	    "UPDATE payments SET state = 'FAILED'"
	    " WHERE open_order_id IS NOT NULL" },
	{ "active-is-delivered", "DELETE FROM services" },
	{ "renewal-runs",
	    "UPDATE orders SET renews_order_id = order_id"
	    " WHERE state = 'ACTIVE'" },
	{ "refunds-are-paid-for",
	    "UPDATE refund_lines SET net_minor = net_minor + 2451" },
	{ "refund-sums-to-lines", "DELETE FROM refund_lines" },
	{ "refund-has-its-entry", "UPDATE refunds SET state = 'APPROVED'" },
	{ "server-password-is-wiped",
	    "INSERT INTO order_servers SELECT line_id, order_id, 'r', 'R',"
	    " 'f', 1, 1, 'i', line_id, line_id, 'root', 'sealed', NULL"
	    " FROM order_lines LIMIT 1" },
	{ "vpcs-lie-apart",
	    "INSERT INTO vpcs VALUES (REPEAT('a', 16), REPEAT('c', 16), 'r',"
	    " 'one', 10, 20, REPEAT('u', 16), UTC_TIMESTAMP(6)),"
	    " (REPEAT('b', 16), REPEAT('c', 16), 's', 'two', 20, 30,"
	    " REPEAT('u', 16), UTC_TIMESTAMP(6))" },
	{ "subnets-lie-in-their-vpc",
	    "INSERT INTO subnets SELECT REPEAT('s', 16), vpc_id, 'out', 19, 21,"
	    " UTC_TIMESTAMP(6) FROM vpcs" },
	{ "offer-is-redeemed-once",
	    "UPDATE orders SET state = 'PENDING_PAYMENT'"
	    " WHERE offer_redemption = 1" },
	{ "offer-is-redeemed-once",
	    "UPDATE orders SET state = 'CANCELLED' WHERE offer_id IS NOT NULL" },
	{ "offer-is-redeemed-once",
	    "UPDATE offers SET state = 'EFFECTIVE', order_id = NULL" },
	{ "offer-is-redeemed-once",
	    "UPDATE offers SET order_id = (SELECT MIN(order_id) FROM orders"
	    " WHERE offer_redemption = 1) WHERE redemptions = 2" },
	{ "order-equals-its-offer", "DELETE FROM offer_versions" },
	{ "order-equals-its-offer",
	    "UPDATE offers SET company_id = (SELECT MAX(company_id)"
	    " FROM companies)" },
	{ "order-equals-its-offer", "UPDATE offers SET redemptions = 1" },
	{ "order-equals-its-offer", "DELETE FROM order_consents" },
	{ "order-equals-its-offer", OFFERED "plan_id = product_id" },
	{ "order-equals-its-offer", OFFERED "billing_mode = 'yearly'" },
	{ "order-equals-its-offer", OFFERED "quantity = 9" },
	{ "order-equals-its-offer", OFFERED "periods = 11" },
	{ "order-equals-its-offer", OFFERED "capacities = 'users=9'" },
	{ "order-equals-its-offer", OFFERED "currency = 'EUR'" },
	{ "order-equals-its-offer", OFFERED "unit_minor = 3989" },
	{ "order-equals-its-offer", OFFERED "net_minor = 478799" },
	{ "order-equals-its-offer", OFFERED "list_unit_minor = 4901" },
	{ "order-equals-its-offer", OFFERED "region = 'fsn1'" },
	{ "offer-trail",
	    "UPDATE offers SET state = 'EXPIRED', order_id = NULL" },
	{ "order-trail",
	    "UPDATE orders SET state = 'REFUNDED'"
	    " WHERE state = 'ACTIVE'" },
	{ "order-trail", "DELETE FROM events WHERE kind = 'paid'" },
	{ "payment-trail",
	    "UPDATE payments SET state = 'REFUNDED'"
	    " WHERE state = 'CAPTURED'" },
	{ "refund-trail", "UPDATE refunds SET state = 'FAILED'" },
	{ "handover-trail",
	    "UPDATE handovers SET state = 'DISPUTED' WHERE stage = 0" },
	{ "plan-sums-to-stages",
	    "UPDATE milestones SET tax_minor = tax_minor + 1 WHERE stage = 1" },
	{ "plan-sums-to-stages",
	    "UPDATE milestones SET net_minor = net_minor + 1 WHERE stage = 3" },
	{ "plan-sums-to-stages", "UPDATE payment_plans SET stages = 2" },
	{ "plan-sums-to-stages", "DELETE FROM milestones WHERE stage = 2" },
	{ "plan-equals-its-offer",
	    "UPDATE milestones SET name = 'Other' WHERE stage = 2" },
	{ "plan-equals-its-offer",
	    "UPDATE milestones SET share_bp = 1 WHERE stage = 3" },
	{ "plan-equals-its-offer",
	    "UPDATE milestones SET criteria = 'None' WHERE stage = 1" },
	{ "plan-equals-its-offer",
	    "UPDATE payment_plans SET billing = 'arrears'" },
	{ "plan-equals-its-offer", "UPDATE payment_plans SET deemed_days = 3" },
	{ "plan-equals-its-offer", "DELETE FROM payment_plans" },
	{ "order-has-its-plan", "UPDATE orders SET plan_version = NULL" },
	{ "order-has-its-plan",
	    "UPDATE orders SET plan_version = NULL, state = 'ACTIVE'" },
	{ "order-has-its-plan",
	    "UPDATE orders SET plan_version = 2 WHERE plan_version = 1" },
	{ "order-has-its-plan",
	    "UPDATE payment_plans SET net_minor = net_minor - 1,"
	    " total_minor = total_minor - 1" },
	{ "order-has-its-plan",
	    "UPDATE orders SET state = 'ACTIVE' WHERE plan_version = 1" },
	{ "order-has-its-plan",
	    "UPDATE credit_reservations SET pool = 'general'" },
	{ "stages-are-handed-over", "DELETE FROM handovers WHERE stage = 3" },
	{ "stages-take-turns",
	    "UPDATE handovers SET state = 'OPEN',"
	    " opened_at = '2026-11-23 00:00:00' WHERE stage = 3" },
	{ "stages-take-turns",
	    "UPDATE handovers SET state = 'PLANNED' WHERE stage = 2" },
	{ "stage-bill-is-its-stage",
	    "UPDATE bills SET net_minor = net_minor - 1,"
	    " total_minor = total_minor - 1 WHERE stage = 1" },
	{ "stage-bill-is-its-stage",
	    "UPDATE bills SET stage = 0 WHERE stage = 1" },
	{ "stage-is-billed-when-due",
	    "UPDATE bills SET billed_order_id = NULL WHERE stage = 2" },
	{ "stage-is-billed-when-due",
	    "UPDATE bills SET stage = 3 WHERE stage = 2" },
	{ "stage-bill-has-its-entry",
	    "UPDATE ledger_entries SET occasion = 'other'"
	    " WHERE occasion = 'stage_billed'" },
	{ "stage-bill-has-its-entry",
	    "UPDATE ledger_postings SET amount_minor = amount_minor + 1"
	    " WHERE account = 'receivable'" },
	{ "stage-bill-has-its-entry",
	    "UPDATE bills SET stage = 0 WHERE stage = 2" },
	{ "stages-hold-their-credit",
	    "UPDATE credit_reservations SET billed_minor = billed_minor - 1" },
	{ "stages-hold-their-credit",
	    "UPDATE credit_reservations SET amount_minor = amount_minor - 1" },
	{ "completed-is-complete",
	    "UPDATE orders SET state = 'COMPLETED'"
	    " WHERE state = 'IN_DELIVERY'" },
	{ "bill-trail", "UPDATE bills SET state = 'DISPUTED'" },
	{ "outbox-dead", "UPDATE outbox SET state = 'DEAD'" },
	{ "outbox-late",
	    "UPDATE outbox SET state = 'QUEUED',"
	    " next_at = '2020-01-01 00:00:00'" },
	{ "payment-unknown",
	    "UPDATE payments SET state = 'UNKNOWN',"
	    " created_at = '2020-01-01 00:00:00'" },
	{ "event-unapplied",
	    "INSERT INTO payment_events (gateway,"
	    " event_ref, gateway_ref, kind, received_at) VALUES ('sandbox',"
	    " 'e1', 's1', 'session.captured', '2020-01-01 00:00:00')" },
	{ "settlement-lines-are-the-ledgers",
	    "DELETE FROM settlement_lines LIMIT 1" },
	{ "settlement-line-has-its-entry",
	    "UPDATE settlement_lines SET net_minor = net_minor + 1,"
	    " payable_minor = payable_minor + 1" },
	{ "released-is-paid-and-accepted",
	    "UPDATE orders SET active_at = NULL" },
	{ "released-is-paid-and-accepted",
	    "UPDATE bills SET state = 'ISSUED'" },
	{ "line-is-as-its-statement",
	    "UPDATE settlements SET state = 'ISSUED'" },
	{ "statement-sums-to-lines",
	    "UPDATE settlements SET net_minor = net_minor + 1,"
	    " payable_minor = payable_minor + 1" },
	{ "statement-carries-the-last",
	    "UPDATE settlements SET carried_minor = -1" },
	{ "carried-owes-nothing", "UPDATE settlements SET state = 'CARRIED'" },
	{ "payout-has-its-entry",
	    "DELETE FROM ledger_entries WHERE occasion = 'settled'" },
	{ "statement-numbers-are-gapless",
	    "UPDATE document_counters SET last_no = last_no + 1"
	    " WHERE kind = 'settlement'" },
	{ "statement-has-its-counter",
	    "DELETE FROM document_counters WHERE kind = 'settlement'" },
	{ "settlement-trail",
	    "DELETE FROM events WHERE subject = 'settlement'" },
};
enum { DAMAGES = sizeof(damages) / sizeof(damages[0]) };

static void
test_invariant__each_sees_its_damage(void **state)
{
	size_t i;

	(void)state;
	sale_make("ses_1");
	sale_make("ses_2");
	deposit_make("ses_3");
	refund_make_paid("ses_4");
	handover_make();
	offer_make();
	settlement_make();
	stages_make();
	fixture_exec("INSERT INTO regions VALUES ('r', 'R', 1, 'OPEN')");
	fixture_exec("SET foreign_key_checks = 0");
	fixture_exec("INSERT INTO vpcs VALUES (REPEAT('v', 16),"
		     " REPEAT('w', 16), 'r', 'one', 10, 20, REPEAT('u', 16),"
		     " UTC_TIMESTAMP(6))");
	for (i = 0; i < DAMAGES; i++) {
		assert_int_equal(db_begin(fixture_db()), OK);
		fixture_exec(damages[i].damage);
		if (rows_of(invariant_find(damages[i].invariant)) == 0)
			fail_msg("%s does not see: %s", damages[i].invariant,
			    damages[i].damage);
		db_rollback(fixture_db());
	}
	fixture_exec("DELETE FROM vpcs");
	fixture_exec("DELETE FROM regions");
	fixture_exec("SET foreign_key_checks = 1");
}

/* A check without a damage of its own above might be blind. */
static void
test_invariant__none_goes_untried(void **state)
{
	const struct invariant *it;
	size_t d;

	(void)state;
	for (size_t i = 0; (it = invariant_at(i)) != NULL; i++) {
		for (d = 0; d < DAMAGES; d++)
			if (strcmp(damages[d].invariant, it->name) == 0)
				break;
		if (d == DAMAGES)
			fail_msg("%s", it->name);
	}
}

static void
test_invariant__an_illegal_move_is_named(void **state)
{
	struct str fault;

	(void)state;
	sale_make("ses_1");
	assert_int_equal(db_begin(fixture_db()), OK);
	fixture_exec("UPDATE events SET to_state = 'EXPIRED'"
		     " WHERE subject = 'order' AND kind = 'paid'");
	assert_int_equal(
	    invariant_moves(fixture_db(), shop_arena(), &fault), OK);
	db_rollback(fixture_db());
	assert_string_equal(fault.p,
	    "order went from PENDING_PAYMENT to"
	    " EXPIRED, which no event does");
}

#define TEST(name) cmocka_unit_test_setup(test_invariant__##name, shop_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sound_sale_breaks_none),
		TEST(no_handover_of_what_is_closed),
		TEST(what_was_made_is_released),
		TEST(each_sees_its_damage),
		TEST(none_goes_untried),
		TEST(an_illegal_move_is_named),
	};

	return cmocka_run_group_tests(tests, offering_open, offering_close);
}
