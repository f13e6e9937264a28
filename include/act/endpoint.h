/*
 * A seller's endpoint, and what it answered for the lines of orders.  See
 * act/act.h for what holds of all transitions.
 */
#ifndef ACT_ENDPOINT_H
#define ACT_ENDPOINT_H

#include "act/act.h"
#include "store/endpoint.h"
#include "store/listing.h"
#include "store/provision.h"

struct order_line;

/* row_version 0: there is none yet. */
struct endpoint_edit {
	struct str url;
	struct str key;			/* empty: the one that is kept */
	bool contact;
	int64_t row_version;
};

/*
 * Keeps it, the key sealed; orders that wait are provisioned anew.  *out is
 * what it is then.  ERR_STALE; ERR_INVALID: the first one without a key.
 */
enum err endpoint_set(struct act *act, struct endpoint *out,
    const struct listing_row *product, const struct endpoint_edit *edit,
    struct str seal_key) MUST_CHECK;

/* ERR_STALE; ERR_STATE: it has made services, which it is to go on with. */
enum err endpoint_remove(struct act *act, const struct listing_row *product,
    int64_t row_version) MUST_CHECK;

/* Has what waits provisioned anew; *orders: how many. */
enum err endpoint_retry(struct act *act, const struct listing_row *product,
    size_t *orders) MUST_CHECK;

/*
 * It has made p for the line: from now on no other is taken.  ERR_EXISTS:
 * the line has another, or the instance is another line's.
 */
enum err endpoint_made(struct act *act, const struct provision *p,
    bool signs) MUST_CHECK;

/* What was wrong with a call for an order; it is tried again. */
enum err endpoint_faulted(struct act *act, struct id product_id,
    struct str why) MUST_CHECK;

/* It is given up: the seller is told by mail. */
enum err endpoint_failed(struct act *act, struct id seller_id,
    struct id product_id) MUST_CHECK;

#endif
