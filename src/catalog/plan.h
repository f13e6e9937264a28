/*
 * A query as one index can answer it: for each term the words of the index
 * that satisfy it, and what other words do as well.
 */
#ifndef SRC_CATALOG_PLAN_H
#define SRC_CATALOG_PLAN_H

#include "catalog/marks.h"
#include "catalog/match.h"
#include "catalog/query.h"
#include "list.h"

enum { ALTERNATIVES_MAX = 8 };

struct plan_term {
	struct form *forms;		/* begun words come last */
	size_t nforms, cap, nwhole;
	struct list alternatives[ALTERNATIVES_MAX];
	size_t nalternatives;
	uint32_t names_from, names_to;	/* begun with a letter or two: words
					   that count in names alone, */
	float names_factor;		/* by so much */
	uint32_t exact;			/* the word itself, or NO_WORD */
	size_t products;		/* at most so many have the whole word */
	bool alone;			/* quoted: no other forms */
	bool unmarked;			/* minus: nothing of it is highlighted */
};

struct plan {
	const struct index *x;
	uint32_t first;			/* its product 0 in the view */
	struct marks *marks;		/* whatever is looked for */
	struct plan_term terms[QUERY_WORDS_MAX];
};

/* locale is that of the visitor; that of the fallback counts as well. */
enum err plan_make(struct arena *a, struct plan *p, const struct query *q,
    const struct corpus *c, size_t locale) MUST_CHECK;

/* One more text for a term: what it was respelt to. */
enum err plan_add_text(struct arena *a, struct plan *p, size_t term,
    struct str text, float factor, const struct corpus *c,
    size_t locale) MUST_CHECK;

/* The same of one that is two words. */
enum err plan_add_both(struct arena *a, struct plan *p, size_t term,
    struct str first, struct str second, float factor,
    const struct corpus *c, size_t locale) MUST_CHECK;

/* At most so many products have the term in some form. */
size_t plan_size(const struct plan *p, size_t term);

/*
 * All products of a term in p->x, with their values: a list, or for what
 * is common a value for every product (list.h); the other is NULL.
 */
struct postings_of {
	const uint16_t *table;
	struct list list;
};
enum err plan_products(struct arena *a, struct postings_of *out,
    const struct plan *p, size_t term) MUST_CHECK;
enum err plan_list(struct arena *a, struct list *out, const struct plan *p,
    size_t term) MUST_CHECK;

#endif
