/*
 * What one side proposes to change of an order's payment plan, and the
 * other's answer: one at a time.
 */
#ifndef STORE_PLAN_CHANGE_H
#define STORE_PLAN_CHANGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"

enum plan_change_state {
	CHANGE_PROPOSED, CHANGE_CONFIRMED, CHANGE_DECLINED, CHANGE_WITHDRAWN,
	CHANGE__MAX
};
const char *plan_change_state_name(enum plan_change_state s);

struct plan_change {
	struct id change_id, order_id;
	bool stop;			/* the order ends; else other stages */
	bool by_seller;			/* else by the buyer */
	enum plan_change_state state;
	int64_t base_version;		/* of the plan that it starts from */
	struct str body;		/* JSON, as it is confirmed */
	struct hash digest;		/* of the body */
	struct str reason;
	struct str answer;		/* when declined; .p NULL: none */
	int64_t created_at_us;
	struct id created_by;
	int64_t answered_at_us;		/* 0: not yet */
	struct id answered_by;
	int64_t row_version;
};

/* ERR_EXISTS: another one of this order is PROPOSED. */
enum err plan_change_insert(struct db *db, const struct plan_change *c)
    MUST_CHECK;

/* Lock order: its order's row first.  ERR_NOT_FOUND. */
enum err plan_change_get(struct db *db, struct arena *a,
    struct plan_change *out, struct id change_id) MUST_CHECK;
enum err plan_change_lock(struct db *db, struct arena *a,
    struct plan_change *out, struct id change_id) MUST_CHECK;

/* The order's last one.  ERR_NOT_FOUND: there never was one. */
enum err plan_change_of_order(struct db *db, struct arena *a,
    struct plan_change *out, struct id order_id) MUST_CHECK;

/* State and answer over a PROPOSED one.  ERR_STALE: it is not. */
enum err plan_change_write(struct db *db, const struct plan_change *c)
    MUST_CHECK;

/* The order ends otherwise: what is PROPOSED of it is withdrawn. */
enum err plan_changes_drop(struct db *db, struct id order_id, int64_t now_us,
    struct id user_id) MUST_CHECK;

/* The plan in force from now on.  ERR_STALE: it is another already. */
enum err order_write_plan(struct db *db, struct id order_id, int64_t from,
    int64_t to) MUST_CHECK;

#endif
