/* Attempts to pay, and the gateway's events about them. */
#ifndef STORE_PAYMENT_H
#define STORE_PAYMENT_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/money.h"
#include "domain/states.h"
#include "store/order.h"

struct payment {
	struct id payment_id, company_id;
	struct id order_id;		/* what it pays; nil: a bill */
	struct id bill_id;		/* the whole or a part of; nil: an
					   order */
	bool holds_order;		/* open_order_id is its order */
	bool holds_bill;		/* open_bill_id is its bill: money may
					   come */
	int64_t attempt;		/* from 1, of its order or bill */
	struct str gateway;		/* "sandbox" */
	struct id card_id;		/* on file; nil: its page asks */
	enum payment_state state;
	struct money amount;
	struct str gateway_ref, redirect_url, failure;	/* may be empty */
	int64_t checks;
	int64_t next_check_at_us;	/* 0: none wanted */
	int64_t created_at_us, captured_at_us;
	int64_t row_version;
};

/* ERR_EXISTS: payments_open_uq (one is under way) or payments_attempt_uq. */
enum err payment_insert(struct db *db, const struct payment *p) MUST_CHECK;

/* Lock order: the order's row first.  ERR_NOT_FOUND. */
enum err payment_lock(struct db *db, struct arena *a, struct payment *out,
    struct id payment_id) MUST_CHECK;

/* Writes all that can change; ERR_STALE when another got there first. */
enum err payment_write(struct db *db, const struct payment *p,
    enum payment_state from) MUST_CHECK;

/* company_id nil: any company's. */
enum err payment_get(struct db *db, struct arena *a, struct payment *out,
    struct id payment_id, struct id company_id) MUST_CHECK;
/* With its order, if it is of one, else zeroes; nothing is locked. */
enum err payment_get_with_order(struct db *db, struct arena *a,
    struct payment *out, struct order *o, struct id payment_id,
    struct id company_id) MUST_CHECK;
enum err payment_by_ref(struct db *db, struct arena *a, struct payment *out,
    struct str gateway, struct str gateway_ref) MUST_CHECK;

/* Of all the orders named; the newest attempt of each comes first. */
enum err payments_of(struct db *db, struct arena *a,
    struct payment **payments, size_t *n, const struct id *order_ids,
    size_t norders) MUST_CHECK;

/* The attempts of one order, locked, newest first. */
enum err payments_lock_of(struct db *db, struct arena *a,
    struct payment **payments, size_t *n, struct id order_id) MUST_CHECK;

/* The attempts to pay one bill; locked: FOR UPDATE, behind the bill's row. */
enum err payments_of_bill(struct db *db, struct arena *a,
    struct payment **payments, size_t *n, struct id bill_id, bool locked)
    MUST_CHECK;

/*
 * The same, in no order, with the order they are of, which is locked before
 * them, in one statement: by its id (company_id nil: any company's), or by
 * one of the attempts.  ERR_NOT_FOUND.
 */
enum err payments_lock_with_order(struct db *db, struct arena *a,
    struct order *o, struct payment **payments, size_t *n,
    struct id order_id, struct id company_id) MUST_CHECK;
enum err payments_lock_beside(struct db *db, struct arena *a,
    struct order *o, struct payment **payments, size_t *n,
    struct id payment_id) MUST_CHECK;

/*
 * Payments to ask the gateway about.  A claim moves next_check_at to
 * until_us, so that two workers never ask at once; ids that were claimed.
 */
enum err payments_claim(struct db *db, struct arena *a,
    struct id **payment_ids, size_t *n, int64_t now_us, int64_t until_us,
    int64_t limit) MUST_CHECK;

/* A row of payment_events (domain/states.h has that name). */
struct payment_notice {
	struct str gateway, event_ref, gateway_ref, kind;
	int64_t received_at_us;
	bool kept;			/* it has its row */
};

/* ERR_EXISTS: it came before. */
enum err payment_event_insert(struct db *db, const struct payment_notice *e)
    MUST_CHECK;

/*
 * Of one that is not kept yet this is the row's insert.  *applied: whether
 * it was this call that closed it.
 */
enum err payment_event_close(struct db *db, bool *applied,
    const struct payment_notice *e, struct str outcome, int64_t now_us)
    MUST_CHECK;

/* That gateway's, received and not applied yet, oldest first. */
enum err payment_events_open(struct db *db, struct arena *a,
    struct payment_notice **events, size_t *n, struct str gateway,
    int64_t before_us, int64_t limit) MUST_CHECK;

#endif
