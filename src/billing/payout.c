/* What sellers are paid, on the operator's desk; who reads it is on record. */
#include <stddef.h>

#include "act/settlement.h"
#include "billing.h"

enum { REFERENCE_MAX = 140, DAY_TEXT = 10 };

static const struct id any_seller = { { 0 } };

static enum err
payouts_show(struct call *c)
{
	return settlements_answer(c, any_seller);
}

static enum err
payout_read(struct call *c, struct settlement *s, const char *form)
{
	enum err e = settlement_of_path(c, s, any_seller);

	return e == OK ? read_note(c, "settlement", s->settlement_id, form) : e;
}

static enum err
payout_show(struct call *c)
{
	struct settlement s;
	enum err e = payout_read(c, &s, "json");

	return e == OK ? settlement_json(c, reply_json(c, 200), &s) : e;
}

static enum err
payout_file(struct call *c, const char *suffix, const char *type)
{
	struct settlement s;
	enum err e = payout_read(c, &s, suffix);

	return e == OK ? settlement_file(c, &s, suffix, type) : e;
}

static enum err
payout_pdf_show(struct call *c)
{
	return payout_file(c, "pdf", "application/pdf");
}

static enum err
payout_csv_show(struct call *c)
{
	return payout_file(c, "csv", "text/csv; charset=utf-8");
}

struct payout_body {
	int64_t row_version;
	struct str reference, paid_on;
};

static const struct field payout_fields[] = {
	{ .name = "row_version",
	    .type = FIELD_INT,
	    .required = true,
	    .min = 1,
	    .max = INT64_MAX,
	    .offset = offsetof(struct payout_body, row_version),
	    .about = "of the statement as it was looked at" },
	{ .name = "reference",
	    .type = FIELD_NAME,
	    .required = true,
	    .max = REFERENCE_MAX,
	    .offset = offsetof(struct payout_body, reference),
	    .about = "the bank's own, so that nobody is paid twice" },
	{ .name = "paid_on",
	    .type = FIELD_TEXT,
	    .max = DAY_TEXT,
	    .offset = offsetof(struct payout_body, paid_on),
	    .about = "the day, as 2026-11-23; none: today" },
};
static const struct shape payout_shape = SHAPE(
    "PayoutRequest", struct payout_body, payout_fields);

static enum err
payout_refused(struct call *c, const struct settlement *s, int64_t yours)
{
	if (s->state == SETTLEMENT_CARRIED)
		return call_fail(c, ERR_STATE,
		    "Nothing is to be paid of this statement: the next one "
		    "takes it over.");
	if (s->state == SETTLEMENT_SETTLED)
		return call_fail(c, ERR_STATE,
		    "It was paid under another reference: %.*s.",
		    STR_FMT(s->payout_reference));
	return call_stale(c, yours, s->row_version);
}

static enum err
payout_record(struct call *c)
{
	const struct payout_body *body = c->body;
	struct act act = act_of_call(c);
	struct settlement s, now;
	int64_t paid_at_us;
	enum err e = settlement_of_path(c, &now, any_seller);

	if (e == OK)
		e = past_day_read(c, &paid_at_us, body->paid_on, "/paid_on");
	if (e != OK)
		return e;
	e = settlement_pay(&act, &s, now.settlement_id, body->row_version,
	    str_trim(body->reference), paid_at_us);
	if (e == ERR_STATE || e == ERR_STALE)
		return payout_refused(c, &now, body->row_version);
	return e == OK ? settlement_json(c, reply_json(c, 200), &s) : e;
}

static const char *const list_query[] = { "limit", "after", "state", NULL };

const struct route payout_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/payouts",
	    .handler = payouts_show,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "Settlements",
	    .status = 200,
	    .summary = "The statements of all sellers, newest first" },
	{ .method = "GET",
	    .pattern = "/api/billing/payouts/{settlement}",
	    .handler = payout_show,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .answer = "Settlement",
	    .status = 200,
	    .summary = "A statement of any seller; recorded" },
	{ .method = "GET",
	    .pattern = "/api/billing/payouts/{settlement}/pdf",
	    .handler = payout_pdf_show,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .status = 200,
	    .summary = "It as PDF; recorded" },
	{ .method = "GET",
	    .pattern = "/api/billing/payouts/{settlement}/csv",
	    .handler = payout_csv_show,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .status = 200,
	    .summary = "Its lines as CSV; recorded" },
	{ .method = "POST",
	    .pattern = "/api/billing/settlements/{settlement}/payouts",
	    .handler = payout_record,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .body = &payout_shape,
	    .answer = "Settlement",
	    .status = 200,
	    .summary = "Record that a statement was paid out by bank transfer; "
		       "again with its reference, nothing happens" },
	{ .method = NULL },
};
