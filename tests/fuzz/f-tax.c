/*
 * tax_table_parse: a refused table has a fault with a line that exists, of an
 * accepted one every case has a ruling or an error, and a rate within bounds.
 * tax_number_parse: what is accepted is accepted again as it is kept.
 */
#include <stdint.h>
#include <stdlib.h>

#include "domain/tax_number.h"
#include "locale/tax_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
require(int holds)
{
	if (!holds)
		abort();
}

static void
check_case(const struct tax_table *t, struct tax_case c)
{
	struct tax_ruling r;
	enum err e = tax_decide(&r, t, &c);

	require(e == OK || e == ERR_NOT_FOUND);
	if (e != OK)
		return;
	require(r.rate_milli >= 0 && r.rate_milli <= TAX_WHOLE);
	require(r.kind == TAX_CHARGED || r.rate_milli == 0);
	require((r.kind == TAX_CHARGED) == (r.note[0] == '\0'));
	require((r.kind == TAX_CHARGED) == (r.country[0] != '\0'));
}

static void
check_table(const struct tax_table *t)
{
	for (size_t i = 0; i < t->nrates; i++)
		for (size_t k = 0; k < 2 * TAX_CLASS__MAX; k++)
			check_case(t,
			    (struct tax_case){
				.seller_country = STR("DE"),
				.buyer_country = str_from(t->rates[i].country),
				.business = k % 2 == 0,
				.class = (enum tax_class)(k / 2),
				.day = t->rates[i].from_day,
			    });
}

static void
check_number(struct str text)
{
	enum tax_number_fault fault;
	struct tax_number first, again;

	if (tax_number_parse(&first, STR_NONE, text, &fault) != OK)
		return;
	require(tax_number_parse(
		    &again, STR_NONE, str_from(first.text), &fault) == OK);
	require(str_is(str_from(first.text), again.text));
	require(tax_number_shape(str_from(first.country)) != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	enum { FAULTS = 4 };
	struct str text = { (const char *)data, n };
	struct arena *a = arena_open(64 << 20);
	struct conf_fault faults[FAULTS];
	size_t nfaults = FAULTS;
	struct tax_table table;
	int lines = 1;
	enum err e;

	require(a != NULL);
	check_number(text);
	for (size_t i = 0; i < n; i++)
		lines += data[i] == '\n';
	e = tax_table_parse(a, &table, text, faults, &nfaults);
	require(e == OK || e == ERR_CONFIG);
	require((e == OK) == (nfaults == 0) && nfaults <= FAULTS);
	if (e == OK)
		check_table(&table);
	for (size_t i = 0; i < nfaults; i++)
		require(faults[i].line >= 0 && faults[i].line <= lines &&
		    faults[i].what.n > 0);
	arena_close(a);
	return 0;
}
