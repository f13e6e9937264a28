/* The process's route rows, and which of them a request means. */
#ifndef APP_ROUTE_H
#define APP_ROUTE_H

#include "app/call.h"
#include "app/metrics.h"

struct route_row {
	const struct route *route;
	enum method method;
};

struct router {
	struct route_row rows[ROUTES_MAX];
	struct metrics_route labels[ROUTES_MAX];
	size_t n;
	size_t body_max;		/* the largest of the rows' */
	bool uploads;			/* a row takes one */
};

/* A table ended by .method NULL.  ERR_CONFIG: a row that cannot be. */
enum err router_add(struct router *r, const struct route *table) MUST_CHECK;

/*
 * Sets c->route and c->path_arg; *index is the row's.  The first row that
 * matches counts.  HEAD is answered by GET's row unless that
 * writes.  ERR_NOT_FOUND; ERR_METHOD, and *allow lists the path's methods.
 */
enum err router_match(const struct router *r, struct call *c, size_t *index,
    struct str *allow) MUST_CHECK;

#endif
