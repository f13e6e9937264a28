/*
 * Payment plans: how orders in stages are paid, each version as it was agreed
 * on.  Rows are never changed; orders.plan_version names the one in force.
 */
#ifndef STORE_PAYMENT_PLAN_H
#define STORE_PAYMENT_PLAN_H

#include "crypto/hash.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/milestone.h"

struct plan_version {
	struct id order_id;
	int64_t version;		/* from 1 on */
	struct payment_plan plan;
	struct hash digest;		/* of its canonical text */
	struct id change_id;		/* the agreed change; nil: the order */
	int64_t created_at_us;
};

/* With its stages.  ERR_EXISTS: the order has this version. */
enum err payment_plan_insert(struct db *db, const struct plan_version *v)
    MUST_CHECK;

/* ERR_NOT_FOUND: the order has no such version. */
enum err payment_plan_get(struct db *db, struct arena *a,
    struct plan_version *out, struct id order_id, int64_t version) MUST_CHECK;

/* How far orders in stages are, of all those named. */
struct plan_progress {
	struct id order_id;
	int64_t version;		/* of the plan in force */
	enum plan_billing billing;
	int64_t deemed_days;		/* 0: never */
	int64_t stages, accepted;
	struct money total;
};
enum err plan_progress_of(struct db *db, struct arena *a,
    struct plan_progress **out, size_t *n, const struct id *order_ids,
    size_t norders) MUST_CHECK;

/*
 * How many stages of an order are not accepted, and bills of it not paid: 0,
 * it is complete.
 */
enum err stages_left(struct db *db, struct arena *a, int64_t *out,
    struct id order_id) MUST_CHECK;

/* How many stages were agreed on then; 0: none. */
enum err stages_agreed(struct db *db, struct arena *a, int64_t *out,
    struct id order_id, int64_t at_us) MUST_CHECK;

#endif
