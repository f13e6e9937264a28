/*
 * A bill as it goes on paper: every text, amount and date is decided, so
 * that what is rendered tomorrow equals what was rendered today.  Strings
 * are borrowed, UTF-8 and untrusted; an empty one is left out.  The terms
 * are those of EN 16931, so that UBL 2.1 is another rendering of the same.
 */
#ifndef PAPER_BILL_H
#define PAPER_BILL_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "domain/money.h"

/* Days are those of domain/days.h, as the site's clocks have them. */
#define PAPER_NO_DAY INT64_MIN

/* A settlement is what the site owes a seller. */
enum paper_kind {
	PAPER_BILL, PAPER_CREDIT_NOTE, PAPER_STATEMENT, PAPER_SETTLEMENT
};
enum paper_size { PAPER_A4, PAPER_LETTER };
enum paper_status {
	PAPER_OPEN, PAPER_PARTLY_PAID, PAPER_PAID, PAPER_OVERDUE, PAPER_VOID,
	PAPER_STATUS__MAX
};

/* Why a rate is what it is; the codes are those of UN/CEFACT 5305. */
enum paper_tax_kind {
	PAPER_TAX_STANDARD,	/* S, reduced rates too */
	PAPER_TAX_ZERO,		/* Z */
	PAPER_TAX_EXEMPT,	/* E */
	PAPER_TAX_REVERSE,	/* AE, the buyer owes it */
	PAPER_TAX_EXPORT,	/* G */
	PAPER_TAX_OUTSIDE,	/* O, not within the tax's scope */
	PAPER_TAX__MAX
};

struct paper_party {
	struct str name;
	const struct str *address;	/* a line each */
	size_t naddress;
	struct str country;		/* ISO 3166-1 alpha-2 */
	struct str country_name;	/* in the bill's language */
	struct str tax_number;
	struct str contact;		/* a person or a mailbox */
};

struct paper_line {
	struct str text;
	struct str detail;		/* plan, options; under the text */
	struct str seller;
	struct str order;		/* of a statement's line */
	struct str kind;		/* of a settlement's line: "sale" */
	int64_t from_day, to_day;	/* both included, or PAPER_NO_DAY */
	int64_t quantity;
	/* Of a settlement's: of the sale, what is paid, the commission. */
	struct money unit, net, tax;
	int64_t rate_milli;		/* 19000 is 19 % */
	enum paper_tax_kind tax_kind;
};

/* What the lines of one kind and rate sum to. */
struct paper_tax {
	struct str name;		/* "VAT"; empty: the locale's word */
	enum paper_tax_kind kind;
	int64_t rate_milli;
	struct money net, tax;
};

/* Where a transfer goes to; shown while something is open. */
struct paper_bank {
	struct str holder, bank, account, bic, reference;
};

struct bill_paper {
	enum paper_kind kind;
	enum paper_size size;
	struct str number;
	struct str corrects;		/* a credit note's bill */
	int64_t issued_day, due_day, paid_day;
	int64_t from_day, to_day;	/* what a statement covers */
	int64_t created_at_us;		/* the file's own date */
	struct paper_party issuer, customer;
	const struct str *orders;	/* of a statement: in its lines */
	size_t norders;
	struct str po_number, cost_centre;
	struct str stage;		/* "Milestone 2 of 3: Prototype, 30 %" */
	const struct paper_line *lines;
	size_t nlines;
	const struct paper_tax *taxes;
	size_t ntaxes;
	struct money net, tax, total, paid, open;
	/* Of a settlement: sales - commission = net, net + carried = total. */
	struct money sales, commission, carried;
	enum paper_status status;
	struct str means;		/* "Card ending in 4242" */
	struct paper_bank bank;
	struct str url;			/* of the bill's page, http(s) */
	const struct str *notes;	/* paragraphs: reverse charge, ... */
	size_t nnotes;
};

/*
 * What every rendering asks first: counts within bounds.h, one currency,
 * lines sum to taxes, taxes to the total, paid and open to the total, a
 * credit note names its bill.  ERR_INVALID, ERR_LIMIT, ERR_CURRENCY or
 * ERR_OVERFLOW; *why, a constant, names the fault.
 */
enum err bill_paper_check(const struct bill_paper *b, struct str *why)
    MUST_CHECK;

/* What a country prints on, as CLDR has it (paperSize); none: A4. */
enum paper_size paper_size_in(struct str country);

/* "S", "AE": UN/CEFACT 5305, as in CSV and UBL. */
const char *paper_tax_code(enum paper_tax_kind k);

#endif
