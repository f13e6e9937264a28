/* Terms that a seller begins offers from: without a buyer, without dates. */
#include <stddef.h>

#include "app/paging.h"
#include "selling.h"

enum { TEMPLATE_NAME_MAX = 120 };

struct template_body {
	struct str name;
	struct id offer_id;
};

static const struct field template_fields[] = {
	{ .name = "name",
	    .type = FIELD_NAME,
	    .required = true,
	    .min = 1,
	    .max = TEMPLATE_NAME_MAX,
	    .offset = offsetof(struct template_body, name),
	    .about = "unique for its seller" },
	{ .name = "offer",
	    .type = FIELD_ID,
	    .required = true,
	    .prefix = ID_OFFER,
	    .offset = offsetof(struct template_body, offer_id),
	    .about = "whose terms are kept" },
};
static const struct shape template_shape = SHAPE(
    "OfferTemplateNew", struct template_body, template_fields);

static void
template_json(struct json *j, const struct offer_template *t)
{
	json_object(j);
	json_put_id(j, "id", ID_OFFER_TEMPLATE, t->template_id);
	json_put_str(j, "name", t->name);
	json_put_time(j, "created_at", t->created_at_us);
	json_end_object(j);
}

static enum err
templates_show(struct call *c)
{
	struct offer_template *templates;
	struct json *j;
	size_t n;
	enum err e = offer_templates_of(
	    c->db, c->arena, &templates, &n, c->who.seller_id);

	if (e != OK)
		return e;
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		template_json(j, &templates[i]);
	paging_close_all(c);
	return OK;
}

static enum err
template_make(struct call *c)
{
	const struct template_body *body = c->body;
	struct offer_template t = { .template_id = id_new(),
		.seller_id = c->who.seller_id,
		.name = str_trim(body->name),
		.created_at_us = c->now_us };
	struct offer_body terms;
	enum err e = offer_body_of(c, &terms, body->offer_id);

	if (e == ERR_NOT_FOUND)
		return call_fault(
		    c, "/offer", "not_found", "There is no such offer.");
	if (e != OK)
		return e;
	terms.target = (struct offer_body_target){ .kind = STR_NONE };
	e = offer_terms_json(c->arena, &t.body, &terms);
	if (e == OK)
		e = offer_template_insert(c->db, &t);
	if (e == ERR_LIMIT)
		return call_fail(c, e,
		    "There are %d templates already; delete one that is not "
		    "needed.",
		    OFFER_TEMPLATES_MAX);
	if (e == ERR_EXISTS &&
	    call_fault(c, "/name", "exists",
		"There is a template of this name; choose "
		"another one.") == ERR_INVALID)
		return ERR_EXISTS;
	if (e != OK)
		return e;
	template_json(reply_json(c, 201), &t);
	return OK;
}

static enum err
template_drop(struct call *c)
{
	struct id id;
	enum err e = path_id(&id, c, ID_OFFER_TEMPLATE);

	return e == OK ? offer_template_delete(c->db, id, c->who.seller_id) : e;
}

const struct route template_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/offers/offer-templates",
	    .handler = templates_show,
	    .caller = CALLER_SELLER,
	    .tx = TX_READ,
	    .answer = "OfferTemplates",
	    .status = 200,
	    .summary = "What a seller begins offers from, by name" },
	{ .method = "POST",
	    .pattern = "/api/offers/offer-templates",
	    .handler = template_make,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .body = &template_shape,
	    .answer = "OfferTemplate",
	    .status = 201,
	    .summary = "Keep an offer's terms as a template" },
	{ .method = "DELETE",
	    .pattern = "/api/offers/offer-templates/{template}",
	    .handler = template_drop,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Throw a template away" },
	{ .method = NULL }
};
