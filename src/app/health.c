#include <stdio.h>
#include <string.h>

#include "app/health.h"
#include "app/metrics.h"

/* The newest migration that this program's statements rely on. */
enum { SCHEMA_VERSION = 48 };

static const struct program *self;

static enum err
healthz(struct call *c)
{
	struct json *j = reply_json(c, 200);

	json_object(j);
	json_put_cstr(j, "status", "ok");
	json_end_object(j);
	return OK;
}

static const char schema_sql[] =
    "SELECT COUNT(*) FROM schema_migrations"
    " WHERE version = ? AND finished_at IS NOT NULL";

static enum err
schema_check(struct call *c)
{
	struct db_result r;
	enum err e;

	e = db_query(
	    c->db, c->arena, &r, schema_sql, DB_ARGS(db_i64(SCHEMA_VERSION)));
	if (e == ERR_BUG ||
	    (e == OK && (!db_next(&r) || db_get_i64(&r, 0) == 0)))
		return call_fail(c, ERR_UNAVAILABLE,
		    "The database's schema "
		    "is older than this program; run soukctl migrate.");
	return e;
}

static enum err
readyz(struct call *c)
{
	struct str why = STR_NONE;
	struct json *j;
	enum err e = schema_check(c);

	if (e == OK && self->ready)
		e = self->ready(c->site, &why);
	if (e != OK && why.n > 0)
		return call_fail(c, ERR_UNAVAILABLE, "%.*s", STR_FMT(why));
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_put_cstr(j, "status", "ready");
	json_put_i64(j, "schema", SCHEMA_VERSION);
	json_end_object(j);
	return OK;
}

static enum err
metrics(struct call *c)
{
	c->reply->status = 200;
	c->reply->content_type = "text/plain; version=0.0.4; charset=utf-8";
	metrics_write(&c->reply->body, c->site);
	if (self->metrics)
		self->metrics(c->site, &c->reply->body);
	return OK;
}

const struct route *
health_routes(const struct program *program)
{
	static char patterns[3][64];
	static struct route rows[] = { { .method = "GET",
					   .handler = healthz,
					   .caller = CALLER_ANYONE,
					   .tx = TX_NONE,
					   .status = 200,
					   .answer = "Health",
					   .summary = "Is the process alive?" },
		{ .method = "GET",
		    .handler = readyz,
		    .caller = CALLER_ANYONE,
		    .tx = TX_READ,
		    .status = 200,
		    .answer = "Ready",
		    .summary = "Database, schema and data are there?" },
		{ .method = "GET",
		    .handler = metrics,
		    .caller = CALLER_METRICS,
		    .tx = TX_NONE,
		    .status = 200,
		    .summary = "Counters, Prometheus text" },
		{ .method = NULL } };
	static const char *const names[] = { "healthz", "readyz", "metrics" };

	self = program;
	for (size_t i = 0; i < 3; i++) {
		snprintf(patterns[i], sizeof(patterns[i]), "/api/%s/%s",
		    program->responder, names[i]);
		rows[i].pattern = patterns[i];
	}
	return rows;
}
