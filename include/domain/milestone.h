/*
 * Orders that are paid in stages (R26, R27, R40 to R42): how a total is split
 * over them, and which acceptance bills which.  Pure: texts and arrays are
 * borrowed from the caller.
 */
#ifndef DOMAIN_MILESTONE_H
#define DOMAIN_MILESTONE_H

#include "domain/money.h"

enum plan_billing {
	BILLING_ADVANCE,	/* placing the order bills stage 1, accepting
				   stage k bills k + 1 */
	BILLING_ARREARS,	/* accepting stage k bills k */
	BILLING__MAX
};
/* "advance", "arrears". */
const char *plan_billing_name(enum plan_billing b);
enum err plan_billing_parse(enum plan_billing *out, struct str s) MUST_CHECK;

struct milestone {
	struct str name;
	struct str criteria;		/* of acceptance, one a line */
	int64_t share_bp;		/* 1/100 %; 0 in a changed plan, where
					   amounts are agreed on */
	struct money net, tax;
};

struct payment_plan {
	enum plan_billing billing;
	int64_t deemed_days;		/* business days; 0: never */
	struct money net, tax;		/* of all stages */
	struct milestone *stages;	/* stage k is stages[k - 1] */
	size_t n;			/* at most OFFER_MILESTONES_MAX */
};

/*
 * Splits the plan's net and tax over its stages by their shares, which must
 * sum to the whole: the remainder of each on the last, so the bills sum to
 * the order in net, in tax and in gross.  ERR_RANGE.
 */
enum err plan_split(struct payment_plan *plan) MUST_CHECK;

/* Do the stages sum to the plan, in net and in tax?  ERR_BUG when not. */
enum err plan_check(const struct payment_plan *plan) MUST_CHECK;

/* What stage k (from 1 on) costs, gross. */
enum err plan_stage_total(struct money *out, const struct payment_plan *plan,
    int64_t stage) MUST_CHECK;

/*
 * The stage that is billed once stage k is accepted; k = 0: once the order is
 * placed.  0: none.
 */
int64_t plan_bills_after(const struct payment_plan *plan, int64_t accepted);

/* Of a stage the one whose acceptance bills it; 0: placing the order. */
int64_t plan_billed_by(const struct payment_plan *plan, int64_t stage);

/*
 * The criteria one by one: *rest is what follows the first, and the result
 * is false once there is none.
 */
bool criterion_next(struct str *out, struct str *rest);

#endif
