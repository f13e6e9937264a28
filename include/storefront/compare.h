/*
 * Two to four products side by side, priced by the rules of an order for
 * one quantity (X12).
 */
#ifndef STOREFRONT_COMPARE_H
#define STOREFRONT_COMPARE_H

#include "storefront/view.h"

enum { COMPARE_MIN = 2, COMPARE_MAX = 4 };

struct compared_plan {
	const struct catalogue_plan *plan;
	bool sold;			/* at this quantity, in this currency */
	enum billing_mode mode;		/* as asked for, where it has that */
	struct money unit, total;	/* of one period */
};

struct compared {
	const struct catalogue_product *product;
	struct compared_plan plans[PLANS_MAX];
	size_t nplans;
	size_t least;			/* the plan that costs least in the
					   mode asked for; nplans: none */
};

struct comparison {
	struct compared items[COMPARE_MAX];
	size_t n;
	int64_t quantity;
	enum billing_mode mode;		/* asked for, or what most have */
	bool mode_given, quantity_bad;
	struct str missing;		/* a slug that is not sold; .p NULL */
	bool more;			/* than COMPARE_MAX were named */
};

/*
 * The request's products, quantity and mode.  ERR_INVALID with its pointer;
 * a page takes no offence: it compares what it can, and tells the rest.
 */
enum err comparison_read(struct call *c, const struct catalogue *cat,
    struct comparison *out) MUST_CHECK;

/* "a,b,c", and the path of their page; without one of them, or NULL. */
struct str comparison_slugs(struct view *v, const struct comparison *cmp,
    const struct compared *left_out);
struct str comparison_path(struct view *v, const struct comparison *cmp,
    const struct compared *left_out);

/* A column a product; rows that differ are marked. */
void comparison_table(struct view *v, const struct comparison *cmp);

#endif
