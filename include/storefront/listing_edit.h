/* The draft of a product, as its editor reads it. */
#ifndef STOREFRONT_LISTING_EDIT_H
#define STOREFRONT_LISTING_EDIT_H

#include "storefront/selling.h"

/* Answers with schema ListingEdit; the ETag is the draft's version. */
enum err listing_edit_reply(struct call *c, int status, struct id product_id)
    MUST_CHECK;

#endif
