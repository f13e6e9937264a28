#include "base/num.h"
#include "base/text.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "store/flavour.h"

enum { POSITION_MAX = 10000, CODE_MAX = 40, SIZE_MAX_OF = 100000 };

static const struct column columns[] = {
	{ "REGION", "region", false },
	{ "CODE", "code", false },
	{ "VCPUS", "vcpus", true },
	{ "GIB", "memory_gib", true },
	{ "MODE", "mode", false },
	{ "PRICE", "amount", false },
	{ "CURRENCY", "currency", false },
	{ "STATE", "state", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static enum err
row_add(struct ctl *c, struct table *t, const struct flavour *f,
    const struct flavour_price *p)
{
	return table_add(t,
	    (const struct str[]){ f->region, f->code,
		cell_count(c->arena, f->vcpus),
		cell_count(c->arena, f->memory_gib),
		p ? str_from(billing_mode_name(p->mode)) : STR_NONE,
		p ? cell_amount(c->arena, p->amount) : STR_NONE,
		p ? str_from(p->amount.currency.code) : STR_NONE,
		f->closed ? STR("CLOSED") : STR("OPEN") });
}

/* A row a price; one for what has none, since nobody can order it. */
static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	struct flavour *all;
	struct flavour_price *prices;
	size_t n = 0, nprices = 0;
	enum err e = flavours_all(db, c->arena, &all, &n);

	(void)arg;
	if (e == OK)
		e = flavour_prices_all(db, c->arena, &prices, &nprices);
	for (size_t i = 0; e == OK && i < n; i++) {
		bool priced = false;

		for (size_t k = 0; e == OK && k < nprices; k++) {
			if (!str_eq(prices[k].region, all[i].region) ||
			    !str_eq(prices[k].flavour, all[i].code))
				continue;
			priced = true;
			e = row_add(c, t, &all[i], &prices[k]);
		}
		if (e == OK && !priced)
			e = row_add(c, t, &all[i], NULL);
	}
	return e;
}

static int
flavour_list(struct ctl *c, int argc, char **argv)
{
	int status = ctl_options(c, argc, argv, NULL, 0, NULL, NULL);

	return status == CTL_OK
	    ? listing_print(c, columns, COLUMNS, rows_add, NULL, "flavours")
	    : status;
}

/* What is asked for; -1: as it is. */
struct asked {
	struct ctl *c;
	struct str region, code;
	int64_t vcpus, memory_gib, position, monthly, yearly;
	struct currency currency;
	int closed;
};

static enum err
price_put(struct db *db, const struct asked *a, enum billing_mode mode,
    int64_t amount_minor)
{
	const struct flavour_price p = { a->region, a->code, mode,
		{ amount_minor, a->currency } };

	return amount_minor < 0 ? OK : flavour_price_put(db, &p);
}

/* ERR_INVALID: a new one without its size. */
static enum err
flavour_tx(struct db *db, void *arg)
{
	const struct asked *a = arg;
	struct flavour *all, row = { .region = a->region, .code = a->code };
	bool known;
	size_t n = 0;
	enum err e = regions_known(db, a->c->arena, &known, &a->region, 1);

	if (e == OK && !known)
		e = ERR_NOT_FOUND;
	if (e == OK)
		e = flavours_all(db, a->c->arena, &all, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		if (str_eq(all[i].region, a->region) &&
		    str_eq(all[i].code, a->code))
			row = all[i];
	if (a->vcpus > 0)
		row.vcpus = a->vcpus;
	if (a->memory_gib > 0)
		row.memory_gib = a->memory_gib;
	if (a->position >= 0)
		row.position = a->position;
	if (a->closed >= 0)
		row.closed = a->closed > 0;
	if (e == OK && (row.vcpus == 0 || row.memory_gib == 0))
		e = a->closed >= 0 ? ERR_NOT_FOUND : ERR_INVALID;
	if (e == OK)
		e = flavour_put(db, &row);
	if (e == OK)
		e = price_put(db, a, MODE_MONTHLY, a->monthly);
	return e == OK ? price_put(db, a, MODE_YEARLY, a->yearly) : e;
}

static int
number_read(struct ctl *c, int64_t *out, const char *name, const char *text,
    int64_t least, int64_t most)
{
	*out = -1;
	if (text && num_parse_in(out, str_from(text), least, most) != OK)
		return ctl_misused(c, "%s wants a number from %lld to %lld",
		    name, (long long)least, (long long)most);
	return CTL_OK;
}

static int
flavour_run(struct ctl *c, struct asked *a, const char *const *args,
    size_t nargs, const char *done)
{
	int status;

	if (nargs != 2 || !text_is(TEXT_SLUG, str_from(args[0])) ||
	    !text_is(TEXT_SLUG, str_from(args[1])) ||
	    strlen(args[1]) > CODE_MAX)
		return ctl_misused(c,
		    "name the region and the flavour by their codes: a-z, 0-9"
		    " and inner hyphens, at most %d",
		    CODE_MAX);
	a->c = c;
	a->region = str_from(args[0]);
	a->code = str_from(args[1]);
	status = ctl_tx(c, flavour_tx, a, args[1]);
	if (status == CTL_OK)
		ctl_done(c, "%s in %s: %s", args[1], args[0], done);
	return status;
}

static int
flavour_set(struct ctl *c, int argc, char **argv)
{
	const char *vcpus = NULL, *memory = NULL, *position = NULL;
	const char *monthly = NULL, *yearly = NULL, *currency = NULL;
	const char *args[2];
	const struct ctl_option options[] = { { "--vcpus", &vcpus, NULL },
		{ "--memory", &memory, NULL },
		{ "--position", &position, NULL },
		{ "--monthly", &monthly, NULL }, { "--yearly", &yearly, NULL },
		{ "--currency", &currency, NULL } };
	struct asked a = { .closed = -1, .currency = c->config.currency };
	size_t nargs = 2;
	int status = ctl_options(c, argc, argv, options, 6, args, &nargs);

	if (status == CTL_OK)
		status = number_read(
		    c, &a.vcpus, "--vcpus", vcpus, 1, SIZE_MAX_OF);
	if (status == CTL_OK)
		status = number_read(
		    c, &a.memory_gib, "--memory", memory, 1, SIZE_MAX_OF);
	if (status == CTL_OK)
		status = number_read(
		    c, &a.position, "--position", position, 0, POSITION_MAX);
	if (status == CTL_OK)
		status = number_read(
		    c, &a.monthly, "--monthly", monthly, 0, MONEY_MAX_MINOR);
	if (status == CTL_OK)
		status = number_read(
		    c, &a.yearly, "--yearly", yearly, 0, MONEY_MAX_MINOR);
	if (status == CTL_OK && currency &&
	    currency_parse(&a.currency, str_from(currency)) != OK)
		status = ctl_misused(c, "--currency wants one of ISO 4217");
	return status == CTL_OK ? flavour_run(c, &a, args, nargs, "set")
				: status;
}

static int
flavour_turn(struct ctl *c, int argc, char **argv, int closed, const char *done)
{
	struct asked a = { .vcpus = -1,
		.memory_gib = -1,
		.position = -1,
		.monthly = -1,
		.yearly = -1,
		.closed = closed };
	const char *args[2];
	size_t nargs = 2;
	int status = ctl_options(c, argc, argv, NULL, 0, args, &nargs);

	return status == CTL_OK ? flavour_run(c, &a, args, nargs, done)
				: status;
}

static int
flavour_close(struct ctl *c, int argc, char **argv)
{
	return flavour_turn(c, argc, argv, 1, "closed to new servers");
}

static int
flavour_open(struct ctl *c, int argc, char **argv)
{
	return flavour_turn(c, argc, argv, 0, "open");
}

int
command_flavour(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", flavour_list },
		{ "set", flavour_set },
		{ "close", flavour_close },
		{ "open", flavour_open },
	};

	return ctl_subcommand(c, argc, argv, subs, 4);
}
