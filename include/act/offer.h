/*
 * The private offer's transitions; see act/act.h for what holds of them
 * all.  Lock order: the offer before its order.  Whether it is in effect is
 * decided by its dates in the WHERE, not by what a worker has recorded.
 */
#ifndef ACT_OFFER_H
#define ACT_OFFER_H

#include "act/act.h"
#include "crypto/keys.h"
#include "store/offer.h"

/*
 * A draft becomes the next version: version 1 makes the link's token, a
 * later one keeps it.  The caller has checked the terms (v and its lists are
 * filled; ids, version, times are set here).  Mail, SMS, notifications are
 * queued, the negotiation that it answers goes on.  ERR_STALE: another
 * row_version or the draft changed; ERR_STATE: REDEEMED, WITHDRAWN, DECLINED;
 * ERR_MILESTONES: the version has stages, which cannot be ordered yet.
 */
struct offer_sending {
	struct id offer_id, seller_id;
	int64_t row_version;
	struct offer_version version;
	struct offer_milestone *milestones;
	size_t nmilestones;
	struct hash *documents;
	size_t ndocuments;
	struct offer_target target;	/* company and contact, or an address */
	const struct keys *keys;
};
enum err offer_send(struct act *act, struct offer_sending *s) MUST_CHECK;

/* DRAFT|SENT|EFFECTIVE -> WITHDRAWN; the buyer is told.  ERR_STATE. */
enum err offer_withdraw(struct act *act, struct id offer_id,
    struct id seller_id, int64_t row_version, struct str reason) MUST_CHECK;

/* SENT|EFFECTIVE|EXPIRED -> SENT, with a later end; the terms stay. */
enum err offer_extend(struct act *act, struct id offer_id,
    struct id seller_id, int64_t row_version, int64_t ends_at_us) MUST_CHECK;

/* SENT|EFFECTIVE -> DECLINED by the buyer; the seller is told. */
enum err offer_decline(struct act *act, struct id offer_id,
    struct id company_id, struct str reason) MUST_CHECK;

/*
 * SENT|EFFECTIVE -> REDEEMED by one UPDATE on state, version, dates and
 * company, in the transaction that inserts the order (order_place() calls
 * it); the order's number of redemption comes back.  The line must be what
 * the version says, field by field.  ERR_OFFER_STALE: another version;
 * ERR_OFFER_STATE: upcoming, over, used, withdrawn or declined (*standing
 * says which); ERR_NOT_FOUND: another company's; ERR_INVALID: the line
 * differs.
 */
struct offer_redemption {
	struct id offer_id;
	int64_t version;
	enum offer_standing standing;	/* of ERR_OFFER_STATE */
	int64_t number;
};
struct order;
struct order_line;
enum err offer_redeem(struct act *act, struct offer_redemption *r,
    const struct order *o, const struct order_line *line) MUST_CHECK;

/*
 * REDEEMED -> EFFECTIVE or SENT if its dates still hold, else EXPIRED: its
 * order was cancelled or not paid in time.  Nothing for an order without an
 * offer.  Called before the order's row is locked, repeated: nothing.
 */
enum err offer_release(struct act *act, struct id offer_id,
    struct id order_id) MUST_CHECK;

/*
 * Offers to an address without account become the company's whose user
 * verified it (the first one; an owner or purchaser).
 */
enum err offer_bind(struct act *act, struct id user_id, struct id company_id,
    struct str email) MUST_CHECK;

/* Records what the dates say already, tells both sides; at most a batch. */
enum { OFFER_BATCH = 50 };
enum err offer_start_due(struct act *act, size_t *n) MUST_CHECK;
enum err offer_expire_due(struct act *act, size_t *n) MUST_CHECK;

#endif
