/* R2, R19: the documents that an order of a product accepts. */
#ifndef SALE_DOCUMENT_H
#define SALE_DOCUMENT_H

#include "act/order.h"
#include "app/call.h"
#include "sale/shelf.h"

/* The members "items" and "contact": what is to be ticked, in a locale. */
enum err documents_json(struct call *c, struct json *j, struct id product_id,
    struct str locale) MUST_CHECK;

/*
 * Checks that terms, refund rule and the item's agreements are among the
 * hashes given, and fills p->documents and *kept.  ERR_TERMS,
 * ERR_TERMS_CHANGED.
 */
enum err documents_accept(struct call *c, struct placement *p,
    struct order_document **kept, const struct wire_list *hashes,
    const struct shelf_item *item) MUST_CHECK;

#endif
