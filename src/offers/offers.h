/* What souk-offers' handlers share. */
#ifndef SRC_OFFERS_OFFERS_H
#define SRC_OFFERS_OFFERS_H

#include "app/call.h"
#include "app/paging.h"
#include "sale/call.h"

#endif
