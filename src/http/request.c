#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "base/sys.h"
#include "http/request.h"
#include "http/uri.h"

static const char *const method_names[] = { [METHOD_GET] = "GET",
	[METHOD_HEAD] = "HEAD",
	[METHOD_POST] = "POST",
	[METHOD_PUT] = "PUT",
	[METHOD_PATCH] = "PATCH",
	[METHOD_DELETE] = "DELETE",
	[METHOD_OTHER] = "OTHER" };

const char *
method_name(enum method m)
{
	return method_names[m];
}

enum method
method_parse(struct str s)
{
	for (int m = METHOD_GET; m < METHOD_OTHER; m++)
		if (str_is(s, method_names[m]))
			return (enum method)m;
	return METHOD_OTHER;
}

static bool
is_request_id(struct str s)
{
	if (s.n < 8 || s.n > 64)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
		    !(c >= 'A' && c <= 'Z') && c != '-' && c != '_' && c != '@')
			return false;
	}
	return true;
}

/* nginx passes REQUEST_ID, Apache's mod_unique_id sets UNIQUE_ID. */
static enum err
request_id_read(struct request *r, struct arena *a)
{
	uint64_t random;

	r->request_id = request_header(r, "REQUEST_ID");
	if (!is_request_id(r->request_id))
		r->request_id = request_header(r, "UNIQUE_ID");
	if (is_request_id(r->request_id))
		return OK;
	random_bytes(&random, sizeof(random));
	r->request_id = arena_printf(a, "%016llx", (unsigned long long)random);
	return r->request_id.p ? OK : ERR_NOMEM;
}

static enum err
path_read(struct request *r, struct arena *a, struct str raw, struct str base)
{
	if (raw.n == 0 || raw.p[0] != '/')
		return ERR_SYNTAX;
	if (!str_starts(raw, base))
		return ERR_NOT_FOUND;
	raw = str_sub(raw, base.n, raw.n - base.n);
	if (raw.n == 0)
		raw = STR("/");
	else if (raw.p[0] != '/')
		return ERR_NOT_FOUND;
	return uri_decode_path(&r->path, a, raw);
}

static enum err
pair_add(struct request *r, struct arena *a, struct str pair)
{
	size_t eq = str_find(pair, '=');
	struct pair *out = &r->query[r->nquery];
	enum err e;

	if (r->nquery == QUERY_PAIRS_MAX)
		return ERR_LIMIT;
	e = uri_decode_query(&out->name, a, str_sub(pair, 0, eq));
	if (e != OK)
		return e;
	if (eq < pair.n)
		eq++;
	e = uri_decode_query(&out->value, a, str_sub(pair, eq, pair.n - eq));
	if (e != OK)
		return e;
	if (out->value.n > QUERY_VALUE_MAX)
		return ERR_LIMIT;
	r->nquery++;
	return OK;
}

static enum err
query_read(struct request *r, struct arena *a, struct str raw)
{
	struct str pair;
	enum err e;

	while (str_cut(&raw, '&', &pair)) {
		if (pair.n == 0)
			continue;
		e = pair_add(r, a, pair);
		if (e != OK)
			return e;
	}
	return OK;
}

/* A cut body must never pass as a shorter one. */
static enum err
body_check(const struct request *r)
{
	struct str length = request_header(r, "CONTENT_LENGTH");
	uint64_t n = 0;

	if (r->fcgi->body_too_large)
		return ERR_BODY_TOO_LARGE;
	if (r->fcgi->sink_err != OK)
		return r->fcgi->sink_err;
	if (length.n > 0 && num_parse_u64(&n, length) != OK)
		return ERR_SYNTAX;
	/* The body is still to come. */
	if (r->fcgi->phase == FCGI_WANT_STDIN)
		return OK;
	return n == r->fcgi->body_bytes ? OK : ERR_SYNTAX;
}

enum err
request_read(struct request *out, struct arena *a, const struct fcgi *fcgi,
    struct str base_path)
{
	size_t mark;
	enum err e;

	out->fcgi = fcgi;
	out->nquery = 0;
	out->path = STR_NONE;
	out->body = buf_str(&fcgi->body);
	out->method = method_parse(request_header(out, "REQUEST_METHOD"));
	out->uri = request_header(out, "REQUEST_URI");
	out->remote_addr = request_header(out, "REMOTE_ADDR");
	e = request_id_read(out, a);
	if (e != OK)
		return e;
	mark = str_find(out->uri, '?');
	e = path_read(out, a, str_sub(out->uri, 0, mark), base_path);
	if (e == OK && mark < out->uri.n)
		e = query_read(
		    out, a, str_sub(out->uri, mark + 1, out->uri.n - mark - 1));
	return e == OK ? body_check(out) : e;
}

struct str
request_header(const struct request *r, const char *cgi_name)
{
	return fcgi_param(r->fcgi, cgi_name);
}

struct str
request_query(const struct request *r, const char *name)
{
	for (size_t i = 0; i < r->nquery; i++)
		if (str_is(r->query[i].name, name))
			return r->query[i].value;
	return STR_NONE;
}

struct str
request_query_next(const struct request *r, const char *name, size_t *at)
{
	while (*at < r->nquery) {
		const struct pair *pair = &r->query[(*at)++];

		if (str_is(pair->name, name))
			return pair->value;
	}
	return STR_NONE;
}

struct str
request_cookie(const struct request *r, struct str name)
{
	struct str rest = request_header(r, "HTTP_COOKIE");
	struct str pair;

	for (int i = 0; i < COOKIES_MAX && str_cut(&rest, ';', &pair); i++) {
		size_t eq;

		pair = str_trim(pair);
		eq = str_find(pair, '=');
		if (eq < pair.n && str_eq(str_sub(pair, 0, eq), name))
			return str_sub(pair, eq + 1, pair.n - eq - 1);
	}
	return STR_NONE;
}
