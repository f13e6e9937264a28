/*
 * X4: services, from the seller's work to the buyer's acceptance.  What is
 * handed over is read by both sides and by operators, who rule when they
 * do not agree.
 */
#include <stddef.h>

#include "act/handover.h"
#include "app/auth.h"
#include "app/settle.h"
#include "billing.h"

struct decision_body {
	int64_t row_version;
	int ruling; /* enum handover_ruling */
	struct str text;
	struct wire_list criteria; /* of struct handover_answer */
};

#define ROW_VERSION \
	{ \
		.name = "row_version", .type = FIELD_INT, .required = true, \
		.min = 1, .max = INT64_MAX, \
		.offset = offsetof(struct decision_body, row_version), \
		.about = "of the handover that was looked at" \
	}
#define WORDS(name_, max_, about_) \
	{ \
		.name = (name_), .type = FIELD_LINES, .required = true, \
		.max = (max_), .offset = offsetof(struct decision_body, text), \
		.about = (about_) \
	}

static const struct field delivery_fields[] = { ROW_VERSION,
	WORDS("note", HANDOVER_NOTE_MAX, "what was done; the buyer reads it") };
static const struct shape delivery_shape = SHAPE(
    "HandoverDelivery", struct decision_body, delivery_fields);

static const struct field acceptance_fields[] = { ROW_VERSION };
static const struct shape acceptance_shape = SHAPE(
    "HandoverAcceptance", struct decision_body, acceptance_fields);

static const struct field answer_fields[] = {
	{ .name = "criterion",
	    .type = FIELD_INT,
	    .required = true,
	    .min = 1,
	    .max = CRITERIA_MAX,
	    .offset = offsetof(struct handover_answer, criterion),
	    .about = "which, from 1 on" },
	{ .name = "met",
	    .type = FIELD_BOOL,
	    .required = true,
	    .offset = offsetof(struct handover_answer, met),
	    .about = "is it fulfilled?" },
	{ .name = "comment",
	    .type = FIELD_LINES,
	    .max = HANDOVER_TEXT_MAX,
	    .offset = offsetof(struct handover_answer, comment),
	    .about = "what is missing" },
};
static const struct shape answer_shape = SHAPE(
    "HandoverAnswer", struct handover_answer, answer_fields);

static const struct shape recall_shape = SHAPE(
    "HandoverRecall", struct decision_body, acceptance_fields);

static const struct field rejection_fields[] = { ROW_VERSION,
	WORDS("reason", HANDOVER_TEXT_MAX,
	    "what is missing; the seller reads it"),
	{ .name = "criteria",
	    .type = FIELD_LIST,
	    .max = CRITERIA_MAX,
	    .shape = &answer_shape,
	    .offset = offsetof(struct decision_body, criteria),
	    .about = "of a milestone: each of its criteria, and at least one "
		     "that is not met" } };
static const struct shape rejection_shape = SHAPE(
    "HandoverRejection", struct decision_body, rejection_fields);

static const struct field dispute_fields[] = { ROW_VERSION,
	WORDS("reason", HANDOVER_TEXT_MAX, "what the operator should know") };
static const struct shape dispute_shape = SHAPE(
    "HandoverDispute", struct decision_body, dispute_fields);

static const char *const rulings[RULING__MAX + 1] = {
	[RULING_ACCEPT] = "accept",
	[RULING_REWORK] = "rework",
	[RULING_CANCEL] = "cancel",
};
static const struct field ruling_fields[] = { ROW_VERSION,
	{ .name = "ruling",
	    .type = FIELD_CHOICE,
	    .required = true,
	    .choices = rulings,
	    .offset = offsetof(struct decision_body, ruling),
	    .about = "it is done; the seller has one more round; or, of a "
		     "milestone: the order ends here" },
	WORDS("reason", HANDOVER_TEXT_MAX, "why; buyer and seller read it") };
static const struct shape ruling_shape = SHAPE(
    "HandoverRuling", struct decision_body, ruling_fields);

static enum err
decided(struct call *c, enum err e, struct id handover_id)
{
	if (e == ERR_STATE)
		return call_fail(
		    c, e, "It is decided already, or somebody else's turn.");
	if (e == ERR_STALE)
		return call_fail(c, e,
		    "It has changed since you looked at it; load it again.");
	return e == OK ? handover_reply(c, handover_id, 200) : e;
}

static enum err
delivery_make(struct call *c)
{
	const struct decision_body *body = c->body;
	struct act act = act_of_call(c);
	struct id id;
	enum err e = path_handover(&id, c);

	if (e == OK)
		e = handover_deliver(
		    &act, id, c->who.seller_id, body->row_version, body->text);
	return decided(c, e, id);
}

static enum err
acceptance_make(struct call *c)
{
	const struct decision_body *body = c->body;
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct act act = act_of_call(c);
	struct id id;
	enum err e = path_handover(&id, c);

	if (e == OK)
		e = company_required(c);
	if (e == OK)
		e = handover_accept(
		    &act, id, c->who.company_id, body->row_version, &terms);
	return decided(c, e, id);
}

static enum err
rejection_make(struct call *c)
{
	const struct decision_body *body = c->body;
	const struct handover_rejection rejection = {
		.row_version = body->row_version,
		.words = body->text,
		.answers = body->criteria.items,
		.n = body->criteria.n,
	};
	struct act act = act_of_call(c);
	struct id id;
	enum err e = path_handover(&id, c);

	if (e == OK)
		e = company_required(c);
	if (e == OK)
		e = handover_reject(&act, &rejection, id, c->who.company_id,
		    c->site->config.rework_rounds);
	if (e == ERR_RANGE)
		return call_fault(c, "/criteria", "required",
		    "Say of each criterion whether it is met; at least one is "
		    "not.");
	return decided(c, e, id);
}

static enum err
recall_make(struct call *c)
{
	const struct decision_body *body = c->body;
	struct act act = act_of_call(c);
	struct id id;
	enum err e = path_handover(&id, c);

	if (e == OK)
		e = handover_recall(
		    &act, id, c->who.seller_id, body->row_version);
	return decided(c, e, id);
}

/* Which of the two sides asks?  The other's id is nil. */
static enum err
sides_find(struct call *c, struct id *company_id, struct id *seller_id)
{
	struct handover h;
	struct id id;
	enum err e = path_handover(&id, c);

	*company_id = *seller_id = (struct id){ { 0 } };
	if (e == OK)
		e = handover_seen(c, &h, id);
	if (e != OK)
		return e;
	if (handover_is_own(c, &h))
		*seller_id = h.seller_id;
	else if (auth_buys(c))
		*company_id = h.company_id;
	else
		return ERR_FORBIDDEN;
	return OK;
}

static enum err
dispute_make(struct call *c)
{
	const struct decision_body *body = c->body;
	struct act act = act_of_call(c);
	struct id id, company_id, seller_id;
	enum err e = path_handover(&id, c);

	if (e == OK)
		e = sides_find(c, &company_id, &seller_id);
	if (e == OK)
		e = handover_dispute(&act, id, company_id, seller_id,
		    body->row_version, body->text);
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "The operator looks at a milestone that was handed over, "
		    "and at a service once the buyer has let %d business days "
		    "pass without an answer.",
		    HANDOVER_ANSWER_DAYS);
	return decided(c, e, id);
}

static enum err
ruling_make(struct call *c)
{
	const struct decision_body *body = c->body;
	const struct handover_rule rule = {
		.ruling = (enum handover_ruling)body->ruling,
		.row_version = body->row_version,
		.words = body->text,
	};
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct act act = act_of_call(c);
	struct id id;
	enum err e = path_handover(&id, c);

	if (e == OK)
		e = handover_rule(&act, &rule, id, &terms);
	return decided(c, e, id);
}

static const char *const list_query[] = { "limit", "after", NULL };
static const char *const desk_query[] = { "limit", "after", "view", NULL };

const struct route handover_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/handovers",
	    .handler = handovers_show,
	    .caller = CALLER_SELLER,
	    .tx = TX_READ,
	    .query = desk_query,
	    .answer = "Handovers",
	    .status = 200,
	    .summary = "Services and milestones that were ordered of the "
		       "seller, newest first; view=orders: each order in "
		       "stages once, as its last milestone" },
	{ .method = "GET",
	    .pattern = "/api/billing/disputes",
	    .handler = disputes_show,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "Handovers",
	    .status = 200,
	    .summary = "Services that buyer and seller do not agree on" },
	{ .method = "GET",
	    .pattern = "/api/billing/handovers/{handover}",
	    .handler = handover_show,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .answer = "Handover",
	    .status = 200,
	    .summary = "What was handed over, and what was said to it" },
	{ .method = "POST",
	    .pattern = "/api/billing/handovers/{handover}/deliveries",
	    .handler = delivery_make,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .body = &delivery_shape,
	    .answer = "Handover",
	    .status = 200,
	    .summary = "Hand over what was done" },
	{ .method = "POST",
	    .pattern = "/api/billing/handovers/{handover}/acceptances",
	    .handler = acceptance_make,
	    .caller = CALLER_BUYER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .idempotent = true,
	    .body = &acceptance_shape,
	    .answer = "Handover",
	    .status = 200,
	    .summary = "Accept what was handed over" },
	{ .method = "POST",
	    .pattern = "/api/billing/handovers/{handover}/rejections",
	    .handler = rejection_make,
	    .caller = CALLER_BUYER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .body = &rejection_shape,
	    .answer = "Handover",
	    .status = 200,
	    .summary = "Say what is missing" },
	{ .method = "POST",
	    .pattern = "/api/billing/handovers/{handover}/disputes",
	    .handler = dispute_make,
	    .caller = CALLER_MEMBER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .body = &dispute_shape,
	    .answer = "Handover",
	    .status = 200,
	    .summary = "Turn to the operator: of a milestone either side, of "
		       "a service its seller when no answer comes" },
	{ .method = "POST",
	    .pattern = "/api/billing/handovers/{handover}/recalls",
	    .handler = recall_make,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .body = &recall_shape,
	    .answer = "Handover",
	    .status = 200,
	    .summary = "Take back what was handed over, before an answer" },
	{ .method = "POST",
	    .pattern = "/api/billing/handovers/{handover}/rulings",
	    .handler = ruling_make,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .body = &ruling_shape,
	    .answer = "Handover",
	    .status = 200,
	    .summary = "Rule on a service that was rejected too often" },
	{ .method = NULL },
};
