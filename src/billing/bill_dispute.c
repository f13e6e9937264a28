/* Amounts of bills that a company does not own up to, and the rulings. */
#include "act/bill_dispute.h"

#include <stddef.h>

#include "app/settle.h"
#include "billing.h"

enum { WORDS_MAX = 1000 };

static const struct id any_company = { { 0 } };

/* What both sides see. */
static void
dispute_put(struct json *j, const struct bill_dispute *d)
{
	json_put_id(j, "id", ID_BILL_DISPUTE, d->dispute_id);
	json_put_cstr(j, "state", dispute_state_name(d->state));
	json_put_money(j, "amount", d->amount);
	json_put_money(j, "credited", d->credited);
	json_put_str(j, "reason", d->reason);
	json_put_str(j, "ruling", d->ruling);
	json_put_time(j, "created_at", d->created_at_us);
	json_put_time(j, "closed_at", d->closed_at_us);
	json_put_i64(j, "row_version", d->row_version);
}

enum err
disputes_put(struct call *c, struct json *j, struct id bill_id)
{
	struct bill_dispute *d;
	size_t n;
	enum err e = bill_disputes_of(c->db, c->arena, &d, &n, bill_id);

	if (e != OK)
		return e;
	json_key(j, "disputes");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		dispute_put(j, &d[i]);
		json_end_object(j);
	}
	json_end_array(j);
	return OK;
}

/* By itself it says which bill it is of. */
static void
dispute_json(struct json *j, const struct bill_dispute *d)
{
	json_object(j);
	dispute_put(j, d);
	json_key(j, "bill");
	json_object(j);
	json_put_id(j, "id", ID_BILL, d->bill_id);
	json_put_str(j, "number", d->bill_no);
	json_put_str(j, "customer", d->customer);
	json_put_money(j, "total", d->total);
	json_put_money(j, "open", d->open);
	json_put_time(j, "due_at", d->due_at_us);
	json_end_object(j);
	json_end_object(j);
}

struct dispute_body {
	int64_t amount_minor;
	struct str reason;
};

static const struct field dispute_fields[] = {
	{ .name = "amount",
	    .type = FIELD_INT,
	    .required = true,
	    .min = 1,
	    .max = MONEY_MAX_MINOR,
	    .offset = offsetof(struct dispute_body, amount_minor),
	    .about = "in minor units, at most what is open" },
	{ .name = "reason",
	    .type = FIELD_LINES,
	    .required = true,
	    .max = WORDS_MAX,
	    .offset = offsetof(struct dispute_body, reason),
	    .about = "why it is not owed; an operator rules on it" },
};
static const struct shape dispute_shape = SHAPE(
    "BillDisputeRequest", struct dispute_body, dispute_fields);

static enum err
dispute_new(struct call *c)
{
	const struct dispute_body *body = c->body;
	struct act act = act_of_call(c);
	struct bill_dispute d;
	struct bill b;
	enum err e = bill_of_path(c, &b);

	if (e == OK)
		e = finance_required(c);
	if (e == OK)
		e = bill_dispute_open(&act, &d, b.bill_id, c->who.company_id,
		    body->amount_minor, str_trim(body->reason));
	if (e == ERR_STATE)
		return call_fail(c, e,
		    b.on_credit
			? "Nothing of this bill is owed any more."
			: "This bill's order waits for its payment; cancel "
			  "the order instead.");
	if (e == ERR_RANGE)
		return call_fault(c, "/amount", "range",
		    "Dispute more than nothing and no more than is open.");
	if (e == ERR_EXISTS)
		return call_fail(c, e,
		    "A dispute of this bill is open already; withdraw it to "
		    "begin another.");
	if (e == OK)
		dispute_json(reply_json(c, 201), &d);
	return e;
}

static enum err
path_dispute(struct id *out, struct call *c, int arg)
{
	return id_parse(out, ID_BILL_DISPUTE, c->path_arg[arg]) == OK
	    ? OK
	    : ERR_NOT_FOUND;
}

static enum err
withdrawal_new(struct call *c)
{
	struct act act = act_of_call(c);
	struct bill_dispute d;
	struct bill b;
	struct id id;
	enum err e = bill_of_path(c, &b);

	if (e != OK || (e = finance_required(c)) != OK ||
	    (e = path_dispute(&id, c, 1)) != OK ||
	    (e = bill_dispute_get(
		 c->db, c->arena, &d, id, c->who.company_id)) != OK)
		return e;
	if (!id_eq(d.bill_id, b.bill_id))
		return ERR_NOT_FOUND;
	e = bill_dispute_withdraw(&act, &d, id, c->who.company_id);
	if (e == ERR_STATE)
		return call_fail(c, e, "This dispute has been ruled on.");
	if (e == OK)
		dispute_json(reply_json(c, 200), &d);
	return e;
}

static enum err
disputes_list(struct call *c)
{
	struct str state = request_query(c->request, "state");
	enum dispute_state parsed;
	struct bill_dispute *d;
	struct paging p;
	struct id after;
	struct json *j;
	size_t n;
	enum err e;

	if (state.p != NULL && dispute_state_parse(&parsed, state) != OK)
		return call_fault(c, "/state", "invalid",
		    "Ask for OPEN, UPHELD, REJECTED or WITHDRAWN.");
	if ((e = paging_read_id(c, &p, &after)) != OK ||
	    (e = bill_disputes_list(
		 c->db, c->arena, &d, &n, state, after, p.limit)) != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		dispute_json(j, &d[i]);
	return paging_close_id(c, &p, p.more ? &d[n - 1].dispute_id : NULL);
}

struct ruling_body {
	int64_t row_version, amount_minor;
	bool uphold;
	struct str ruling;
};

static const struct field ruling_fields[] = {
	{ .name = "row_version",
	    .type = FIELD_INT,
	    .required = true,
	    .min = 1,
	    .max = MONEY_MAX_MINOR,
	    .offset = offsetof(struct ruling_body, row_version),
	    .about = "of the dispute that was read" },
	{ .name = "uphold",
	    .type = FIELD_BOOL,
	    .required = true,
	    .offset = offsetof(struct ruling_body, uphold),
	    .about = "true: a credit note takes the amount off" },
	{ .name = "amount",
	    .type = FIELD_INT,
	    .min = 1,
	    .max = MONEY_MAX_MINOR,
	    .offset = offsetof(struct ruling_body, amount_minor),
	    .about = "of the credit note, at most what is disputed; none: all "
		     "of that" },
	{ .name = "ruling",
	    .type = FIELD_LINES,
	    .required = true,
	    .max = WORDS_MAX,
	    .offset = offsetof(struct ruling_body, ruling),
	    .about = "why; the customer reads it" },
};
static const struct shape ruling_shape = SHAPE(
    "BillRuling", struct ruling_body, ruling_fields);

static enum err
ruling_make(struct call *c, struct bill_dispute *d)
{
	const struct ruling_body *body = c->body;
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct act act = act_of_call(c);
	int64_t credit = 0;

	if (body->uphold)
		credit = body->amount_minor > 0 ? body->amount_minor
						: d->amount.minor;
	return bill_dispute_rule(&act, d, d->dispute_id, body->row_version,
	    credit, str_trim(body->ruling), &terms);
}

static enum err
ruling_new(struct call *c)
{
	struct bill_dispute d;
	struct id id;
	enum err e = path_dispute(&id, c, 0);

	if (e == OK)
		e = bill_dispute_get(c->db, c->arena, &d, id, any_company);
	if (e == OK)
		e = ruling_make(c, &d);
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "This dispute is closed, or its bill takes no credit note "
		    "any more.");
	if (e == ERR_RANGE)
		return call_fault(c, "/amount", "range",
		    "Credit no more than is disputed, and than the bill has "
		    "left.");
	if (e == OK)
		dispute_json(reply_json(c, 200), &d);
	return e;
}

static const char *const list_query[] = { "limit", "after", "state", NULL };

const struct route bill_dispute_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/billing/bills/{bill}/disputes",
	    .handler = dispute_new,
	    .caller = CALLER_MEMBER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .body = &dispute_shape,
	    .answer = "BillDispute",
	    .status = 201,
	    .summary = "Dispute an amount of a bill on credit" },
	{ .method = "POST",
	    .pattern = "/api/billing/bills/{bill}/disputes/{dispute}/"
		       "withdrawals",
	    .handler = withdrawal_new,
	    .caller = CALLER_MEMBER,
	    .scope = "orders:write",
	    .tx = TX_WRITE,
	    .answer = "BillDispute",
	    .status = 200,
	    .summary = "Withdraw a dispute" },
	{ .method = "GET",
	    .pattern = "/api/billing/bill-disputes",
	    .handler = disputes_list,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "BillDisputes",
	    .status = 200,
	    .summary = "Disputed amounts of all companies, newest first" },
	{ .method = "POST",
	    .pattern = "/api/billing/bill-disputes/{dispute}/rulings",
	    .handler = ruling_new,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .body = &ruling_shape,
	    .answer = "BillDispute",
	    .status = 200,
	    .summary = "Rule on a disputed amount" },
	{ .method = NULL },
};
