/* What a change says, as both sides confirm it; nobody else's. */
#ifndef SRC_ACT_PLAN_BODY_H
#define SRC_ACT_PLAN_BODY_H

#include "act/plan_change.h"

/* An order's plan as it stands, with its stages and bills. */
struct plan_standing {
	struct order *order;		/* locked by the caller */
	struct plan_version v;
	struct handover *stages;
	size_t n;
	struct bill *bills;		/* those that stand, by stage */
	size_t nbills;
};

/* handovers and bills are locked. */
enum err plan_stand(struct act *act, struct plan_standing *out,
    struct order *o) MUST_CHECK;

/* How many stages are not PLANNED any more: those stay as they are. */
size_t plan_kept(const struct plan_standing *s);

/* The plan that the proposal makes.  ERR_RANGE. */
enum err plan_changed(struct act *act, struct payment_plan *out,
    const struct plan_standing *s, const struct stage_proposed *stages,
    size_t n) MUST_CHECK;

/* What a stop now would come to. */
enum err plan_account(struct plan_account *out, const struct plan_standing *s)
    MUST_CHECK;

/* {"before", "after", "account"}: after and account, one of the two. */
enum err plan_body_write(struct act *act, struct str *out,
    const struct plan_standing *s, const struct payment_plan *after,
    const struct plan_account *account) MUST_CHECK;

/*
 * The stages that a body's "after" adds to the kept ones.  ERR_PLAN_CHANGED:
 * more are kept by now.
 */
enum err plan_body_read(struct act *act, struct stage_proposed **stages,
    size_t *n, struct str body, struct currency currency, size_t kept)
    MUST_CHECK;

#endif
