/*
 * A bill as an electronic invoice: UBL 2.1 (ISO/IEC 19845), an Invoice or a
 * CreditNote, by the rules of EN 16931-1:2017 (CEN/TS 16931-3-2) and of no
 * country's own.  EN 16931 knows two decimals: amounts of currencies with
 * more are rounded so that they still sum up, what is left stands in BT-114,
 * and a note has the exact ones.  Where a bill has lines within and without
 * the tax's scope, the latter are exempt ones there (BR-O-11, BR-O-12).
 */
#ifndef PAPER_BILL_UBL_H
#define PAPER_BILL_UBL_H

#include "base/arena.h"
#include "base/err.h"
#include "paper/bill.h"
#include "paper/sink.h"

/*
 * As bill_paper_check(), or what the sink says.  ERR_STATE: a void bill,
 * which programs that pay what they read must never see.
 */
enum err bill_ubl(struct arena *a, struct paper_sink to,
    const struct bill_paper *b) MUST_CHECK;

#endif
