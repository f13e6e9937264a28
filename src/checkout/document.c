/* GET /api/checkout/documents: what must be ticked for a product. */
#include "checkout.h"
#include "sale/document.h"

/* An offer has documents beside its product's. */
static enum err
offer_of_query(
    struct call *c, struct extra_documents *extra, struct id product_id)
{
	struct str text = request_query(c->request, "offer");
	struct offer_exclusive x;
	struct id offer_id;
	enum err e;

	*extra = (struct extra_documents){ NULL, 0 };
	if (text.p == NULL)
		return OK;
	if (id_is_nil(c->who.company_id))
		return ERR_UNAUTHENTICATED;
	if (id_parse(&offer_id, ID_OFFER, text) != OK)
		return call_fault(
		    c, "/offer", "format", "Name an offer: ?offer=off_...");
	e = offer_find(c, &x, offer_id);
	if (e == OK && !id_eq(x.version.terms.product_id, product_id))
		e = ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND)
		return call_fail(
		    c, e, "Your company has no such offer of this product.");
	return e != OK
	    ? e
	    : extra_documents_of(c, extra, offer_id, x.offer.version);
}

static enum err
documents_list(struct call *c)
{
	struct str slug = request_query(c->request, "product");
	struct str lang = request_query(c->request, "lang");
	struct str locale = lang.n > 0 ? lang : call_locale(c);
	struct json *j = reply_json(c, 200);
	struct extra_documents extra;
	struct id product_id;
	struct str state;
	enum err e = plan_product_get(
	    c->db, c->arena, &product_id, &state, slug);

	if (e == OK && !product_is_public(state))
		e = ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND)
		return call_fail(c, e, "There is no such product.");
	if (e == OK)
		e = offer_of_query(c, &extra, product_id);
	if (e != OK)
		return e;
	json_object(j);
	json_key(j, "items");
	e = documents_json(c, j, product_id, &extra, locale);
	json_key(j, "contact");
	if (e == OK)
		e = documents_contact_json(c, j, product_id, locale);
	json_end_object(j);
	return e;
}

static const char *const list_query[] = { "product", "lang", "offer", NULL };

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
