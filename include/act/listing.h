/*
 * The product's transitions; see act/act.h for what holds of them all.
 * The caller has read row (whose it is was its WHERE) and draft in this
 * transaction; ERR_STALE: they have changed since.
 */
#ifndef ACT_LISTING_H
#define ACT_LISTING_H

#include "act/act.h"
#include "act/listing_check.h"
#include "store/draft.h"
#include "store/listing.h"

/*
 * DRAFT -> IN_REVIEW; of a product on sale its draft alone.  The listing
 * is without faults.  ERR_STATE; ERR_FORBIDDEN: the seller is not ACTIVE.
 */
enum err listing_submit(struct act *act, const struct listing_row *row,
    const struct draft *d) MUST_CHECK;

/* IN_REVIEW -> DRAFT, by the seller.  ERR_STATE. */
enum err listing_withdraw(struct act *act, const struct listing_row *row,
    const struct draft *d) MUST_CHECK;

/* IN_REVIEW -> DRAFT, with what the operator asks for.  ERR_STATE. */
enum err listing_ask(struct act *act, const struct listing_row *row,
    const struct draft *d, struct str note) MUST_CHECK;

/*
 * IN_REVIEW -> LIVE, or the next revision of a product on sale: the draft
 * is published and gone.  ERR_STATE.
 */
enum err listing_approve(struct act *act, const struct listing_row *row,
    const struct draft *d, const struct listing_body *l,
    const struct listing_found *found) MUST_CHECK;

/* LIVE -> HIDDEN and back.  ERR_STATE; show: ERR_FORBIDDEN as above. */
enum err listing_hide(struct act *act, const struct listing_row *row)
    MUST_CHECK;
enum err listing_show(struct act *act, const struct listing_row *row)
    MUST_CHECK;

/* LIVE | HIDDEN -> RESTRICTED: no new sales.  ERR_STATE. */
enum err listing_restrict(struct act *act, const struct listing_row *row,
    struct str reason) MUST_CHECK;

/*
 * Throws the change away, and with it a product that was never published.
 * ERR_STATE: it is in review.
 */
enum err listing_discard(struct act *act, const struct listing_row *row,
    const struct draft *d) MUST_CHECK;

#endif
