#include "sale/quote_tax.h"

#include "domain/tax_number.h"
#include "locale/zone.h"

static enum tax_class
class_of(enum delivery_type delivery)
{
	return delivery == DELIVERY_SERVICE ? TAX_SERVICE : TAX_DIGITAL;
}

/* A company's own country counts, whatever a page asks for. */
static struct str
country_of(const struct call *c, const struct quote *q)
{
	if (!id_is_nil(c->who.company_id))
		return c->who.company_country;
	return q->country.n > 0 ? q->country : c->site->config.country;
}

static bool
is_business(const struct call *c, struct str country)
{
	enum tax_number_fault fault;
	struct tax_number number;

	return c->who.company_tax_number.n > 0 &&
	    tax_number_parse(
		&number, country, c->who.company_tax_number, &fault) == OK;
}

static enum err
line_tax(struct priced *p, int64_t rate_milli)
{
	enum err e = tax_of(&p->tax, p->net, rate_milli);

	return e == OK ? money_add(&p->total, p->net, p->tax) : e;
}

static enum err
line_add(struct priced *sum, const struct priced *p)
{
	enum err e = money_add(&sum->net, sum->net, p->net);

	if (e == OK)
		e = money_add(&sum->tax, sum->tax, p->tax);
	return e == OK ? money_add(&sum->total, sum->total, p->total) : e;
}

enum err
quote_tax(struct call *c, struct quote *q, enum delivery_type delivery)
{
	struct str country = country_of(c, q);
	const struct tax_case asked = {
		.seller_country = c->site->config.country,
		.buyer_country = country,
		.business = is_business(c, country),
		.class = class_of(delivery),
		.day = zone_day(c->site->zone, c->now_us),
	};
	enum err e = tax_decide(&q->tax, c->site->taxes, &asked);

	if (e == ERR_NOT_FOUND)
		return call_fail(c, ERR_NOT_SOLD,
		    "Nothing is sold to %.*s yet: its tax is not settled "
		    "here; ask the shop.",
		    STR_FMT(country));
	if (e == OK)
		e = line_tax(&q->priced, q->tax.rate_milli);
	q->sum = q->priced;
	if (e == OK && q->has_server)
		e = line_tax(&q->server_fee, q->tax.rate_milli);
	if (e == OK && q->has_server)
		e = line_add(&q->sum, &q->server_fee);
	if (e == ERR_OVERFLOW)
		return call_fail(c, ERR_NOT_SOLD,
		    "The total is beyond what can be billed; order less at "
		    "once.");
	return e;
}

void
tax_groups_json(struct json *j, const struct tax_group *groups, size_t n)
{
	char rate[TAX_RATE_TEXT_MAX];

	json_array(j);
	for (size_t i = 0; i < n; i++) {
		const struct tax_group *g = &groups[i];

		json_object(j);
		json_put_cstr(j, "kind", tax_kind_name(g->kind));
		json_put_str(j, "rate", tax_rate_text(rate, g->rate_milli));
		json_put_money(j, "net", g->net);
		json_put_money(j, "amount", g->tax);
		json_end_object(j);
	}
	json_end_array(j);
}
