#include "store/plan_change.h"

#include <assert.h>

#include "store/row.h"

static const char *const state_names[CHANGE__MAX] = {
	[CHANGE_PROPOSED] = "PROPOSED",
	[CHANGE_CONFIRMED] = "CONFIRMED",
	[CHANGE_DECLINED] = "DECLINED",
	[CHANGE_WITHDRAWN] = "WITHDRAWN",
};

const char *
plan_change_state_name(enum plan_change_state s)
{
	assert(s < CHANGE__MAX);
	return state_names[s];
}

static enum err
state_parse(enum plan_change_state *out, struct str s)
{
	for (unsigned i = 0; i < CHANGE__MAX; i++) {
		if (str_is(s, state_names[i])) {
			*out = (enum plan_change_state)i;
			return OK;
		}
	}
	return ERR_INVALID;
}

static const char plan_change_insert_sql[] =
    "INSERT INTO plan_changes (change_id, order_id, open_order_id, kind, "
    "state, side, base_version, body, digest, reason, created_at, "
    "created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

enum err
plan_change_insert(struct db *db, const struct plan_change *c)
{
	return db_exec(db, NULL, plan_change_insert_sql,
	    DB_ARGS(db_id(c->change_id), db_id(c->order_id), db_id(c->order_id),
		db_cstr(c->stop ? "stop" : "change"),
		db_cstr(plan_change_state_name(CHANGE_PROPOSED)),
		db_cstr(c->by_seller ? "seller" : "buyer"),
		db_i64(c->base_version), db_str(c->body), db_hash(c->digest.b),
		db_str(c->reason), db_us(c->created_at_us),
		db_id(c->created_by)));
}

#define CHANGE_SELECT \
	"SELECT change_id, order_id, kind, state, side, base_version, body, " \
	"digest, reason, answer, created_at, created_by, answered_at, " \
	"answered_by, row_version FROM plan_changes "

static enum err
change_read(struct plan_change *c, struct db_result *r)
{
	if (!db_next(r))
		return ERR_NOT_FOUND;
	*c = (struct plan_change){
		.change_id = db_get_id(r, 0),
		.order_id = db_get_id(r, 1),
		.stop = str_is(db_get_str(r, 2), "stop"),
		.by_seller = str_is(db_get_str(r, 4), "seller"),
		.base_version = db_get_i64(r, 5),
		.body = db_get_str(r, 6),
		.reason = db_get_str(r, 8),
		.answer = db_get_str(r, 9),
		.created_at_us = db_get_us(r, 10),
		.created_by = db_get_id(r, 11),
		.answered_at_us = db_get_us(r, 12),
		.answered_by = db_get_id(r, 13),
		.row_version = db_get_i64(r, 14),
	};
	db_get_hash(r, 7, c->digest.b);
	return row_fault(state_parse(&c->state, db_get_str(r, 3)));
}

static enum err
change_one(struct db *db, struct arena *a, struct plan_change *out,
    const char *sql, struct id id)
{
	struct db_result r;
	enum err e = db_query(db, a, &r, sql, DB_ARGS(db_id(id)));

	return e != OK ? e : change_read(out, &r);
}

static const char plan_change_get_sql[] = CHANGE_SELECT "WHERE change_id = ?";
static const char plan_change_lock_sql[] = CHANGE_SELECT
    "WHERE change_id = ? FOR UPDATE";
static const char plan_change_of_order_sql[] = CHANGE_SELECT
    "WHERE order_id = ? ORDER BY created_at DESC, change_id DESC LIMIT 1";

enum err
plan_change_get(struct db *db, struct arena *a, struct plan_change *out,
    struct id change_id)
{
	return change_one(db, a, out, plan_change_get_sql, change_id);
}

enum err
plan_change_lock(struct db *db, struct arena *a, struct plan_change *out,
    struct id change_id)
{
	return change_one(db, a, out, plan_change_lock_sql, change_id);
}

enum err
plan_change_of_order(
    struct db *db, struct arena *a, struct plan_change *out, struct id order_id)
{
	return change_one(db, a, out, plan_change_of_order_sql, order_id);
}

static const char plan_change_write_sql[] =
    "UPDATE plan_changes SET state = ?, open_order_id = NULL, answer = ?, "
    "answered_at = ?, answered_by = ?, row_version = row_version + 1 "
    "WHERE change_id = ? AND state = 'PROPOSED'";

enum err
plan_change_write(struct db *db, const struct plan_change *c)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, plan_change_write_sql,
	    DB_ARGS(db_cstr(plan_change_state_name(c->state)),
		db_str(c->answer), db_us(c->answered_at_us),
		db_id(c->answered_by), db_id(c->change_id)));

	return e == OK && changed == 0 ? ERR_STALE : e;
}

static const char plan_changes_drop_sql[] =
    "UPDATE plan_changes SET state = 'WITHDRAWN', open_order_id = NULL, "
    "answered_at = ?, answered_by = ?, row_version = row_version + 1 "
    "WHERE open_order_id = ?";

enum err
plan_changes_drop(
    struct db *db, struct id order_id, int64_t now_us, struct id user_id)
{
	return db_exec(db, NULL, plan_changes_drop_sql,
	    DB_ARGS(db_us(now_us), db_id(user_id), db_id(order_id)));
}

static const char order_write_plan_sql[] =
    "UPDATE orders SET plan_version = ?, row_version = row_version + 1 "
    "WHERE order_id = ? AND plan_version = ? AND state = 'IN_DELIVERY'";

enum err
order_write_plan(struct db *db, struct id order_id, int64_t from, int64_t to)
{
	uint64_t changed = 0;
	enum err e = db_exec(db, &changed, order_write_plan_sql,
	    DB_ARGS(db_i64(to), db_id(order_id), db_i64(from)));

	return e == OK && changed == 0 ? ERR_STALE : e;
}
