/* "Did you mean": the words of an index that are near one it has not. */
#ifndef CATALOG_RESPELL_H
#define CATALOG_RESPELL_H

#include "catalog/index.h"

struct respelling {
	struct str text, second;	/* borrowed from the index; second: it
					   was two words; .p NULL: one */
	unsigned distance;		/* edits */
	uint32_t df;			/* products that have it */
};

/*
 * The nearest by edits (insert, delete, replace, swap of neighbours), one
 * in words of up to seven bytes, else two; then that of more products.
 * false: none is near.
 */
bool respell(struct respelling *out, const struct index *x, struct str word);

/*
 * The beginning of a word of a name that is one edit from what was typed
 * so far, of four bytes or more; STR_NONE: none is.
 */
struct str respell_begun(const struct index *x, struct str typed);

/*
 * Optimal string alignment distance in bytes, or max + 1 when it is more
 * than max; strings of more than 64 bytes never match.
 */
unsigned edit_distance(struct str a, struct str b, unsigned max);

/* The edits that a word, or a few, may have; 0: it must be right. */
unsigned respell_allowed(struct str text);

#endif
