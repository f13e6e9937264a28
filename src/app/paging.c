#include "app/paging.h"

#include <string.h>

#include "crypto/token.h"
#include "html/html.h"

enum { LINK_MAX = 4096 };

enum err
paging_read(struct call *c, struct paging *p)
{
	struct page page;
	enum err e = call_page(c, &page);

	*p = (struct paging){ .limit = page.limit, .after = page.after };
	return e;
}

enum err
paging_fault(struct call *c)
{
	return call_fault(c, "/after", "format",
	    "Use the \"next\" of an earlier page as it is.");
}

enum err
paging_read_id(struct call *c, struct paging *p, struct id *after)
{
	enum err e = paging_read(c, p);

	*after = (struct id){ { 0 } };
	if (e != OK || p->after.n == 0)
		return e;
	if (p->after.n != sizeof(after->b))
		return paging_fault(c);
	memcpy(after->b, p->after.p, sizeof(after->b));
	return OK;
}

size_t
paging_cut(struct paging *p, size_t n)
{
	p->more = n > (size_t)p->limit;
	return n - p->more;
}

struct json *
paging_open(struct call *c)
{
	struct json *j = reply_json(c, 200);

	json_object(j);
	json_key(j, "items");
	json_array(j);
	return j;
}

/* What narrows the list stays as it was asked for. */
static void
link_write(struct call *c, struct buf *out, struct str next)
{
	const struct request *r = c->request;

	buf_addf(out, "<%.*s%.*s?", STR_FMT(c->site->config.public_url),
	    STR_FMT(r->path));
	for (size_t i = 0; i < r->nquery; i++) {
		if (str_is(r->query[i].name, "after"))
			continue;
		html_url_part(out, r->query[i].name);
		buf_add(out, STR("="));
		html_url_part(out, r->query[i].value);
		buf_add(out, STR("&"));
	}
	buf_addf(out, "after=%.*s>; rel=\"next\"", STR_FMT(next));
}

enum err
paging_next(struct call *c, const struct paging *p, struct str cursor)
{
	struct json *j = &c->json;
	struct str next;
	struct buf link;
	enum err e;

	json_end_array(j);
	if (!p->more) {
		json_put_str(j, "next", STR_NONE);
		return OK;
	}
	e = base64url_encode(c->arena, &next, cursor);
	if (e != OK)
		return e;
	buf_open(&link, LINK_MAX);
	link_write(c, &link, next);
	e = buf_err(&link);
	if (e == OK)
		reply_header(
		    c->reply, "Link", str_copy(c->arena, buf_str(&link)));
	buf_close(&link);
	json_put_str(j, "next", next);
	/* "next" alone will do where the address is too long for a header. */
	return e == ERR_LIMIT ? OK : e;
}

enum err
paging_close_id(struct call *c, const struct paging *p, const struct id *last)
{
	struct str cursor = STR_NONE;
	enum err e;

	if (last != NULL)
		cursor = (struct str){ (const char *)last->b, sizeof(last->b) };
	e = paging_next(c, p, cursor);
	json_end_object(&c->json);
	return e;
}

void
paging_close_all(struct call *c)
{
	json_end_array(&c->json);
	json_put_str(&c->json, "next", STR_NONE);
	json_end_object(&c->json);
}
