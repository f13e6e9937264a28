/* GET flavours: where an image runs, on what, and what that costs. */
#include "checkout.h"
#include "sale/order_server.h"

static enum err
currency_asked(struct call *c, struct currency *out)
{
	struct str code = request_query(c->request, "currency");

	if (code.n == 0) {
		*out = id_is_nil(c->who.company_id) ? c->site->config.currency
						    : c->who.currency;
		return OK;
	}
	return currency_parse(out, code) == OK
	    ? OK
	    : call_fault(c, "/currency", "choice",
		  "%.*s is no currency of ISO 4217.", STR_FMT(code));
}

static bool
same_flavour(const struct server_sale *a, const struct server_sale *b)
{
	return str_eq(a->region.code, b->region.code) &&
	    str_eq(a->flavour.code, b->flavour.code);
}

/* One flavour of one region with its prices; how many rows that were. */
static size_t
item_json(struct json *j, const struct server_sale *o, size_t n)
{
	size_t i = 0;

	json_object(j);
	json_key(j, "region");
	region_json(j, o->region.code, o->region.name);
	json_put_str(j, "code", o->flavour.code);
	json_put_i64(j, "vcpus", o->flavour.vcpus);
	json_put_i64(j, "memory_gib", o->flavour.memory_gib);
	json_key(j, "prices");
	json_array(j);
	do {
		json_object(j);
		json_put_cstr(j, "mode", billing_mode_name(o[i].mode));
		json_put_money(j, "amount", o[i].amount);
		json_end_object(j);
	} while (++i < n && same_flavour(o, &o[i]));
	json_end_array(j);
	json_end_object(j);
	return i;
}

static enum err
flavours_list(struct call *c)
{
	struct str slug = request_query(c->request, "product");
	struct server_sale *sales;
	struct currency currency;
	struct id product_id;
	struct str state;
	struct json *j;
	size_t n = 0;
	enum err e = currency_asked(c, &currency);

	if (e == OK && slug.n == 0)
		return call_fault(c, "/product", "required",
		    "Name the product whose image is to run.");
	if (e == OK)
		e = plan_product_get(
		    c->db, c->arena, &product_id, &state, slug);
	if (e == OK && !product_is_public(state))
		e = ERR_NOT_FOUND;
	if (e == OK)
		e = server_sales_of(c->db, c->arena, &sales, &n, product_id,
		    currency, SERVER_OFFERS_MAX);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_key(j, "items");
	json_array(j);
	for (size_t i = 0; i < n;)
		i += item_json(j, &sales[i], n - i);
	json_end_array(j);
	json_key(j, "next");
	json_null(j);
	json_end_object(j);
	return OK;
}

static enum err
regions_list(struct call *c)
{
	struct region *regions;
	struct json *j;
	size_t n = 0;
	enum err e = regions_all(c->db, c->arena, &regions, &n);

	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_key(j, "items");
	json_array(j);
	for (size_t i = 0; i < n; i++)
		if (!regions[i].closed)
			region_json(j, regions[i].code, regions[i].name);
	json_end_array(j);
	json_key(j, "next");
	json_null(j);
	json_end_object(j);
	return OK;
}

static const char *const flavour_query[] = { "product", "currency", NULL };

const struct route flavour_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/checkout/regions",
	    .handler = regions_list,
	    .caller = CALLER_VISITOR,
	    .scope = "catalogue:read",
	    .tx = TX_READ,
	    .answer = "Regions",
	    .status = 200,
	    .summary = "Where servers are run" },
	{ .method = "GET",
	    .pattern = "/api/checkout/flavours",
	    .handler = flavours_list,
	    .caller = CALLER_VISITOR,
	    .scope = "catalogue:read",
	    .tx = TX_READ,
	    .query = flavour_query,
	    .answer = "Flavours",
	    .status = 200,
	    .summary = "What a product's image runs on, and its prices" },
	{ .method = NULL },
};
