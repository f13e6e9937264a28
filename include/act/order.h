/* The order's transitions; see act/act.h for what holds of them all. */
#ifndef ACT_ORDER_H
#define ACT_ORDER_H

#include "act/act.h"
#include "act/offer.h"
#include "crypto/hash.h"
#include "store/bill.h"
#include "store/order.h"
#include "store/order_contact.h"
#include "store/order_server.h"
#include "store/payment_plan.h"

/* What the site says about its sales. */
struct sale_terms {
	int64_t commission_bp;
	int32_t bill_year;		/* in the site's time zone */
	int64_t bill_due_at_us;
	int64_t credit_stop_at_us;	/* what was due by then and is open
					   stops new orders on credit */
	struct bill_party issuer;
	int64_t grace_days;		/* in which a term can be renewed */
};

/*
 * Places an order: the caller fills in who buys what at which price, the
 * quote's hash and the expiry; ids, state and sums are set here.  The
 * documents were checked by the caller and are kept as accepted.  What
 * costs nothing is PAID at once.  ERR_EXISTS: the quote has bought.
 * ERR_STALE: the catalogue has another revision than it was priced at.
 * ERR_STATE: what it renews cannot be renewed now; it expires with that.
 * With an offer: offer_redeem() says what else it can be; its quote_hash is
 * set here, the first line's choice is the offer's.  With an offer that is
 * paid in stages: ERR_PLAN_CHANGED, the plan is not the one that was
 * confirmed; ERR_METHOD_UNAVAILABLE, no credit for it, credit_refusal says
 * why.
 */
struct placement {
	int64_t catalogue_revision;	/* 0: whatever it is */
	struct order order;
	struct order_line lines[LINES_MAX];
	size_t nlines;
	struct hash documents[CONSENTS_MAX];
	size_t ndocuments;
	bool has_server;		/* the last line is its fee */
	struct order_server server;	/* ids and sealed password set here */
	struct str server_password, seal_key;	/* KEY_SEAL */
	struct offer_redemption offer;	/* offer_id nil: none is redeemed */
	struct hash plan_digest;	/* of the payment plan that the buyer
					   confirmed; zeros: none */
	struct order_contact contact;	/* CONTACT_NONE: nothing is handed
					   over; else its document is kept */
	/* set by order_place() */
	struct plan_version plan;	/* n 0: it is paid at once */
	int credit_refusal;		/* enum credit_refusal */
};
enum err order_place(struct act *act, struct placement *p,
    const struct sale_terms *terms) MUST_CHECK;

enum order_funding {
	FUNDED_BY_CAPTURE,	/* its bill is issued as PAID with it */
	FUNDED_BY_TRANSFER,	/* its bill (act/bill.h) has been paid */
	FUNDED_BY_CREDIT,	/* reserved; a bill comes later */
	FUNDED_BY_STAGES	/* reserved; each stage has its bill */
};

/*
 * PENDING_PAYMENT -> PAID of an order that the caller has locked: ledger
 * entry, bill with its number, provisioning and mail.  cause is what paid
 * it: the capture of a payment, the last receipt of its bill, a reservation
 * or, of an order that costs nothing, its being placed; that event is
 * written with the order's own.
 */
enum err order_paid(struct act *act, struct order *o,
    const struct event *cause, enum order_funding funding,
    const struct sale_terms *terms) MUST_CHECK;

/*
 * PENDING_PAYMENT -> CANCELLED.  company_id nil: whoever's.
 * ERR_NOT_FOUND, ERR_STATE, ERR_PAYMENT_OPEN (money may be on its way).
 */
enum err order_cancel(struct act *act, struct id order_id,
    struct id company_id, struct str reason) MUST_CHECK;

/*
 * The same by an operator, even if a part of its bill has come: that goes
 * back by hand (act/bill.h).  The buyer is told.  ERR_NOT_FOUND, ERR_STATE,
 * ERR_PAYMENT_OPEN (by card).
 */
enum err order_annul(struct act *act, struct id order_id, struct str reason,
    const struct sale_terms *terms) MUST_CHECK;

/* Cancels at most EXPIRE_BATCH orders that were not paid in time. */
enum { EXPIRE_BATCH = 50 };
enum err order_expire_due(struct act *act, size_t *expired) MUST_CHECK;

/* PAID -> PROVISIONING, or once more after PROVISION_FAILED. */
enum err order_provision_start(struct act *act, struct id order_id)
    MUST_CHECK;

/* Opens the operator's task for an order in PROVISIONING ("record"). */
enum err order_provision_by_hand(struct act *act, struct id order_id)
    MUST_CHECK;

/* PROVISIONING -> PROVISION_FAILED, after the last try. */
enum err order_provision_fail(struct act *act, struct id order_id,
    struct str reason) MUST_CHECK;

/*
 * PROVISIONING -> ACTIVE: one service a line (a server's comes with its
 * image), its secret sealed, its term counted from today; the password of a
 * server wiped; the buyer's mail queued; the operator's task closed.
 * A renewal delivers nothing: order_renew() of act/term.h.
 * ERR_INVALID: a line without a delivery, or one named twice.  Before
 * PROVISIONING (soukctl deliver on a PAID order): call
 * order_provision_start() first in the same transaction.
 */
struct delivery {
	struct id line_id;		/* nil: the order's only line */
	struct str access_url;		/* may be empty */
	struct str secret;		/* may be empty; wiped by the caller */
	struct str note;		/* plain text for the buyer */
	struct str driver;		/* who is told of changes later; .p
					   NULL: nobody, it was by hand */
};
enum err order_deliver(struct act *act, struct id order_id,
    const struct delivery *deliveries, size_t n, struct str seal_key)
    MUST_CHECK;

#endif
