/* Statements of all sellers, for whoever pays them. */
#include "act/settlement.h"
#include "base/sys.h"
#include "base/text.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/listing.h"
#include "locale/zone.h"
#include "ruling.h"

enum { STATEMENTS_AT_ONCE = 500, REFERENCE_MAX = 140 };

static const struct column columns[] = {
	{ "NUMBER", "number", false },
	{ "MONTH", "month", false },
	{ "STATE", "state", false },
	{ "SELLER", "seller", false },
	{ "CURRENCY", "currency", false },
	{ "SALES", "sales", true },
	{ "COMMISSION", "commission", true },
	{ "CARRIED", "carried", true },
	{ "PAYOUT", "payout", true },
	{ "REFERENCE", "reference", false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static enum err
row_add(struct ctl *c, struct table *t, const struct settlement *s)
{
	struct arena *a = c->arena;
	struct ymd month = ymd_from_days(s->month_day);
	struct money due;
	enum err e = settlement_due(&due, &s->worth, s->carried);

	if (e != OK)
		return e;
	return table_add(t,
	    (const struct str[]){ s->settlement_no,
		arena_printf(a, "%04d-%02d", (int)month.year, (int)month.month),
		str_from(settlement_state_name(s->state)), s->seller.name,
		str_copy(a, str_from(due.currency.code)),
		cell_amount(a, s->worth.net),
		cell_amount(a, s->worth.commission), cell_amount(a, s->carried),
		cell_amount(a, due), s->payout_reference });
}

static enum err
rows_add(struct ctl *c, struct table *t, struct db *db, const void *arg)
{
	const struct settlement_filter *f = arg;
	struct settlement *list;
	struct id before = { { 0 } };
	size_t n;
	enum err e;

	do {
		e = settlements_list(
		    db, c->arena, &list, &n, f, before, STATEMENTS_AT_ONCE);
		for (size_t i = 0; e == OK && i < n; i++) {
			e = row_add(c, t, &list[i]);
			before = list[i].settlement_id;
		}
	} while (e == OK && n == STATEMENTS_AT_ONCE);
	return e;
}

static int
payout_list(struct ctl *c, int argc, char **argv)
{
	const char *state = NULL;
	const struct ctl_option options[] = { { "--state", &state, NULL } };
	struct settlement_filter f = { .state = STR_NONE };
	enum settlement_state known;
	int status = ctl_options(c, argc, argv, options, 1, NULL, NULL);

	if (status != CTL_OK)
		return status;
	f.state = str_from(state);
	if (state && settlement_state_parse(&known, f.state) != OK)
		return ctl_misused(
		    c, "--state wants ISSUED, SETTLED or CARRIED");
	return listing_print(c, columns, COLUMNS, rows_add, &f, "payouts");
}

struct paying {
	struct ruling who;
	struct str number, reference;
	int64_t paid_at_us;
	struct settlement settlement;
};

static enum err
pay_tx(struct db *db, void *arg)
{
	struct paying *p = arg;
	struct act act = ruling_act(&p->who, db);
	struct settlement now;
	enum err e = settlement_by_no(db, act.arena, &now, p->number);

	return e == OK ? settlement_pay(&act, &p->settlement, now.settlement_id,
			     0, p->reference, p->paid_at_us)
		       : e;
}

static int
pay_run(struct ctl *c, struct paying *p)
{
	char text[MONEY_TEXT_MAX];
	struct money due;
	struct db_pool *pool;
	int status = ctl_pool(c, &pool);
	enum err e;

	if (status != CTL_OK)
		return status;
	e = tx_run(pool, c->arena, pay_tx, p);
	if (e == ERR_NOT_FOUND)
		return ctl_fail(c,
		    "%.*s: there is no such statement; soukctl payout list "
		    "names them",
		    STR_FMT(p->number));
	if (e == ERR_STATE)
		return ctl_fail(c,
		    "%.*s: nothing is to be paid of it, or it was paid under "
		    "another reference; see soukctl payout list",
		    STR_FMT(p->number));
	if (e == OK)
		e = settlement_due(
		    &due, &p->settlement.worth, p->settlement.carried);
	if (e != OK)
		return ctl_failed(c, e, "payout");
	ctl_done(c, "%.*s is paid: %.*s %s to %.*s", STR_FMT(p->number),
	    STR_FMT(money_decimal(text, due)), due.currency.code,
	    STR_FMT(p->settlement.seller.name));
	return CTL_OK;
}

/* The site's day, which is today or over. */
static int
day_read(struct paying *p, const char *on)
{
	struct ctl *c = p->who.c;
	const struct zone *zone = p->who.calendar.zone;
	int64_t now_us = clock_now_us();

	p->paid_at_us = now_us;
	if (on == NULL)
		return CTL_OK;
	if (time_parse(&p->paid_at_us,
		arena_printf(c->arena, "%sT00:00:00Z", on)) != OK)
		return ctl_misused(c, "--on wants a day: 2026-11-23");
	p->paid_at_us = zone_midnight_us(zone, p->paid_at_us / DAY_US);
	return p->paid_at_us <= now_us
	    ? CTL_OK
	    : ctl_misused(c, "--on: this day has not come yet");
}

static int
payout_record(struct ctl *c, int argc, char **argv)
{
	const char *reference = NULL, *on = NULL, *number = NULL;
	const struct ctl_option options[] = {
		{ "--reference", &reference, NULL }, { "--on", &on, NULL }
	};
	struct paying p = { .who = { .c = c } };
	size_t nargs = 1;
	int status = ctl_options(c, argc, argv, options, 2, &number, &nargs);

	if (status != CTL_OK)
		return status;
	if (nargs < 1)
		return ctl_misused(c, "name the statement's number");
	p.number = str_from(number);
	p.reference = str_trim(str_from(reference));
	if (!text_name(p.reference, REFERENCE_MAX))
		return ctl_misused(c,
		    "--reference, the bank's own, wants " CTL_NAME,
		    REFERENCE_MAX);
	status = ruling_site(&p.who);
	if (status == CTL_OK)
		status = day_read(&p, on);
	return status == CTL_OK ? pay_run(c, &p) : status;
}

int
command_payout(struct ctl *c, int argc, char **argv)
{
	static const struct subcommand subs[] = {
		{ "list", payout_list },
		{ "record", payout_record },
	};

	return ctl_subcommand(c, argc, argv, subs, 2);
}
