/*
 * R4: what all companies owe, on the operator's desk, and what of it the bank
 * says has come: as a whole, in parts, or too much.
 */
#include <stddef.h>

#include "act/bill.h"
#include "app/paging.h"
#include "app/settle.h"
#include "base/sys.h"
#include "billing.h"
#include "domain/days.h"
#include "locale/zone.h"

/* Of a reason the database keeps REASON_MAX bytes. */
enum {
	REFERENCE_MAX = 140,
	REASON_CHARS_MAX = 200,
	DAY_TEXT = 10,
	YEAR_MIN = 2000 /* of a payment: earlier, it is mistyped */
};

static const struct id any_company = { { 0 } };

/* The one of this number, or none. */
static enum err
numbered_answer(struct call *c, struct str number)
{
	struct json *j;
	struct bill b;
	enum err e = bill_by_no(c->db, c->arena, &b, str_trim(number));
	bool found = e == OK;

	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	e = found ? receivable_read_note(c, &b, "json") : OK;
	j = paging_open(c);
	if (found && e == OK)
		e = bill_whole_json(c, j, &b);
	paging_close_all(c);
	return e;
}

static enum err
receivables_list(struct call *c)
{
	struct str number = request_query(c->request, "number");

	return str_empty(number) ? bills_answer(c, any_company)
				 : numbered_answer(c, number);
}

static enum err
receivable_show(struct call *c)
{
	struct bill b;
	enum err e = receivable_of_path(c, &b);

	if (e == OK)
		e = receivable_read_note(c, &b, "json");
	return e != OK ? e : bill_whole_json(c, reply_json(c, 200), &b);
}

struct payment_body {
	struct id bill;
	int64_t amount_minor;
	struct str currency, reference, received_on;
};

static const struct field payment_fields[] = {
	{ .name = "bill",
	    .type = FIELD_ID,
	    .prefix = ID_BILL,
	    .required = true,
	    .offset = offsetof(struct payment_body, bill),
	    .about = "what the money came for" },
	{ .name = "amount",
	    .type = FIELD_INT,
	    .required = true,
	    .min = 1,
	    .max = MONEY_MAX_MINOR,
	    .offset = offsetof(struct payment_body, amount_minor),
	    .about = "what came, in minor units; more than is open is kept "
		     "as the company's deposit" },
	{ .name = "currency",
	    .type = FIELD_KIND,
	    .kind = TEXT_CURRENCY,
	    .required = true,
	    .offset = offsetof(struct payment_body, currency),
	    .about = "of the bill" },
	{ .name = "reference",
	    .type = FIELD_NAME,
	    .required = true,
	    .max = REFERENCE_MAX,
	    .offset = offsetof(struct payment_body, reference),
	    .about = "the bank's own, so that no money is entered twice" },
	{ .name = "received_on",
	    .type = FIELD_TEXT,
	    .max = DAY_TEXT,
	    .offset = offsetof(struct payment_body, received_on),
	    .about = "the day, as 2026-11-23; none: today" },
};
static const struct shape payment_shape = SHAPE(
    "BillPaymentRequest", struct payment_body, payment_fields);

enum err
past_day_read(
    struct call *c, int64_t *at_us, struct str text, const char *pointer)
{
	int64_t day;

	*at_us = c->now_us;
	if (str_empty(text))
		return OK;
	text = arena_printf(c->arena, "%.*sT00:00:00Z", STR_FMT(text));
	if (text.p == NULL)
		return ERR_NOMEM;
	if (time_parse(at_us, text) != OK)
		return call_fault(
		    c, pointer, "format", "Write the day as 2026-11-23.");
	day = *at_us / DAY_US;
	*at_us = zone_midnight_us(c->site->zone, day);
	if (day < days_from_ymd((struct ymd){ YEAR_MIN, 1, 1 }))
		return call_fault(c, pointer, "range",
		    "This day is before the year %d.", YEAR_MIN);
	return day <= zone_day(c->site->zone, c->now_us)
	    ? OK
	    : call_fault(c, pointer, "range", "This day has not come yet.");
}

static enum err
payment_read(struct call *c, struct receipt *r)
{
	const struct payment_body *body = c->body;
	struct bill b;
	enum err e = bill_get(c->db, c->arena, &b, body->bill, any_company);

	if (e != OK)
		return e;
	if (b.kind == BILL_CREDIT_NOTE)
		return call_fail(c, ERR_STATE, "A credit note is not paid.");
	if (!str_is(body->currency, b.net.currency.code))
		return call_fault(c, "/currency", "currency",
		    "This bill is in %s.", b.net.currency.code);
	r->amount = (struct money){ body->amount_minor, b.net.currency };
	return past_day_read(
	    c, &r->received_at_us, body->received_on, "/received_on");
}

static enum err
payment_answer(
    struct call *c, const struct receipt_outcome *out, const struct receipt *r)
{
	struct json *j = reply_json(c, 201);
	struct money applied = money_zero(r->amount.currency);
	enum err e = out->repeated
	    ? OK
	    : money_sub(&applied, r->amount, out->deposit);

	if (e != OK)
		return e;
	json_object(j);
	json_key(j, "bill");
	e = bill_whole_json(c, j, &out->bill);
	json_put_money(j, "applied", applied);
	json_put_money(j, "deposit", out->deposit);
	json_put_bool(j, "order_paid", out->order_paid);
	json_put_bool(j, "repeated", out->repeated);
	json_end_object(j);
	return e;
}

static enum err
payment_record(struct call *c)
{
	const struct payment_body *body = c->body;
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct act act = act_of_call(c);
	struct receipt r = {
		.bill_id = body->bill,
		.method = STR(RECEIPT_BANK_TRANSFER),
		.reference = str_trim(body->reference),
	};
	struct receipt_outcome out;
	enum err e = payment_read(c, &r);

	if (e == OK)
		e = bill_receive(&act, &out, &r, &terms);
	if (e == ERR_EXISTS)
		return call_fault(c, "/reference", "exists",
		    "Another amount was recorded under this reference.");
	return e == OK ? payment_answer(c, &out, &r) : e;
}

struct cancellation_body {
	struct str reason;
};

static const struct field cancellation_fields[] = {
	{ .name = "reason",
	    .type = FIELD_NAME,
	    .required = true,
	    .max = REASON_CHARS_MAX,
	    .offset = offsetof(struct cancellation_body, reason),
	    .about = "why; the buyer reads it" },
};
static const struct shape cancellation_shape = SHAPE(
    "BillCancellation", struct cancellation_body, cancellation_fields);

static enum err
cancellation_run(struct call *c, const struct bill *b, struct str reason)
{
	struct sale_terms terms = settle_terms(c->site, c->now_us);
	struct act act = act_of_call(c);
	enum err e;

	if (b->kind != BILL_OF_ORDER)
		return call_fail(c, ERR_STATE,
		    "Only the bill of an order is cancelled with it.");
	e = order_annul(&act, b->order_id, reason, &terms);
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "Its order is paid and goes on; give it back by a refund.");
	return e != ERR_PAYMENT_OPEN
	    ? e
	    : call_fail(c, e,
		  "A card payment of its order is being confirmed; cancel it "
		  "when that is decided.");
}

/* Of an order that never comes to be paid, with what has come for it. */
static enum err
receivable_cancel(struct call *c)
{
	const struct cancellation_body *body = c->body;
	struct bill b;
	enum err e = receivable_of_path(c, &b);

	if (e == OK)
		e = cancellation_run(c, &b, str_trim(body->reason));
	if (e == OK)
		e = bill_get(c->db, c->arena, &b, b.bill_id, any_company);
	return e == OK ? bill_whole_json(c, reply_json(c, 200), &b) : e;
}

static const char *const list_query[] = { "limit", "after", "state", "order",
	"number", "month", "q", NULL };

const struct route receivable_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/receivables",
	    .handler = receivables_list,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .query = list_query,
	    .answer = "Bills",
	    .status = 200,
	    .summary = "The bills of all companies, newest first" },
	{ .method = "GET",
	    .pattern = "/api/billing/receivables/{bill}",
	    .handler = receivable_show,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .answer = "Bill",
	    .status = 200,
	    .summary = "A bill of any company; recorded" },
	{ .method = "POST",
	    .pattern = "/api/billing/bill-payments",
	    .handler = payment_record,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .idempotent = true,
	    .body = &payment_shape,
	    .answer = "BillPayment",
	    .status = 201,
	    .summary = "Record a bank transfer for a bill" },
	{ .method = "POST",
	    .pattern = "/api/billing/receivables/{bill}/cancellations",
	    .handler = receivable_cancel,
	    .caller = CALLER_OPERATOR,
	    .tx = TX_WRITE,
	    .body = &cancellation_shape,
	    .answer = "Bill",
	    .status = 200,
	    .summary = "Cancel an order that waits for a bank transfer; what "
		       "has come of it goes back" },
	{ .method = NULL },
};
