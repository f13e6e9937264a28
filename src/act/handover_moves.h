/* What the files of the handover's machine share; nobody else's. */
#ifndef SRC_ACT_HANDOVER_MOVES_H
#define SRC_ACT_HANDOVER_MOVES_H

#include "act/handover.h"
#include "store/credit.h"
#include "store/payment_plan.h"

/* Reads it, then locks the order's row and the handover's. */
enum err handover_take(struct act *act, struct handover *h, struct order *o,
    struct id handover_id, struct id company_id, struct id seller_id)
    MUST_CHECK;

/* Lets domain/ decide; *changed: it was not so before. */
enum err handover_decide(struct handover *h, enum handover_event event,
    int64_t row_version, bool *changed) MUST_CHECK;

/* Writes h, which domain/ has let go from one state to the next. */
enum err handover_move(struct act *act, struct handover *h,
    enum handover_state from, const char *kind, struct str reason) MUST_CHECK;

/* It is not delivered any more: no day is waited for. */
void handover_unwait(struct handover *h);

/*
 * A mail to who placed the order, or to the seller; of a stage the pages
 * tell it to all who act for that side, too.
 */
enum err handover_tell_buyer(struct act *act, const struct order *o,
    const struct handover *h, const char *template) MUST_CHECK;
enum err handover_tell_seller(struct act *act, const struct handover *h,
    const char *template) MUST_CHECK;

/* The round that was handed over last. */
enum err handover_round_last(struct act *act, struct handover_round *out,
    const struct handover *h) MUST_CHECK;

/* To be accepted: what a stage bills comes from the pool, the first lock. */
enum err handover_take_to_accept(struct act *act, struct handover *h,
    struct order *o, struct credit_row *credit, struct id handover_id,
    struct id company_id) MUST_CHECK;

/*
 * h is ACCEPTED (not written yet): it is, with what follows from it for the
 * order or the next stage.
 */
enum err handover_accepted(struct act *act, struct handover *h,
    struct order *o, struct credit_row *credit, enum handover_state from,
    const struct handover_round *round, const char *kind, struct str why,
    const struct sale_terms *terms) MUST_CHECK;

#endif
