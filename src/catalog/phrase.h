/* Words asked about one product after another, and words in a row. */
#ifndef SRC_CATALOG_PHRASE_H
#define SRC_CATALOG_PHRASE_H

#include "plan.h"
#include "postings.h"

struct seeker {
	struct postings it;
	struct form form;
	uint32_t scale;
};

void seeker_open(struct seeker *s, const struct index *x,
    const struct form *f);
/* Has product the form?  Products are asked for in ascending order. */
bool seeker_find(struct seeker *s, uint32_t product, uint16_t *value);

/* Keeps of a list what has any of the forms, too: the mean of both. */
void list_keep(struct list *l, const struct index *x, const struct form *forms,
    size_t nforms);

/* Places of the word in the product at hand, at most max of them. */
size_t postings_places(struct postings *it, uint32_t *out, size_t max);

/* The products in which the terms of a phrase stand in a row. */
enum err phrase_list(struct arena *a, struct list *out, const struct plan *p,
    const struct query_run *phrase) MUST_CHECK;

#endif
