#include "storefront/routes.h"
#include "storefront/shop.h"

#include "base/text.h"
#include "catalog/product_json.h"
#include "crypto/token.h"

/* At most SEARCH_CHARS_MAX characters, cut between two of them. */
static struct str
clamp(struct str s)
{
	size_t chars = 0, i = 0;

	for (; i < s.n; i++)
		if (((unsigned char)s.p[i] & 0xc0) != 0x80 &&
		    chars++ == SEARCH_CHARS_MAX)
			break;
	return str_sub(s, 0, i);
}

static enum err
read_sort(struct call *c, struct search *out)
{
	struct str sort = request_query(c->request, "sort");

	out->sort = str_empty(out->text) ? SORT_POPULAR : SORT_RELEVANCE;
	if (str_empty(sort) || sort_parse(&out->sort, sort) == OK ||
	    c->route->page)
		return OK;
	return call_fault(c, "/sort", "choice",
	    "Sort by popular, relevance, price, newest or name.");
}

enum err
search_read(struct call *c, const struct catalogue *cat, struct search *out)
{
	struct str category = request_query(c->request, "category");
	struct page page;
	enum err e;

	*out = (struct search){ .category = NO_CATEGORY,
		.seller = NO_SELLER,
		.locale = shop_locale(c) };
	out->text = clamp(str_trim(request_query(c->request, "q")));
	e = read_sort(c, out);
	if (e == OK)
		e = call_page(c, &page);
	if (e == ERR_INVALID && c->route->page)
		page = (struct page){ .limit = LIST_DEFAULT };
	else if (e != OK)
		return e;
	out->limit = (size_t)page.limit;
	out->after = page.after;
	if (str_empty(category))
		return OK;
	out->category = catalogue_category(cat, category);
	if (out->category == NO_CATEGORY)
		return call_fault(
		    c, "/category", "choice", "There is no such category.");
	return OK;
}

enum err
search_next(struct call *c, const struct found *found, struct str *out)
{
	*out = STR_NONE;
	if (!found->next.p)
		return OK;
	return base64url_encode(c->arena, out, found->next);
}

static enum err
search_run(struct call *c, const struct catalogue *cat,
    const struct search *search, struct found *found)
{
	enum err e = catalogue_search(c->arena, found, cat, search);

	if (e == ERR_INVALID)
		return call_fault(c, "/after", "format",
		    "Use the \"next\" "
		    "of an earlier page of the same sort as it is.");
	return e;
}

static void
put_suggestion(struct json *j, const struct catalogue *cat, int32_t category,
    size_t locale)
{
	json_key(j, "suggestion");
	if (category == NO_CATEGORY) {
		json_null(j);
		return;
	}
	json_object(j);
	json_key(j, "category");
	json_object(j);
	json_put_str(j, "slug", cat->categories[category].slug);
	json_put_str(j, "name", cat->categories[category].name[locale]);
	json_end_object(j);
	json_end_object(j);
}

static void
put_card(struct call *c, struct json *j, const struct catalogue *cat,
    uint32_t number, size_t locale)
{
	const struct catalogue_product *p = catalogue_card(
	    c->arena, cat, number);

	if (p)
		card_json(j, cat, p, locale);
	else
		j->out->err = ERR_NOMEM;
}

static enum err
products_list(struct call *c)
{
	const struct catalogue *cat;
	struct search search;
	struct found found;
	struct str next;
	struct json *j;
	bool done;
	enum err e = shop_catalogue(c, &cat);

	if (e == OK)
		e = search_read(c, cat, &search);
	if (e == OK)
		e = search_run(c, cat, &search, &found);
	if (e == OK)
		e = search_next(c, &found, &next);
	if (e == OK)
		e = shop_cached(c, cat, &done);
	if (e != OK || done)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_key(j, "items");
	json_array(j);
	for (size_t i = 0; i < found.n; i++)
		put_card(c, j, cat, found.items[i], search.locale);
	json_end_array(j);
	json_put_str(j, "next", next);
	json_put_i64(j, "total", (int64_t)found.total);
	put_suggestion(j, cat, found.suggestion, search.locale);
	json_put_str(j, "corrected", found.corrected);
	json_end_object(j);
	return OK;
}

/* Rendered when the catalogue was built; nothing is copied here. */
static void
reply_shared_json(struct call *c, struct str json)
{
	c->reply->status = 200;
	c->reply->content_type = "application/json";
	c->reply->shared_body = json;
}

static enum err
product_get(struct call *c)
{
	const struct catalogue *cat;
	const struct catalogue_product *p;
	uint32_t number;
	bool done;
	enum err e = shop_catalogue(c, &cat);

	if (e != OK)
		return e;
	number = catalogue_find(cat, c->path_arg[0]);
	if (number == NO_PRODUCT)
		return ERR_NOT_FOUND;
	p = catalogue_product(c->arena, cat, number);
	if (!p)
		return ERR_NOMEM;
	if (p->listing == LISTING_GONE)
		return call_fail(c, ERR_GONE,
		    "This product is no longer "
		    "sold; look for another in its category.");
	e = shop_cached(c, cat, &done);
	if (e == OK && !done)
		product_json(
		    reply_json(c, 200), c->arena, cat, p, shop_locale(c));
	return e;
}

static enum err
categories_list(struct call *c)
{
	const struct catalogue *cat;
	bool done;
	enum err e = shop_catalogue(c, &cat);

	if (e == OK)
		e = shop_cached(c, cat, &done);
	if (e == OK && !done)
		reply_shared_json(c, cat->categories_json[shop_locale(c)]);
	return e;
}

static const char *const list_query[] = { "q", "category", "sort", "limit",
	"after", "lang", NULL };
static const char *const lang_query[] = { "lang", NULL };

const struct route product_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/categories",
	    .handler = categories_list,
	    .query = lang_query,
	    .answer = "Categories",
	    .status = 200,
	    .summary = "The category tree, parents first" },
	{ .method = "GET",
	    .pattern = "/api/storefront/products",
	    .handler = products_list,
	    .query = list_query,
	    .answer = "Products",
	    .status = 200,
	    .summary = "List or search what is on sale" },
	{ .method = "GET",
	    .pattern = "/api/storefront/products/{slug}",
	    .handler = product_get,
	    .query = lang_query,
	    .answer = "Product",
	    .status = 200,
	    .summary = "One product with plans and prices" },
	{ .method = NULL }
};
