/*
 * One HTTP request, as the web server passed it on.  Everything points
 * into the connection's buffers or the request's arena.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "base/arena.h"
#include "base/bounds.h"
#include "base/err.h"
#include "base/str.h"
#include "http/fcgi.h"

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_PUT,
	METHOD_PATCH, METHOD_DELETE, METHOD_OTHER };

struct pair {
	struct str name;
	struct str value;
};

struct request {
	enum method method;
	struct str uri;			/* REQUEST_URI as it came */
	struct str path;		/* decoded, below the base path */
	struct pair query[QUERY_PAIRS_MAX];
	size_t nquery;
	struct str body;
	struct str remote_addr;
	struct str request_id;		/* the web server's, or our own */
	const struct fcgi *fcgi;
};

/*
 * base_path is PUBLIC_URL's path ("" or "/shop").  ERR_NOT_FOUND: outside
 * it.  ERR_SYNTAX: %2F, "//", "..", NUL, bad escapes, bad UTF-8.
 * ERR_LIMIT: too long or too many.  ERR_BODY_TOO_LARGE.
 * A body is taken only when its length equals CONTENT_LENGTH.
 */
enum err request_read(struct request *out, struct arena *a,
    const struct fcgi *fcgi, struct str base_path) MUST_CHECK;

/* Header by its CGI name: request_header(r, "HTTP_ORIGIN"). */
struct str request_header(const struct request *r, const char *cgi_name);
/* Of a name that comes again the first value counts. */
struct str request_query(const struct request *r, const char *name);
/* Each value of a name in turn, *at beginning with 0; then .p NULL. */
struct str request_query_next(const struct request *r, const char *name,
    size_t *at);
struct str request_cookie(const struct request *r, struct str name);
const char *method_name(enum method m);
enum method method_parse(struct str s);

#endif
