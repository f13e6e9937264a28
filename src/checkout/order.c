/* Orders: placing, reading, cancelling. */
#include <stddef.h>

#include "base/sys.h"
#include "checkout.h"
#include "sale/order_json.h"
#include "sale/quote_offer.h"
#include "sale/quote_price.h"
#include "sale/quote_token.h"

struct order_body {
	struct str quote;
	struct order_with with;
};

static const struct field order_fields[] = {
	{ .name = "quote",
	    .type = FIELD_TEXT,
	    .required = true,
	    .min = 1,
	    .max = QUOTE_TOKEN_MAX,
	    .offset = offsetof(struct order_body, quote),
	    .about = "the token of POST /api/checkout/quotes" },
	ORDER_WITH_FIELDS(struct order_body, with)
};
static const struct shape order_shape = SHAPE(
    "OrderRequest", struct order_body, order_fields);

/* The new price goes out with the refusal, to be confirmed at once. */
static enum err
quote_changed(struct call *c, struct quote *now, const struct plan_sale *plan)
{
	struct json j;
	struct buf text;
	enum err e;

	buf_open(&text, REPLY_MAX);
	json_start(&j, &text);
	e = quote_json(c, &j, now, plan);
	if (e == OK)
		e = buf_err(&text);
	c->extension_json = str_copy(c->arena, buf_str(&text));
	buf_close(&text);
	if (e != OK)
		return e;
	c->extension = "quote";
	return ERR_QUOTE_CHANGED;
}

static bool
same_fee(const struct quote *a, const struct quote *b)
{
	return a->has_server == (b->region.p != NULL) &&
	    (!a->has_server ||
		a->server_fee.unit.minor == b->server_fee.unit.minor);
}

/* Prices it again, by what is sold now unless quote_is_current() says no. */
static enum err
quote_check(struct call *c, struct quote *shown, struct shelf_item *item)
{
	struct quote now = *shown;
	enum err e;

	if (!currency_eq(shown->choice.currency, c->who.currency))
		return call_fail(c, ERR_CURRENCY,
		    "Your company buys in %s; "
		    "ask for the price in %s.",
		    c->who.currency.code, c->who.currency.code);
	e = quote_price(c, item, &now, SHELF_KEPT);
	if (e == OK && !id_is_nil(now.offer.offer_id))
		e = quote_offer_keep(c, &now, &item->plan);
	if (e != OK)
		return e;
	if (money_eq(now.priced.unit, shown->priced.unit) &&
	    same_fee(&now, shown) &&
	    money_eq(now.sum.total, shown->sum.total) &&
	    now.product_revision == shown->product_revision) {
		*shown = now;
		return OK;
	}
	return quote_changed(c, &now, &item->plan);
}

/* An order under way. */
struct ordering {
	struct placement *placement;
	struct order_document *documents;
	struct quote quote;
	struct shelf_item item;
};

static enum err
order_new(struct call *c)
{
	const struct order_body *body = c->body;
	struct ordering o = { .placement = ARENA_NEW(
				  c->arena, struct placement) };
	enum err e;

	if (o.placement == NULL)
		return ERR_NOMEM;
	if ((e = company_required(c)) != OK ||
	    (e = quote_open(c, &o.quote, body->quote)) != OK)
		return e;
	e = quote_check(c, &o.quote, &o.item);
	if (e == OK)
		e = order_make(c, o.placement, &o.documents, &o.quote, &o.item,
		    &body->with, body->quote);
	/* By an old price nothing is refused: all of it again, by a new one. */
	if (e != OK && o.item.revision != 0 &&
	    quote_is_current(c, &o.item, &o.quote) == ERR_STALE)
		return ERR_RETRY;
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "This cannot be renewed now; see it under My services.");
	if (e == ERR_EXISTS)
		return call_fail(c, e,
		    "This quote has been ordered already; "
		    "see your orders, or ask for a new quote.");
	if (e != OK)
		return e;
	crash_point("order.placed");
	return placed_reply(c, o.placement, o.documents);
}

static enum err
order_show(struct call *c)
{
	struct id order_id;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&order_id, c, ID_ORDER)) != OK)
		return e;
	return order_reply(c, order_id, 200);
}

static enum err
orders_list(struct call *c)
{
	struct order_set set = { .norders = 0 };
	struct paging p;
	struct id after;
	struct json *j;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = paging_read_id(c, &p, &after)) != OK ||
	    (e = orders_of_company(c->db, c->arena, &set.orders, &set.norders,
		 c->who.company_id, after, p.limit)) != OK)
		return e;
	set.norders = paging_cut(&p, set.norders);
	e = order_set_read(c, &set, false);
	if (e != OK)
		return e;
	j = paging_open(c);
	for (size_t i = 0; e == OK && i < set.norders; i++)
		e = order_json(c, j, &set, &set.orders[i]);
	return e != OK
	    ? e
	    : paging_close_id(
		  c, &p, p.more ? &set.orders[set.norders - 1].order_id : NULL);
}

/* Money of it is on its way, or has come. */
static enum err
cancellation_refused(struct call *c, struct id order_id)
{
	struct refusal begun;
	struct order o;
	enum err e = order_get(
	    c->db, c->arena, &o, order_id, c->who.company_id);

	if (e == OK)
		e = transfer_begun(c, &begun, &o);
	if (e != OK)
		return e;
	return begun.code != NULL
	    ? call_fail(c, ERR_PAYMENT_OPEN,
		  "A part of its bill was transferred; ask the shop's "
		  "operator to cancel it and send that part back.")
	    : call_fail(c, ERR_PAYMENT_OPEN,
		  "A payment of this order is being confirmed; it can be "
		  "cancelled if that payment fails.");
}

static enum err
order_end(struct call *c)
{
	struct act act = act_of_call(c);
	struct id order_id;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&order_id, c, ID_ORDER)) != OK)
		return e;
	e = order_cancel(
	    &act, order_id, c->who.company_id, STR("The buyer cancelled it."));
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "Only an order that waits for its "
		    "payment can be cancelled.");
	if (e == ERR_PAYMENT_OPEN)
		return cancellation_refused(c, order_id);
	return e != OK ? e : order_reply(c, order_id, 200);
}

static const char *const list_query[] = { "limit", "after", NULL };

const struct route order_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/checkout/orders",
	    .handler = order_new,
	    .caller = CALLER_BUYER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .idempotent = true,
	    .body = &order_shape,
	    .answer = "Order",
	    .status = 201,
	    .summary = "Place an order from a quote" },
	{ .method = "GET",
	    .pattern = "/api/checkout/orders",
	    .handler = orders_list,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "Orders",
	    .status = 200,
	    .summary = "The company's orders, newest first" },
	{ .method = "GET",
	    .pattern = "/api/checkout/orders/{order}",
	    .handler = order_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .answer = "Order",
	    .status = 200,
	    .summary = "One order" },
	{ .method = "POST",
	    .pattern = "/api/checkout/orders/{order}/cancellations",
	    .handler = order_end,
	    .caller = CALLER_BUYER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .answer = "Order",
	    .status = 200,
	    .summary = "Cancel an order that is not paid" },
	{ .method = NULL },
};
