/* A call to a seller's endpoint as the site's settings allow it. */
#ifndef APP_ENDPOINT_H
#define APP_ENDPOINT_H

#include "app/site.h"
#include "provision/endpoint.h"
#include "store/endpoint.h"

/*
 * endpoint_call() with the product's address and unsealed key.  With no
 * transaction open.  ERR_BUSY: too many wait for others already.
 */
enum err endpoint_ask(struct arena *a, struct endpoint_instance *out,
    struct endpoint_trace *trace, const struct site *site,
    const struct endpoint *at, bool test, enum endpoint_activity activity,
    const struct endpoint_order *order) MUST_CHECK;

#endif
