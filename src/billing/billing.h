/* What souk-billing's handlers share. */
#ifndef SRC_BILLING_BILLING_H
#define SRC_BILLING_BILLING_H

#include "app/call.h"
#include "store/bill.h"

extern const struct route bill_routes[], bill_file_routes[], credit_routes[];

/* Operators have no company of their own: ERR_FORBIDDEN. */
enum err company_required(struct call *c) MUST_CHECK;

/* The company's bill that the path names.  ERR_NOT_FOUND. */
enum err bill_of_path(struct call *c, struct bill *out) MUST_CHECK;

/* What is open of it; of a void one nothing. */
enum err bill_left(struct money *open, const struct bill *b) MUST_CHECK;

/* The members of a bill that lists and the bill itself have. */
enum err bill_json(struct json *j, const struct bill *b) MUST_CHECK;

#endif
