/* The seller's transitions; see act/act.h for what holds of them all. */
#ifndef ACT_SELLER_H
#define ACT_SELLER_H

#include "act/act.h"
#include "store/seller.h"

/* A changed account to pay to waits this long, so that a theft is seen. */
enum { PAYOUT_WAIT_H = 24, PAYOUT_MAX = 200, PAYOUT_HINT_CHARS = 4 };

/*
 * A company's application, in APPLIED; ids, state and time are set here.
 * payout is sealed by seal_key.  ERR_EXISTS: see seller_insert().
 */
enum err seller_apply(struct act *act, struct seller *s, struct str payout,
    struct str seal_key) MUST_CHECK;

/*
 * APPLIED | SUSPENDED -> ACTIVE: its products are sold again.  row_version
 * is that of the profile that was looked at, 0: whichever it is.
 * ERR_STALE: it was changed since.
 */
enum err seller_approve(struct act *act, struct id seller_id,
    int64_t row_version) MUST_CHECK;

/*
 * APPLIED -> SUSPENDED refuses the application; ACTIVE -> SUSPENDED takes
 * its products off sale at once.
 */
enum err seller_suspend(struct act *act, struct id seller_id,
    struct str reason) MUST_CHECK;

/* What the profile says; the former contact is told of another one. */
enum err seller_change(struct act *act, const struct seller *old,
    const struct seller *s) MUST_CHECK;

/*
 * Another account to pay to, in force after PAYOUT_WAIT_H; at once when
 * there was none.  The contact is told.
 */
enum err seller_payout_change(struct act *act, const struct seller *s,
    struct str payout, struct str seal_key) MUST_CHECK;

/* A mail to the seller's contact, else to an owner; to nobody without. */
enum err seller_mail(struct act *act, struct id seller_id,
    const char *template, struct id subject_id) MUST_CHECK;

#endif
