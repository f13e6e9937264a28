/* What the readers of rows share. */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/money.h"
#include "store/order.h"

/* A CHAR(3) column that the application wrote; zeros when it is not one. */
struct currency row_currency(const struct db_result *r, size_t column);

/* A stored word that no enum knows: the database is not ours.  ERR_BUG. */
enum err row_fault(enum err parsed) MUST_CHECK;

/*
 * An order's own columns, which come first in a row: for statements that
 * read it with others.
 */
#define ORDER_COLUMNS                                                  \
	"o.order_id, o.company_id, o.user_id, o.seller_id, o.state, "  \
	"o.currency, o.net_minor, o.tax_minor, o.total_minor, "        \
	"o.quote_hash, o.created_at, o.expires_at, o.paid_at, "        \
	"o.active_at, o.closed_at, o.close_reason, o.row_version, "     \
	"o.buyer_country, o.buyer_tax_number, o.po_number, "            \
	"o.cost_centre, o.billed_at, o.renews_order_id, o.offer_id, "     \
	"o.offer_version, o.offer_redemption, o.plan_version"
enum { ORDER_COLUMNS_N = 27 };
enum err row_order(struct order *o, const struct db_result *r) MUST_CHECK;

/* The first column of all rows. */
enum err row_ids(struct arena *a, struct id **ids, size_t *n,
    struct db_result *r) MUST_CHECK;

#endif
