/*
 * A bill as CSV (RFC 4180): UTF-8, CRLF, a header row, then a row a line,
 * each with the bill's own fields, so that rows of many bills can be put
 * into one sheet.  Columns, in this order:
 *   kind (bill, credit_note, statement), number, corrects, issued, due,
 *   from, to, issuer, issuer_country, issuer_tax_number, customer,
 *   customer_country, customer_tax_number, po_number, cost_centre, orders
 *   (parted by spaces), currency, bill_net, bill_tax, bill_total,
 *   bill_paid, bill_open, status, line (from 1), order, text, detail,
 *   seller, line_from, line_to, quantity, unit_price, net, tax_code
 *   (UN/CEFACT 5305), tax_percent, tax
 * Days are ISO 8601; amounts are digits with a point and the currency's
 * decimals.  A text that a spreadsheet would take for a formula (OWASP,
 * "CSV injection") has an apostrophe before it; amounts never have.
 */
#ifndef PAPER_BILL_CSV_H
#define PAPER_BILL_CSV_H

#include "base/arena.h"
#include "base/err.h"
#include "paper/bill.h"
#include "paper/sink.h"

/*
 * The arena is used for one line at a time.  As bill_paper_check(), or
 * what the sink says.
 */
enum err bill_csv(struct arena *a, struct paper_sink to,
    const struct bill_paper *b) MUST_CHECK;

#endif
