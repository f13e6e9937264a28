/* A plan with all that its price and its quote need. */
#ifndef STORE_PLAN_H
#define STORE_PLAN_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/price.h"

struct plan_sale {
	struct id product_id, plan_id, seller_id;
	struct str product_slug, product_name, product_state;
	struct str plan_code, plan_name;
	struct str seller_slug, seller_name, seller_state;
	struct str logo;		/* .p NULL: none */
	enum delivery_type delivery;
	int64_t product_revision;
	bool retired;
	bool contact;			/* the seller asks for the buyer's */
	struct plan_terms terms;
};

/*
 * Names in locale, else in fallback, else in any.  ERR_NOT_FOUND: no such
 * product or plan.  Whether it is on sale is the caller's to judge.
 */
enum err plan_sale_get(struct db *db, struct arena *a,
    struct plan_sale *out, struct str product_slug, struct str plan_code,
    struct str locale, struct str fallback) MUST_CHECK;

/* ERR_NOT_FOUND: no such product.  What documents need of it. */
enum err plan_product_get(struct db *db, struct arena *a, struct id *product_id,
    struct str *state, struct str product_slug) MUST_CHECK;

#endif
