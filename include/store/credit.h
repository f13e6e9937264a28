/* Companies' credit pools, and what orders hold of them. */
#ifndef STORE_CREDIT_H
#define STORE_CREDIT_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/credit.h"

struct credit_row {
	struct id company_id;
	enum credit_kind kind;
	struct credit_pool pool;
	int64_t row_version;
};

/*
 * Locks it for the rest of the transaction: first of all locks.
 * ERR_NOT_FOUND: the company has none.
 */
enum err credit_row_lock(struct db *db, struct arena *a,
    struct credit_row *out, struct id company_id, enum credit_kind kind)
    MUST_CHECK;
enum err credit_row_get(struct db *db, struct arena *a,
    struct credit_row *out, struct id company_id, enum credit_kind kind)
    MUST_CHECK;
/* ERR_EXISTS. */
enum err credit_row_insert(struct db *db, const struct credit_row *r)
    MUST_CHECK;
/* Over the row_version that was read; ERR_STALE. */
enum err credit_row_write(struct db *db, const struct credit_row *r)
    MUST_CHECK;

struct reservation {
	struct id order_id, company_id;
	enum credit_kind kind;
	struct money amount;		/* the order's total */
	struct money billed;		/* of it, what bills took over */
	struct money released;		/* of it, what was freed unbilled */
	struct id bill_id;		/* the statement; nil: none yet */
	int64_t created_at_us;
	struct money net, tax;		/* read only: the order's */
};

/* ERR_EXISTS: this order has reserved already. */
enum err reservation_insert(struct db *db, const struct reservation *r)
    MUST_CHECK;
/* Behind the pool's lock.  ERR_NOT_FOUND. */
enum err reservation_get(struct db *db, struct arena *a,
    struct reservation *out, struct id order_id) MUST_CHECK;
/* A bill takes the whole of it over.  ERR_STALE: one has already. */
enum err reservation_take(struct db *db, struct id order_id,
    struct id bill_id) MUST_CHECK;

/*
 * A stage's bill takes its part over, behind the pool's lock.  ERR_STALE: so
 * much is not left.
 */
enum err reservation_bill(struct db *db, struct id order_id,
    struct money amount) MUST_CHECK;

/*
 * What is not billed of it is freed; another amount is agreed on for the
 * order.  Behind the pool's lock.  ERR_STALE: so much is not left.
 */
enum err reservation_release(struct db *db, struct id order_id,
    struct money amount) MUST_CHECK;
enum err reservation_resize(struct db *db, struct id order_id,
    struct money more) MUST_CHECK;

/*
 * Whole reservations of general credit that no statement has taken over:
 * made before an instant, oldest first.
 */
enum err reservations_unbilled(struct db *db, struct arena *a,
    struct reservation **out, size_t *n, struct id company_id,
    int64_t before_us, int64_t limit) MUST_CHECK;

/* Marks the ones of the list above, up to the last of them, as taken. */
enum err reservations_take(struct db *db, size_t *taken, struct id bill_id,
    struct id company_id, const struct reservation *last) MUST_CHECK;

/* Companies that have any of these. */
enum err companies_unbilled(struct db *db, struct arena *a,
    struct id **company_ids, size_t *n, int64_t before_us, int64_t limit)
    MUST_CHECK;

/* What is open of the company's overdue bills on credit, and since when. */
struct credit_overdue {
	int64_t minor;
	int64_t bills;
	int64_t oldest_due_at_us;	/* 0: none is overdue */
};
enum err credit_overdue(struct db *db, struct arena *a,
    struct credit_overdue *out, struct id company_id, int64_t now_us)
    MUST_CHECK;

#endif
