/* What a round asks for, as it comes in. */
#include "request_body.h"

#include <stddef.h>

#include "act/offer_check.h"
#include "act/offer_request.h"
#include "sale/quote_price.h"

static const struct field target_fields[] = {
	{ .name = "amount",
	    .type = FIELD_INT,
	    .required = true,
	    .max = INT64_C(9007199254740991),
	    .offset = offsetof(struct target_body, amount),
	    .about = "net, per unit and period, in minor units" },
	{ .name = "currency",
	    .type = FIELD_KIND,
	    .kind = TEXT_CURRENCY,
	    .required = true,
	    .offset = offsetof(struct target_body, currency),
	    .about = "the company's" },
};
static const struct shape target_shape = SHAPE(
    "TargetPrice", struct target_body, target_fields);

static const char *const modes[] = { "one_time", "monthly", "yearly", NULL };

#define TERMS_FIELDS \
	{ .name = "plan", \
		.type = FIELD_KIND, \
		.kind = TEXT_CODE, \
		.required = true, \
		.offset = offsetof(struct request_body, plan), \
		.about = "the plan's code" }, \
	    { .name = "billing_mode", \
		    .type = FIELD_CHOICE, \
		    .choices = modes, \
		    .required = true, \
		    .offset = offsetof(struct request_body, mode), \
		    .about = "how it is billed" }, \
	    { .name = "quantity", \
		    .type = FIELD_INT, \
		    .required = true, \
		    .min = 1, \
		    .max = QUANTITY_MAX, \
		    .offset = offsetof(struct request_body, quantity), \
		    .about = "units" }, \
	    { .name = "periods", \
		    .type = FIELD_INT, \
		    .min = 1, \
		    .max = PERIODS_MAX, \
		    .offset = offsetof(struct request_body, periods), \
		    .about = "months or years; 1 when absent" }, \
	    { .name = "capacities", \
		    .type = FIELD_MAP, \
		    .min = 0, \
		    .max = INT64_C(1000000000000), \
		    .offset = offsetof(struct request_body, capacities), \
		    .about = "amounts by the capacity's code" }, \
	    { .name = "target", \
		    .type = FIELD_OBJECT, \
		    .shape = &target_shape, \
		    .offset = offsetof(struct request_body, target), \
		    .about = "the price that is wished for" }, \
	    { .name = "starts_on", \
		    .type = FIELD_TEXT, \
		    .max = 10, \
		    .offset = offsetof(struct request_body, starts_on), \
		    .about = \
			"a day such as 2026-12-01; at once when absent" }, \
	{ \
		.name = "message", .type = FIELD_LINES, \
		.max = REQUEST_MESSAGE_MAX, \
		.offset = offsetof(struct request_body, message), \
		.about = "plain text, for the other side" \
	}

static const struct field request_fields[] = {
	{ .name = "product",
	    .type = FIELD_KIND,
	    .kind = TEXT_SLUG,
	    .required = true,
	    .offset = offsetof(struct request_body, product),
	    .about = "the product's slug" },
	TERMS_FIELDS,
};
const struct shape request_new_shape = SHAPE(
    "NewOfferRequest", struct request_body, request_fields);

static const struct field counter_fields[] = { TERMS_FIELDS };
const struct shape request_counter_shape = SHAPE(
    "OfferCounter", struct request_body, counter_fields);

static enum err
starts_on_read(struct call *c, struct str *out, struct str day)
{
	int64_t at = offer_day(c->arena, day);

	*out = STR_NONE;
	if (day.n == 0)
		return OK;
	if (at == 0)
		return call_fault(c, "/starts_on", "format",
		    "Write a day such as 2026-12-01.");
	if (at < calendar_day(&c->site->calendar, c->now_us))
		return call_fault(
		    c, "/starts_on", "range", "That day has passed.");
	*out = day;
	return OK;
}

static enum err
target_read(struct call *c, struct request_round *out,
    const struct request_body *body, struct currency currency)
{
	out->has_target = body->target.currency.n > 0;
	if (!out->has_target)
		return OK;
	if (!str_is(body->target.currency, currency.code))
		return call_fault(c, "/target/currency", "choice",
		    "The buyer's company pays in %s.", currency.code);
	if (body->target.amount < 0)
		return call_fault(c, "/target/amount", "range",
		    "A price is not less than 0.");
	out->target = (struct money){ body->target.amount, currency };
	return OK;
}

enum err
request_terms_read(struct call *c, struct request_round *out,
    struct plan_sale *plan, const struct request_body *body, struct str product,
    struct currency currency)
{
	const struct wire_pair *pairs = body->capacities.items;
	struct quote quote = { .product = product, .plan = body->plan };
	struct choice *choice = &quote.choice;
	struct shelf_item item;
	enum err e;

	choice->mode = (enum billing_mode)body->mode;
	choice->currency = currency;
	choice->quantity = body->quantity;
	choice->periods = body->periods == 0 ? 1 : body->periods;
	if (body->capacities.n > CAPACITIES_MAX)
		return call_fault(c, "/capacities", "range",
		    "A plan has at most %d capacities.", CAPACITIES_MAX);
	for (size_t i = 0; i < body->capacities.n; i++)
		choice->capacities[choice->ncapacities++] =
		    (struct chosen_capacity){ pairs[i].key, pairs[i].value };
	e = quote_price(c, &item, &quote, SHELF_CURRENT);
	if (e == OK)
		e = starts_on_read(c, &out->starts_on, body->starts_on);
	if (e == OK)
		e = target_read(c, out, body, currency);
	if (e != OK)
		return e;
	*plan = item.plan;
	out->has_terms = true;
	out->plan_id = plan->plan_id;
	out->choice = quote.choice;
	out->message = body->message.p ? body->message : STR("");
	return OK;
}
