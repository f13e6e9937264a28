#include "store/provision.h"

static const char provision_get_sql[] =
    "SELECT line_id, product_id, instance_ref, answered, created_at "
    "FROM provisions WHERE line_id = ?";

enum err
provision_get(
    struct db *db, struct arena *a, struct provision *out, struct id line_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, provision_get_sql, DB_ARGS(db_id(line_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct provision){
		.line_id = db_get_id(&r, 0),
		.product_id = db_get_id(&r, 1),
		.instance_ref = db_get_str(&r, 2),
		.answered = db_get_i64(&r, 3) != 0,
		.created_at_us = db_get_us(&r, 4),
	};
	return OK;
}

static const char provision_insert_sql[] =
    "INSERT INTO provisions (line_id, product_id, instance_ref, answered, "
    "created_at) VALUES (?, ?, ?, ?, ?)";

enum err
provision_insert(struct db *db, const struct provision *p)
{
	return db_exec(db, NULL, provision_insert_sql,
	    DB_ARGS(db_id(p->line_id), db_id(p->product_id),
		db_str(p->instance_ref), db_i64(p->answered),
		db_us(p->created_at_us)));
}

static const char provisions_any_sql[] =
    "SELECT 1 FROM provisions WHERE product_id = ? LIMIT 1";

enum err
provisions_any(struct db *db, struct arena *a, bool *out, struct id product_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, provisions_any_sql, DB_ARGS(db_id(product_id)));

	*out = e == OK && r.rows > 0;
	return e;
}
