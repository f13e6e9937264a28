/*
 * X6: calendars of bills that fall due and deliveries that wait for an
 * answer, one a user, which whoever knows its secret reads.
 */
#ifndef STORE_CALENDAR_FEED_H
#define STORE_CALENDAR_FEED_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "db/db.h"
#include "domain/money.h"

/* Takes the place of the user's former one. */
enum err calendar_feed_put(struct db *db, struct id user_id,
    struct id company_id, struct hash secret, int64_t now_us) MUST_CHECK;
enum err calendar_feed_drop(struct db *db, struct id user_id) MUST_CHECK;

/* When the user's was made; 0: there is none for this company. */
enum err calendar_feed_made(struct db *db, struct arena *a, int64_t *at_us,
    struct id user_id, struct id company_id) MUST_CHECK;

/*
 * Whose it is.  ERR_NOT_FOUND: nobody's, or of somebody who has left that
 * company.
 */
enum err calendar_feed_find(struct db *db, struct arena *a,
    struct id *company_id, struct hash secret) MUST_CHECK;

struct calendar_item {
	struct id id;			/* the bill's or the handover's */
	bool is_bill;
	struct str name;		/* bill's number, product */
	struct str stage;		/* what it is of the order; may be "" */
	struct money open;		/* of a bill */
	int64_t at_us;			/* due; accepted by, or delivered */
	int64_t row_version;
};

/* Of a company, the next first; at most limit of either kind. */
enum err calendar_items(struct db *db, struct arena *a,
    struct calendar_item **items, size_t *n, struct id company_id,
    int64_t limit) MUST_CHECK;

#endif
