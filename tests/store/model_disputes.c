/* Steps of the model: amounts of bills that are disputed. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "act/bill_dispute.h"
#include "model_steps.h"

static const struct id nobody = { { 0 } };

static void
step_dispute(struct world *w)
{
	int i = world_late(w, w->model.nbills);
	struct bill_dispute d;
	const struct m_bill *b;
	int64_t open, amount;
	struct act act;
	bool modelled;
	enum err e;

	if (i == M_NONE || w->model.bills[i].kind == MB_NOTE)
		return;
	b = &w->model.bills[i];
	open = b->net + b->tax - b->credited - b->paid + b->refunded;
	amount = world_chance(w, 3) ? open + world_chance(w, 8)
				    : 1 + world_draw(w, open + 1);
	act = world_act(ACTOR_USER, world_user(b->company));
	world_tell(w, "%" PRId64 " of bill %d are disputed", amount, i);
	modelled = model_bill_disputed(&w->model, i, amount);
	e = WORLD_TX(bill_dispute_open(&act, &d, w->bills[i],
	    world_company(b->company), amount, STR("Not ours.")));
	world_judge(w, modelled, e);
	if (e == OK)
		w->disputes[w->model.ndisputes - 1] = d.dispute_id;
}

static enum err
dispute_rule(struct act *act, struct id dispute_id, int64_t credit,
    const struct sale_terms *terms)
{
	struct bill_dispute d;
	enum err e = bill_dispute_get(
	    act->db, act->arena, &d, dispute_id, nobody);

	return e == OK ? bill_dispute_rule(act, &d, dispute_id, d.row_version,
			     credit, STR("So."), terms)
		       : e;
}

static void
step_end(struct world *w)
{
	int i = world_late(w, w->model.ndisputes);
	struct sale_terms terms = world_terms();
	const struct m_dispute *m;
	struct bill_dispute d;
	struct act act;
	int64_t credit;
	bool modelled;

	if (i == M_NONE)
		return;
	m = &w->model.disputes[i];
	if (world_chance(w, 4)) {
		int company = w->model.bills[m->bill].company;

		act = world_act(ACTOR_USER, world_user(company));
		world_tell(w, "dispute %d is withdrawn", i);
		modelled = model_dispute_withdrawn(&w->model, i);
		world_judge(w, modelled,
		    WORLD_TX(bill_dispute_withdraw(
			&act, &d, w->disputes[i], world_company(company))));
		return;
	}
	act = world_act(ACTOR_OPERATOR, nobody);
	credit = world_chance(w, 3) ? m->amount : world_draw(w, m->amount + 2);
	world_tell(w, "dispute %d over %" PRId64 " is ruled: %" PRId64, i,
	    m->amount, credit);
	modelled = model_dispute_ruled(&w->model, i, credit);
	world_judge(w, modelled,
	    WORLD_TX(dispute_rule(&act, w->disputes[i], credit, &terms)));
}

const struct world_kind world_disputes[] = {
	{ 3, step_dispute },
	{ 3, step_end },
	{ 0, NULL },
};
