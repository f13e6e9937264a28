/* X8: what is still to come for a seller. */
#ifndef SRC_BILLING_SETTLEMENT_FORECAST_H
#define SRC_BILLING_SETTLEMENT_FORECAST_H

#include "app/call.h"

enum err settlement_forecast_show(struct call *c) MUST_CHECK;

#endif
