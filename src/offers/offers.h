/* What souk-offers' handlers share. */
#ifndef SRC_OFFERS_OFFERS_H
#define SRC_OFFERS_OFFERS_H

#include "app/call.h"
#include "app/paging.h"
#include "sale/call.h"

/* A table a file, each ended by a row without method. */
extern const struct route opening_routes[], exclusive_routes[],
    redemption_routes[], answer_routes[];
extern const struct route seller_routes[], draft_routes[], customer_routes[],
    sending_routes[], template_routes[], request_routes[],
    notification_routes[], report_routes[];

#endif
