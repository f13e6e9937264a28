/* --routes: each row as one line of JSON, bodies as JSON Schema. */
#ifndef APP_ROUTES_H
#define APP_ROUTES_H

#include "app/route.h"
#include "base/buf.h"

void routes_write(struct buf *out, const struct router *router,
    const char *responder);

#endif
