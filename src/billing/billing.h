/* What souk-billing's handlers share. */
#ifndef SRC_BILLING_BILLING_H
#define SRC_BILLING_BILLING_H

#include "app/call.h"
#include "store/bill.h"

extern const struct route bill_routes[], bill_file_routes[], credit_routes[],
    receivable_routes[];

/* Operators have no company of their own: ERR_FORBIDDEN. */
enum err company_required(struct call *c) MUST_CHECK;

/* The company's bill that the path names.  ERR_NOT_FOUND. */
enum err bill_of_path(struct call *c, struct bill *out) MUST_CHECK;

/*
 * Answers with the bills of a company (nil: of all), narrowed and paged as
 * the query says.
 */
enum err bills_answer(struct call *c, struct id company_id) MUST_CHECK;

/* A bill with its lines, taxes, receipts and notes; one value. */
enum err bill_whole_json(struct call *c, struct json *j,
    const struct bill *b) MUST_CHECK;

#endif
