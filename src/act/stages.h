/* What orders in stages share within this folder. */
#ifndef SRC_ACT_STAGES_H
#define SRC_ACT_STAGES_H

#include "act/milestone.h"

/*
 * Of an order that redeems an offer with stages: its plan, which must be the
 * one that was confirmed, and the credit that it needs.  Its rows follow the
 * order's.  ERR_PLAN_CHANGED; ERR_METHOD_UNAVAILABLE with
 * p->credit_refusal.
 */
enum err plan_agree(struct act *act, struct placement *p,
    const struct sale_terms *terms) MUST_CHECK;

/*
 * The order (locked, PAID by its reservation) goes IN_DELIVERY: a handover a
 * stage, the first of them OPEN, and in advance billing bill 1.  The pool is
 * locked and written.
 */
enum err stages_begin(struct act *act, struct order *o,
    struct credit_row *credit, const struct sale_terms *terms) MUST_CHECK;

/*
 * Stage h was accepted (written already): the bill that follows, the next
 * stage OPEN, after the last the order COMPLETED if all is paid.  Pool, order
 * and handover are locked.
 */
enum err stage_accepted(struct act *act, struct order *o,
    struct credit_row *credit, const struct handover *h,
    const struct sale_terms *terms) MUST_CHECK;

/* COMPLETED, once all stages are accepted and all bills paid; else nothing. */
enum err stages_complete(struct act *act, struct order *o) MUST_CHECK;

#endif
