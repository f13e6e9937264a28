/* What every responder has: healthz, readyz, metrics. */
#ifndef APP_HEALTH_H
#define APP_HEALTH_H

#include "app/serve.h"

/* The rows for a program; program is borrowed for ever. */
const struct route *health_routes(const struct program *program);

#endif
