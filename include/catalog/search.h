/* Lists and searches: set operations on the catalogue, no SQL. */
#ifndef CATALOG_SEARCH_H
#define CATALOG_SEARCH_H

#include "catalog/catalogue.h"
#include "catalog/facet.h"

struct marks;

enum sort {
	SORT_POPULAR, SORT_RELEVANCE, SORT_PRICE, SORT_NEWEST, SORT_NAME,
	SORT__MAX
};
const char *sort_name(enum sort s);
enum err sort_parse(enum sort *out, struct str name) MUST_CHECK;

struct search {
	struct str text;		/* empty: a list; every word must be
					   found, the last one as a prefix:
					   catalog/match.h */
	int32_t category;		/* with descendants; NO_CATEGORY: all */
	int32_t seller;			/* NO_SELLER: all */
	/* Category and seller count as choices, too.  NULL: none. */
	const struct filter *filter;
	bool no_counts;			/* facets are not wanted */
	enum sort sort;
	size_t locale;
	size_t limit;
	struct str after;		/* a cursor; empty: from the start */
};

struct found {
	const uint32_t *items;		/* product indices, in order */
	size_t n;
	size_t total;
	const uint32_t *in_category;	/* found in each category with its
					   descendants, whatever category
					   was asked for */
	size_t in_all;			/* and in all of them */
	struct facet_counts facets[FACET__MAX];
	struct str next;		/* cursor; .p NULL: this was the end */
	struct str corrected;		/* nothing had a word as typed: found
					   by these; .p NULL: as typed */
	size_t whole;			/* products with every word, whatever
					   was filtered */
	bool relaxed;			/* others have only some of the words */
	const struct marks *marks;	/* what to highlight: catalog/marks.h;
					   NULL: there were no words */
	int32_t suggestion;		/* a category near the text, or
					   NO_CATEGORY */
};

/*
 * Everything lives in the arena.  Of the text the first QUERY_WORDS_MAX
 * words count.  ERR_INVALID: the cursor was not made for this sort.
 */
enum err catalogue_search(struct arena *a, struct found *out,
    const struct catalogue *c, const struct search *s) MUST_CHECK;

#endif
