/* What a configuration costs now, or why it is not sold. */
#ifndef SALE_QUOTE_PRICE_H
#define SALE_QUOTE_PRICE_H

#include "sale/quote.h"
#include "sale/shelf.h"

/* What is quoted, when it is on sale; problems are set. */
enum err quote_item(struct call *c, struct shelf_item *item,
    struct quote *quote, enum shelf_age age) MUST_CHECK;

/* Prices a configuration by the catalogue's rows; problems are set. */
enum err quote_price(struct call *c, struct shelf_item *item,
    struct quote *quote, enum shelf_age age) MUST_CHECK;

/* ERR_STALE: the item it was priced by is the catalogue's no more. */
enum err quote_is_current(struct call *c, const struct shelf_item *item,
    const struct quote *quote) MUST_CHECK;

#endif
