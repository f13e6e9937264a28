/* One request from its FastCGI record to its answer. */
#ifndef APP_SERVE_CALL_H
#define APP_SERVE_CALL_H

#include "app/route.h"
#include "app/serve.h"
#include "base/arena.h"
#include "http/fcgi.h"
#include "http/reply.h"
#include "http/server.h"

/* What one thread keeps from request to request. */
struct lane {
	struct arena *arena;
	struct reply reply;
	struct buf head;
};

enum err lane_open(struct lane *l) MUST_CHECK;
void lane_close(struct lane *l);

/*
 * Before a request's body.  An upload that is admitted gets its sink; one
 * that is not is answered: true.
 */
bool call_begin(const struct program *program, const struct router *router,
    struct lane *lane, struct fcgi *in, struct buf *out);

void call_serve(const struct program *program, const struct router *router,
    struct lane *lane, const struct fcgi *in, struct sending *out);

#endif
