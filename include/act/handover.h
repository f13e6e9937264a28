/*
 * Services: the seller hands over what was done, with evidence; the buyer
 * accepts it, or says what is missing.  See act/act.h for what holds of all
 * transitions; the order is locked before its handover here.
 */
#ifndef ACT_HANDOVER_H
#define ACT_HANDOVER_H

#include "act/order.h"
#include "store/handover.h"
#include "store/order.h"

enum {
	HANDOVER_NOTE_MAX = 2000,	/* code points of people's words */
	HANDOVER_TEXT_MAX = 1000,
	HANDOVER_ANSWER_DAYS = 10	/* business days for the buyer */
};

/*
 * OPEN, for an order in PROVISIONING; the seller is told.  Repeated, or of an
 * order that is closed: nothing.
 */
enum err handover_open(struct act *act, const struct order *o) MUST_CHECK;

/*
 * A file of the round that is worked on.  ERR_NOT_FOUND; ERR_STATE: it is
 * not the seller's turn; ERR_EXISTS: the name; ERR_LIMIT: too many;
 * ERR_BODY_TOO_LARGE: the seller's files would take too much.
 */
enum err handover_file_add(struct act *act, struct handover_file *f,
    struct id seller_id) MUST_CHECK;
enum err handover_file_drop(struct act *act, struct id file_id,
    struct id seller_id) MUST_CHECK;

/*
 * OPEN | REWORK -> DELIVERED; the buyer is told.  ERR_NOT_FOUND, ERR_STATE;
 * ERR_STALE: of another version.
 */
enum err handover_deliver(struct act *act, struct id handover_id,
    struct id seller_id, int64_t row_version, struct str note) MUST_CHECK;

/*
 * DELIVERED -> ACCEPTED, and with it the order ACTIVE: what was handed over
 * last is its service.  Of a stage: its bill is issued, or the next one's,
 * and the next stage opens (R41, R42); the pool is locked before all.
 */
enum err handover_accept(struct act *act, struct id handover_id,
    struct id company_id, int64_t row_version, const struct sale_terms *terms)
    MUST_CHECK;

/*
 * DELIVERED -> REWORK, the next round; after so many rounds DISPUTED, for
 * an operator to rule on.  The seller is told.
 */
enum err handover_reject(struct act *act, struct id handover_id,
    struct id company_id, int64_t row_version, struct str answer,
    int64_t rounds) MUST_CHECK;

/* From then on the seller may turn to the operator. */
int64_t handover_answer_by_us(const struct calendar *calendar,
    const struct handover_round *last);

/* DELIVERED -> DISPUTED, for want of an answer.  ERR_STATE: too soon. */
enum err handover_dispute(struct act *act, struct id handover_id,
    struct id seller_id, int64_t row_version, struct str appeal) MUST_CHECK;

/* DISPUTED -> ACCEPTED, or one more round.  Both sides are told. */
enum err handover_rule(struct act *act, struct id handover_id, bool accept,
    int64_t row_version, struct str ruling, const struct sale_terms *terms)
    MUST_CHECK;

/* The order was paid back, so nothing is handed over for it any more. */
enum err handover_cancel(struct act *act, const struct order *o) MUST_CHECK;

#endif
