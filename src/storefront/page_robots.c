#include "storefront/pages.h"

enum err
page_robots(struct call *c)
{
	struct str base = c->site->config.base_path;

	reply_header(c->reply, "Cache-Control", STR("no-cache"));
	buf_addf(&c->reply->body,
	    "User-agent: *\n"
	    "Disallow: %.*s/api/\nDisallow: %.*s/checkout/\n"
	    "Disallow: %.*s/my/\nSitemap: %.*s/sitemap.xml\n",
	    STR_FMT(base), STR_FMT(base), STR_FMT(base),
	    STR_FMT(c->site->config.public_url));
	c->reply->status = 200;
	c->reply->content_type = "text/plain; charset=utf-8";
	return buf_err(&c->reply->body);
}
