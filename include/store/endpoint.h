/* Sellers' endpoints, one a product: souk-endpoint(7). */
#ifndef STORE_ENDPOINT_H
#define STORE_ENDPOINT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"

enum { ENDPOINT_FAULT_BYTES = 300 };

struct endpoint {
	struct id product_id;
	struct str url;
	struct str key_sealed;		/* aad: the product's id */
	bool contact;			/* wants the buyer's contact */
	bool signs;			/* has signed an answer */
	struct str fault;		/* of the last call for an order; .p
					   NULL: it went well */
	int64_t fault_at_us;
	struct id changed_by;
	int64_t changed_at_us;
	int64_t row_version;
};

/* ERR_NOT_FOUND: the product has none. */
enum err endpoint_get(struct db *db, struct arena *a, struct endpoint *out,
    struct id product_id) MUST_CHECK;

/* Does it ask for the buyer's contact?  false when there is none. */
enum err endpoint_wants_contact(struct db *db, struct arena *a, bool *out,
    struct id product_id) MUST_CHECK;

/* The first of a product.  ERR_EXISTS. */
enum err endpoint_insert(struct db *db, const struct endpoint *e) MUST_CHECK;

/* All of it but fault, over row_version.  ERR_STALE. */
enum err endpoint_update(struct db *db, const struct endpoint *e) MUST_CHECK;
enum err endpoint_delete(struct db *db, struct id product_id,
    int64_t row_version) MUST_CHECK;

/* What came of a call for an order; fault empty: it went well. */
enum err endpoint_note(struct db *db, struct id product_id, bool signs,
    struct str fault, int64_t now_us) MUST_CHECK;

/* Orders of the product that are not delivered yet, oldest first. */
enum err endpoint_orders_waiting(struct db *db, struct arena *a,
    struct id **order_ids, size_t *n, struct id product_id, int64_t limit)
    MUST_CHECK;

#endif
