/* A query that is being matched, and its respelling. */
#ifndef SRC_CATALOG_MATCHER_H
#define SRC_CATALOG_MATCHER_H

#include "catalog/match.h"
#include "plan.h"

struct matcher {
	struct arena *a;
	const struct corpus *c;
	const struct query *q;
	size_t locale;
	struct plan parts[CORPUS_PARTS];
	size_t nparts;
	float weight[QUERY_WORDS_MAX]; /* of each term: its rarity */
	float required;		       /* sum of those that must be there */
	struct marks *marks;
};

/*
 * Words that nothing has are taken for what is near them, in every plan;
 * out->corrected is what was typed with them in their places.
 */
enum err matcher_correct(struct matcher *m, struct answer *out,
    struct str typed) MUST_CHECK;

#endif
