/* A bill from the database as it goes on paper (paper/bill.h). */
#ifndef WORKER_BILL_PAPER_H
#define WORKER_BILL_PAPER_H

#include "locale/locale.h"
#include "paper/bill.h"
#include "shop.h"
#include "store/bill.h"

struct bill_rows {
	struct bill bill;
	struct bill_line *lines;
	size_t nlines;
	struct receipt *receipts;
	size_t nreceipts;
	int64_t stages;		/* of its order's plan; 0: none */
};

/* In the words of l; all of it lies in the step's arena.  ERR_NOMEM, ... */
enum err bill_paper_make(struct step *s, struct bill_paper *out,
    const struct bill_rows *rows, const struct locale *l) MUST_CHECK;

/* A text with its values, in the arena; .p NULL: out of memory. */
struct str paper_fill(struct arena *a, struct str text,
    const struct locale_arg *args, size_t n);

/* "Hauptstr. 1, 10115 Berlin" is two lines on paper.  ERR_NOMEM. */
enum err paper_address(struct arena *a, struct paper_party *p,
    struct str text) MUST_CHECK;

/*
 * The account that the site's BANK_DETAILS name, if they have an IBAN: then
 * what else they say is the bank.  Without one nothing is set.  ERR_NOMEM.
 */
enum err bill_bank(struct arena *a, struct paper_bank *out,
    struct str details) MUST_CHECK;

#endif
