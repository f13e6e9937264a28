/* The words of a text that a search found: what a page highlights. */
#ifndef CATALOG_MARKS_H
#define CATALOG_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { MARK_WORDS_MAX = 96, MARKS_MAX = 32 };	/* in one text */

struct marks {
	struct str words[MARK_WORDS_MAX];	/* folded */
	size_t nwords;
	struct str begun[4];			/* words that begin so, too */
	size_t nbegun;
	uint8_t starts[32];			/* bits: first bytes of them */
};

/* What is too much, or there already, is left out. */
void marks_add(struct marks *m, struct str word);
void marks_add_begun(struct marks *m, struct str prefix);

struct mark {
	uint32_t from, to;
};

/*
 * Ranges of bytes, ascending, none touching the next; returns how many.
 * m NULL: none.
 */
size_t marks_find(struct mark out[MARKS_MAX], const struct marks *m,
    struct str text);

/* The same ranges in code points. */
void marks_points(struct mark *marks, size_t n, struct str text);

#endif
