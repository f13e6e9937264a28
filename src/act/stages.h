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

/* The same of the order in stages as a whole, to one side. */
enum err order_tell_side(struct act *act, const struct order *o,
    const char *template, bool to_buyer) MUST_CHECK;

/*
 * What the pages tell of it to those who act for a side; stage 0: the whole.
 * at_us: an instant that the words name.
 */
enum err stage_notice(struct act *act, struct id order_id, int64_t stage,
    const char *kind, int64_t at_us, bool to_buyer) MUST_CHECK;

/* COMPLETED, once all stages are accepted and all bills paid; else nothing. */
enum err stages_complete(struct act *act, struct order *o) MUST_CHECK;

/*
 * The order (locked) ends here, CLOSED_EARLY: what is not accepted is
 * CANCELLED (kind: the event of what was DISPUTED), its bill undone, what is
 * not billed freed.  The pool is locked and written.  ERR_STATE: it is not
 * IN_DELIVERY.
 */
enum err stages_stop(struct act *act, struct order *o,
    struct credit_row *credit, const char *kind, struct str reason,
    const struct sale_terms *terms) MUST_CHECK;

/*
 * Of the pool's reserved part so much is free again; the memo says it of its
 * cause.  The reservation's row is the caller's.
 */
enum err reserve_free(struct act *act, struct credit_row *credit,
    struct id order_id, struct id subject_id, struct money amount) MUST_CHECK;

/* Stages past the n that there are: as what is to be handed over. */
enum err handovers_plan(struct act *act, const struct order *o, size_t from,
    size_t n) MUST_CHECK;

#endif
