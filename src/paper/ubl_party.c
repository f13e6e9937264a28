/* BG-4 and BG-7: who sells and who buys. */
#include "base/buf.h"
#include "ubl.h"

/* Two lines of the address have elements of their own; BT-162 has the rest. */
static void
address(struct ubl *u, const struct paper_party *p)
{
	static const char *const names[] = { "cbc:StreetName",
		"cbc:AdditionalStreetName" };
	struct buf rest;

	xml_begin(&u->xml, "cac:PostalAddress");
	for (size_t i = 0; i < p->naddress && i < 2; i++)
		xml_leaf(&u->xml, names[i], p->address[i]);
	buf_open(&rest, PAPER_TEXT_MAX * 4);
	for (size_t i = 2; i < p->naddress; i++) {
		if (rest.n > 0)
			buf_add_cstr(&rest, ", ");
		buf_add(&rest, p->address[i]);
	}
	if (rest.n > 0) {
		xml_begin(&u->xml, "cac:AddressLine");
		xml_leaf(&u->xml, "cbc:Line", buf_str(&rest));
		xml_end(&u->xml);
	}
	buf_close(&rest);
	if (!str_empty(p->country)) {
		xml_begin(&u->xml, "cac:Country");
		xml_leaf(&u->xml, "cbc:IdentificationCode", p->country);
		xml_end(&u->xml);
	}
	xml_end(&u->xml);
}

static bool
is_prefix(struct str number, struct str prefix)
{
	return prefix.n == 2 && number.n > 2 && str_starts(number, prefix);
}

/* BR-CO-09: a VAT identifier begins with its country, Greece's with EL. */
static bool
is_vat(const struct paper_party *p)
{
	return is_prefix(p->tax_number, p->country) ||
	    (str_is(p->country, "GR") && is_prefix(p->tax_number, STR("EL"))) ||
	    (str_is(p->country, "GB") && is_prefix(p->tax_number, STR("XI")));
}

static void
tax_scheme(struct ubl *u, const char *scheme, struct str number)
{
	xml_begin(&u->xml, "cac:PartyTaxScheme");
	xml_leaf(&u->xml, "cbc:CompanyID", number);
	xml_begin(&u->xml, "cac:TaxScheme");
	xml_leaf(&u->xml, "cbc:ID", str_from(scheme));
	xml_end(&u->xml);
	xml_end(&u->xml);
}

static void
identification(struct ubl *u, struct str id)
{
	xml_begin(&u->xml, "cac:PartyIdentification");
	xml_leaf(&u->xml, "cbc:ID", id);
	xml_end(&u->xml);
}

static void
legal_entity(struct ubl *u, struct str name, struct str number)
{
	xml_begin(&u->xml, "cac:PartyLegalEntity");
	xml_leaf(&u->xml, "cbc:RegistrationName", name);
	xml_leaf(&u->xml, "cbc:CompanyID", number);
	xml_end(&u->xml);
}

static void
contact(struct ubl *u, struct str who)
{
	bool mail = str_find(who, '@') < who.n;

	if (str_empty(who))
		return;
	xml_begin(&u->xml, "cac:Contact");
	xml_leaf(&u->xml, mail ? "cbc:ElectronicMail" : "cbc:Name", who);
	xml_end(&u->xml);
}

/* The host of the bill's page: what a seller without a number is known by. */
static struct str
host_of(struct str url)
{
	size_t at = str_find(url, ':');
	struct str rest = str_sub(url, at + 3, url.n);

	return at + 3 < url.n ? str_sub(rest, 0, str_find(rest, '/')) : url;
}

/*
 * BR-CO-26 wants something to know the seller by.  Out of scope nobody has
 * a VAT identifier (BR-O-02); a number that is none is BT-32, of another
 * scheme.
 */
static void
seller(struct ubl *u, const struct paper_party *p)
{
	bool vat = is_vat(p) && !u->outside;

	xml_begin(&u->xml, "cac:AccountingSupplierParty");
	xml_begin(&u->xml, "cac:Party");
	if (!vat)
		identification(u,
		    str_empty(p->tax_number) ? host_of(u->bill->url)
					     : p->tax_number);
	address(u, p);
	if (!u->outside && !str_empty(p->tax_number))
		tax_scheme(u, vat ? "VAT" : "TAX", p->tax_number);
	legal_entity(u, p->name, STR(""));
	contact(u, p->contact);
	xml_end(&u->xml);
	xml_end(&u->xml);
}

static void
buyer(struct ubl *u, const struct paper_party *p)
{
	bool vat = is_vat(p) && !u->outside;

	xml_begin(&u->xml, "cac:AccountingCustomerParty");
	xml_begin(&u->xml, "cac:Party");
	address(u, p);
	if (vat)
		tax_scheme(u, "VAT", p->tax_number);
	legal_entity(u, p->name, vat ? STR("") : p->tax_number);
	contact(u, p->contact);
	xml_end(&u->xml);
	xml_end(&u->xml);
}

void
ubl_parties(struct ubl *u)
{
	seller(u, &u->bill->issuer);
	buyer(u, &u->bill->customer);
}
