/* SOUK_TAX_TABLE, souk-tax(5): read strictly, each fault with its mend. */
#include "unit.h"

#include <stdio.h>

#include "base/bounds.h"
#include "domain/days.h"
#include "locale/tax_table.h"

enum { FAULTS = 8, ARENA_BYTES = 1024 * 1024 };

#define RULES \
	"rule domestic * * seller-rate - -\n" \
	"rule union-business * * reverse-charge - -\n" \
	"rule union-consumer * * buyer-rate - -\n" \
	"rule export * * outside - -\n"

struct read {
	struct arena *a;
	struct tax_table table;
	struct conf_fault faults[FAULTS];
	size_t nfaults;
};

static int
setup(void **state)
{
	static struct read r;

	r.a = arena_open(ARENA_BYTES);
	*state = &r;
	return r.a != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
	arena_close(((struct read *)*state)->a);
	return 0;
}

static enum err
read_text(struct read *r, const char *text)
{
	r->nfaults = FAULTS;
	return tax_table_parse(
	    r->a, &r->table, str_from(text), r->faults, &r->nfaults);
}

static void
test_tax_table__rows_are_read(void **state)
{
	struct read *r = *state;

	assert_ok(read_text(r,
	    "# a comment\r\n\nsouk-tax 1 # its version\n" RULES "union DE\tFI\n"
	    "rate DE standard 19% 2021-01-01 -\n"
	    "rate DE reduced 7.125% 2021-01-01 2026-12-31 # for now\n"
	    "rate FI standard 25.5% - -\n"
	    "rule export CH digital buyer-rate 2026-01-01 -"));
	assert_int_equal(r->nfaults, 0);
	assert_int_equal(r->table.nmembers, 2);
	assert_int_equal(r->table.nrates, 3);
	assert_int_equal(r->table.nrules, 5);
	assert_int_equal(r->table.rates[1].rate_milli, 7125);
	assert_int_equal(r->table.rates[1].from_day,
	    days_from_ymd((struct ymd){ 2021, 1, 1 }));
	assert_int_equal(r->table.rates[1].until_day,
	    days_from_ymd((struct ymd){ 2026, 12, 31 }));
	assert_true(r->table.rates[0].until_day == TAX_DAY_MAX);
	assert_int_equal(r->table.rules[4].class, TAX_DIGITAL);
	assert_string_equal(r->table.rules[4].country, "CH");
	assert_int_equal(r->table.rules[4].line, 12);
}

static void
test_tax_table__each_fault_has_its_line_and_mend(void **state)
{
	static const struct {
		const char *line, *says;
	} cases[] = {
		{ "rat DE standard 19% - -", "there are rate, rule and union" },
		{ "rate DE standard 19%", "write it as in: rate DE standard" },
		{ "rate DE standard 19% - - -", "7 words, where 6 belong" },
		{ "rate de standard 19% - -", "two capitals of ISO 3166-1" },
		{ "rate DEU standard 19% - -", "\"DEU\" is not a country" },
		{ "rate EL standard 24% - -", "write GR" },
		{ "rate UK standard 20% - -", "write GB" },
		{ "rate DE normal 19% - -", "\"normal\" is not a tax class" },
		{ "rate DE exempt 0% - -", "exempt has no rate" },
		{ "rate DE standard 19 - -", "as in 19% or 25.5%" },
		{ "rate DE standard 0.19 - -", "\"0.19\" is not a rate" },
		{ "rate DE standard 19.% - -", "is not a rate" },
		{ "rate DE standard .5% - -", "is not a rate" },
		{ "rate DE standard 1.2345% - -", "at most three decimals" },
		{ "rate DE standard 1.2.3% - -", "is not a rate" },
		{ "rate DE standard 19,5% - -", "is not a rate" },
		{ "rate DE standard -1% - -", "is not a rate" },
		{ "rate DE standard 101% - -", "from 0 to 100" },
		{ "rate DE standard 100.001% - -", "from 0 to 100" },
		{ "rate DE standard 99999999999999999999% - -",
		    "is not a rate" },
		{ "rate DE standard % - -", "is not a rate" },
		{ "rate DE standard 19% 2026-02-30 -", "is not a date" },
		{ "rate DE standard 19% 2026-13-01 -", "is not a date" },
		{ "rate DE standard 19% 2026-1-1 -", "as in 2026-01-31" },
		{ "rate DE standard 19% 2026-01-0x -", "is not a date" },
		{ "rate DE standard 19% 31.12.2026 -", "is not a date" },
		{ "rate DE standard 19% 2026-02-01 2026-01-31",
		    "ends on 2026-01-31, before it begins" },
		{ "rate FI standard 24% 2020-01-01 -",
		    "another standard rate on some of these days, in line 8" },
		{ "rule inland * * seller-rate - -", "is not a relation" },
		{ "rule export * * free - -", "is not a treatment" },
		{ "rule export * * outside - 2026-12-31",
		    "line 6 rules the same" },
		{ "rule export ** * outside - -", "is not a country" },
		{ "rule export * all outside - -", "is not a tax class" },
		{ "union", "as in: union AT BE BG" },
		{ "union DE DE", "DE is in the union by line 9 already" },
		{ "union SE", "rate SE standard 20% 2026-01-01 -" },
		{ "souk-tax 1", "\"souk-tax\" begins no line" },
		{ "rate DE standard 19% - \x01", "control character" },
		{ "rate DE standard 19% - \xff", "not UTF-8" },
	};
	struct read *r = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str text = arena_printf(r->a,
		    "souk-tax 1\n# fault\n" RULES "union FI\n"
		    "rate FI standard 25.5%% 2024-09-01 -\n%s\n",
		    cases[i].line);

		assert_non_null(text.p);
		assert_err(read_text(r, text.p), ERR_CONFIG);
		assert_int_equal(r->nfaults, 1);
		assert_int_equal(r->faults[0].line, 9);
		assert_contains(r->faults[0].what, cases[i].says);
	}
}

static void
test_tax_table__what_is_missing_is_said(void **state)
{
	static const struct {
		const char *text, *says;
		int line;
	} cases[] = {
		{ "", "it begins with: souk-tax 1", 0 },
		{ "# nothing\n\n", "it begins with: souk-tax 1", 0 },
		{ "souk-tax 2\n" RULES, "format's version: souk-tax 1", 1 },
		{ "\n" RULES, "format's version: souk-tax 1", 2 },
		{ "souk-tax 1\n"
		  "rule domestic * * seller-rate - -\n"
		  "rule union-business * * reverse-charge - -\n"
		  "rule union-consumer * * buyer-rate - -\n"
		  "rule export CH * outside - -\n",
		    "add one, as in: rule export", 0 },
	};
	struct read *r = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_err(read_text(r, cases[i].text), ERR_CONFIG);
		assert_int_equal(r->nfaults, 1);
		assert_int_equal(r->faults[0].line, cases[i].line);
		assert_contains(r->faults[0].what, cases[i].says);
	}
}

static void
test_tax_table__many_faults_are_cut_off(void **state)
{
	struct read *r = *state;
	char text[2048] = "souk-tax 1\n";

	for (int i = 0; i < 100; i++)
		strcat(text, "x\n");
	assert_err(read_text(r, text), ERR_CONFIG);
	assert_int_equal(r->nfaults, FAULTS);
	assert_int_equal(r->faults[FAULTS - 1].line, FAULTS + 1);
}

static void
test_tax_table__too_many_rows_are_refused(void **state)
{
	struct read *r = *state;
	size_t n = 0, room = 64 * 1024;
	char *text = arena_alloc(r->a, room);

	assert_non_null(text);
	n += (size_t)snprintf(text, room, "souk-tax 1\n");
	for (int i = 0; i <= TAX_TABLE_ROWS_MAX; i++)
		n += (size_t)snprintf(
		    text + n, room - n, "rate DE standard 19%% - -\n");
	assert_err(read_text(r, text), ERR_CONFIG);
	assert_int_equal(r->faults[0].line, TAX_TABLE_ROWS_MAX + 2);
	assert_contains(r->faults[0].what, "more than 1024 rates");
}

static void
test_tax_table__a_file_that_is_none_says_so(void **state)
{
	struct read *r = *state;

	r->nfaults = FAULTS;
	assert_err(tax_table_read(
		       r->a, &r->table, "/nowhere/tax", r->faults, &r->nfaults),
	    ERR_CONFIG);
	assert_contains(r->faults[0].what, "there is no such file");
	r->nfaults = FAULTS;
	assert_err(tax_table_read(r->a, &r->table, "/", r->faults, &r->nfaults),
	    ERR_CONFIG);
	assert_contains(r->faults[0].what, "must be a regular file");
}

/* The table that comes with Souk: all members, and today's decisions. */
static void
test_tax_table__europe_is_right_today(void **state)
{
	static const struct {
		const char *seller, *buyer;
		bool business;
		enum tax_class class;
		enum tax_kind kind;
		int64_t rate_milli;
	} cases[] = {
		{ "DE", "DE", true, TAX_DIGITAL, TAX_CHARGED, 19000 },
		{ "DE", "EE", false, TAX_DIGITAL, TAX_CHARGED, 24000 },
		{ "DE", "FI", false, TAX_REDUCED, TAX_CHARGED, 13500 },
		{ "DE", "DK", false, TAX_REDUCED, TAX_CHARGED, 25000 },
		{ "DE", "RO", false, TAX_SERVICE, TAX_CHARGED, 19000 },
		{ "DE", "RO", true, TAX_SERVICE, TAX_REVERSE_CHARGE, 0 },
		{ "DE", "CH", true, TAX_DIGITAL, TAX_OUT_OF_SCOPE, 0 },
		{ "CH", "CH", true, TAX_DIGITAL, TAX_CHARGED, 8100 },
		{ "GB", "GB", false, TAX_STANDARD, TAX_CHARGED, 20000 },
		{ "NO", "NO", false, TAX_STANDARD, TAX_CHARGED, 25000 },
		{ "NO", "DE", true, TAX_STANDARD, TAX_OUT_OF_SCOPE, 0 },
	};
	struct read *r = *state;
	int64_t today = days_from_ymd((struct ymd){ 2026, 11, 23 });

	r->nfaults = FAULTS;
	assert_ok(
	    tax_table_read(r->a, &r->table, TAX_TABLE, r->faults, &r->nfaults));
	assert_int_equal(r->table.nmembers, 27);
	for (size_t i = 0; i < r->table.nmembers; i++)
		assert_non_null(tax_rate_on(&r->table,
		    str_from(r->table.members[i].code), TAX_STANDARD, today));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tax_case c = {
			.seller_country = str_from(cases[i].seller),
			.buyer_country = str_from(cases[i].buyer),
			.business = cases[i].business,
			.class = cases[i].class,
			.day = today,
		};
		struct tax_ruling ruling;

		assert_ok(tax_decide(&ruling, &r->table, &c));
		assert_int_equal(ruling.kind, cases[i].kind);
		assert_int_equal(ruling.rate_milli, cases[i].rate_milli);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_tax_table__rows_are_read),
		TEST(test_tax_table__each_fault_has_its_line_and_mend),
		TEST(test_tax_table__what_is_missing_is_said),
		TEST(test_tax_table__many_faults_are_cut_off),
		TEST(test_tax_table__too_many_rows_are_refused),
		TEST(test_tax_table__a_file_that_is_none_says_so),
		TEST(test_tax_table__europe_is_right_today),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
