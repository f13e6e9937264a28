#include "storefront/routes.h"
#include "storefront/shop.h"

#include "catalog/suggestions.h"

/* A name that is being typed; what is longer is a search. */
enum { TYPED_BYTES_MAX = 200 };

static struct str
typed(const struct call *c)
{
	struct str q = request_query(c->request, "q");
	size_t n = q.n;

	if (n <= TYPED_BYTES_MAX)
		return q;
	for (n = TYPED_BYTES_MAX; ((unsigned char)q.p[n] & 0xc0) == 0x80; n--)
		continue;
	return str_sub(q, 0, n);
}

static void
put_link(struct json *j, struct call *c, const char *folder, struct str slug,
    struct str name)
{
	json_put_str(j, "slug", slug);
	json_put_str(j, "name", name);
	json_put_str(
	    j, "url", arena_printf(c->arena, "%s%.*s", folder, STR_FMT(slug)));
}

static enum err
put_product(struct json *j, struct call *c, const struct catalogue *cat,
    uint32_t number)
{
	const struct catalogue_product *p = catalogue_card(
	    c->arena, cat, number);
	const struct catalogue_seller *s;

	if (!p)
		return ERR_NOMEM;
	s = &cat->sellers[p->seller];
	json_object(j);
	put_link(j, c, "/p/", p->slug, p->name[shop_locale(c)]);
	json_key(j, "seller");
	json_object(j);
	json_put_str(j, "slug", s->slug);
	json_put_str(j, "name", s->name);
	json_end_object(j);
	json_put_str(j, "logo",
	    p->logo.p ? arena_printf(c->arena, "/media/%.*s", STR_FMT(p->logo))
		      : STR_NONE);
	json_end_object(j);
	return OK;
}

static enum err
put_products(struct json *j, struct call *c, const struct catalogue *cat,
    const struct suggestions *s)
{
	enum err e = OK;

	json_key(j, "products");
	json_array(j);
	for (size_t i = 0; e == OK && i < s->nproducts; i++)
		e = put_product(j, c, cat, s->products[i]);
	json_end_array(j);
	return e;
}

static void
put_categories(struct json *j, struct call *c, const struct catalogue *cat,
    const struct suggestions *s)
{
	json_key(j, "categories");
	json_array(j);
	for (size_t i = 0; i < s->ncategories; i++) {
		const struct catalogue_category
		    *g = &cat->categories[s->categories[i]];

		json_object(j);
		put_link(j, c, "/c/", g->slug, g->name[shop_locale(c)]);
		json_put_i64(j, "products", g->products);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
put_sellers(struct json *j, struct call *c, const struct catalogue *cat,
    const struct suggestions *s)
{
	json_key(j, "sellers");
	json_array(j);
	for (size_t i = 0; i < s->nsellers; i++) {
		const struct catalogue_seller
		    *seller = &cat->sellers[s->sellers[i]];

		json_object(j);
		put_link(j, c, "/s/", seller->slug, seller->name);
		json_put_i64(j, "products", seller->products);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
put_queries(struct json *j, const struct suggestions *s)
{
	json_key(j, "queries");
	json_array(j);
	if (s->query.p)
		json_str(j, s->query);
	json_end_array(j);
}

static enum err
suggestions_list(struct call *c)
{
	const struct catalogue *cat;
	struct suggestions s;
	struct json *j;
	bool done;
	enum err e = shop_catalogue(c, &cat);

	if (e == OK)
		e = shop_cached(c, cat, &done);
	if (e != OK || done)
		return e;
	e = catalogue_suggestions(c->arena, &s, cat, typed(c), shop_locale(c));
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	e = put_products(j, c, cat, &s);
	put_categories(j, c, cat, &s);
	put_sellers(j, c, cat, &s);
	put_queries(j, &s);
	json_end_object(j);
	return e;
}

static const char *const suggest_query[] = { "q", "lang", NULL };

const struct route suggest_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/suggestions",
	    .handler = suggestions_list,
	    .query = suggest_query,
	    .answer = "Suggestions",
	    .status = 200,
	    .summary = "What a search box offers for what was typed so far" },
	{ .method = NULL }
};
