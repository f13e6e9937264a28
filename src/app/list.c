#include "app/list.h"

#include <string.h>

#include "crypto/token.h"

enum err
after_read(struct call *c, struct id *after, const struct page *page)
{
	*after = (struct id){ { 0 } };
	if (page->after.p == NULL)
		return OK;
	if (page->after.n != sizeof(after->b))
		return call_fault(c, "/after", "format",
		    "Use the \"next\" of an earlier page as it is.");
	memcpy(after->b, page->after.p, sizeof(after->b));
	return OK;
}

enum err
next_write(struct call *c, struct json *j, struct str more, struct id last,
    int64_t limit)
{
	const char *pattern = c->route->pattern;
	struct str id = { (const char *)last.b, sizeof(last.b) };
	struct str next, link;
	enum err e = base64url_encode(c->arena, &next, id);

	if (e != OK)
		return e;
	if (more.p == NULL)
		return ERR_NOMEM;
	link = arena_printf(c->arena,
	    "<%.*s%s?limit=%lld%.*s&after=%.*s>; rel=\"next\"",
	    STR_FMT(c->site->config.public_url), pattern, (long long)limit,
	    STR_FMT(more), STR_FMT(next));
	if (link.p == NULL)
		return ERR_NOMEM;
	reply_header(c->reply, "Link", link);
	json_str(j, next);
	return OK;
}
