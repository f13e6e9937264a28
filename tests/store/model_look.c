/* Does the database say what the model does? */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model_steps.h"

static const struct id nobody = { { 0 } };

struct db_result
world_ask(struct world *w, const char *sql, const struct db_arg *args, size_t n)
{
	struct db_result r;

	if (db_query(fixture_db(), shop_arena(), &r, sql, args, n) != OK)
		world_fail(w, "the database does not answer: %s", sql);
	return r;
}

/* One row, or none. */
static struct db_result
ask_one(struct world *w, const char *sql, struct id id)
{
	struct db_result r = world_ask(w, sql, DB_ARGS(db_id(id)));

	if (!db_next(&r))
		world_fail(w, "a row is missing: %s", sql);
	return r;
}

void
world_same(struct world *w, const char *what, int i, const char *field,
    int64_t got, int64_t want)
{
	if (got != want)
		world_fail(w, "%s %d: %s is %" PRId64 ", must be %" PRId64,
		    what, i, field, got, want);
}

static void
same_name(
    struct world *w, const char *what, int i, struct str got, const char *want)
{
	if (!str_is(got, want))
		world_fail(w, "%s %d is %.*s, must be %s", what, i,
		    STR_FMT(got), want);
}

static void
same_id(struct world *w, const char *what, int i, const char *field,
    struct id got, struct id want)
{
	if (!id_eq(got, want))
		world_fail(w, "%s %d: another %s", what, i, field);
}

/* --- row by row ----------------------------------------------------------- */

static void
stages_look(struct world *w, int i)
{
	static const char sql[] =
	    "SELECT h.handover_id, h.row_version, h.state, h.round, "
	    "m.net_minor, m.tax_minor, h.accept_by_at, h.reminders, h.deemed "
	    "FROM handovers h "
	    "JOIN orders o ON o.order_id = h.order_id "
	    "LEFT JOIN milestones m ON m.order_id = h.order_id "
	    "AND m.version = o.plan_version AND m.stage = h.stage "
	    "WHERE h.order_id = ? AND h.stage > 0 ORDER BY h.stage";
	const struct m_order *o = &w->model.orders[i];
	struct db_result r = world_ask(w, sql, DB_ARGS(db_id(w->orders[i])));

	world_same(w, "order", i, "stages", (int64_t)r.rows,
	    o->paid_us == 0 ? 0 : o->n);
	for (int k = 0; db_next(&r); k++) {
		const struct m_stage *t = &o->stages[k];

		w->stages[i][k] = db_get_id(&r, 0);
		w->versions[i][k] = db_get_i64(&r, 1);
		same_name(w, "a stage of order", i, db_get_str(&r, 2),
		    m_stage_name(t->state));
		world_same(w, "a stage of order", i, "round", db_get_i64(&r, 3),
		    t->round);
		world_same(
		    w, "a stage of order", i, "net", db_get_i64(&r, 4), t->net);
		world_same(
		    w, "a stage of order", i, "tax", db_get_i64(&r, 5), t->tax);
	}
}

static void
order_look(struct world *w, int i)
{
	static const char sql[] =
	    "SELECT o.state, o.net_minor, o.tax_minor, o.paid_at, "
	    "o.active_at, o.billed_at, r.pool, r.amount_minor, "
	    "r.billed_minor, r.released_minor, r.bill_id FROM orders o "
	    "LEFT JOIN credit_reservations r ON r.order_id = o.order_id "
	    "WHERE o.order_id = ?";
	static const char *const pools[] = { "general", "milestone" };
	struct m_order *o = &w->model.orders[i];
	struct db_result r = ask_one(w, sql, w->orders[i]);

	same_name(w, "order", i, db_get_str(&r, 0), m_order_name(o->state));
	world_same(w, "order", i, "net", db_get_i64(&r, 1), o->net);
	world_same(w, "order", i, "tax", db_get_i64(&r, 2), o->tax);
	world_same(w, "order", i, "paid_at", db_get_us(&r, 3), o->paid_us);
	world_same(w, "order", i, "active_at", db_get_us(&r, 4), o->active_us);
	world_same(w, "order", i, "awaiting a bill", !db_is_null(&r, 5),
	    o->waits_for_bill);
	world_same(
	    w, "order", i, "on credit", !db_is_null(&r, 6), o->pool != M_NONE);
	if (o->pool != M_NONE) {
		same_name(w, "the pool of order", i, db_get_str(&r, 6),
		    pools[o->pool]);
		world_same(
		    w, "order", i, "reserved", db_get_i64(&r, 7), o->reserved);
		world_same(
		    w, "order", i, "billed", db_get_i64(&r, 8), o->billed);
		world_same(w, "order", i, "freed", db_get_i64(&r, 9), o->freed);
		if (o->n == 0)
			same_id(w, "order", i, "bill of its reservation",
			    db_get_id(&r, 10),
			    o->bill == M_NONE ? nobody : w->bills[o->bill]);
	}
	if (o->n > 0)
		stages_look(w, i);
	o->dirty = false;
}

static void
bill_look(struct world *w, int i)
{
	static const char sql[] =
	    "SELECT b.state, b.kind, b.company_id, b.order_id, b.stage, "
	    "b.pool, b.corrects_id, b.net_minor, b.tax_minor, b.total_minor, "
	    "b.paid_minor, b.credited_minor, b.refunded_minor, b.due_at, "
	    "b.reminders "
	    "FROM bills b WHERE b.bill_id = ?";
	static const char *const kinds[] = { "bill", "statement",
		"credit_note" };
	static const char *const pools[] = { "general", "milestone" };
	struct m_bill *b = &w->model.bills[i];
	struct db_result r = ask_one(w, sql, w->bills[i]);

	same_name(w, "bill", i, db_get_str(&r, 0), m_bill_name(b->state));
	same_name(w, "the kind of bill", i, db_get_str(&r, 1), kinds[b->kind]);
	same_id(w, "bill", i, "company", db_get_id(&r, 2),
	    world_company(b->company));
	same_id(w, "bill", i, "order", db_get_id(&r, 3),
	    b->order == M_NONE ? nobody : w->orders[b->order]);
	if (b->kind != MB_NOTE)
		world_same(w, "bill", i, "stage", db_get_i64(&r, 4), b->stage);
	world_same(
	    w, "bill", i, "on credit", !db_is_null(&r, 5), b->pool != M_NONE);
	if (b->pool != M_NONE)
		same_name(w, "the pool of bill", i, db_get_str(&r, 5),
		    pools[b->pool]);
	same_id(w, "bill", i, "corrected bill", db_get_id(&r, 6),
	    b->corrects == M_NONE ? nobody : w->bills[b->corrects]);
	world_same(w, "bill", i, "net", db_get_i64(&r, 7), b->net);
	world_same(w, "bill", i, "tax", db_get_i64(&r, 8), b->tax);
	world_same(w, "bill", i, "total", db_get_i64(&r, 9), b->net + b->tax);
	world_same(w, "bill", i, "paid", db_get_i64(&r, 10), b->paid);
	world_same(w, "bill", i, "credited", db_get_i64(&r, 11), b->credited);
	world_same(w, "bill", i, "refunded", db_get_i64(&r, 12), b->refunded);
	if (b->kind != MB_NOTE)
		world_same(
		    w, "bill", i, "due_at", db_get_us(&r, 13), b->due_us);
	world_same(w, "bill", i, "reminders", db_get_i64(&r, 14), b->reminders);
	b->dirty = false;
}

static void
payment_look(struct world *w, int i)
{
	static const char sql[] =
	    "SELECT state, order_id, amount_minor, "
	    "COALESCE(open_order_id, open_bill_id), captured_at, bill_id "
	    "FROM payments WHERE payment_id = ?";
	struct m_payment *p = &w->model.payments[i];
	struct db_result r = ask_one(w, sql, w->payments[i]);

	same_name(w, "payment", i, db_get_str(&r, 0), m_payment_name(p->state));
	same_id(w, "payment", i, "order", db_get_id(&r, 1),
	    p->order == M_NONE ? nobody : w->orders[p->order]);
	same_id(w, "payment", i, "bill", db_get_id(&r, 5),
	    p->bill == M_NONE ? nobody : w->bills[p->bill]);
	world_same(w, "payment", i, "amount", db_get_i64(&r, 2), p->amount);
	same_id(w, "payment", i, "held order or bill", db_get_id(&r, 3),
	    !p->holds		    ? nobody
		: p->bill != M_NONE ? w->bills[p->bill]
				    : w->orders[p->order]);
	world_same(
	    w, "payment", i, "captured", !db_is_null(&r, 4), p->captured);
	p->dirty = false;
}

static void
refund_look(struct world *w, int i)
{
	static const char sql[] =
	    "SELECT r.state, r.order_id, r.amount_minor, r.cash_minor, "
	    "r.payment_id, r.bill_id, r.kind, l.net_minor, l.tax_minor "
	    "FROM refunds r LEFT JOIN refund_lines l "
	    "ON l.refund_id = r.refund_id WHERE r.refund_id = ?";
	struct m_refund *f = &w->model.refunds[i];
	struct db_result r = ask_one(w, sql, w->refunds[i]);

	same_name(w, "refund", i, db_get_str(&r, 0), m_refund_name(f->state));
	same_id(w, "refund", i, "order", db_get_id(&r, 1), w->orders[f->order]);
	world_same(w, "refund", i, "amount", db_get_i64(&r, 2), f->amount);
	world_same(w, "refund", i, "cash", db_get_i64(&r, 3), f->cash);
	same_id(w, "refund", i, "payment", db_get_id(&r, 4),
	    f->payment == M_NONE ? nobody : w->payments[f->payment]);
	same_id(w, "refund", i, "bill", db_get_id(&r, 5),
	    f->bill == M_NONE ? nobody : w->bills[f->bill]);
	world_same(w, "refund", i, "surplus",
	    str_is(db_get_str(&r, 6), "surplus"), f->surplus);
	world_same(w, "refund", i, "net", db_get_i64(&r, 7), f->net);
	world_same(w, "refund", i, "tax", db_get_i64(&r, 8), f->tax);
	f->dirty = false;
}

static void
company_look(struct world *w, int i)
{
	static const char sql[] =
	    "SELECT pool = 'milestone', limit_minor, reserved_minor, "
	    "billed_minor FROM credit_pools WHERE company_id = ?";
	struct m_company *c = &w->model.companies[i];
	struct db_result r = world_ask(
	    w, sql, DB_ARGS(db_id(world_company(i))));

	world_same(w, "company", i, "pools", (int64_t)r.rows,
	    c->pools[M_GENERAL].has + c->pools[M_MILESTONE].has);
	while (db_next(&r)) {
		const struct m_pool *p = &c->pools[db_get_i64(&r, 0)];

		world_same(
		    w, "company", i, "limit", db_get_i64(&r, 1), p->limit);
		world_same(w, "company", i, "reserved", db_get_i64(&r, 2),
		    p->reserved);
		world_same(
		    w, "company", i, "billed", db_get_i64(&r, 3), p->billed);
	}
	c->dirty = false;
}

/* --- what is new ---------------------------------------------------------- */

static void
rows_known(struct world *w, const char *what, struct id *ids, int *known,
    int want, const char *sql)
{
	struct db_result r = world_ask(w, sql,
	    DB_ARGS(db_bytes((struct str){
		(const char *)(*known > 0 ? ids[*known - 1] : nobody).b,
		sizeof(nobody.b) })));

	world_same(w, what, *known, "count of new rows", (int64_t)r.rows,
	    want - *known);
	while (db_next(&r))
		ids[(*known)++] = db_get_id(&r, 0);
}

static void
new_rows_look(struct world *w)
{
	const struct model *m = &w->model;

	rows_known(w, "bill", w->bills, &w->nbills, m->nbills,
	    "SELECT bill_id FROM bills WHERE bill_id > ? ORDER BY bill_id");
	rows_known(w, "payment", w->payments, &w->npayments, m->npayments,
	    "SELECT payment_id FROM payments WHERE payment_id > ? "
	    "ORDER BY payment_id");
	rows_known(w, "refund", w->refunds, &w->nrefunds, m->nrefunds,
	    "SELECT refund_id FROM refunds WHERE refund_id > ? "
	    "ORDER BY refund_id");
}

void
world_look(struct world *w)
{
	struct model *m = &w->model;

	new_rows_look(w);
	world_look_at_ledger(w);
	for (int i = 0; i < m->norders; i++)
		if (m->orders[i].dirty)
			order_look(w, i);
	for (int i = 0; i < m->nbills; i++)
		if (m->bills[i].dirty)
			bill_look(w, i);
	for (int i = 0; i < m->npayments; i++)
		if (m->payments[i].dirty)
			payment_look(w, i);
	for (int i = 0; i < m->nrefunds; i++)
		if (m->refunds[i].dirty)
			refund_look(w, i);
	for (int i = 0; i < M_COMPANIES; i++)
		if (m->companies[i].dirty)
			company_look(w, i);
}

/* --- and all of it -------------------------------------------------------- */

void
world_look_at_all(struct world *w)
{
	struct model *m = &w->model;

	for (int i = 0; i < m->norders; i++)
		order_look(w, i);
	for (int i = 0; i < m->nbills; i++)
		bill_look(w, i);
	for (int i = 0; i < m->npayments; i++)
		payment_look(w, i);
	for (int i = 0; i < m->nrefunds; i++)
		refund_look(w, i);
	for (int i = 0; i < M_COMPANIES; i++)
		company_look(w, i);
	world_look_at_balances(w);
	world_look_at_mails(w);
}
