/*
 * Orders that are paid in stages (R26 to R28, R36, R40 to R42); see act/act.h
 * for what holds of all transitions.  What is handed over for a stage, and
 * what is said to it, is act/handover.h's.
 */
#ifndef ACT_MILESTONE_H
#define ACT_MILESTONE_H

#include "act/order.h"
#include "store/credit.h"
#include "store/handover.h"
#include "store/payment_plan.h"

/*
 * The plan that an order of this version of an offer would have, for its net
 * and tax: *has false, it has no stages.  The digest covers all of it.
 * ERR_NOT_FOUND: no such version; ERR_RANGE: it cannot be split so.
 */
enum err plan_of_offer(struct db *db, struct arena *a, bool *has,
    struct plan_version *out, struct id offer_id, int64_t offer_version,
    struct money net, struct money tax) MUST_CHECK;

/* SHA-256 of a plan's canonical text: its rule, sums and every stage. */
enum err plan_digest(struct hash *out, const struct payment_plan *plan)
    MUST_CHECK;

/*
 * What a stage's bill names of the buyer's: its own, or the order's; .p NULL:
 * nothing.
 */
void stage_references(struct str *po_number, struct str *cost_centre,
    const struct handover *h, const struct order *o);

/*
 * Both are said anew (empty: none), by the order's company, for a bill to
 * come.  ERR_NOT_FOUND; ERR_RANGE: no such stage; ERR_STATE: it is billed, or
 * cancelled.
 */
enum err stage_refer(struct act *act, struct id order_id,
    struct id company_id, int64_t stage, struct str po_number,
    struct str cost_centre) MUST_CHECK;

#endif
