/* What people are told in the pages; each row is one user's. */
#ifndef STORE_NOTIFICATION_H
#define STORE_NOTIFICATION_H

#include "base/arena.h"
#include "base/bounds.h"
#include "base/id.h"
#include "db/db.h"

/* The names that notifications.kind may hold. */
#define NOTICE_OFFER_SENT "offer_sent"
#define NOTICE_OFFER_REVISED "offer_revised"
#define NOTICE_OFFER_EXTENDED "offer_extended"
#define NOTICE_OFFER_WITHDRAWN "offer_withdrawn"
#define NOTICE_OFFER_ENDING "offer_ending"
#define NOTICE_OFFER_EXPIRED "offer_expired"
#define NOTICE_OFFER_DECLINED "offer_declined"
#define NOTICE_OFFER_REDEEMED "offer_redeemed"
#define NOTICE_OFFER_OPENED_ELSEWHERE "offer_opened_elsewhere"
#define NOTICE_EXTENSION_ASKED "extension_asked"
#define NOTICE_REQUEST_NEW "request_new"
#define NOTICE_REQUEST_COUNTERED "request_countered"
#define NOTICE_REQUEST_DECLINED "request_declined"
#define NOTICE_REQUEST_ANSWERED "request_answered"
#define NOTICE_SETTLEMENT_ISSUED "settlement_issued"
#define NOTICE_SETTLEMENT_SETTLED "settlement_settled"

/* What is told, to one or to many. */
struct notice {
	const char *kind;
	struct id subject_id;	 /* what kind says: an offer, a request */
	struct str party, topic; /* the other side, the product; cut */
	int64_t at_us;		 /* an instant that is named; 0: none */
};

struct notification {
	struct id notification_id;
	struct str kind;
	struct id subject_id;
	struct str party, topic;
	int64_t at_us;			   /* 0: none */
	int64_t created_at_us, read_at_us; /* 0: unread */
	bool selling;			   /* read by its subject's seller */
};

/* The same to each of them, n <= NOTICE_USERS_MAX.  ERR_LIMIT. */
enum err notifications_insert(struct db *db, const struct notice *notice,
    const struct id *user_ids, size_t n, int64_t now_us) MUST_CHECK;

/*
 * ACTIVE users of a company who may buy, or sell, oldest first, at most
 * NOTICE_USERS_MAX.
 */
enum err notice_buyers(struct db *db, struct arena *a, struct id **user_ids,
    size_t *n, struct id company_id) MUST_CHECK;
enum err notice_sellers(struct db *db, struct arena *a, struct id **user_ids,
    size_t *n, struct id seller_id) MUST_CHECK;

/* A user's, newest first, before the given id (nil: from the newest). */
enum err notifications_of(struct db *db, struct arena *a,
    struct notification **out, size_t *n, struct id user_id, bool unread,
    struct id before, int64_t limit) MUST_CHECK;

/* Unread ones of a user, counted up to max. */
enum err notifications_unread(struct db *db, struct arena *a, int64_t *count,
    struct id user_id, int64_t max) MUST_CHECK;

/* Of these the user's own, 1 <= n <= LIST_MAX; or all. */
enum err notifications_read(struct db *db, struct id user_id,
    const struct id *ids, size_t n, int64_t now_us) MUST_CHECK;
enum err notifications_read_all(
    struct db *db, struct id user_id, int64_t now_us) MUST_CHECK;

/* Drops what is older, read or not, at most max; for the worker. */
enum err notifications_purge(struct db *db, int64_t before_us, int64_t max,
    uint64_t *dropped) MUST_CHECK;

#endif
