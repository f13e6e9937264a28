#include "en16931.h"

#include <string.h>

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#define UBL "urn:oasis:names:specification:ubl:schema:xsd:"
#define LINE "/*/*[self::cac:InvoiceLine or self::cac:CreditNoteLine]"
#define QUANTITY "*[self::cbc:InvoicedQuantity or self::cbc:CreditedQuantity]"
#define TYPE "*[self::cbc:InvoiceTypeCode or self::cbc:CreditNoteTypeCode]"
#define SELLER "/*/cac:AccountingSupplierParty/cac:Party"
#define BUYER "/*/cac:AccountingCustomerParty/cac:Party"
#define TOTAL "/*/cac:LegalMonetaryTotal"
#define SUBTOTAL "/*/cac:TaxTotal/cac:TaxSubtotal"
#define ALLOWANCE LINE "/cac:AllowanceCharge"
#define ITEM_TAX "cac:Item/cac:ClassifiedTaxCategory"
#define VAT_ID "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID = 'VAT']/cbc:CompanyID"
#define SAME(a, b) "round(100 * (" a ")) = round(100 * (" b "))"
#define DECIMALS(x) "string-length(substring-after(" x ", '.')) <= 2"
#define WORD_OF(list) \
	"contains('" list "', concat(' ', normalize-space(.), ' ')) and " \
	"not(contains(normalize-space(.), ' '))"
#define NUMBER(date) "translate(" date ", '-', '')"

#define COUNTRIES \
	" 1A AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF " \
	"BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH " \
	"CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG " \
	"EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP " \
	"GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS " \
	"IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR " \
	"LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT " \
	"MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF " \
	"PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE " \
	"SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ " \
	"TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN " \
	"VU WF WS XI YE YT ZA ZM ZW "
#define CURRENCIES \
	" AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF " \
	"BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC " \
	"CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS " \
	"GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD " \
	"JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL " \
	"LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD " \
	"NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD " \
	"RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP " \
	"SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES " \
	"VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL "

/* One kind of tax; all but S are free of it. */
#define TAX_USED(k) "count(" LINE "/" ITEM_TAX "[cbc:ID = '" k "']) > 0"
#define TAX_LISTED(k) "count(" SUBTOTAL "/cac:TaxCategory[cbc:ID = '" k "'])"
#define TAX_SUM(k) \
	"sum(" LINE "[" ITEM_TAX "/cbc:ID = '" k "']/cbc:LineExtensionAmount)"
#define TAX_FREE(k) \
	{ "BR-" k "-05", LINE "/" ITEM_TAX "[cbc:ID = '" k "']", \
		"cbc:Percent = 0" }, \
	    { "BR-" k "-08", SUBTOTAL "[cac:TaxCategory/cbc:ID = '" k "']", \
		    SAME("cbc:TaxableAmount", TAX_SUM(k)) }, \
	{ \
		"BR-" k "-09", SUBTOTAL "[cac:TaxCategory/cbc:ID = '" k "']", \
		    "cbc:TaxAmount = 0" \
	}
#define TAX_ONCE(k) \
	{ \
		"BR-" k "-01", "/*", \
		    "(" TAX_USED(k) ") = (" TAX_LISTED( \
			k) " = 1) and " TAX_LISTED(k) " <= 1" \
	}
#define TAX_REASON(k) \
	{ \
		"BR-" k "-10", SUBTOTAL "/cac:TaxCategory[cbc:ID = '" k "']", \
		    "cbc:TaxExemptionReason or cbc:TaxExemptionReasonCode" \
	}
#define TAX_NO_REASON(k) \
	{ \
		"BR-" k "-10", SUBTOTAL "/cac:TaxCategory[cbc:ID = '" k "']", \
		    "not(cbc:TaxExemptionReason) and " \
		    "not(cbc:TaxExemptionReasonCode)" \
	}
#define SELLER_KNOWN(k) \
	{ \
		"BR-" k "-02", "/*[" TAX_USED(k) "]", \
		    SELLER "/cac:PartyTaxScheme/cbc:CompanyID" \
	}
#define ABSENT(what) \
	{ \
		"ABSENT", "/*", "not(" what ")" \
	}
#define CLOSE(a, b) "(" a ") - (" b ") < 1 and (" b ") - (" a ") < 1"

static const struct {
	const char *id;
	const char *context; /* each of these nodes */
	const char *test;    /* is so */
} rules[] = {
	{ "BR-01", "/*", "cbc:CustomizationID = 'urn:cen.eu:en16931:2017'" },
	{ "BR-02", "/*", "normalize-space(cbc:ID) != ''" },
	{ "BR-03", "/*", "normalize-space(cbc:IssueDate) != ''" },
	{ "BR-04", "/*", "normalize-space(" TYPE ") != ''" },
	{ "BR-05", "/*", "normalize-space(cbc:DocumentCurrencyCode) != ''" },
	{ "BR-06", "/*",
	    "normalize-space(" SELLER
	    "/cac:PartyLegalEntity/cbc:RegistrationName) != ''" },
	{ "BR-07", "/*",
	    "normalize-space(" BUYER
	    "/cac:PartyLegalEntity/cbc:RegistrationName) != ''" },
	{ "BR-08", "/*", SELLER "/cac:PostalAddress" },
	{ "BR-09", SELLER "/cac:PostalAddress",
	    "normalize-space(cac:Country/cbc:IdentificationCode) != ''" },
	{ "BR-10", "/*", BUYER "/cac:PostalAddress" },
	{ "BR-11", BUYER "/cac:PostalAddress",
	    "normalize-space(cac:Country/cbc:IdentificationCode) != ''" },
	{ "BR-12", "/*", TOTAL "/cbc:LineExtensionAmount" },
	{ "BR-13", "/*", TOTAL "/cbc:TaxExclusiveAmount" },
	{ "BR-14", "/*", TOTAL "/cbc:TaxInclusiveAmount" },
	{ "BR-15", "/*", TOTAL "/cbc:PayableAmount" },
	{ "BR-16", "/*", LINE },
	{ "BR-21", LINE, "normalize-space(cbc:ID) != ''" },
	{ "BR-22", LINE, QUANTITY },
	{ "BR-23", LINE, QUANTITY "/@unitCode" },
	{ "BR-24", LINE, "cbc:LineExtensionAmount" },
	{ "BR-25", LINE, "normalize-space(cac:Item/cbc:Name) != ''" },
	{ "BR-26", LINE, "cac:Price/cbc:PriceAmount" },
	{ "BR-27", LINE, "cac:Price/cbc:PriceAmount >= 0" },
	{ "BR-29", "/*/cac:InvoicePeriod",
	    NUMBER("cbc:EndDate") " >= " NUMBER("cbc:StartDate") },
	{ "BR-30", LINE "/cac:InvoicePeriod",
	    NUMBER("cbc:EndDate") " >= " NUMBER("cbc:StartDate") },
	{ "BR-41", ALLOWANCE, "cbc:Amount" },
	{ "BR-42", ALLOWANCE,
	    "cbc:AllowanceChargeReason or cbc:AllowanceChargeReasonCode" },
	{ "BR-45", SUBTOTAL, "cbc:TaxableAmount" },
	{ "BR-46", SUBTOTAL, "cbc:TaxAmount" },
	{ "BR-47", SUBTOTAL,
	    "cac:TaxCategory[cac:TaxScheme/cbc:ID = 'VAT']/cbc:ID" },
	{ "BR-48", SUBTOTAL,
	    "cac:TaxCategory/cbc:Percent or cac:TaxCategory/cbc:ID = 'O'" },
	{ "BR-49", "/*/cac:PaymentMeans", "cbc:PaymentMeansCode" },
	{ "BR-50", "/*/cac:PaymentMeans/cac:PayeeFinancialAccount",
	    "normalize-space(cbc:ID) != ''" },
	{ "BR-52", "/*/cac:AdditionalDocumentReference",
	    "normalize-space(cbc:ID) != ''" },
	{ "BR-54", LINE "/cac:Item/cac:AdditionalItemProperty",
	    "cbc:Name and cbc:Value" },
	{ "BR-55", "/*/cac:BillingReference",
	    "normalize-space(cac:InvoiceDocumentReference/cbc:ID) != ''" },
	{ "BR-61",
	    "/*/cac:PaymentMeans[cbc:PaymentMeansCode = 30 or "
	    "cbc:PaymentMeansCode = 58]",
	    "normalize-space(cac:PayeeFinancialAccount/cbc:ID) != ''" },
	{ "BR-CO-04", LINE, ITEM_TAX "[cac:TaxScheme/cbc:ID = 'VAT']/cbc:ID" },
	{ "BR-CO-09", "//" VAT_ID,
	    "contains(' EL " COUNTRIES
	    "', concat(' ', substring(., 1, 2), ' '))" },
	{ "BR-CO-10", TOTAL,
	    SAME("cbc:LineExtensionAmount",
		"sum(" LINE "/cbc:LineExtensionAmount)") },
	{ "BR-CO-13", TOTAL,
	    SAME("cbc:TaxExclusiveAmount", "cbc:LineExtensionAmount") },
	{ "BR-CO-14", "/*/cac:TaxTotal",
	    SAME("cbc:TaxAmount", "sum(cac:TaxSubtotal/cbc:TaxAmount)") },
	{ "BR-CO-15", "/*",
	    "count(cac:TaxTotal) = 1 and " SAME(TOTAL "/cbc:TaxInclusiveAmount",
		TOTAL "/cbc:TaxExclusiveAmount + cac:TaxTotal/cbc:TaxAmount") },
	{ "BR-CO-16", TOTAL,
	    SAME("cbc:PayableAmount",
		"cbc:TaxInclusiveAmount - sum(cbc:PrepaidAmount) + "
		"sum(cbc:PayableRoundingAmount)") },
	{ "BR-CO-17", SUBTOTAL "[cac:TaxCategory/cbc:Percent]",
	    CLOSE("cbc:TaxAmount",
		"round(cbc:TaxableAmount * cac:TaxCategory/cbc:Percent) "
		"div 100") },
	{ "BR-CO-18", "/*", SUBTOTAL },
	{ "BR-CO-19", "/*/cac:InvoicePeriod", "cbc:StartDate or cbc:EndDate" },
	{ "BR-CO-20", LINE "/cac:InvoicePeriod",
	    "cbc:StartDate or cbc:EndDate" },
	{ "BR-CO-23", ALLOWANCE,
	    "cbc:AllowanceChargeReason or cbc:AllowanceChargeReasonCode" },
	{ "BR-CO-25", "/*[" TOTAL "/cbc:PayableAmount > 0]",
	    "cbc:DueDate or cac:PaymentTerms/cbc:Note" },
	{ "BR-CO-26", SELLER,
	    VAT_ID " or cac:PartyIdentification/cbc:ID or "
		   "cac:PartyLegalEntity/cbc:CompanyID" },
	{ "BR-DEC-09", TOTAL, DECIMALS("cbc:LineExtensionAmount") },
	{ "BR-DEC-12", TOTAL, DECIMALS("cbc:TaxExclusiveAmount") },
	{ "BR-DEC-13", "/*/cac:TaxTotal", DECIMALS("cbc:TaxAmount") },
	{ "BR-DEC-14", TOTAL, DECIMALS("cbc:TaxInclusiveAmount") },
	{ "BR-DEC-16", TOTAL, DECIMALS("cbc:PrepaidAmount") },
	{ "BR-DEC-17", TOTAL, DECIMALS("cbc:PayableRoundingAmount") },
	{ "BR-DEC-18", TOTAL, DECIMALS("cbc:PayableAmount") },
	{ "BR-DEC-19", SUBTOTAL, DECIMALS("cbc:TaxableAmount") },
	{ "BR-DEC-20", SUBTOTAL, DECIMALS("cbc:TaxAmount") },
	{ "BR-DEC-23", LINE, DECIMALS("cbc:LineExtensionAmount") },
	{ "BR-DEC-24", ALLOWANCE, DECIMALS("cbc:Amount") },

	{ "BR-S-01", "/*", "(" TAX_USED("S") ") = (" TAX_LISTED("S") " > 0)" },
	SELLER_KNOWN("S"),
	{ "BR-S-05", LINE "/" ITEM_TAX "[cbc:ID = 'S']", "cbc:Percent > 0" },
	{ "BR-S-09", SUBTOTAL "[cac:TaxCategory/cbc:ID = 'S']",
	    CLOSE("cbc:TaxAmount",
		"round(cbc:TaxableAmount * cac:TaxCategory/cbc:Percent) "
		"div 100") },
	TAX_NO_REASON("S"),
	TAX_ONCE("Z"),
	SELLER_KNOWN("Z"),
	TAX_FREE("Z"),
	TAX_NO_REASON("Z"),
	TAX_ONCE("E"),
	SELLER_KNOWN("E"),
	TAX_FREE("E"),
	TAX_REASON("E"),
	TAX_ONCE("G"),
	TAX_FREE("G"),
	TAX_REASON("G"),
	{ "BR-G-02", "/*[" TAX_USED("G") "]", SELLER "/" VAT_ID },
	TAX_ONCE("AE"),
	TAX_FREE("AE"),
	TAX_REASON("AE"),
	{ "BR-AE-02", "/*[" TAX_USED("AE") "]",
	    SELLER "/cac:PartyTaxScheme/cbc:CompanyID and (" BUYER "/" VAT_ID
		   " or " BUYER "/cac:PartyLegalEntity/cbc:CompanyID)" },
	TAX_ONCE("O"),
	TAX_REASON("O"),
	{ "BR-O-02", "/*[" TAX_USED("O") "]", "not(//" VAT_ID ")" },
	{ "BR-O-05", LINE "/" ITEM_TAX "[cbc:ID = 'O']", "not(cbc:Percent)" },
	{ "BR-O-08", SUBTOTAL "[cac:TaxCategory/cbc:ID = 'O']",
	    SAME("cbc:TaxableAmount", TAX_SUM("O")) },
	{ "BR-O-09", SUBTOTAL "[cac:TaxCategory/cbc:ID = 'O']",
	    "cbc:TaxAmount = 0" },
	{ "BR-O-11", "/*[" TAX_LISTED("O") " > 0]", "count(" SUBTOTAL ") = 1" },
	{ "BR-O-12", "/*[" TAX_LISTED("O") " > 0]",
	    "not(" LINE "/" ITEM_TAX "[cbc:ID != 'O'])" },

	{ "BR-CL-01", "/*/" TYPE, ". = 380 or . = 381" },
	{ "BR-CL-03", "//@currencyID", ". = /*/cbc:DocumentCurrencyCode" },
	{ "BR-CL-04", "/*/cbc:DocumentCurrencyCode", WORD_OF(CURRENCIES) },
	{ "BR-CL-07", "//cbc:DocumentTypeCode", ". = 130" },
	{ "BR-CL-14", "//cac:Country/cbc:IdentificationCode",
	    WORD_OF(COUNTRIES) },
	{ "BR-CL-16", "//cbc:PaymentMeansCode", ". = 30 or . = 58" },
	{ "BR-CL-17", "//cac:TaxCategory/cbc:ID", WORD_OF(" S Z E AE G O ") },
	{ "BR-CL-18", "//cac:ClassifiedTaxCategory/cbc:ID",
	    WORD_OF(" S Z E AE G O ") },
	{ "BR-CL-19", "//cbc:AllowanceChargeReasonCode", ". = 95" },
	{ "BR-CL-22", "//cbc:TaxExemptionReasonCode",
	    WORD_OF(" VATEX-EU-AE VATEX-EU-G VATEX-EU-O ") },
	{ "BR-CL-23", "//@unitCode", ". = 'C62'" },

	ABSENT("cbc:TaxCurrencyCode"),
	ABSENT("cbc:TaxPointDate"),
	ABSENT("cac:PayeeParty"),
	ABSENT("cac:TaxRepresentativeParty"),
	ABSENT("cac:Delivery"),
	ABSENT("cac:AllowanceCharge"),
	ABSENT("cac:PaymentMeans/cac:CardAccount"),
	ABSENT("cac:PaymentMeans/cac:PaymentMandate"),
	ABSENT(TOTAL "/cbc:AllowanceTotalAmount"),
	ABSENT(TOTAL "/cbc:ChargeTotalAmount"),
	ABSENT("//cac:AllowanceCharge[cbc:ChargeIndicator != 'false']"),
	ABSENT("//cac:Price/cac:AllowanceCharge"),
	ABSENT("//*[not(*) and normalize-space(.) = '']"),
};

/* BR-S-08: the nets of each rate; XPath 1.0 cannot say "for each". */
#define RATE_SUM \
	"count(" SUBTOTAL "[cac:TaxCategory/cbc:ID = 'S']) = " \
	"count(" SUBTOTAL \
	"[cac:TaxCategory/cbc:ID = 'S'][" SAME("cbc:TaxableAmount", \
	    "sum(" LINE "[" ITEM_TAX "[cbc:ID = 'S']/cbc:Percent = " \
	    "$rate]/cbc:LineExtensionAmount)") " and " \
					       "cac:TaxCategory/cbc:Percent = $rate]) + " \
					       "count(" SUBTOTAL \
					       "[cac:TaxCategory/cbc:ID = 'S'][" \
					       "cac:TaxCategory/cbc:Percent != $rate])"

struct checking {
	xmlXPathContextPtr xpath;
	en16931_fault fault;
	void *arg;
	int faults;
};

static void
fault(struct checking *k, const char *rule, xmlNodePtr node)
{
	xmlChar *path = xmlGetNodePath(node);

	k->faults++;
	k->fault(k->arg, rule, (const char *)path);
	xmlFree(path);
}

/* Of an expression that is none the test ends. */
static xmlXPathObjectPtr
value(struct checking *k, const char *expression)
{
	xmlXPathObjectPtr o = xmlXPathEvalExpression(
	    BAD_CAST expression, k->xpath);

	if (o == NULL)
		k->fault(k->arg, "no XPath", expression);
	return o;
}

static int
holds(struct checking *k, const char *test, xmlNodePtr node)
{
	xmlXPathObjectPtr o;
	int yes;

	k->xpath->node = node;
	o = value(k, test);
	yes = o != NULL && xmlXPathCastToBoolean(o);
	xmlXPathFreeObject(o);
	return yes;
}

static void
rule_check(struct checking *k, size_t i)
{
	xmlXPathObjectPtr nodes = value(k, rules[i].context);
	xmlNodeSetPtr set = nodes != NULL ? nodes->nodesetval : NULL;

	for (int n = 0; set != NULL && n < set->nodeNr; n++) {
		if (!holds(k, rules[i].test, set->nodeTab[n]))
			fault(k, rules[i].id, set->nodeTab[n]);
	}
	xmlXPathFreeObject(nodes);
}

static void
rates_check(struct checking *k, xmlNodePtr root)
{
	xmlXPathObjectPtr rates = value(
	    k, SUBTOTAL "/cac:TaxCategory[cbc:ID = 'S']/cbc:Percent");
	xmlNodeSetPtr set = rates != NULL ? rates->nodesetval : NULL;

	for (int n = 0; set != NULL && n < set->nodeNr; n++) {
		double rate = xmlXPathCastNodeToNumber(set->nodeTab[n]);

		xmlXPathRegisterVariable(
		    k->xpath, BAD_CAST "rate", xmlXPathNewFloat(rate));
		if (!holds(k, RATE_SUM, root))
			fault(k, "BR-S-08", set->nodeTab[n]);
	}
	xmlXPathFreeObject(rates);
}

int
en16931_check(const char *xml, size_t n, en16931_fault told, void *arg)
{
	xmlDocPtr doc = xmlReadMemory(xml, (int)n, "bill.xml", NULL,
	    XML_PARSE_NONET | XML_PARSE_NOWARNING | XML_PARSE_NOERROR);
	struct checking k = { .fault = told, .arg = arg };

	if (doc == NULL)
		return -1;
	k.xpath = xmlXPathNewContext(doc);
	xmlXPathRegisterNs(k.xpath, BAD_CAST "cac",
	    BAD_CAST UBL "CommonAggregateComponents-2");
	xmlXPathRegisterNs(
	    k.xpath, BAD_CAST "cbc", BAD_CAST UBL "CommonBasicComponents-2");
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		rule_check(&k, i);
	rates_check(&k, xmlDocGetRootElement(doc));
	xmlXPathFreeContext(k.xpath);
	xmlFreeDoc(doc);
	return k.faults;
}
