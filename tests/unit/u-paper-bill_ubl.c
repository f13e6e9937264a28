/*
 * R43: bills download as UBL 2.1 that passes EN 16931 (tests/lib/en16931.c).
 * With a folder as its argument the program writes the generated bills there
 * instead, for other validators to read.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "../lib/en16931.h"
#include "base/bounds.h"
#include "bill_sample.h"
#include "domain/tax_lines.h"
#include "paper/bill_ubl.h"

enum { ARENA_MAX = 16 << 20, UBL_MAX = 64 << 20, BILLS = 200, LINES = 60 };

static struct arena *arena;
static struct bill_sample s;
static struct buf out;

/* --- 200 bills of a fixed seed ------------------------------------------ */

static uint64_t seed;

static int64_t
below(int64_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (int64_t)((seed >> 33) % (uint64_t)n);
}

static bool
one_in(int64_t n)
{
	return below(n) == 0;
}

struct person {
	const char *name, *street, *country, *tax_number;
};

static const struct person sellers[] = {
	{ "Souk Demo Marketplace GmbH", "Am Sandtorkai 12", "DE",
	    "DE123456789" },
	{ "Αγορά Α.Ε.", "Ερμού 1", "GR", "EL123456783" },
	{ "Belfast Bazaar Ltd", "1 Donegall Sq", "GB", "XI110305878" },
	{ "Souk Inc.", "1 Main St", "US", "12-3456789" },
	{ "スーク株式会社", "千代田 1-1", "JP", "T1180301018771" },
	{ "Société du Souk & Fils <SARL>", "7, rue d'Été", "FR",
	    "FR40303265045" },
};
static const struct person buyers[] = {
	{ "Aurora Robotics GmbH", "Allee 3", "AT", "ATU12345675" },
	{ "上海灯塔软件有限公司", "南京路 5", "CN", "91310000MA1FL5" },
	{ "شركة الأفق للبرمجيات", "شارع الخليج", "KW", "" },
	{ "Harbour Systems Ltd", "Pier 9", "GB", "GB999999973" },
	{ "Wiki Works SAS", "2 place X", "FR", "FR40303265045" },
	{ "Nordlys AS", "Storgata 1", "NO", "NO995525828MVA" },
	{ "Consumer Jane", "", "DE", "" },
};

static struct paper_party
party_of(const struct person *p, struct str *lines)
{
	size_t n = 0;

	if (*p->street)
		lines[n++] = str_from(p->street);
	for (int64_t more = below(3); more > 0; more--)
		lines[n++] = STR("12345 Springfield");
	return (struct paper_party){ .name = str_from(p->name),
		.address = lines,
		.naddress = n,
		.country = str_from(p->country),
		.tax_number = str_from(p->tax_number),
		.contact = one_in(2) ? STR("desk@souk.example") : STR("") };
}

/* What a bill's lines are taxed by: one way, or some beside each other. */
static const struct taxing {
	enum paper_tax_kind kind;
	int64_t rate_milli;
	int seller_has_number, buyer_has_number;
} taxings[][3] = {
	{ { PAPER_TAX_STANDARD, 19000, 1, 0 } },
	{ { PAPER_TAX_STANDARD, 20000, 1, 0 },
	    { PAPER_TAX_STANDARD, 5500, 1, 0 } },
	{ { PAPER_TAX_REVERSE, 0, 1, 1 } },
	{ { PAPER_TAX_ZERO, 0, 1, 0 } },
	{ { PAPER_TAX_EXEMPT, 0, 1, 0 } },
	{ { PAPER_TAX_OUTSIDE, 0, 0, 0 } },
	{ { PAPER_TAX_STANDARD, 25500, 1, 0 }, { PAPER_TAX_OUTSIDE, 0, 1, 0 } },
	{ { PAPER_TAX_STANDARD, 8100, 1, 0 }, { PAPER_TAX_EXEMPT, 0, 1, 0 },
	    { PAPER_TAX_OUTSIDE, 0, 1, 0 } },
	{ { PAPER_TAX_EXPORT, 0, 1, 0 } },
	{ { PAPER_TAX_STANDARD, 0, 1, 0 } },
};
enum { TAXINGS = sizeof(taxings) / sizeof(*taxings) };

static const char *const currencies[] = { "EUR", "EUR", "USD", "CHF", "JPY",
	"KWD", "BHD", "GBP" };

/*
 * Yen in thousands: the tax on each line is then a whole number, and so the
 * tax on all of them, which BR-CO-17 wants to know to the yen.
 */
static int64_t
price_of(struct currency c)
{
	int64_t any = 1 + below(one_in(5) ? 100000000 : 30000);

	return currency_exponent(c) == 0 ? any * 1000 : any;
}

static void
line_generate(struct paper_line *l, struct currency c, const struct taxing *t)
{
	static const char *const texts[] = { "Lumen Gallery Pro",
		"Tide & <Water> \"Analytics\"", "图库专业版", "معرض الصور" };
	struct money tax;
	int64_t each = price_of(c), whole;

	l->text = str_from(texts[below(4)]);
	l->detail = one_in(2) ? STR("Monthly, 5 users") : STR("");
	l->seller = one_in(2) ? STR("Lumen Software GmbH") : STR("");
	l->quantity = 1 + below(20);
	l->unit = sample_money(each, c);
	whole = each * l->quantity;
	/* Some are sold for less than the list says. */
	l->net = sample_money(one_in(4) ? whole - whole / 7 : whole, c);
	if (currency_exponent(c) == 0)
		l->net.minor -= l->net.minor % 1000;
	l->tax_kind = t->kind;
	l->rate_milli = t->rate_milli;
	assert_ok(tax_of(&tax, l->net, l->rate_milli));
	l->tax = tax;
	if (one_in(3)) {
		l->from_day = PAPER_NO_DAY;
		l->to_day = PAPER_NO_DAY;
	}
}

/* The sums of what was generated, a tax for each way of taxing. */
static void
sums_generate(const struct taxing *t, size_t nt)
{
	static struct paper_tax taxes[3];
	struct bill_paper *b = &s.b;
	struct money zero = money_zero(b->total.currency);

	b->net = b->tax = zero;
	for (size_t i = 0; i < nt; i++)
		taxes[i] = (struct paper_tax){ STR("VAT"), t[i].kind,
			t[i].rate_milli, zero, zero };
	for (size_t i = 0; i < b->nlines; i++) {
		struct paper_tax *own = &taxes[i % nt];

		assert_ok(money_add(&own->net, own->net, b->lines[i].net));
		assert_ok(money_add(&own->tax, own->tax, b->lines[i].tax));
		assert_ok(money_add(&b->net, b->net, b->lines[i].net));
		assert_ok(money_add(&b->tax, b->tax, b->lines[i].tax));
	}
	b->taxes = taxes;
	b->ntaxes = nt < b->nlines ? nt : b->nlines;
	assert_ok(money_add(&b->total, b->net, b->tax));
	b->paid = zero;
	if (one_in(4))
		b->paid = b->total;
	else if (one_in(4))
		b->paid.minor = b->total.minor / 3;
	assert_ok(money_sub(&b->open, b->total, b->paid));
	b->status = b->open.minor == 0 ? PAPER_PAID
	    : b->paid.minor > 0	       ? PAPER_PARTLY_PAID
				       : PAPER_OPEN;
}

enum sort { SORT_BILL, SORT_STAGE, SORT_STATEMENT, SORT_CREDIT, SORT__MAX };

static void
sort_generate(enum sort sort)
{
	struct bill_paper *b = &s.b;

	if (sort == SORT_STAGE) {
		b->stage = STR("Milestone 2 of 3: Prototype (33.33 %)");
		s.lines[0].unit = s.lines[0].net;
		s.lines[0].quantity = 1;
	}
	if (sort == SORT_STATEMENT) {
		b->kind = PAPER_STATEMENT;
		b->from_day = sample_day(2026, 10, 1);
		b->to_day = sample_day(2026, 10, 31);
		b->norders = 0;
		for (size_t i = 0; i < b->nlines; i++)
			s.lines[i].order = STR(
			    "ord_01jd7q3v0kf8rt4yzx5m2n9abc");
	}
	if (sort == SORT_CREDIT) {
		b->kind = PAPER_CREDIT_NOTE;
		b->corrects = STR("2026-000016");
		b->due_day = PAPER_NO_DAY;
		b->bank = (struct paper_bank){ .account = STR_NONE };
	}
}

/* Bill k: every sort with every way of taxing, and what chance adds. */
static enum sort
bill_generate(size_t k)
{
	static struct str from[4], to[4];
	enum sort sort = (enum sort)(k % SORT__MAX);
	const struct taxing *t = taxings[k / SORT__MAX % TAXINGS];
	size_t nt = 1, n = 1 + (size_t)below(6);
	const char *currency = currencies[below(8)];
	const struct person *seller = &sellers[below(6)];
	const struct person *buyer = &buyers[below(7)];

	while (nt < 3 && t[nt].seller_has_number)
		nt++;
	while (t->buyer_has_number && !*buyer->tax_number)
		buyer = &buyers[below(7)];
	if (sort == SORT_STATEMENT)
		n = nt + (size_t)below(LINES);
	if (sort == SORT_STAGE)
		n = nt = 1;
	bill_sample_open(&s, n, currency, 100, 0);
	for (size_t i = 0; i < n; i++)
		line_generate(&s.lines[i], s.b.total.currency, &t[i % nt]);
	/* Only who is known in the EU's scheme exports out of it. */
	s.b.issuer = party_of(
	    t->kind == PAPER_TAX_EXPORT ? &sellers[0] : seller, from);
	if (t->kind == PAPER_TAX_OUTSIDE && one_in(2))
		s.b.issuer.tax_number = STR("");
	s.b.customer = party_of(buyer, to);
	if (one_in(2))
		s.b.po_number = s.b.cost_centre = STR("");
	if (one_in(2))
		s.b.bank = (struct paper_bank){ .account = STR_NONE };
	sort_generate(sort);
	sums_generate(t, nt);
	return sort;
}

/* --- the checks --------------------------------------------------------- */

static struct str
ubl(void)
{
	buf_clear(&out);
	assert_ok(bill_ubl(arena, sink_buf(&out), &s.b));
	arena_reset(arena);
	return buf_str(&out);
}

static void
fault_print(void *arg, const char *rule, const char *path)
{
	print_error("bill %d: %s at %s\n", *(int *)arg, rule, path);
}

static void
test_bill_ubl__two_hundred_bills_pass_en16931(void **state)
{
	int of_sort[SORT__MAX] = { 0 }, faults = 0;

	(void)state;
	seed = 20261123;
	for (int k = 0; k < BILLS; k++) {
		struct str xml;

		bill_sample_close(&s);
		of_sort[bill_generate((size_t)k)]++;
		xml = ubl();
		faults += en16931_check(xml.p, xml.n, fault_print, &k) != 0;
	}
	assert_int_equal(faults, 0);
	for (int i = 0; i < SORT__MAX; i++)
		assert_int_equal(of_sort[i], BILLS / SORT__MAX);
}

struct wanted {
	const char *rule;
	int told;
};

static void
fault_count(void *arg, const char *rule, const char *path)
{
	struct wanted *w = arg;

	(void)path;
	w->told += strcmp(rule, w->rule) == 0;
}

/* The text of the last rendering with one piece replaced, all of them. */
static struct str
replaced(struct str xml, const char *from, const char *to)
{
	static struct buf b;
	size_t n = strlen(from), at = 0;

	buf_close(&b);
	buf_open(&b, UBL_MAX);
	for (const char *hit;
	     (hit = memmem(xml.p + at, xml.n - at, from, n)) != NULL;) {
		buf_add(&b, str_sub(xml, at, (size_t)(hit - xml.p) - at));
		buf_add_cstr(&b, to);
		at = (size_t)(hit - xml.p) + n;
	}
	if (at == 0)
		fail_msg("there is no %s", from);
	buf_add(&b, str_sub(xml, at, xml.n));
	return buf_str(&b);
}

/* What is no fault to begin with, and one after the change. */
static void
breaks(const char *rule, const char *from, const char *to)
{
	struct str xml = ubl(), bad;
	struct wanted w = { rule, 0 };

	assert_int_equal(en16931_check(xml.p, xml.n, fault_count, &w), 0);
	bad = replaced(xml, from, to);
	assert_true(en16931_check(bad.p, bad.n, fault_count, &w) > 0);
	if (w.told == 0)
		print_error("%s is not told of %s\n", rule, to);
	assert_true(w.told > 0);
}

static void
test_bill_ubl__the_rules_find_what_breaks_them(void **state)
{
	(void)state;
	breaks("BR-01", "urn:cen.eu:en16931:2017", "urn:other");
	breaks("BR-02", ">2026-000017<", "><");
	breaks("BR-06", ">Souk Demo Marketplace GmbH<", "><");
	breaks("BR-07", ">Aurora Robotics Ltd<", "><");
	breaks("BR-09", ">DE<", "><");
	breaks("BR-11", ">GB<", "><");
	breaks("BR-23", " unitCode=\"C62\"", "");
	breaks("BR-25", "cbc:Name>Lumen Gallery Pro<", "cbc:Name><");
	breaks("BR-27", "currencyID=\"USD\">1299.00</cbc:PriceAmount",
	    "currencyID=\"USD\">-1299.00</cbc:PriceAmount");
	breaks("BR-30", "EndDate>2026-11-30", "EndDate>2026-10-30");
	breaks("BR-61", "PaymentMeansCode>30<",
	    "PaymentMeansCode>58<"
	    "/cbc:PaymentMeansCode>"
	    "</cac:PaymentMeans>"
	    "<cac:PaymentMeans>"
	    "<cbc:PaymentMeansCode>30<");
	breaks("BR-CO-09", ">DE123456789<", ">123456789<");
	breaks("BR-CO-10", ">1299.00</cbc:LineExtensionAmount",
	    ">1299.01</cbc:LineExtensionAmount");
	breaks("BR-CO-15", "<cbc:TaxInclusiveAmount currencyID=\"USD\">",
	    "<cbc:TaxInclusiveAmount currencyID=\"USD\">9");
	breaks("BR-CO-16", "<cbc:PayableAmount currencyID=\"USD\">",
	    "<cbc:PayableAmount currencyID=\"USD\">9");
	breaks("BR-CO-17", "Percent>19<", "Percent>20<");
	breaks("BR-DEC-18", "</cbc:PayableAmount", "0</cbc:PayableAmount");
	breaks("BR-S-01", "<cac:TaxCategory>\n    <cbc:ID>S<",
	    "<cac:TaxCategory>\n    <cbc:ID>Z<");
	breaks("BR-S-02", "<cbc:CompanyID>DE123456789</cbc:CompanyID>", "");
	breaks("BR-S-05", "Percent>19<", "Percent>0<");
	breaks("BR-CL-03", "currencyID=\"USD\"", "currencyID=\"EUR\"");
	breaks("BR-CL-04", "DocumentCurrencyCode>USD<",
	    "DocumentCurrencyCode>USX<");
	breaks("BR-CL-14", "IdentificationCode>GB<", "IdentificationCode>UK<");
	breaks("BR-CL-23", "\"C62\"", "\"piece\"");
}

static void
sample_anew(size_t n, const char *currency, int64_t unit, int64_t rate)
{
	bill_sample_close(&s);
	bill_sample_open(&s, n, currency, unit, rate);
}

static void
test_bill_ubl__the_rules_of_each_tax_find_what_breaks_them(void **state)
{
	(void)state;
	sample_anew(2, "EUR", 129900, 0);
	breaks("BR-AE-02", "<cbc:CompanyID>GB999999973</cbc:CompanyID>", "");
	breaks("BR-AE-05", "Percent>0<", "Percent>19<");
	breaks("BR-AE-10",
	    "<cbc:TaxExemptionReasonCode>VATEX-EU-AE"
	    "</cbc:TaxExemptionReasonCode>\n    "
	    "<cbc:TaxExemptionReason>Reverse charge</cbc:TaxExemptionReason>",
	    "");
	s.lines[0].tax_kind = s.lines[1].tax_kind = s.taxes[0].kind =
	    PAPER_TAX_OUTSIDE;
	breaks("BR-O-02", "</cac:PartyIdentification>",
	    "</cac:PartyIdentification><cac:PartyTaxScheme><cbc:CompanyID>"
	    "DE1</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID>"
	    "</cac:TaxScheme></cac:PartyTaxScheme>");
	breaks("BR-O-05", "<cbc:ID>O</cbc:ID>",
	    "<cbc:ID>O</cbc:ID><cbc:Percent>0</cbc:Percent>");
	breaks("BR-CO-26", "<cbc:ID>DE123456789</cbc:ID>", "");
}

/* The text of the first element of that name. */
static struct str
leaf(struct str xml, const char *name)
{
	const char *at = memmem(xml.p, xml.n, name, strlen(name));
	const char *end = xml.p + xml.n, *from, *to;

	assert_non_null(at);
	at += strlen(name);
	from = memchr(at, '>', (size_t)(end - at));
	assert_non_null(from);
	to = memchr(from, '<', (size_t)(end - from));
	assert_non_null(to);
	return (struct str){ from + 1, (size_t)(to - from) - 1 };
}

static void
assert_leaf(struct str xml, const char *name, const char *text)
{
	struct str got = leaf(xml, name);

	if (!str_is(got, text))
		fail_msg("%s is %.*s, not %s", name, STR_FMT(got), text);
}

static void
test_bill_ubl__a_part_paid_bill_says_what_is_left(void **state)
{
	struct str xml;

	(void)state;
	s.b.paid.minor = 100000;
	s.b.open.minor -= 100000;
	s.b.status = PAPER_PARTLY_PAID;
	xml = ubl();
	assert_leaf(xml, "<cbc:TaxInclusiveAmount", "6183.48");
	assert_leaf(xml, "<cbc:PrepaidAmount", "1000.00");
	assert_leaf(xml, "<cbc:PayableAmount", "5183.48");
	assert_leaf(xml, "<cbc:DueDate", "2026-12-23");
	assert_leaf(xml, "<cac:OrderReference>\n  <cbc:ID", "PO-7781");
	assert_leaf(xml, "<cbc:AccountingCost", "4100-R&amp;D");
	assert_leaf(xml, "<cac:PayeeFinancialAccount>\n   <cbc:ID",
	    "DE02120300000000202051");
}

/* 3 x 1.2345 KWD: EN 16931 has two decimals, and yet all sums hold. */
static void
test_bill_ubl__three_decimals_become_two_that_still_sum(void **state)
{
	struct str xml;
	struct wanted any = { "", 0 };

	(void)state;
	sample_anew(3, "KWD", 12345, 5000);
	xml = ubl();
	assert_int_equal(en16931_check(xml.p, xml.n, fault_count, &any), 0);
	assert_leaf(xml, "<cbc:Note",
	    "Exact amounts in KWD: net 74.150, tax 3.708, total 77.858, "
	    "due 77.858.");
	assert_leaf(xml, "<cbc:TaxExclusiveAmount", "74.15");
	assert_leaf(xml, "<cbc:PayableAmount", "77.86");
	assert_leaf(xml, "<cbc:PriceAmount", "12.345");
}

static void
test_bill_ubl__a_credit_note_names_what_it_corrects(void **state)
{
	struct str xml;

	(void)state;
	s.b.kind = PAPER_CREDIT_NOTE;
	s.b.corrects = STR("2026-000016");
	s.b.due_day = PAPER_NO_DAY;
	xml = ubl();
	assert_leaf(xml, "<cbc:CreditNoteTypeCode", "381");
	assert_leaf(
	    xml, "<cac:InvoiceDocumentReference>\n   <cbc:ID", "2026-000016");
	assert_null(memmem(xml.p, xml.n, "PaymentMeans", 12));
	assert_non_null(memmem(xml.p, xml.n, "</cac:CreditNoteLine>", 21));
}

static void
test_bill_ubl__of_a_void_bill_there_is_none(void **state)
{
	(void)state;
	s.b.status = PAPER_VOID;
	assert_int_equal(bill_ubl(arena, sink_buf(&out), &s.b), ERR_STATE);
	s.b.status = PAPER_OPEN;
	s.b.total.minor++;
	assert_int_equal(bill_ubl(arena, sink_buf(&out), &s.b), ERR_INVALID);
}

static void
test_bill_ubl__hostile_texts_stay_texts(void **state)
{
	struct str xml;
	struct wanted any = { "", 0 };

	(void)state;
	s.b.customer.name = STR("]]><x/>\x01\xff\u202e&lt;\ufffe\v");
	s.b.number = STR("<!--\"'--><!ENTITY a>");
	s.lines[0].text = STR("<?xml?><![CDATA[");
	xml = ubl();
	assert_int_equal(en16931_check(xml.p, xml.n, fault_count, &any), 0);
	assert_null(memmem(xml.p, xml.n, "<x/>", 4));
}

/* A sink that fails after so many bytes. */
static enum err
bounded_write(void *arg, const void *p, size_t n)
{
	size_t *left = arg;

	(void)p;
	if (n > *left)
		return ERR_STORAGE;
	*left -= n;
	return OK;
}

static void
test_bill_ubl__a_full_disk_is_told(void **state)
{
	(void)state;
	for (size_t room = 0; room < 9000; room += 1000) {
		size_t left = room;
		struct paper_sink to = { bounded_write, &left };

		assert_int_equal(bill_ubl(arena, to, &s.b), ERR_STORAGE);
		sample_anew(20, "EUR", 129900, 19000);
	}
}

static int
sample_up(void **state)
{
	(void)state;
	bill_sample_open(&s, 3, "USD", 129900, 19000);
	s.lines[2].unit = s.lines[2].net = sample_money(
	    129900, s.b.net.currency);
	s.lines[2].quantity = 1;
	s.lines[2].tax = s.lines[0].tax;
	bill_sample_sum(&s);
	buf_open(&out, UBL_MAX);
	return 0;
}

static int
sample_down(void **state)
{
	(void)state;
	bill_sample_close(&s);
	buf_close(&out);
	arena_reset(arena);
	return 0;
}

static void
samples_write(const char *dir)
{
	seed = 20261123;
	buf_open(&out, UBL_MAX);
	for (size_t k = 0; k < BILLS; k++) {
		char path[512];
		struct str xml;
		FILE *f;

		bill_generate(k);
		xml = ubl();
		snprintf(path, sizeof(path), "%s/%03zu.xml", dir, k);
		f = fopen(path, "w");
		assert_non_null(f);
		assert_int_equal(fwrite(xml.p, 1, xml.n, f), xml.n);
		fclose(f);
		bill_sample_close(&s);
	}
	buf_close(&out);
}

#define test(f) cmocka_unit_test_setup_teardown(f, sample_up, sample_down)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		test(test_bill_ubl__two_hundred_bills_pass_en16931),
		test(test_bill_ubl__the_rules_find_what_breaks_them),
		test(
		    test_bill_ubl__the_rules_of_each_tax_find_what_breaks_them),
		test(test_bill_ubl__a_part_paid_bill_says_what_is_left),
		test(test_bill_ubl__three_decimals_become_two_that_still_sum),
		test(test_bill_ubl__a_credit_note_names_what_it_corrects),
		test(test_bill_ubl__of_a_void_bill_there_is_none),
		test(test_bill_ubl__hostile_texts_stay_texts),
		test(test_bill_ubl__a_full_disk_is_told),
	};
	int failed = 0;

	arena = arena_open(ARENA_MAX);
	if (argc > 1)
		samples_write(argv[1]);
	else
		failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
