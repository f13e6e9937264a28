/* Steps of the model: what sellers are owed, stated and paid. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "act/seal.h"
#include "act/settlement.h"
#include "model_steps.h"

static const struct id nobody = { { 0 } };

/* In the order in which the ledger has them, as the model. */
static void
lines_look(struct world *w)
{
	static const char sql[] =
	    "SELECT l.order_id, l.stage, l.state, l.net_minor, "
	    "l.payable_minor, l.settlement_id FROM settlement_lines l "
	    "ORDER BY l.entry_id";
	const struct model *m = &w->model;
	struct db_result r = world_ask(w, sql, DB_NO_ARGS);
	int i = 0;

	for (; db_next(&r); i++) {
		const struct m_line *l = &m->lines[i];

		if (i == m->nlines)
			world_fail(w, "there is a line that is not due");
		if (!id_eq(db_get_id(&r, 0), w->orders[l->order]))
			world_fail(w, "line %d is of another order", i);
		world_same(w, "line", i, "stage", db_get_i64(&r, 1), l->stage);
		if (!str_is(db_get_str(&r, 2), m_line_name(l->state)))
			world_fail(w, "line %d of order %d is %.*s, must be %s",
			    i, l->order, STR_FMT(db_get_str(&r, 2)),
			    m_line_name(l->state));
		world_same(w, "line", i, "net", db_get_i64(&r, 3), l->net);
		world_same(
		    w, "line", i, "payable", db_get_i64(&r, 4), l->payable);
		if (!id_eq(db_get_id(&r, 5),
			l->statement == M_NONE ? nobody
					       : w->statements[l->statement]))
			world_fail(w, "line %d is in another statement", i);
	}
	if (i < m->nlines && m->lines[i].state != ML_UNMADE)
		world_fail(w, "line %d is missing", i);
}

/* Sealed, made and released, as the worker does it again and again. */
static void
step_settle(struct world *w)
{
	struct act act = world_act(ACTOR_WORKER, nobody);
	bool more = true;
	size_t n = 1;

	world_tell(w, "the worker settles");
	while (n > 0)
		assert_int_equal(
		    WORLD_TX(seal_chain(&act, &n, CHAIN_LEDGER)), OK);
	while (more)
		assert_int_equal(
		    WORLD_TX(settlement_lines_make(&act, &n, &more)), OK);
	for (more = true; more;)
		assert_int_equal(
		    WORLD_TX(settlement_release_due(&act, &n, &more)), OK);
	model_settle(&w->model);
	lines_look(w);
	world_done(w);
}

static enum err
state_month(struct act *act, bool *made, struct settlement *s, int seller)
{
	struct settlement_subject of = { world_seller(seller), { "USD" } };
	struct settlement_terms terms = { .issuer = shop_terms.issuer };
	enum err e = settlement_month(&terms, act);

	return e == OK ? settlement_issue(act, made, s, &of, &terms) : e;
}

static void
step_state(struct world *w)
{
	int seller = (int)world_draw(w, M_SELLERS), i = w->model.nstatements;
	struct act act = world_act(ACTOR_WORKER, nobody);
	bool made = false, modelled = model_state_month(&w->model, seller);
	const struct m_statement *m = &w->model.statements[i];
	struct settlement s;

	world_tell(w, "the month of seller %d is stated", seller);
	assert_int_equal(WORLD_TX(state_month(&act, &made, &s, seller)), OK);
	if (made != modelled)
		world_fail(w, "the month is %sstated", made ? "" : "not ");
	if (!made)
		return;
	w->statements[i] = s.settlement_id;
	world_same(
	    w, "statement", i, "payable", s.worth.payable.minor, m->payable);
	world_same(w, "statement", i, "carried", s.carried.minor, m->carried);
	lines_look(w);
	world_done(w);
}

static void
step_pay_out(struct world *w)
{
	int i = world_late(w, w->model.nstatements);
	struct act act = world_act(ACTOR_OPERATOR, nobody);
	struct settlement s;
	char reference[32];
	bool modelled;

	if (i == M_NONE)
		return;
	snprintf(reference, sizeof(reference), "PAYOUT %d", i);
	world_tell(w, "statement %d is paid out", i);
	modelled = model_pay_out(&w->model, i);
	world_judge(w, modelled,
	    WORLD_TX(settlement_pay(&act, &s, w->statements[i], 0,
		str_from(reference), shop_now_us)));
	lines_look(w);
}

const struct world_kind world_settles[] = {
	{ 1, step_settle },
	{ 1, step_state },
	{ 1, step_pay_out },
	{ 0, NULL },
};
