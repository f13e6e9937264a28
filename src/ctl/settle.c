/* Settlement by hand: what the worker does when a month has ended. */
#include "act/settlement.h"
#include "app/settle.h"
#include "base/sys.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/table.h"
#include "ruling.h"

enum { SELLERS_AT_ONCE = 50 };

static const struct column columns[] = {
	{ "NUMBER", "number", false },
	{ "SELLER", "seller", false },
	{ "STATE", "state", false },
	{ "CURRENCY", "currency", false },
	{ "SALES", "sales", true },
	{ "COMMISSION", "commission", true },
	{ "PAYOUT", "payout", true },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

struct run {
	struct ruling who;
	struct settlement_terms terms;
	struct settlement_subject *subjects, of;
	size_t n;
	bool made;
	struct settlement settlement;
};

static enum err
list_tx(struct db *db, void *arg)
{
	struct run *r = arg;

	return settlement_subjects(db, r->who.c->arena, &r->subjects, &r->n,
	    r->terms.month_day, r->terms.until_us, SELLERS_AT_ONCE);
}

static enum err
issue_tx(struct db *db, void *arg)
{
	struct run *r = arg;
	struct act act = ruling_act(&r->who, db);

	return settlement_issue(
	    &act, &r->made, &r->settlement, &r->of, &r->terms);
}

static enum err
row_add(struct run *r, struct table *t)
{
	const struct settlement *s = &r->settlement;
	struct arena *a = r->who.c->arena;
	struct money due;
	enum err e = settlement_due(&due, &s->worth, s->carried);

	if (e != OK)
		return e;
	return table_add(t,
	    (const struct str[]){ s->settlement_no,
		cell_id(a, ID_SELLER, s->seller_id),
		str_from(settlement_state_name(s->state)),
		str_copy(a, str_from(due.currency.code)),
		cell_amount(a, s->worth.net),
		cell_amount(a, s->worth.commission), cell_amount(a, due) });
}

/* Those that another run makes meanwhile are no longer in the list. */
static enum err
statements_make(struct run *r, struct db_pool *pool, struct table *t)
{
	size_t made;
	enum err e;

	do {
		made = 0;
		e = tx_run(pool, r->who.c->arena, list_tx, r);
		for (size_t i = 0; e == OK && i < r->n; i++) {
			r->of = r->subjects[i];
			e = tx_run(pool, r->who.c->arena, issue_tx, r);
			if (e == OK && r->made) {
				made++;
				e = row_add(r, t);
			}
		}
	} while (e == OK && made > 0);
	return e;
}

static int
month_read(struct run *r, const char *month)
{
	const struct act act = ruling_act(&r->who, NULL);
	struct ymd first;
	int status = ctl_month(r->who.c, &first, r->who.calendar.zone, month);

	if (status != CTL_OK)
		return status;
	r->terms.month_day = days_from_ymd(first);
	r->terms.issuer = r->who.terms.issuer;
	if (settlement_month(&r->terms, &act) != OK)
		return ctl_misused(r->who.c, "this month has not ended");
	return CTL_OK;
}

int
command_settle(struct ctl *c, int argc, char **argv)
{
	const char *month = NULL;
	const struct ctl_option options[] = { { "--month", &month, NULL } };
	struct run r = { .who = { .c = c } };
	struct db_pool *pool;
	struct table *t;
	int status = ctl_options(c, argc, argv, options, 1, NULL, NULL);
	enum err e;

	if (status == CTL_OK)
		status = ruling_site(&r.who);
	if (status == CTL_OK)
		status = month_read(&r, month);
	if (status == CTL_OK)
		status = ctl_pool(c, &pool);
	if (status != CTL_OK)
		return status;
	t = table_open(c->arena, columns, COLUMNS);
	e = t == NULL ? ERR_NOMEM : statements_make(&r, pool, t);
	if (e == OK)
		e = table_print(t, c->json);
	return ctl_failed(c, e, "settle");
}
