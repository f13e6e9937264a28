/* Payments of orders, and how any went; app/pay.h starts them. */
#include <stddef.h>

#include "base/log.h"
#include "checkout.h"
#include "store/payment.h"

struct payment_body {
	struct id order, card;
	int method;
};

/* Those without a gateway are settlements. */
static const char *const methods[] = { "card", NULL };

static const struct field payment_fields[] = {
	{ .name = "order",
	    .type = FIELD_ID,
	    .prefix = ID_ORDER,
	    .required = true,
	    .offset = offsetof(struct payment_body, order),
	    .about = "what is paid" },
	{ .name = "method",
	    .type = FIELD_CHOICE,
	    .choices = methods,
	    .required = true,
	    .offset = offsetof(struct payment_body, method),
	    .about = "monthly settlement and transfers: POST settlements" },
	{ .name = "card",
	    .type = FIELD_ID,
	    .prefix = ID_CARD,
	    .offset = offsetof(struct payment_body, card),
	    .about = "the one on file to charge; none: the provider's page "
		     "asks; not with an API key" },
};
static const struct shape payment_shape = SHAPE(
    "PaymentRequest", struct payment_body, payment_fields);

static enum err
payment_start(struct call *c)
{
	const struct payment_body *body = c->body;
	const struct pay_subject subject = {
		.order_id = body->order,
		.card_id = body->card,
		.transferred = part_transferred.words,
	};
	enum err e = company_required(c);

	return e == OK ? pay_start(c, &subject) : e;
}

struct read {
	struct id payment_id;
	struct payment payment;
	struct order order; /* zeroes: it pays a bill */
};

static enum err
payment_read(struct call *c, void *arg)
{
	struct read *r = arg;

	return payment_get_with_order(c->db, c->arena, &r->payment, &r->order,
	    r->payment_id, c->who.company_id);
}

static void
subject_put(struct json *j, const char *key, const char *prefix, struct id id)
{
	json_key(j, key);
	if (id_is_nil(id))
		json_null(j);
	else
		json_id(j, prefix, id);
}

/*
 * The buyer is back and asks.  No answer of the gateway is an answer for
 * the page: the payment is UNKNOWN, "being confirmed".
 */
static enum err
payment_refresh(struct call *c)
{
	struct settle settle = settle_of_call(c, ACTOR_USER);
	struct settled settled;
	struct read read;
	struct json *j;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&read.payment_id, c, ID_PAYMENT)) != OK ||
	    (e = call_tx(c, payment_read, &read)) != OK)
		return e;
	settled.payment = read.payment;
	if (read.payment.next_check_at_us != 0)
		e = settle_known(&settle, &settled,
		    id_is_nil(read.order.order_id) ? NULL : &read.order);
	if (e == ERR_UNAVAILABLE || e == ERR_TIMEOUT || e == ERR_IO)
		log_warn("gateway gave no answer", "why=%s", err_name(e));
	else if (e != OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	json_put_id(j, "id", ID_PAYMENT, settled.payment.payment_id);
	subject_put(j, "order", ID_ORDER, settled.payment.order_id);
	subject_put(j, "bill", ID_BILL, settled.payment.bill_id);
	json_put_cstr(j, "state", payment_state_name(settled.payment.state));
	json_put_str(j, "failure", settled.payment.failure);
	json_end_object(j);
	return OK;
}

const struct route payment_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/checkout/payments",
	    .handler = payment_start,
	    .caller = CALLER_BUYER,
	    .scope = "orders:write",
	    .tx = TX_PHASES,
	    .joined = true,
	    .idempotent = true,
	    .body = &payment_shape,
	    .answer = "PaymentStarted",
	    .status = 201,
	    .summary = "Start to pay an order" },
	{ .method = "POST",
	    .pattern = "/api/checkout/payments/{payment}/refreshes",
	    .handler = payment_refresh,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_PHASES,
	    .joined = true,
	    .answer = "Payment",
	    .status = 200,
	    .summary = "Ask the gateway how a payment went" },
	{ .method = NULL },
};
