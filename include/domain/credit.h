/*
 * A company's credit: what it may owe at once.  There are two pools, and
 * neither ever draws on the other.
 *
 *   reserve   free -> reserved      an order is confirmed
 *   release   reserved -> free      an order ends unbilled
 *   bill      reserved -> billed    its bill is issued
 *   unbill    billed -> reserved    that bill is void
 *   pay       billed -> free        paid, credited or written off
 *
 * Amounts are greater than zero, else ERR_RANGE; a pool that a function
 * refuses stays as it was.
 */
#ifndef DOMAIN_CREDIT_H
#define DOMAIN_CREDIT_H

#include <stdbool.h>

#include "domain/money.h"

enum credit_kind { CREDIT_GENERAL, CREDIT_MILESTONE, CREDIT__MAX };
const char *credit_kind_name(enum credit_kind k); /* "general", "milestone" */
enum err credit_kind_parse(enum credit_kind *out, struct str s) MUST_CHECK;

struct credit_pool {
	struct money limit;
	struct money reserved;		/* ordered and not billed yet */
	struct money billed;		/* billed and not paid yet */
};

/* One currency, nothing negative, each within 2^53-1; else ERR_BUG. */
enum err credit_check(const struct credit_pool *p) MUST_CHECK;

/* Below zero when the limit was lowered under what is owed. */
enum err credit_free(struct money *out, const struct credit_pool *p)
    MUST_CHECK;

/* ERR_LIMIT: more than is free. */
enum err credit_reserve(struct credit_pool *p, struct money amount)
    MUST_CHECK;

/* ERR_RANGE: more than is reserved. */
enum err credit_release(struct credit_pool *p, struct money amount)
    MUST_CHECK;
enum err credit_bill(struct credit_pool *p, struct money amount) MUST_CHECK;

/* ERR_RANGE: more than is billed. */
enum err credit_unbill(struct credit_pool *p, struct money amount)
    MUST_CHECK;
enum err credit_pay(struct credit_pool *p, struct money amount) MUST_CHECK;

/* Zero or more; what is owed already stays owed. */
enum err credit_set_limit(struct credit_pool *p, struct money limit)
    MUST_CHECK;

/*
 * Does a bill that was due on a day and is not paid today stop new orders
 * on credit?  From the day after the last of so many days of grace on.
 */
bool credit_is_stopped(int64_t due_day, int64_t today, int64_t grace_days);

#endif
