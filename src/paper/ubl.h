/* A bill on its way to UBL; the parts of bill_ubl.c. */
#ifndef PAPER_UBL_H
#define PAPER_UBL_H

#include <stdbool.h>

#include "base/bounds.h"
#include "paper/bill.h"
#include "xml.h"

/* EN 16931's amounts: at most two decimals (BR-DEC-01 to -28). */
enum { UBL_DECIMALS = 2 };

/* BG-23, one category and rate. */
struct ubl_tax {
	enum paper_tax_kind kind;
	int64_t rate_milli;
	struct money net, tax;		/* as the bill has them */
	int64_t net_shown, tax_shown;
	int64_t before_minor;		/* nets of the groups before it */
	int64_t lines_minor;		/* of its lines, so far */
};

struct ubl {
	struct xml xml;
	const struct bill_paper *bill;
	bool credit;			/* a CreditNote */
	bool outside;			/* all of it is out of scope (O) */
	struct currency currency;
	int64_t unit;			/* minor units in what is shown */
	struct ubl_tax taxes[PAPER_TAXES_MAX];
	size_t ntaxes;
	int64_t net, tax, total, paid, payable; /* as they are shown */
};

/* Parts the lines by category and rounds all sums.  ERR_LIMIT. */
enum err ubl_sum(struct ubl *u) MUST_CHECK;

/* The category that a line has in this document, and its group. */
enum paper_tax_kind ubl_kind(const struct ubl *u, const struct paper_line *l);
struct ubl_tax *ubl_tax_of(struct ubl *u, const struct paper_line *l);

/* A line's net as it is shown; in the order of the lines, each once. */
int64_t ubl_line_net(struct ubl *u, const struct paper_line *l);

/* An amount of money to what EN 16931 shows, half away from zero. */
int64_t ubl_round(const struct ubl *u, int64_t minor);

/* cbc elements of this document's currency, with what is shown of them. */
void ubl_amount(struct ubl *u, const char *name, int64_t shown);
void ubl_day(struct ubl *u, const char *name, int64_t day);
void ubl_period(struct ubl *u, int64_t from_day, int64_t to_day);

/* cac:TaxCategory or cac:ClassifiedTaxCategory; with its reason, BT-120. */
void ubl_category(struct ubl *u, const char *name, enum paper_tax_kind kind,
    int64_t rate_milli, bool reason);

void ubl_parties(struct ubl *u);
void ubl_lines(struct ubl *u);

#endif
