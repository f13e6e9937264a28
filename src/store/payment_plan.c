#include "store/payment_plan.h"

#include "store/ids.h"
#include "store/row.h"

static const char payment_plan_insert_sql[] =
    "INSERT INTO payment_plans (order_id, version, billing, deemed_days, "
    "stages, currency, net_minor, tax_minor, total_minor, digest, "
    "change_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char milestone_insert_rows_sql[] =
    "INSERT INTO milestones (order_id, version, stage, name, share_bp, "
    "criteria, net_minor, tax_minor) VALUES";

enum { MILESTONE_COLUMNS = 8 };

static enum err
stages_insert(struct db *db, const struct plan_version *v)
{
	struct db_arg args[OFFER_MILESTONES_MAX * MILESTONE_COLUMNS];
	struct db_arg *arg = args;

	if (v->plan.n > OFFER_MILESTONES_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < v->plan.n; i++) {
		const struct milestone *m = &v->plan.stages[i];

		*arg++ = db_id(v->order_id);
		*arg++ = db_i64(v->version);
		*arg++ = db_i64((int64_t)i + 1);
		*arg++ = db_str(m->name);
		*arg++ = db_i64(m->share_bp);
		*arg++ = db_str(m->criteria);
		*arg++ = db_i64(m->net.minor);
		*arg++ = db_i64(m->tax.minor);
	}
	return db_insert_rows(
	    db, milestone_insert_rows_sql, MILESTONE_COLUMNS, args, v->plan.n);
}

enum err
payment_plan_insert(struct db *db, const struct plan_version *v)
{
	const struct payment_plan *p = &v->plan;
	struct money total;
	enum err e = plan_check(p);

	if (e == OK)
		e = money_add(&total, p->net, p->tax);
	if (e == OK)
		e = db_exec(db, NULL, payment_plan_insert_sql,
		    DB_ARGS(db_id(v->order_id), db_i64(v->version),
			db_cstr(plan_billing_name(p->billing)),
			p->deemed_days > 0 ? db_i64(p->deemed_days) : db_null(),
			db_i64((int64_t)p->n), db_cstr(p->net.currency.code),
			db_i64(p->net.minor), db_i64(p->tax.minor),
			db_i64(total.minor), db_hash(v->digest.b),
			db_id(v->change_id), db_us(v->created_at_us)));
	return e == OK ? stages_insert(db, v) : e;
}

static const char payment_plan_get_sql[] =
    "SELECT p.billing, p.deemed_days, p.currency, p.net_minor, p.tax_minor, "
    "p.digest, p.change_id, p.created_at, m.name, m.share_bp, m.criteria, "
    "m.net_minor, m.tax_minor FROM payment_plans p "
    "JOIN milestones m ON m.order_id = p.order_id AND m.version = p.version "
    "WHERE p.order_id = ? AND p.version = ? ORDER BY m.stage";

/* Every row repeats what the plan says; its stage follows. */
static enum err
plan_from_row(struct plan_version *v, const struct db_result *r)
{
	struct payment_plan *p = &v->plan;
	struct currency c = row_currency(r, 2);

	p->deemed_days = db_get_i64(r, 1);
	p->net = (struct money){ db_get_i64(r, 3), c };
	p->tax = (struct money){ db_get_i64(r, 4), c };
	db_get_hash(r, 5, v->digest.b);
	v->change_id = db_get_id(r, 6);
	v->created_at_us = db_get_us(r, 7);
	p->stages[p->n++] = (struct milestone){
		.name = db_get_str(r, 8),
		.share_bp = db_get_i64(r, 9),
		.criteria = db_get_str(r, 10),
		.net = { db_get_i64(r, 11), c },
		.tax = { db_get_i64(r, 12), c },
	};
	return row_fault(plan_billing_parse(&p->billing, db_get_str(r, 0)));
}

enum err
payment_plan_get(struct db *db, struct arena *a, struct plan_version *out,
    struct id order_id, int64_t version)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, payment_plan_get_sql,
	    DB_ARGS(db_id(order_id), db_i64(version)));

	if (e != OK)
		return e;
	if (r.rows == 0)
		return ERR_NOT_FOUND;
	*out = (struct plan_version){ .order_id = order_id,
		.version = version };
	out->plan.stages = ARENA_NEWS(a, struct milestone, r.rows);
	if (out->plan.stages == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = plan_from_row(out, &r);
	return e;
}

static const char plan_progress_of_sql[] =
    "SELECT p.order_id, p.version, p.billing, p.deemed_days, p.stages, "
    "p.currency, p.total_minor, (SELECT COUNT(*) FROM handovers h "
    "WHERE h.order_id = p.order_id AND h.stage > 0 "
    "AND h.state = 'ACCEPTED') FROM orders o "
    "JOIN payment_plans p ON p.order_id = o.order_id "
    "AND p.version = o.plan_version WHERE o.order_id IN " IDS_IN;

enum err
plan_progress_of(struct db *db, struct arena *a, struct plan_progress **out,
    size_t *n, const struct id *order_ids, size_t norders)
{
	struct db_arg args[LIST_MAX];
	struct plan_progress *p;
	struct db_result r;
	enum err e;

	ids_args(args, order_ids, norders);
	e = db_query(db, a, &r, plan_progress_of_sql, args, LIST_MAX);
	if (e != OK)
		return e;
	*out = p = ARENA_NEWS(a, struct plan_progress, r.rows);
	*n = r.rows;
	if (p == NULL)
		return ERR_NOMEM;
	for (; e == OK && db_next(&r); p++) {
		p->order_id = db_get_id(&r, 0);
		p->version = db_get_i64(&r, 1);
		p->deemed_days = db_get_i64(&r, 3);
		p->stages = db_get_i64(&r, 4);
		p->total = (struct money){ db_get_i64(&r, 6),
			row_currency(&r, 5) };
		p->accepted = db_get_i64(&r, 7);
		e = row_fault(
		    plan_billing_parse(&p->billing, db_get_str(&r, 2)));
	}
	return e;
}

static const char stages_left_sql[] =
    "SELECT (SELECT COUNT(*) FROM handovers h WHERE h.order_id = ? "
    "AND h.stage > 0 AND h.state NOT IN ('ACCEPTED', 'CANCELLED')) + "
    "(SELECT COUNT(*) FROM bills b WHERE b.order_id = ? "
    "AND b.kind = 'bill' AND b.state NOT IN ('PAID', 'VOID'))";

enum err
stages_left(struct db *db, struct arena *a, int64_t *out, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, stages_left_sql,
	    DB_ARGS(db_id(order_id), db_id(order_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	*out = db_get_i64(&r, 0);
	return OK;
}

static const char stages_agreed_sql[] =
    "SELECT stages FROM payment_plans WHERE order_id = ? "
    "AND created_at <= ? ORDER BY version DESC LIMIT 1";

enum err
stages_agreed(struct db *db, struct arena *a, int64_t *out, struct id order_id,
    int64_t at_us)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, stages_agreed_sql,
	    DB_ARGS(db_id(order_id), db_us(at_us)));

	*out = e == OK && db_next(&r) ? db_get_i64(&r, 0) : 0;
	return e;
}
