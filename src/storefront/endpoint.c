/* A seller's endpoint: where it is, and what waits for it. */
#include <stddef.h>

#include "act/endpoint.h"
#include "endpoint.h"
#include "storefront/routes.h"

enum { URL_CHARS_MAX = 500 };

struct endpoint_body {
	struct str url, key;
	bool contact;
};

static const struct field endpoint_fields[] = {
	URL_FIELD(endpoint_body, true),
	KEY_FIELD(endpoint_body),
	{ .name = "contact",
	    .type = FIELD_BOOL,
	    .required = true,
	    .offset = offsetof(struct endpoint_body, contact),
	    .about = "whether buyers are asked to hand over a contact" },
};
static const struct shape endpoint_shape = SHAPE(
    "EndpointEdit", struct endpoint_body, endpoint_fields);

enum err
endpoint_product(struct call *c, struct listing_row *row)
{
	enum err e = selling_product(c, row);

	if (e == OK && row->delivery != DELIVERY_SAAS &&
	    row->delivery != DELIVERY_LICENSE)
		return call_fail(c, ERR_STATE,
		    "%.*s is not delivered as a SaaS or a licence; it has no "
		    "endpoint.",
		    STR_FMT(row->name));
	return e;
}

enum err
endpoint_url_check(struct call *c, struct str url)
{
	if (url.n <= URL_CHARS_MAX && str_find(url, '#') == url.n)
		return OK;
	return call_fault(c, "/url", "format",
	    "Write an address of at most %d characters, without #.",
	    URL_CHARS_MAX);
}

static void
endpoint_put(struct json *j, const struct endpoint *at)
{
	json_key(j, "endpoint");
	if (!at) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_str(j, "url", at->url);
	json_put_bool(j, "contact", at->contact);
	json_put_bool(j, "signs", at->signs);
	json_put_str(j, "fault", at->fault);
	json_put_time(j, "fault_at", at->fault_at_us);
	json_put_time(j, "changed_at", at->changed_at_us);
	json_put_i64(j, "row_version", at->row_version);
	json_end_object(j);
}

static enum err
endpoint_reply(
    struct call *c, const struct listing_row *row, const struct endpoint *at)
{
	struct id *orders;
	struct json *j;
	size_t waiting = 0;
	enum err e = endpoint_orders_waiting(
	    c->db, c->arena, &orders, &waiting, row->product_id, LIST_MAX);

	if (e != OK)
		return e;
	call_version(c, at ? at->row_version : 0);
	j = reply_json(c, 200);
	json_object(j);
	selling_put_product(j, row);
	endpoint_put(j, at);
	json_put_i64(j, "waiting", (int64_t)waiting);
	json_end_object(j);
	return OK;
}

static enum err
endpoint_show(struct call *c)
{
	struct listing_row row;
	struct endpoint at;
	enum err e = selling_product(c, &row);

	if (e != OK)
		return e;
	e = endpoint_get(c->db, c->arena, &at, row.product_id);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	return endpoint_reply(c, &row, e == OK ? &at : NULL);
}

/* Somebody changed it since the caller looked. */
static enum err
overtaken(struct call *c, const struct listing_row *row, int64_t yours)
{
	struct endpoint now;
	enum err e = endpoint_get(c->db, c->arena, &now, row->product_id);

	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	return call_stale(c, yours, e == OK ? now.row_version : 0);
}

static enum err
endpoint_save(struct call *c)
{
	const struct endpoint_body *body = c->body;
	struct endpoint_edit edit = {
		.url = body->url, .key = body->key, .contact = body->contact
	};
	struct act act = act_of_call(c);
	struct listing_row row;
	struct endpoint at;
	enum err e = endpoint_product(c, &row);

	if (e == OK)
		e = endpoint_url_check(c, body->url);
	if (e == OK)
		e = call_draft_version(c, &edit.row_version);
	if (e != OK)
		return e;
	e = endpoint_set(
	    &act, &at, &row, &edit, keys_get(&c->site->keys, KEY_SEAL));
	if (e == ERR_INVALID)
		return call_fault(c, "/key", "required",
		    "Write the access key that you and we sign with.");
	if (e == ERR_STALE || e == ERR_EXISTS)
		return overtaken(c, &row, edit.row_version);
	return e == OK ? endpoint_reply(c, &row, &at) : e;
}

static enum err
endpoint_drop(struct call *c)
{
	struct act act = act_of_call(c);
	struct listing_row row;
	int64_t version = 0;
	enum err e = endpoint_product(c, &row);

	if (e == OK)
		e = call_draft_version(c, &version);
	if (e != OK)
		return e;
	e = endpoint_remove(&act, &row, version);
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "It has set up services, which it is told about as long "
		    "as they run; change its address instead.");
	return e == ERR_STALE ? overtaken(c, &row, version) : e;
}

static enum err
endpoint_again(struct call *c)
{
	struct act act = act_of_call(c);
	struct listing_row row;
	struct json *j;
	size_t orders = 0;
	enum err e = endpoint_product(c, &row);

	if (e == OK)
		e = endpoint_retry(&act, &row, &orders);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_put_i64(j, "orders", (int64_t)orders);
	json_end_object(j);
	return OK;
}

const struct route endpoint_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/listings/{product}/endpoint",
	    .handler = endpoint_show,
	    .caller = CALLER_SELLER,
	    .scope = "listings:read",
	    .tx = TX_READ,
	    .answer = "EndpointView",
	    .status = 200,
	    .summary = "Where a product's orders are set up by its seller" },
	{ .method = "PUT",
	    .pattern = "/api/storefront/listings/{product}/endpoint",
	    .handler = endpoint_save,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .body = &endpoint_shape,
	    .answer = "EndpointView",
	    .status = 200,
	    .summary = "Set the endpoint; orders that wait are tried again" },
	{ .method = "DELETE",
	    .pattern = "/api/storefront/listings/{product}/endpoint",
	    .handler = endpoint_drop,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .status = 204,
	    .summary = "Forget an endpoint that has set up nothing" },
	{ .method = "POST",
	    .pattern = "/api/storefront/listings/{product}/endpoint-retries",
	    .handler = endpoint_again,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_WRITE,
	    .answer = "EndpointRetry",
	    .status = 200,
	    .summary = "Have orders that wait set up once more" },
	{ .method = "POST",
	    .pattern = "/api/storefront/listings/{product}/endpoint-tests",
	    .handler = endpoint_test,
	    .caller = CALLER_SELLER,
	    .scope = "listings:write",
	    .tx = TX_PHASES,
	    .body = &endpoint_test_shape,
	    .answer = "EndpointTest",
	    .status = 200,
	    .summary = "Call the endpoint with the test flag" },
	{ .method = NULL }
};
