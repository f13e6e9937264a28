/* Amounts of bills that their customers say they do not owe. */
#ifndef STORE_BILL_DISPUTE_H
#define STORE_BILL_DISPUTE_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/bill.h"

struct bill_dispute {
	struct id dispute_id, bill_id;
	enum dispute_state state;
	struct money amount;		/* gross */
	struct money credited;		/* by its ruling */
	struct str reason;		/* the customer's */
	struct str ruling;		/* the operator's; .p NULL: none */
	int64_t created_at_us, closed_at_us;	/* 0: it is open */
	struct id created_by, closed_by;	/* nil: a program */
	int64_t row_version;
	/* read only: its bill's */
	struct id company_id;
	struct str bill_no, customer;
	struct money total, open;
	int64_t due_at_us;
};

/* ERR_EXISTS: another one of this bill is open. */
enum err bill_dispute_insert(struct db *db, const struct bill_dispute *d)
    MUST_CHECK;

/* company_id nil: any company's.  ERR_NOT_FOUND. */
enum err bill_dispute_get(struct db *db, struct arena *a,
    struct bill_dispute *out, struct id dispute_id, struct id company_id)
    MUST_CHECK;

/* Closes one that is OPEN, over the row_version read; ERR_STALE. */
enum err bill_dispute_close(struct db *db, const struct bill_dispute *d)
    MUST_CHECK;

/* A bill's, newest first, at most LIST_MAX. */
enum err bill_disputes_of(struct db *db, struct arena *a,
    struct bill_dispute **out, size_t *n, struct id bill_id) MUST_CHECK;

/*
 * Of all companies, in a state (.p NULL: in any), the newest first, after the
 * one named (nil: from the first).  Asks for one more than limit.
 */
enum err bill_disputes_list(struct db *db, struct arena *a,
    struct bill_dispute **out, size_t *n, struct str state, struct id after,
    int64_t limit) MUST_CHECK;

#endif
