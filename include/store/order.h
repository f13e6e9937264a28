/* Orders, their lines and the documents accepted with them. */
#ifndef STORE_ORDER_H
#define STORE_ORDER_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"
#include "domain/price.h"
#include "domain/states.h"
#include "domain/tax.h"

struct order_line {
	struct id line_id, order_id;
	int64_t position;		/* from 1 */
	struct str kind;		/* "software", "infrastructure" */
	struct id product_id, plan_id;
	int64_t product_revision;
	struct str product_name, plan_name;	/* as they were shown */
	struct choice choice;
	struct money unit, net, tax;
	struct money list_unit;		/* of an offer's line, else as unit;
					   no currency: as unit */
	enum tax_kind tax_kind;
	int64_t tax_rate_milli;		/* 19000 is 19 % */
	/* read only, from the catalogue as it is now */
	struct str product_slug, plan_code, logo;
	enum delivery_type delivery;
	int64_t refund_days;		/* the seller's rule; 0: none */
};

struct order {
	struct id order_id, company_id, user_id, seller_id;
	/* whose services it renews, their first order; nil: a new order */
	struct id renews_order_id;
	/* the private offer that it redeems; nil, 0: none */
	struct id offer_id;
	int64_t offer_version, offer_redemption;
	int64_t plan_version;		/* of its payment plan; 0: none */
	enum order_state state;
	struct money net, tax, total;
	/* as of the order; may be .p NULL */
	struct str buyer_country, buyer_tax_number, po_number, cost_centre;
	struct hash quote_hash;
	int64_t created_at_us, expires_at_us;
	int64_t paid_at_us, active_at_us, closed_at_us;	/* 0: not yet */
	int64_t billed_at_us;		/* a bill awaits its payment; 0: none */
	struct str close_reason;
	int64_t row_version;
	/* read only */
	struct str seller_slug, seller_name;
};

/* Of an image's server: delivered with the line before it, not by itself. */
bool line_is_server(const struct order_line *l);

struct order_document {
	struct id order_id;
	struct hash hash;
	struct str kind, title;
};

/*
 * ERR_EXISTS: the quote has bought already (orders_quote_uq).  ERR_STALE: the
 * catalogue's revision is not the given one; 0: it may be any.
 */
enum err order_insert(struct db *db, const struct order *o,
    int64_t catalogue_revision) MUST_CHECK;
enum err order_lines_insert(struct db *db, const struct order_line *lines,
    size_t n) MUST_CHECK;
enum err order_consents_insert(struct db *db, struct id order_id,
    struct id user_id, const struct hash *documents, size_t n,
    int64_t accepted_at_us) MUST_CHECK;

/*
 * Locks the row for the rest of the transaction.  company_id nil: any
 * company's; else ERR_NOT_FOUND for a foreign one.  No lines, no seller.
 */
enum err order_lock(struct db *db, struct arena *a, struct order *out,
    struct id order_id, struct id company_id) MUST_CHECK;

/*
 * Writes o->state, the times and the reason over a row that is still in
 * state from and of o->row_version; ERR_STALE when it is not.
 */
enum err order_write_state(struct db *db, const struct order *o,
    enum order_state from) MUST_CHECK;

/* Reading; company_id nil: any company's.  ERR_NOT_FOUND. */
enum err order_get(struct db *db, struct arena *a, struct order *out,
    struct id order_id, struct id company_id) MUST_CHECK;

/*
 * A company's, newest first, after the order named (nil: from the first).
 * Asks for one more than limit to tell whether there is a next page.
 */
enum err orders_of_company(struct db *db, struct arena *a,
    struct order **orders, size_t *n, struct id company_id, struct id after,
    int64_t limit) MUST_CHECK;

/* Those named, of whichever company, in the order of their ids. */
enum err orders_named(struct db *db, struct arena *a, struct order **orders,
    size_t *n, const struct id *order_ids, size_t norders) MUST_CHECK;

/* Of all the orders named, in the order's and then the line's order. */
enum err order_lines_of(struct db *db, struct arena *a,
    struct order_line **lines, size_t *n, const struct id *order_ids,
    size_t norders) MUST_CHECK;
enum err order_documents_of(struct db *db, struct arena *a,
    struct order_document **documents, size_t *n, const struct id *order_ids,
    size_t norders) MUST_CHECK;

/*
 * Is a renewal of this first order under way: not yet paid for (and
 * paying: its money may have come), or paid and not yet ACTIVE?
 */
enum renewal_stage { RENEWAL_STAGE_NONE, RENEWAL_STAGE_UNPAID,
	RENEWAL_STAGE_PAYING };
enum err order_renewal_stage(struct db *db, struct arena *a,
    enum renewal_stage *out, struct id *renewal_id, struct id order_id)
    MUST_CHECK;

/*
 * Unpaid, past expires_at, without a payment under way and without a bill
 * that is not due yet or has been paid in part.
 */
enum err orders_due(struct db *db, struct arena *a, struct id **order_ids,
    size_t *n, int64_t now_us, int64_t limit) MUST_CHECK;

#endif
