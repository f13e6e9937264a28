/*
 * R20: paying without a gateway.  Monthly settlement reserves the order's
 * total of the company's credit, and the order goes on; a bank transfer
 * issues its bill, and the order goes on when the money has come.
 */
#include <stddef.h>

#include "act/bill.h"
#include "act/credit.h"
#include "checkout.h"

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

/* Each with who can mend it. */
static struct str
refusal_words(struct call *c, const struct credit_view *v)
{
	char amount[MONEY_TEXT_MAX];
	struct str left;

	switch (v->refusal) {
	case CREDIT_NOT_POSTPAID:
		return STR("Your company is not on monthly settlement; the "
			   "shop's operator can grant it.");
	case CREDIT_NO_POOL:
		return STR("The shop's operator has set no credit limit for "
			   "your company yet.");
	case CREDIT_OTHER_CURRENCY:
		return STR("Your company's credit is in another currency; "
			   "pay this order otherwise.");
	case CREDIT_STOPPED:
		return STR("A bill of your company is overdue; once it is "
			   "paid, its credit can be used again.");
	case CREDIT_SHORT:
		left = money_decimal(amount, v->free);
		return arena_printf(c->arena,
		    "Your company has %.*s %s of its credit left; pay open "
		    "bills, or ask the shop's operator for a higher limit.",
		    STR_FMT(left), v->free.currency.code);
	default:
		return STR_NONE;
	}
}

static void
credit_json(struct json *j, const struct credit_view *v)
{
	json_key(j, "credit");
	if (!v->has_pool) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_money(j, "limit", v->pool.limit);
	json_put_money(j, "free", v->free);
	json_put_money(j, "free_after", v->free_after);
	json_end_object(j);
}

static struct refusal
credit_refused(struct call *c, const struct credit_view *v)
{
	return (struct refusal){ v->refusal == CREDIT_OK
		    ? NULL
		    : credit_refusal_name(v->refusal),
		refusal_words(c, v) };
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
transfer_refused(const struct call *c)
{
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
	    CREDIT_GENERAL, o->total, c->now_us, &terms);

	if (e != OK)
		return e;
	if (begun.code == NULL)
		begun = credit_refused(c, &view);
	json_object(j);
	method_json(j, methods[METHOD_CREDIT], open ? begun : closed);
	credit_json(j, &view);
	json_end_object(j);
	json_object(j);
	method_json(
	    j, methods[METHOD_TRANSFER], open ? transfer_refused(c) : closed);
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

static enum err
credit_use(struct call *c, struct id order_id, const struct sale_terms *terms)
{
	struct act act = act_of_call(c);
	struct credit_view view = { .refusal = CREDIT_OK };
	enum credit_refusal why = CREDIT_OK;
	struct order o;
	enum err e = credit_pay_order(
	    &act, &why, order_id, c->who.company_id, CREDIT_GENERAL, terms);

	if (e != ERR_METHOD_UNAVAILABLE)
		return e;
	e = order_get(c->db, c->arena, &o, order_id, c->who.company_id);
	if (e == OK)
		e = credit_look(c->db, c->arena, &view, c->who.company_id,
		    CREDIT_GENERAL, o.total, c->now_us, terms);
	if (e != OK)
		return e;
	view.refusal = why;
	return call_fail(c, ERR_METHOD_UNAVAILABLE, "%.*s",
	    STR_FMT(refusal_words(c, &view)));
}

/* Asked again, the bill stands already. */
static enum err
transfer_begin(
    struct call *c, struct id order_id, const struct sale_terms *terms)
{
	struct act act = act_of_call(c);
	struct order o;
	struct bill b;
	struct refusal why = transfer_refused(c);
	enum err e;

	if (why.code != NULL)
		return call_fail(
		    c, ERR_METHOD_UNAVAILABLE, "%.*s", STR_FMT(why.words));
	e = order_lock(c->db, c->arena, &o, order_id, c->who.company_id);
	if (e != OK)
		return e;
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
