/*
 * A company does not own up to an amount of a bill on credit.  While that is
 * OPEN the bill is DISPUTED: it is neither dunned, nor does the amount stop
 * new orders on credit; money still comes, and all of it makes the bill PAID.
 * Then it goes back to what its sums and its day say.
 */
#ifndef ACT_BILL_DISPUTE_H
#define ACT_BILL_DISPUTE_H

#include "act/bill.h"
#include "store/bill_dispute.h"

/*
 * By its company, of at most what is open.  ERR_NOT_FOUND; ERR_STATE: not
 * on credit, or neither ISSUED, PARTLY_PAID nor OVERDUE; ERR_RANGE;
 * ERR_EXISTS: another one is open.
 */
enum err bill_dispute_open(struct act *act, struct bill_dispute *out,
    struct id bill_id, struct id company_id, int64_t minor,
    struct str reason) MUST_CHECK;

/* -> WITHDRAWN, by its company.  Repeated, nothing. */
enum err bill_dispute_withdraw(struct act *act, struct bill_dispute *out,
    struct id dispute_id, struct id company_id) MUST_CHECK;

/*
 * -> UPHELD with a credit note over credit_minor, 1 to the disputed amount,
 * or (0) -> REJECTED, by an operator.  What the note takes beyond the open
 * part goes back the way it came.  ERR_STALE, ERR_STATE (closed), ERR_RANGE.
 */
enum err bill_dispute_rule(struct act *act, struct bill_dispute *out,
    struct id dispute_id, int64_t row_version, int64_t credit_minor,
    struct str ruling, const struct sale_terms *terms) MUST_CHECK;

#endif
