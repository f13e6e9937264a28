/* An order as its buyer reads it. */
#ifndef SALE_ORDER_JSON_H
#define SALE_ORDER_JSON_H

#include "sale/order_set.h"

enum err order_json(struct call *c, struct json *j,
    const struct order_set *set, const struct order *o) MUST_CHECK;

/* Is its secret a first sign-in of the seller's making? */
bool service_shown_once(const struct service *s, bool saas);

#endif
