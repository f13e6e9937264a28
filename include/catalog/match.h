/*
 * Which products answer a text, and how well.  A product answers it when it
 * has every word in some form.  When few do, those with the weightiest of
 * the words are found as well (relaxed); a word that nothing has is taken
 * for its nearest neighbour (corrected).
 */
#ifndef CATALOG_MATCH_H
#define CATALOG_MATCH_H

#include "base/arena.h"
#include "base/str.h"
#include "catalog/index.h"
#include "catalog/select.h"

struct marks;

enum { CORPUS_PARTS = 2 };	/* a base, and what was changed since */

/* The indexes of a view, and the number of each one's product 0 in it. */
struct corpus {
	struct corpus_part {
		const struct index *index;
		uint32_t first;
	} parts[CORPUS_PARTS];
	size_t nparts;
	const struct str *locales;	/* the first is the fallback */
	size_t nlocales;
};

struct answer {
	struct matches matches;
	size_t whole;			/* of them, with every word */
	bool relaxed;			/* others have only some of the words */
	struct str corrected;		/* .p NULL: as typed */
	const struct marks *marks;	/* catalog/marks.h; NULL: no words */
};

/* All in the arena.  locale is the visitor's.  ERR_NOMEM. */
enum err corpus_match(struct arena *a, struct answer *out,
    const struct corpus *c, struct str text, size_t locale) MUST_CHECK;

#endif
