/*
 * Offers as their seller and their buyer list them, and those that a
 * configured product matches.  What an offer is goes by its dates at now_us,
 * not by what a worker has recorded.
 */
#ifndef STORE_OFFER_LIST_H
#define STORE_OFFER_LIST_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "store/offer.h"

/* The sent version's names; in locale, else in fallback, else in any. */
struct offer_names {
	struct str product_slug, product_name, logo;	/* .p NULL: none */
	struct str plan_code, plan_name;
};

struct offer_row {			/* for its seller */
	struct offer offer;
	struct offer_names names;	/* all .p NULL: never sent */
	bool draft;			/* something is being edited */
	int64_t draft_at_us;		/* then: when it was last */
	int64_t opened, opened_elsewhere;	/* users */
};

/*
 * A seller's, newest first, after the one named; asks for one more than
 * limit.  standing OFFER_STANDING__MAX: all; q (may be empty) is found in the
 * title, the company's name, an address that the seller gave, the product's
 * slug and names; never in what the seller does not know.
 */
struct offer_filter {
	enum offer_standing standing;
	struct str q;
	struct str locale, fallback;
	int64_t now_us;
};
enum err offers_of_seller(struct db *db, struct arena *a,
    struct offer_row **rows, size_t *n, struct id seller_id,
    const struct offer_filter *filter, struct id after, int64_t limit)
    MUST_CHECK;

/* The tabs of Exclusive Offers; withdrawn and declined ones are expired. */
enum offer_tab { OFFER_TAB_ACTIVE, OFFER_TAB_UPCOMING, OFFER_TAB_USED,
	OFFER_TAB_EXPIRED, OFFER_TAB__MAX };
const char *offer_tab_name(enum offer_tab t);	/* "active", ... */
enum err offer_tab_parse(enum offer_tab *out, struct str s) MUST_CHECK;

struct offer_exclusive {		/* for its buyer */
	struct offer offer;
	struct offer_version version;	/* body: .p NULL */
	struct offer_names names;
	int64_t milestones;
};

/*
 * A company's of a tab: the ones that end first, first (used and expired:
 * closed last, first), after the one named; one more than limit.
 */
enum err offers_of_company(struct db *db, struct arena *a,
    struct offer_exclusive **offers, size_t *n, struct id company_id,
    enum offer_tab tab, struct str locale, struct str fallback,
    int64_t now_us, struct id after, int64_t limit) MUST_CHECK;
enum err offers_count(struct db *db, struct arena *a,
    int64_t counts[OFFER_TAB__MAX], struct id company_id, int64_t now_us)
    MUST_CHECK;

/* One of them with its terms.  ERR_NOT_FOUND: another company's, or DRAFT. */
enum err offer_exclusive_get(struct db *db, struct arena *a,
    struct offer_exclusive *out, struct id offer_id, struct id company_id,
    struct str locale, struct str fallback) MUST_CHECK;

/* Whoever's its link is. */
enum err offer_exclusive_by_token(struct db *db, struct arena *a,
    struct offer_exclusive *out, struct hash token_hash, struct str locale,
    struct str fallback) MUST_CHECK;

/*
 * In effect for a company and a product, the best for the buyer first:
 * lowest net, then earliest end.  By offers_match_ix; without names but the
 * plan's code.  At most OFFER_MATCHES_MAX.
 */
enum { OFFER_MATCHES_MAX = 50 };
enum err offers_matching(struct db *db, struct arena *a,
    struct offer_exclusive **offers, size_t *n, struct id company_id,
    struct id product_id, int64_t now_us) MUST_CHECK;

/*
 * For the site's operator: newest first after the one named; of a seller (its
 * slug; .p NULL: all), a company (nil: all) and a standing.
 */
enum err offers_listed(struct db *db, struct arena *a, struct offer **offers,
    size_t *n, struct str seller, struct id company_id,
    enum offer_standing standing, int64_t now_us, struct id after,
    int64_t limit) MUST_CHECK;

/* In effect and ending by then, soonest first; for the badge. */
enum err offers_ending(struct db *db, struct arena *a, struct offer **offers,
    size_t *n, struct id company_id, int64_t now_us, int64_t by_us,
    int64_t limit) MUST_CHECK;

/* For messages: of what a version offers.  ERR_NOT_FOUND. */
enum err offer_names_get(struct db *db, struct arena *a,
    struct offer_names *out, struct id product_id, struct id plan_id,
    struct str locale, struct str fallback) MUST_CHECK;

#endif
