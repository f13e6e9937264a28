/* Bills paid by card, in whole or in part; app/pay.h has the phases. */
#include <stddef.h>

#include "app/pay.h"
#include "billing.h"
#include "store/payment.h"

struct payment_body {
	struct id card;
	int64_t amount_minor;
};

static const struct field payment_fields[] = {
	{ .name = "card",
	    .type = FIELD_ID,
	    .prefix = ID_CARD,
	    .offset = offsetof(struct payment_body, card),
	    .about = "the one on file to charge; none: the provider's page "
		     "asks; not with an API key" },
	{ .name = "amount",
	    .type = FIELD_INT,
	    .min = 1,
	    .max = MONEY_MAX_MINOR,
	    .offset = offsetof(struct payment_body, amount_minor),
	    .about = "in minor units, at most what is open; none: all of it" },
};
static const struct shape payment_shape = SHAPE(
    "CardPaymentRequest", struct payment_body, payment_fields);

static enum err
bill_seen(struct call *c, void *arg)
{
	return bill_of_path(c, arg);
}

/* Of another company's bill nobody hears more than that there is none. */
static enum err
payer_required(struct call *c)
{
	struct bill b;
	enum err e = finance_required(c), seen;

	if (e != ERR_FORBIDDEN || id_is_nil(c->who.company_id))
		return e;
	seen = call_tx(c, bill_seen, &b);
	return seen != OK ? seen : e;
}

static enum err
payment_start(struct call *c)
{
	const struct payment_body *body = c->body;
	struct pay_subject subject = {
		.card_id = body->card,
		.amount_minor = body->amount_minor,
	};
	enum err e = payer_required(c);

	if (e == OK &&
	    id_parse(&subject.bill_id, ID_BILL, c->path_arg[0]) != OK)
		e = ERR_NOT_FOUND;
	return e == OK ? pay_start(c, &subject) : e;
}

static void
payment_json(struct json *j, const struct payment *p)
{
	json_object(j);
	json_put_id(j, "id", ID_PAYMENT, p->payment_id);
	json_put_cstr(j, "state", payment_state_name(p->state));
	json_put_money(j, "amount", p->amount);
	json_put_str(j, "failure", p->failure);
	json_put_time(j, "created_at", p->created_at_us);
	json_put_time(j, "captured_at", p->captured_at_us);
	json_end_object(j);
}

static enum err
payments_list(struct call *c)
{
	struct payment *payments;
	struct json *j;
	struct bill b;
	size_t n = 0;
	enum err e = bill_of_path(c, &b);

	if (e == OK)
		e = payments_of_bill(
		    c->db, c->arena, &payments, &n, b.bill_id, false);
	if (e != OK)
		return e;
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		payment_json(j, &payments[i]);
	paging_close_all(c);
	return OK;
}

const struct route bill_payment_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/bills/{bill}/payments",
	    .handler = payments_list,
	    .caller = CALLER_USER,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .answer = "CardPayments",
	    .status = 200,
	    .summary = "The attempts to pay a bill by card, newest first" },
	{ .method = "POST",
	    .pattern = "/api/billing/bills/{bill}/payments",
	    .handler = payment_start,
	    .caller = CALLER_MEMBER,
	    .scope = "orders:write",
	    .tx = TX_PHASES,
	    .joined = true,
	    .idempotent = true,
	    .body = &payment_shape,
	    .answer = "PaymentStarted",
	    .status = 201,
	    .summary = "Start to pay a bill by card, in whole or in part" },
	{ .method = NULL },
};
