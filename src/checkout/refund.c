/* Money back, as the buyer asks for it. */
#include <stddef.h>

#include "act/refund.h"
#include "checkout.h"

static const char *const kinds[] = { REFUND_COOLING_OFF, REFUND_REQUEST, NULL };
enum { KIND_COOLING_OFF, KIND_REQUEST };

struct refund_body {
	int kind;
	int64_t amount;
	struct str reason;
};

static const struct field refund_fields[] = {
	{ .name = "kind",
	    .type = FIELD_CHOICE,
	    .choices = kinds,
	    .required = true,
	    .offset = offsetof(struct refund_body, kind),
	    .about = "cooling_off takes all of it back, at once" },
	{ .name = "amount",
	    .type = FIELD_INT,
	    .min = 1,
	    .max = INT64_C(9007199254740991),
	    .offset = offsetof(struct refund_body, amount),
	    .about =
		"of a request, in minor units; all that is left when absent" },
	{ .name = "reason",
	    .type = FIELD_LINES,
	    .max = REFUND_TEXT_MAX,
	    .offset = offsetof(struct refund_body, reason),
	    .about = "why; a request needs it" },
};
static const struct shape refund_shape = SHAPE(
    "RefundRequest", struct refund_body, refund_fields);

struct appeal_body {
	struct str reason;
};
static const struct field appeal_fields[] = {
	{ .name = "reason",
	    .type = FIELD_LINES,
	    .required = true,
	    .max = REFUND_TEXT_MAX,
	    .offset = offsetof(struct appeal_body, reason),
	    .about = "what the operator should know" },
};
static const struct shape appeal_shape = SHAPE(
    "RefundAppeal", struct appeal_body, appeal_fields);

static void
bill_json(struct json *j, const struct refund *r)
{
	json_key(j, "bill");
	if (id_is_nil(r->bill_id)) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_id(j, "id", ID_BILL, r->bill_id);
	json_put_str(j, "number", r->bill_no);
	json_end_object(j);
}

void
refund_json(struct json *j, const struct refund *r)
{
	json_object(j);
	json_put_id(j, "id", ID_REFUND, r->refund_id);
	json_put_id(j, "order", ID_ORDER, r->order_id);
	json_put_str(j, "kind", r->kind);
	bill_json(j, r);
	json_put_cstr(j, "state", refund_state_name(r->state));
	json_put_str(j, "product", r->product_name);
	json_put_str(j, "buyer", r->company_name);
	json_put_str(j, "seller", r->seller_name);
	json_put_money(j, "amount", r->amount);
	json_put_money(j, "cash", r->cash);
	json_put_str(j, "reason", r->reason);
	json_put_str(j, "answer", r->answer);
	json_put_str(j, "appeal", r->appeal);
	json_put_str(j, "ruling", r->ruling);
	json_put_time(j, "created_at", r->created_at_us);
	json_put_time(j, "answer_by", r->answer_by_us);
	json_put_time(j, "answered_at", r->answered_at_us);
	json_put_time(j, "ruled_at", r->ruled_at_us);
	json_put_time(j, "refunded_at", r->refunded_at_us);
	json_put_bool(j, "by_gateway", !id_is_nil(r->payment_id));
	json_put_i64(j, "row_version", r->row_version);
	json_end_object(j);
}

enum err
refund_reply(struct call *c, struct id refund_id, int status)
{
	const struct id anybody = { { 0 } };
	struct refund r;
	enum err e = refund_get(
	    c->db, c->arena, &r, refund_id, anybody, anybody);

	if (e == OK)
		refund_json(reply_json(c, status), &r);
	return e;
}

static void
case_json(struct json *j, const struct refund_case *can)
{
	bool open = can->cooling_off == COOLING_OFF_OPEN;

	json_put_money(j, "available", can->available);
	json_put_bool(j, "waiting", can->waiting);
	json_key(j, "cooling_off");
	json_object(j);
	json_put_cstr(j, "is", cooling_off_name(can->cooling_off));
	json_put_time(j, "until", open ? can->cooling_off_until_us : 0);
	json_end_object(j);
	json_key(j, "rule");
	json_object(j);
	json_put_i64(j, "days", can->rule_days);
	json_put_bool(j, "holds", can->rule_holds);
	json_end_object(j);
}

static enum err
refunds_show(struct call *c)
{
	struct act act = act_of_call(c);
	struct refund_case can;
	struct refund *refunds;
	struct order o;
	struct id order_id;
	struct json *j;
	size_t n = 0;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&order_id, c, ID_ORDER)) != OK ||
	    (e = order_get(c->db, c->arena, &o, order_id, c->who.company_id)) !=
		OK ||
	    (e = refund_case_of(
		 &act, &can, &o, c->site->config.cooling_off_days)) != OK ||
	    (e = refunds_of_order(c->db, c->arena, &refunds, &n, order_id)) !=
		OK)
		return e;
	j = reply_json(c, 200);
	json_object(j);
	case_json(j, &can);
	json_key(j, "items");
	json_array(j);
	for (size_t i = 0; i < n; i++)
		refund_json(j, &refunds[i]);
	json_end_array(j);
	json_end_object(j);
	return OK;
}

static enum err
cooling_off_run(struct call *c, struct act *act, struct id *out,
    struct id order_id, struct str reason)
{
	const struct sale_terms terms = settle_terms(c->site, c->now_us);
	enum err e = refund_cool_off(act, out, order_id, c->who.company_id,
	    reason, c->site->config.cooling_off_days, &terms);

	return e != ERR_STATE
	    ? e
	    : call_fail(c, e,
		  "This order cannot be given back without asking any more; "
		  "ask the seller for a refund.");
}

static enum err
request_run(struct call *c, struct act *act, struct id *out, struct id order_id,
    const struct refund_body *body)
{
	struct refund_case can;
	struct money amount;
	struct order o;
	enum err e = order_get(
	    c->db, c->arena, &o, order_id, c->who.company_id);

	if (e == OK)
		e = refund_case_of(
		    act, &can, &o, c->site->config.cooling_off_days);
	if (e != OK)
		return e;
	if (str_trim(body->reason).n == 0)
		return call_fault(
		    c, "/reason", "required", "Say why; the seller reads it.");
	amount = can.available;
	if (body->amount != 0)
		amount.minor = body->amount;
	e = refund_request(
	    act, out, order_id, c->who.company_id, amount, body->reason);
	if (e == ERR_RANGE && can.available.minor > 0)
		return call_fault(c, "/amount", "range",
		    "More than can be given back of this order.");
	if ((e == ERR_RANGE || e == ERR_STATE) && o.plan_version > 0)
		return call_fail(c, ERR_STATE,
		    "This order is paid in stages; what is left of it ends by "
		    "a final account that both sides confirm.");
	if (e == ERR_RANGE || e == ERR_STATE)
		return call_fail(c, ERR_STATE,
		    "There is no money of this order to give back.");
	return e == ERR_EXISTS
	    ? call_fail(c, e, "A request of this order waits already.")
	    : e;
}

static enum err
refund_new(struct call *c)
{
	const struct refund_body *body = c->body;
	struct act act = act_of_call(c);
	struct id order_id, refund_id;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&order_id, c, ID_ORDER)) != OK)
		return e;
	e = body->kind == KIND_COOLING_OFF
	    ? cooling_off_run(c, &act, &refund_id, order_id,
		  body->reason.p ? body->reason : STR(""))
	    : request_run(c, &act, &refund_id, order_id, body);
	return e == OK ? refund_reply(c, refund_id, 201) : e;
}

static enum err
refund_appeal(struct call *c)
{
	const struct appeal_body *body = c->body;
	struct act act = act_of_call(c);
	struct id refund_id;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = path_id(&refund_id, c, ID_REFUND)) != OK)
		return e;
	e = refund_escalate(&act, refund_id, c->who.company_id, body->reason);
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "The operator looks at a request once the seller has "
		    "refused it, or has let his time pass; and once only.");
	if (e == ERR_RANGE)
		return call_fail(c, ERR_STATE,
		    "So much of this order is not left any more.");
	return e == OK ? refund_reply(c, refund_id, 200) : e;
}

const struct route refund_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/checkout/orders/{order}/refunds",
	    .handler = refunds_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .answer = "OrderRefunds",
	    .status = 200,
	    .summary = "What can be given back of an order, and what was" },
	{ .method = "POST",
	    .pattern = "/api/checkout/orders/{order}/refunds",
	    .handler = refund_new,
	    .caller = CALLER_BUYER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .idempotent = true,
	    .body = &refund_shape,
	    .answer = "Refund",
	    .status = 201,
	    .summary = "Give an order back, or ask the seller to" },
	{ .method = "POST",
	    .pattern = "/api/checkout/refunds/{refund}/escalations",
	    .handler = refund_appeal,
	    .caller = CALLER_BUYER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .body = &appeal_shape,
	    .answer = "Refund",
	    .status = 200,
	    .summary = "Turn to the operator after a refusal" },
	{ .method = NULL },
};
