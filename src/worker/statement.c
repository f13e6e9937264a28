/* Each month: one bill over what a company has ordered on credit. */
#include "act/bill.h"
#include "app/settle.h"
#include "base/log.h"
#include "domain/days.h"
#include "shop.h"
#include "store/credit.h"

enum { COMPANIES_AT_ONCE = 50 };

struct billing {
	struct step *step;
	int64_t from_us, until_us;
	struct id *companies;
	size_t n;
	struct id company_id; /* of the unit under way */
	bool made;
	struct bill bill;
};

/* The month before this one, as the site's clocks have it. */
static void
month_set(struct billing *b)
{
	const struct zone *zone = b->step->shop->site->zone;
	struct ymd first = ymd_from_days(zone_day(zone, b->step->now_us));

	first.day = 1;
	b->until_us = zone_midnight_us(zone, days_from_ymd(first));
	b->from_us = zone_midnight_us(
	    zone, days_from_ymd(ymd_add_months(first, -1)));
}

static enum err
list_run(struct db *db, void *arg)
{
	struct billing *b = arg;

	return companies_unbilled(db, b->step->arena, &b->companies, &b->n,
	    b->until_us, COMPANIES_AT_ONCE);
}

static enum err
bill_run(struct db *db, void *arg)
{
	struct billing *b = arg;
	struct act act = step_act(b->step, db);
	struct sale_terms terms = settle_terms(
	    b->step->shop->site, b->step->now_us);

	return bill_statement(&act, &b->made, &b->bill, b->company_id,
	    b->from_us, b->until_us, &terms);
}

enum err
statements_issue(struct step *s)
{
	struct billing b = { .step = s };
	struct db_pool *pool = s->shop->site->pool;
	enum err e;

	month_set(&b);
	e = tx_read(pool, s->arena, list_run, &b);
	for (size_t i = 0; e == OK && i < b.n; i++) {
		if (s->stopping(s->stopping_arg))
			return OK;
		b.company_id = b.companies[i];
		e = tx_run(pool, s->arena, bill_run, &b);
		if (e == OK && b.made)
			log_info("statement issued", "bill=%.*s",
			    STR_FMT(b.bill.bill_no));
	}
	s->more = b.n > 0;
	return e;
}
