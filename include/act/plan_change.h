/*
 * A plan is changed, or ends early, when both sides agree (X13); see
 * act/act.h for what holds of all transitions.  Lock order: the pool, the
 * order, the change.
 */
#ifndef ACT_PLAN_CHANGE_H
#define ACT_PLAN_CHANGE_H

#include "act/credit.h"
#include "act/milestone.h"
#include "store/plan_change.h"

/*
 * The final account of a stop: what was agreed, accepted, billed; what its
 * end takes off the bills (credited), what has come and stays (paid), what
 * is still to be paid (open), what goes back (refund) and what of the pool
 * is free again (freed).
 */
struct plan_account {
	struct money total, accepted, billed, credited, paid, open, refund,
	    freed;
};

/* What a stage becomes; its tax follows from the order's rule. */
struct stage_proposed {
	struct str name, criteria;	/* one a line */
	struct money net;
};

struct plan_proposal {
	struct id order_id;
	struct id company_id, seller_id; /* the other side's is nil */
	bool stop;
	struct str reason;
	const struct stage_proposed *stages; /* instead of those PLANNED */
	size_t n;
};

/*
 * PROPOSED; the other side is told.  ERR_NOT_FOUND; ERR_STATE: the order is
 * not IN_DELIVERY, or all is accepted; ERR_EXISTS: something is proposed
 * already; ERR_RANGE: the stages are too many or too dear; ERR_INVALID:
 * nothing would change.
 */
enum err plan_propose(struct act *act, struct id *out,
    const struct plan_proposal *p) MUST_CHECK;

/*
 * CONFIRMED by the other side, which names the digest of what it was shown;
 * both are told.  A stop: stages_stop().  A change: a new version of the
 * plan, with the pool's part for it.  ERR_STATE; ERR_FORBIDDEN: by whoever
 * proposed it; ERR_PLAN_CHANGED: the digest is another, or money has moved
 * since; ERR_METHOD_UNAVAILABLE with *refusal: no credit for more.
 */
enum err plan_confirm(struct act *act, enum credit_refusal *refusal,
    struct id change_id, struct id company_id, struct id seller_id,
    const struct hash *digest, const struct sale_terms *terms) MUST_CHECK;

/* DECLINED by the other side, or WITHDRAWN by the one that proposed it. */
enum err plan_decline(struct act *act, struct id change_id,
    struct id company_id, struct id seller_id, struct str answer) MUST_CHECK;
enum err plan_withdraw(struct act *act, struct id change_id,
    struct id company_id, struct id seller_id) MUST_CHECK;

#endif
