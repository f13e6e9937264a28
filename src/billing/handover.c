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
	bool accept;
	struct str text;
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

static const struct field rejection_fields[] = { ROW_VERSION,
	WORDS("reason", HANDOVER_TEXT_MAX,
	    "what is missing; the seller reads it") };
static const struct shape rejection_shape = SHAPE(
    "HandoverRejection", struct decision_body, rejection_fields);

static const struct field dispute_fields[] = { ROW_VERSION,
	WORDS("reason", HANDOVER_TEXT_MAX, "what the operator should know") };
static const struct shape dispute_shape = SHAPE(
    "HandoverDispute", struct decision_body, dispute_fields);

static const struct field ruling_fields[] = { ROW_VERSION,
	{ .name = "accept",
	    .type = FIELD_BOOL,
	    .required = true,
	    .offset = offsetof(struct decision_body, accept),
	    .about = "it is done; else the seller has one more round" },
	WORDS("reason", HANDOVER_TEXT_MAX, "why; buyer and seller read it") };
static const struct shape ruling_shape = SHAPE(
    "HandoverRuling", struct decision_body, ruling_fields);

struct act
act_of_call(struct call *c)
{
	return (struct act){
		.db = c->db,
		.arena = c->arena,
		.now_us = c->now_us,
		.actor = id_is_nil(c->who.company_id) ? ACTOR_OPERATOR
						      : ACTOR_USER,
		.user_id = c->who.user_id,
		.calendar = &c->site->calendar,
	};
}

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
	struct act act = act_of_call(c);
	struct id id;
	enum err e = path_handover(&id, c);

	if (e == OK)
		e = company_required(c);
	if (e == OK)
		e = handover_reject(&act, id, c->who.company_id,
		    body->row_version, body->text,
		    c->site->config.rework_rounds);
	return decided(c, e, id);
}

static enum err
dispute_make(struct call *c)
{
	const struct decision_body *body = c->body;
	struct act act = act_of_call(c);
	struct id id;
	enum err e = path_handover(&id, c);

	if (e == OK)
		e = handover_dispute(
		    &act, id, c->who.seller_id, body->row_version, body->text);
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "The operator looks at it once the buyer has let %d "
		    "business days pass without an answer.",
		    HANDOVER_ANSWER_DAYS);
	return decided(c, e, id);
}

static enum err
ruling_make(struct call *c)
{
	const struct decision_body *body = c->body;
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct act act = act_of_call(c);
	struct id id;
	enum err e = path_handover(&id, c);

	if (e == OK)
		e = handover_rule(&act, id, body->accept, body->row_version,
		    body->text, &terms);
	return decided(c, e, id);
}

static const char *const list_query[] = { "limit", "after", NULL };

const struct route handover_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/handovers",
	    .handler = handovers_show,
	    .caller = CALLER_SELLER,
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "Handovers",
	    .status = 200,
	    .summary = "Services that were ordered of the seller, newest "
		       "first" },
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
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .body = &dispute_shape,
	    .answer = "Handover",
	    .status = 200,
	    .summary = "Turn to the operator when no answer comes" },
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
