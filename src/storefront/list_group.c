/* Which values of a facet are offered, and which of them are in sight. */
#include "list_group.h"

/* What a long group shows before "Show all". */
enum { GROUP_SHOWN = 8 };

static void
group_add(struct group *g, const struct facet_value *value, unsigned depth)
{
	if (g->n == GROUP_MAX) {
		g->more++;
		return;
	}
	g->depth[g->n] = depth;
	g->values[g->n++] = value;
}

/* Puts what is first before "Show all", the rest behind it, in order. */
static void
group_part(struct group *g, const bool *first)
{
	struct group rest = { .n = 0 };
	size_t kept = 0;

	for (size_t i = 0; i < g->n; i++) {
		if (!first[i]) {
			group_add(&rest, g->values[i], g->depth[i]);
			continue;
		}
		g->depth[kept] = g->depth[i];
		g->values[kept++] = g->values[i];
	}
	g->n = g->shown = kept;
	for (size_t i = 0; i < rest.n; i++)
		group_add(g, rest.values[i], rest.depth[i]);
}

/* Of a long group the first ones are in sight, and all that are chosen. */
static void
group_flat(struct group *g, const struct list *l, enum facet f)
{
	const struct facet_counts *counts = &l->found.facets[f];
	bool first[GROUP_MAX];

	for (size_t i = 0; i < counts->n; i++)
		group_add(g, &counts->values[i], 0);
	g->more += counts->more;
	g->shown = g->n;
	for (size_t i = 0; i < g->n; i++)
		first[i] = i < GROUP_SHOWN ||
		    list_is_chosen(l, f, g->values[i]->value);
	/* One more is no longer than the line that would hide it. */
	if (g->n > GROUP_SHOWN + 1)
		group_part(g, first);
}

/* Is it, or one above it, chosen?  Then what is below is offered, too. */
static bool
is_open(struct view *v, const struct list *l, int32_t category)
{
	for (; category != NO_CATEGORY;
	     category = v->cat->categories[category].parent)
		if (list_is_chosen(
			l, FACET_CATEGORY, v->cat->categories[category].slug))
			return true;
	return false;
}

unsigned
list_category_depth(struct view *v, int32_t category)
{
	unsigned depth = 0;

	while ((category = v->cat->categories[category].parent) != NO_CATEGORY)
		depth++;
	return depth;
}

/*
 * Of a long tree what is chosen is in sight with its branch, and then the
 * top with the most; the order of the tree stays.
 */
static void
group_cut(struct view *v, struct group *g, const struct list *l)
{
	bool first[GROUP_MAX];
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++) {
		first[i] = is_open(v, l, g->values[i]->index);
		n += first[i];
	}
	while (n++ < GROUP_SHOWN) {
		size_t most = g->n;

		for (size_t i = 0; i < g->n; i++)
			if (!first[i] && g->depth[i] == 0 &&
			    (most == g->n ||
				g->values[i]->count > g->values[most]->count))
				most = i;
		if (most == g->n)
			break;
		first[most] = true;
	}
	group_part(g, first);
}

static void
group_tree(struct view *v, struct group *g, const struct list *l)
{
	const struct facet_counts *counts = &l->found.facets[FACET_CATEGORY];

	for (size_t i = 0; i < counts->n; i++) {
		int32_t at = counts->values[i].index;
		int32_t parent = v->cat->categories[at].parent;

		if (parent == NO_CATEGORY || is_open(v, l, parent) ||
		    is_open(v, l, at))
			group_add(
			    g, &counts->values[i], list_category_depth(v, at));
	}
	g->shown = g->n;
	if (g->n > GROUP_SHOWN + 1)
		group_cut(v, g, l);
}

void
list_group_fill(
    struct view *v, struct group *g, const struct list *l, enum facet f)
{
	if (f == FACET_CATEGORY)
		group_tree(v, g, l);
	else
		group_flat(g, l, f);
}
