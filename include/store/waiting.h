/* What waits for an operator, by the desk where it is worked on. */
#ifndef STORE_WAITING_H
#define STORE_WAITING_H

#include "base/arena.h"
#include "db/db.h"

enum waiting {
	WAITING_DISPUTES,      /* handovers to rule on */
	WAITING_BILL_DISPUTES, /* disputed amounts */
	WAITING_REFUNDS,       /* to rule on, or to send by hand */
	WAITING_PAYOUTS,       /* statements that are to be paid out */
	WAITING_OVERDUE,       /* bills, from their days on */
	WAITING__MAX
};

struct waiting_count {
	int64_t n, oldest_us; /* 0: nothing */
};

enum err waiting_read(struct db *db, struct arena *a,
    struct waiting_count counts[WAITING__MAX]) MUST_CHECK;

#endif
