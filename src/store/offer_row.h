/* How rows of offers and their versions are read; this folder's alone. */
#ifndef SRC_STORE_OFFER_ROW_H
#define SRC_STORE_OFFER_ROW_H

#include "store/offer.h"

#define OFFER_COLUMNS \
	"f.offer_id, f.seller_id, f.state, f.version, f.company_id, " \
	"f.contact_user_id, f.contact_email, f.product_id, f.currency, " \
	"f.net_minor, f.starts_at, f.ends_at, f.token_hash, " \
	"f.token_sealed, f.redemptions, f.order_id, f.request_id, " \
	"f.reminders, f.close_reason, f.title, f.created_at, f.sent_at, " \
	"f.closed_at, f.created_by, f.row_version"
enum { OFFER_COLUMNS_N = 25 };

/* The two sides, after the columns above. */
#define OFFER_PARTIES \
	", c.name, COALESCE(u.email, f.contact_email), s.slug, s.name"
enum { OFFER_PARTIES_N = 4, OFFER_BOTH_N = OFFER_COLUMNS_N + OFFER_PARTIES_N };
#define OFFER_FROM \
	" FROM offers f JOIN sellers s ON s.seller_id = f.seller_id " \
	"LEFT JOIN companies c ON c.company_id = f.company_id " \
	"LEFT JOIN users u ON u.user_id = f.contact_user_id "

/* From the row's first column on. */
enum err offer_from_row(struct offer *o, const struct db_result *r)
    MUST_CHECK;
enum err offer_with_parties(struct offer *o, const struct db_result *r)
    MUST_CHECK;

#define VERSION_COLUMNS \
	"v.offer_id, v.version, v.product_id, v.product_revision, " \
	"v.plan_id, v.billing_mode, v.quantity, v.periods, v.capacities, " \
	"v.region, v.flavour, v.currency, v.price_kind, v.percent_bp, " \
	"v.unit_minor, v.list_unit_minor, v.net_minor, v.billing, " \
	"v.deemed_days, v.note, v.starts_at, v.ends_at, v.sent_at, " \
	"v.sent_by, pl.code"
enum { VERSION_COLUMNS_N = 25 };

/* All but the body, from a column on. */
enum err version_from_row(struct offer_version *v, const struct db_result *r,
    size_t at) MUST_CHECK;

#endif
