/* Monthly settlement by hand: what the worker does when a month has ended. */
#include "act/bill.h"
#include "app/settle.h"
#include "base/sys.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/table.h"
#include "domain/days.h"
#include "locale/zone.h"
#include "store/credit.h"

enum { COMPANIES_AT_ONCE = 50 };

static const struct column columns[] = {
	{ "NUMBER", "number", false },
	{ "COMPANY", "company", false },
	{ "CURRENCY", "currency", false },
	{ "TOTAL", "total", true },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

struct run {
	struct ctl *c;
	struct sale_terms terms;
	int64_t from_us, until_us;
	struct id *companies;
	size_t n;
	struct id company_id;
	bool made;
	struct bill bill;
};

static enum err
list_tx(struct db *db, void *arg)
{
	struct run *r = arg;

	return companies_unbilled(db, r->c->arena, &r->companies, &r->n,
	    r->until_us, COMPANIES_AT_ONCE);
}

static enum err
bill_tx(struct db *db, void *arg)
{
	struct run *r = arg;
	struct act act = { .db = db,
		.arena = r->c->arena,
		.now_us = clock_now_us(),
		.actor = ACTOR_OPERATOR };

	return bill_statement(&act, &r->made, &r->bill, r->company_id,
	    r->from_us, r->until_us, &r->terms);
}

static enum err
row_add(struct run *r, struct table *t)
{
	const struct bill *b = &r->bill;
	struct arena *a = r->c->arena;

	return table_add(t,
	    (const struct str[]){ str_copy(a, b->bill_no),
		cell_id(a, ID_COMPANY, b->company_id),
		str_copy(a, str_from(b->net.currency.code)),
		cell_amount(a, b->sums.total) });
}

/* A company with more orders than a bill takes gets another one. */
static enum err
bills_make(struct run *r, struct db_pool *pool, struct table *t)
{
	enum err e;

	do {
		e = tx_run(pool, r->c->arena, list_tx, r);
		for (size_t i = 0; e == OK && i < r->n; i++) {
			r->company_id = r->companies[i];
			e = tx_run(pool, r->c->arena, bill_tx, r);
			if (e == OK && r->made)
				e = row_add(r, t);
		}
	} while (e == OK && r->n > 0);
	return e;
}

static int
month_read(struct run *r, const struct zone *zone, const char *month)
{
	struct ymd first;
	int status = ctl_month(r->c, &first, zone, month);

	if (status != CTL_OK)
		return status;
	r->from_us = zone_midnight_us(zone, days_from_ymd(first));
	r->until_us = zone_midnight_us(
	    zone, days_from_ymd(ymd_add_months(first, 1)));
	/* Of a month under way, what there is so far. */
	if (r->until_us > clock_now_us())
		r->until_us = clock_now_us();
	return CTL_OK;
}

int
command_statement(struct ctl *c, int argc, char **argv)
{
	const char *month = NULL;
	const struct ctl_option options[] = { { "--month", &month, NULL } };
	struct run r = { .c = c };
	struct db_pool *pool;
	struct zone *zone;
	struct table *t;
	int status = ctl_options(c, argc, argv, options, 1, NULL, NULL);
	enum err e;

	if (status != CTL_OK)
		return status;
	e = zone_open(&zone, c->arena, c->config.time_zone);
	if (e != OK)
		return ctl_failed(c, e, "SOUK_TIME_ZONE");
	status = month_read(&r, zone, month);
	if (status == CTL_OK)
		status = ctl_pool(c, &pool);
	if (status != CTL_OK)
		return status;
	r.terms = settle_terms_of(&c->config, zone, clock_now_us());
	t = table_open(c->arena, columns, COLUMNS);
	e = t == NULL ? ERR_NOMEM : bills_make(&r, pool, t);
	if (e == OK)
		e = table_print(t, c->json);
	return ctl_failed(c, e, "statement");
}
