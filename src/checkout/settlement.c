/*
 * R20: paying without a gateway.  Monthly settlement reserves the order's
 * total of the company's credit, and the order goes on; a bank transfer
 * issues its bill, and the order goes on when the money has come.
 */
#include <stddef.h>

#include "act/bill.h"
#include "act/credit.h"
#include "checkout.h"
#include "sale/credit.h"

struct settlement_body {
	struct id order;
	int method;
};

static const char *const methods[] = { "monthly_settlement", "bank_transfer",
	NULL };
enum { METHOD_CREDIT, METHOD_TRANSFER };

static const struct field settlement_fields[] = {
	{ .name = "order",
	    .type = FIELD_ID,
	    .prefix = ID_ORDER,
	    .required = true,
	    .offset = offsetof(struct settlement_body, order),
	    .about = "the order to settle" },
	{ .name = "method",
	    .type = FIELD_CHOICE,
	    .choices = methods,
	    .required = true,
	    .offset = offsetof(struct settlement_body, method),
	    .about = "one that payment-methods lists as eligible" },
};
static const struct shape settlement_shape = SHAPE(
    "SettlementRequest", struct settlement_body, settlement_fields);

static void
credit_json(struct json *j, const struct credit_view *v)
{
	json_key(j, "credit");
	if (!v->has_pool) {
		json_null(j);
		return;
	}
	json_object(j);
	credit_figures_json(j, v);
	json_end_object(j);
}

static struct refusal
credit_refusal(struct call *c, const struct credit_view *v)
{
	return (struct refusal){ v->refusal == CREDIT_OK
		    ? NULL
		    : credit_refusal_name(v->refusal),
		credit_refusal_words(c, v) };
}

const struct refusal paid_in_stages = { "paid_in_stages",
	STR("This order is paid in stages, each by a bill of its own; choose "
	    "monthly settlement.") };

/* Orders in stages have a pool of their own. */
static enum credit_kind
pool_of(const struct order *o)
{
	return o->plan_version > 0 ? CREDIT_MILESTONE : CREDIT_GENERAL;
}

const struct refusal part_transferred = { "transfer_begun",
	STR("A part of this order's bill was transferred; transfer the "
	    "rest, or ask the shop's operator to cancel the order and send "
	    "that part back.") };

enum err
transfer_begun(struct call *c, struct refusal *why, const struct order *o)
{
	struct bill b;
	enum err e;

	*why = (struct refusal){ NULL, STR_NONE };
	if (o->billed_at_us == 0)
		return OK;
	e = bill_of_order(c->db, c->arena, &b, o->order_id);
	if (e == OK && b.sums.paid.minor > 0)
		*why = part_transferred;
	return e == ERR_NOT_FOUND ? OK : e;
}

static struct refusal
transfer_refused(const struct call *c, const struct order *o)
{
	if (o->plan_version > 0)
		return paid_in_stages;
	if (!str_empty(c->site->config.bank_details))
		return (struct refusal){ NULL, STR_NONE };
	return (struct refusal){ "no_bank",
		STR("This shop takes no bank transfers; pay otherwise.") };
}

enum err
settlement_methods(struct call *c, struct json *j, const struct order *o,
    struct refusal closed, struct refusal begun)
{
	bool open = closed.code == NULL;
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct credit_view view;
	enum err e = credit_look(c->db, c->arena, &view, c->who.company_id,
	    pool_of(o), o->total, c->now_us, &terms);

	if (e != OK)
		return e;
	if (begun.code == NULL)
		begun = credit_refusal(c, &view);
	json_object(j);
	method_json(j, methods[METHOD_CREDIT], open ? begun : closed);
	json_put_bool(j, "preselected", open && o->plan_version > 0);
	credit_json(j, &view);
	json_end_object(j);
	json_object(j);
	method_json(j, methods[METHOD_TRANSFER],
	    open ? transfer_refused(c, o) : closed);
	json_put_bool(j, "preselected", false);
	json_end_object(j);
	return OK;
}

static enum err
refused(struct call *c, struct id order_id)
{
	struct refusal begun;
	struct order o;
	enum err e = order_get(
	    c->db, c->arena, &o, order_id, c->who.company_id);

	if (e == OK)
		e = transfer_begun(c, &begun, &o);
	if (e != OK)
		return e;
	if (begun.code != NULL)
		return call_fail(
		    c, ERR_METHOD_UNAVAILABLE, "%.*s", STR_FMT(begun.words));
	return call_fail(c, ERR_STATE,
	    "Only an order that waits for its payment can be paid.");
}

/* The pool is locked before the order, whose plan says which it is. */
static enum err
credit_use(struct call *c, struct id order_id, const struct sale_terms *terms)
{
	struct act act = act_of_call(c);
	struct credit_view view = { .refusal = CREDIT_OK };
	enum credit_refusal why = CREDIT_OK;
	struct order o;
	enum err e = order_get(
	    c->db, c->arena, &o, order_id, c->who.company_id);

	if (e == OK)
		e = credit_pay_order(&act, &why, order_id, c->who.company_id,
		    pool_of(&o), terms);
	if (e != ERR_METHOD_UNAVAILABLE)
		return e;
	e = credit_look(c->db, c->arena, &view, c->who.company_id, pool_of(&o),
	    o.total, c->now_us, terms);
	view.refusal = why;
	return e == OK ? credit_refused(c, &view) : e;
}

/* Asked again, the bill stands already. */
static enum err
transfer_begin(
    struct call *c, struct id order_id, const struct sale_terms *terms)
{
	struct act act = act_of_call(c);
	struct order o;
	struct bill b;
	struct refusal why;
	enum err e = order_lock(
	    c->db, c->arena, &o, order_id, c->who.company_id);

	if (e != OK)
		return e;
	why = transfer_refused(c, &o);
	if (why.code == paid_in_stages.code)
		return ERR_IN_STAGES;
	if (why.code != NULL)
		return call_fail(
		    c, ERR_METHOD_UNAVAILABLE, "%.*s", STR_FMT(why.words));
	if (o.state == ORDER_PENDING_PAYMENT && o.billed_at_us != 0)
		return OK;
	return bill_issue(&act, &b, &o, terms);
}

static enum err
settlement_new(struct call *c)
{
	const struct settlement_body *body = c->body;
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	enum err e = company_required(c);

	if (e != OK)
		return e;
	e = body->method == METHOD_CREDIT
	    ? credit_use(c, body->order, &terms)
	    : transfer_begin(c, body->order, &terms);
	if (e == ERR_STATE)
		return refused(c, body->order);
	if (e == ERR_PAYMENT_OPEN)
		return call_fail(
		    c, e, "A card payment of this order is being confirmed.");
	return e != OK ? e : order_reply(c, body->order, 201);
}

const struct route settlement_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/checkout/settlements",
	    .handler = settlement_new,
	    .caller = CALLER_BUYER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .idempotent = true,
	    .body = &settlement_shape,
	    .answer = "Order",
	    .status = 201,
	    .summary = "Settle an order monthly, or by bank transfer" },
	{ .method = NULL },
};
