/* What the parts of a listing's check share; nobody else's. */
#ifndef SRC_ACT_LISTING_FAULT_H
#define SRC_ACT_LISTING_FAULT_H

#include "act/listing_check.h"

enum { POINTER_MAX = 160 };

struct check {
	struct arena *a;
	struct wire_faults *faults, *warnings;
	const struct listing_body *l;
	enum delivery_type delivery;
	const struct listing_rules *rules;
	const struct listing_found *found;
};

/* A place in the listing: "/plans/0/prices/3", and below it a field. */
struct at {
	char text[POINTER_MAX];
};

#define AT(...) listing_at(__VA_ARGS__)
struct at listing_at(const char *fmt, ...) PRINTF(1, 2);

void listing_fault(struct check *c, struct at at, const char *code,
    const char *detail);

/* Given, and one line that can be seen. */
void listing_name_check(struct check *c, struct at at, struct str s);
void listing_locale_check(struct check *c, struct at at, struct str locale);

/* listing_plans.c */
void listing_plans_check(struct check *c);
void listing_images_check(struct check *c);

/* All prices are for once, or none is; why is told of one that is not so. */
void listing_modes_check(struct check *c, bool once, const char *why);

#endif
