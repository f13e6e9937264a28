/* What the parts of an offer's check share; nobody else's. */
#ifndef SRC_ACT_OFFER_FAULT_H
#define SRC_ACT_OFFER_FAULT_H

#include "act/offer_check.h"

struct check {
	struct arena *a;
	struct wire_faults *faults;
	const struct offer_body *b;
	const struct offer_found *found;
	const struct offer_rules *rules;
};

/* at: the field's pointer, "/price/kind"; detail: for the seller. */
void offer_fault(struct check *c, const char *at, const char *code,
    const char *detail);

/* The same of the field of the list's i-th: "/documents/0/title". */
void offer_fault_in(struct check *c, const char *list, size_t i,
    const char *field, const char *code, const char *detail);

/* One line that can be seen; of what is not, the detail. */
bool offer_is_line(struct str s);
#define OFFER_NOT_A_LINE \
	"must be one line that can be seen, without characters that are " \
	"invisible or turn the direction of writing"

/* offer_stages.c */
void offer_milestones_check(struct check *c);

#endif
