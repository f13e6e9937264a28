/* What a company orders, is billed and pays, month by month. */
#ifndef STORE_SPEND_H
#define STORE_SPEND_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/money.h"

enum { SPEND_MONTHS_MAX = 36 };

struct spend {
	struct money committed;		/* ordered, unless cancelled */
	struct money billed;		/* credit notes taken off */
	struct money paid;		/* received for bills */
	int64_t bills;			/* of all kinds and currencies */
};

/*
 * Of n months, which begin at begins_us[0] to [n - 1] and end at
 * begins_us[n]; amounts are of one currency, others are left out.
 */
enum err spend_by_month(struct db *db, struct arena *a, struct spend *months,
    size_t n, const int64_t *begins_us, struct id company_id,
    struct currency currency) MUST_CHECK;

/* What is reserved and not billed yet, and billed and not paid yet. */
enum err spend_now(struct db *db, struct arena *a, struct money *reserved,
    struct money *open, struct id company_id, struct currency currency)
    MUST_CHECK;

#endif
