/* R20: payment methods by eligibility, each refusal with its mend. */
#include "checkout.h"

/* Why the order takes no payment, whatever the method. */
static struct str
order_reason(const struct call *c, const struct order *o)
{
	if (o->state == ORDER_CANCELLED)
		return STR("This order is cancelled; order again to pay.");
	if (o->state != ORDER_PENDING_PAYMENT)
		return STR("This order needs no payment any more.");
	if (c->now_us >= o->expires_at_us)
		return STR("This order has expired; order again to pay.");
	return STR_NONE;
}

static struct str
card_reason(
    const struct call *c, const struct order *o, const struct gateway *gateway)
{
	struct str why = order_reason(c, o);

	if (why.n > 0)
		return why;
	if (gateway == NULL)
		return STR("This shop takes no card payments yet; its "
			   "operator can set that up.");
	return gateway->takes(o->total, &why) == OK ? STR_NONE : why;
}

static void
method_json(
    struct json *j, const char *method, struct str gateway, struct str reason)
{
	json_object(j);
	json_put_cstr(j, "method", method);
	if (gateway.n > 0)
		json_put_str(j, "gateway", gateway);
	json_put_bool(j, "eligible", reason.n == 0);
	json_put_str(j, "reason", reason);
	json_end_object(j);
}

static enum err
methods_list(struct call *c)
{
	const struct gateway *gateway = settle_gateway_of(&c->site->config);
	struct json *j;
	struct order order;
	struct id order_id;
	enum err e;

	if ((e = company_required(c)) != OK)
		return e;
	if (id_parse(&order_id, ID_ORDER, request_query(c->request, "order")) !=
	    OK)
		return call_fault(
		    c, "/order", "format", "Name an order: ?order=ord_...");
	e = order_get(c->db, c->arena, &order, order_id, c->who.company_id);
	if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_key(j, "items");
	json_array(j);
	method_json(j, "card",
	    gateway == NULL ? STR_NONE : str_from(gateway->name),
	    card_reason(c, &order, gateway));
	e = settlement_methods(c, j, &order, order_reason(c, &order));
	json_end_array(j);
	json_end_object(j);
	return e;
}

static const char *const list_query[] = { "order", NULL };

const struct route method_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/checkout/payment-methods",
	    .handler = methods_list,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "PaymentMethods",
	    .status = 200,
	    .summary = "Ways to pay an order, and why one is not offered" },
	{ .method = NULL },
};
