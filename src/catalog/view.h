/* What the files that make a view share. */
#ifndef SRC_CATALOG_VIEW_H
#define SRC_CATALOG_VIEW_H

#include "catalog/load.h"

struct view_build {
	struct catalogue *c;		/* being made; its arena is open */
	const struct catalogue_config *config;
	const struct catalogue_rows *rows;
	const struct catalogue *old;	/* NULL: there is none */
	struct arena *scratch;
	struct buf text;
	enum err err;			/* of view_copy() */
};

/* Categories, sellers, and their ordinals, old's first. */
enum err tables_make(struct view_build *v) MUST_CHECK;
/* The indexes of their names; a part of the above. */
enum err names_make(struct view_build *v) MUST_CHECK;

/*
 * A hash of the names that are indexed with products, of the first so many
 * ordinals.
 */
uint64_t tables_words(const struct catalogue *c, size_t ncategories,
    size_t nsellers);

/*
 * All that depends on the segments: what is listed, how many, where the
 * delta's products stand.  c->parts[].segment and c->gone are set.
 */
enum err view_finish(struct view_build *v) MUST_CHECK;

/* What every list shows of facets' values; the counts are made. */
enum err values_make(struct view_build *v) MUST_CHECK;

/* Keeps what was written to v->text, and clears that. */
enum err view_take_text(struct view_build *v, struct str *out) MUST_CHECK;

/* A copy in the view's arena; .p NULL stays NULL.  The first failure
 * sticks. */
struct str view_copy(struct view_build *v, struct str s);

#endif
