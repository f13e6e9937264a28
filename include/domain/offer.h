/*
 * Private offers: what one says, whether a choice is what it says, what it
 * saves, and how its total is split into stages.  Pure.
 */
#ifndef DOMAIN_OFFER_H
#define DOMAIN_OFFER_H

#include "base/bounds.h"
#include "base/id.h"
#include "domain/price.h"
#include "domain/states.h"

/* How the price was agreed; either way it holds as an amount once sent. */
enum offer_price { OFFER_PRICE_AMOUNT, OFFER_PRICE_PERCENT,
	OFFER_PRICE__MAX };
const char *offer_price_name(enum offer_price p);
enum err offer_price_parse(enum offer_price *out, struct str s) MUST_CHECK;

enum { OFFER_MILESTONES_MIN = 2, OFFER_SHARES = 10000 };	/* basis points: the whole */

/* The terms of one version that a price and a choice depend on. */
struct offer_terms {
	struct id product_id, plan_id;
	struct choice choice;		/* every capacity that the plan has */
	struct str region, flavour;	/* of an image's server; .p NULL: as
					   the buyer chooses */
	enum offer_price price;
	int64_t percent_bp;		/* of OFFER_PRICE_PERCENT */
	struct money unit;		/* net, per unit and period */
	struct money list_unit;		/* the list's, when it was sent */
};

/*
 * The offered unit price: the amount itself, or the list's less the percent,
 * rounded half away from zero once.  ERR_RANGE: a percent is 0 to 10000 basis
 * points, an amount 0 up to what the list asks.  ERR_CURRENCY.
 */
enum err offer_unit(struct money *out, const struct offer_terms *terms,
    struct money list_unit) MUST_CHECK;

/* unit x quantity x periods; no tax.  ERR_OVERFLOW. */
enum err offer_net(struct priced *out, const struct offer_terms *terms)
    MUST_CHECK;

/* A field whose chosen value is not the offered one. */
struct offer_difference {
	const char *field;		/* "plan", "billing_mode", "quantity",
					   "periods", "capacities", "region",
					   "flavour", "currency" */
	struct str capacity;		/* of "capacities": its code */
	bool number;			/* the counts below, not the texts */
	int64_t chosen_count, offered_count;
	struct str chosen, offered;	/* as on the wire */
};

/* The plan may have lost all capacities that it had, and got new ones. */
enum { OFFER_DIFFERENCES_MAX = 7 + 2 * CAPACITIES_MAX };

/* What somebody configured of the offer's product. */
struct offer_choice {
	struct id plan_id;
	struct str plan_code, offered_plan_code;
	const struct plan_terms *plan;	/* the chosen one's capacities */
	const struct choice *choice;
	struct str region, flavour;	/* .p NULL: no server */
};

/*
 * Where a choice of the same product differs, in the order of the form; 0:
 * nowhere, so the offer links (R32, R33).  What was not chosen of a capacity
 * counts as capacity_chosen() has it.  Texts are borrowed from the arguments.
 */
size_t offer_differs(struct offer_difference out[OFFER_DIFFERENCES_MAX],
    const struct offer_terms *terms, const struct offer_choice *chosen);

/*
 * Stage amounts of a sum by their shares, OFFER_MILESTONES_MIN to
 * OFFER_MILESTONES_MAX of them, none 0, which must sum to OFFER_SHARES; the
 * remainder on the last (R27).  ERR_RANGE.
 */
enum err offer_stages(struct money *stages, struct money total,
    const int64_t *share_bp, size_t n) MUST_CHECK;

/*
 * Of a sent offer, by its dates alone: what it is at an instant, whether a
 * worker has run or not.
 */
enum offer_standing {
	OFFER_UPCOMING,			/* before its start */
	OFFER_IN_EFFECT,
	OFFER_USED,
	OFFER_OVER,			/* its accept-by has passed */
	OFFER_TAKEN_BACK,		/* withdrawn */
	OFFER_TURNED_DOWN,		/* declined */
	OFFER_UNSENT,			/* a draft that never was sent */
	OFFER_STANDING__MAX
};
/* "upcoming", "active", "used", "expired", "withdrawn", ... */
const char *offer_standing_name(enum offer_standing s);
enum err offer_standing_parse(enum offer_standing *out, struct str s)
    MUST_CHECK;
enum offer_standing offer_standing(enum offer_state state,
    int64_t starts_at_us, int64_t ends_at_us, int64_t now_us);

#endif
