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
 * A draft (its making was an event, "created") becomes the next version:
 * version 1 makes the link's token, a later one keeps it.  The caller has
 * checked the terms and fills in them, the product's revision, body, note and
 * the dates (a start of 0: now); ids, net, number and time are set here.  The
 * draft goes.  Mail, SMS and notifications are queued, the negotiation that
 * it answers goes on.  ERR_STALE: another row_version (0: any), or the draft
 * has changed since it was read; ERR_STATE: REDEEMED, WITHDRAWN, DECLINED, or
 * for another target than the first; ERR_INVALID: it would end before it starts, or has ended.
 */
struct offer_sending {
	struct id offer_id, seller_id;
	int64_t row_version;
	int64_t draft_version;		/* the row_version of the draft */
	struct str title;
	struct offer_version version;
	const struct offer_milestone *milestones;
	size_t nmilestones;
	const struct hash *documents;	/* kept already: document_put() */
	size_t ndocuments;
	struct offer_target target;	/* company and contact, or an address */
	const struct keys *keys;
};
enum err offer_send(struct act *act, struct offer_sending *s) MUST_CHECK;

/*
 * The messages of its version once more, by channel.  ERR_STATE: not SENT
 * or EFFECTIVE; ERR_NOT_FOUND: not this seller's; ERR_INVALID: no SMS
 * without a verified mobile number, nothing to who has left the company.
 */
enum err offer_resend(struct act *act, struct id offer_id,
    struct id seller_id, const char *channel) MUST_CHECK;

/*
 * SENT|EFFECTIVE -> WITHDRAWN; the buyer is told.  seller_id nil: whoever's
 * (the site's operator); row_version 0: any.  ERR_STATE, ERR_STALE,
 * ERR_NOT_FOUND.  A draft that never was sent: offer_delete().
 */
enum err offer_withdraw(struct act *act, struct id offer_id,
    struct id seller_id, int64_t row_version, struct str reason) MUST_CHECK;

/*
 * SENT|EFFECTIVE|EXPIRED -> SENT, with a later end; the terms stay.
 * ERR_INVALID: not later than now and than its end so far.
 */
enum err offer_extend(struct act *act, struct id offer_id,
    struct id seller_id, int64_t row_version, int64_t ends_at_us) MUST_CHECK;

/* SENT|EFFECTIVE -> DECLINED by the buyer; the seller is told. */
enum err offer_decline(struct act *act, struct id offer_id,
    struct id company_id, struct str reason) MUST_CHECK;

/*
 * SENT|EFFECTIVE -> REDEEMED by one UPDATE on state, version, dates, company
 * and the user's role, in the transaction that inserts the order;
 * order_place() alone calls it.  The line must be what the version says,
 * field by field, and gets its unit price of the list; the documents must
 * have those of the version among them.  ERR_OFFER_STALE: another version;
 * ERR_OFFER_STATE: upcoming, over, used, withdrawn or declined (standing
 * says which); ERR_NOT_FOUND: another company's; ERR_FORBIDDEN: the user may
 * not buy; ERR_OFFER_DIFFERS: the line differs; ERR_TERMS.
 */
struct offer_redemption {
	struct id offer_id;		/* nil: none */
	int64_t version;
	/* set by it */
	enum offer_standing standing;	/* of ERR_OFFER_STATE */
	int64_t number;
};
struct placement;
enum err offer_redeem(struct act *act, struct placement *p) MUST_CHECK;

/*
 * REDEEMED -> EFFECTIVE, as far as its dates still hold: its order was
 * cancelled or not paid in time.  offer_hold() locks the offer of
 * an order, if it has one, before the order's row is locked.  Repeated:
 * nothing.
 */
enum err offer_hold(struct act *act, struct id order_id) MUST_CHECK;
enum err offer_release(struct act *act, struct id order_id) MUST_CHECK;

/*
 * Offers to an address without account become the company's whose user
 * verified it (the first one; an owner or purchaser), who is told.  For
 * user_verify()'s callers, in its transaction.
 */
enum err offer_bind(struct act *act, struct id user_id) MUST_CHECK;

/*
 * What the dates say already is recorded, and both sides are told; "it ends in
 * 3 days", "in a day" once each.  At most a batch is listed; each of it is a
 * unit of its own, so that one at fault holds up no other: it is put off.
 * *done: there was something to record.
 */
enum offer_due {
	OFFER_DUE_END,
	OFFER_DUE_START,
	OFFER_DUE_REMINDER,
	OFFER_DUE__MAX
};
enum { OFFER_BATCH = 50, OFFER_PUT_OFF_H = 1 };
enum err offers_due(struct act *act, struct id **offer_ids, size_t *n,
    enum offer_due what) MUST_CHECK;
enum err offer_due_record(struct act *act, bool *done, struct id offer_id,
    enum offer_due what) MUST_CHECK;
enum err offer_due_put_off(struct act *act, struct id offer_id) MUST_CHECK;

#endif
