/* BG-25: the lines. */
#include <inttypes.h>

#include "base/buf.h"
#include "ubl.h"

/* How a line's net comes about: quantity x price - allowance. */
struct price {
	int64_t quantity;
	struct money each;
	int64_t allowance; /* as it is shown */
};

/*
 * A stage, a part that was credited, and what else is not the product of its
 * quantity and price is one piece at its net; what was sold for less has a
 * discount.  A price is never below zero (BR-27).
 */
static struct price
price_of(const struct ubl *u, const struct paper_line *l, int64_t net_shown)
{
	struct price p = { l->quantity, l->unit, 0 };
	struct money whole;
	bool sold = !u->credit && str_empty(u->bill->stage);

	if (l->unit.minor >= 0 && l->quantity > 0 &&
	    money_times(&whole, l->unit, l->quantity) == OK) {
		if (whole.minor == l->net.minor)
			return p;
		p.allowance = ubl_round(u, whole.minor) - net_shown;
		if (sold && l->net.minor >= 0 && p.allowance > 0)
			return p;
	}
	p = (struct price){ 1, l->net, 0 };
	if (p.each.minor < 0) {
		p.quantity = -1;
		p.each.minor = -p.each.minor;
	}
	return p;
}

/* UNCL 5189, 95: a discount. */
static void
allowance(struct ubl *u, int64_t shown)
{
	struct xml *x = &u->xml;

	if (shown == 0)
		return;
	xml_begin(x, "cac:AllowanceCharge");
	xml_leaf(x, "cbc:ChargeIndicator", STR("false"));
	xml_leaf(x, "cbc:AllowanceChargeReasonCode", STR("95"));
	xml_leaf(x, "cbc:AllowanceChargeReason", STR("Discount"));
	ubl_amount(u, "cbc:Amount", shown);
	xml_end(x);
}

static void
item(struct ubl *u, const struct paper_line *l)
{
	struct xml *x = &u->xml;

	xml_begin(x, "cac:Item");
	xml_leaf(x, "cbc:Description", l->detail);
	xml_leaf(x, "cbc:Name", l->text);
	ubl_category(u, "cac:ClassifiedTaxCategory", ubl_kind(u, l),
	    l->rate_milli, false);
	if (!str_empty(l->seller)) {
		xml_begin(x, "cac:AdditionalItemProperty");
		xml_leaf(x, "cbc:Name", STR("Sold by"));
		xml_leaf(x, "cbc:Value", l->seller);
		xml_end(x);
	}
	xml_end(x);
}

/* BT-128: the order that a statement's line comes from. */
static void
order(struct ubl *u, struct str id)
{
	if (str_empty(id))
		return;
	xml_begin(&u->xml, "cac:DocumentReference");
	xml_leaf(&u->xml, "cbc:ID", id);
	xml_leaf(&u->xml, "cbc:DocumentTypeCode", STR("130"));
	xml_end(&u->xml);
}

static void
number_leaf(struct ubl *u, const char *name, const char *attr,
    const char *value, int64_t n)
{
	char text[24];
	struct buf b;

	buf_open(&b, sizeof(text));
	buf_add_i64(&b, n);
	xml_leaf_attr(&u->xml, name, attr, value, buf_str(&b));
	buf_close(&b);
}

static void
line(struct ubl *u, const struct paper_line *l, int64_t position)
{
	int64_t net = ubl_line_net(u, l);
	struct price p = price_of(u, l, net);
	char text[MONEY_TEXT_MAX];

	xml_begin(
	    &u->xml, u->credit ? "cac:CreditNoteLine" : "cac:InvoiceLine");
	number_leaf(u, "cbc:ID", NULL, NULL, position);
	/* UN/ECE recommendation 20, C62: one of them. */
	number_leaf(u,
	    u->credit ? "cbc:CreditedQuantity" : "cbc:InvoicedQuantity",
	    "unitCode", "C62", p.quantity);
	ubl_amount(u, "cbc:LineExtensionAmount", net);
	ubl_period(u, l->from_day, l->to_day);
	order(u, l->order);
	allowance(u, p.allowance);
	item(u, l);
	xml_begin(&u->xml, "cac:Price");
	xml_leaf_attr(&u->xml, "cbc:PriceAmount", "currencyID",
	    u->currency.code, money_decimal(text, p.each));
	xml_end(&u->xml);
	xml_end(&u->xml);
}

void
ubl_lines(struct ubl *u)
{
	for (size_t i = 0; i < u->bill->nlines && u->xml.err == OK; i++)
		line(u, &u->bill->lines[i], (int64_t)i + 1);
}
