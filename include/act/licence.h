/*
 * Pools of licence keys: a seller fills them, a sale takes from them.  See
 * act/act.h for what holds of all transitions.
 */
#ifndef ACT_LICENCE_H
#define ACT_LICENCE_H

#include "act/act.h"
#include "store/licence_key.h"
#include "store/listing.h"

struct order;
struct order_line;

/* Fewer free ones than this, and the seller is told by mail, once. */
enum { LICENCE_KEYS_LOW = 10 };

struct licence_secrets {
	struct str seal_key;		/* KEY_SEAL */
	struct str hash_key;		/* KEY_TOKEN */
};

/*
 * Keeps the keys for a plan; one that is kept already is passed over.
 * Orders that waited for keys are provisioned anew.
 */
enum err licence_keys_add(struct act *act, const struct listing_row *product,
    struct id plan_id, const struct str *keys, size_t n,
    const struct licence_secrets *secrets, size_t *added) MUST_CHECK;

/* Forgets those that nobody has bought. */
enum err licence_keys_drop(struct act *act, const struct listing_row *product,
    struct id plan_id, uint64_t *dropped) MUST_CHECK;

/*
 * The line's keys, one a line of *secret, which the caller wipes; the same
 * ones when repeated.  ERR_NOT_FOUND: this plan has no pool; ERR_LIMIT: the
 * pool has not enough, and the transaction is to be rolled back.
 */
enum err licence_line_keys(struct act *act, struct str *secret,
    const struct order *o, const struct order_line *line,
    struct str seal_key) MUST_CHECK;

/* Tells the seller that an order waits for keys. */
enum err licence_keys_missing(struct act *act, const struct order *o,
    const struct order_line *line) MUST_CHECK;

#endif
