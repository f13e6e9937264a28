/* What souk-offers' handlers share. */
#ifndef SRC_OFFERS_OFFERS_H
#define SRC_OFFERS_OFFERS_H

#include "app/call.h"
#include "app/paging.h"
#include "sale/call.h"

extern const struct route seller_routes[], customer_routes[],
    sending_routes[], template_routes[], request_routes[],
    notification_routes[], report_routes[];

#endif
