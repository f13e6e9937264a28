/* R15: the server that an image is to run on. */
#ifndef SALE_QUOTE_SERVER_H
#define SALE_QUOTE_SERVER_H

#include "sale/quote.h"

/*
 * Finds it for a plan of an image, and its fee over the same periods.
 * Problems are set.
 */
enum err quote_server(struct call *c, struct quote *q,
    const struct plan_sale *plan) MUST_CHECK;

#endif
