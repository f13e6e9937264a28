/* R26, R28: what a seller is owed, for whoever sells or keeps the books. */
#include "billing.h"
#include "settlement_forecast.h"

static enum err
settlements_show(struct call *c)
{
	return settlements_answer(c, c->who.seller_id);
}

static enum err
settlement_show(struct call *c)
{
	struct settlement s;
	enum err e = settlement_of_path(c, &s, c->who.seller_id);

	return e == OK ? settlement_json(c, reply_json(c, 200), &s) : e;
}

static enum err
own_file(struct call *c, const char *suffix, const char *type)
{
	struct settlement s;
	enum err e = settlement_of_path(c, &s, c->who.seller_id);

	return e == OK ? settlement_file(c, &s, suffix, type) : e;
}

static enum err
settlement_pdf_show(struct call *c)
{
	return own_file(c, "pdf", "application/pdf");
}

static enum err
settlement_csv_show(struct call *c)
{
	return own_file(c, "csv", "text/csv; charset=utf-8");
}

static enum err
lines_show(struct call *c)
{
	return settlement_lines_answer(c, c->who.seller_id);
}

static const char *const list_query[] = { "limit", "after", "state", NULL };
static const char *const lines_query[] = { "limit", "after", "state",
	"settlement", NULL };

const struct route settlement_routes[] = {
	{ .method = "GET",
	    .pattern = "/api/billing/settlements",
	    .handler = settlements_show,
	    .caller = CALLER_PAYEE,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .query = list_query,
	    .answer = "Settlements",
	    .status = 200,
	    .summary = "The seller's monthly statements, newest first" },
	{ .method = "GET",
	    .pattern = "/api/billing/settlements/{settlement}",
	    .handler = settlement_show,
	    .caller = CALLER_PAYEE,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .answer = "Settlement",
	    .status = 200,
	    .summary = "One statement" },
	{ .method = "GET",
	    .pattern = "/api/billing/settlements/{settlement}/pdf",
	    .handler = settlement_pdf_show,
	    .caller = CALLER_PAYEE,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .status = 200,
	    .summary = "The statement as PDF" },
	{ .method = "GET",
	    .pattern = "/api/billing/settlements/{settlement}/csv",
	    .handler = settlement_csv_show,
	    .caller = CALLER_PAYEE,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .status = 200,
	    .summary = "The statement's lines as CSV" },
	{ .method = "GET",
	    .pattern = "/api/billing/settlement-lines",
	    .handler = lines_show,
	    .caller = CALLER_PAYEE,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .query = lines_query,
	    .answer = "SettlementLines",
	    .status = 200,
	    .summary = "What each of the seller's sales is worth, and what it "
		       "waits for" },
	{ .method = "GET",
	    .pattern = "/api/billing/settlement-forecast",
	    .handler = settlement_forecast_show,
	    .caller = CALLER_PAYEE,
	    .scope = "orders:read",
	    .tx = TX_READ,
	    .answer = "SettlementForecast",
	    .status = 200,
	    .summary = "What is still to come for the seller, and when" },
	{ .method = NULL },
};
