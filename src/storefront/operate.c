/* Who sells, and what is shown first: the operator's decisions. */
#include "act/seller.h"
#include "app/paging.h"
#include "act/pins.h"
#include "store/catalogue.h"
#include "storefront/routes.h"
#include "storefront/selling.h"

enum { REASON_CHARS_MAX = 300, PINS_MAX = 50 };

static enum err
state_read(struct call *c, struct str *out)
{
	static const char *const states[] = { "APPLIED", "ACTIVE", "SUSPENDED",
		NULL };
	struct str asked = request_query(c->request, "state");

	*out = STR("APPLIED");
	if (asked.n == 0)
		return OK;
	for (const char *const *s = states; *s != NULL; s++) {
		if (str_is(asked, *s)) {
			*out = str_from(*s);
			return OK;
		}
	}
	return call_fault(c, "/state", "choice",
	    "must be one of: APPLIED, ACTIVE, SUSPENDED");
}

static enum err
applications_list(struct call *c)
{
	struct seller *sellers;
	struct paging p;
	struct id after;
	struct str state;
	struct json *j;
	size_t n = 0;
	enum err e = paging_read_id(c, &p, &after);

	if (e == OK)
		e = state_read(c, &state);
	if (e == OK)
		e = sellers_in(c->db, c->arena, &sellers, &n, state, after,
		    p.limit + 1, c->now_us);
	if (e != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		selling_put_seller(j, &sellers[i], true);
	return paging_close_id(
	    c, &p, p.more ? &sellers[n - 1].seller_id : NULL);
}

static enum err
seller_reply(struct call *c, struct id seller_id)
{
	struct seller s;
	enum err e = seller_get(c->db, c->arena, &s, seller_id, c->now_us);

	if (e != OK)
		return e;
	call_version(c, s.row_version);
	selling_put_seller(reply_json(c, 200), &s, true);
	return OK;
}

static enum err
seller_approval_create(struct call *c)
{
	struct act act = act_of_call(c);
	struct id id;
	int64_t row_version;
	enum err e = path_id(&id, c, ID_SELLER);

	if (e == OK)
		e = call_if_match(c, &row_version);
	if (e == OK)
		e = seller_approve(&act, id, row_version);
	return e == OK ? seller_reply(c, id) : e;
}

struct suspension {
	struct str reason;
};

static const struct field suspension_fields[] = {
	{ .name = "reason",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = REASON_CHARS_MAX,
	    .offset = offsetof(struct suspension, reason),
	    .about = "the seller reads it" },
};
static const struct shape suspension_shape = SHAPE(
    "Suspension", struct suspension, suspension_fields);

static enum err
suspension_create(struct call *c)
{
	const struct suspension *body = c->body;
	struct act act = act_of_call(c);
	struct id id;
	enum err e = path_id(&id, c, ID_SELLER);

	if (e == OK)
		e = seller_suspend(&act, id, body->reason);
	return e == OK ? seller_reply(c, id) : e;
}

static void
put_popular(struct json *j, const char *key, const struct pinned *p, size_t n)
{
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		json_put_str(j, "slug", p[i].slug);
		json_put_str(j, "name", p[i].name);
		json_put_i64(j, "paid_orders", p[i].paid_orders);
		json_end_object(j);
	}
	json_end_array(j);
}

static enum err
pins_reply(struct call *c)
{
	struct str locale = c->site->config.locales[0];
	struct pinned *pins, *ordered;
	size_t npins = 0, nordered = 0;
	struct json *j;
	enum err e = popularity_pins(c->db, c->arena, &pins, &npins, locale);

	if (e == OK)
		e = popularity_ordered(
		    c->db, c->arena, &ordered, &nordered, locale, LIST_DEFAULT);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	put_popular(j, "items", pins, npins);
	put_popular(j, "ordered", ordered, nordered);
	json_end_object(j);
	return OK;
}

struct pinning {
	struct wire_list products;
};

static const struct field pinning_fields[] = {
	{ .name = "products",
	    .type = FIELD_LIST,
	    .required = true,
	    .max = PINS_MAX,
	    .offset = offsetof(struct pinning, products),
	    .about = "slugs, in the order in which they come first" },
};
static const struct shape pinning_shape = SHAPE(
    "Pinning", struct pinning, pinning_fields);

/* Slugs to ids; each is there, and once. */
static enum err
pins_read(struct call *c, struct id *ids, const struct wire_list *list)
{
	const struct str *slugs = list->items;

	for (size_t i = 0; i < list->n; i++) {
		struct str at = arena_printf(c->arena, "/products/%zu", i);
		enum err e = listing_id(c->db, c->arena, &ids[i], slugs[i]);

		if (at.p == NULL)
			return ERR_NOMEM;
		if (e == ERR_NOT_FOUND)
			return call_fault(
			    c, at.p, "not_found", "There is no such product.");
		if (e != OK)
			return e;
		for (size_t k = 0; k < i; k++)
			if (id_eq(ids[k], ids[i]))
				return call_fault(
				    c, at.p, "duplicate", "It is there twice.");
	}
	return OK;
}

static enum err
pins_put(struct call *c)
{
	const struct pinning *body = c->body;
	struct act act = act_of_call(c);
	struct id ids[PINS_MAX];
	enum err e = pins_read(c, ids, &body->products);

	if (e == OK)
		e = pins_set(&act, ids, body->products.n);
	return e == OK ? pins_reply(c) : e;
}

static const char *const applications_query[] = { "state", "limit", "after",
	NULL };

const struct route operate_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/storefront/seller-applications",
	    .handler = applications_list,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_READ,
	    .query = applications_query,
	    .answer = "SellerApplications",
	    .status = 200,
	    .summary = "Sellers of one state, oldest first" },
	{ .method = "POST",
	    .pattern = "/api/storefront/seller-applications/{seller}/"
		       "approvals",
	    .handler = seller_approval_create,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .answer = "SellerProfile",
	    .status = 200,
	    .summary = "Let it sell; with If-Match, as it was looked at" },
	{ .method = "POST",
	    .pattern = "/api/storefront/seller-applications/{seller}/"
		       "suspensions",
	    .handler = suspension_create,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .body = &suspension_shape,
	    .answer = "SellerProfile",
	    .status = 200,
	    .summary = "Refuse it, or take all of it off sale" },
	{ .method = "GET",
	    .pattern = "/api/storefront/pins",
	    .handler = pins_reply,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_READ,
	    .answer = "Pins",
	    .status = 200,
	    .summary = "What Popular Applications begin with" },
	{ .method = "PUT",
	    .pattern = "/api/storefront/pins",
	    .handler = pins_put,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .body = &pinning_shape,
	    .answer = "Pins",
	    .status = 200,
	    .summary = "Pin these, in this order, and no others" },
	{ .method = NULL }
};
