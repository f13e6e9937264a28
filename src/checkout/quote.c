/* POST /api/checkout/quotes: the one place where prices are asked for. */
#include <stddef.h>

#include "app/auth.h"
#include "checkout.h"
#include "sale/quote_offer.h"
#include "sale/quote_price.h"

struct quote_body {
	struct str product, plan, region, flavour, currency, country;
	int mode;
	int64_t quantity, periods;
	struct wire_list capacities;
	struct id renews;
};

static const char *const modes[] = { "one_time", "monthly", "yearly", NULL };

static const struct field quote_fields[] = {
	{ .name = "product",
	    .type = FIELD_KIND,
	    .kind = TEXT_SLUG,
	    .required = true,
	    .offset = offsetof(struct quote_body, product),
	    .about = "the product's slug" },
	{ .name = "plan",
	    .type = FIELD_KIND,
	    .kind = TEXT_CODE,
	    .required = true,
	    .offset = offsetof(struct quote_body, plan),
	    .about = "the plan's code" },
	{ .name = "billing_mode",
	    .type = FIELD_CHOICE,
	    .choices = modes,
	    .required = true,
	    .offset = offsetof(struct quote_body, mode),
	    .about = "how it is billed" },
	{ .name = "quantity",
	    .type = FIELD_INT,
	    .min = 1,
	    .max = QUANTITY_MAX,
	    .offset = offsetof(struct quote_body, quantity),
	    .about = "units; 1 when absent" },
	{ .name = "periods",
	    .type = FIELD_INT,
	    .min = 1,
	    .max = PERIODS_MAX,
	    .offset = offsetof(struct quote_body, periods),
	    .about = "months or years; 1 when absent" },
	{ .name = "capacities",
	    .type = FIELD_MAP,
	    .min = 0,
	    .max = INT64_C(1000000000000),
	    .offset = offsetof(struct quote_body, capacities),
	    .about = "amounts by the capacity's code" },
	{ .name = "region",
	    .type = FIELD_KIND,
	    .kind = TEXT_SLUG,
	    .offset = offsetof(struct quote_body, region),
	    .about = "where an image's server stands; the first when absent" },
	{ .name = "flavour",
	    .type = FIELD_KIND,
	    .kind = TEXT_SLUG,
	    .offset = offsetof(struct quote_body, flavour),
	    .about = "the server's size; the first that fits when absent" },
	{ .name = "currency",
	    .type = FIELD_KIND,
	    .kind = TEXT_CURRENCY,
	    .offset = offsetof(struct quote_body, currency),
	    .about = "the company's, else the site's, when absent" },
	{ .name = "country",
	    .type = FIELD_KIND,
	    .kind = TEXT_COUNTRY,
	    .offset = offsetof(struct quote_body, country),
	    .about = "the buyer's, for tax" },
	{ .name = "renews",
	    .type = FIELD_ID,
	    .prefix = ID_ORDER,
	    .offset = offsetof(struct quote_body, renews),
	    .about = "the order whose services it renews; a key needs "
		     "orders:read, too" },
};
static const struct shape quote_shape = SHAPE(
    "QuoteRequest", struct quote_body, quote_fields);

static enum err
currency_choose(struct call *c, struct currency *out, struct str code)
{
	if (code.n == 0) {
		*out = id_is_nil(c->who.company_id) ? c->site->config.currency
						    : c->who.currency;
		return OK;
	}
	if (currency_parse(out, code) == OK)
		return OK;
	return call_fault(c, "/currency", "choice",
	    "%.*s is no currency of ISO 4217.", STR_FMT(code));
}

static enum err
choice_read(struct call *c, struct choice *out, const struct quote_body *body)
{
	const struct wire_pair *pairs = body->capacities.items;

	out->mode = (enum billing_mode)body->mode;
	out->quantity = body->quantity == 0 ? 1 : body->quantity;
	out->periods = body->periods == 0 ? 1 : body->periods;
	if (body->capacities.n > CAPACITIES_MAX)
		return call_fault(c, "/capacities", "range",
		    "A plan has at most %d capacities.", CAPACITIES_MAX);
	for (size_t i = 0; i < body->capacities.n; i++)
		out->capacities[out->ncapacities++] = (struct chosen_capacity){
			pairs[i].key, pairs[i].value
		};
	return currency_choose(c, &out->currency, body->currency);
}

static enum err
quote_new(struct call *c)
{
	const struct quote_body *body = c->body;
	struct quote quote = { .product = body->product,
		.plan = body->plan,
		.region = body->region,
		.flavour = body->flavour,
		.country = body->country,
		.renews = body->renews };
	struct shelf_item item;
	enum err e = choice_read(c, &quote.choice, body);

	/* A renewal tells of an order. */
	if (e == OK && !id_is_nil(quote.renews))
		e = auth_scope(c, "orders:read");
	if (e == OK && !id_is_nil(quote.renews))
		e = quote_renewal(c, &quote);
	if (e == OK)
		e = quote_price(c, &item, &quote, SHELF_CURRENT);
	/* What runs goes on at the list's price. */
	if (e == OK && id_is_nil(quote.renews))
		e = quote_offers(c, &quote, &item.plan);
	return e != OK ? e
		       : quote_json(c, reply_json(c, 200), &quote, &item.plan);
}

const struct route quote_routes[] = {
	{ .method = "POST",
	    .pattern = "/api/checkout/quotes",
	    .handler = quote_new,
	    .caller = CALLER_VISITOR,
	    .scope = "catalogue:read",
	    .tx = TX_READ,
	    .prices = true,
	    .body = &quote_shape,
	    .answer = "Quote",
	    .status = 200,
	    .summary = "Price a configuration; holds for 15 minutes" },
	{ .method = NULL },
};
