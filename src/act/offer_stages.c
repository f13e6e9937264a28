/* An offer in stages: their names, shares and criteria. */
#include "offer_fault.h"

enum { CRITERIA_BYTES_MAX = 4000 };

static void
criteria_check(struct check *c, size_t i, const struct offer_body_milestone *m)
{
	const struct str *criteria = m->criteria.items;
	size_t bytes = 0;

	for (size_t k = 0; k < m->criteria.n; k++) {
		bytes += criteria[k].n + 1;
		if (str_empty(str_trim(criteria[k])) ||
		    !offer_is_line(criteria[k]))
			offer_fault_in(c, "milestones", i, "/criteria",
			    "format",
			    "Each criterion must be one line that can be "
			    "seen.");
		else if (text_length(criteria[k]) > OFFER_CRITERION_MAX)
			offer_fault_in(c, "milestones", i, "/criteria",
			    "length",
			    "A criterion has at most 500 characters.");
	}
	if (bytes > CRITERIA_BYTES_MAX)
		offer_fault_in(c, "milestones", i, "/criteria", "length",
		    "are too long together; put them into a document");
}

enum err
offer_plan(
    struct payment_plan *out, const struct offer_body *b, struct money net)
{
	const struct offer_body_milestone *m = b->milestones.items;

	if (b->milestones.n > OFFER_MILESTONES_MAX)
		return ERR_RANGE;
	out->net = net;
	out->tax = money_zero(net.currency);
	out->n = b->milestones.n;
	for (size_t i = 0; i < out->n; i++)
		out->stages[i] = (struct milestone){ .name = m[i].name,
			.share_bp = m[i].share_bp };
	return plan_split(out);
}

/* A stage without an amount could be neither billed nor paid. */
static void
stages_check(struct check *c)
{
	const struct offer_body_milestone *m = c->b->milestones.items;
	struct milestone stages[OFFER_MILESTONES_MAX];
	struct payment_plan plan = { .stages = stages };
	int64_t sum = 0;

	for (size_t i = 0; i < c->b->milestones.n; i++)
		sum += m[i].share_bp;
	if (sum != OFFER_SHARES)
		wire_fault_add(c->a, c->faults, STR("/milestones"), "sum",
		    "The shares sum to %lld.%02lld %%; they must be 100 %% in "
		    "all.",
		    (long long)sum / 100, (long long)sum % 100);
	else if (c->found->priced &&
	    offer_plan(&plan, c->b, c->found->offered.net) == OK)
		for (size_t i = 0; i < plan.n; i++)
			if (stages[i].net.minor < 1)
				offer_fault_in(c, "milestones", i, "/share_bp",
				    "range",
				    "leaves nothing for this milestone");
}

void
offer_milestones_check(struct check *c)
{
	const struct offer_body *b = c->b;
	const struct offer_body_milestone *m = b->milestones.items;

	if (b->milestones.n == 0)
		return;
	if (b->milestones.n == 1)
		offer_fault(c, "/milestones", "range",
		    "Use 2 to 70 milestones, or none.");
	if (str_is(b->billing_mode, "monthly") ||
	    str_is(b->billing_mode, "yearly"))
		offer_fault(c, "/milestones", "mode",
		    "Milestones go with a one-time price alone.");
	if (c->found->plan && c->found->sale.delivery == DELIVERY_IMAGE)
		offer_fault(c, "/milestones", "delivery",
		    "A server is delivered by itself, in no stages.");
	if (!str_is(b->billing, "advance") && !str_is(b->billing, "arrears"))
		offer_fault(c, "/billing", "required",
		    "Choose when the milestones are billed.");
	for (size_t i = 0; i < b->milestones.n; i++) {
		if (str_empty(str_trim(m[i].name)))
			offer_fault_in(c, "milestones", i, "/name", "required",
			    "Enter the milestone's name.");
		else if (!offer_is_line(m[i].name))
			offer_fault_in(c, "milestones", i, "/name", "format",
			    OFFER_NOT_A_LINE);
		if (m[i].share_bp < 1)
			offer_fault_in(c, "milestones", i, "/share_bp", "range",
			    "must be more than 0 %");
		criteria_check(c, i, &m[i]);
	}
	stages_check(c);
	if (c->found->looked_up && !c->found->buyer)
		offer_fault(c, "/milestones", "account",
		    "An offer to an address without an account has no "
		    "milestones.");
	else if (c->found->buyer && !c->found->customer.postpaid)
		offer_fault(c, "/milestones", "postpaid",
		    "Milestones are for companies on monthly settlement; this "
		    "one is not.");
}
