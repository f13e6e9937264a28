/*
 * The ledger as a journal that hledger reads (hledger_journal(5), 1.21 and
 * later): exact decimals, the entry's id as code, ASCII.  An exporter writes
 * the head, the entries in any order, and an account line for each account
 * that occurs, so that `hledger check --strict` passes.
 */
#ifndef PAPER_JOURNAL_H
#define PAPER_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "domain/ledger.h"

struct journal_entry {
	struct id entry_id;
	struct id order_id;		/* nil: none */
	int64_t day;			/* as the site's clocks have it */
	struct str occasion;		/* "order_paid", ... */
	const struct entry *entry;
};

/* The decimal mark, and each currency with its decimals. */
void journal_head(struct buf *out, const struct currency *currencies,
    size_t n);

/*
 * ERR_BUG when its postings do not sum to zero, or there are none: nothing
 * is written then.  Else what the buffer says.
 */
enum err journal_entry(struct buf *out, const struct journal_entry *e)
    MUST_CHECK;

/*
 * "liabilities:seller_payable:sel_01h...": under assets, liabilities,
 * revenues and expenses, from which hledger infers the type; reserves, which
 * are no money, under memo.
 */
void journal_account_name(struct buf *out, enum account account,
    struct id owner);
void journal_account(struct buf *out, enum account account, struct id owner);

#endif
