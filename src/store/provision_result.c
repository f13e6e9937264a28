#include "store/provision_result.h"

static const char provision_result_get_sql[] =
    "SELECT line_id, event_ref, failed, access_url, secret_sealed, note, "
    "received_at FROM provision_results WHERE line_id = ?";

enum err
provision_result_get(struct db *db, struct arena *a,
    struct provision_result *out, struct id line_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, provision_result_get_sql, DB_ARGS(db_id(line_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*out = (struct provision_result){
		.line_id = db_get_id(&r, 0),
		.event_ref = db_get_str(&r, 1),
		.failed = db_get_i64(&r, 2) != 0,
		.access_url = db_get_str(&r, 3),
		.secret_sealed = db_get_str(&r, 4),
		.note = db_get_str(&r, 5),
		.received_at_us = db_get_us(&r, 6),
	};
	return OK;
}

static const char provision_result_insert_sql[] =
    "INSERT INTO provision_results (line_id, event_ref, failed, access_url, "
    "secret_sealed, note, received_at) VALUES (?, ?, ?, ?, ?, ?, ?)";

enum err
provision_result_insert(struct db *db, const struct provision_result *r)
{
	return db_exec(db, NULL, provision_result_insert_sql,
	    DB_ARGS(db_id(r->line_id), db_str(r->event_ref), db_i64(r->failed),
		r->access_url.n > 0 ? db_str(r->access_url) : db_null(),
		r->secret_sealed.n > 0 ? db_bytes(r->secret_sealed) : db_null(),
		db_str(r->note), db_us(r->received_at_us)));
}

static const char provision_result_drop_sql[] =
    "DELETE FROM provision_results WHERE line_id = ?";

enum err
provision_result_drop(struct db *db, struct id line_id)
{
	return db_exec(
	    db, NULL, provision_result_drop_sql, DB_ARGS(db_id(line_id)));
}

static const char provision_results_drop_sql[] =
    "DELETE FROM provision_results WHERE line_id IN "
    "(SELECT l.line_id FROM order_lines l WHERE l.order_id = ?)";

enum err
provision_results_drop(struct db *db, struct id order_id)
{
	return db_exec(
	    db, NULL, provision_results_drop_sql, DB_ARGS(db_id(order_id)));
}

static const char provision_results_made_sql[] =
    "SELECT 1 FROM order_lines l "
    "JOIN provision_results r ON r.line_id = l.line_id "
    "WHERE l.order_id = ? AND r.failed = 0 LIMIT 1";

enum err
provision_results_made(
    struct db *db, struct arena *a, bool *out, struct id order_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, provision_results_made_sql, DB_ARGS(db_id(order_id)));

	*out = e == OK && r.rows > 0;
	return e;
}

static const char provision_order_of_sql[] =
    "SELECT order_id FROM order_lines WHERE line_id = ?";

enum err
provision_order_of(
    struct db *db, struct arena *a, struct id *order_id, struct id line_id)
{
	struct db_result r;
	enum err e = db_query(
	    db, a, &r, provision_order_of_sql, DB_ARGS(db_id(line_id)));

	if (e != OK)
		return e;
	if (!db_next(&r))
		return ERR_NOT_FOUND;
	*order_id = db_get_id(&r, 0);
	return OK;
}
