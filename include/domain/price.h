/*
 * What a configuration costs.  Pure: prices in, lines and total out.
 *
 *   unit      = plan's price in the mode and currency at this quantity's
 *               tier + sum over capacities of
 *               (chosen - included) x price of one step / step
 *   line      = unit x quantity x periods
 *   total     = sum of lines + tax
 *
 * Tiers go by the quantity ordered, for plan and capacities alike.
 */
#ifndef DOMAIN_PRICE_H
#define DOMAIN_PRICE_H

#include "base/bounds.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/money.h"

enum billing_mode { MODE_ONE_TIME, MODE_MONTHLY, MODE_YEARLY, MODE__MAX };
enum delivery_type {
	DELIVERY_IMAGE, DELIVERY_SAAS, DELIVERY_LICENSE, DELIVERY_SERVICE,
	DELIVERY__MAX
};

/* "one_time", "monthly", "yearly"; "image", "saas", ... as on the wire. */
const char *billing_mode_name(enum billing_mode m);
enum err billing_mode_parse(enum billing_mode *out, struct str s) MUST_CHECK;
const char *delivery_type_name(enum delivery_type t);
enum err delivery_type_parse(enum delivery_type *out, struct str s)
    MUST_CHECK;

struct price {
	enum billing_mode mode;
	struct currency currency;
	int64_t from_quantity;		/* the tier starts here; 1 is base */
	int64_t amount_minor;
	struct str capacity;		/* empty: the plan itself */
};

struct capacity {
	struct str code;		/* "users" */
	struct str unit;		/* "user", "GB" */
	int64_t min, max, step, included;
};

struct plan_terms {			/* what the rules need of a plan */
	const struct price *prices;
	size_t nprices;
	const struct capacity *capacities;
	size_t ncapacities;
};

struct chosen_capacity {
	struct str code;
	int64_t amount;
};

struct choice {
	enum billing_mode mode;
	struct currency currency;
	int64_t quantity;		/* 1 to QUANTITY_MAX */
	int64_t periods;		/* 1 for MODE_ONE_TIME */
	struct chosen_capacity capacities[CAPACITIES_MAX];
	size_t ncapacities;
};

struct priced {
	struct money unit;
	struct money net;		/* unit x quantity x periods */
	struct money tax;
	struct money total;
};

/* The first field at fault, for a JSON pointer; empty when none. */
struct choice_fault {
	const char *field;		/* "quantity", "capacities", ... */
	struct str capacity;
};

/*
 * ERR_NOT_SOLD (no price in this mode), ERR_CURRENCY (none in this
 * currency), ERR_RANGE (fault says which), ERR_OVERFLOW.
 * Capacities not chosen count as max(min, included).
 */
enum err price_choice(struct priced *out, const struct plan_terms *plan,
    const struct choice *choice, struct choice_fault *fault) MUST_CHECK;

/* What was chosen of a capacity, or what counts when nothing was. */
int64_t capacity_chosen(const struct capacity *of,
    const struct choice *choice);

/* The plan's own price at the tier of this quantity, or NULL. */
const struct price *price_at(const struct plan_terms *plan,
    enum billing_mode mode, struct currency currency, int64_t quantity);

#endif
