/*
 * A seller's statement as CSV (RFC 4180), as paper/bill_csv.h has it.
 * Columns, in this order:
 *   number, issued, from, to, paid_out, issuer, seller, seller_country,
 *   seller_tax_number, currency, sales, commission, carried, payout,
 *   status (open, paid, carried), line (from 1), kind (sale, refund,
 *   write_off), day, order, text, detail, line_net, line_commission,
 *   line_payable
 */
#ifndef PAPER_SETTLEMENT_CSV_H
#define PAPER_SETTLEMENT_CSV_H

#include "base/arena.h"
#include "base/err.h"
#include "paper/bill.h"
#include "paper/sink.h"

/* As bill_csv(); of a PAPER_SETTLEMENT. */
enum err settlement_csv(struct arena *a, struct paper_sink to,
    const struct bill_paper *b) MUST_CHECK;

#endif
