#include "store/plan.h"

#include <string.h>

#include "store/row.h"

/*
 * A row a price, or one without.  Each table but prices gives one row by a
 * unique key, so the optimizer reads them once, before it plans.
 */
static const char plan_sale_get_sql[] =
    "SELECT p.product_id, pl.plan_id, p.seller_id, p.slug, p.state, pl.code, "
    "s.slug, s.name, s.state, p.logo, p.delivery, p.revision, pl.state, "
    "t.name, u.name, "
    "EXISTS (SELECT 1 FROM capacities k WHERE k.plan_id = pl.plan_id), "
    "pr.billing_mode, pr.currency, pr.capacity, pr.from_quantity, "
    "pr.amount_minor, "
    "EXISTS (SELECT 1 FROM endpoints n WHERE n.product_id = p.product_id "
    "AND n.contact = 1) FROM products p "
    "JOIN plans pl ON pl.product_id = p.product_id AND pl.code = ? "
    "JOIN sellers s ON s.seller_id = p.seller_id "
    "LEFT JOIN product_texts t "
    "ON t.product_id = p.product_id AND t.locale = ? "
    "LEFT JOIN plan_texts u ON u.plan_id = pl.plan_id AND u.locale = ? "
    "LEFT JOIN prices pr ON pr.plan_id = pl.plan_id "
    "WHERE p.slug = ? LIMIT ?";

static enum err
sale_from_row(struct plan_sale *o, const struct db_result *r)
{
	memset(o, 0, sizeof(*o));
	o->product_id = db_get_id(r, 0);
	o->plan_id = db_get_id(r, 1);
	o->seller_id = db_get_id(r, 2);
	o->product_slug = db_get_str(r, 3);
	o->product_state = db_get_str(r, 4);
	o->plan_code = db_get_str(r, 5);
	o->seller_slug = db_get_str(r, 6);
	o->seller_name = db_get_str(r, 7);
	o->seller_state = db_get_str(r, 8);
	o->logo = db_get_str(r, 9);
	o->product_revision = db_get_i64(r, 11);
	o->retired = !str_is(db_get_str(r, 12), "LIVE");
	o->contact = db_get_i64(r, 21) != 0;
	o->product_name = db_get_str(r, 13);
	o->plan_name = db_get_str(r, 14);
	return row_fault(delivery_type_parse(&o->delivery, db_get_str(r, 10)));
}

/* The rows of the plan, from its first on. */
static enum err
prices_from_rows(struct arena *a, struct plan_sale *o, struct db_result *r)
{
	struct price *p = ARENA_NEWS(a, struct price, r->rows);
	enum err e = OK;

	if (p == NULL)
		return ERR_NOMEM;
	o->terms.prices = p;
	o->terms.nprices = db_is_null(r, 16) ? 0 : r->rows;
	for (size_t i = 0; e == OK && i < o->terms.nprices; i++, p++) {
		e = billing_mode_parse(&p->mode, db_get_str(r, 16));
		p->currency = row_currency(r, 17);
		p->capacity = db_get_str(r, 18);
		p->from_quantity = db_get_i64(r, 19);
		p->amount_minor = db_get_i64(r, 20);
		(void)db_next(r);
	}
	return row_fault(e);
}

static const char plan_capacities_sql[] =
    "SELECT code, unit, min_amount, max_amount, step_amount, "
    "included_amount FROM capacities WHERE plan_id = ? "
    "ORDER BY position LIMIT ?";

static enum err
capacities_read(struct db *db, struct arena *a, struct plan_sale *o)
{
	struct db_result r;
	struct capacity *c;
	enum err e = db_query(db, a, &r, plan_capacities_sql,
	    DB_ARGS(db_id(o->plan_id), db_i64(CAPACITIES_MAX)));

	if (e != OK)
		return e;
	c = ARENA_NEWS(a, struct capacity, r.rows);
	if (c == NULL)
		return ERR_NOMEM;
	o->terms.capacities = c;
	o->terms.ncapacities = r.rows;
	for (; db_next(&r); c++) {
		c->code = db_get_str(&r, 0);
		c->unit = db_get_str(&r, 1);
		c->min = db_get_i64(&r, 2);
		c->max = db_get_i64(&r, 3);
		c->step = db_get_i64(&r, 4);
		c->included = db_get_i64(&r, 5);
	}
	return OK;
}

/* The text in the locale given, else any. */
#define NAME_OF(table, key) \
	"COALESCE((SELECT t.name FROM " table " t WHERE t." key " = ? " \
	"AND t.locale = ?), (SELECT MIN(t.name) FROM " table " t " \
	"WHERE t." key " = ?))"

static const char plan_names_else_sql[] = "SELECT " NAME_OF(
    "product_texts", "product_id") ", " NAME_OF("plan_texts", "plan_id");

/* Not in the locale asked for: few are, so they are asked for apart. */
static enum err
names_else(
    struct db *db, struct arena *a, struct plan_sale *o, struct str fallback)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, plan_names_else_sql,
	    DB_ARGS(db_id(o->product_id), db_str(fallback),
		db_id(o->product_id), db_id(o->plan_id), db_str(fallback),
		db_id(o->plan_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_BUG;
	if (o->product_name.p == NULL)
		o->product_name = db_get_str(&r, 0);
	if (o->plan_name.p == NULL)
		o->plan_name = db_get_str(&r, 1);
	return OK;
}

enum err
plan_sale_get(struct db *db, struct arena *a, struct plan_sale *out,
    struct str product_slug, struct str plan_code, struct str locale,
    struct str fallback)
{
	struct db_result r;
	bool capacities;
	enum err e = db_query(db, a, &r, plan_sale_get_sql,
	    DB_ARGS(db_str(plan_code), db_str(locale), db_str(locale),
		db_str(product_slug), db_i64(PRICES_MAX)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	capacities = db_get_i64(&r, 15) != 0;
	if ((e = sale_from_row(out, &r)) != OK ||
	    (e = prices_from_rows(a, out, &r)) != OK)
		return e;
	if (out->product_name.p == NULL || out->plan_name.p == NULL)
		e = names_else(db, a, out, fallback);
	return e == OK && capacities ? capacities_read(db, a, out) : e;
}

static const char plan_product_get_sql[] =
    "SELECT product_id, state FROM products WHERE slug = ?";

enum err
plan_product_get(struct db *db, struct arena *a, struct id *product_id,
    struct str *state, struct str product_slug)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, plan_product_get_sql, DB_ARGS(db_str(product_slug)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*product_id = db_get_id(&r, 0);
	*state = db_get_str(&r, 1);
	return OK;
}
