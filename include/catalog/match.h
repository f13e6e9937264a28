/*
 * Which products answer a text, and how well.  A product answers it when it
 * has every word in some form.  When few do, those with the weightiest of
 * the words are found as well (relaxed); a word that nothing has is taken
 * for its nearest neighbour (corrected).
 */
#ifndef CATALOG_MATCH_H
#define CATALOG_MATCH_H

#include "catalog/catalogue.h"
#include "catalog/select.h"

struct marks;

struct answer {
	struct matches matches;
	size_t whole;			/* of them, with every word */
	bool relaxed;			/* others have only some of the words */
	struct str corrected;		/* .p NULL: as typed */
	const struct marks *marks;	/* catalog/marks.h; NULL: no words */
};

/* All in the arena.  locale is the visitor's.  ERR_NOMEM. */
enum err catalogue_match(struct arena *a, struct answer *out,
    const struct catalogue *c, struct str text, size_t locale) MUST_CHECK;

#endif
