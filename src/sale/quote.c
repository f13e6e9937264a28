#include "sale/quote.h"

#include "base/sys.h"
#include "sale/call.h"
#include "sale/order_server.h"
#include "sale/plan.h"
#include "sale/quote_offer.h"
#include "sale/quote_tax.h"
#include "sale/quote_token.h"

static void
line_json(struct json *j, const struct quote *q, const struct plan_sale *plan,
    const struct priced *p, const char *kind, struct str text)
{
	json_object(j);
	json_put_cstr(j, "kind", kind);
	json_put_str(j, "text", text);
	json_put_str(j, "product", plan->product_slug);
	json_put_str(j, "plan", plan->plan_code);
	json_put_i64(j, "quantity", q->choice.quantity);
	json_put_i64(j, "periods", q->choice.periods);
	json_put_money(j, "unit", p->unit);
	json_put_money(j, "net", p->net);
	json_end_object(j);
}

void
quote_lines_json(struct call *c, struct json *j, const struct quote *q,
    const struct plan_sale *plan)
{
	json_key(j, "lines");
	json_array(j);
	line_json(j, q, plan, &q->priced, "software",
	    arena_printf(c->arena, "%.*s %.*s", STR_FMT(plan->product_name),
		STR_FMT(plan->plan_name)));
	if (q->has_server)
		line_json(j, q, plan, &q->server_fee, "infrastructure",
		    arena_printf(c->arena, "%s %.*s", SERVER_NAME,
			STR_FMT(server_text(c, &q->server))));
	json_end_array(j);
}

void
quote_server_json(struct json *j, const struct quote *q)
{
	json_key(j, "server");
	if (!q->has_server) {
		json_null(j);
		return;
	}
	json_object(j);
	json_key(j, "region");
	region_json(j, q->server.region.code, q->server.region.name);
	json_key(j, "flavour");
	flavour_json(j, q->server.flavour.code, q->server.flavour.vcpus,
	    q->server.flavour.memory_gib);
	json_end_object(j);
}

void
quote_sums_json(struct json *j, const struct quote *q)
{
	const struct tax_group tax = { q->tax.kind, q->tax.rate_milli,
		q->sum.net, q->sum.tax };

	json_put_money(j, "net", q->sum.net);
	json_key(j, "tax");
	tax_groups_json(j, &tax, q->tax.kind != TAX_NONE);
	json_put_money(j, "total", q->sum.total);
}

static void
named_json(struct json *j, const char *key, const char *id_key, struct str id,
    struct str name)
{
	json_key(j, key);
	json_object(j);
	json_put_str(j, id_key, id);
	json_put_str(j, "name", name);
}

enum err
quote_json(struct call *c, struct json *j, struct quote *q,
    const struct plan_sale *plan)
{
	struct str token;
	enum err e;

	q->expires_at_us = c->now_us + QUOTE_MINUTES * MIN_US;
	e = quote_sign(c, &token, q);
	if (e != OK)
		return e;
	json_object(j);
	json_put_str(j, "quote", token);
	named_json(
	    j, "product", "slug", plan->product_slug, plan->product_name);
	json_put_str(j, "logo", logo_url(c, plan->logo));
	json_end_object(j);
	named_json(j, "plan", "code", plan->plan_code, plan->plan_name);
	json_end_object(j);
	named_json(j, "seller", "slug", plan->seller_slug, plan->seller_name);
	json_end_object(j);
	json_put_cstr(j, "delivery", delivery_type_name(plan->delivery));
	json_put_cstr(j, "billing_mode", billing_mode_name(q->choice.mode));
	json_put_i64(j, "quantity", q->choice.quantity);
	json_put_i64(j, "periods", q->choice.periods);
	json_put_capacities(j, &q->choice);
	quote_server_json(j, q);
	quote_lines_json(c, j, q, plan);
	quote_sums_json(j, q);
	json_put_time(j, "expires_at", q->expires_at_us);
	if (id_is_nil(q->renews))
		json_put_str(j, "renews", STR_NONE);
	else
		json_put_id(j, "renews", ID_ORDER, q->renews);
	json_put_time(j, "runs_from", q->runs_from_us);
	json_put_time(j, "runs_until", q->runs_until_us);
	quote_offer_json(j, q);
	e = plan_json(c, j, q);
	json_end_object(j);
	return e;
}
