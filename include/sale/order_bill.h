/* What an order's bills say of it. */
#ifndef SALE_ORDER_BILL_H
#define SALE_ORDER_BILL_H

#include "sale/order_set.h"

/*
 * The members "bill", the first one that stands, "bills", and of an order in
 * stages "payment_plan": how far it is.  ERR_OVERFLOW.
 */
enum err order_bills_json(struct json *j, const struct order_set *s,
    const struct order *o) MUST_CHECK;

#endif
