#include "store/plan.h"

#include <string.h>

#include "store/row.h"

/* The text in the locale asked for, else the site's first, else any. */
#define TEXT_OF(table, key) \
	"COALESCE((SELECT t.name FROM " table " t WHERE t." key " = " \
	"x." key " AND t.locale = ?), (SELECT t.name FROM " table \
	" t WHERE t." key " = x." key " AND t.locale = ?), " \
	"(SELECT MIN(t.name) FROM " table " t WHERE t." key " = x." key "))"

static const char plan_offer_get_sql[] =
    "SELECT x.product_id, x.plan_id, x.seller_id, x.slug, x.state, x.code, "
    "x.seller_slug, x.seller_name, x.seller_state, x.logo, x.delivery, "
    "x.revision, x.plan_state, " TEXT_OF(
	"product_texts", "product_id") ", " TEXT_OF("plan_texts",
	"plan_id") " "
		   "FROM (SELECT p.product_id, p.seller_id, p.slug, p.state, p.logo, "
		   "p.delivery, p.revision, pl.plan_id, pl.code, pl.state AS plan_state, "
		   "s.slug AS seller_slug, s.name AS seller_name, "
		   "s.state AS seller_state FROM products p "
		   "JOIN plans pl ON pl.product_id = p.product_id "
		   "JOIN sellers s ON s.seller_id = p.seller_id "
		   "WHERE p.slug = ? AND pl.code = ?) x";

static enum err
offer_from_row(struct plan_offer *o, const struct db_result *r)
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
	o->product_name = db_get_str(r, 13);
	o->plan_name = db_get_str(r, 14);
	return row_fault(delivery_type_parse(&o->delivery, db_get_str(r, 10)));
}

static const char plan_prices_sql[] =
    "SELECT billing_mode, currency, capacity, from_quantity, amount_minor "
    "FROM prices WHERE plan_id = ? LIMIT ?";

static enum err
prices_read(struct db *db, struct arena *a, struct plan_offer *o)
{
	struct db_result r;
	struct price *p;
	enum err e = db_query(db, a, &r, plan_prices_sql,
	    DB_ARGS(db_id(o->plan_id), db_i64(PRICES_MAX)));

	if (e != OK)
		return e;
	p = ARENA_NEWS(a, struct price, r.rows);
	if (p == NULL)
		return ERR_NOMEM;
	o->terms.prices = p;
	o->terms.nprices = r.rows;
	for (; e == OK && db_next(&r); p++) {
		e = billing_mode_parse(&p->mode, db_get_str(&r, 0));
		p->currency = row_currency(&r, 1);
		p->capacity = db_get_str(&r, 2);
		p->from_quantity = db_get_i64(&r, 3);
		p->amount_minor = db_get_i64(&r, 4);
	}
	return row_fault(e);
}

static const char plan_capacities_sql[] =
    "SELECT code, unit, min_amount, max_amount, step_amount, "
    "included_amount FROM capacities WHERE plan_id = ? "
    "ORDER BY position LIMIT ?";

static enum err
capacities_read(struct db *db, struct arena *a, struct plan_offer *o)
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

enum err
plan_offer_get(struct db *db, struct arena *a, struct plan_offer *out,
    struct str product_slug, struct str plan_code, struct str locale,
    struct str fallback)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, plan_offer_get_sql,
	    DB_ARGS(db_str(locale), db_str(fallback), db_str(locale),
		db_str(fallback), db_str(product_slug), db_str(plan_code)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	if ((e = offer_from_row(out, &r)) != OK ||
	    (e = prices_read(db, a, out)) != OK)
		return e;
	return capacities_read(db, a, out);
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
