/*
 * R21: negotiations.  A buyer asks for an offer, the sides answer in turn;
 * what was sent stays as it was.  Each side reads its own company's.
 */
#include <stddef.h>

#include "act/offer_request.h"
#include "app/auth.h"
#include "offers.h"
#include "request_body.h"
#include "request_json.h"
#include "store/throttle.h"

enum {
	REQUESTS_DAY = 100, /* begun by a company */
	DAY_S = 24 * 3600
};

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

/* Each is a mail to a seller, also when it is ended at once. */
static enum err
request_count(struct call *c)
{
	char company[ID_TEXT_MAX];

	return throttle_hit(c->db, c->arena, "offer request",
	    id_format(company, ID_COMPANY, c->who.company_id), REQUESTS_DAY,
	    DAY_S, c->now_us, &c->retry_after_s);
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
		e = request_terms_read(
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
	e = request_count(c);
	if (e == OK)
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
		e = request_terms_read(
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
	    .body = &request_new_shape,
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
	    .body = &request_counter_shape,
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
