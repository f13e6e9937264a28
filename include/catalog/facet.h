/*
 * The filters of a list and how many products each of their values would
 * give: OR within a facet, AND across them; a facet's counts ignore its own
 * choice.  Counts are exact.
 */
#ifndef CATALOG_FACET_H
#define CATALOG_FACET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum facet {
	FACET_CATEGORY,			/* slugs; with their descendants */
	FACET_DELIVERY,			/* "saas", ... */
	FACET_MODE,			/* "monthly", ... of any live plan */
	FACET_PRICE,			/* bands of the least price */
	FACET_PLATFORM,			/* as sellers write them */
	FACET_LICENCE,			/* SPDX ids: "MIT OR ISC" is in both */
	FACET_SELLER,			/* slugs */
	FACET_REGION,			/* "DE", "EU", "001" */
	FACET__MAX
};

/* The name in URLs and JSON. */
const char *facet_name(enum facet f);
enum err facet_parse(enum facet *out, struct str name) MUST_CHECK;

enum { FACET_CHOICES_MAX = 32 };	/* of one facet */

/*
 * What was chosen.  A value that no product has chooses nothing; a facet
 * of which only such values were chosen leaves nothing over.
 */
struct filter {
	struct facet_choice {
		struct str values[FACET_CHOICES_MAX];
		size_t n;
	} chosen[FACET__MAX];		/* FACET_PRICE: below */
	bool has_price_min, has_price_max;
	int64_t price_min, price_max;	/* both included; minor units of the
					   site's currency */
};

/* false: no room for one more, or it stands there already. */
bool filter_add(struct filter *f, enum facet facet, struct str value);

struct facet_value {
	struct str value;		/* as in a URL; a band: "10.01-50" */
	int32_t index;			/* of the category or seller; else the
					   value's own number in its facet */
	uint32_t count;
	bool chosen;
	int64_t price_min, price_max;	/* of a band, both included;
					   price_max INT64_MAX: no end */
};

/*
 * Values that were chosen or would give something.  Categories in the
 * order of the tree, delivery types and modes in their own, bands upward,
 * the others by count, then value, FACET_SHOWN_MAX of them.
 */
bool facet_goes_by_count(enum facet f);
enum { FACET_SHOWN_MAX = 50 };
struct facet_counts {
	const struct facet_value *values;
	size_t n;
	size_t more;			/* values that were cut off */
};

#endif
