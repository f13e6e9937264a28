/* A search's filters over one part of a view. */
#ifndef SRC_CATALOG_NARROW_H
#define SRC_CATALOG_NARROW_H

#include "catalog/select.h"

/* Products of a part: their own numbers in it, ascending. */
struct chosen_set {
	uint64_t *bits;			/* NULL: few, in products alone */
	uint32_t *products;		/* NULL: not listed */
	const float *scores;		/* with products; NULL: none */
	size_t n;
};

struct narrowed {
	struct chosen_set all;		/* what passes every filter */
	/* What passes all but that facet's; of facets with a choice alone. */
	struct chosen_set but[FACET__MAX];
	bool untouched;			/* every listed product is in `all` */
};

/* Does the search choose anything of that facet? */
bool narrow_has_choice(const struct search *s, enum facet f);

/* The values chosen by texts; the category and seller of s among them. */
bool narrow_is_chosen(const struct search *s, const struct catalogue *c,
    enum facet f, struct str value);

enum err narrow(struct arena *a, struct narrowed *out,
    const struct catalogue *c, const struct catalogue_part *part,
    const struct search *s, const struct matches *m) MUST_CHECK;

/* Adds how many of the set have each value of these facets: 1 << facet. */
enum err narrow_count(struct arena *a, const struct catalogue_part *part,
    unsigned facets, struct chosen_set *set,
    uint32_t *const counts[FACET__MAX]) MUST_CHECK;

#endif
