#include "answer.h"

typedef void (*plain_fn)(const struct asked *q, struct answer *out);
typedef void (*id_fn)(const struct asked *q, struct answer *out, struct str id);

static void
healthz(const struct asked *q, struct answer *out)
{
	(void)q;
	out->type = "text/plain; charset=utf-8";
	buf_add_cstr(&out->body, "ok\n");
}

static void
style(const struct asked *q, struct answer *out)
{
	(void)q;
	page_style(out);
}

/* A pattern that ends in '/' takes one more piece, an id. */
static const struct {
	const char *method, *pattern;
	plain_fn plain;
	id_fn with_id;
} routes[] = {
	{ "POST", "/v1/sessions", api_create, NULL },
	{ "GET", "/v1/sessions", api_find, NULL },
	{ "GET", "/v1/sessions/", NULL, api_get },
	{ "POST", "/v1/charges", api_charge, NULL },
	{ "POST", "/v1/refunds", api_refund, NULL },
	{ "GET", "/v1/refunds", api_refund_find, NULL },
	{ "GET", "/v1/refunds/", NULL, api_refund_get },
	{ "POST", "/v1/setups", api_setup, NULL },
	{ "GET", "/v1/setups", api_setup_find, NULL },
	{ "GET", "/v1/setups/", NULL, api_setup_get },
	{ "POST", "/v1/forgotten-methods/", NULL, api_forget },
	{ "GET", "/v1/book", api_book, NULL },
	{ "GET", "/pay/", NULL, page_show },
	{ "POST", "/pay/", NULL, page_pay },
	{ "GET", "/setup/", NULL, page_setup_show },
	{ "POST", "/setup/", NULL, page_setup_pay },
	{ "GET", "/style.css", style, NULL },
	{ "GET", "/healthz", healthz, NULL },
};

static bool
path_matches(const char *pattern, struct str path, struct str *id)
{
	struct str p = str_from(pattern);

	if (!str_ends(p, STR("/")))
		return str_eq(p, path);
	*id = str_sub(path, p.n, path.n);
	return str_starts(path, p) && id->n > 0 && str_find(*id, '/') == id->n;
}

static void
not_found(const struct asked *q, struct answer *out, bool path_known)
{
	if (str_starts(q->path, STR("/v1/")) || path_known)
		api_problem(out, path_known ? 405 : 404,
		    path_known ? "method" : "not_found",
		    path_known ? "This path does not take that method."
			       : "There is nothing at this path.");
	else
		page_problem(out, 404, "Page not found",
		    "This test provider has no such page.");
}

void
routes_answer(const struct asked *q, struct answer *out)
{
	bool path_known = false;
	struct str id;

	out->status = 200;
	for (size_t i = 0; i < sizeof(routes) / sizeof(*routes); i++) {
		if (!path_matches(routes[i].pattern, q->path, &id))
			continue;
		path_known = true;
		if (!str_is(q->method, routes[i].method))
			continue;
		if (routes[i].plain)
			routes[i].plain(q, out);
		else
			routes[i].with_id(q, out, id);
		return;
	}
	not_found(q, out, path_known);
}
