/* X13: a plan that is changed, or an order that ends early, as agreed. */
#include "act/plan_change.h"

#include <stddef.h>

#include "app/auth.h"
#include "app/settle.h"
#include "base/text.h"
#include "billing.h"
#include "stages.h"

enum {
	REASON_CHARS = 1000,
	NAME_CHARS = 200,
	CRITERION_CHARS = 200,
	CRITERIA_BYTES_MAX = 4000 /* of a milestone, all of them */
};

struct stage_body {
	struct str name;
	struct wire_list criteria;
	int64_t net;
};
struct proposal_body {
	struct id order;
	int kind;
	struct str reason;
	struct wire_list stages;
};

enum { KIND_STOP, KIND_CHANGE };
static const char *const kinds[] = { "stop", "change", NULL };

static const struct field stage_fields[] = {
	{ .name = "name",
	    .type = FIELD_NAME,
	    .required = true,
	    .max = NAME_CHARS,
	    .offset = offsetof(struct stage_body, name),
	    .about = "what the milestone is called" },
	{ .name = "criteria",
	    .type = FIELD_LIST,
	    .max = CRITERIA_MAX,
	    .offset = offsetof(struct stage_body, criteria),
	    .about = "of its acceptance, a line each" },
	{ .name = "net",
	    .type = FIELD_INT,
	    .required = true,
	    .min = 1,
	    .max = MONEY_MAX_MINOR,
	    .offset = offsetof(struct stage_body, net),
	    .about = "in minor units of the order's currency; its tax follows "
		     "the order's rule" },
};
static const struct shape stage_shape = SHAPE(
    "PlanChangeStage", struct stage_body, stage_fields);

static const struct field proposal_fields[] = {
	{ .name = "order",
	    .type = FIELD_ID,
	    .prefix = ID_ORDER,
	    .required = true,
	    .offset = offsetof(struct proposal_body, order),
	    .about = "whose plan" },
	{ .name = "kind",
	    .type = FIELD_CHOICE,
	    .required = true,
	    .choices = kinds,
	    .offset = offsetof(struct proposal_body, kind),
	    .about = "the order ends, or other stages follow" },
	{ .name = "reason",
	    .type = FIELD_LINES,
	    .required = true,
	    .max = REASON_CHARS,
	    .offset = offsetof(struct proposal_body, reason),
	    .about = "why; the other side reads it" },
	{ .name = "stages",
	    .type = FIELD_LIST,
	    .max = OFFER_MILESTONES_MAX,
	    .shape = &stage_shape,
	    .offset = offsetof(struct proposal_body, stages),
	    .about = "of a change: instead of those that have not begun" },
};
static const struct shape proposal_shape = SHAPE(
    "PlanChangeRequest", struct proposal_body, proposal_fields);

struct answer_body {
	struct hash digest;
	struct str reason;
};
static const struct field confirmation_fields[] = { { .name = "digest",
    .type = FIELD_HASH,
    .required = true,
    .offset = offsetof(struct answer_body, digest),
    .about = "of the change that was shown" } };
static const struct shape confirmation_shape = SHAPE(
    "PlanChangeConfirmation", struct answer_body, confirmation_fields);
static const struct field decline_fields[] = { { .name = "reason",
    .type = FIELD_LINES,
    .required = true,
    .max = REASON_CHARS,
    .offset = offsetof(struct answer_body, reason),
    .about = "why not; the other side reads it" } };
static const struct shape decline_shape = SHAPE(
    "PlanChangeDecline", struct answer_body, decline_fields);

static enum err
change_reply(struct call *c, struct id change_id, int status)
{
	struct stages_seen s;
	struct plan_change change;
	enum err e = plan_change_get(c->db, c->arena, &change, change_id);

	if (e == OK)
		e = stages_side(c, &s, change.order_id);
	if (e == OK)
		plan_change_json(c, reply_json(c, status), &change, &s);
	return e;
}

/* The side that asks; the other one's id is nil. */
static enum err
side_ids(struct call *c, const struct stages_seen *s, struct id *company_id,
    struct id *seller_id)
{
	*company_id = *seller_id = (struct id){ { 0 } };
	if (s->sells)
		*seller_id = s->order.seller_id;
	else if (stages_acts_for(c, s, false))
		*company_id = s->order.company_id;
	else
		return ERR_FORBIDDEN;
	return OK;
}

static enum err
criteria_join(struct call *c, struct str *out, const struct wire_list *list)
{
	const struct str *lines = list->items;

	*out = STR("");
	for (size_t i = 0; i < list->n; i++) {
		if (!text_name(lines[i], CRITERION_CHARS))
			return call_fault(c, "/stages", "format",
			    "A criterion is one line that can be seen, of at "
			    "most %d characters.",
			    CRITERION_CHARS);
		*out = i == 0 ? lines[i]
			      : arena_printf(c->arena, "%.*s\n%.*s",
				    STR_FMT(*out), STR_FMT(lines[i]));
		if (out->p == NULL)
			return ERR_NOMEM;
	}
	return out->n <= CRITERIA_BYTES_MAX
	    ? OK
	    : call_fault(c, "/stages", "length",
		  "The criteria of a milestone are too long together; put "
		  "them into a document.");
}

static enum err
stages_read(struct call *c, struct stage_proposed **out,
    const struct wire_list *list, struct currency currency)
{
	const struct stage_body *in = list->items;
	enum err e = OK;

	*out = ARENA_NEWS(c->arena, struct stage_proposed, list->n);
	if (*out == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; e == OK && i < list->n; i++) {
		(*out)[i].name = in[i].name;
		(*out)[i].net = (struct money){ in[i].net, currency };
		e = criteria_join(c, &(*out)[i].criteria, &in[i].criteria);
	}
	return e;
}

static enum err
proposal_refused(struct call *c, enum err e)
{
	switch (e) {
	case ERR_STATE:
		return call_fail(c, e,
		    "Only an order that is being delivered is changed, before "
		    "its last milestone is accepted.");
	case ERR_EXISTS:
		return call_fail(c, ERR_STATE,
		    "Something is proposed for this order already; it is "
		    "answered or withdrawn first.");
	case ERR_RANGE:
	case ERR_OVERFLOW:
		return call_fault(c, "/stages", "range",
		    "An order has at most %d milestones, and each costs "
		    "something.",
		    OFFER_MILESTONES_MAX);
	case ERR_INVALID:
		return call_fault(
		    c, "/stages", "required", "This changes nothing.");
	default:
		return e;
	}
}

static enum err
change_propose(struct call *c)
{
	const struct proposal_body *body = c->body;
	struct act act = act_of_call(c);
	struct plan_proposal p = { .order_id = body->order,
		.stop = body->kind == KIND_STOP,
		.reason = body->reason };
	struct stage_proposed *stages = NULL;
	struct stages_seen s;
	struct id change_id;
	enum err e = stages_side(c, &s, body->order);

	if (e == OK)
		e = side_ids(c, &s, &p.company_id, &p.seller_id);
	if (e == OK)
		e = stages_read(
		    c, &stages, &body->stages, s.order.total.currency);
	if (e != OK)
		return e;
	p.stages = stages;
	p.n = p.stop ? 0 : body->stages.n;
	e = plan_propose(&act, &change_id, &p);
	return e == OK ? change_reply(c, change_id, 201)
		       : proposal_refused(c, e);
}

/* The change that the path names, and which side asks. */
static enum err
change_of_path(struct call *c, struct id *change_id, struct id *company_id,
    struct id *seller_id)
{
	struct plan_change change;
	struct stages_seen s;
	enum err e;

	if (id_parse(change_id, ID_PLAN_CHANGE, c->path_arg[0]) != OK)
		return ERR_NOT_FOUND;
	e = plan_change_get(c->db, c->arena, &change, *change_id);
	if (e == OK)
		e = stages_side(c, &s, change.order_id);
	return e == OK ? side_ids(c, &s, company_id, seller_id) : e;
}

static enum err
answered(struct call *c, enum err e, struct id change_id)
{
	if (e == ERR_STATE)
		return call_fail(c, e, "It is answered or withdrawn already.");
	if (e == ERR_FORBIDDEN)
		return call_fail(c, e,
		    "Who proposed it withdraws it; the other side answers.");
	return e == OK ? change_reply(c, change_id, 200) : e;
}

static enum err
change_confirm(struct call *c)
{
	const struct answer_body *body = c->body;
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct act act = act_of_call(c);
	struct id change_id, company_id, seller_id;
	enum credit_refusal refusal = CREDIT_OK;
	enum err e = change_of_path(c, &change_id, &company_id, &seller_id);

	if (e == OK)
		e = plan_confirm(&act, &refusal, change_id, company_id,
		    seller_id, &body->digest, &terms);
	if (e == ERR_METHOD_UNAVAILABLE)
		return call_fail(c, e,
		    "The buyer's milestone credit does not cover the new "
		    "total (%s).",
		    credit_refusal_name(refusal));
	if (e == ERR_PLAN_CHANGED)
		return call_fail(c, e,
		    "It is not what was shown, or money or work has moved "
		    "since it was proposed; withdraw it and propose it anew.");
	return answered(c, e, change_id);
}

static enum err
change_decline(struct call *c)
{
	const struct answer_body *body = c->body;
	struct act act = act_of_call(c);
	struct id change_id, company_id, seller_id;
	enum err e = change_of_path(c, &change_id, &company_id, &seller_id);

	if (e == OK)
		e = plan_decline(
		    &act, change_id, company_id, seller_id, body->reason);
	return answered(c, e, change_id);
}

static enum err
change_withdraw(struct call *c)
{
	struct act act = act_of_call(c);
	struct id change_id, company_id, seller_id;
	enum err e = change_of_path(c, &change_id, &company_id, &seller_id);

	if (e == OK)
		e = plan_withdraw(&act, change_id, company_id, seller_id);
	return answered(c, e, change_id);
}

const struct route plan_change_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/billing/plan-changes",
	    .handler = change_propose,
	    .caller = CALLER_MEMBER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .idempotent = true,
	    .body = &proposal_shape,
	    .answer = "PlanChange",
	    .status = 201,
	    .summary = "Propose an early end, or other milestones for those "
		       "that have not begun" },
	{ .method = "POST",
	    .pattern = "/api/billing/plan-changes/{change}/confirmations",
	    .handler = change_confirm,
	    .caller = CALLER_MEMBER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .idempotent = true,
	    .body = &confirmation_shape,
	    .answer = "PlanChange",
	    .status = 200,
	    .summary = "Confirm what the other side has proposed" },
	{ .method = "POST",
	    .pattern = "/api/billing/plan-changes/{change}/declines",
	    .handler = change_decline,
	    .caller = CALLER_MEMBER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .body = &decline_shape,
	    .answer = "PlanChange",
	    .status = 200,
	    .summary = "Decline what the other side has proposed" },
	{ .method = "POST",
	    .pattern = "/api/billing/plan-changes/{change}/withdrawals",
	    .handler = change_withdraw,
	    .caller = CALLER_MEMBER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .answer = "PlanChange",
	    .status = 200,
	    .summary = "Withdraw what was proposed" },
	{ .method = NULL },
};
