/* What sellers are owed: lines of what was sealed, statements each month. */
#include "act/settlement.h"
#include "app/settle.h"
#include "base/log.h"
#include "shop.h"

enum { SELLERS_AT_ONCE = 50 };

struct gathering {
	struct step *step;
	size_t made, released;
	bool more_made, more_released;
};

static enum err
make_run(struct db *db, void *arg)
{
	struct gathering *g = arg;
	struct act act = step_act(g->step, db);

	return settlement_lines_make(&act, &g->made, &g->more_made);
}

static enum err
release_run(struct db *db, void *arg)
{
	struct gathering *g = arg;
	struct act act = step_act(g->step, db);

	return settlement_release_due(&act, &g->released, &g->more_released);
}

enum err
settlement_lines_step(struct step *s)
{
	struct gathering g = { .step = s };
	struct db_pool *pool = s->shop->site->pool;
	enum err e = tx_run(pool, s->arena, make_run, &g);

	if (e == OK && !g.more_made)
		e = tx_run(pool, s->arena, release_run, &g);
	s->more = g.more_made || g.more_released;
	return e;
}

struct stating {
	struct step *step;
	struct settlement_terms terms;
	struct settlement_subject *subjects, of;
	size_t n;
	bool made;
	struct settlement settlement;
};

static enum err
list_run(struct db *db, void *arg)
{
	struct stating *x = arg;

	return settlement_subjects(db, x->step->arena, &x->subjects, &x->n,
	    x->terms.month_day, x->terms.until_us, SELLERS_AT_ONCE);
}

static enum err
issue_run(struct db *db, void *arg)
{
	struct stating *x = arg;
	struct act act = step_act(x->step, db);

	return settlement_issue(
	    &act, &x->made, &x->settlement, &x->of, &x->terms);
}

enum err
settlements_state(struct step *s)
{
	struct sale_terms sale = settle_terms(s->shop->site, s->now_us);
	struct stating x = { .step = s, .terms.issuer = sale.issuer };
	struct db_pool *pool = s->shop->site->pool;
	struct act act = step_act(s, NULL);
	enum err e = settlement_month(&x.terms, &act);

	if (e == OK)
		e = tx_read(pool, s->arena, list_run, &x);
	for (size_t i = 0; e == OK && i < x.n; i++) {
		if (s->stopping(s->stopping_arg))
			return OK;
		x.of = x.subjects[i];
		e = tx_run(pool, s->arena, issue_run, &x);
		if (e == OK && x.made)
			log_info("settlement issued", "settlement=%.*s",
			    STR_FMT(x.settlement.settlement_no));
	}
	s->more = e == OK && x.n == SELLERS_AT_ONCE;
	return e;
}
