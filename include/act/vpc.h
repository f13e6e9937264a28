/* Private networks; see act/act.h for what holds of all transitions. */
#ifndef ACT_VPC_H
#define ACT_VPC_H

#include "act/act.h"
#include "store/vpc.h"

/*
 * A VPC with its first subnet; ids and times are set here.  The company is
 * held, so two at once cannot take the same addresses.  ERR_EXISTS: the
 * name is taken; ERR_RANGE: *met (its name) has some of the addresses
 * already; ERR_LIMIT: the company has as many as it may.
 */
enum err vpc_create(struct act *act, struct vpc *v, struct subnet *first,
    struct str *met) MUST_CHECK;

/* One more, in a VPC of the company that the caller has read. */
enum err subnet_create(struct act *act, const struct vpc *v,
    struct subnet *s, struct str *met) MUST_CHECK;

/*
 * A name and addresses that nothing of the company's takes: what a page
 * begins with.  ERR_LIMIT: all of 10.0.0.0/8 is taken.
 */
enum err vpc_suggest(struct arena *a, struct vpc *v, struct subnet *first,
    const struct vpc *all, size_t n) MUST_CHECK;

#endif
