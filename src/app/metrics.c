#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "app/metrics.h"
#include "http/server.h"

/* Upper bounds of the latency histogram, microseconds. */
static const int64_t bounds_us[] = { 100, 250, 500, 1000, 2500, 5000, 10000,
	25000, 50000, 100000, 250000, 1000000, 5000000 };
static const char *const bound_names[] = { "0.0001", "0.00025", "0.0005",
	"0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "1",
	"5" };

/* Every status that problem.c and the handlers answer with. */
static const int statuses[] = { 200, 201, 202, 204, 301, 302, 303, 304, 308,
	400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 429, 500, 503 };

enum {
	BOUNDS = sizeof(bounds_us) / sizeof(bounds_us[0]),
	STATUSES = sizeof(statuses) / sizeof(statuses[0])
};

struct route_counts {
	_Atomic uint64_t by_status[STATUSES + 1]; /* last: others */
	_Atomic uint64_t by_time[BOUNDS + 1];	  /* last: +Inf */
	_Atomic uint64_t time_us;
};

struct site_counts {
	char name[33];
	struct route_counts routes[]; /* one more than there are rows */
};

static struct {
	const char *responder;
	const struct metrics_route *routes;
	size_t nroutes;
	pthread_mutex_t mutex;
	struct site_counts *sites[SITES_MAX];
	size_t nsites;
} metrics = { .mutex = PTHREAD_MUTEX_INITIALIZER };

enum err
metrics_open(
    const char *responder, const struct metrics_route *routes, size_t n)
{
	if (n > ROUTES_MAX)
		return ERR_LIMIT;
	metrics.responder = responder;
	metrics.routes = routes;
	metrics.nroutes = n;
	return OK;
}

void
metrics_close(void)
{
	for (size_t i = 0; i < metrics.nsites; i++)
		free(metrics.sites[i]);
	metrics.nsites = 0;
}

void *
metrics_site(struct str site)
{
	struct site_counts *found = NULL;

	pthread_mutex_lock(&metrics.mutex);
	for (size_t i = 0; i < metrics.nsites && !found; i++)
		if (str_is(site, metrics.sites[i]->name))
			found = metrics.sites[i];
	if (!found && metrics.nsites < SITES_MAX &&
	    site.n < sizeof(found->name)) {
		found = calloc(1,
		    sizeof(*found) +
			(metrics.nroutes + 1) * sizeof(found->routes[0]));
		if (found) {
			if (site.n > 0)
				memcpy(found->name, site.p, site.n);
			metrics.sites[metrics.nsites++] = found;
		}
	}
	pthread_mutex_unlock(&metrics.mutex);
	return found;
}

void
metrics_count(void *site_metrics, size_t route, int status, int64_t took_us)
{
	struct site_counts *site = site_metrics;
	struct route_counts *r;
	size_t i;

	if (!site)
		return;
	r = &site->routes[route];
	for (i = 0; i < STATUSES && statuses[i] != status; i++)
		;
	atomic_fetch_add_explicit(&r->by_status[i], 1, memory_order_relaxed);
	for (i = 0; i < BOUNDS && bounds_us[i] < took_us; i++)
		;
	atomic_fetch_add_explicit(&r->by_time[i], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(
	    &r->time_us, (uint64_t)took_us, memory_order_relaxed);
}

static struct metrics_route
labels(size_t route)
{
	if (route < metrics.nroutes)
		return metrics.routes[route];
	return (struct metrics_route){ "-", "-" };
}

static void
requests_write(struct buf *out, const struct site_counts *site, size_t route)
{
	const struct route_counts *r = &site->routes[route];
	struct metrics_route l = labels(route);

	for (size_t i = 0; i <= STATUSES; i++) {
		uint64_t n = r->by_status[i];

		if (n == 0)
			continue;
		buf_addf(out,
		    "souk_requests_total{site=\"%s\",responder="
		    "\"%s\",method=\"%s\",route=\"%s\",status=\"",
		    site->name, metrics.responder, l.method, l.pattern);
		if (i < STATUSES)
			buf_add_i64(out, statuses[i]);
		else
			buf_add(out, STR("other"));
		buf_addf(out, "\"} %llu\n", (unsigned long long)n);
	}
}

static void
times_write(struct buf *out, const struct site_counts *site, size_t route)
{
	static const char name[] = "souk_request_duration_seconds";
	const struct route_counts *r = &site->routes[route];
	struct metrics_route l = labels(route);
	unsigned long long sum = 0, time_us = r->time_us;

	for (size_t i = 0; i <= BOUNDS; i++)
		sum += r->by_time[i];
	if (sum == 0)
		return;
	sum = 0;
	for (size_t i = 0; i <= BOUNDS; i++) {
		sum += r->by_time[i];
		buf_addf(out,
		    "%s_bucket{site=\"%s\",responder=\"%s\","
		    "method=\"%s\",route=\"%s\",le=\"%s\"} %llu\n",
		    name, site->name, metrics.responder, l.method, l.pattern,
		    i < BOUNDS ? bound_names[i] : "+Inf", sum);
	}
	buf_addf(out,
	    "%s_sum{site=\"%s\",responder=\"%s\",method=\"%s\","
	    "route=\"%s\"} %llu.%06llu\n",
	    name, site->name, metrics.responder, l.method, l.pattern,
	    time_us / 1000000, time_us % 1000000);
	buf_addf(out,
	    "%s_count{site=\"%s\",responder=\"%s\",method=\"%s\","
	    "route=\"%s\"} %llu\n",
	    name, site->name, metrics.responder, l.method, l.pattern, sum);
}

static void
single(struct buf *out, const char *kind, const char *name, uint64_t v)
{
	buf_addf(out, "# TYPE souk_%s %s\nsouk_%s{responder=\"%s\"} %llu\n",
	    name, kind, name, metrics.responder, (unsigned long long)v);
}

static void
server_write(struct buf *out)
{
	struct server_stats s;

	server_stats(&s);
	single(out, "gauge", "connections", s.connections);
	single(out, "counter", "connections_accepted_total", s.accepted);
	single(
	    out, "counter", "connections_refused_peer_total", s.refused_peer);
	single(out, "counter", "connections_refused_cap_total", s.refused_cap);
	single(out, "counter", "connections_broken_total", s.broken);
	single(out, "counter", "connections_timed_out_total", s.timed_out);
}

static void
pool_write(struct buf *out, const struct site *site)
{
	struct db_pool_stats p;

	db_pool_stats(site->pool, &p);
	single(out, "gauge", "db_connections", p.open);
	single(out, "gauge", "db_connections_taken", p.taken);
	single(out, "counter", "db_waits_total", p.waits);
	single(out, "counter", "db_wait_timeouts_total", p.timeouts);
	single(out, "counter", "db_opened_total", p.opened);
	single(out, "counter", "db_lost_total", p.lost);
}

void
metrics_write(struct buf *out, const struct site *site)
{
	const struct site_counts *counts = site->metrics;

	server_write(out);
	pool_write(out, site);
	if (!counts)
		return;
	buf_add(out, STR("# TYPE souk_requests_total counter\n"));
	for (size_t i = 0; i <= metrics.nroutes; i++)
		requests_write(out, counts, i);
	buf_add(out, STR("# TYPE souk_request_duration_seconds histogram\n"));
	for (size_t i = 0; i <= metrics.nroutes; i++)
		times_write(out, counts, i);
}
