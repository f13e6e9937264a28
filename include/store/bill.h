/* What companies owe and have paid. */
#ifndef STORE_BILL_H
#define STORE_BILL_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/money.h"
#include "domain/states.h"

struct bill {
	struct id bill_id, order_id, company_id;
	struct str bill_no;		/* "2026-000017" */
	int64_t stage;			/* 0: the whole order */
	enum bill_state state;
	struct money net, tax, total, paid;
	int64_t issued_at_us, due_at_us, paid_at_us;
};

/* ERR_EXISTS: the order (or its stage) is billed already. */
enum err bill_insert(struct db *db, const struct bill *b) MUST_CHECK;
enum err bills_of(struct db *db, struct arena *a, struct bill **bills,
    size_t *n, const struct id *order_ids, size_t norders) MUST_CHECK;

#endif
