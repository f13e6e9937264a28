/*
 * What a visitor typed, taken apart: words that must be there, "phrases",
 * -words and -"phrases" that must not, and a last word that may be only
 * begun.  Nothing typed is an error; of too much the first words count.
 */
#ifndef CATALOG_QUERY_H
#define CATALOG_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bounds.h"
#include "base/err.h"
#include "base/str.h"

enum { QUERY_PHRASES_MAX = 4, QUERY_SPANS_MAX = 8, QUERY_MEANINGS_MAX = 12 };

struct query_term {
	struct str text;	/* folded */
	struct str exact;	/* with its diacritics; .p NULL: it has none */
	uint32_t from, to;	/* the bytes of what was typed */
	bool pair;		/* of Chinese and the like */
	bool prefix;		/* perhaps only begun */
	bool minus;
	bool quoted;
	bool follows;		/* a pair that begins with the last character
				   of the one before */
	bool optional;		/* asks for nothing of its own: "software" */
};

/*
 * Terms from .. from + n - 1 in a row: a phrase; a span, written as one
 * word; a meaning, for which other words do as well (catalog/synonym.h).
 */
struct query_run {
	struct str text;	/* the one word, the other words */
	uint8_t from, n;
	bool minus;
};

struct query {
	struct query_term terms[QUERY_WORDS_MAX];
	size_t nterms;
	struct query_run phrases[QUERY_PHRASES_MAX];
	size_t nphrases;
	struct query_run spans[QUERY_SPANS_MAX];
	size_t nspans;
	struct query_run meanings[QUERY_MEANINGS_MAX];
	size_t nmeanings;
	size_t nwanted;		/* terms that are not minus */
};

/* The strings lie in the arena.  ERR_NOMEM. */
enum err query_parse(struct arena *a, struct query *out, struct str text)
    MUST_CHECK;

#endif
