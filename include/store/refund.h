/* Refunds: what buyers want back, who decided, and what became of it. */
#ifndef STORE_REFUND_H
#define STORE_REFUND_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/money.h"
#include "domain/refund.h"
#include "domain/states.h"

#define REFUND_COOLING_OFF "cooling_off"
#define REFUND_REQUEST "request"
#define REFUND_SURPLUS "surplus"	/* no order could take it */

struct refund {
	struct id refund_id, order_id, company_id, seller_id, user_id;
	struct str kind;		/* REFUND_COOLING_OFF, ... */
	enum refund_state state;
	struct money amount;
	struct money cash;		/* of it, what is paid back */
	struct str reason;
	struct str answer, appeal, ruling;	/* .p NULL: none */
	int64_t answer_by_us;		/* 0: nobody is to answer */
	int64_t created_at_us, answered_at_us, ruled_at_us;
	struct id bill_id;		/* a surplus of this bill; else nil */
	struct id payment_id;		/* nil: not by a gateway */
	struct str gateway_ref, failure;	/* may be empty */
	int64_t checks;
	int64_t next_check_at_us;	/* 0: none wanted */
	int64_t refunded_at_us;
	int64_t row_version;
	/* read only */
	struct str product_name, company_name, seller_name;
	struct str bill_no;		/* .p NULL: of no bill */
};

/* How it falls on the order's lines. */
struct refund_share {
	struct id line_id;
	struct refund_part part;
};

enum err refund_insert(struct db *db, const struct refund *r,
    const struct refund_share *shares, size_t n) MUST_CHECK;

/* Lock order: the order's row first.  ERR_NOT_FOUND. */
enum err refund_lock(struct db *db, struct arena *a, struct refund *out,
    struct id refund_id) MUST_CHECK;

/* Writes all that can change; ERR_STALE when another got there first. */
enum err refund_write(struct db *db, const struct refund *r,
    enum refund_state from) MUST_CHECK;

/* company_id, seller_id nil: whoever's.  ERR_NOT_FOUND. */
enum err refund_get(struct db *db, struct arena *a, struct refund *out,
    struct id refund_id, struct id company_id, struct id seller_id)
    MUST_CHECK;

enum err refunds_of_order(struct db *db, struct arena *a,
    struct refund **refunds, size_t *n, struct id order_id) MUST_CHECK;

/*
 * A seller's (nil: all that operators decide or look after), newest first
 * after the one named; asks for one more than limit.
 */
enum err refunds_of_seller(struct db *db, struct arena *a,
    struct refund **refunds, size_t *n, struct id seller_id, struct id after,
    int64_t limit) MUST_CHECK;

/*
 * What went back of each line, or is asked for: by all refunds of the order
 * that are not REFUSED, but for the one named, and by its credit notes.
 */
enum err refund_shares_back(struct db *db, struct arena *a,
    struct refund_share **shares, size_t *n, struct id order_id,
    struct id except, struct currency currency) MUST_CHECK;

/* How one refund falls on its order's lines. */
enum err refund_shares_of(struct db *db, struct arena *a,
    struct refund_share **shares, size_t *n, const struct refund *of)
    MUST_CHECK;

/* What was paid back of a payment so far. */
enum err refunds_cash(struct db *db, struct arena *a, struct money *out,
    struct id payment_id, struct currency currency) MUST_CHECK;

/* And with what is on its way, or failed and is sent by hand. */
enum err refunds_promised(struct db *db, struct arena *a, struct money *out,
    struct id payment_id, struct currency currency) MUST_CHECK;

/* The gateway has news of it: it is to be asked at once. */
enum err refund_hurry(struct db *db, struct str gateway_ref, int64_t now_us)
    MUST_CHECK;

/* To be asked about at the gateway; claimed like payments. */
enum err refunds_claim(struct db *db, struct arena *a, struct id **refund_ids,
    size_t *n, int64_t now_us, int64_t until_us, int64_t limit) MUST_CHECK;

#endif
