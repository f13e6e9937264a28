/*
 * What an index has of a name that is being typed: each word may be only
 * begun, in any order.
 */
#ifndef CATALOG_NAMED_H
#define CATALOG_NAMED_H

#include "catalog/index.h"

enum { NAMED_WORDS_MAX = 8 };

struct named {
	struct str words[NAMED_WORDS_MAX];	/* folded */
	size_t n;
};

/*
 * The words of a text.  joined: "e-mail" and the like as one word; *out is
 * the same as without it when there is none.
 */
enum err named_words(struct arena *a, struct named *out, struct str text,
    bool joined) MUST_CHECK;

/*
 * The least `max` numbers of those whose name has them all, ascending; *n
 * is how many.  No words: none.
 */
enum err named_find(struct arena *a, uint32_t *out, size_t *n, size_t max,
    const struct index *x, const struct named *words) MUST_CHECK;

/*
 * Puts what is near in the place of words that begin no name, one edit
 * from what was typed so far; false: nothing was changed.
 */
bool named_respell(struct named *words, const struct index *x);

#endif
