#include "store/order.h"

#include <string.h>

#include "store/ids.h"
#include "store/row.h"

#define INSERT_HEAD \
	"INSERT INTO orders (order_id, company_id, user_id, seller_id, state, " \
	"currency, net_minor, tax_minor, total_minor, quote_hash, " \
	"created_at, expires_at, buyer_country, buyer_tax_number, " \
	"po_number, cost_centre, renews_order_id, offer_id, offer_version, " \
	"offer_redemption, plan_version) "
#define INSERT_VALUES \
	"?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"

static const char order_insert_sql[] = INSERT_HEAD "VALUES (" INSERT_VALUES ")";

/* READ COMMITTED: the counter is looked at, not locked. */
static const char order_insert_at_sql[] = INSERT_HEAD
    "SELECT " INSERT_VALUES " FROM site_counters"
    " WHERE name = 'catalogue_revision' AND value = ?";

enum err
order_insert(struct db *db, const struct order *o, int64_t catalogue_revision)
{
	bool offered = !id_is_nil(o->offer_id);
	const struct db_arg args[] = { db_id(o->order_id), db_id(o->company_id),
		db_id(o->user_id), db_id(o->seller_id),
		db_cstr(order_state_name(o->state)),
		db_cstr(o->total.currency.code), db_i64(o->net.minor),
		db_i64(o->tax.minor), db_i64(o->total.minor),
		db_hash(o->quote_hash.b), db_us(o->created_at_us),
		db_us(o->expires_at_us), db_str(o->buyer_country),
		db_str(o->buyer_tax_number), db_str(o->po_number),
		db_str(o->cost_centre), db_id(o->renews_order_id),
		db_id(o->offer_id),
		offered ? db_i64(o->offer_version) : db_null(),
		offered ? db_i64(o->offer_redemption) : db_null(),
		o->plan_version > 0 ? db_i64(o->plan_version) : db_null(),
		db_i64(catalogue_revision) };
	size_t n = sizeof(args) / sizeof(*args);
	uint64_t inserted;
	enum err e;

	if (catalogue_revision == 0)
		return db_exec(db, NULL, order_insert_sql, args, n - 1);
	e = db_exec(db, &inserted, order_insert_at_sql, args, n);
	return e == OK && inserted == 0 ? ERR_STALE : e;
}

enum { CONSENT_COLUMNS = 4 };

static const char consent_insert_rows_sql[] =
    "INSERT INTO order_consents (order_id, document_hash, user_id, "
    "accepted_at) VALUES";

enum err
order_consents_insert(struct db *db, struct id order_id, struct id user_id,
    const struct hash *documents, size_t n, int64_t accepted_at_us)
{
	struct db_arg args[CONSENTS_MAX * CONSENT_COLUMNS];
	struct db_arg *arg = args;

	if (n > CONSENTS_MAX)
		return ERR_LIMIT;
	if (n == 0)
		return OK;
	for (size_t i = 0; i < n; i++) {
		*arg++ = db_id(order_id);
		*arg++ = db_hash(documents[i].b);
		*arg++ = db_id(user_id);
		*arg++ = db_us(accepted_at_us);
	}
	return db_insert_rows(
	    db, consent_insert_rows_sql, CONSENT_COLUMNS, args, n);
}

enum err
row_order(struct order *o, const struct db_result *r)
{
	struct currency c = row_currency(r, 5);

	memset(o, 0, sizeof(*o));
	o->order_id = db_get_id(r, 0);
	o->company_id = db_get_id(r, 1);
	o->user_id = db_get_id(r, 2);
	o->seller_id = db_get_id(r, 3);
	o->net = (struct money){ db_get_i64(r, 6), c };
	o->tax = (struct money){ db_get_i64(r, 7), c };
	o->total = (struct money){ db_get_i64(r, 8), c };
	db_get_hash(r, 9, o->quote_hash.b);
	o->created_at_us = db_get_us(r, 10);
	o->expires_at_us = db_get_us(r, 11);
	o->paid_at_us = db_get_us(r, 12);
	o->active_at_us = db_get_us(r, 13);
	o->closed_at_us = db_get_us(r, 14);
	o->close_reason = db_get_str(r, 15);
	o->row_version = db_get_i64(r, 16);
	o->buyer_country = db_get_str(r, 17);
	o->buyer_tax_number = db_get_str(r, 18);
	o->po_number = db_get_str(r, 19);
	o->cost_centre = db_get_str(r, 20);
	o->billed_at_us = db_get_us(r, 21);
	o->renews_order_id = db_get_id(r, 22);
	o->offer_id = db_get_id(r, 23);
	o->offer_version = db_get_i64(r, 24);
	o->offer_redemption = db_get_i64(r, 25);
	o->plan_version = db_get_i64(r, 26);
	return row_fault(order_state_parse(&o->state, db_get_str(r, 4)));
}

static const char order_lock_sql[] =
    "SELECT " ORDER_COLUMNS " FROM orders o WHERE o.order_id = ? "
    "AND (? IS NULL OR o.company_id = ?) FOR UPDATE";

enum err
order_lock(struct db *db, struct arena *a, struct order *out,
    struct id order_id, struct id company_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, order_lock_sql,
	    DB_ARGS(db_id(order_id), db_id(company_id), db_id(company_id)));

	if (e != OK)
		return e;
	return db_next(&r) ? row_order(out, &r) : ERR_NOT_FOUND;
}

static const char order_write_state_sql[] =
    "UPDATE orders SET state = ?, paid_at = ?, billed_at = ?, "
    "active_at = ?, closed_at = ?, close_reason = ?, row_version = row_version + 1 "
    "WHERE order_id = ? AND state = ? AND row_version = ?";

enum err
order_write_state(struct db *db, const struct order *o, enum order_state from)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, order_write_state_sql,
	    DB_ARGS(db_cstr(order_state_name(o->state)), db_us(o->paid_at_us),
		db_us(o->billed_at_us), db_us(o->active_at_us),
		db_us(o->closed_at_us), db_str(o->close_reason),
		db_id(o->order_id), db_cstr(order_state_name(from)),
		db_i64(o->row_version)));

	if (e != OK)
		return e;
	return changed == 1 ? OK : ERR_STALE;
}

#define ORDER_SELECT \
	"SELECT " ORDER_COLUMNS ", s.slug, s.name FROM orders o " \
	"JOIN sellers s ON s.seller_id = o.seller_id "

static enum err
order_read(struct order *o, const struct db_result *r)
{
	enum err e = row_order(o, r);

	o->seller_slug = db_get_str(r, ORDER_COLUMNS_N);
	o->seller_name = db_get_str(r, ORDER_COLUMNS_N + 1);
	return e;
}

static const char order_get_sql[] = ORDER_SELECT
    "WHERE o.order_id = ? AND (? IS NULL OR o.company_id = ?)";

enum err
order_get(struct db *db, struct arena *a, struct order *out, struct id order_id,
    struct id company_id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, order_get_sql,
	    DB_ARGS(db_id(order_id), db_id(company_id), db_id(company_id)));

	if (e != OK)
		return e;
	return db_next(&r) ? order_read(out, &r) : ERR_NOT_FOUND;
}

/*
 * The cursor names an order; where it stands is looked up, so that two
 * orders of one instant are neither skipped nor shown twice.
 */
static const char orders_of_company_sql[] = ORDER_SELECT
    "WHERE o.company_id = ? AND (? IS NULL OR "
    "(o.created_at, o.order_id) < (SELECT c.created_at, c.order_id "
    "FROM orders c WHERE c.order_id = ? AND c.company_id = ?)) "
    "ORDER BY o.created_at DESC, o.order_id DESC LIMIT ?";

enum err
orders_of_company(struct db *db, struct arena *a, struct order **orders,
    size_t *n, struct id company_id, struct id after, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, orders_of_company_sql,
	    DB_ARGS(db_id(company_id), db_id(after), db_id(after),
		db_id(company_id), db_i64(limit + 1)));

	if (e != OK)
		return e;
	*n = 0;
	*orders = ARENA_NEWS(a, struct order, r.rows);
	if (*orders == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = order_read(&(*orders)[(*n)++], &r);
	return e;
}

static const char orders_named_sql[] = ORDER_SELECT
    "WHERE o.order_id IN " IDS_IN " ORDER BY o.order_id";

enum err
orders_named(struct db *db, struct arena *a, struct order **orders, size_t *n,
    const struct id *order_ids, size_t norders)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	enum err e;

	ids_args(args, order_ids, norders);
	e = db_query(db, a, &r, orders_named_sql, args, LIST_MAX);
	if (e != OK)
		return e;
	*n = 0;
	*orders = ARENA_NEWS(a, struct order, r.rows);
	if (*orders == NULL)
		return ERR_NOMEM;
	while (e == OK && db_next(&r))
		e = order_read(&(*orders)[(*n)++], &r);
	return e;
}

static const char order_documents_of_sql[] =
    "SELECT c.order_id, c.document_hash, d.kind, d.title "
    "FROM order_consents c "
    "JOIN documents d ON d.document_hash = c.document_hash "
    "WHERE c.order_id IN " IDS_IN " "
    "ORDER BY c.order_id, d.kind = 'permission', d.kind = 'offer', "
    "d.kind DESC, d.title";

enum err
order_documents_of(struct db *db, struct arena *a,
    struct order_document **documents, size_t *n, const struct id *order_ids,
    size_t norders)
{
	struct db_arg args[LIST_MAX];
	struct db_result r;
	struct order_document *d;
	enum err e;

	ids_args(args, order_ids, norders);
	e = db_query(db, a, &r, order_documents_of_sql, args, LIST_MAX);
	if (e != OK)
		return e;
	d = ARENA_NEWS(a, struct order_document, r.rows);
	if (d == NULL)
		return ERR_NOMEM;
	*documents = d;
	*n = r.rows;
	for (; db_next(&r); d++) {
		d->order_id = db_get_id(&r, 0);
		db_get_hash(&r, 1, d->hash.b);
		d->kind = db_get_str(&r, 2);
		d->title = db_get_str(&r, 3);
	}
	return OK;
}

static const char order_renewal_sql[] =
    "SELECT o.order_id, o.state = 'PENDING_PAYMENT' AND NOT EXISTS ("
    "SELECT 1 FROM payments p WHERE p.open_order_id = o.order_id "
    "AND p.state IN ('CREATED', 'PROCESSING', 'UNKNOWN')) "
    "FROM orders o WHERE o.renews_order_id = ? AND o.state IN "
    "('PENDING_PAYMENT', 'PAID', 'PROVISIONING', 'PROVISION_FAILED') "
    "ORDER BY o.state = 'PENDING_PAYMENT', o.created_at LIMIT 1";

enum err
order_renewal_stage(struct db *db, struct arena *a, enum renewal_stage *out,
    struct id *renewal_id, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, order_renewal_sql, DB_ARGS(db_id(order_id)));

	if (e != OK)
		return e;
	*out = RENEWAL_STAGE_NONE;
	if (!db_next(&r))
		return OK;
	*renewal_id = db_get_id(&r, 0);
	*out = db_get_i64(&r, 1) != 0 ? RENEWAL_STAGE_UNPAID
				      : RENEWAL_STAGE_PAYING;
	return OK;
}

static const char orders_due_sql[] =
    "SELECT o.order_id FROM orders o WHERE o.state = 'PENDING_PAYMENT' "
    "AND o.expires_at <= ? AND NOT EXISTS (SELECT 1 FROM payments p "
    "WHERE p.open_order_id = o.order_id "
    "AND p.state IN ('CREATED', 'PROCESSING', 'UNKNOWN')) "
    "AND (o.billed_at IS NULL OR NOT EXISTS (SELECT 1 FROM bills b "
    "WHERE b.billed_order_id = o.order_id "
    "AND (b.due_at > ? OR b.paid_minor > 0 OR EXISTS (SELECT 1 "
    "FROM payments q WHERE q.open_bill_id = b.bill_id "
    "AND q.state IN ('CREATED', 'PROCESSING', 'UNKNOWN'))))) "
    "ORDER BY o.expires_at LIMIT ?";

enum err
orders_due(struct db *db, struct arena *a, struct id **order_ids, size_t *n,
    int64_t now_us, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, orders_due_sql,
	    DB_ARGS(db_us(now_us), db_us(now_us), db_i64(limit)));

	return e != OK ? e : row_ids(a, order_ids, n, &r);
}
