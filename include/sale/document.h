/* R2, R19: the documents that an order of a product accepts. */
#ifndef SALE_DOCUMENT_H
#define SALE_DOCUMENT_H

#include "act/order.h"
#include "app/call.h"
#include "sale/quote.h"
#include "sale/shelf.h"

/* Of an offer, beside its product's; n 0: none. */
struct extra_documents {
	struct document *at;
	size_t n;
};
enum err extra_documents_of(struct call *c, struct extra_documents *out,
    struct id offer_id, int64_t version) MUST_CHECK;

/* What is to be ticked, in a locale: a list. */
enum err documents_json(struct call *c, struct json *j, struct id product_id,
    const struct extra_documents *extra, struct str locale) MUST_CHECK;

/* One of them. */
enum err document_json(struct call *c, struct json *j,
    const struct document *d, struct str url) MUST_CHECK;

/* The hashes of that list, in its order; at most CONSENTS_MAX. */
enum err documents_asked(struct call *c, struct hash hashes[CONSENTS_MAX],
    size_t *n, struct id product_id, const struct extra_documents *extra,
    struct str locale) MUST_CHECK;

/* The contact that the seller asks for (sale/consent.h), or null. */
enum err documents_contact_json(struct call *c, struct json *j,
    struct id product_id, struct str locale) MUST_CHECK;

/*
 * Checks that terms, refund rule, the item's agreements and, with an offer,
 * its own and the permissions of its stages are among the hashes given, and
 * fills p->documents and *kept.  ERR_TERMS, ERR_TERMS_CHANGED.
 */
enum err documents_accept(struct call *c, struct placement *p,
    struct order_document **kept, const struct wire_list *hashes,
    const struct shelf_item *item, const struct quote *q) MUST_CHECK;

#endif
