/* An offer as its buyer will see it, and what its seller will earn by it. */
#include "base/num.h"
#include "sale/order_server.h"
#include "selling.h"

/* The amounts of a preview; false when one is beyond what can be billed. */
struct sums {
	struct money net, list_net, saved, server_net;
	int64_t saved_bp;
};

static bool
sums_of(struct sums *out, const struct offer_found *f)
{
	const struct choice *choice = &f->terms.choice;
	struct money fee = money_zero(f->offered.net.currency);

	if (f->server &&
	    (money_times(&fee, f->server_sale.amount, choice->quantity) != OK ||
		money_times(&fee, fee, choice->periods) != OK))
		return false;
	out->server_net = fee;
	if (money_add(&out->net, f->offered.net, fee) != OK ||
	    money_add(&out->list_net, f->list.net, fee) != OK ||
	    money_sub(&out->saved, f->list.net, f->offered.net) != OK)
		return false;
	return f->list.net.minor == 0 ||
	    num_mul_div(&out->saved_bp, out->saved.minor, OFFER_SHARES,
		f->list.net.minor) == OK;
}

static void
line_json(struct json *j, const char *kind, struct str text,
    const struct choice *choice, struct money list_unit, struct money unit,
    struct money net)
{
	json_object(j);
	json_put_cstr(j, "kind", kind);
	json_put_str(j, "text", text);
	json_put_i64(j, "quantity", choice->quantity);
	json_put_i64(j, "periods", choice->periods);
	json_put_money(j, "list_unit", list_unit);
	json_put_money(j, "unit", unit);
	json_put_money(j, "net", net);
	json_end_object(j);
}

static void
lines_json(struct call *c, struct json *j, const struct offer_found *f,
    const struct sums *sums)
{
	const struct choice *choice = &f->terms.choice;

	json_key(j, "lines");
	json_array(j);
	line_json(j, "software",
	    arena_printf(c->arena, "%.*s %.*s", STR_FMT(f->sale.product_name),
		STR_FMT(f->sale.plan_name)),
	    choice, f->list.unit, f->offered.unit, f->offered.net);
	if (f->server)
		line_json(j, "infrastructure",
		    arena_printf(c->arena, "%s %.*s", SERVER_NAME,
			STR_FMT(server_text(c, &f->server_sale))),
		    choice, f->server_sale.amount, f->server_sale.amount,
		    sums->server_net);
	json_end_array(j);
}

static void
texts_json(struct json *j, const char *key, const struct wire_list *list)
{
	const struct str *texts = list->items;

	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < list->n; i++)
		json_str(j, texts[i]);
	json_end_array(j);
}

static void
stages_json(struct json *j, const struct offer_body *b, struct money net)
{
	const struct offer_body_milestone *m = b->milestones.items;
	struct milestone stages[OFFER_MILESTONES_MAX];
	struct payment_plan plan = { .stages = stages };
	bool whole = offer_plan(&plan, b, net) == OK;

	json_key(j, "milestones");
	json_array(j);
	for (size_t i = 0; i < b->milestones.n; i++) {
		json_object(j);
		json_put_str(j, "name", m[i].name);
		json_put_i64(j, "share_bp", m[i].share_bp);
		json_key(j, "amount");
		if (whole)
			json_money(j, stages[i].net);
		else
			json_null(j);
		texts_json(j, "criteria", &m[i].criteria);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
extra_json(struct json *j, const struct offer_body *b)
{
	const struct offer_body_document *d = b->documents.items;

	json_key(j, "documents");
	json_array(j);
	for (size_t i = 0; i < b->documents.n; i++) {
		json_object(j);
		json_put_str(j, "title", d[i].title);
		json_put_str(j, "text", d[i].text);
		json_end_object(j);
	}
	json_end_array(j);
}

void
offer_preview_json(
    struct call *c, struct json *j, const struct offer_edit *edit)
{
	const struct offer_found *f = &edit->found;
	struct sums sums = { .saved_bp = 0 };

	if (!f->priced || !sums_of(&sums, f)) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_named(
	    j, "product", "slug", f->sale.product_slug, f->sale.product_name);
	json_put_named(j, "plan", "code", f->sale.plan_code, f->sale.plan_name);
	json_put_named(
	    j, "seller", "slug", f->sale.seller_slug, f->sale.seller_name);
	json_put_str(j, "logo", logo_url(c, f->sale.logo));
	json_put_cstr(
	    j, "billing_mode", billing_mode_name(f->terms.choice.mode));
	json_put_i64(j, "quantity", f->terms.choice.quantity);
	json_put_i64(j, "periods", f->terms.choice.periods);
	json_put_capacities(j, &f->terms.choice);
	lines_json(c, j, f, &sums);
	json_put_money(j, "list_unit", f->list.unit);
	json_put_money(j, "unit", f->offered.unit);
	json_put_money(j, "net", sums.net);
	json_put_money(j, "list_net", sums.list_net);
	json_put_money(j, "saved", sums.saved);
	json_put_i64(j, "saved_bp", sums.saved_bp);
	json_put_time(j, "starts_at", f->starts_at_us);
	json_put_time(j, "ends_at", f->ends_at_us);
	json_put_str(j, "note", edit->body.note);
	extra_json(j, &edit->body);
	stages_json(j, &edit->body, sums.net);
	json_put_str(j, "billing", edit->body.billing);
	json_put_i64(j, "deemed_days", edit->body.deemed_days);
	json_end_object(j);
}

/* A commission is at most all of it. */
static void
earning_json(
    struct json *j, const char *of, struct money net, struct money commission)
{
	struct money payout = net;

	json_put_money(j, of, net);
	json_put_money(j, "commission", commission);
	if (money_sub(&payout, net, commission) == OK)
		json_put_money(j, "payout", payout);
}

/* Each stage has a commission of its own, rounded once: so they are summed. */
static enum err
commissions_of(struct money cuts[OFFER_MILESTONES_MAX], struct money *sum,
    const struct payment_plan *plan, int64_t bp)
{
	enum err e = plan->n == 0 ? money_rate_bp(sum, plan->net, bp) : OK;

	if (plan->n > 0)
		*sum = money_zero(plan->net.currency);
	for (size_t i = 0; e == OK && i < plan->n; i++) {
		e = money_rate_bp(&cuts[i], plan->stages[i].net, bp);
		if (e == OK)
			e = money_add(sum, *sum, cuts[i]);
	}
	return e;
}

void
offer_forecast_json(
    struct call *c, struct json *j, const struct offer_edit *edit)
{
	const int64_t bp = c->site->config.commission_bp;
	struct milestone stages[OFFER_MILESTONES_MAX];
	struct payment_plan plan = { .stages = stages };
	struct money cuts[OFFER_MILESTONES_MAX];
	struct money net = edit->found.offered.net, commission;

	/* Shares that make no whole yet are shown as if there were none. */
	if (offer_plan(&plan, &edit->body, net) != OK)
		plan = (struct payment_plan){ .net = net };
	if (!edit->found.priced ||
	    commissions_of(cuts, &commission, &plan, bp) != OK) {
		json_null(j);
		return;
	}
	json_object(j);
	earning_json(j, "gross", net, commission);
	json_put_i64(j, "commission_bp", bp);
	json_key(j, "milestones");
	json_array(j);
	for (size_t i = 0; i < plan.n; i++) {
		json_object(j);
		json_put_str(j, "name", stages[i].name);
		earning_json(j, "net", stages[i].net, cuts[i]);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}
