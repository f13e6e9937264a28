/*
 * Counters of a process, by site and route; Prometheus text 0.0.4.  A
 * site's counters outlive a change of its parameters.
 */
#ifndef APP_METRICS_H
#define APP_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "app/site.h"
#include "base/buf.h"
#include "base/str.h"

/* Before the first site: the rows' labels, borrowed for ever. */
struct metrics_route {
	const char *method, *pattern;
};
enum err metrics_open(const char *responder,
    const struct metrics_route *routes, size_t n) MUST_CHECK;
void metrics_close(void);

/* The counters of a site of that name, or NULL when out of memory. */
void *metrics_site(struct str site);

/* route: its index, or n for a request that matched none. */
void metrics_count(void *site_metrics, size_t route, int status,
    int64_t took_us);

void metrics_write(struct buf *out, const struct site *site);

#endif
