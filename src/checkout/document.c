/* GET /api/checkout/documents: what must be ticked for a product. */
#include "checkout.h"
#include "sale/document.h"

static enum err
documents_list(struct call *c)
{
	struct str slug = request_query(c->request, "product");
	struct str lang = request_query(c->request, "lang");
	struct json *j = reply_json(c, 200);
	struct id product_id;
	struct str state;
	enum err e = plan_product_get(
	    c->db, c->arena, &product_id, &state, slug);

	if (e == OK && !product_is_public(state))
		e = ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND)
		return call_fail(c, e, "There is no such product.");
	if (e != OK)
		return e;
	json_object(j);
	e = documents_json(
	    c, j, product_id, lang.n > 0 ? lang : call_locale(c));
	json_end_object(j);
	return e;
}

static const char *const list_query[] = { "product", "lang", NULL };

const struct route document_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/checkout/documents",
	    .handler = documents_list,
	    .caller = CALLER_VISITOR,
	    .scope = "catalogue:read",
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "Documents",
	    .status = 200,
	    .summary = "Documents that an order of a product accepts" },
	{ .method = NULL },
};
