/* Products that still are in the running, and what they have so far. */
#ifndef SRC_CATALOG_CANDIDATES_H
#define SRC_CATALOG_CANDIDATES_H

#include "plan.h"

struct candidates {
	uint32_t *products;		/* ascending */
	float *scores;
	float *shares;			/* of the weight of what must be there */
	uint8_t *names;			/* how many terms stand in the name */
	size_t n;
};

/*
 * Room for n of them, none there yet; a list's products with nothing; and
 * with what the first term gives them.
 */
enum err candidates_room(struct arena *a, struct candidates *out, size_t n)
    MUST_CHECK;
enum err candidates_from(struct arena *a, struct candidates *out,
    const struct list *l) MUST_CHECK;
enum err candidates_first(struct arena *a, struct candidates *out,
    const struct list *l, float weight) MUST_CHECK;

/* What a term gives, and what becomes of those that have it not. */
struct meeting {
	float weight, share;
	bool all;			/* they stay */
};

/* A term of p is met; the arena is as it was. */
enum err candidates_term(struct arena *a, struct candidates *c,
    const struct plan *p, size_t term, const struct meeting *w) MUST_CHECK;
void candidates_meet(struct candidates *c, const struct list *l,
    const struct meeting *w);
void candidates_without(struct candidates *c, const struct list *l);
/* Those of at least that share, and of some. */
void candidates_keep(struct candidates *c, float least);

#endif
