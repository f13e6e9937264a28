#include "paper/bill_ubl.h"

#include <stdio.h>

#include "base/buf.h"
#include "domain/days.h"
#include "domain/iban.h"
#include "domain/tax.h"
#include "ubl.h"

#define UBL "urn:oasis:names:specification:ubl:schema:xsd:"

/* What is shown has at most two decimals; those are the currency's then. */
static struct str
shown_text(char out[MONEY_TEXT_MAX], const struct ubl *u, int64_t shown)
{
	struct currency two = { "EUR" };

	return money_decimal(
	    out, (struct money){ shown, u->unit > 1 ? two : u->currency });
}

void
ubl_amount(struct ubl *u, const char *name, int64_t shown)
{
	char text[MONEY_TEXT_MAX];

	xml_leaf_attr(&u->xml, name, "currencyID", u->currency.code,
	    shown_text(text, u, shown));
}

static struct str
day_text(char out[16], int64_t day)
{
	struct ymd d = ymd_from_days(day);
	int n = snprintf(
	    out, 16, "%04d-%02d-%02d", (int)d.year, (int)d.month, (int)d.day);

	return (struct str){ out, (size_t)n };
}

void
ubl_day(struct ubl *u, const char *name, int64_t day)
{
	char text[16];

	if (day != PAPER_NO_DAY)
		xml_leaf(&u->xml, name, day_text(text, day));
}

void
ubl_period(struct ubl *u, int64_t from_day, int64_t to_day)
{
	if (from_day == PAPER_NO_DAY || to_day == PAPER_NO_DAY)
		return;
	xml_begin(&u->xml, "cac:InvoicePeriod");
	ubl_day(u, "cbc:StartDate", from_day);
	ubl_day(u, "cbc:EndDate", to_day);
	xml_end(&u->xml);
}

/* The Commission's code list VATEX, and the words for people. */
static const struct {
	const char *code, *text;
} reasons[PAPER_TAX__MAX] = {
	[PAPER_TAX_EXEMPT] = { NULL, "Exempt from tax" },
	[PAPER_TAX_REVERSE] = { "VATEX-EU-AE", "Reverse charge" },
	[PAPER_TAX_EXPORT] = { "VATEX-EU-G", "Export outside the EU" },
	[PAPER_TAX_OUTSIDE] = { "VATEX-EU-O", "Not subject to VAT" },
};

void
ubl_category(struct ubl *u, const char *name, enum paper_tax_kind kind,
    int64_t rate_milli, bool reason)
{
	char rate[TAX_RATE_TEXT_MAX];
	struct xml *x = &u->xml;

	xml_begin(x, name);
	xml_leaf(x, "cbc:ID", str_from(paper_tax_code(kind)));
	if (kind != PAPER_TAX_OUTSIDE)
		xml_leaf(x, "cbc:Percent", tax_rate_text(rate, rate_milli));
	if (reason && reasons[kind].code != NULL)
		xml_leaf(x, "cbc:TaxExemptionReasonCode",
		    str_from(reasons[kind].code));
	if (reason && reasons[kind].text != NULL)
		xml_leaf(
		    x, "cbc:TaxExemptionReason", str_from(reasons[kind].text));
	xml_begin(x, "cac:TaxScheme");
	xml_leaf(x, "cbc:ID", STR("VAT"));
	xml_end(x);
	xml_end(x);
}

/* BT-22, where the amounts of this document are rounded ones. */
static void
exact_note(struct ubl *u)
{
	const struct bill_paper *b = u->bill;
	char net[MONEY_TEXT_MAX], tax[MONEY_TEXT_MAX], total[MONEY_TEXT_MAX],
	    open[MONEY_TEXT_MAX];
	struct buf note;

	if (u->unit == 1)
		return;
	buf_open(&note, PAPER_TEXT_MAX);
	buf_addf(&note,
	    "Exact amounts in %s: net %.*s, tax %.*s, total %.*s, "
	    "due %.*s.",
	    u->currency.code, STR_FMT(money_decimal(net, b->net)),
	    STR_FMT(money_decimal(tax, b->tax)),
	    STR_FMT(money_decimal(total, b->total)),
	    STR_FMT(money_decimal(open, u->credit ? b->total : b->open)));
	xml_leaf(&u->xml, "cbc:Note", buf_str(&note));
	buf_close(&note);
}

static void
notes(struct ubl *u)
{
	const struct bill_paper *b = u->bill;

	exact_note(u);
	xml_leaf(&u->xml, "cbc:Note", b->stage);
	for (size_t i = 0; i < b->nnotes; i++)
		xml_leaf(&u->xml, "cbc:Note", b->notes[i]);
}

static void
reference(struct ubl *u, const char *name, struct str id, const char *type)
{
	xml_begin(&u->xml, name);
	xml_leaf(&u->xml, "cbc:ID", id);
	if (type != NULL)
		xml_leaf(&u->xml, "cbc:DocumentTypeCode", str_from(type));
	xml_end(&u->xml);
}

/* BT-13 is the buyer's number; our own order is BT-18, its object. */
static void
references(struct ubl *u)
{
	const struct bill_paper *b = u->bill;

	ubl_period(u, b->from_day, b->to_day);
	if (!str_empty(b->po_number))
		reference(u, "cac:OrderReference", b->po_number, NULL);
	if (!str_empty(b->corrects)) {
		xml_begin(&u->xml, "cac:BillingReference");
		reference(u, "cac:InvoiceDocumentReference", b->corrects, NULL);
		xml_end(&u->xml);
	}
	if (b->norders == 1)
		reference(
		    u, "cac:AdditionalDocumentReference", b->orders[0], "130");
}

/* UNCL 1001: 380 an invoice, 381 a credit note. */
static void
head(struct ubl *u)
{
	const struct bill_paper *b = u->bill;
	struct xml *x = &u->xml;

	xml_begin(x, u->credit ? "CreditNote" : "Invoice");
	xml_attr(x, "xmlns", u->credit ? UBL "CreditNote-2" : UBL "Invoice-2");
	xml_attr(x, "xmlns:cac", UBL "CommonAggregateComponents-2");
	xml_attr(x, "xmlns:cbc", UBL "CommonBasicComponents-2");
	xml_leaf(x, "cbc:CustomizationID", STR("urn:cen.eu:en16931:2017"));
	xml_leaf(x, "cbc:ID", b->number);
	ubl_day(u, "cbc:IssueDate", b->issued_day);
	if (!u->credit)
		ubl_day(u, "cbc:DueDate", b->due_day);
	xml_leaf(x,
	    u->credit ? "cbc:CreditNoteTypeCode" : "cbc:InvoiceTypeCode",
	    u->credit ? STR("381") : STR("380"));
	notes(u);
	xml_leaf(x, "cbc:DocumentCurrencyCode", str_from(u->currency.code));
	xml_leaf(x, "cbc:AccountingCost", b->cost_centre);
	references(u);
}

/* An account's number without what people write between its digits. */
static struct str
compact(char out[IBAN_MAX], struct str account)
{
	size_t n = 0;

	for (size_t i = 0; i < account.n && n < IBAN_MAX; i++) {
		if (account.p[i] != ' ' && account.p[i] != '-')
			out[n++] = account.p[i];
	}
	return (struct str){ out, n };
}

/* UNCL 4461: 30 a transfer of money, 58 one within SEPA. */
static void
payment_means(struct ubl *u)
{
	const struct paper_bank *k = &u->bill->bank;
	char account[IBAN_MAX];
	struct xml *x = &u->xml;

	if (u->credit || u->payable <= 0 || str_empty(k->account))
		return;
	xml_begin(x, "cac:PaymentMeans");
	xml_leaf(x, "cbc:PaymentMeansCode",
	    str_is(str_from(u->currency.code), "EUR") ? STR("58") : STR("30"));
	xml_leaf(x, "cbc:PaymentID",
	    str_empty(k->reference) ? u->bill->number : k->reference);
	xml_begin(x, "cac:PayeeFinancialAccount");
	xml_leaf(x, "cbc:ID", compact(account, k->account));
	xml_leaf(x, "cbc:Name", k->holder);
	if (!str_empty(k->bic)) {
		xml_begin(x, "cac:FinancialInstitutionBranch");
		xml_leaf(x, "cbc:ID", k->bic);
		xml_end(x);
	}
	xml_end(x);
	xml_end(x);
}

/* BT-20, which BR-CO-25 asks for where no day is due. */
static void
payment_terms(struct ubl *u)
{
	const struct bill_paper *b = u->bill;
	char day[16];
	struct str text;

	if (u->credit)
		text = arena_printf(u->xml.arena, "Credited against %.*s",
		    STR_FMT(b->corrects));
	else if (b->due_day != PAPER_NO_DAY)
		text = arena_printf(u->xml.arena, "Due on %.*s",
		    STR_FMT(day_text(day, b->due_day)));
	else
		text = STR("Due on receipt");
	if (text.p == NULL)
		u->xml.err = ERR_NOMEM;
	xml_begin(&u->xml, "cac:PaymentTerms");
	xml_leaf(&u->xml, "cbc:Note", text);
	xml_end(&u->xml);
}

static void
taxes(struct ubl *u)
{
	struct xml *x = &u->xml;

	xml_begin(x, "cac:TaxTotal");
	ubl_amount(u, "cbc:TaxAmount", u->tax);
	for (size_t i = 0; i < u->ntaxes; i++) {
		const struct ubl_tax *t = &u->taxes[i];

		xml_begin(x, "cac:TaxSubtotal");
		ubl_amount(u, "cbc:TaxableAmount", t->net_shown);
		ubl_amount(u, "cbc:TaxAmount", t->tax_shown);
		ubl_category(
		    u, "cac:TaxCategory", t->kind, t->rate_milli, true);
		xml_end(x);
	}
	xml_end(x);
}

static void
totals(struct ubl *u)
{
	int64_t rounding = u->payable - (u->total - u->paid);

	xml_begin(&u->xml, "cac:LegalMonetaryTotal");
	ubl_amount(u, "cbc:LineExtensionAmount", u->net);
	ubl_amount(u, "cbc:TaxExclusiveAmount", u->net);
	ubl_amount(u, "cbc:TaxInclusiveAmount", u->total);
	if (u->paid != 0)
		ubl_amount(u, "cbc:PrepaidAmount", u->paid);
	if (rounding != 0)
		ubl_amount(u, "cbc:PayableRoundingAmount", rounding);
	ubl_amount(u, "cbc:PayableAmount", u->payable);
	xml_end(&u->xml);
}

enum err
bill_ubl(struct arena *a, struct paper_sink to, const struct bill_paper *b)
{
	struct ubl u = { .bill = b };
	struct str why;
	enum err e = bill_paper_check(b, &why);

	if (e == OK && b->status == PAPER_VOID)
		e = ERR_STATE;
	if (e == OK)
		e = ubl_sum(&u);
	if (e != OK)
		return e;
	xml_open(&u.xml, a, to);
	head(&u);
	ubl_parties(&u);
	payment_means(&u);
	payment_terms(&u);
	taxes(&u);
	totals(&u);
	ubl_lines(&u);
	xml_end(&u.xml);
	return xml_close(&u.xml);
}
