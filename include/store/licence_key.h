/*
 * Licence keys that a seller keeps ready for a plan.  A key is free, or it
 * is an order line's for ever.
 */
#ifndef STORE_LICENCE_KEY_H
#define STORE_LICENCE_KEY_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"

struct licence_key {
	struct id key_id;
	struct hash hash;		/* HMAC of plan and key */
	struct str sealed;		/* aad: the key's id */
};

/* A plan on sale, and how many keys are kept for it. */
struct licence_pool {
	struct id plan_id;
	struct str plan, name;		/* code; name in the asked locale */
	int64_t free, taken;
};

/* ERR_EXISTS: one of them is there.  Whole only in a transaction. */
enum err licence_keys_insert(struct db *db, const struct licence_key *keys,
    size_t n, struct id plan_id, struct id user_id, int64_t now_us)
    MUST_CHECK;

/* known[i]: the i-th is kept already, in whichever plan.  n <= LIST_MAX. */
enum err licence_keys_known(struct db *db, struct arena *a, bool *known,
    const struct licence_key *keys, size_t n) MUST_CHECK;

/* Each plan of the product, in its order. */
enum err licence_pools_of(struct db *db, struct arena *a,
    struct licence_pool **pools, size_t *n, struct id product_id,
    struct str locale) MUST_CHECK;

/* Of one plan, without its names. */
enum err licence_pool_count(struct db *db, struct arena *a,
    struct licence_pool *out, struct id plan_id) MUST_CHECK;

/*
 * The line's own keys, then free ones of the plan until there are `want`;
 * they are the line's from then on.  *n < want: the pool has no more, and
 * what was taken is to be rolled back.  1 <= want <= LIST_MAX.
 */
enum err licence_keys_take(struct db *db, struct arena *a,
    struct licence_key **keys, size_t *n, struct id plan_id,
    struct id line_id, size_t want, int64_t now_us) MUST_CHECK;

/* Forgets the free ones of a plan. */
enum err licence_keys_withdraw(struct db *db, struct id plan_id,
    uint64_t *removed) MUST_CHECK;

/* Orders that are not delivered yet, with a line of this plan, oldest first. */
enum err licence_orders_waiting(struct db *db, struct arena *a,
    struct id **order_ids, size_t *n, struct id plan_id, int64_t limit)
    MUST_CHECK;

#endif
