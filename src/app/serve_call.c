#include <string.h>

#include "app/auth.h"
#include "app/csrf.h"
#include "app/idem.h"
#include "app/limits.h"
#include "app/metrics.h"
#include "app/problem.h"
#include "app/serve_call.h"
#include "app/sites.h"
#include "app/upload.h"
#include "base/log.h"
#include "base/sys.h"
#include "http/server.h"
#include "tx.h"

enum { HEAD_MAX = 32 * 1024 };

/* On every answer, errors too; the web server sets them for files. */
static const char security_headers[] =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; "
    "style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types lit-html\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n";

enum err
lane_open(struct lane *l)
{
	l->arena = arena_open(REQUEST_ARENA_MAX);
	reply_open(&l->reply);
	buf_open(&l->head, HEAD_MAX);
	return l->arena ? OK : ERR_NOMEM;
}

void
lane_close(struct lane *l)
{
	if (l->arena)
		arena_close(l->arena);
	reply_close(&l->reply);
	buf_close(&l->head);
}

/* Before a path could be read, the address has to do. */
static bool
is_api(const struct request *r)
{
	return r->path.n > 0
	    ? str_starts(r->path, STR("/api/"))
	    : memmem(r->uri.p ? r->uri.p : "", r->uri.n, "/api/", 5) != NULL;
}

static bool
changes(enum method m)
{
	return m != METHOD_GET && m != METHOD_HEAD;
}

/* Does the route take this name?  "delivery+" may come again. */
static bool
query_known(const struct route *route, struct str name, bool *again)
{
	for (const char *const *known = route->query; known && *known;
	     known++) {
		struct str plain = str_from(*known);

		*again = str_ends(plain, STR("+"));
		plain.n -= *again;
		if (str_eq(plain, name))
			return true;
	}
	return false;
}

/* Pages take foreign names: links from elsewhere carry what they like. */
static enum err
query_check(struct call *c)
{
	const struct request *r = c->request;

	for (size_t i = 0; i < r->nquery && !c->route->page; i++) {
		struct str name = r->query[i].name;
		bool again;

		if (!query_known(c->route, name, &again))
			return call_fail(c, ERR_INVALID,
			    "The query parameter "
			    "\"%.*s\" is not known here; leave it out.",
			    STR_FMT(str_sub(name, 0, 40)));
		for (size_t k = 0; k < i && !again; k++)
			if (str_eq(r->query[k].name, name))
				return call_fail(c, ERR_SYNTAX,
				    "The query parameter \"%.*s\" is given "
				    "twice; say it once.",
				    STR_FMT(str_sub(name, 0, 40)));
	}
	return OK;
}

static bool
is_json(struct str type)
{
	struct str rest = type, media;

	return str_cut(&rest, ';', &media) &&
	    str_eq_nocase(str_trim(media), STR("application/json"));
}

static enum err
body_read(struct call *c)
{
	const struct route *route = c->route;
	struct str body = c->request->body;
	void *out;

	if (route->upload)
		return upload_check(c);
	if (body.n > (route->body_max ? route->body_max : BODY_MAX))
		return ERR_BODY_TOO_LARGE;
	/* A gateway's body is checked by its signature, byte by byte. */
	if (route->caller == CALLER_GATEWAY)
		return OK;
	if (!route->body && (body.n == 0 || str_is(str_trim(body), "{}")))
		return OK;
	if (!route->body)
		return call_fail(c, ERR_INVALID, "This takes no body.");
	if (!is_json(request_header(c->request, "CONTENT_TYPE")))
		return ERR_MEDIA_TYPE;
	out = arena_alloc(c->arena, route->body->size);
	if (!out)
		return ERR_NOMEM;
	c->body = out;
	return shape_read(c->arena, out, route->body, body, &c->faults);
}

/* Who asks, and may they?  Then what do they ask, and how often? */
static enum err
admit(struct call *c)
{
	bool mutation = changes(c->request->method) &&
	    c->route->caller != CALLER_GATEWAY;
	enum err e = query_check(c);

	/* An upload was counted before its body. */
	if (e == OK && mutation && !c->upload)
		e = limits_mutation(c->site, c->client, clock_mono_us());
	if (e == OK)
		e = call_hold(c);
	if (e == OK)
		e = auth_check(c);
	/* No page can make a browser send somebody's API key. */
	if (e == OK && mutation && id_is_nil(c->who.key_id))
		e = csrf_check(c);
	if (e == OK)
		e = body_read(c);
	if (e == OK && c->route->idempotent)
		e = idem_read(c);
	return e;
}

static enum err
routed(struct call *c)
{
	enum err e = limits_enter(c->site, changes(c->request->method));

	if (e != OK)
		return e;
	e = admit(c);
	if (e == OK)
		e = call_run(c);
	call_drop(c);
	limits_leave(c->site);
	return e;
}

/* The same as far as the handler: then its body may come. */
static enum err
upload_routed(struct call *c, struct fcgi_sink *sink)
{
	enum err e = limits_enter(c->site, true);

	if (e != OK)
		return e;
	e = admit(c);
	call_drop(c);
	limits_leave(c->site);
	return e == OK ? upload_open(sink, c) : e;
}

/* Finds site and row; what fails here has no route. */
static enum err
located(struct call *c, const struct router *router, struct request *request,
    const struct fcgi *in, size_t *index, struct str *allow)
{
	struct str base = STR_NONE;
	enum err found, e;

	found = sites_find(&c->site, in);
	if (found == OK)
		base = c->site->config.base_path;
	e = request_read(request, c->arena, in, base);
	if (found != OK)
		return found;
	if (c->site->fault.n > 0)
		return c->site->why;
	if (e != OK)
		return e;
	c->client = limits_client(c->site, request);
	c->network = limits_network(c->arena, c->client);
	if (!c->network.p)
		return ERR_NOMEM;
	return router_match(router, c, index, allow);
}

static bool
has_header(const struct reply *r, struct str name)
{
	struct str rest = buf_str(&r->headers), line;

	while (str_cut(&rest, '\n', &line))
		if (str_eq_nocase(str_sub(line, 0, name.n), name))
			return true;
	return false;
}

/* Appended as they are: reply_header() is for values from elsewhere. */
static void
headers_finish(struct call *c)
{
	struct reply *r = c->reply;

	if (!has_header(r, STR("Cache-Control:")))
		buf_add(&r->headers, STR("Cache-Control: no-store\r\n"));
	buf_add(&r->headers,
	    (struct str){ security_headers, sizeof(security_headers) - 1 });
	buf_add(&r->headers, STR("X-Request-Id: "));
	buf_add(&r->headers, c->request->request_id);
	buf_add(&r->headers, STR("\r\n"));
}

static void
line_log(const struct call *c, int status, uint64_t bytes, int64_t took_us)
{
	log_info("request",
	    "id=%.*s site=%.*s method=%s route=%s status=%d "
	    "ms=%lld.%lld bytes=%llu",
	    STR_FMT(c->request->request_id),
	    STR_FMT(c->site ? c->site->config.site : STR("-")),
	    method_name(c->request->method), c->route ? c->route->pattern : "-",
	    status, (long long)took_us / 1000, (long long)took_us / 100 % 10,
	    (unsigned long long)bytes);
}

/* Out of memory is not mended by the next request; a new process is. */
static void
retire(const struct call *c)
{
	if (arena_used(c->arena) > REQUEST_ARENA_MAX / 2)
		return;
	log_error("retiring", "why=%s", "out of memory");
	server_retire();
}

static void
fail(
    struct call *c, enum err e, struct str allow, const struct program *program)
{
	bool page = c->route ? c->route->page : !is_api(c->request);

	if (problem_of(e)->status == 500 || e == ERR_NOMEM)
		log_error("request failed", "id=%.*s route=%s why=%s",
		    STR_FMT(c->request->request_id),
		    c->route ? c->route->pattern : "-", err_name(e));
	problem_reply(c, e, page, program);
	if (allow.n > 0)
		reply_header(c->reply, "Allow", allow);
	if (e == ERR_NOMEM)
		retire(c);
}

/* A request on its way through a lane. */
struct passage {
	int64_t began_us;
	struct request request;
	struct call call;
	struct str allow;
	size_t index; /* of its row */
	struct lane *lane;
};

/* Site and row of the request. */
static enum err
passage_open(struct passage *p, const struct router *router, struct lane *lane,
    const struct fcgi *in)
{
	*p = (struct passage){ .began_us = clock_mono_us(),
		.request.method = METHOD_OTHER,
		.call.arena = lane->arena,
		.call.request = &p->request,
		.call.reply = &lane->reply,
		.call.now_us = clock_now_us(),
		.index = router->n,
		.lane = lane };
	return located(&p->call, router, &p->request, in, &p->index, &p->allow);
}

/* The lane is left without a trace of it. */
static void
passage_close(struct passage *p)
{
	if (p->call.site)
		site_unref(p->call.site);
	reply_clear(&p->lane->reply);
	buf_clear(&p->lane->head);
	arena_reset(p->lane->arena);
}

static bool
is_bodiless(const struct passage *p)
{
	int status = p->call.reply->status;

	return p->request.method == METHOD_HEAD || status == 204 ||
	    status == 304;
}

/* The answer, or the problem that e is, finished in the lane. */
static void
passage_end(struct passage *p, enum err e, const struct program *program)
{
	struct call *c = &p->call;

	if (e == OK && c->reply->status == 0)
		c->reply->status = c->route->status ? c->route->status : 200;
	if (e == OK)
		e = reply_err(c->reply);
	if (e != OK)
		fail(c, e, p->allow, program);
	headers_finish(c);
	reply_head(&p->lane->head, c->reply);
}

static void
passage_note(const struct passage *p, uint64_t bytes)
{
	const struct call *c = &p->call;
	int64_t took_us = clock_mono_us() - p->began_us;

	if (c->site)
		metrics_count(
		    c->site->metrics, p->index, c->reply->status, took_us);
	line_log(c, c->reply->status, bytes, took_us);
}

/* As records, all of it; nothing that is answered so has a file. */
static uint64_t
passage_write(struct passage *p, const struct fcgi *in, struct buf *out)
{
	struct str body = reply_body(p->call.reply);

	if (is_bodiless(p))
		body = STR_NONE;
	fcgi_answer(out, in->request_id, buf_str(&p->lane->head), body);
	return body.n;
}

static void
passage_answer(struct passage *p, enum err e, const struct program *program,
    const struct fcgi *in, struct sending *out)
{
	struct reply *reply = p->call.reply;
	uint64_t bytes;

	passage_end(p, e, program);
	bytes = reply_bytes(reply);
	if (reply->file < 0 || bytes == 0 || is_bodiless(p)) {
		bytes = passage_write(p, in, &out->records);
	} else {
		fcgi_part(&out->records, in->request_id,
		    buf_str(&p->lane->head), STR_NONE);
		out->file = reply_file_take(reply);
		out->file_bytes = bytes;
	}
	passage_note(p, bytes);
}

/* Most requests have no body, or JSON: they are not looked at twice. */
static bool
may_be_upload(const struct fcgi *in)
{
	struct str length = fcgi_param(in, "CONTENT_LENGTH");

	return length.n > 0 && !str_is(length, "0") &&
	    !is_json(fcgi_param(in, "CONTENT_TYPE"));
}

bool
call_begin(const struct program *program, const struct router *router,
    struct lane *lane, struct fcgi *in, struct buf *out)
{
	struct passage p;
	enum err e;

	if (!may_be_upload(in))
		return false;
	e = passage_open(&p, router, lane, in);
	/* What is wrong with other requests is said when they are whole. */
	if (e != OK || !p.call.route->upload) {
		passage_close(&p);
		return false;
	}
	e = upload_routed(&p.call, &in->sink);
	if (e != OK) {
		passage_end(&p, e, program);
		passage_note(&p, passage_write(&p, in, out));
	}
	passage_close(&p);
	return e != OK;
}

void
call_serve(const struct program *program, const struct router *router,
    struct lane *lane, const struct fcgi *in, struct sending *out)
{
	struct passage p;
	enum err e = passage_open(&p, router, lane, in);

	p.call.upload = upload_of(in);
	if (e == OK)
		e = routed(&p.call);
	passage_answer(&p, e, program, in, out);
	passage_close(&p);
}
