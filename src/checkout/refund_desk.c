/* Refunds on the desks of those who decide: sellers and operators. */
#include <stddef.h>

#include "act/refund.h"
#include "checkout.h"

struct decision_body {
	int64_t row_version;
	bool approve;
	struct str reason;
};

#define ROW_VERSION \
	{ \
		.name = "row_version", .type = FIELD_INT, .required = true, \
		.min = 1, .max = INT64_MAX, \
		.offset = offsetof(struct decision_body, row_version), \
		.about = "of the refund that was looked at" \
	}
#define REASON(about_) \
	{ \
		.name = "reason", .type = FIELD_LINES, .required = true, \
		.max = REFUND_TEXT_MAX, \
		.offset = offsetof(struct decision_body, reason), \
		.about = (about_) \
	}

static const struct field approval_fields[] = { ROW_VERSION };
static const struct shape approval_shape = SHAPE(
    "RefundApproval", struct decision_body, approval_fields);

static const struct field refusal_fields[] = { ROW_VERSION,
	REASON("why not; the buyer reads it") };
static const struct shape refusal_shape = SHAPE(
    "RefundRefusal", struct decision_body, refusal_fields);

static const struct field ruling_fields[] = { ROW_VERSION,
	{ .name = "approve",
	    .type = FIELD_BOOL,
	    .required = true,
	    .offset = offsetof(struct decision_body, approve),
	    .about = "the money goes back" },
	REASON("why; buyer and seller read it") };
static const struct shape ruling_shape = SHAPE(
    "RefundRuling", struct decision_body, ruling_fields);

/* Of the seller named; nil: the operators' list. */
static enum err
desk_list(struct call *c, struct id seller_id)
{
	struct refund *refunds;
	struct paging p;
	struct id after;
	struct json *j;
	size_t n = 0;
	enum err e;

	if ((e = paging_read_id(c, &p, &after)) != OK ||
	    (e = refunds_of_seller(c->db, c->arena, &refunds, &n, seller_id,
		 after, p.limit)) != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		refund_json(j, &refunds[i]);
	return paging_close_id(
	    c, &p, p.more ? &refunds[n - 1].refund_id : NULL);
}

static enum err
requests_list(struct call *c)
{
	return desk_list(c, c->who.seller_id);
}

static enum err
reviews_list(struct call *c)
{
	return desk_list(c, (struct id){ { 0 } });
}

static enum err
decided(struct call *c, enum err e, struct id refund_id)
{
	if (e == ERR_STATE)
		return call_fail(
		    c, e, "It is decided already, or somebody else's turn.");
	if (e == ERR_STALE)
		return call_fail(c, e,
		    "It has changed since you looked at it; load it again.");
	return e == OK ? refund_reply(c, refund_id, 200) : e;
}

static enum err
refund_grant(struct call *c)
{
	const struct decision_body *body = c->body;
	const struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct act act = act_of_call(c);
	struct id refund_id;
	enum err e = path_id(&refund_id, c, ID_REFUND);

	if (e == OK)
		e = refund_approve(&act, refund_id, c->who.seller_id,
		    body->row_version, &terms);
	return decided(c, e, refund_id);
}

static enum err
refund_deny(struct call *c)
{
	const struct decision_body *body = c->body;
	struct act act = act_of_call(c);
	struct id refund_id;
	enum err e = path_id(&refund_id, c, ID_REFUND);

	if (e == OK)
		e = refund_refuse(&act, refund_id, c->who.seller_id,
		    body->row_version, body->reason);
	return decided(c, e, refund_id);
}

static enum err
refund_judge(struct call *c)
{
	const struct decision_body *body = c->body;
	const struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct act act = act_of_call(c);
	struct id refund_id;
	enum err e = path_id(&refund_id, c, ID_REFUND);

	if (e == OK)
		e = refund_rule(&act, refund_id, body->approve,
		    body->row_version, body->reason, &terms);
	return decided(c, e, refund_id);
}

/* What no gateway could send is sent from the bank, and said here. */
static enum err
transfer_note(struct call *c)
{
	struct act act = act_of_call(c);
	struct id refund_id;
	enum err e = path_id(&refund_id, c, ID_REFUND);

	if (e == OK)
		e = refund_sent(&act, refund_id);
	if (e == ERR_STATE)
		return call_fail(
		    c, e, "Only what no gateway can send is sent by hand.");
	return decided(c, e, refund_id);
}

static const char *const list_query[] = { "limit", "after", NULL };

const struct route refund_desk_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/checkout/refund-requests",
	    .handler = requests_list,
	    .caller = CALLER_SELLER,
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "Refunds",
	    .status = 200,
	    .summary =
		"What buyers ask the seller to give back, newest first" },
	{ .method = "POST",
	    .pattern = "/api/checkout/refunds/{refund}/approvals",
	    .handler = refund_grant,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .body = &approval_shape,
	    .answer = "Refund",
	    .status = 200,
	    .summary = "Agree to a refund" },
	{ .method = "POST",
	    .pattern = "/api/checkout/refunds/{refund}/refusals",
	    .handler = refund_deny,
	    .caller = CALLER_SELLER,
	    .tx = TX_WRITE,
	    .body = &refusal_shape,
	    .answer = "Refund",
	    .status = 200,
	    .summary = "Refuse a refund" },
	{ .method = "GET",
	    .pattern = "/api/checkout/refund-reviews",
	    .handler = reviews_list,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "Refunds",
	    .status = 200,
	    .summary = "Refunds to rule on or to send, newest first" },
	{ .method = "POST",
	    .pattern = "/api/checkout/refunds/{refund}/rulings",
	    .handler = refund_judge,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .body = &ruling_shape,
	    .answer = "Refund",
	    .status = 200,
	    .summary = "Rule on a refund that was refused" },
	{ .method = "POST",
	    .pattern = "/api/checkout/refunds/{refund}/transfers",
	    .handler = transfer_note,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .answer = "Refund",
	    .status = 200,
	    .summary = "Say that the money was sent by hand" },
	{ .method = NULL },
};
