/*
 * R21: negotiations.  A buyer asks for an offer, the sides answer in turn;
 * what was sent stays as it was.  Each side reads its own company's.
 */
#include <stddef.h>

#include "act/offer_check.h"
#include "act/offer_request.h"
#include "app/auth.h"
#include "offers.h"
#include "request_json.h"
#include "sale/quote_price.h"

struct target_body {
	int64_t amount;
	struct str currency;
};

struct request_body {
	struct str product, plan;
	int mode;
	int64_t quantity, periods;
	struct wire_list capacities;
	struct target_body target;
	struct str starts_on, message;
};

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
static const struct shape request_shape = SHAPE(
    "NewOfferRequest", struct request_body, request_fields);

static const struct field counter_fields[] = { TERMS_FIELDS };
static const struct shape counter_shape = SHAPE(
    "OfferCounter", struct request_body, counter_fields);

struct decline_body {
	struct str reason;
};

static const struct field decline_fields[] = {
	{ .name = "reason",
	    .type = FIELD_LINES,
	    .required = true,
	    .max = REQUEST_MESSAGE_MAX,
	    .offset = offsetof(struct decline_body, reason),
	    .about = "the other side reads it" },
};
static const struct shape decline_shape = SHAPE(
    "OfferRequestDecline", struct decline_body, decline_fields);

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

/* The same checks as a quote's: what cannot be bought cannot be asked for. */
static enum err
terms_read(struct call *c, struct request_round *out, struct plan_sale *plan,
    const struct request_body *body, struct str product,
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

/* The side that the caller is on of this one; a stranger's is not there. */
static enum err
party_find(struct call *c, struct offer_request *out,
    struct request_party *party, bool acts)
{
	struct id request_id;
	enum err e = path_id(&request_id, c, ID_OFFER_REQUEST);

	if (e != OK || (e = company_required(c)) != OK)
		return e;
	*party = (struct request_party){ .company_id = c->who.company_id,
		.locale = call_locale(c) };
	e = offer_request_get(c->db, c->arena, out, request_id, party);
	if (e == OK && acts && c->who.role != ROLE_OWNER &&
	    c->who.role != ROLE_PURCHASER)
		return call_fail(c, ERR_FORBIDDEN,
		    "Owners and purchasers answer for the company.");
	if (e != ERR_NOT_FOUND || !auth_sells(c) || id_is_nil(c->who.seller_id))
		return e;
	*party = (struct request_party){ .seller_id = c->who.seller_id,
		.locale = call_locale(c) };
	return offer_request_get(c->db, c->arena, out, request_id, party);
}

static enum err
answer(struct call *c, int status, struct id request_id,
    const struct request_party *party)
{
	struct offer_request r;
	struct request_round *rounds;
	size_t n = 0;
	enum err e = offer_request_get(c->db, c->arena, &r, request_id, party);

	if (e == OK)
		e = offer_request_rounds(
		    c->db, c->arena, &rounds, &n, request_id, party->locale);
	if (e == OK)
		request_json(c, reply_json(c, status), &r, rounds, n, party);
	return e;
}

static enum err
request_new(struct call *c)
{
	const struct request_body *body = c->body;
	const struct request_party party = { .company_id = c->who.company_id,
		.locale = call_locale(c) };
	struct act act = act_of_call(c);
	struct request_round first = { .round = 1 };
	struct plan_sale plan;
	struct offer_request r;
	enum err e = company_required(c);

	if (e == OK)
		e = terms_read(
		    c, &first, &plan, body, body->product, c->who.currency);
	if (e != OK)
		return e;
	if (id_eq(plan.seller_id, c->who.seller_id))
		return call_fault(c, "/product", "choice",
		    "Your own company sells this product.");
	r = (struct offer_request){ .company_id = c->who.company_id,
		.seller_id = plan.seller_id,
		.product_id = plan.product_id,
		.product_name = plan.product_name,
		.company_name = c->who.company_name,
		.seller_name = plan.seller_name };
	e = offer_request_open(&act, &r, &first);
	if (e == ERR_LIMIT)
		return call_fail(c, ERR_STATE,
		    "%d requests of your company are open; end one first.",
		    REQUESTS_OPEN_MAX);
	return e == OK ? answer(c, 201, r.request_id, &party) : e;
}

/* What the buyer's company pays in, which both sides propose in. */
static enum err
currency_of(struct call *c, struct currency *out, struct id request_id,
    struct str locale)
{
	struct request_round *rounds;
	size_t n = 0;
	enum err e = offer_request_rounds(
	    c->db, c->arena, &rounds, &n, request_id, locale);

	if (e == OK && n == 0)
		return ERR_BUG;
	if (e == OK)
		*out = rounds[0].choice.currency;
	return e;
}

static enum err
refused(struct call *c, enum err e)
{
	if (e == ERR_STATE)
		return call_fail(c, e,
		    "It is the other side's turn, or the negotiation has "
		    "ended; look at it again.");
	if (e == ERR_LIMIT)
		return call_fail(c, ERR_STATE,
		    "A negotiation has at most %d rounds.", REQUEST_ROUNDS_MAX);
	return e;
}

static enum err
counter_new(struct call *c)
{
	struct act act = act_of_call(c);
	struct request_round round = { .round = 0 };
	struct request_party party;
	struct offer_request r;
	struct plan_sale plan;
	struct currency currency;
	enum err e = party_find(c, &r, &party, true);

	if (e == OK)
		e = currency_of(c, &currency, r.request_id, party.locale);
	if (e == OK)
		e = terms_read(
		    c, &round, &plan, c->body, r.product_slug, currency);
	if (e == OK)
		e = refused(c,
		    offer_request_counter(&act, r.request_id, &party, &round));
	return e == OK ? answer(c, 201, r.request_id, &party) : e;
}

static enum err
decline(struct call *c)
{
	const struct decline_body *body = c->body;
	struct act act = act_of_call(c);
	struct request_party party;
	struct offer_request r;
	enum err e = party_find(c, &r, &party, true);

	if (e == OK)
		e = refused(c,
		    offer_request_decline(
			&act, r.request_id, &party, body->reason));
	return e == OK ? answer(c, 200, r.request_id, &party) : e;
}

static enum err
request_show(struct call *c)
{
	struct request_party party;
	struct offer_request r;
	enum err e = party_find(c, &r, &party, false);

	return e == OK ? answer(c, 200, r.request_id, &party) : e;
}

/* ?side=buyer (or nothing): the company's; seller: what it is asked for. */
static enum err
side_read(struct call *c, struct request_party *out)
{
	struct str side = request_query(c->request, "side");

	*out = (struct request_party){ .locale = call_locale(c) };
	if (side.n == 0 || str_is(side, "buyer")) {
		out->company_id = c->who.company_id;
		return OK;
	}
	if (!str_is(side, "seller"))
		return call_fault(
		    c, "/side", "choice", "side is one of buyer and seller.");
	if (!auth_sells(c) || id_is_nil(c->who.seller_id))
		return call_fail(c, ERR_FORBIDDEN,
		    "Owners and sellers of a company that sells read these.");
	out->seller_id = c->who.seller_id;
	return OK;
}

static enum err
requests_list(struct call *c)
{
	struct request_party party;
	struct offer_request *requests;
	struct paging p;
	struct json *j;
	struct id before;
	size_t n = 0;
	enum err e;

	if ((e = company_required(c)) != OK ||
	    (e = side_read(c, &party)) != OK ||
	    (e = paging_read_id(c, &p, &before)) != OK ||
	    (e = offer_requests_of(c->db, c->arena, &requests, &n, &party,
		 before, p.limit + 1)) != OK)
		return e;
	n = paging_cut(&p, n);
	j = paging_open(c);
	for (size_t i = 0; i < n; i++)
		request_json(c, j, &requests[i], NULL, 0, &party);
	return paging_close_id(
	    c, &p, p.more ? &requests[n - 1].request_id : NULL);
}

static const char *const list_query[] = { "side", "limit", "after", NULL };

const struct route request_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/offers/offer-requests",
	    .handler = requests_list,
	    .caller = CALLER_USER,
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "OfferRequests",
	    .status = 200,
	    .summary = "Negotiations of the caller's side, newest first" },
	{ .method = "POST",
	    .pattern = "/api/offers/offer-requests",
	    .handler = request_new,
	    .caller = CALLER_BUYER,
	    .tx = TX_WRITE,
	    .idempotent = true,
	    .body = &request_shape,
	    .answer = "OfferRequest",
	    .status = 201,
	    .summary = "Ask a seller for an offer" },
	{ .method = "GET",
	    .pattern = "/api/offers/offer-requests/{request}",
	    .handler = request_show,
	    .caller = CALLER_USER,
	    .tx = TX_READ,
	    .answer = "OfferRequest",
	    .status = 200,
	    .summary = "A negotiation with all its rounds" },
	{ .method = "POST",
	    .pattern = "/api/offers/offer-requests/{request}/counters",
	    .handler = counter_new,
	    .caller = CALLER_MEMBER,
	    .tx = TX_WRITE,
	    .idempotent = true,
	    .body = &counter_shape,
	    .answer = "OfferRequest",
	    .status = 201,
	    .summary = "Answer by a proposal of one's own" },
	{ .method = "POST",
	    .pattern = "/api/offers/offer-requests/{request}/declines",
	    .handler = decline,
	    .caller = CALLER_MEMBER,
	    .tx = TX_WRITE,
	    .body = &decline_shape,
	    .answer = "OfferRequest",
	    .status = 200,
	    .summary = "End a negotiation, with the reason" },
	{ .method = NULL },
};
