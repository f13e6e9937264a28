#include "domain/milestone.h"

#include <assert.h>

#include "domain/offer.h"

static const char *const billing_names[BILLING__MAX] = {
	[BILLING_ADVANCE] = "advance",
	[BILLING_ARREARS] = "arrears",
};

const char *
plan_billing_name(enum plan_billing b)
{
	assert(b < BILLING__MAX);
	return billing_names[b];
}

enum err
plan_billing_parse(enum plan_billing *out, struct str s)
{
	for (unsigned i = 0; i < BILLING__MAX; i++) {
		if (str_is(s, billing_names[i])) {
			*out = (enum plan_billing)i;
			return OK;
		}
	}
	return ERR_INVALID;
}

enum err
plan_split(struct payment_plan *plan)
{
	struct money nets[OFFER_MILESTONES_MAX], taxes[OFFER_MILESTONES_MAX];
	int64_t shares[OFFER_MILESTONES_MAX];
	enum err e;

	if (plan->n > OFFER_MILESTONES_MAX)
		return ERR_RANGE;
	for (size_t i = 0; i < plan->n; i++)
		shares[i] = plan->stages[i].share_bp;
	if ((e = offer_stages(nets, plan->net, shares, plan->n)) != OK ||
	    (e = offer_stages(taxes, plan->tax, shares, plan->n)) != OK)
		return e;
	for (size_t i = 0; i < plan->n; i++) {
		plan->stages[i].net = nets[i];
		plan->stages[i].tax = taxes[i];
	}
	return OK;
}

enum err
plan_check(const struct payment_plan *plan)
{
	struct money net = money_zero(plan->net.currency), tax = net;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < plan->n; i++) {
		const struct milestone *m = &plan->stages[i];

		if (m->net.minor < 0 || m->tax.minor < 0)
			return ERR_BUG;
		e = money_add(&net, net, m->net);
		if (e == OK)
			e = money_add(&tax, tax, m->tax);
	}
	if (e != OK)
		return e;
	return plan->n > 0 && money_eq(net, plan->net) &&
		money_eq(tax, plan->tax)
	    ? OK
	    : ERR_BUG;
}

enum err
plan_stage_total(
    struct money *out, const struct payment_plan *plan, int64_t stage)
{
	const struct milestone *m = &plan->stages[stage - 1];

	assert(stage >= 1 && (size_t)stage <= plan->n);
	return money_add(out, m->net, m->tax);
}

int64_t
plan_bills_after(const struct payment_plan *plan, int64_t accepted)
{
	if (plan->billing == BILLING_ARREARS)
		return accepted;
	return accepted < (int64_t)plan->n ? accepted + 1 : 0;
}

int64_t
plan_billed_by(const struct payment_plan *plan, int64_t stage)
{
	return plan->billing == BILLING_ARREARS ? stage : stage - 1;
}

bool
criterion_next(struct str *out, struct str *rest)
{
	while (str_cut(rest, '\n', out)) {
		if (out->n > 0)
			return true;
	}
	return false;
}
