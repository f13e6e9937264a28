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
 * OPEN | REWORK -> DELIVERED; the buyer is told.  Of a stage whose plan says
 * so, the day is set on which it counts as accepted.  ERR_NOT_FOUND,
 * ERR_STATE; ERR_STALE: of another version.
 */
enum err handover_deliver(struct act *act, struct id handover_id,
    struct id seller_id, int64_t row_version, struct str note) MUST_CHECK;

/* DELIVERED -> OPEN, before an answer, in the same round. */
enum err handover_recall(struct act *act, struct id handover_id,
    struct id seller_id, int64_t row_version) MUST_CHECK;

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
 * an operator to rule on.  The seller is told.  ERR_RANGE: the answers are
 * not one for each criterion of the stage, or all of them are met.
 */
struct handover_rejection {
	int64_t row_version;
	struct str words;
	const struct handover_answer *answers;
	size_t n;
};
enum err handover_reject(struct act *act, const struct handover_rejection *r,
    struct id handover_id, struct id company_id, int64_t rounds) MUST_CHECK;

/* From then on the seller may turn to the operator. */
int64_t handover_answer_by_us(const struct calendar *calendar,
    const struct handover_round *last);

/*
 * -> DISPUTED, by one side, of which the other's id is nil.  Of a stage by
 * either: its buyer when it is DELIVERED, its seller in REWORK as well; of a
 * service by the seller, for want of an answer.  ERR_STATE: too soon.
 */
enum err handover_dispute(struct act *act, struct id handover_id,
    struct id company_id, struct id seller_id, int64_t row_version,
    struct str words) MUST_CHECK;

/*
 * DISPUTED -> ACCEPTED, or one more round, or of a stage: the order ends
 * here, as by an agreed stop.  Both sides are told.
 */
enum handover_ruling {
	RULING_ACCEPT, RULING_REWORK, RULING_CANCEL, RULING__MAX
};
struct handover_rule {
	enum handover_ruling ruling;
	int64_t row_version;
	struct str words;
};
enum err handover_rule(struct act *act, const struct handover_rule *r,
    struct id handover_id, const struct sale_terms *terms) MUST_CHECK;

enum {
	DEEMED_REMINDERS = 2,	/* half way, and on the last business day */
	DEEMED_LEAD_H = 12	/* after the last one, at least */
};

/*
 * What the clock makes of a DELIVERED stage whose plan says so: its buyer is
 * reminded, and after the day ACCEPTED, but never without its reminders: a
 * late one puts the day off to the end of the next business day.
 */
enum handover_due {
	DUE_NOTHING, DUE_REMINDED, DUE_ACCEPTED
};
enum err handover_due(struct act *act, enum handover_due *done,
    struct id handover_id, const struct sale_terms *terms) MUST_CHECK;

/* The order was paid back, so nothing is handed over for it any more. */
enum err handover_cancel(struct act *act, const struct order *o) MUST_CHECK;

#endif
