/* What moved a company's pool, read from the ledger's entries. */
#ifndef STORE_CREDIT_STATEMENT_H
#define STORE_CREDIT_STATEMENT_H

#include "base/arena.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/credit.h"

struct credit_move {
	int64_t at_us;
	struct str occasion;		/* the entry's */
	struct id order_id, bill_id;	/* nil: none */
	struct str bill_no;		/* .p NULL: no bill */
	struct money reserved, billed;	/* what it added, or took off */
};

/* With the sums of what came before. */
struct credit_moves {
	struct money reserved, billed;
	struct credit_move *list;
	size_t n;
};

/* From an instant until another (not included), oldest first. */
enum { CREDIT_MOVES_MAX = 5000 };
enum err credit_moves(struct db *db, struct arena *a,
    struct credit_moves *out, struct id company_id, enum credit_kind kind,
    struct currency currency, int64_t from_us, int64_t until_us) MUST_CHECK;

#endif
