#include <stdarg.h>
#include <stdio.h>

#include "app/call.h"
#include "base/num.h"
#include "base/text.h"
#include "crypto/token.h"

enum { DETAIL_MAX = 512, ETAG_MAX = 128 };

struct json *
reply_json(struct call *c, int status)
{
	c->reply->status = status;
	c->reply->content_type = "application/json";
	json_start(&c->json, &c->reply->body);
	return &c->json;
}

enum err
call_fail(struct call *c, enum err e, const char *fmt, ...)
{
	char text[DETAIL_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	c->detail = str_copy(c->arena, text_cut(str_from(text), DETAIL_MAX));
	return e;
}

enum err
call_fault(
    struct call *c, const char *pointer, const char *code, const char *fmt, ...)
{
	char text[DETAIL_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	wire_fault_add(
	    c->arena, &c->faults, str_from(pointer), code, "%s", text);
	return ERR_INVALID;
}

enum err
call_page(struct call *c, struct page *out)
{
	struct str limit = request_query(c->request, "limit");
	struct str after = request_query(c->request, "after");
	enum err e;

	out->limit = LIST_DEFAULT;
	out->after = STR_NONE;
	if (limit.p && num_parse_in(&out->limit, limit, 1, LIST_MAX) != OK)
		return call_fault(c, "/limit", "range",
		    "Write a number from 1 to %d.", LIST_MAX);
	if (after.n == 0)
		return OK;
	e = base64url_decode(c->arena, &out->after, after);
	if (e != OK && e != ERR_NOMEM)
		return call_fault(c, "/after", "format",
		    "Use the \"next\" "
		    "of an earlier page as it is.");
	return e;
}

/* "W/" and the quotes away: weak comparison (RFC 9110, 8.8.3.2). */
static struct str
etag_bare(struct str tag)
{
	tag = str_trim(tag);
	if (str_starts(tag, STR("W/")))
		tag = str_sub(tag, 2, tag.n - 2);
	if (tag.n >= 2 && tag.p[0] == '"' && tag.p[tag.n - 1] == '"')
		return str_sub(tag, 1, tag.n - 2);
	return tag;
}

static bool
etag_listed(struct str list, struct str etag)
{
	struct str item;

	while (str_cut(&list, ',', &item))
		if (str_is(str_trim(item), "*") ||
		    str_eq(etag_bare(item), etag))
			return true;
	return false;
}

enum err
call_not_modified(struct call *c, struct str etag, bool *done)
{
	struct str known = request_header(c->request, "HTTP_IF_NONE_MATCH");
	char text[ETAG_MAX];
	int n = snprintf(text, sizeof(text), "\"%.*s\"", STR_FMT(etag));

	*done = false;
	if (n < 0 || (size_t)n >= sizeof(text))
		return ERR_BUG;
	reply_header(c->reply, "ETag", (struct str){ text, (size_t)n });
	if (etag_listed(known, etag)) {
		c->reply->status = 304;
		*done = true;
	}
	return OK;
}

enum err
call_if_match(struct call *c, int64_t *row_version)
{
	struct str tag = request_header(c->request, "HTTP_IF_MATCH");

	*row_version = 0;
	if (tag.n == 0 || str_is(str_trim(tag), "*"))
		return OK;
	return num_parse_in(row_version, etag_bare(tag), 1, INT64_MAX) == OK
	    ? OK
	    : ERR_STALE;
}

void
call_version(struct call *c, int64_t row_version)
{
	char text[ETAG_MAX];
	int n = snprintf(
	    text, sizeof(text), "\"%lld\"", (long long)row_version);

	reply_header(c->reply, "ETag", (struct str){ text, (size_t)n });
}

enum err
call_stale(struct call *c, int64_t yours, int64_t now)
{
	c->extension = "row_version";
	c->extension_json = arena_printf(c->arena,
	    "{\"yours\":%lld,\"now\":%lld}", (long long)yours, (long long)now);
	return c->extension_json.p ? ERR_STALE : ERR_NOMEM;
}

enum err
call_draft_version(struct call *c, int64_t *row_version)
{
	struct str tag = str_trim(request_header(c->request, "HTTP_IF_MATCH"));

	*row_version = 0;
	if (tag.n == 0)
		return ERR_PRECONDITION;
	/* A server that compresses weakens what it passes on. */
	if (str_is(tag, "\"0\"") || str_is(tag, "W/\"0\""))
		return OK;
	return call_if_match(c, row_version);
}
