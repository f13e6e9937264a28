/*
 * Private offers: the row with its machine, and the terms of each version.
 * Drafts and templates: store/offer_draft.h; lists and matches:
 * store/offer_list.h; messages and openings: store/offer_trace.h.
 */
#ifndef STORE_OFFER_H
#define STORE_OFFER_H

#include "base/arena.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "crypto/keys.h"
#include "db/db.h"
#include "domain/offer.h"
#include "domain/states.h"
#include "store/document.h"

/* Whom it is for; company_id nil: whoever verifies the address first. */
struct offer_target {
	struct id company_id, user_id;
	struct str email;		/* .p NULL: the user's */
};

struct offer {
	struct id offer_id, seller_id;
	enum offer_state state;
	int64_t version;		/* sent last; 0: none */
	struct offer_target target;
	struct id product_id;		/* of the sent version; nil: none */
	struct money net;
	int64_t starts_at_us, ends_at_us;	/* 0: never sent */
	struct hash token_hash;
	struct str token_sealed;	/* .p NULL: never sent */
	int64_t redemptions;
	struct id order_id, request_id;	/* nil: none */
	int64_t reminders;		/* "it ends soon", since its sending */
	struct str close_reason, title;	/* the reason may be .p NULL */
	int64_t created_at_us, sent_at_us, closed_at_us;	/* 0: not yet */
	struct id created_by;
	int64_t row_version;
	/* read only; of the target .p NULL when there is no account */
	struct str company_name, contact_email, seller_slug, seller_name;
	struct str product_name;	/* in English, else in any; one alone */
};

struct offer_version {
	struct id offer_id;
	int64_t version;
	struct offer_terms terms;
	struct money net;		/* of terms */
	int64_t product_revision;
	struct str billing;		/* "advance", "arrears"; .p NULL */
	int64_t deemed_days;		/* 0: never */
	struct str note, body;
	int64_t starts_at_us, ends_at_us, sent_at_us;
	struct id sent_by;
	struct str plan_code;		/* read only */
};

struct offer_milestone {
	struct str name, criteria;	/* a line each */
	int64_t share_bp;
};

/* A new one in DRAFT. */
enum err offer_insert(struct db *db, const struct offer *o) MUST_CHECK;

/* DRAFT and never sent, with its draft; ERR_STATE when it is not. */
enum err offer_delete(struct db *db, struct id offer_id, struct id seller_id)
    MUST_CHECK;

/*
 * An address and a number (.n 0: none) that were proved theirs, taken out of
 * whom offers, their versions and drafts are for.  The terms stay.
 */
enum err offers_erase_target(struct db *db, struct arena *a, struct str email,
    struct str mobile, struct str pseudonym) MUST_CHECK;

/* Its own name for the seller, in any state.  ERR_NOT_FOUND. */
enum err offer_set_title(struct db *db, struct id offer_id,
    struct id seller_id, struct str title) MUST_CHECK;

/* A seller's, a company's (but no DRAFT), or anybody's.  ERR_NOT_FOUND. */
enum err offer_of_seller(struct db *db, struct arena *a, struct offer *out,
    struct id offer_id, struct id seller_id) MUST_CHECK;
enum err offer_of_company(struct db *db, struct arena *a, struct offer *out,
    struct id offer_id, struct id company_id) MUST_CHECK;
enum err offer_get(struct db *db, struct arena *a, struct offer *out,
    struct id offer_id) MUST_CHECK;

/*
 * The link's token: 160 random bits; its HMAC finds the offer, sealed it is
 * kept for messages and the seller's copy.  offer_token_make() sets both of
 * a row that is written then.  offer_unseal(): wipe it after use;
 * ERR_NOT_FOUND: never sent.
 */
enum err offer_token_make(struct arena *a, struct offer *o,
    const struct keys *keys) MUST_CHECK;
struct hash offer_token_hash(const struct keys *keys, struct str token);
enum err offer_by_token(struct db *db, struct arena *a, struct offer *out,
    struct hash token_hash) MUST_CHECK;
enum err offer_unseal(struct arena *a, struct str *token,
    const struct offer *o, const struct keys *keys) MUST_CHECK;

/* Locks the row; only act/ does.  ERR_NOT_FOUND. */
enum err offer_lock(struct db *db, struct arena *a, struct offer *out,
    struct id offer_id) MUST_CHECK;

/* The offer that this order redeems now.  ERR_NOT_FOUND: none. */
enum err offer_lock_of_order(struct db *db, struct arena *a,
    struct offer *out, struct id order_id) MUST_CHECK;

/*
 * Writes all that can change over a row that is still in state from and of
 * o->row_version; ERR_STALE when it is not.
 */
enum err offer_write(struct db *db, const struct offer *o,
    enum offer_state from) MUST_CHECK;

/*
 * SENT or EFFECTIVE of this version, company and dates -> REDEEMED by
 * one UPDATE, if the user may buy for the company now; *number counts the
 * redemptions.  ERR_STATE: the row is not so, the caller looks why.
 */
enum err offer_redeem_write(struct db *db, int64_t *number,
    struct id offer_id, int64_t version, struct id company_id,
    struct id user_id, struct id order_id, int64_t now_us) MUST_CHECK;

/* A version with its stages and extra documents, which must stand. */
enum err offer_version_insert(struct db *db, const struct offer_version *v,
    const struct offer_milestone *milestones, size_t nmilestones,
    const struct hash *documents, size_t ndocuments) MUST_CHECK;
enum err offer_version_get(struct db *db, struct arena *a,
    struct offer_version *out, struct id offer_id, int64_t version) MUST_CHECK;
/* Newest first, at most LIST_MAX. */
enum err offer_versions_of(struct db *db, struct arena *a,
    struct offer_version **versions, size_t *n, struct id offer_id)
    MUST_CHECK;
enum err offer_milestones_of(struct db *db, struct arena *a,
    struct offer_milestone **milestones, size_t *n, struct id offer_id,
    int64_t version) MUST_CHECK;
/* In their order, with their texts. */
enum err offer_documents_of(struct db *db, struct arena *a,
    struct document **documents, size_t *n, struct id offer_id,
    int64_t version) MUST_CHECK;

/* Not among those below until then. */
enum err offer_put_off(struct db *db, struct id offer_id, int64_t until_us)
    MUST_CHECK;
/* Their start has come, not recorded yet; their accept-by has passed. */
enum err offers_to_start(struct db *db, struct arena *a, struct id **offer_ids,
    size_t *n, int64_t now_us, int64_t limit) MUST_CHECK;
enum err offers_to_expire(struct db *db, struct arena *a,
    struct id **offer_ids, size_t *n, int64_t now_us, int64_t limit)
    MUST_CHECK;
/* In effect, ending by then, and not told so; by last_us not told twice. */
enum err offers_to_remind(struct db *db, struct arena *a,
    struct id **offer_ids, size_t *n, int64_t now_us, int64_t soon_us,
    int64_t last_us, int64_t limit) MUST_CHECK;
/* To this address, of nobody's company yet. */
enum err offers_to_bind(struct db *db, struct arena *a, struct id **offer_ids,
    size_t *n, struct str email, int64_t limit) MUST_CHECK;

#endif
