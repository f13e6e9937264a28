/*
 * Buyers as a seller may find them: by exact match alone, and no more of
 * them than an offer needs.
 */
#ifndef STORE_CUSTOMER_H
#define STORE_CUSTOMER_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/money.h"

struct customer {
	struct id company_id;
	struct str name;
	bool active, postpaid;
	struct currency currency;
	/* an owner or purchaser whom an offer can name; nil: there is none */
	struct id user_id;
	struct str email, role;
	struct str mobile;		/* verified; .p NULL: none */
};

/*
 * By a verified e-mail address in lower case, a verified mobile number, or
 * a company's id or tax number.  ERR_NOT_FOUND: nobody, or several.
 */
enum err customer_by_email(struct db *db, struct arena *a,
    struct customer *out, struct str email) MUST_CHECK;
enum err customer_by_mobile(struct db *db, struct arena *a,
    struct customer *out, struct str mobile) MUST_CHECK;
enum err customer_by_company(struct db *db, struct arena *a,
    struct customer *out, struct id company_id) MUST_CHECK;
enum err customer_by_tax_number(struct db *db, struct arena *a,
    struct customer *out, struct str number) MUST_CHECK;

/* Has this seller looked this up before?  mark is what was noted then. */
#define CUSTOMER_LOOKED_UP "customer_looked_up"
enum err customer_looked_up(struct db *db, struct arena *a, bool *known,
    struct id seller_id, struct str mark) MUST_CHECK;

#endif
