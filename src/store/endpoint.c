#include "store/endpoint.h"

#include "store/row.h"

static const char endpoint_get_sql[] =
    "SELECT product_id, url, key_sealed, contact, signs, fault, fault_at, "
    "changed_by, changed_at, row_version FROM endpoints WHERE product_id = ?";

enum err
endpoint_get(
    struct db *db, struct arena *a, struct endpoint *out, struct id product_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, endpoint_get_sql, DB_ARGS(db_id(product_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct endpoint){
		.product_id = db_get_id(&r, 0),
		.url = db_get_str(&r, 1),
		.key_sealed = db_get_str(&r, 2),
		.contact = db_get_i64(&r, 3) != 0,
		.signs = db_get_i64(&r, 4) != 0,
		.fault = db_get_str(&r, 5),
		.fault_at_us = db_get_us(&r, 6),
		.changed_by = db_get_id(&r, 7),
		.changed_at_us = db_get_us(&r, 8),
		.row_version = db_get_i64(&r, 9),
	};
	return OK;
}

static const char endpoint_wants_contact_sql[] =
    "SELECT contact FROM endpoints WHERE product_id = ?";

enum err
endpoint_wants_contact(
    struct db *db, struct arena *a, bool *out, struct id product_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, endpoint_wants_contact_sql, DB_ARGS(db_id(product_id)));

	*out = e == OK && db_next(&r) && db_get_i64(&r, 0) != 0;
	return e;
}

static const char endpoint_insert_sql[] =
    "INSERT INTO endpoints (product_id, url, key_sealed, contact, "
    "changed_by, changed_at) VALUES (?, ?, ?, ?, ?, ?)";

enum err
endpoint_insert(struct db *db, const struct endpoint *p)
{
	return db_exec(db, NULL, endpoint_insert_sql,
	    DB_ARGS(db_id(p->product_id), db_str(p->url),
		db_bytes(p->key_sealed), db_i64(p->contact),
		db_id(p->changed_by), db_us(p->changed_at_us)));
}

static enum err
changed_one(enum err e, uint64_t changed)
{
	return e == OK && changed != 1 ? ERR_STALE : e;
}

static const char endpoint_update_sql[] =
    "UPDATE endpoints SET url = ?, key_sealed = ?, contact = ?, signs = ?, "
    "changed_by = ?, changed_at = ?, row_version = row_version + 1 "
    "WHERE product_id = ? AND row_version = ?";

enum err
endpoint_update(struct db *db, const struct endpoint *p)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, endpoint_update_sql,
	    DB_ARGS(db_str(p->url), db_bytes(p->key_sealed), db_i64(p->contact),
		db_i64(p->signs), db_id(p->changed_by), db_us(p->changed_at_us),
		db_id(p->product_id), db_i64(p->row_version)));

	return changed_one(e, changed);
}

static const char endpoint_delete_sql[] =
    "DELETE FROM endpoints WHERE product_id = ? AND row_version = ?";

enum err
endpoint_delete(struct db *db, struct id product_id, int64_t row_version)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, endpoint_delete_sql,
	    DB_ARGS(db_id(product_id), db_i64(row_version)));

	return changed_one(e, changed);
}

static const char endpoint_note_sql[] =
    "UPDATE endpoints SET signs = CASE WHEN ? = 1 THEN 1 ELSE signs END, "
    "fault = ?, fault_at = ? WHERE product_id = ?";

enum err
endpoint_note(struct db *db, struct id product_id, bool signs, struct str fault,
    int64_t now_us)
{
	bool faulty = fault.n > 0;

	return db_exec(db, NULL, endpoint_note_sql,
	    DB_ARGS(db_i64(signs), faulty ? db_str(fault) : db_null(),
		db_us(faulty ? now_us : 0), db_id(product_id)));
}

static const char endpoint_orders_waiting_sql[] =
    "SELECT DISTINCT o.order_id FROM order_lines l"
    " JOIN orders o ON o.order_id = l.order_id"
    " WHERE l.product_id = ?"
    " AND o.state IN ('PROVISIONING', 'PROVISION_FAILED')"
    " ORDER BY o.order_id LIMIT ?";

enum err
endpoint_orders_waiting(struct db *db, struct arena *a, struct id **order_ids,
    size_t *n, struct id product_id, int64_t limit)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, endpoint_orders_waiting_sql,
	    DB_ARGS(db_id(product_id), db_i64(limit)));

	return e == OK ? row_ids(a, order_ids, n, &r) : e;
}
