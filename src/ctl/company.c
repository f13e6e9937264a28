#include "base/bounds.h"
#include "base/sys.h"
#include "base/text.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "store/company.h"

enum { COMPANIES_AT_ONCE = 500, TAX_MAX = 40 };

static const struct column columns[] = {
	{ "COMPANY", "id", false },
	{ "NAME", "name", false },
	{ "COUNTRY", "country", false },
	{ "CURRENCY", "currency", false },
	{ "TAX NUMBER", "tax_number", false },
	{ "STATE", "state", false },
	{ "CREATED", "created_at", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static enum err
row_add(struct ctl *c, struct table *t, const struct company *company)
{
	return table_add(t,
	    (const struct str[]){
		cell_id(c->arena, ID_COMPANY, company->company_id),
		company->name, company->country,
		str_copy(c->arena, str_from(company->currency.code)),
		company->tax_number, company->state,
		cell_time(c->arena, company->created_at_us) });
}

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	struct company *list;
	struct id after = { { 0 } };
	size_t i, n;
	enum err e;

	(void)arg;
	do {
		e = companies_list(
		    db, c->arena, &list, &n, after, COMPANIES_AT_ONCE);
		for (i = 0; e == OK && i < n; i++) {
			e = row_add(c, t, &list[i]);
			after = list[i].company_id;
		}
	} while (e == OK && n == COMPANIES_AT_ONCE);
	return e;
}

static int
company_list(struct ctl *c, int argc, char **argv)
{
	int status = ctl_options(c, argc, argv, NULL, 0, NULL, NULL);

	if (status != CTL_OK)
		return status;
	return listing_print(c, columns, COLUMNS, rows_add, NULL, "companies");
}

static enum err
one_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	const struct id *id = arg;
	struct company company;
	enum err e = company_get(db, c->arena, &company, *id);

	return e == OK ? row_add(c, t, &company) : e;
}

static int
company_show(struct ctl *c, int argc, char **argv)
{
	const char *arg;
	size_t nargs = 1;
	struct id id;
	int status = ctl_options(c, argc, argv, NULL, 0, &arg, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs == 0 || id_parse(&id, ID_COMPANY, str_from(arg)) != OK)
		return ctl_misused(c, "name the company by its id: com_...");
	return listing_print(c, columns, COLUMNS, one_add, &id, arg);
}

static enum err
company_add_tx(struct db *db, void *arg)
{
	struct company *company = arg;
	enum err e = company_insert(db, company);

	if (e != OK)
		return e;
	return ctl_event(db, "company", company->company_id, "added", STR_NONE,
	    STR("ACTIVE"));
}

static int
company_check(struct ctl *c, const struct company *company)
{
	if (!text_name(company->name, NAME_MAX_CHARS))
		return ctl_misused(c, "--name wants " CTL_NAME, NAME_MAX_CHARS);
	if (!text_is(TEXT_COUNTRY, company->country))
		return ctl_misused(c,
		    "--country wants two capitals, such"
		    " as DE (ISO 3166-1)");
	if (company->tax_number.p && !text_name(company->tax_number, TAX_MAX))
		return ctl_misused(c, "--tax-number wants " CTL_NAME, TAX_MAX);
	return CTL_OK;
}

static int
company_add(struct ctl *c, int argc, char **argv)
{
	const char *name = NULL, *country = NULL, *currency = NULL;
	const char *tax_number = NULL;
	const struct ctl_option options[] = { { "--name", &name, NULL },
		{ "--country", &country, NULL },
		{ "--currency", &currency, NULL },
		{ "--tax-number", &tax_number, NULL } };
	struct company company = { .company_id = id_new(),
		.created_at_us = clock_now_us() };
	char id[ID_TEXT_MAX];
	int status = ctl_options(c, argc, argv, options, 4, NULL, NULL);

	if (status != CTL_OK)
		return status;
	company.name = str_trim(str_from(name));
	company.country = str_from(country);
	company.tax_number = str_from(tax_number);
	company.currency = c->config.currency;
	if (currency &&
	    currency_parse(&company.currency, str_from(currency)) != OK)
		return ctl_misused(
		    c, "--currency: Souk does not know %s", currency);
	status = company_check(c, &company);
	if (status == CTL_OK)
		status = ctl_tx(c, company_add_tx, &company, "company");
	if (status == CTL_OK)
		ctl_done(c, "%.*s added",
		    STR_FMT(id_format(id, ID_COMPANY, company.company_id)));
	return status;
}

int
command_company(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", company_list },
		{ "show", company_show },
		{ "add", company_add },
	};

	return ctl_subcommand(c, argc, argv, subs, 3);
}
