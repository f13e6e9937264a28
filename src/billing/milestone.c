/* R26, X4: an order in stages as both sides and operators follow it. */
#include "act/milestone.h"

#include <stddef.h>
#include <stdio.h>

#include "app/auth.h"
#include "base/bounds.h"
#include "billing.h"
#include "stages.h"
#include "store/event.h"

static const struct id anybody = { { 0 } };

enum err
stages_side(struct call *c, struct stages_seen *out, struct id order_id)
{
	enum err e = handover_reader(c);

	if (e == OK)
		e = order_get(c->db, c->arena, &out->order, order_id, anybody);
	if (e != OK)
		return e;
	out->operates = id_is_nil(c->who.company_id);
	out->sells = auth_sells(c) &&
	    id_eq(c->who.seller_id, out->order.seller_id);
	out->buys = !out->operates &&
	    id_eq(c->who.company_id, out->order.company_id);
	if (!out->operates && !out->sells && !out->buys)
		return ERR_NOT_FOUND;
	return out->order.plan_version > 0 ? OK : ERR_NOT_FOUND;
}

static enum err
seen_read(struct call *c, struct stages_seen *s)
{
	struct id order_id = s->order.order_id;
	enum err e;

	if ((e = payment_plan_get(c->db, c->arena, &s->v, order_id,
		 s->order.plan_version)) != OK ||
	    (e = handovers_of_stages(
		 c->db, c->arena, &s->stages, &s->n, order_id)) != OK ||
	    (e = bills_of(
		 c->db, c->arena, &s->bills, &s->nbills, &order_id, 1)) != OK)
		return e;
	s->nsettled = 0;
	if (!s->buys &&
	    (e = settlement_of_stages(
		 c->db, c->arena, &s->settled, &s->nsettled, order_id)) != OK)
		return e;
	e = plan_change_of_order(c->db, c->arena, &s->change, order_id);
	s->has_change = e == OK && s->change.state == CHANGE_PROPOSED;
	return e == ERR_NOT_FOUND ? OK : e;
}

static const struct bill *
bill_of_stage(const struct stages_seen *s, int64_t stage)
{
	for (size_t i = 0; i < s->nbills; i++)
		if (s->bills[i].stage == stage)
			return &s->bills[i];
	return NULL;
}

/* What is open of all bills, or of one. */
static enum err
open_add(struct money *sum, const struct bill *b)
{
	struct money open = money_zero(b->net.currency);
	enum err e = b->state == BILL_VOID || b->state == BILL_UNCOLLECTIBLE
	    ? OK
	    : bill_open(&open, &b->sums);

	return e == OK ? money_add(sum, *sum, open) : e;
}

struct turn {
	const char *who, *what;
	int64_t stage; /* 0: none */
};

static struct turn
turn_of_bills(const struct stages_seen *s)
{
	for (size_t i = 0; i < s->nbills; i++)
		if (bill_is_payable(s->bills[i].state))
			return (
			    struct turn){ "buyer", "pay", s->bills[i].stage };
	return (struct turn){ "nobody", "done", 0 };
}

/* One thing, and whose turn it is. */
static struct turn
turn_of(const struct stages_seen *s)
{
	static const struct {
		const char *who, *what;
	} of[HANDOVER__MAX] = {
		[HANDOVER_PLANNED] = { "seller", "deliver" },
		[HANDOVER_OPEN] = { "seller", "deliver" },
		[HANDOVER_DELIVERED] = { "buyer", "accept" },
		[HANDOVER_REWORK] = { "seller", "rework" },
		[HANDOVER_DISPUTED] = { "operator", "rule" },
	};

	if (s->order.state == ORDER_PENDING_PAYMENT)
		return (struct turn){ "buyer", "pay", 0 };
	if (s->has_change)
		return (struct turn){ s->change.by_seller ? "buyer" : "seller",
			"confirm_change", 0 };
	for (size_t i = 0; i < s->n; i++) {
		const struct handover *h = &s->stages[i];

		if (of[h->state].who != NULL)
			return (struct turn){ of[h->state].who,
				of[h->state].what, h->stage };
	}
	return turn_of_bills(s);
}

static void
number_or_null(struct json *j, const char *key, int64_t n)
{
	json_key(j, key);
	if (n > 0)
		json_i64(j, n);
	else
		json_null(j);
}

static void
turn_json(struct json *j, struct turn t)
{
	json_key(j, "next");
	json_object(j);
	json_put_cstr(j, "who", t.who);
	json_put_cstr(j, "what", t.what);
	number_or_null(j, "stage", t.stage);
	json_end_object(j);
}

static enum err
stage_bill_json(struct json *j, const struct bill *b)
{
	struct money open;
	enum err e = OK;

	json_key(j, "bill");
	if (b == NULL) {
		json_null(j);
		return OK;
	}
	open = money_zero(b->net.currency);
	e = open_add(&open, b);
	json_object(j);
	json_put_id(j, "id", ID_BILL, b->bill_id);
	json_put_str(j, "number", b->bill_no);
	json_put_cstr(j, "state", bill_state_name(b->state));
	json_put_time(j, "due_at", b->due_at_us);
	json_put_money(j, "open", open);
	json_end_object(j);
	return e;
}

/* The sale's line is made once its entry is sealed. */
static void
settlement_put(struct json *j, const struct stages_seen *s, int64_t stage)
{
	const char *state = NULL;

	if (s->buys)
		return;
	for (size_t i = 0; i < s->nsettled; i++)
		if (s->settled[i].stage == stage)
			state = settlement_line_state_name(s->settled[i].state);
	json_key(j, "settlement");
	if (state == NULL)
		json_null(j);
	else
		json_cstr(j, state);
}

/* What the buyer's own books call it is none of the seller's business. */
static bool
knows_references(const struct stages_seen *s)
{
	return s->buys || s->operates;
}

static void
references_put(
    struct json *j, const struct stages_seen *s, const struct handover *h)
{
	struct str po_number, cost_centre;

	if (!knows_references(s))
		return;
	stage_references(&po_number, &cost_centre, h, &s->order);
	json_put_str(j, "po_number", po_number);
	json_put_str(j, "cost_centre", cost_centre);
}

static enum err
item_json(struct json *j, const struct stages_seen *s, const struct handover *h)
{
	const struct milestone *m = &s->v.plan.stages[h->stage - 1];
	struct money amount;
	enum err e = plan_stage_total(&amount, &s->v.plan, h->stage);

	json_object(j);
	json_put_i64(j, "stage", h->stage);
	json_put_id(j, "handover", ID_HANDOVER, h->handover_id);
	json_put_str(j, "name", m->name);
	json_put_i64(j, "share_bp", m->share_bp);
	json_key(j, "criteria");
	criteria_json(j, m->criteria);
	json_put_money(j, "net", m->net);
	json_put_money(j, "tax", m->tax);
	json_put_money(j, "amount", amount);
	json_put_cstr(j, "state", handover_state_name(h->state));
	json_put_i64(j, "round", h->round);
	json_put_i64(j, "row_version", h->row_version);
	json_put_i64(j, "billed_by", plan_billed_by(&s->v.plan, h->stage));
	if (e == OK)
		e = stage_bill_json(j, bill_of_stage(s, h->stage));
	references_put(j, s, h);
	settlement_put(j, s, h->stage);
	json_put_time(j, "delivered_at", h->delivered_at_us);
	json_put_time(j, "accept_by_at", h->accept_by_us);
	json_put_bool(j, "deemed", h->deemed);
	json_put_time(j, "closed_at", h->closed_at_us);
	json_end_object(j);
	return e;
}

static int64_t
stage_of_event(const struct stages_seen *s, const struct event *ev)
{
	for (size_t i = 0; i < s->n; i++)
		if (id_eq(s->stages[i].handover_id, ev->subject_id))
			return s->stages[i].stage;
	for (size_t i = 0; i < s->nbills; i++)
		if (id_eq(s->bills[i].bill_id, ev->subject_id))
			return s->bills[i].stage;
	return 0;
}

static enum err
events_json(struct call *c, struct json *j, const struct stages_seen *s)
{
	struct event *events;
	struct str *sides;
	size_t n;
	enum err e = events_of_stages(
	    c->db, c->arena, &events, &sides, &n, s->order.order_id);

	if (e != OK)
		return e;
	json_key(j, "events");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		const struct event *ev = &events[i];
		char kind[64];

		if (str_is(ev->kind, EVENT_REFERENCED) && !knows_references(s))
			continue;
		snprintf(kind, sizeof(kind), "%.*s.%.*s", STR_FMT(ev->subject),
		    STR_FMT(ev->kind));
		json_object(j);
		json_put_time(j, "at", ev->created_at_us);
		json_put_cstr(j, "kind", kind);
		json_put_str(j, "who", sides[i]);
		number_or_null(j, "stage", stage_of_event(s, ev));
		json_put_str(j, "text", ev->reason);
		json_end_object(j);
	}
	json_end_array(j);
	return OK;
}

/* What its bills ask for, what has come and stays, what is still open. */
static enum err
sums_json(struct json *j, const struct stages_seen *s)
{
	const struct money zero = money_zero(s->v.plan.net.currency);
	struct money total, billed = zero, paid = zero, open = zero;
	enum err e = money_add(&total, s->v.plan.net, s->v.plan.tax);

	for (size_t i = 0; e == OK && i < s->nbills; i++) {
		const struct bill_sums *b = &s->bills[i].sums;

		if ((e = money_add(&billed, billed, b->total)) != OK ||
		    (e = money_sub(&billed, billed, b->credited)) != OK ||
		    (e = money_add(&paid, paid, b->paid)) != OK ||
		    (e = money_sub(&paid, paid, b->refunded)) != OK)
			return e;
		e = open_add(&open, &s->bills[i]);
	}
	json_put_money(j, "net", s->v.plan.net);
	json_put_money(j, "tax", s->v.plan.tax);
	json_put_money(j, "total", total);
	json_put_money(j, "billed", billed);
	json_put_money(j, "paid", paid);
	json_put_money(j, "open", open);
	return e;
}

/* Its stages are there from when it is paid for. */
static void
names_json(struct json *j, const struct stages_seen *s)
{
	const struct handover none = { .product_name = STR_NONE,
		.company_name = STR_NONE,
		.seller_name = STR_NONE };
	const struct handover *h = s->n > 0 ? &s->stages[0] : &none;

	json_put_str(j, "product", h->product_name);
	json_put_str(j, "buyer", h->company_name);
	json_put_str(j, "seller", h->seller_name);
}

enum err
stages_reply(struct call *c, struct stages_seen *s, int status)
{
	struct json *j;
	enum err e = seen_read(c, s);

	if (e != OK)
		return e;
	j = reply_json(c, status);
	json_object(j);
	json_put_id(j, "order", ID_ORDER, s->order.order_id);
	json_put_cstr(j, "state", order_state_name(s->order.state));
	names_json(j, s);
	json_put_i64(j, "version", s->v.version);
	json_put_cstr(j, "billing", plan_billing_name(s->v.plan.billing));
	number_or_null(j, "deemed_days", s->v.plan.deemed_days);
	e = sums_json(j, s);
	turn_json(j, turn_of(s));
	json_key(j, "items");
	json_array(j);
	for (size_t i = 0; e == OK && i < s->n; i++)
		if (s->stages[i].stage <= (int64_t)s->v.plan.n)
			e = item_json(j, s, &s->stages[i]);
	json_end_array(j);
	json_key(j, "change");
	if (s->has_change)
		plan_change_json(c, j, &s->change, s);
	else
		json_null(j);
	if (e == OK)
		e = events_json(c, j, s);
	json_end_object(j);
	return e;
}

static enum err
milestones_show(struct call *c)
{
	struct stages_seen s;
	struct id order_id;
	enum err e;

	if (id_parse(&order_id, ID_ORDER, request_query(c->request, "order")) !=
	    OK)
		return call_fault(
		    c, "/order", "format", "Name the order by its id: ord_...");
	e = stages_side(c, &s, order_id);
	return e == OK ? stages_reply(c, &s, 200) : e;
}

struct references_body {
	int64_t stage;
	struct str po_number, cost_centre;
};
static const struct field references_fields[] = {
	{ .name = "stage",
	    .type = FIELD_INT,
	    .required = true,
	    .min = 1,
	    .max = OFFER_MILESTONES_MAX,
	    .offset = offsetof(struct references_body, stage),
	    .about = "which, from 1 on; it is not billed yet" },
	{ .name = "po_number",
	    .type = FIELD_NAME,
	    .max = ORDER_REFERENCE_MAX,
	    .offset = offsetof(struct references_body, po_number),
	    .about = "the buyer's purchase order; left out: none" },
	{ .name = "cost_centre",
	    .type = FIELD_NAME,
	    .max = ORDER_REFERENCE_MAX,
	    .offset = offsetof(struct references_body, cost_centre),
	    .about = "the buyer's cost centre; left out: none" },
};
static const struct shape references_shape = SHAPE(
    "MilestoneReferences", struct references_body, references_fields);

static enum err
references_say(struct call *c)
{
	const struct references_body *body = c->body;
	struct act act = act_of_call(c);
	struct stages_seen s;
	struct id order_id;
	enum err e = company_required(c);

	if (e != OK)
		return e;
	if (id_parse(&order_id, ID_ORDER, c->path_arg[0]) != OK)
		return ERR_NOT_FOUND;
	e = stage_refer(&act, order_id, c->who.company_id, body->stage,
	    str_trim(body->po_number), str_trim(body->cost_centre));
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "Its bill is made already, or will not be: bills are "
		    "never changed.");
	if (e == ERR_RANGE)
		return call_fault(
		    c, "/stage", "range", "The order has no such milestone.");
	if (e == OK)
		e = stages_side(c, &s, order_id);
	return e == OK ? stages_reply(c, &s, 200) : e;
}

static const char *const order_query[] = { "order", NULL };

const struct route milestone_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/milestones",
	    .handler = milestones_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .query = order_query,
	    .answer = "Milestones",
	    .status = 200,
	    .summary = "An order in stages: each with its bill, whose turn it "
		       "is, and what has happened" },
	{ .method = "PUT",
	    .pattern = "/api/billing/milestones/{order}/references",
	    .handler = references_say,
	    .caller = CALLER_BUYER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .body = &references_shape,
	    .answer = "Milestones",
	    .status = 200,
	    .summary = "The purchase order and cost centre that a stage's "
		       "bill will name" },
	{ .method = NULL },
};
