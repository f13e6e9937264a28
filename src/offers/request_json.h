/* A negotiation as its sides see it. */
#ifndef SRC_OFFERS_REQUEST_JSON_H
#define SRC_OFFERS_REQUEST_JSON_H

#include "app/call.h"
#include "store/offer_request.h"

/* rounds NULL: none of them.  Who wrote one is named to the own side alone. */
void request_json(struct call *c, struct json *j, const struct offer_request *r,
    const struct request_round *rounds, size_t n,
    const struct request_party *party);

#endif
