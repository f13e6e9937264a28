/* Companies: the billing accounts. */
#ifndef STORE_COMPANY_H
#define STORE_COMPANY_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/money.h"

struct company {
	struct id company_id;
	struct str name;
	struct str country;		/* ISO 3166-1 alpha-2 */
	struct str tax_number;		/* .p NULL: none */
	struct currency currency;	/* all its orders are in it */
	bool postpaid;
	struct str state;		/* "ACTIVE", "SUSPENDED" */
	int64_t created_at_us;
	int64_t row_version;
};

/* state empty: ACTIVE. */
enum err company_insert(struct db *db, const struct company *c) MUST_CHECK;
enum err company_get(struct db *db, struct arena *a, struct company *out,
    struct id company_id) MUST_CHECK;

/* Oldest first, at most limit, after the given id (nil: from the first). */
enum err companies_list(struct db *db, struct arena *a,
    struct company **companies, size_t *n, struct id after, int64_t limit)
    MUST_CHECK;

/*
 * Until the transaction ends nobody else holds this company: what is
 * counted in it stays so.  A write, since clusters lock by writing alone.
 */
enum err company_hold(struct db *db, struct id company_id) MUST_CHECK;

/* ERR_STALE: the row has changed since row_version was read. */
enum err company_update(struct db *db, const struct company *c) MUST_CHECK;

#endif
