/* R20: payment methods by eligibility, each refusal with its mend. */
#include "checkout.h"

/* Why the order takes no payment, whatever the method. */
static struct refusal
order_refusal(const struct call *c, const struct order *o)
{
	if (o->state == ORDER_CANCELLED)
		return (struct refusal){ "cancelled",
			STR("This order is cancelled; order again to pay.") };
	if (o->state != ORDER_PENDING_PAYMENT)
		return (struct refusal){ "settled",
			STR("This order needs no payment any more.") };
	if (c->now_us >= o->expires_at_us)
		return (struct refusal){ "expired",
			STR("This order has expired; order again to pay.") };
	return (struct refusal){ NULL, STR_NONE };
}

static struct refusal
card_refusal(const struct order *o, const struct gateway *gateway)
{
	struct refusal why = { NULL, STR_NONE };

	if (gateway == NULL)
		return (struct refusal){ "no_gateway",
			STR("This shop takes no card payments yet; its "
			    "operator can set that up.") };
	if (gateway->takes(o->total, &why.words) != OK)
		why.code = "amount";
	return why;
}

void
method_json(struct json *j, const char *method, struct refusal why)
{
	json_put_cstr(j, "method", method);
	json_put_bool(j, "eligible", why.code == NULL);
	json_put_str(j, "code", str_from(why.code));
	json_put_str(j, "reason", why.code == NULL ? STR_NONE : why.words);
}

static enum err
card_method_json(
    struct call *c, struct json *j, const struct order *o, struct refusal why)
{
	const struct gateway *gateway = settle_gateway_of(&c->site->config);
	struct card *cards = NULL;
	size_t n = 0;
	enum err e = OK;

	/* Cards on file are for people. */
	if (gateway != NULL && id_is_nil(c->who.key_id))
		e = cards_of(c->db, c->arena, &cards, &n, c->who.company_id,
		    str_from(gateway->name));
	json_object(j);
	method_json(
	    j, "card", why.code != NULL ? why : card_refusal(o, gateway));
	if (gateway != NULL)
		json_put_cstr(j, "gateway", gateway->name);
	json_put_bool(j, "preselected", false);
	json_key(j, "cards");
	cards_json(c, j, cards, n);
	json_end_object(j);
	return e;
}

static enum err
methods_list(struct call *c)
{
	struct refusal closed, begun;
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
	if (e == OK)
		e = transfer_begun(c, &begun, &order);
	if (e != OK)
		return e;
	closed = order_refusal(c, &order);
	j = reply_json(c, 200);
	json_object(j);
	json_key(j, "items");
	json_array(j);
	e = card_method_json(c, j, &order,
	    closed.code != NULL		 ? closed
		: order.plan_version > 0 ? paid_in_stages
					 : begun);
	if (e == OK)
		e = settlement_methods(c, j, &order, closed, begun);
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
