#include "storefront/list.h"
#include "storefront/routes.h"
#include "storefront/shop.h"

#include "catalog/marks.h"
#include "catalog/product_json.h"

static void
put_suggestion(struct json *j, const struct view *v, int32_t category)
{
	const struct catalogue_category *g;

	json_key(j, "suggestion");
	if (category == NO_CATEGORY) {
		json_null(j);
		return;
	}
	g = &v->cat->categories[category];
	json_object(j);
	json_key(j, "category");
	json_object(j);
	json_put_str(j, "slug", g->slug);
	json_put_str(j, "name", g->name[v->locale]);
	json_end_object(j);
	json_end_object(j);
}

/* [[from, to], ...] in code points. */
static void
put_ranges(
    struct json *j, const char *key, const struct marks *marks, struct str text)
{
	struct mark found[MARKS_MAX];
	size_t n = marks_find(found, marks, text);

	marks_points(found, n, text);
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_array(j);
		json_i64(j, found[i].from);
		json_i64(j, found[i].to);
		json_end_array(j);
	}
	json_end_array(j);
}

static void
put_card(struct json *j, struct view *v, const struct list *l, uint32_t number)
{
	const struct catalogue_product *p = catalogue_card(
	    v->c->arena, v->cat, number);

	if (!p) {
		j->out->err = ERR_NOMEM;
		return;
	}
	json_object(j);
	card_json_fields(j, v->cat, p, v->locale);
	json_key(j, "highlight");
	json_object(j);
	put_ranges(j, "name", l->found.marks, p->name[v->locale]);
	put_ranges(j, "summary", l->found.marks, p->summary[v->locale]);
	json_end_object(j);
	json_end_object(j);
}

/* What does not depend on the search was written with the view. */
static void
put_value(struct json *j, struct view *v, const struct list *l, enum facet f,
    const struct facet_value *value)
{
	const struct catalogue_value *known = &v->cat->values[f]
						   .at[value->index];
	bool chosen = f == FACET_PRICE ? value->chosen
				       : list_is_chosen(l, f, value->value);

	json_raw(j, known->json[v->locale]);
	buf_add_u64(j->out, value->count);
	buf_add(j->out,
	    chosen ? STR(",\"chosen\":true}") : STR(",\"chosen\":false}"));
}

static void
put_facets(struct json *j, struct view *v, const struct list *l)
{
	json_key(j, "facets");
	json_array(j);
	for (enum facet f = 0; f < FACET__MAX; f++) {
		const struct facet_counts *counts = &l->found.facets[f];

		json_object(j);
		json_put_cstr(j, "facet", facet_name(f));
		json_put_str(j, "label", list_facet_name(v, f));
		json_key(j, "values");
		json_array(j);
		for (size_t i = 0; i < counts->n; i++)
			put_value(j, v, l, f, &counts->values[i]);
		json_end_array(j);
		json_put_i64(j, "more", (int64_t)counts->more);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
put_products(struct json *j, struct view *v, const struct list *l)
{
	json_object(j);
	json_key(j, "items");
	json_array(j);
	for (size_t i = 0; i < l->found.n; i++)
		put_card(j, v, l, l->found.items[i]);
	json_end_array(j);
	json_put_str(j, "next", l->next);
	json_put_i64(j, "total", (int64_t)l->found.total);
	put_facets(j, v, l);
	put_suggestion(j, v, l->found.suggestion);
	json_put_str(j, "corrected", l->found.corrected);
	json_put_bool(j, "relaxed", l->found.relaxed);
	json_put_i64(j, "whole", (int64_t)l->found.whole);
	json_end_object(j);
}

static enum err
products_list(struct call *c)
{
	struct list l;
	struct view v;
	bool done;
	enum err e = view_open(c, &v);

	if (e == OK)
		e = list_read(c, v.cat, &l);
	if (e == OK)
		e = list_run(c, v.cat, &l);
	if (e == OK)
		e = shop_cached(c, v.cat, &done);
	if (e == OK && !done)
		put_products(reply_json(c, 200), &v, &l);
	return e;
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

static const char *const list_query[] = { "q", "category+", "delivery+",
	"mode+", "platform+", "licence+", "seller+", "region+", "price_min",
	"price_max", "sort", "limit", "after", "lang", NULL };
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
