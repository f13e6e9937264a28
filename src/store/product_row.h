/* A product's row, as product.c and product_set.c read it. */
#ifndef SRC_STORE_PRODUCT_ROW_H
#define SRC_STORE_PRODUCT_ROW_H

#include "store/product.h"

#define PRODUCT_COLUMNS                                                \
	"product_id, seller_id, category_id, slug, delivery, state, "  \
	"revision, logo, website, licence, platforms, support_email, " \
	"support_url, refund_days, version, created_at, updated_at, "  \
	"regions, live_at, catalogue_revision"

/* ERR_INVALID: a delivery type that we do not know. */
enum err product_from_row(struct product *p, const struct db_result *r)
    MUST_CHECK;

#endif
