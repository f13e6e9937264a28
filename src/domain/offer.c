#include "domain/offer.h"

#include <assert.h>

static const char *const price_names[OFFER_PRICE__MAX] = {
	[OFFER_PRICE_AMOUNT] = "amount",
	[OFFER_PRICE_PERCENT] = "percent",
};

static const char *const standing_names[OFFER_STANDING__MAX] = {
	[OFFER_UPCOMING] = "upcoming",
	[OFFER_IN_EFFECT] = "active",
	[OFFER_USED] = "used",
	[OFFER_OVER] = "expired",
	[OFFER_TAKEN_BACK] = "withdrawn",
	[OFFER_TURNED_DOWN] = "declined",
	[OFFER_UNSENT] = "draft",
};

const char *
offer_price_name(enum offer_price p)
{
	assert(p < OFFER_PRICE__MAX);
	return price_names[p];
}

enum err
offer_price_parse(enum offer_price *out, struct str s)
{
	for (unsigned i = 0; i < OFFER_PRICE__MAX; i++) {
		if (str_is(s, price_names[i])) {
			*out = (enum offer_price)i;
			return OK;
		}
	}
	return ERR_INVALID;
}

const char *
offer_standing_name(enum offer_standing s)
{
	assert(s < OFFER_STANDING__MAX);
	return standing_names[s];
}

enum err
offer_standing_parse(enum offer_standing *out, struct str s)
{
	for (unsigned i = 0; i < OFFER_STANDING__MAX; i++) {
		if (str_is(s, standing_names[i])) {
			*out = (enum offer_standing)i;
			return OK;
		}
	}
	return ERR_INVALID;
}

enum err
offer_unit(
    struct money *out, const struct offer_terms *terms, struct money list_unit)
{
	struct money unit = terms->unit;
	enum err e;

	if (terms->price == OFFER_PRICE_PERCENT) {
		if (terms->percent_bp < 0 || terms->percent_bp > OFFER_SHARES)
			return ERR_RANGE;
		e = money_rate_bp(
		    &unit, list_unit, OFFER_SHARES - terms->percent_bp);
		if (e != OK)
			return e;
	}
	if (!currency_eq(unit.currency, list_unit.currency))
		return ERR_CURRENCY;
	if (unit.minor < 0 || unit.minor > list_unit.minor)
		return ERR_RANGE;
	*out = unit;
	return OK;
}

enum err
offer_net(struct priced *out, const struct offer_terms *terms)
{
	enum err e;

	out->unit = terms->unit;
	if ((e = money_times(&out->net, out->unit, terms->choice.quantity)) !=
		OK ||
	    (e = money_times(&out->net, out->net, terms->choice.periods)) != OK)
		return e;
	out->tax = money_zero(out->unit.currency);
	out->total = out->net;
	return OK;
}

struct differences {
	struct offer_difference *at;
	size_t n;
};

static void
texts_compare(struct differences *d, const char *field, struct str chosen,
    struct str offered)
{
	if (!str_eq(chosen, offered))
		d->at[d->n++] = (struct offer_difference){
			.field = field, .chosen = chosen, .offered = offered
		};
}

static void
counts_compare(struct differences *d, const char *field, struct str capacity,
    int64_t chosen, int64_t offered)
{
	if (chosen != offered)
		d->at[d->n++] = (struct offer_difference){ .field = field,
			.capacity = capacity,
			.number = true,
			.chosen_count = chosen,
			.offered_count = offered };
}

static const struct chosen_capacity *
capacity_in(const struct choice *choice, struct str code)
{
	for (size_t i = 0; i < choice->ncapacities; i++) {
		if (str_eq(choice->capacities[i].code, code))
			return &choice->capacities[i];
	}
	return NULL;
}

/*
 * What the plan has now is compared, and then what it had when the offer was
 * sent and has lost since: of that nothing can be chosen.  Another plan's
 * capacities are its own, and only those of the same name are compared.
 */
static void
capacities_compare(struct differences *d, const struct choice *offered,
    const struct offer_choice *chosen, bool same_plan)
{
	const struct plan_terms *plan = chosen->plan;
	const struct choice nothing = { .ncapacities = 0 };

	for (size_t i = 0; i < plan->ncapacities; i++) {
		const struct capacity *of = &plan->capacities[i];

		if (same_plan || capacity_in(offered, of->code) != NULL)
			counts_compare(d, "capacities", of->code,
			    capacity_chosen(of, chosen->choice),
			    capacity_in(offered, of->code) != NULL
				? capacity_chosen(of, offered)
				: capacity_chosen(of, &nothing));
	}
	for (size_t i = 0; same_plan && i < offered->ncapacities; i++) {
		const struct chosen_capacity *c = &offered->capacities[i];
		bool lost = true;

		for (size_t j = 0; lost && j < plan->ncapacities; j++)
			lost = !str_eq(plan->capacities[j].code, c->code);
		if (lost)
			counts_compare(d, "capacities", c->code, 0, c->amount);
	}
}

size_t
offer_differs(struct offer_difference out[OFFER_DIFFERENCES_MAX],
    const struct offer_terms *terms, const struct offer_choice *chosen)
{
	const struct choice *offered = &terms->choice;
	const struct choice *choice = chosen->choice;
	bool same_plan = id_eq(chosen->plan_id, terms->plan_id);
	struct differences d = { out, 0 };

	assert(chosen->plan->ncapacities <= CAPACITIES_MAX);
	if (!same_plan)
		out[d.n++] = (struct offer_difference){ .field = "plan",
			.chosen = chosen->plan_code,
			.offered = chosen->offered_plan_code };
	texts_compare(&d, "billing_mode",
	    str_from(billing_mode_name(choice->mode)),
	    str_from(billing_mode_name(offered->mode)));
	counts_compare(
	    &d, "quantity", STR_NONE, choice->quantity, offered->quantity);
	counts_compare(
	    &d, "periods", STR_NONE, choice->periods, offered->periods);
	capacities_compare(&d, offered, chosen, same_plan);
	if (terms->region.p != NULL)
		texts_compare(&d, "region", chosen->region, terms->region);
	if (terms->flavour.p != NULL)
		texts_compare(&d, "flavour", chosen->flavour, terms->flavour);
	texts_compare(&d, "currency", str_from(choice->currency.code),
	    str_from(offered->currency.code));
	return d.n;
}

enum err
offer_stages(
    struct money *stages, struct money total, const int64_t *share_bp, size_t n)
{
	int64_t sum = 0;

	if (total.minor < 0 || n < OFFER_MILESTONES_MIN ||
	    n > OFFER_MILESTONES_MAX)
		return ERR_RANGE;
	for (size_t i = 0; i < n; i++) {
		if (share_bp[i] < 1 || share_bp[i] > OFFER_SHARES)
			return ERR_RANGE;
		sum += share_bp[i];
	}
	return sum == OFFER_SHARES ? money_split(stages, total, share_bp, n)
				   : ERR_RANGE;
}

enum offer_standing
offer_standing(enum offer_state state, int64_t starts_at_us, int64_t ends_at_us,
    int64_t now_us)
{
	switch (state) {
	case OFFER_SENT:
	case OFFER_EFFECTIVE:
		return now_us >= ends_at_us ? OFFER_OVER
		    : now_us < starts_at_us ? OFFER_UPCOMING
					    : OFFER_IN_EFFECT;
	case OFFER_REDEEMED:
		return OFFER_USED;
	case OFFER_WITHDRAWN:
		return OFFER_TAKEN_BACK;
	case OFFER_DECLINED:
		return OFFER_TURNED_DOWN;
	case OFFER_EXPIRED:
		return OFFER_OVER;
	case OFFER_DRAFT:
	case OFFER__MAX:
		break;
	}
	return OFFER_UNSENT;
}
