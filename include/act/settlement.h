/*
 * What sellers are owed, from the sale to the payout (R26, R28); see
 * act/act.h for what holds of all transitions.
 */
#ifndef ACT_SETTLEMENT_H
#define ACT_SETTLEMENT_H

#include "act/act.h"
#include "store/settlement.h"

/*
 * Lines of what was sealed since the last time, of at most
 * SETTLEMENT_BATCH entries: *more, there may be others.  Two at once wait
 * for each other at the cursor.
 */
enum { SETTLEMENT_BATCH = 200 };
enum err settlement_lines_make(struct act *act, size_t *made, bool *more)
    MUST_CHECK;

/*
 * HELD --bill paid and stage accepted--> RELEASABLE, at most a batch, the
 * lines of a sale together: *more, there are others.
 */
enum err settlement_release_due(struct act *act, size_t *released, bool *more)
    MUST_CHECK;

/* A month that has ended, and who states it. */
struct settlement_terms {
	int64_t month_day, until_us;	/* in the site's time zone */
	int32_t year;			/* of the number: of today */
	struct bill_party issuer;
};

/*
 * The month before the one of today, or *month_day set by the caller (its
 * first day).  ERR_STATE: it has not ended.
 */
enum err settlement_month(struct settlement_terms *out,
    const struct act *act) MUST_CHECK;

/*
 * The seller's statement of that month: everything released before its end
 * that is in no other.  *made false: there is nothing, or it is made
 * already, or a later one is.
 */
enum err settlement_issue(struct act *act, bool *made,
    struct settlement *out, const struct settlement_subject *of,
    const struct settlement_terms *terms) MUST_CHECK;

/*
 * ISSUED --> SETTLED: the bank has paid it out, on the day of paid_at_us,
 * under this reference.  Again with the same reference: nothing happens.
 * ERR_STATE: nothing is to be paid, or it was under another reference;
 * ERR_STALE: it has another row_version (0: whichever).
 */
enum err settlement_pay(struct act *act, struct settlement *out,
    struct id settlement_id, int64_t row_version, struct str reference,
    int64_t paid_at_us) MUST_CHECK;

#endif
