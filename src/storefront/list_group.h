/* The values of a facet as its group of boxes shows them. */
#ifndef SRC_STOREFRONT_LIST_GROUP_H
#define SRC_STOREFRONT_LIST_GROUP_H

#include "storefront/list.h"

enum { GROUP_MAX = 400 };		/* values; the rest is only counted */

/* Filled first, so that it can be cut. */
struct group {
	const struct facet_value *values[GROUP_MAX];
	unsigned depth[GROUP_MAX];
	size_t n, shown;		/* how many; those before "Show all" */
	size_t more;			/* that found no room */
};

/* *g is empty before.  Categories are a tree, all else is flat. */
void list_group_fill(struct view *v, struct group *g, const struct list *l,
    enum facet f);

/* 0: at the top. */
unsigned list_category_depth(struct view *v, int32_t category);

#endif
