#include <string.h>
#include <unistd.h>

#include "base/bounds.h"
#include "http/reply.h"

/* A buffer above this is given back after its answer. */
enum { KEEP_BYTES_MAX = 256 * 1024, HEADERS_MAX = 16 * 1024 };

static const struct {
	int status;
	const char *text;
} statuses[] = { { 200, "OK" }, { 201, "Created" }, { 202, "Accepted" },
	{ 204, "No Content" }, { 301, "Moved Permanently" }, { 302, "Found" },
	{ 303, "See Other" }, { 304, "Not Modified" },
	{ 308, "Permanent Redirect" }, { 400, "Bad Request" },
	{ 401, "Unauthorized" }, { 403, "Forbidden" }, { 404, "Not Found" },
	{ 405, "Method Not Allowed" }, { 409, "Conflict" }, { 410, "Gone" },
	{ 412, "Precondition Failed" }, { 413, "Content Too Large" },
	{ 415, "Unsupported Media Type" }, { 422, "Unprocessable Content" },
	{ 429, "Too Many Requests" }, { 500, "Internal Server Error" },
	{ 503, "Service Unavailable" }, { 507, "Insufficient Storage" } };

void
reply_open(struct reply *r)
{
	memset(r, 0, sizeof(*r));
	r->file = -1;
	buf_open(&r->headers, HEADERS_MAX);
	buf_open(&r->body, REPLY_MAX);
}

void
reply_file(struct reply *r, int fd, uint64_t bytes)
{
	if (r->file >= 0)
		close(r->file);
	r->file = fd;
	r->file_bytes = fd >= 0 ? bytes : 0;
}

int
reply_file_take(struct reply *r)
{
	int fd = r->file;

	r->file = -1;
	return fd;
}

static void
release(struct reply *r)
{
	if (r->release)
		r->release(r->release_arg);
	r->release = NULL;
	r->release_arg = NULL;
	r->shared_body = STR_NONE;
	reply_file(r, -1, 0);
}

void
reply_clear(struct reply *r)
{
	release(r);
	r->status = 0;
	r->content_type = NULL;
	buf_clear(&r->headers);
	if (r->body.cap > KEEP_BYTES_MAX)
		buf_close(&r->body);
	else
		buf_clear(&r->body);
}

void
reply_close(struct reply *r)
{
	release(r);
	buf_close(&r->headers);
	buf_close(&r->body);
}

void
reply_header(struct reply *r, const char *name, struct str value)
{
	/* A line break would let a value write headers of its own. */
	if (memchr(value.p ? value.p : "", '\n', value.n) ||
	    memchr(value.p ? value.p : "", '\r', value.n)) {
		r->headers.err = ERR_BUG;
		return;
	}
	buf_add_cstr(&r->headers, name);
	buf_add(&r->headers, STR(": "));
	buf_add(&r->headers, value);
	buf_add(&r->headers, STR("\r\n"));
}

enum err
reply_err(const struct reply *r)
{
	enum err e = buf_err(&r->headers);

	if (e == OK)
		e = buf_err(&r->body);
	return e == ERR_LIMIT ? ERR_BUG : e;
}

const char *
status_text(int status)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].status == status)
			return statuses[i].text;
	return "Unknown";
}

struct str
reply_body(const struct reply *r)
{
	return r->shared_body.p ? r->shared_body : buf_str(&r->body);
}

uint64_t
reply_bytes(const struct reply *r)
{
	return r->file >= 0 ? r->file_bytes : reply_body(r).n;
}

void
reply_head(struct buf *out, const struct reply *r)
{
	/* RFC 9110, 8.6: neither 204 nor 304 may have a length of 0. */
	bool bodiless = r->status == 204 || r->status == 304;

	buf_add(out, STR("Status: "));
	buf_add_i64(out, r->status);
	buf_add_char(out, ' ');
	buf_add_cstr(out, status_text(r->status));
	buf_add(out, STR("\r\n"));
	if (r->content_type && !bodiless) {
		buf_add(out, STR("Content-Type: "));
		buf_add_cstr(out, r->content_type);
		buf_add(out, STR("\r\n"));
	}
	buf_add(out, buf_str(&r->headers));
	if (!bodiless) {
		buf_add(out, STR("Content-Length: "));
		buf_add_u64(out, reply_bytes(r));
		buf_add(out, STR("\r\n"));
	}
	buf_add(out, STR("\r\n"));
}
