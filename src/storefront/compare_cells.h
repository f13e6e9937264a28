/* What stands in a row of a comparison, product by product. */
#ifndef SRC_STOREFRONT_COMPARE_CELLS_H
#define SRC_STOREFRONT_COMPARE_CELLS_H

#include "storefront/compare.h"

/* Writes what a product has of a row; nothing when it has nothing. */
typedef void (*cell_fn)(struct view *v, const struct comparison *cmp,
    const struct compared *it, struct str arg);

/* What the cheapest plan costs, and all of them; arg: none. */
void compared_price(struct view *v, const struct comparison *cmp,
    const struct compared *it, struct str arg);
void compared_plans(struct view *v, const struct comparison *cmp,
    const struct compared *it, struct str arg);

/* One value when all plans have the same, else each plan's own. */
void compared_option(struct view *v, const struct comparison *cmp,
    const struct compared *it, struct str name);

/* A plan that sells no more of it may say as an option how much it has. */
void compared_capacity(struct view *v, const struct comparison *cmp,
    const struct compared *it, struct str name);
bool compared_is_capacity(struct view *v, const struct capacity *k,
    struct str name);

/* "delivery", "seller", ...: the facts that do not depend on a plan. */
void compared_fact(struct view *v, const struct comparison *cmp,
    const struct compared *it, struct str key);

#endif
