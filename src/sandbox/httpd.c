#include "httpd.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "base/bounds.h"
#include "base/log.h"

enum { IDLE_S = 60 };

struct httpd {
	struct MHD_Daemon *daemon;
	struct provider *provider;
	struct str public_url;
};

/* A request on its way in. */
struct incoming {
	struct buf body;
};

static struct str
header_of(struct MHD_Connection *c, enum MHD_ValueKind kind, const char *name)
{
	const char *value = MHD_lookup_connection_value(c, kind, name);

	return value ? str_from(value) : STR("");
}

static void
header_add(struct MHD_Response *r, const char *name, const char *value)
{
	if (MHD_add_response_header(r, name, value) != MHD_YES)
		log_error("answer header refused", "name=%s", name);
}

static void
headers_add(struct MHD_Response *r, struct arena *a, const struct answer *out)
{
	struct str csp = arena_printf(a,
	    "default-src 'none'; style-src 'self'; img-src data:; "
	    "form-action 'self' %.*s; base-uri 'none'; "
	    "frame-ancestors 'none'",
	    STR_FMT(out->form_action));

	header_add(r, "Content-Type", out->type);
	header_add(r, "Cache-Control", "no-store");
	header_add(r, "X-Content-Type-Options", "nosniff");
	header_add(r, "Referrer-Policy", "no-referrer");
	if (csp.p)
		header_add(r, "Content-Security-Policy", csp.p);
	if (!str_empty(out->location))
		header_add(r, "Location", out->location.p);
}

static enum MHD_Result
answer_send(struct MHD_Connection *c, struct arena *a, struct answer *out)
{
	struct str body = buf_str(&out->body);
	struct MHD_Response *r;

	if (buf_err(&out->body)) {
		buf_clear(&out->body);
		api_problem(out, 500, "internal", "The answer is too large.");
		body = buf_str(&out->body);
	}
	/* MHD copies: the buffer is closed before the bytes are sent. */
	r = MHD_create_response_from_buffer(body.n,
	    (void *)(uintptr_t)(body.p ? body.p : ""), MHD_RESPMEM_MUST_COPY);
	if (!r)
		return MHD_NO;
	headers_add(r, a, out);
	enum MHD_Result sent = MHD_queue_response(c, (unsigned)out->status, r);
	MHD_destroy_response(r);
	return sent;
}

static enum MHD_Result
request_answer(struct httpd *h, struct MHD_Connection *c, const char *method,
    const char *path, struct incoming *in)
{
	struct arena *a = arena_open(REQUEST_ARENA_MAX);
	struct answer out = { .type = "text/plain" };
	enum MHD_Result sent;

	if (!a)
		return MHD_NO;
	const struct asked q = { .arena = a,
		.provider = h->provider,
		.public_url = h->public_url,
		.method = str_from(method),
		.path = str_from(path),
		.reference = header_of(c, MHD_GET_ARGUMENT_KIND, "reference"),
		.key = header_of(c, MHD_HEADER_KIND, "Idempotency-Key"),
		.body = buf_str(&in->body) };

	buf_open(&out.body, ANSWER_BYTES_MAX);
	if (buf_err(&in->body))
		api_problem(&out, 413, "body_too_large",
		    "The body is larger than 64 KiB.");
	else
		routes_answer(&q, &out);
	sent = answer_send(c, a, &out);
	log_info(
	    "request", "method=%s path=%s status=%d", method, path, out.status);
	buf_close(&out.body);
	arena_close(a);
	return sent;
}

static enum MHD_Result
request_feed(void *arg, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *data, size_t *n,
    void **state)
{
	struct incoming *in = *state;

	(void)version;
	if (!in) {
		in = calloc(1, sizeof(*in));
		if (!in)
			return MHD_NO;
		buf_open(&in->body, BODY_MAX);
		*state = in;
		return MHD_YES;
	}
	if (*n > 0) {
		/* Past the limit buf keeps its error and the rest is drained. */
		buf_add(&in->body, (struct str){ data, *n });
		*n = 0;
		return MHD_YES;
	}
	return request_answer(arg, c, method, url, in);
}

static void
request_end(void *arg, struct MHD_Connection *c, void **state,
    enum MHD_RequestTerminationCode why)
{
	struct incoming *in = *state;

	(void)arg, (void)c, (void)why;
	if (!in)
		return;
	buf_close(&in->body);
	free(in);
	*state = NULL;
}

enum err
httpd_open(struct httpd **out, int listen_fd, struct provider *provider,
    struct str public_url)
{
	struct httpd *h = calloc(1, sizeof(*h));

	if (!h)
		return ERR_NOMEM;
	h->provider = provider;
	h->public_url = public_url;
	h->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD |
		MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL,
	    0, NULL, NULL, request_feed, h, MHD_OPTION_LISTEN_SOCKET, listen_fd,
	    MHD_OPTION_NOTIFY_COMPLETED, request_end, NULL,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
	    MHD_OPTION_END);
	if (!h->daemon) {
		free(h);
		return ERR_IO;
	}
	*out = h;
	return OK;
}

void
httpd_close(struct httpd *h)
{
	MHD_stop_daemon(h->daemon);
	free(h);
}
